#include "parsers/formats/format.h"
#include "parsers/formats/combined.h"
#include "parsers/lines.h"
#include <stdlib.h>

const struct format *const formats[] = {&format_combined, &format_vhost_combined, &format_common, NULL};

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
    [REJECT_TOO_LONG] = "is longer than 1 MiB",
    [REJECT_UNKNOWN] = "fits no log format that footfall knows",
};

const char *
format_reject_text(enum reject reject)
{
	return reject_texts[reject];
}

void
format_release(struct format_state *state)
{
	free(state->scratch);
	memset(state, 0, sizeof(*state));
}

const struct format *
format_named(struct span name)
{
	for (size_t i = 0; formats[i]; i++)
		if (span_eq(span_str(formats[i]->name), name))
			return formats[i];
	return NULL;
}

/* Lines that hold no data: empty ones, and the directives of W3C logs. */
static bool
is_blank(struct span text)
{
	return text.n == 0 || text.p[0] == '#' || (text.p[0] == ' ' && span_trim(text).n == 0);
}

enum reject
format_parse(struct format_state *state, const struct line *line, struct record *record, const struct format **format)
{
	enum reject reject = REJECT_UNKNOWN, furthest = REJECT_UNKNOWN;

	if (is_blank(line->text))
		return REJECT_BLANK;
	for (size_t i = 0; formats[i]; i++) {
		const struct format *one = state->only ? state->only : formats[i];

		if (one->relative && !state->only)
			continue;
		reject = one->parse(one, state, line, record);
		if (reject == REJECT_NONE) {
			if (format)
				*format = state->only ? state->only : state->last;
			return REJECT_NONE;
		}
		if (state->only)
			return reject;
		if (furthest == REJECT_UNKNOWN)
			furthest = reject;
	}
	return furthest;
}
