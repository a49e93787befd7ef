/*
 * The verdict in a sentence that says no more than the weeks can carry. It says "at this date", never
 * "because of", and always gives the figures that it rests on.
 */
#include "analyzer/outputs/screen.h"
#include "base/calendar.h"

#include <math.h>

struct spoken {
	struct screen *screen;
	const struct compare_event *of;
	const struct event *event;
	const char *visitors; /* "visitors from Twitter" */
};

#define SIDE_WEEKS 8

static double
model(const struct spoken *s, const char *key)
{
	return figures_value(&s->event->models, key);
}

static void
say_no_visitors(const struct spoken *s)
{
	unsigned weeks = s->event->before.weeks + s->event->after.weeks;

	if (weeks == 0 && s->event->split_week != CALENDAR_NO_DAY)
		screen_say(s->screen, SCREEN_ANSWER,
		    "There is only one whole week, and %s lies inside it: the week is on neither side, so nothing can "
		    "be "
		    "said.",
		    SCREEN_E(s->event));
	else if (weeks == 0)
		screen_say(s->screen, SCREEN_ANSWER,
		    "No whole week of visitors was read (Monday to Sunday, every day with a record), so nothing can be "
		    "said of %s.",
		    SCREEN_E(s->event));
	else
		screen_say(s->screen, SCREEN_ANSWER,
		    "No %s in %u whole week%s, so there is nothing that could have changed at %s.", s->visitors, weeks,
		    weeks == 1 ? "" : "s", SCREEN_E(s->event));
}

/* All weeks lie on one side of the date. */
static void
say_one_side(const struct spoken *s, const struct event_side *side, const char *where, const char *other)
{
	if (side->weeks == 1)
		screen_say(s->screen, SCREEN_ANSWER,
		    "There is only one whole week (%s %s), which lies %s %s, so there is nothing to compare it with.",
		    SCREEN_N(side->visitors), s->visitors, where, SCREEN_E(s->event));
	else
		screen_say(s->screen, SCREEN_ANSWER,
		    "All %u whole weeks with a count (%s %s a week) lie %s %s, so there is none %s it to compare them "
		    "with.",
		    side->weeks, SCREEN_N(side->per_week), s->visitors, where, SCREEN_E(s->event), other);
}

static void
say_too_few(const struct spoken *s)
{
	const struct event *e = s->event;
	bool differs = e->verdict == VERDICT_TOO_FEW_WEEKS_DIFFERS;
	char ratio[128] = "";

	if (e->before.weeks == 0) {
		say_one_side(s, &e->after, "after", "before");
		return;
	}
	if (e->after.weeks == 0) {
		say_one_side(s, &e->before, "before", "after");
		return;
	}
	if (isinf(e->ratio))
		snprintf(ratio, sizeof(ratio), "nothing to compare with before, so %s or more",
		    SCREEN_R(s->screen, e->ci95.low));
	else
		snprintf(ratio, sizeof(ratio), "%s (95 %%: %s)", SCREEN_R(s->screen, e->ratio), SCREEN_RS(e->ci95));
	screen_say(s->screen, SCREEN_ANSWER,
	    "Too early to say for %s: %u whole week%s before and %u after, and %u on each side are needed; %s %s a "
	    "week, "
	    "then %s: %s, %s.",
	    SCREEN_E(e), e->before.weeks, e->before.weeks == 1 ? "" : "s", e->after.weeks, SIDE_WEEKS, s->visitors,
	    SCREEN_N(e->before.per_week), SCREEN_N(e->after.per_week), ratio,
	    differs ? "provisionally a difference" : "no difference that shows yet");
}

static void
say_no_model(const struct spoken *s)
{
	const struct event *e = s->event;

	if (!(e->before.visitors > 0))
		screen_say(s->screen, SCREEN_ANSWER,
		    "No %s in %u whole weeks before %s, then %s a week: to nothing there is no ratio, only its lower "
		    "bound, %s.",
		    s->visitors, e->before.weeks, SCREEN_E(e), SCREEN_N(e->after.per_week),
		    SCREEN_R(s->screen, e->ci95.low));
	else
		screen_say(s->screen, SCREEN_ANSWER,
		    "%s %s a week before %s, then none in %u whole weeks: %s or less of what came before.",
		    SCREEN_N(e->before.per_week), s->visitors, SCREEN_E(e), e->after.weeks,
		    SCREEN_R(s->screen, e->ci95.high));
}

/* What the comparison with another source adds. */
static const char *
control_words(char out[160], const struct spoken *s)
{
	const struct compare_control *c = &s->of->control;
	const char *title = s->screen->comparison->control;

	out[0] = '\0';
	if (!title || !c->known || isnan(c->event.ratio))
		return out;
	if (c->moved_too)
		snprintf(out, 160, " But %s changed at the date too (%s), so something moved both.", title,
		    SCREEN_R(s->screen, c->event.ratio));
	else if (c->event.verdict == VERDICT_NOT_DISTINGUISHABLE)
		snprintf(out, 160, " For %s no change shows (%s).", title, SCREEN_R(s->screen, c->event.ratio));
	return out;
}

static void
say_changed(const struct spoken *s)
{
	const struct event *e = s->event;
	char control[160];

	screen_say(s->screen, SCREEN_ANSWER,
	    "The number of %s changed at this date, %s: %s a week before, %s after, %s (95 %%: %s), more than %s or "
	    "chance would explain.%s",
	    s->visitors, SCREEN_E(e), SCREEN_N(e->before.per_week), SCREEN_N(e->after.per_week),
	    SCREEN_R(s->screen, e->ratio), SCREEN_RS(e->ci95), e->season ? "trend, season" : "a trend",
	    control_words(control, s));
}

static void
say_trend(const struct spoken *s)
{
	const struct event *e = s->event;
	double slope = model(s, "M2_slope_ratio_per_52w");
	struct interval of = {model(s, "M2_slope_lo_reported"), model(s, "M2_slope_hi_reported")};

	screen_say(s->screen, SCREEN_ANSWER,
	    "No step that is tied to %s, but another trend since: %s a week before and %s after on average, and a "
	    "year's "
	    "growth is %s of what it was (95 %%: %s).",
	    SCREEN_E(e), SCREEN_N(e->before.per_week), SCREEN_N(e->after.per_week), SCREEN_R(s->screen, slope),
	    SCREEN_RS(of));
}

static bool
holds_one(struct interval of)
{
	return isnan(of.low) || (of.low <= 1 && of.high >= 1);
}

/* Of a few dates none can be as striking, and still the rule asks for more of them. */
static void
placebo_why(char out[200], double as_large, double dates)
{
	if (as_large > 0)
		snprintf(out, 200,
		    "%.0f of %.0f dates before it, when nothing is said to have happened, look%s as striking", as_large,
		    dates, as_large > 1 ? "" : "s");
	else if (dates < 1)
		snprintf(out, 200, "no date before it has visitors on both sides, so none can be tried beside it");
	else
		snprintf(out, 200, "no date before it looks as striking, but only %.0f can be tried, too few to tell",
		    dates);
}

/* Why a difference is not tied to its date: the first step of the rule that failed. */
static void
differs_why(char out[200], const struct spoken *s)
{
	const struct event *e = s->event;
	struct interval trend = {model(s, "M1_step_lo_reported"), model(s, "M1_step_hi_reported")};
	struct interval season = {model(s, "M3_step_lo_reported"), model(s, "M3_step_hi_reported")};
	double step = model(s, "M1_qp_step_ratio");

	if (isnan(step))
		snprintf(out, 200, "no model with a trend can be fitted to so few");
	else if (holds_one(trend))
		snprintf(out, 200,
		    "it is in line with what was under way before (with the trend taken out %s, 95 %%: %s)",
		    SCREEN_R(s->screen, step), SCREEN_RS(trend));
	else if (e->season && holds_one(season))
		snprintf(out, 200, "a season can make it (with trend and season taken out %s, 95 %%: %s)",
		    SCREEN_R(s->screen, model(s, "M3_qp_step_ratio")), SCREEN_RS(season));
	else if ((step > 1) != (e->ratio > 1))
		snprintf(out, 200, "a trend explains more than all of it (with it taken out %s, 95 %%: %s)",
		    SCREEN_R(s->screen, step), SCREEN_RS(trend));
	else if (e->season && (model(s, "M3_qp_step_ratio") > 1) != (e->ratio > 1))
		snprintf(out, 200,
		    "a season explains more than all of it (with trend and season taken out %s, 95 %%: %s)",
		    SCREEN_R(s->screen, model(s, "M3_qp_step_ratio")), SCREEN_RS(season));
	else
		placebo_why(out, model(s, "placebo_ge"), model(s, "placebo_n"));
}

static void
say_differs(const struct spoken *s)
{
	const struct event *e = s->event;
	char why[200];

	differs_why(why, s);
	screen_say(s->screen, SCREEN_ANSWER,
	    "%s %s after %s than before (%s a week, then %s: %s), but nothing ties that to the date: %s.",
	    e->ratio > 1 ? "More" : "Fewer", s->visitors, SCREEN_E(e), SCREEN_N(e->before.per_week),
	    SCREEN_N(e->after.per_week), SCREEN_R(s->screen, e->ratio), why);
}

static void
say_not_distinguishable(const struct spoken *s)
{
	const struct event *e = s->event;
	char seen[96] = "";

	if (isfinite(e->detectable))
		snprintf(seen, sizeof(seen), "; with these weeks only %s or more would have shown",
		    SCREEN_R(s->screen, e->detectable));
	screen_say(s->screen, SCREEN_ANSWER,
	    "Not distinguishable from no change at %s: %s %s a week, then %s, %s (95 %%: %s)%s.", SCREEN_E(e),
	    SCREEN_N(e->before.per_week), s->visitors, SCREEN_N(e->after.per_week), SCREEN_R(s->screen, e->ratio),
	    SCREEN_RS(e->ci95), seen);
}

static void (*const sayings[VERDICTS])(const struct spoken *s) = {
    [VERDICT_NO_VISITORS] = say_no_visitors,
    [VERDICT_TOO_FEW_WEEKS] = say_too_few,
    [VERDICT_TOO_FEW_WEEKS_DIFFERS] = say_too_few,
    [VERDICT_NO_MODEL] = say_no_model,
    [VERDICT_CHANGED_AT_DATE] = say_changed,
    [VERDICT_TREND_DIFFERS] = say_trend,
    [VERDICT_DIFFERS] = say_differs,
    [VERDICT_NOT_DISTINGUISHABLE] = say_not_distinguishable,
};

void
screen_verdict(struct screen *screen, const struct compare_event *of)
{
	char visitors[80];
	const struct spoken spoken = {screen, of, &of->event, screen_visitors(visitors, screen->comparison)};

	sayings[of->event.verdict](&spoken);
}

void
screen_no_event(struct screen *screen)
{
	const struct compare_result *result = &screen->comparison->result;
	char visitors[80];
	double sum = 0;

	screen_visitors(visitors, screen->comparison);
	for (size_t i = 0; i < result->count; i++)
		sum += result->visitors[i];
	if (result->count == 0)
		screen_say(screen, SCREEN_ANSWER,
		    "No whole week of visitors was read (Monday to Sunday, every day with a record), so nothing can be "
		    "compared.");
	else
		screen_say(screen, SCREEN_ANSWER,
		    "%s %s a week in %zu whole week%s; to have a date judged, name it: --event DATE.",
		    SCREEN_N(sum / (double)result->count), screen_visitors(visitors, screen->comparison), result->count,
		    result->count == 1 ? "" : "s");
}
