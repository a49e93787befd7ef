/* What could not be told apart, and the traps that lie in these data; a trap that does not is not named. */
#include "analyzer/outputs/screen.h"
#include "analyzer/statistics/association.h"
#include "base/calendar.h"

#include <math.h>

#define SEASON_WEEKS 104
#define BREAKS 4 /* that are named */
#define TOGETHER 0.3 /* a rank correlation from which on people see it */

static void
note_upheaval(struct screen *screen, const char *where, const struct compare_upheaval *upheaval)
{
	char when[32];

	if (!upheaval)
		return;
	if (upheaval->from == upheaval->to)
		snprintf(when, sizeof(when), "%s", SCREEN_D(upheaval->from));
	else
		snprintf(when, sizeof(when), "%s to %s", SCREEN_D(upheaval->from), SCREEN_D(upheaval->to));
	screen_say(screen, SCREEN_NOTE, "Within four weeks of %s: %s (%s), which moved such counts for everyone.",
	    where, upheaval->what, when);
}

static void
note_alike(struct screen *screen, const struct event *event)
{
	if (event->provisional || !(event->lag1 > EVENT_LAG1_NARROW))
		return;
	if (event->lag1 > EVENT_LAG1_HOPELESS)
		screen_say(screen, SCREEN_NOTE,
		    "Neighbouring weeks around %s are so alike (autocorrelation %.2f) that they can judge no date.",
		    SCREEN_D(event->day), event->lag1);
	else
		screen_say(screen, SCREEN_NOTE,
		    "Neighbouring weeks around %s are alike (autocorrelation %.2f): the true intervals are wider.",
		    SCREEN_D(event->day), event->lag1);
}

void
screen_event_notes(struct screen *screen, const struct compare_event *of)
{
	const struct event *event = &of->event;

	if (event->verdict == VERDICT_CHANGED_AT_DATE)
		screen_say(screen, SCREEN_NOTE,
		    "This tells when, not why: whatever else began in that week cannot be told apart.");
	if (event->verdict == VERDICT_CHANGED_AT_DATE && isnan(event->placebo_p))
		screen_say(screen, SCREEN_NOTE,
		    "There are too few weeks before it to try whether other dates would have looked the same.");
	note_upheaval(screen, SCREEN_D(event->day), of->upheaval);
	if (event->split_week != CALENDAR_NO_DAY && event->before.weeks + event->after.weeks > 0)
		screen_say(screen, SCREEN_NOTE, "%s lies inside %s, which is on neither side.", SCREEN_D(event->day),
		    SCREEN_W(event->split_week));
	if (event->viral && isfinite(event->ratio_without_best))
		screen_say(screen, SCREEN_NOTE, "One week weighs much: without %s the ratio is %s.",
		    SCREEN_W(event->best_week), SCREEN_R(screen, event->ratio_without_best));
	else if (event->viral)
		screen_say(screen, SCREEN_NOTE,
		    "One week weighs much: without %s no visitor is left on its side of %s.",
		    SCREEN_W(event->best_week), SCREEN_D(event->day));
	note_alike(screen, event);
}

static void
note_events(struct screen *screen)
{
	const struct compare_result *result = &screen->comparison->result;
	bool several = false, provisional = false;

	for (size_t i = 0; i < result->nevents; i++) {
		const struct event *event = &result->events[i].event;
		several = several || result->events[i].other_event_inside;
		provisional = provisional || (event->provisional && isfinite(event->ci95.low));
	}
	if (provisional)
		screen_say(screen, SCREEN_NOTE,
		    "A provisional interval is right only if weeks were Poisson counts; real ones vary more.");
	if (several)
		screen_say(screen, SCREEN_NOTE,
		    "Several dates lie inside these weeks: each is judged as if the others were not there.");
}

static void
note_weeks(struct screen *screen)
{
	const struct compare_result *result = &screen->comparison->result;

	if (result->weeks_partial > 0)
		screen_say(screen, SCREEN_NOTE, "%u week%s with missing days %s left out, not scaled up.",
		    result->weeks_partial, result->weeks_partial == 1 ? "" : "s",
		    result->weeks_partial == 1 ? "is" : "are");
	if (result->weeks_missing > 0)
		screen_say(screen, SCREEN_NOTE, "No data for %u week%s in between: unknown, not zero.",
		    result->weeks_missing, result->weeks_missing == 1 ? "" : "s");
	if (result->count > 0 && result->count < SEASON_WEEKS)
		screen_say(screen, SCREEN_NOTE,
		    "There are under two years of whole weeks: a season cannot be told from a change.");
}

static void
note_breaks(struct screen *screen)
{
	const struct compare_result *result = &screen->comparison->result;
	size_t shown = result->nchange_points < BREAKS ? result->nchange_points : BREAKS, used = 0;
	char text[512] = "";

	for (size_t i = 0; i < shown; i++) {
		const struct compare_change_point *p = &result->change_points[i];
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s (%s, then %s)", i > 0 ? ", " : "",
		    SCREEN_W(p->monday), SCREEN_N(p->before_per_week), SCREEN_N(p->after_per_week));
	}
	if (shown > 0)
		screen_say(screen, SCREEN_NOTE,
		    "Breaks found without naming a date: %s%s. A slope or a season breaks too.", text,
		    shown < result->nchange_points ? " and more" : "");
	for (size_t i = 0; i < result->nchange_points; i++) {
		const struct compare_upheaval *near = result->change_points[i].upheaval;
		bool said = false;
		for (size_t j = 0; j < result->nevents; j++)
			said = said || result->events[j].upheaval == near;
		for (size_t j = 0; j < i; j++)
			said = said || result->change_points[j].upheaval == near;
		if (near && !said)
			note_upheaval(screen, SCREEN_W(result->change_points[i].monday), near);
	}
}

static const char *
levels_words(double spearman)
{
	if (spearman > TOGETHER)
		return "rise and fall together, as any two growing series do";
	return spearman < -TOGETHER ? "move against each other" : "do not move together";
}

static void
note_association(struct screen *screen)
{
	const struct compare_association *a = &screen->comparison->result.association;
	bool apart = fabs(a->spearman_levels) <= TOGETHER;
	char changes[200];

	if (a->weeks > 0 && a->weeks < ASSOCIATION_WEEKS)
		screen_say(screen, SCREEN_NOTE,
		    "Only %zu whole week%s with both visitors and followers: too few to ask whether they move "
		    "together.",
		    a->weeks, a->weeks == 1 ? " is there" : "s are there");
	if (a->weeks < ASSOCIATION_WEEKS || isnan(a->spearman_levels))
		return;
	if (a->beyond && a->best_lag_weeks == 0)
		snprintf(changes, sizeof(changes),
		    "their changes go together in the same week (r = %.2f, chance reaches %.2f)", a->best_lag_r,
		    a->bound);
	else if (a->beyond)
		snprintf(changes, sizeof(changes),
		    "changes of followers come before changes of visitors by %d week%s (r = %.2f, chance reaches %.2f)",
		    a->best_lag_weeks, a->best_lag_weeks == 1 ? "" : "s", a->best_lag_r, a->bound);
	else if (isnan(a->spearman_differences))
		snprintf(changes, sizeof(changes), "their changes from week to week cannot be compared");
	else
		snprintf(changes, sizeof(changes), "%s (%.2f)",
		    fabs(a->spearman_differences) > TOGETHER
			? "their changes from week to week do no more so than chance may make them"
		    : apart ? "nor do their changes from week to week"
			    : "their changes from week to week do not",
		    a->spearman_differences);
	screen_say(screen, SCREEN_NOTE, "Followers and visitors %s (rank correlation %.2f); %s.",
	    levels_words(a->spearman_levels), a->spearman_levels, changes);
}

static void
note_history(struct screen *screen)
{
	const struct compare_result *result = &screen->comparison->result;
	size_t filled = 0, unknown = 0;

	if (!screen->comparison->history)
		return;
	for (size_t i = 0; i < result->nrows; i++) {
		filled += result->rows[i].history.followers.known && result->rows[i].history.followers.interpolated;
		unknown += !result->rows[i].history.followers.known;
	}
	if (result->history.left_out > 0)
		screen_say(screen, SCREEN_NOTE, "%zu reading%s of followers ten times off %s neighbours left out.",
		    result->history.left_out, result->history.left_out == 1 ? "" : "s",
		    result->history.left_out == 1 ? "its" : "their");
	if (result->overlap && unknown > 0)
		screen_say(screen, SCREEN_NOTE, "Of %zu weeks %zu ha%s no reading of followers near enough.",
		    result->nrows, unknown, unknown == 1 ? "s" : "ve");
	if (result->overlap && filled > 0)
		screen_say(screen, SCREEN_NOTE,
		    "Of %zu weeks %zu lie%s between two readings of followers: a straight line is taken.",
		    result->nrows, filled, filled == 1 ? "s" : "");
}

void
screen_notes(struct screen *screen)
{
	note_events(screen);
	note_association(screen);
	note_breaks(screen);
	note_weeks(screen);
	note_history(screen);
}
