/*
 * W3C extended log format. "#Fields:" names the columns and may come again with others; "#Date:"
 * gives the day where lines have the time alone. Times are GMT, but for Oracle's "#GMT-Offset:".
 *
 * Columns stand between blanks (IIS, in whose fields a blank is a +), or between tabs (CloudFront,
 * which escapes as in a URL), or in quotes with a quote doubled (as the standard has it).
 */
#include "parsers/formats/w3c.h"
#include "parsers/formats/decode.h"
#include "parsers/formats/seek.h"
#include "parsers/lines.h"

static const struct column {
	struct span name;
	uint8_t field;
} columns_known[] = {
    {SPAN_INIT("date"), FIELD_DATE}, {SPAN_INIT("time"), FIELD_CLOCK}, {SPAN_INIT("c-ip"), FIELD_ADDRESS},
    {SPAN_INIT("c-dns"), FIELD_PEER}, {SPAN_INIT("x-forwarded-for"), FIELD_FORWARDED},
    {SPAN_INIT("cs(x-forwarded-for)"), FIELD_FORWARDED}, {SPAN_INIT("originalip"), FIELD_FORWARDED},
    {SPAN_INIT("cs-method"), FIELD_METHOD}, {SPAN_INIT("cs-uri"), FIELD_TARGET}, {SPAN_INIT("cs-uri-stem"), FIELD_PATH},
    {SPAN_INIT("cs-uri-query"), FIELD_QUERY}, {SPAN_INIT("sc-status"), FIELD_STATUS},
    {SPAN_INIT("cs(referer)"), FIELD_REFERER}, {SPAN_INIT("cs(referrer)"), FIELD_REFERER},
    {SPAN_INIT("cs(user-agent)"), FIELD_AGENT}, {SPAN_INIT("cs(host)"), FIELD_HOST}, {SPAN_INIT("cs-host"), FIELD_HOST},
    {SPAN_INIT("x-host-header"), FIELD_HOST}, /* what was asked for; CloudFront's cs(Host) is its own name */
};

/* The columns that CloudFront writes, for files that lost their header; later ones say nothing. */
static const char cloudfront_columns[] =
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) "
    "cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken "
    "x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type";

/* What IIS writes unless it is told otherwise; each column but the agents holds what cannot be
 * taken for another, so a line that fits by number and form is one of these. */
static const char iis_columns[] =
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status "
    "sc-substatus sc-win32-status time-taken";

/* ---- directives ---- */

/* Cuts the next word off *rest: blanks and tabs part words. */
static struct span
next_word(struct span *rest)
{
	size_t end = 0;

	*rest = span_trim(*rest);
	while (end < rest->n && rest->p[end] != ' ' && rest->p[end] != '\t')
		end++;
	*rest = span_make(rest->p + end, rest->n - end);
	return span_make(rest->p - end, end);
}

static void
take_names(struct format_columns *columns, struct span names)
{
	struct span name;

	columns->count = 0;
	columns->cloudfront = false;
	while ((name = next_word(&names)).n > 0 && columns->count < FORMAT_COLUMNS) {
		uint8_t field = FIELD_SKIP;

		for (size_t i = 0; i < sizeof(columns_known) / sizeof(columns_known[0]); i++)
			if (span_ieq(columns_known[i].name, name))
				field = columns_known[i].field;
		columns->cloudfront = columns->cloudfront || span_ieq(name, SPAN("x-edge-location"));
		columns->field[columns->count++] = field;
	}
}

void
w3c_directive(struct format_columns *columns, struct span text)
{
	struct when_cache days = {0};
	struct when when = {0};
	struct span word;

	if (span_istarts(text, SPAN("#Fields:"))) {
		take_names(columns, span_from(text, 8));
	} else if (span_istarts(text, SPAN("#Date:"))) {
		text = span_from(text, 6);
		word = next_word(&text);
		if (!when_date(&when, &days, word))
			return;
		memcpy(columns->day, word.p, sizeof(columns->day));
		columns->has_day = true;
	} else if (span_istarts(text, SPAN("#GMT-Offset:"))) {
		text = span_from(text, 12);
		if (when_zone(&when, next_word(&text)))
			columns->offset = when.offset;
	}
}

/* ---- fields ---- */

/* Agents and lists of hops are written as no part of a URL is: all of their escapes are the server's. */
static bool
is_whole(enum field field)
{
	return field == FIELD_AGENT || field == FIELD_FORWARDED;
}

struct span
w3c_cloudfront(struct format_state *state, enum field field, struct span value)
{
	bool whole = is_whole(field);
	const char *end = value.p + value.n;
	struct span once = value;
	size_t twice;

	if (seek_one(value.p, end, '%') == end)
		return value;
	if (whole) {
		once = decode_hexed(state, value, '%', 0);
		end = once.p + once.n;
		if (seek_one(once.p, end, '%') == end)
			return once;
	}
	twice = span_find(value, SPAN("%25"));
	if (whole)
		return twice != SPAN_NONE ? decode_hexed(state, once, '%', 0) : once;
	if (twice != SPAN_NONE && value.n - twice >= 5 && decode_hex(value.p[twice + 3]) < 16 &&
	    decode_hex(value.p[twice + 4]) < 16)
		return decode_hexed(state, value, '%', 0);
	return value;
}

/* A column as the client sent it. */
static struct span
decoded(struct format_state *state, enum field field, struct span value, bool tabs)
{
	if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"') {
		value = span_make(value.p + 1, value.n - 2);
		return memchr(value.p, '"', value.n) ? decode_undouble(state, value, '"') : value;
	}
	if (tabs)
		return field == FIELD_SKIP || field >= FIELD_SPANS ? value : w3c_cloudfront(state, field, value);
	return is_whole(field) ? decode_hexed(state, value, '%', '+') : value;
}

/* The end of the column that begins at `at`, where blanks part columns. Quotes hold blanks only where
 * they open the column and close it. */
static const char *
column_end(const char *at, const char *end)
{
	const char *quote = at;

	if (*at != '"')
		return seek_one(at, end, ' ');
	do
		quote = memchr(quote + 1, '"', (size_t)(end - quote - 1));
	while (quote && quote + 1 < end && quote[1] == '"' && ++quote);
	return seek_one(quote ? quote : at, end, ' ');
}

/* Cuts the next column off *rest. */
static inline struct span
next_column(struct span *rest, bool tabs)
{
	const char *end = rest->p + rest->n;
	const char *at = tabs ? seek_one(rest->p, end, '\t') : column_end(rest->p, end);
	struct span out = span_make(rest->p, (size_t)(at - rest->p));

	if (tabs && at < end)
		at++;
	while (!tabs && at < end && *at == ' ')
		at++;
	*rest = span_make(at, (size_t)(end - at));
	return out;
}

static enum reject
take_columns(struct format_state *state, const struct format_columns *columns, struct span rest, bool exact,
    struct fields *fields, uint32_t *carried)
{
	bool tabs = memchr(rest.p, '\t', rest.n) != NULL;

	for (size_t i = 0; i < columns->count; i++) {
		enum field field = columns->field[i];
		struct span value;

		if (rest.n == 0)
			return REJECT_COLUMNS;
		value = next_column(&rest, tabs);
		if (field == FIELD_SKIP)
			continue;
		*carried |= FIELD_BIT(field);
		if (field >= FIELD_SPANS) {
			if (!fields_set_time(fields, state, field, value))
				return i == 0 ? REJECT_UNKNOWN : REJECT_BAD_TIME;
			continue;
		}
		fields_set(fields, field, decoded(state, field, value, tabs));
	}
	return exact && rest.n > 0 ? REJECT_COLUMNS : REJECT_NONE;
}

/* What the directives say about the time. */
static void
add_day(struct when_cache *days, const struct format_columns *columns, struct fields *fields)
{
	if (!fields->when.has_date && columns->has_day)
		when_date(&fields->when, days, span_make(columns->day, sizeof(columns->day)));
	fields->when.offset = columns->offset;
}

/* ---- lines ---- */

/* "2013-05-06", a tab or blank, and "06:15:00" and the same again. */
static bool
begins_with_time(struct span text, char parted)
{
	struct when_cache days = {0};
	struct when when = {0};

	return text.n > 20 && text.p[4] == '-' && text.p[10] == parted && text.p[19] == parted && text.p[20] != '[' &&
	       when_date(&when, &days, span_first(text, 10)) && when_clock(&when, span_make(text.p + 11, 8));
}

static enum reject
parse(const struct format *format, struct format_state *state, const struct line *line, struct record *record)
{
	const struct format_columns *columns = &state->columns;
	struct format_columns guessed = {0};
	uint32_t carried = 0;
	FIELDS_UNSET struct fields fields;
	enum reject reject;

	(void)format;
	if (columns->count == 0) {
		if (begins_with_time(line->text, '\t'))
			take_names(&guessed, SPAN(cloudfront_columns));
		else if (begins_with_time(line->text, ' '))
			take_names(&guessed, SPAN(iis_columns));
		else
			return REJECT_UNKNOWN;
		columns = &guessed;
	}
	if (state->only == &format_cloudfront && !columns->cloudfront)
		return REJECT_UNKNOWN;
	fields_init(&fields);
	decode_begin(state, line->text.n);
	reject =
	    take_columns(state, columns, line->text, columns != &guessed || !guessed.cloudfront, &fields, &carried);
	if (reject == REJECT_NONE) {
		add_day(&state->days, columns, &fields);
		reject = fields_record(state, &fields, carried, record);
	}
	if (reject != REJECT_NONE && columns == &guessed)
		return REJECT_NO_FIELDS;
	if (reject == REJECT_NONE)
		state->last = columns->cloudfront ? &format_cloudfront : &format_w3c;
	return reject;
}

const struct format format_w3c = {
    .name = "w3c",
    .sample = "servers/w3c-iis.log",
    .summary = "W3C extended (IIS and others), by its '#Fields:' lines; times are GMT",
    .example = "2013-05-06 06:15:00 192.0.2.10 GET /a-post/ - 443 - 203.0.113.7 Mozilla/5.0+(X11;+Linux+x86_64) "
	       "https://t.co/Ab12345678 200 0 0 12",
    .has_referer = true,
    .has_agent = true,
    .parse = parse,
};

const struct format format_cloudfront = {
    .name = "cloudfront",
    .sample = "servers/cloudfront.log",
    .summary = "Amazon CloudFront, with its '#Fields:' line or without",
    .example = "2013-05-06\t06:15:00\tFRA2\t5120\t203.0.113.7\tGET\td111111abcdef8.cloudfront.net\t/a-post/\t200\t"
	       "https://t.co/Ab12345678\tMozilla/5.0%20(X11;%20Linux%20x86_64)\t-\t-\tHit\t"
	       "0123456789abcdef==\tblog.example.org\thttps\t410\t0.012\t-\tTLSv1.2\tECDHE-RSA-AES128-GCM-SHA256\tHit",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .relative = true,
    .parse = parse,
};
