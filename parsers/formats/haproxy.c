/*
 * HAProxy's HTTP log:
 *
 *   ADDRESS:PORT [TIME] FRONTEND BACKEND/SERVER TIMERS STATUS BYTES COOKIE COOKIE FLAGS COUNTS QUEUES
 *   {CAPTURED REQUEST HEADERS} {CAPTURED RESPONSE HEADERS} "REQUEST"
 *
 * The captured headers have no names, and either pair of braces may be missing, so the Referer and
 * the agent are those among them that look like one. Odd bytes stand as # and two digits.
 */
#include "parsers/formats/haproxy.h"
#include "parsers/formats/decode.h"
#include "parsers/formats/fields.h"
#include "parsers/formats/seek.h"
#include "parsers/lines.h"

static bool
is_url(struct span item)
{
	if (item.n < 7 || (span_lower(item.p[0]) != 'h' && span_lower(item.p[0]) != 'a'))
		return false;
	return span_istarts(item, SPAN("http://")) || span_istarts(item, SPAN("https://")) ||
	       span_istarts(item, SPAN("android-app://"));
}

/* "Mozilla/5.0 ...", "curl/7.88": a slash and a digit behind it, as no media type has. */
static bool
is_agent(struct span item)
{
	const char *end = item.p + item.n, *slash = seek_one(item.p, end, '/');

	return slash > item.p && slash + 1 < end && slash[1] >= '0' && slash[1] <= '9';
}

/* Letters, digits, dots and hyphens, one dot and one letter at least. */
static bool
is_host(struct span item)
{
	bool dot = false, letter = false;

	for (size_t i = 0; i < item.n; i++) {
		char c = span_lower(item.p[i]);

		dot = dot || c == '.';
		letter = letter || (c >= 'g' && c <= 'z');
		if (c != '.' && c != '-' && c != ':' && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return false;
	}
	return dot && letter;
}

static bool
is_addresses(struct span item)
{
	for (size_t i = 0; i < item.n; i++)
		if (decode_hex(item.p[i]) > 15 && !strchr(".:, ", item.p[i]))
			return false;
	return item.n > 2 && (span_chr(item, '.') != SPAN_NONE || span_chr(item, ':') != SPAN_NONE);
}

static enum field
captured_field(struct span item)
{
	if (is_url(item))
		return FIELD_REFERER;
	if (is_agent(item))
		return FIELD_AGENT;
	if (is_addresses(item))
		return FIELD_FORWARDED;
	return is_host(item) ? FIELD_HOST : FIELD_SKIP;
}

/* An agent of another form, "bitlybot": what stands among several and is not plainly another header. */
static bool
is_odd_agent(struct span item)
{
	static const struct span others[] = {
	    SPAN_INIT("q=0."), SPAN_INIT("gzip"), SPAN_INIT("text/"), SPAN_INIT("application/"), SPAN_INIT("image/")};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (span_ifind(item, others[i]) != SPAN_NONE)
			return false;
	for (size_t i = 0; i < item.n; i++)
		if (span_lower(item.p[i]) >= 'a' && span_lower(item.p[i]) <= 'z')
			return item.n > 5;
	return false;
}

static bool
is_set(const struct fields *fields, enum field field)
{
	return fields->have & FIELD_BIT(field) && fields->value[field].n > 0;
}

/* Sorts the captured headers, parted by |. Where headers are captured the Referer is taken to be
 * among them; so is the agent, when more of them are empty than the Referer can account for. */
static void
take_captures(struct format_state *state, struct fields *fields, struct span captures)
{
	struct span odd = span_make("", 0);
	size_t empty = 0, count = 0;

	for (bool more = true; more; count++) {
		const char *bar;
		struct span item;
		enum field field;

		bar = seek_one(captures.p, captures.p + captures.n, '|');
		item = span_make(captures.p, (size_t)(bar - captures.p));
		more = item.n < captures.n;
		captures = span_from(captures, item.n + 1);
		item = decode_hexed(state, item, '#', 0);
		field = captured_field(item);
		empty += item.n == 0;
		if (field == FIELD_SKIP && !is_set(fields, FIELD_AGENT) && is_odd_agent(item))
			odd = item;
		if (field != FIELD_SKIP && !is_set(fields, field))
			fields_set(fields, field, item);
	}
	if (!is_set(fields, FIELD_AGENT) && odd.n > 0 && count > 1)
		fields_set(fields, FIELD_AGENT, odd);
	if (!is_set(fields, FIELD_AGENT) && empty > (is_set(fields, FIELD_REFERER) ? 0 : 1))
		fields_set(fields, FIELD_AGENT, SPAN(""));
	if (!is_set(fields, FIELD_REFERER))
		fields_set(fields, FIELD_REFERER, SPAN(""));
}

/* Cuts what stands before the next blank; false when none follows. */
static inline bool
word(struct span *rest, struct span *out)
{
	const char *end = rest->p + rest->n, *blank = seek_one(rest->p, end, ' ');

	if (blank == end || blank == rest->p)
		return false;
	*out = span_make(rest->p, (size_t)(blank - rest->p));
	*rest = span_make(blank + 1, (size_t)(end - blank - 1));
	return true;
}

/* Moves over "{...} ", of which there may be two. */
static bool
take_braces(struct format_state *state, struct fields *fields, struct span *rest)
{
	const char *end = rest->p + rest->n, *close;

	while (rest->n > 0 && rest->p[0] == '{') {
		close = seek_one(rest->p, end, '}');
		while (close + 1 < end && close[1] != ' ')
			close = seek_one(close + 1, end, '}');
		if (end - close < 2)
			return false;
		take_captures(state, fields, span_make(rest->p + 1, (size_t)(close - rest->p - 1)));
		*rest = span_make(close + 2, (size_t)(end - close - 2));
	}
	return true;
}

static enum reject
parse(const struct format *format, struct format_state *state, const struct line *line, struct record *record)
{
	/* FRONTEND to QUEUES; what each is, and what is wrong when it is not there. */
	static const enum field order[] = {FIELD_SKIP, FIELD_SKIP, FIELD_SKIP, FIELD_STATUS, FIELD_SIZE, FIELD_SKIP,
	    FIELD_SKIP, FIELD_SKIP, FIELD_SKIP, FIELD_SKIP};
	struct span rest = line->text, one;
	FIELDS_UNSET struct fields fields;
	const char *end = rest.p + rest.n, *close;
	enum reject reject;

	/* ":PORT [" is the mark of the format: all others are turned away by it. */
	fields_init(&fields);
	if (!word(&rest, &one) || rest.n < 22 || rest.p[0] != '[' || one.p[one.n - 1] < '0' || one.p[one.n - 1] > '9' ||
	    span_chr(one, ':') == SPAN_NONE)
		return REJECT_UNKNOWN;
	fields_set(&fields, FIELD_ADDRESS_PORT, one);
	if (!word(&rest, &one) || one.n < 3 || one.p[one.n - 1] != ']')
		return REJECT_UNKNOWN;
	if (!fields_set_time(&fields, state, FIELD_TIME_CLF, one))
		return REJECT_BAD_TIME;
	decode_begin(state, line->text.n);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (!word(&rest, &one))
			return REJECT_NO_REQUEST;
		fields_set(&fields, order[i], one);
	}
	if (!take_braces(state, &fields, &rest) || rest.n < 2 || rest.p[0] != '"')
		return REJECT_NO_REQUEST;
	close = seek_one(rest.p + 1, end, '"');
	if (close == end)
		return REJECT_NO_REQUEST;
	one = span_make(rest.p + 1, (size_t)(close - rest.p - 1));
	fields_set(&fields, FIELD_REQUEST, decode_hexed(state, one, '#', 0));
	/* An aborted request has the status -1 and the size +N. */
	if (span_eq(fields.value[FIELD_STATUS], SPAN("-1")))
		fields.value[FIELD_STATUS] = SPAN("-");
	if (fields.value[FIELD_SIZE].p[0] == '+')
		fields.value[FIELD_SIZE] = span_from(fields.value[FIELD_SIZE], 1);
	state->last = format;
	reject = fields_record(state, &fields, fields.have, record);
	/* It writes requests of HTTP/2 with their host. */
	if (reject == REJECT_NONE && !is_set(&fields, FIELD_HOST))
		record->host = fields_target_host(record->target);
	return reject;
}

const struct format format_haproxy = {
    .name = "haproxy",
    .sample = "servers/haproxy.log",
    .summary = "HAProxy's HTTP log; Referer and agent need 'capture request header'; its times are taken as UTC",
    .example =
	"203.0.113.7:50612 [06/May/2013:06:15:00.123] www~ blog/web1 0/0/1/12/13 200 5120 - - ---- 1/1/0/0/0 0/0 "
	"{https://t.co/Ab12345678|Mozilla/5.0 (X11; Linux x86_64)} \"GET /a-post/ HTTP/1.1\"",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .parse = parse,
};
