/* The figures of one date, a row each; what is not known has no row. */
#include "analyzer/outputs/screen.h"
#include "analyzer/outputs/write.h"
#include "base/calendar.h"

#include <math.h>

#define QUARTER 13 /* weeks */

static void
side_row(struct screen *screen, const char *text, const struct event_side *side)
{
	char remark[96];

	snprintf(remark, sizeof(remark), "%u whole week%s", side->weeks, side->weeks == 1 ? "" : "s");
	screen_figure(screen, SCREEN_FIGURE, text, side->weeks > 0 ? SCREEN_N(side->per_week) : "",
	    SCREEN_I(side->interval), remark);
}

static void
ratio_row(struct screen *screen, const char *text, double ratio, struct interval of, const char *remark)
{
	if (isnan(ratio))
		return;
	screen_figure(screen, SCREEN_FIGURE, text, isinf(ratio) ? "" : SCREEN_R(screen, ratio), SCREEN_RS(of), remark);
}

/* The step of a model, by the interval that is reported. */
static void
model_row(struct screen *screen, const struct event *event, const char *text, int model)
{
	char ratio[32], low[32], high[32];
	struct interval of;

	snprintf(ratio, sizeof(ratio), "M%d_qp_step_ratio", model);
	snprintf(low, sizeof(low), "M%d_step_lo_reported", model);
	snprintf(high, sizeof(high), "M%d_step_hi_reported", model);
	of.low = figures_value(&event->models, low);
	of.high = figures_value(&event->models, high);
	ratio_row(screen, text, figures_value(&event->models, ratio), of, "");
}

static void
control_row(struct screen *screen, const struct compare_control *control)
{
	const char *title = screen->comparison->control;
	char text[96], remark[96];

	if (!title || !control->known || isnan(control->event.ratio))
		return;
	snprintf(text, sizeof(text), "for %s", title);
	snprintf(remark, sizeof(remark), "%s, then %s", SCREEN_N(control->event.before.per_week),
	    SCREEN_N(control->event.after.per_week));
	ratio_row(screen, text, control->event.ratio, control->event.ci95, remark);
}

static void
placebo_row(struct screen *screen, const struct event *event)
{
	char value[32], remark[64];
	double dates;

	if (isnan(event->placebo_p))
		return;
	dates = figures_value(&event->models, "placebo_n");
	if (dates > 0)
		snprintf(value, sizeof(value), "%.0f of %.0f", figures_value(&event->models, "placebo_ge"), dates);
	else
		snprintf(value, sizeof(value), "none to try");
	snprintf(remark, sizeof(remark), "p = %.3f", event->placebo_p);
	screen_figure(screen, SCREEN_FIGURE, "earlier dates as striking", value, "", remark);
}

static void
extra_row(struct screen *screen, const struct event *event)
{
	if (isfinite(event->extra_per_year) && event->before.visitors + event->after.visitors > 0)
		screen_figure(screen, SCREEN_FIGURE, "extra in a year, projected", SCREEN_N(event->extra_per_year),
		    SCREEN_I(event->ci95_extra), "visitor-weeks");
}

/* Beside the projection, what the last year since the date that is over really had. */
static void
year_row(struct screen *screen, const struct event *event)
{
	const struct comparison *comparison = screen->comparison;
	const struct claim_year *last = NULL;
	char text[32], remark[64], count[WRITE_GROUPED];

	for (size_t i = 0; i < comparison->nyears; i++)
		if (comparison->years[i].over && comparison->years[i].year >= calendar_year(event->day))
			last = &comparison->years[i];
	if (!last)
		return;
	snprintf(text, sizeof(text), "counted in %d", last->year);
	snprintf(remark, sizeof(remark), "distinct visitors");
	if (last->missing)
		snprintf(
		    remark, sizeof(remark), "distinct, %u day%s missing", last->missing, last->missing == 1 ? "" : "s");
	screen_figure(screen, SCREEN_FIGURE, text, write_grouped(count, (uint64_t)last->visitors), "", remark);
}

/* Mean of visitors per 1,000 followers over whole weeks from `from` up to, without, `to`. */
static double
per_1000(const struct compare_result *result, int32_t from, int32_t to, unsigned *weeks)
{
	double sum = 0;

	*weeks = 0;
	for (size_t i = 0; i < result->nrows; i++) {
		const struct compare_row *row = &result->rows[i];
		if (row->week.monday < from || row->week.monday >= to || isnan(row->per_1000))
			continue;
		sum += row->per_1000;
		(*weeks)++;
	}
	return *weeks > 0 ? sum / *weeks : (double)NAN;
}

/* Followers who do not read show here: the ratio falls as they come. */
static void
per_1000_row(struct screen *screen, const struct event *event)
{
	const struct compare_result *result = &screen->comparison->result;
	int32_t end = result->nrows > 0 ? result->rows[result->nrows - 1].week.monday + 7 : 0;
	int32_t monday = calendar_monday(event->day);
	unsigned weeks[2];
	double before = per_1000(result, monday - 7 * QUARTER, monday, &weeks[0]);
	double after = per_1000(result, end - 7 * QUARTER, end, &weeks[1]);
	char remark[64], now[24] = "";

	if (isnan(before) || isnan(after) || end - 7 * QUARTER < event->day)
		return;
	if (weeks[0] != weeks[1])
		snprintf(now, sizeof(now), ", now %u", weeks[1]);
	snprintf(remark, sizeof(remark), "%s before (%u week%s%s)", SCREEN_N(before), weeks[0],
	    weeks[0] == 1 ? "" : "s", now);
	screen_figure(screen, SCREEN_FIGURE, "per 1,000 followers now", SCREEN_N(after), "", remark);
}

void
screen_event_figures(struct screen *screen, const struct compare_event *of)
{
	const struct event *event = &of->event;
	char best[32] = "";

	if (event->before.weeks + event->after.weeks == 0)
		return;
	screen_figure(screen, SCREEN_HEADING, SCREEN_E(event), "a week", "95 % interval", "");
	side_row(screen, "before", &event->before);
	side_row(screen, "after", &event->after);
	ratio_row(screen, "ratio", event->ratio, event->ci95, event->provisional ? "provisional" : "");
	if (!event->provisional) {
		model_row(screen, event, "  with the trend taken out", 1);
		model_row(screen, event, "  and with the season", 3);
	}
	if (event->best_week != CALENDAR_NO_DAY && isfinite(event->ratio_without_best)) {
		snprintf(best, sizeof(best), "%s", SCREEN_W(event->best_week));
		ratio_row(
		    screen, "  without the best week", event->ratio_without_best, (struct interval){NAN, NAN}, best);
	}
	if (isfinite(event->detectable))
		ratio_row(screen, "smallest ratio to be seen", event->detectable, (struct interval){NAN, NAN}, "");
	control_row(screen, &of->control);
	placebo_row(screen, event);
	extra_row(screen, event);
	year_row(screen, event);
	per_1000_row(screen, event);
}
