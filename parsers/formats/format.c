#include "parsers/formats/format.h"
#include "parsers/formats/combined.h"
#include "parsers/formats/haproxy.h"
#include "parsers/formats/inner.h"
#include "parsers/formats/json.h"
#include "parsers/formats/prefix.h"
#include "parsers/formats/text.h"
#include "parsers/formats/w3c.h"
#include "parsers/lines.h"
#include <stdlib.h>

/* Relatives stand behind the row whose parser knows them. */
const struct format *const formats[] = {
    &format_combined,
    &format_vhost_combined,
    &format_lighttpd,
    &format_litespeed,
    &format_common,
    &format_json,
    &format_caddy,
    &format_traefik,
    &format_cloudfront_json,
    &format_w3c,
    &format_cloudfront,
    &format_haproxy,
    &format_npm,
    &format_gandi,
    &format_s3,
    &format_alb,
    &format_elb,
    NULL,
};

static const char *const reject_texts[] = {
    [REJECT_NONE] = "",
    [REJECT_BLANK] = "is empty",
    [REJECT_NO_TIME] = "has no [time]",
    [REJECT_BAD_TIME] = "has a date or time that does not exist, or lies outside 1990 to 2199",
    [REJECT_NO_ADDRESS] = "has no address before the time",
    [REJECT_NO_REQUEST] = "has no quoted request behind the time",
    [REJECT_BAD_STATUS] = "has a status that is no number of three digits",
    [REJECT_BAD_SIZE] = "has a size that is no number",
    [REJECT_NO_REFERER] = "has a Referer that is not closed by a quote",
    [REJECT_NO_AGENT] = "has no User-Agent, or one that is not closed by a quote",
    [REJECT_BAD_JSON] = "is JSON that breaks off or is not well formed",
    [REJECT_NOT_ACCESS] = "is JSON without a request, so no line of an access log",
    [REJECT_NO_FIELDS] = "stands before any line '#Fields:', so nobody can tell its columns",
    [REJECT_COLUMNS] = "has more or fewer columns than '#Fields:' names",
    [REJECT_LAYOUT] = "does not have the form of the log format asked for",
    [REJECT_TOO_LONG] = "is longer than 1 MiB",
    [REJECT_UNKNOWN] = "fits no log format that footfall knows",
};

const char *
format_reject_text(enum reject reject)
{
	return reject_texts[reject];
}

void
format_begin(struct format_state *state)
{
	memset(&state->columns, 0, sizeof(state->columns));
	state->last = NULL;
	state->prefixed = false;
	if (state->inner)
		inner_reset(state->inner);
}

void
format_release(struct format_state *state)
{
	text_release(state);
	inner_free(state->inner);
	free(state->keys);
	free(state->json);
	free(state->scratch);
	memset(state, 0, sizeof(*state));
}

/* Servers and hosts that write what bears another name here. */
static const struct {
	struct span name;
	const struct format *format;
} aliases[] = {
    {SPAN_INIT("apache"), &format_combined},
    {SPAN_INIT("nginx"), &format_combined},
    {SPAN_INIT("varnish"), &format_combined},
    {SPAN_INIT("traefik-clf"), &format_combined},
    {SPAN_INIT("ovh"), &format_lighttpd},
    {SPAN_INIT("iis"), &format_w3c},
    {SPAN_INIT("npm"), &format_npm},
};

const struct format *
format_named(struct span name)
{
	for (size_t i = 0; formats[i]; i++)
		if (span_eq(span_str(formats[i]->name), name))
			return formats[i];
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (span_eq(aliases[i].name, name))
			return aliases[i].format;
	return NULL;
}

bool
format_may_end(const struct format *format, const struct format *before)
{
	return format->closed || (format->harmless && (before == NULL || before == format));
}

/* Lines that hold no data: empty ones, and the directives of W3C logs, which are taken here since
 * every line comes by. */
static bool
is_blank(struct format_state *state, struct span text)
{
	if (text.n > 0 && text.p[0] == '#') {
		w3c_directive(&state->columns, text);
		return true;
	}
	return text.n == 0 || ((unsigned char)text.p[0] <= ' ' && text.p[text.n - 1] <= ' ' && span_trim(text).n == 0);
}

/* All formats one after the other, but the one that has been tried. */
static enum reject
try_all(struct format_state *state, const struct line *line, struct record *record, const struct format *tried)
{
	enum reject furthest = REJECT_UNKNOWN, reject;

	for (size_t i = 0; formats[i]; i++) {
		const struct format *one = formats[i];

		if (one->relative || one == tried || (tried && tried->relative && one->parse == tried->parse))
			continue;
		reject = one->parse(one, state, line, record);
		if (reject == REJECT_NONE || reject == REJECT_BLANK)
			return reject;
		if (reject != REJECT_UNKNOWN && (furthest == REJECT_UNKNOWN || reject > furthest))
			furthest = reject;
	}
	return furthest;
}

/* The format asked for, or the one that fitted last and then all others. */
static enum reject
try_line(struct format_state *state, const struct line *line, struct record *record)
{
	const struct format *first = state->only ? state->only : state->last;
	enum reject reject = REJECT_UNKNOWN, other;

	if (first) {
		reject = first->parse(first, state, line, record);
		if (reject == REJECT_NONE || reject == REJECT_BLANK || state->only)
			return reject;
	}
	other = try_all(state, line, record, first);
	if (other == REJECT_NONE || other == REJECT_BLANK || reject == REJECT_UNKNOWN)
		return other;
	return other != REJECT_UNKNOWN && other > reject ? other : reject;
}

/* The line behind what syslog or docker-compose put before it. False when it has no such prefix. */
static bool
without_prefix(const struct line *line, struct line *rest)
{
	size_t length = prefix_length(line->text);

	*rest = *line;
	rest->text = span_from(line->text, length);
	while (rest->nmarks > 0 && rest->base + rest->marks[0] < rest->text.p) {
		rest->marks++;
		rest->nmarks--;
	}
	return length > 0 && rest->text.n > 0;
}

enum reject
format_parse(struct format_state *state, const struct line *line, struct record *record, const struct format **format)
{
	enum reject reject = REJECT_UNKNOWN, inner;
	struct line rest;

	if (is_blank(state, line->text))
		return REJECT_BLANK;
	if (state->prefixed && without_prefix(line, &rest))
		reject = try_line(state, &rest, record);
	else {
		reject = try_line(state, line, record);
		if (reject != REJECT_NONE && reject != REJECT_BLANK && without_prefix(line, &rest)) {
			inner = try_line(state, &rest, record);
			state->prefixed = inner == REJECT_NONE;
			reject = inner == REJECT_UNKNOWN ? reject : inner;
		}
	}
	if (reject != REJECT_NONE)
		return reject;
	format_met(state, state->last);
	if (format)
		*format = state->only ? state->only : state->last;
	return reject;
}

void
format_met(struct format_state *state, const struct format *format)
{
	state->last = format;
	/* An object over several lines that has begun was cut off. */
	if (state->inner && state->inner->begun)
		inner_reset(state->inner);
}
