#include "parsers/formats/layout.h"
#include "parsers/address.h"
#include "parsers/formats/seek.h"
#include "parsers/lines.h"
#include <stdarg.h>
#include <stdio.h>

/* ---- building ---- */

int
layout_refuse(struct layout_fault *fault, size_t offset, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(fault->message, sizeof(fault->message), format, arguments);
	va_end(arguments);
	fault->offset = offset;
	fault->text[0] = 0;
	return -1;
}

void
layout_start(struct layout *layout)
{
	memset(layout, 0, sizeof(*layout));
	layout->decode = DECODE_BACKSLASH;
	layout->count = 1;
}

int
layout_literal(struct layout *layout, char c, size_t offset, struct layout_fault *fault)
{
	struct layout_step *step = &layout->steps[layout->count - 1];

	if (layout->length == LAYOUT_TEXT)
		return layout_refuse(fault, offset, "is too long: at most %d bytes beside the fields", LAYOUT_TEXT);
	if (step->length == 0)
		step->text = (uint16_t)layout->length;
	layout->text[layout->length++] = c;
	step->length++;
	return 0;
}

/* A part of a time ends by itself; any other field needs text behind it to end at. */
static bool
ends_itself(const struct layout_step *step)
{
	return step->field == FIELD_TIME_PART || step->field == FIELD_TIME_CLF;
}

/* Two fields with nothing between them that can be read all the same: a path and its query are a
 * target; a host ends where a path begins. */
static bool
joins(struct layout *layout, enum field field)
{
	struct layout_step *before = &layout->steps[layout->count - 1];

	if (field != FIELD_QUERY || (before->kind != FIELD_PATH && before->kind != FIELD_TARGET))
		return false;
	before->kind = FIELD_TARGET;
	if (before->field == FIELD_SKIP)
		return true;
	before->field = FIELD_TARGET;
	layout->carried = (layout->carried & ~FIELD_BIT(FIELD_PATH)) | FIELD_BIT(FIELD_TARGET);
	return true;
}

static bool
ends_at_path(const struct layout_step *before, enum field field)
{
	return before->kind == FIELD_HOST && (field == FIELD_PATH || field == FIELD_TARGET);
}

int
layout_field(struct layout *layout, enum field field, char conversion, size_t offset, struct layout_fault *fault)
{
	const struct layout_step *before = &layout->steps[layout->count - 1];
	struct layout_step *step;

	if (layout->count == LAYOUT_STEPS)
		return layout_refuse(fault, offset, "has too many fields: at most %d", LAYOUT_STEPS - 1);
	if (layout->count > 1 && before->length == 0 && joins(layout, field))
		return 0;
	if (layout->count > 1 && before->length == 0 && !ends_itself(before) && !ends_at_path(before, field))
		return layout_refuse(
		    fault, offset, "has two fields with nothing between them, so nobody can tell where one ends");
	step = &layout->steps[layout->count];
	step->kind = (uint8_t)field;
	/* What was logged first counts: the second of two is passed over. */
	if (field < FIELD_SPANS && layout->carried & FIELD_BIT(field))
		field = FIELD_SKIP;
	layout->count++;
	step->field = (uint8_t)field;
	step->conversion = conversion;
	step->quoted = before->length > 0 && layout->text[before->text + before->length - 1] == '"';
	if (field != FIELD_SKIP)
		layout->carried |= FIELD_BIT(field);
	return 0;
}

/* The steps behind the last field that means something are not needed. */
static void
drop_tail(struct layout *layout)
{
	const struct layout_step *last;

	while (layout->count > 1 && layout->steps[layout->count - 1].field == FIELD_SKIP)
		layout->count--;
	last = &layout->steps[layout->count - 1];
	layout->closed = last->length > 0;
}

/* Whether a time that is written in parts has one of these conversions, or seconds since 1970. */
static bool
has_part(const struct layout *layout, const char *conversions)
{
	for (size_t i = 1; i < layout->count; i++)
		if (layout->steps[i].conversion == 's' ||
		    (layout->steps[i].conversion && strchr(conversions, layout->steps[i].conversion)))
			return true;
	return false;
}

static int
check_parts(const struct layout *layout, struct layout_fault *fault)
{
	static const char *const needs[][2] = {{"de", "day"}, {"mb", "month"}, {"Yy", "year"}, {"HI", "hour"}};

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (!has_part(layout, needs[i][0]))
			return layout_refuse(fault, SPAN_NONE, "has a time without its %s", needs[i][1]);
	return 0;
}

int
layout_finish(struct layout *layout, struct layout_fault *fault)
{
	for (size_t i = 1; i < layout->count; i++) {
		struct layout_step *step = &layout->steps[i];

		step->quoted = step->quoted && step->length > 0 && layout->text[step->text] == '"';
	}
	drop_tail(layout);
	if (!(layout->carried & FIELD_TIMES))
		return layout_refuse(
		    fault, SPAN_NONE, "has no time: it needs %%t, or $time_local, $time_iso8601 or $msec");
	if ((layout->carried & FIELD_TIMES) == FIELD_BIT(FIELD_TIME_PART) && check_parts(layout, fault) != 0)
		return -1;
	if (!(layout->carried & FIELD_REQUESTS))
		return layout_refuse(
		    fault, SPAN_NONE, "has no request: it needs %%r or %%U, or $request or $request_uri");
	if (!(layout->carried & FIELD_ADDRESSES))
		return layout_refuse(fault, SPAN_NONE, "has no address: it needs %%h or %%a, or $remote_addr");
	return 0;
}

int
layout_compile(struct layout *layout, struct span text, struct layout_fault *fault)
{
	size_t percent = span_chr(text, '%'), dollar = span_chr(text, '$');

	if (percent == SPAN_NONE && dollar == SPAN_NONE)
		return layout_refuse(
		    fault, 0, "is no log format: it has no %% and no $ field, and no file has this name");
	return dollar < percent ? layout_compile_nginx(layout, text, fault)
				: layout_compile_apache(layout, text, fault);
}

/* ---- running ---- */

/* A position in a line, and the first mark that is not before it. */
struct cursor {
	const struct line *line;
	const char *at, *end;
	size_t mark;
};

static bool
stands_at(const struct cursor *cursor, const char *at, struct span text)
{
	return (size_t)(cursor->end - at) >= text.n && at[0] == text.p[0] &&
	       (text.n == 1 || (at[1] == text.p[1] && (text.n == 2 || memcmp(at, text.p, text.n) == 0)));
}

/* Where `text` next stands, or NULL. */
static const char *
find(const struct cursor *cursor, struct span text)
{
	const char *at = cursor->at;

	for (; (at = seek_one(at, cursor->end, text.p[0])) < cursor->end; at++)
		if (text.n == 1 || stands_at(cursor, at, text))
			return at;
	return NULL;
}

/* The closing quote: not escaped, and `text`, which it begins, stands there. The last quote of a
 * layout closes where a blank or the end follows. */
static const char *
find_quote(struct cursor *cursor, struct span text, bool *escaped)
{
	const struct line *line = cursor->line;

	while (cursor->mark < line->nmarks && line->base + line->marks[cursor->mark] < cursor->at)
		cursor->mark++;
	for (size_t i = cursor->mark; i < line->nmarks; i++) {
		const char *at = line->base + line->marks[i];

		if (*at == '\\') {
			*escaped = true;
			if (i + 1 < line->nmarks && line->base + line->marks[i + 1] == at + 1)
				i++;
		} else if (text.n == 1 ? at + 1 == cursor->end || at[1] == ' ' || at[1] == '\t'
				       : stands_at(cursor, at, text)) {
			cursor->mark = i;
			return at;
		}
	}
	return NULL;
}

/* Moves over a field that ends by itself; false when it does not fit. */
static bool
take_part(const struct layout_step *step, struct format_state *state, struct cursor *cursor, struct fields *fields)
{
	size_t left = (size_t)(cursor->end - cursor->at), taken = TIMESTAMP_CLF;

	if (step->field == FIELD_TIME_PART) {
		taken = when_part(&fields->when, step->conversion, cursor->at, left);
		fields->have |= taken > 0 ? FIELD_BIT(FIELD_TIME_PART) : 0;
	} else if (left < taken || !fields_set_time(fields, state, FIELD_TIME_CLF, span_make(cursor->at, taken)))
		return false;
	cursor->at += taken;
	return taken > 0;
}

/* The end of the last field when the line may have more than the layout: at what parts the fields before.
 * An agent has blanks, commas and semicolons of its own. */
static const char *
find_last_end(const struct layout *layout, const struct layout_step *step, const struct cursor *cursor)
{
	struct span before = span_make(layout->text + step[-1].text, step[-1].length);
	char c = step->field == FIELD_AGENT || step->field == FIELD_REQUEST ? 0 : ' ';

	for (size_t i = 0; i < before.n; i++)
		if (before.p[i] && strchr(step->field == FIELD_AGENT ? "\t|" : "\t|;,", before.p[i]))
			c = before.p[i];
	return c ? seek_one(cursor->at, cursor->end, c) : cursor->end;
}

/* The end of an unquoted list "client, proxy, proxy", of which blanks are a part: `stop` when it is none. */
static const char *
find_list_end(struct cursor *cursor, struct span text, const char *stop)
{
	const char *begin = cursor->at;

	while (stop && stop > begin && stop[-1] == ',' && text.p[0] == ' ') {
		cursor->at = stop + 1;
		stop = find(cursor, text);
	}
	cursor->at = begin;
	return stop;
}

/* Bytes of the longest address, with a zone and a port. */
#define ADDRESS_ROOM 80

/* Whether nothing but an address stands in the text: no port. */
static bool
is_address(struct span text)
{
	unsigned char address[16];
	size_t colon = span_chr(text, ':');

	return address_parse(text, address) &&
	       (text.p[0] == '[' ? text.p[text.n - 1] == ']' : colon == SPAN_NONE || colon != span_rchr(text, ':'));
}

/* The end of an address with a colon behind it, of which IPv6 has others: the last that leaves an address before it,
 * and else `stop`, the first. */
static const char *
find_port(const struct cursor *cursor, struct span text, const char *stop)
{
	const char *limit = cursor->end - cursor->at > ADDRESS_ROOM ? cursor->at + ADDRESS_ROOM : cursor->end;
	const char *at = seek_one(cursor->at, limit, ' ');

	while (stop && --at > stop)
		if (stands_at(cursor, at, text) && is_address(span_make(cursor->at, (size_t)(at - cursor->at))))
			return at;
	return stop;
}

/* Moves over any other field, to the text behind it. */
static bool
take_field(const struct layout *layout, const struct layout_step *step, struct format_state *state,
    struct cursor *cursor, struct fields *fields)
{
	struct span text = span_make(layout->text + step->text, step->length), value;
	const char *stop;
	bool escaped = false;

	if (step->quoted)
		stop = find_quote(cursor, text, &escaped);
	else if (text.n > 0)
		stop = find(cursor, text);
	else if (step + 1 < layout->steps + layout->count)
		stop = memchr(cursor->at, '/', (size_t)(cursor->end - cursor->at));
	else
		stop = find_last_end(layout, step, cursor);
	if (!step->quoted && text.n > 0 && FIELD_BIT(step->field) & FIELD_ADDRESSES)
		stop = text.p[0] == ':' ? find_port(cursor, text, stop) : find_list_end(cursor, text, stop);
	if (!stop)
		return false;
	value = span_make(cursor->at, (size_t)(stop - cursor->at));
	cursor->at = stop;
	if (step->field == FIELD_SKIP)
		return true;
	if (step->field >= FIELD_SPANS)
		return fields_set_time(fields, state, (enum field)step->field, value);
	fields_set(fields, (enum field)step->field,
	    escaped && layout->decode ? decode_escapes(state, value, layout->decode) : value);
	return true;
}

/* The words for a line that does not fit at a step. One of another format fits for a while too, so
 * without a name it must have come as far as the request. */
static enum reject
refuse(const struct layout_step *step, const struct fields *fields, bool named)
{
	if (!named && (step->field == FIELD_SKIP || !(fields->have & FIELD_TIMES) ||
			  !((fields->have | FIELD_BIT(step->field)) & FIELD_REQUESTS)))
		return REJECT_UNKNOWN;
	if (step->field >= FIELD_SPANS)
		return REJECT_BAD_TIME;
	return fields_reject((enum field)step->field);
}

enum reject
layout_parse(
    const struct layout *layout, struct format_state *state, const struct line *line, struct record *record, bool named)
{
	struct cursor cursor = {line, line->text.p, line->text.p + line->text.n, 0};
	FIELDS_UNSET struct fields fields;

	decode_begin(state, line->text.n);
	fields_init(&fields);
	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_step *step = &layout->steps[i];
		struct span text = span_make(layout->text + step->text, step->length);

		if (i > 0 && !(ends_itself(step) ? take_part(step, state, &cursor, &fields)
						 : take_field(layout, step, state, &cursor, &fields)))
			return refuse(step, &fields, named);
		if (text.n > 0 && !stands_at(&cursor, cursor.at, text))
			return refuse(step, &fields, named);
		cursor.at += text.n;
	}
	return fields_record(state, &fields, layout->carried, record);
}
