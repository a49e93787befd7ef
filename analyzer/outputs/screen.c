#include "analyzer/outputs/screen.h"

#include "analyzer/outputs/write.h"
#include "base/alloc.h"
#include "base/calendar.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

#define SENTENCE 1600
#define LABEL 80
#define SEGMENTS 8 /* of the history that are shown; JSON has all */
#define MILESTONE_LEAST 1000 /* smaller ones are in JSON */
#define MILESTONES 6

void
screen_release(struct screen *screen)
{
	for (size_t i = 0; i < screen->count; i++) {
		free(screen->lines[i].text);
		free(screen->lines[i].value);
		free(screen->lines[i].interval);
		free(screen->lines[i].remark);
	}
	free(screen->lines);
	*screen = (struct screen){0};
}

void
screen_figure(struct screen *screen, enum screen_kind kind, const char *text, const char *value, const char *interval,
    const char *remark)
{
	screen->lines = alloc_grow(screen->lines, &screen->room, screen->count + 1, sizeof(*screen->lines));
	screen->lines[screen->count++] = (struct screen_line){
	    .kind = kind,
	    .text = alloc_copy(span_str(text)),
	    .value = alloc_copy(span_str(value)),
	    .interval = alloc_copy(span_str(interval)),
	    .remark = alloc_copy(span_str(remark)),
	};
}

void
screen_say(struct screen *screen, enum screen_kind kind, const char *format, ...)
{
	char text[SENTENCE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	screen_figure(screen, kind, text, "", "", "");
}

/* ---- numbers ---- */

char *
screen_number(char out[SCREEN_NUMBER], double x)
{
	char digits[WRITE_GROUPED];

	if (!isfinite(x))
		snprintf(out, SCREEN_NUMBER, isnan(x) ? "unknown" : "no bound");
	else if (fabs(x) < 0.0005) /* and never -0.0 */
		snprintf(out, SCREEN_NUMBER, "0.0");
	else if (fabs(x) < 99.95)
		snprintf(out, SCREEN_NUMBER, "%.*f", fabs(x) < 0.0095 ? 3 : fabs(x) < 0.095 ? 2 : 1, x);
	else
		snprintf(out, SCREEN_NUMBER, "%s%s", x < 0 ? "-" : "",
		    write_grouped(digits, fabs(x) < 1e18 ? (uint64_t)(fabs(x) + 0.5) : UINT64_MAX));
	return out;
}

/* Ratios near 1 need another decimal. */
static char *
number_ratio(char out[SCREEN_NUMBER], double x)
{
	if (!isfinite(x) || x >= 2)
		return screen_number(out, x);
	snprintf(out, SCREEN_NUMBER, x >= 0.095 || x == 0 ? "%.2f" : "%.3f", x);
	return out;
}

char *
screen_ratio(char out[SCREEN_NUMBER], const struct screen *screen, double ratio)
{
	char number[SCREEN_NUMBER];

	snprintf(out, SCREEN_NUMBER, "%s%.24s",
	    !isfinite(ratio) ? ""
	    : screen->utf8   ? "\xC3\x97"
			     : "x",
	    number_ratio(number, ratio));
	return out;
}

static char *
interval_words(char out[SCREEN_INTERVAL], struct interval of, char *(*number)(char out[SCREEN_NUMBER], double x))
{
	char low[SCREEN_NUMBER], high[SCREEN_NUMBER];

	out[0] = '\0';
	if (isnan(of.low) || isnan(of.high))
		return out;
	number(low, of.low);
	number(high, of.high);
	if (isinf(of.high))
		snprintf(out, SCREEN_INTERVAL, "%s or more", low);
	else
		snprintf(out, SCREEN_INTERVAL, "%s to %s", low, high);
	return out;
}

char *
screen_interval(char out[SCREEN_INTERVAL], struct interval of)
{
	return interval_words(out, of, screen_number);
}

char *
screen_ratios(char out[SCREEN_INTERVAL], struct interval of)
{
	return interval_words(out, of, number_ratio);
}

/* ---- names ---- */

char *
screen_day(char out[16], int32_t day)
{
	calendar_print_day(out, day);
	return out;
}

char *
screen_week(char out[16], int32_t monday)
{
	calendar_print_week(out, monday);
	return out;
}

char *
screen_event(char out[160], const struct event *event)
{
	char label[LABEL];

	screen_day(out, event->day);
	if (event->label) {
		message_safe(label, sizeof(label), span_str(event->label));
		snprintf(out + strlen(out), 160 - strlen(out), " (%s)", label);
	}
	return out;
}

const char *
screen_visitors(char out[80], const struct comparison *comparison)
{
	static const char *const special[][2] = {
	    {"all", "visitors"},
	    {"direct", "visitors without a Referer"},
	    {"internal", "visitors from the own host"},
	    {"other", "visitors from sites without a name here"},
	};

	if (!comparison->zone)
		return "visitors";
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (strcmp(comparison->source, special[i][0]) == 0)
			return special[i][1];
	snprintf(out, 80, "visitors from %s", comparison->source_title);
	return out;
}

/* ---- followers and claims ---- */

static void
followers_segments(struct screen *screen)
{
	const struct history *history = &screen->comparison->result.history;
	size_t shown = history->nsegments < SEGMENTS ? history->nsegments : SEGMENTS;

	screen_figure(screen, SCREEN_HEADING, "Followers, by growth", "a day", "95 % interval", "");
	for (size_t i = 0; i < shown; i++) {
		const struct history_growth *g = &history->segments[i];
		char text[64], remark[128];
		snprintf(text, sizeof(text), "%s to %s", SCREEN_D(g->from), SCREEN_D(g->to));
		snprintf(remark, sizeof(remark), "%s, then %s",
		    write_grouped((char[WRITE_GROUPED]){0}, (uint64_t)g->start),
		    write_grouped((char[WRITE_GROUPED]){0}, (uint64_t)g->end));
		screen_figure(screen, SCREEN_FIGURE, text, SCREEN_N(g->per_day), SCREEN_I(g->interval), remark);
	}
	if (shown < history->nsegments)
		screen_say(screen, SCREEN_NOTE, "%zu more stretch%s of growth %s in --json.",
		    history->nsegments - shown, history->nsegments - shown == 1 ? "" : "es",
		    history->nsegments - shown == 1 ? "is" : "are");
}

/* "Passed 2,000 between the readings of ... and ...": what no history can tell more exactly. */
static void
followers_milestones(struct screen *screen)
{
	const struct history *history = &screen->comparison->result.history;
	char text[SENTENCE] = "";
	size_t used = 0, shown = 0;

	for (size_t i = 0; i < history->nmilestones && shown < MILESTONES; i++) {
		const struct history_milestone *m = &history->milestones[i];
		char count[WRITE_GROUPED], between[64];
		if (m->count < MILESTONE_LEAST)
			continue;
		if (m->not_before == CALENDAR_NO_DAY)
			snprintf(between, sizeof(between), "by %s", SCREEN_D(m->reached));
		else
			snprintf(between, sizeof(between), "%s to %s", SCREEN_D(m->not_before), SCREEN_D(m->reached));
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s: %s%s", shown++ > 0 ? "; " : "",
		    write_grouped(count, (uint64_t)m->count), between, m->imprecise ? " (a month alone)" : "");
	}
	if (shown > 0)
		screen_say(screen, SCREEN_NOTE, "Passed between two readings: %s.", text);
}

static void
screen_followers(struct screen *screen)
{
	const struct compare_result *result = &screen->comparison->result;
	int32_t first = 0, last = 0;

	if (result->count > 0) {
		first = result->monday + 7 * result->number[0];
		last = result->monday + 7 * result->number[result->count - 1] + 6;
	}

	if (!screen->comparison->history)
		return;
	if (result->history.nsegments > 0)
		followers_segments(screen);
	followers_milestones(screen);
	if (!result->followers_known)
		screen_say(screen, SCREEN_NOTE,
		    "The follower history has no count of followers, so nothing can be set beside the visitors.");
	else if (!result->overlap && result->count > 0 && result->followers_first <= last &&
		 result->followers_last >= first)
		screen_say(screen, SCREEN_NOTE,
		    "The readings of followers (%s to %s) are too far apart, or of a month alone: no whole week of "
		    "visitors has a count of followers beside it.",
		    SCREEN_D(result->followers_first), SCREEN_D(result->followers_last));
	else if (!result->overlap && result->count > 0)
		screen_say(screen, SCREEN_NOTE,
		    "The follower history (%s to %s) has no week in common with the whole weeks of visitors (%s to "
		    "%s), "
		    "so they cannot be set beside each other.",
		    SCREEN_D(result->followers_first), SCREEN_D(result->followers_last), SCREEN_D(first),
		    SCREEN_D(last));
	else if (result->history.nsegments == 0)
		screen_say(screen, SCREEN_NOTE, "One reading of followers alone shows no growth.");
}

static void
screen_claims(struct screen *screen)
{
	static const char *const answers[] = {
	    [CLAIM_CONSISTENT] = "is consistent with the data",
	    [CLAIM_TOO_HIGH] = "is too high",
	    [CLAIM_TOO_LOW] = "is too low",
	    [CLAIM_NOT_MEASURABLE] = "cannot be measured",
	};
	const struct comparison *comparison = screen->comparison;

	if (comparison->nclaims > 0)
		screen_figure(screen, SCREEN_HEADING, "Claims", "", "", "");
	for (size_t i = 0; i < comparison->nclaims; i++) {
		char text[LABEL];
		message_safe(text, sizeof(text), comparison->claims[i].text);
		screen_say(screen, SCREEN_NOTE, "\"%s\" %s: %s.", text, answers[comparison->answers[i].answer],
		    comparison->answers[i].sentence);
	}
}

void
screen_init(struct screen *screen, const struct comparison *comparison, const struct style *style)
{
	const struct compare_result *result = &comparison->result;

	*screen = (struct screen){.utf8 = style->utf8, .comparison = comparison};
	if (result->nevents == 0)
		screen_no_event(screen);
	for (size_t i = 0; i < result->nevents; i++)
		screen_verdict(screen, &result->events[i]);
	if (result->nrows > 0)
		screen_say(screen, SCREEN_CHART, "%s", "");
	for (size_t i = 0; i < result->nevents; i++)
		screen_event_figures(screen, &result->events[i]);
	screen_followers(screen);
	screen_claims(screen);
	screen_figure(screen, SCREEN_HEADING, "To keep in mind", "", "", "");
	for (size_t i = 0; i < result->nevents; i++)
		screen_event_notes(screen, &result->events[i]);
	screen_notes(screen);
	/* A heading with nothing below it. */
	if (screen->lines[screen->count - 1].kind == SCREEN_HEADING) {
		struct screen_line *last = &screen->lines[--screen->count];
		free(last->text);
		free(last->value);
		free(last->interval);
		free(last->remark);
	}
}
