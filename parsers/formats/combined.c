/*
 * The fast scanner for what Apache calls common, combined and vhost_combined, and for logs that
 * put more fields before, between or after them.
 *
 *   [HOST[:PORT]] ADDRESS IDENT USER [TIME] "REQUEST" STATUS BYTES [...] "REFERER" "AGENT" [...]
 *
 * The offsets of all quotes and backslashes of the line are known already (parsers/quotes.h), so
 * the fields are found by stepping from mark to mark, and no byte of a long agent or target is
 * looked at. Apache escapes a quote inside a field as \", nginx as \x22; some servers do not
 * escape at all, so a quote closes a field only where a blank or the end of the line follows.
 */
#include "parsers/formats/combined.h"
#include "base/alloc.h"
#include "parsers/formats/decode.h"
#include "parsers/formats/front.h"
#include "parsers/lines.h"
#include "parsers/proxies.h"

/* What a row of the table asks for. */
struct shape {
	bool vhost, common;
};

/* A position in the line: the next mark. */
struct cursor {
	const struct line *line;
	size_t mark;
};

static inline const char *
mark_at(const struct cursor *cursor, size_t mark)
{
	return cursor->line->base + cursor->line->marks[mark];
}

static inline const char *
line_end(const struct line *line)
{
	return line->text.p + line->text.n;
}

/* Moves behind the quoted field whose opening quote is the next mark. False when it is not closed. */
static bool
quoted(struct cursor *cursor, struct span *out, bool *escaped)
{
	const char *open = mark_at(cursor, cursor->mark), *end = line_end(cursor->line);
	size_t count = cursor->line->nmarks;

	*escaped = false;
	for (size_t i = cursor->mark + 1; i < count; i++) {
		const char *at = mark_at(cursor, i);

		if (*at == '\\') {
			*escaped = true;
			if (i + 1 < count && mark_at(cursor, i + 1) == at + 1)
				i++;
		} else if (at + 1 == end || at[1] == ' ' || at[1] == '\t') {
			*out = span_make(open + 1, (size_t)(at - open - 1));
			cursor->mark = i + 1;
			return true;
		}
	}
	return false;
}

/* The field as the client sent it; "-" is how servers write "none". */
static struct span
field_value(struct format_state *state, struct span field, bool escaped)
{
	if (field.n == 1 && field.p[0] == '-')
		return span_make(field.p, 0);
	return escaped ? decode_escapes(state, field, DECODE_BACKSLASH) : field;
}

/* Splits the request. What is no request leaves method and target empty. */
static void
split_request(struct format_state *state, struct span request, bool escaped, struct record *record)
{
	size_t first = span_chr(request, ' '), last;

	record->method = record->target = span_make(request.p, 0);
	if (first == SPAN_NONE)
		return;
	record->method = span_first(request, first);
	last = span_rchr(request, ' ');
	if (last > first) {
		record->target = span_make(request.p + first + 1, last - first - 1);
		if (escaped)
			record->target = decode_escapes(state, record->target, DECODE_BACKSLASH);
	}
}

/* Finds the request's opening quote, behind "[TIME] ", and reads time and prefix. */
static enum reject
take_head(
    struct format_state *state, struct cursor *cursor, const struct shape *want, struct record *record, bool *vhost)
{
	const struct line *line = cursor->line;
	const char *start = line->text.p, *quote = NULL;
	struct timestamp time;
	size_t head;

	for (; cursor->mark < line->nmarks; cursor->mark++) {
		quote = mark_at(cursor, cursor->mark);
		if (*quote == '"' && quote - start >= 2 && quote[-1] == ' ' && quote[-2] == ']')
			break;
	}
	if (cursor->mark == line->nmarks) {
		if (span_chr(line->text, '[') == SPAN_NONE)
			return line->nmarks > 0 ? REJECT_NO_TIME : REJECT_UNKNOWN;
		return REJECT_NO_REQUEST;
	}
	head = (size_t)(quote - start);
	if (head < TIMESTAMP_CLF + 3 || quote[-TIMESTAMP_CLF - 3] != '[')
		return span_chr(span_first(line->text, head), '[') == SPAN_NONE ? REJECT_NO_TIME : REJECT_BAD_TIME;
	if (!timestamp_clf(&state->times, quote - TIMESTAMP_CLF - 2, &time))
		return REJECT_BAD_TIME;
	record->time = time.utc;
	record->offset = time.offset;
	record->leap = time.leap;
	return front_take(span_first(line->text, head - TIMESTAMP_CLF - 3),
	    !want	  ? FRONT_LOOK
	    : want->vhost ? FRONT_HOST
			  : FRONT_NO_HOST,
	    record, vhost);
}

/* Reads " 200 1234 " at `rest`; leaves in it what follows the size. */
static enum reject
take_status(struct span *rest, struct record *record)
{
	struct span status, size;
	uint64_t number = 0;

	*rest = span_from(*rest, 1);
	status = span_cut(rest, ' ');
	size = span_cut(rest, ' ');
	if (status.n == 1 && status.p[0] == '-')
		record->status = 0;
	else if (status.n == 3 && span_u64(status, &number))
		record->status = (uint16_t)number;
	else
		return REJECT_BAD_STATUS;
	if (size.n == 1 && size.p[0] == '-')
		return REJECT_NONE;
	for (size_t i = 0; i < size.n; i++)
		if (size.p[i] < '0' || size.p[i] > '9')
			return REJECT_BAD_SIZE;
	return size.n > 0 ? REJECT_NONE : REJECT_BAD_SIZE;
}

/* The Referer and the agent, the two quoted fields behind status and size. */
static enum reject
take_tail(struct format_state *state, struct cursor *cursor, struct record *record)
{
	struct span field;
	bool escaped;

	if (!quoted(cursor, &field, &escaped))
		return REJECT_NO_REFERER;
	record->referer = field_value(state, field, escaped);
	while (cursor->mark < cursor->line->nmarks && *mark_at(cursor, cursor->mark) != '"')
		cursor->mark++;
	if (cursor->mark == cursor->line->nmarks || !quoted(cursor, &field, &escaped))
		return REJECT_NO_AGENT;
	record->agent = field_value(state, field, escaped);
	record->has_referer = record->has_agent = true;
	return REJECT_NONE;
}

/* The hops that the request came by: in the place of the address, before it, or in the quoted field right
 * behind the agent, where nginx's own example of a log_format has them. */
static void
take_hops(struct format_state *state, struct cursor *cursor, struct record *record)
{
	bool first = record->forwarded.n > 0 && record->forwarded.p == record->address.p;
	struct span peer = first ? span_make(record->address.p, 0) : record->address, field;
	bool escaped, more = record->forwarded.n == 0 && record->has_agent && cursor->mark < cursor->line->nmarks;

	if (more && mark_at(cursor, cursor->mark) - mark_at(cursor, cursor->mark - 1) == 2 &&
	    quoted(cursor, &field, &escaped) && proxies_is_list(field))
		record->forwarded = field;
	if (record->forwarded.n == 0)
		return;
	state->forwarded = true;
	if (state->proxies || peer.n == 0)
		peer = proxies_client(state->proxies, peer, record->forwarded);
	/* Who connected is not logged, and the last hop is nonsense: then the first. */
	if (peer.n > 0)
		record->address = peer;
}

/* Scratch memory for every field of the line decoded; decoding never lengthens. */
static void
make_scratch(struct format_state *state, size_t line)
{
	state->scratch_used = 0;
	if (state->scratch_room < line + DECODE_SPARE)
		state->scratch = alloc_grow(state->scratch, &state->scratch_room, line + DECODE_SPARE, 1);
}

/* `want` NULL: by the look of the line. */
static enum reject
scan(struct format_state *state, const struct line *line, const struct shape *want, struct record *record,
    const struct format **found)
{
	struct cursor cursor = {line, 0};
	struct span request, rest;
	enum reject reject;
	bool escaped, vhost = false;

	make_scratch(state, line->text.n);
	reject = take_head(state, &cursor, want, record, &vhost);
	if (reject != REJECT_NONE)
		return reject;
	if (!quoted(&cursor, &request, &escaped))
		return REJECT_NO_REQUEST;
	split_request(state, request, escaped, record);
	rest = span_make(request.p + request.n + 1, (size_t)(line_end(line) - request.p - (ptrdiff_t)request.n - 1));
	reject = take_status(&rest, record);
	if (reject != REJECT_NONE)
		return reject;

	record->referer = record->agent = span_make(rest.p, 0);
	record->has_referer = record->has_agent = false;
	record->has_method = record->has_status = true;
	*found = vhost ? &format_vhost_combined : record->host.n > 0 ? &format_lighttpd : &format_combined;
	while (cursor.mark < line->nmarks && *mark_at(&cursor, cursor.mark) != '"')
		cursor.mark++;
	if (cursor.mark < line->nmarks && !(want && want->common)) {
		reject = take_tail(state, &cursor, record);
	} else if (want && !want->common) {
		reject = REJECT_NO_REFERER;
	} else {
		*found = &format_common;
	}
	if (reject == REJECT_NONE)
		take_hops(state, &cursor, record);
	return reject;
}

/* LiteSpeed puts the whole line in quotes: the time stands before the first that is closed. */
static bool
is_quoted(const struct line *line)
{
	struct cursor cursor = {line, 0};
	struct span text = line->text, field;
	bool escaped;

	return text.n > 2 && text.p[0] == '"' && text.p[text.n - 1] == '"' && line->nmarks >= 2 &&
	       quoted(&cursor, &field, &escaped) && span_find(field, SPAN("] \"")) != SPAN_NONE;
}

static enum reject
scan_quoted(struct format_state *state, const struct line *line, const struct shape *want, struct record *record,
    const struct format **found)
{
	struct line inner = *line;
	enum reject reject;

	inner.text = span_make(line->text.p + 1, line->text.n - 2);
	inner.marks++;
	inner.nmarks -= 2;
	reject = scan(state, &inner, want, record, found);
	if (reject == REJECT_NONE && *found == &format_combined)
		*found = &format_litespeed;
	return reject;
}

static enum reject
parse(const struct format *format, struct format_state *state, const struct line *line, struct record *record)
{
	const struct shape *want = state->only ? format->spec : NULL;
	const struct format *found;
	enum reject reject;

	reject =
	    is_quoted(line) ? scan_quoted(state, line, want, record, &found) : scan(state, line, want, record, &found);
	if (reject == REJECT_NONE)
		state->last = found;
	return reject;
}

const struct format format_combined = {
    .name = "combined",
    .sample = "formats/combined.log",
    .summary = "Apache and nginx \"combined\", also with more fields before, between or behind: varnishncsa, Traefik",
    .example = "203.0.113.7 - - [06/May/2013:08:15:00 +0200] \"GET /a-post/ HTTP/1.1\" 200 5120 "
	       "\"https://t.co/Ab12345678\" \"Mozilla/5.0 (X11; Linux x86_64)\"",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .parse = parse,
    .spec = &(const struct shape){.vhost = false, .common = false},
};

const struct format format_vhost_combined = {
    .name = "vhost-combined",
    .sample = "formats/vhost-combined.log",
    .summary = "the same behind the virtual host: Apache \"vhost_combined\"",
    .example = "blog.example.org:443 203.0.113.7 - - [06/May/2013:08:15:00 +0200] \"GET /a-post/ HTTP/1.1\" 200 5120 "
	       "\"https://t.co/Ab12345678\" \"Mozilla/5.0 (X11; Linux x86_64)\"",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .relative = true,
    .parse = parse,
    .spec = &(const struct shape){.vhost = true, .common = false},
};

const struct format format_common = {
    .name = "common",
    .sample = "formats/common.log",
    .summary = "Apache \"common\": no Referer and no User-Agent, so Twitter cannot be seen in it",
    .example = "203.0.113.7 - - [06/May/2013:08:15:00 +0200] \"GET /a-post/ HTTP/1.1\" 200 5120",
    .harmless = true,
    .relative = true,
    .parse = parse,
    .spec = &(const struct shape){.vhost = false, .common = true},
};

const struct format format_lighttpd = {
    .name = "lighttpd",
    .sample = "servers/lighttpd.log",
    .summary = "lighttpd, and OVH: combined with the host asked for in the second field",
    .example = "203.0.113.7 blog.example.org - [06/May/2013:08:15:00 +0200] \"GET /a-post/ HTTP/1.1\" 200 5120 "
	       "\"https://t.co/Ab12345678\" \"Mozilla/5.0 (X11; Linux x86_64)\"",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .relative = true,
    .parse = parse,
    .spec = &(const struct shape){.vhost = false, .common = false},
};

const struct format format_litespeed = {
    .name = "litespeed",
    .sample = "servers/litespeed.log",
    .summary = "LiteSpeed: combined with the whole line in quotes",
    .example = "\"203.0.113.7 - - [06/May/2013:08:15:00 +0200] \"GET /a-post/ HTTP/1.1\" 200 5120 "
	       "\"https://t.co/Ab12345678\" \"Mozilla/5.0 (X11; Linux x86_64)\"\"",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .relative = true,
    .parse = parse,
    .spec = &(const struct shape){.vhost = false, .common = false},
};
