#include "analyzer/event.h"
#include "analyzer/statistics/serial.h"
#include "base/alloc.h"
#include "base/calendar.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define WEEKS_YEAR_AGO 52
/* A best week that moves the ratio by this factor is named. */
#define VIRAL 1.25

/* What the steps below hand to each other. */
struct work {
	struct regression_series series; /* without the split week */
	double *y;
	int32_t *t;
	struct verdict_evidence evidence;
	struct regression_fit fits[REGRESSION_MODELS];
	unsigned models; /* of them tried: 0, 1, 3 or 5 */
	double steps; /* dispersion free of steps */
	double lag1; /* about two means */
};

static void
cut(struct work *w, struct event *event, const struct event_weeks *weeks)
{
	struct rates_sum *before = &w->evidence.before, *after = &w->evidence.after;
	struct regression_series *s = &w->series;
	int32_t first = calendar_monday(event->day + 6);

	s->monday = weeks->monday;
	s->after = (int32_t)(((int64_t)first - weeks->monday) / 7);
	w->y = alloc_zero(weeks->count, sizeof *w->y);
	w->t = alloc_zero(weeks->count, sizeof *w->t);
	for (size_t i = 0; i < weeks->count; i++) {
		struct rates_sum *side = weeks->number[i] < s->after ? before : after;

		if (first != event->day && weeks->number[i] == s->after - 1) {
			event->split_week = first - 7;
			continue;
		}
		side->weeks++;
		side->sum += weeks->visitors[i];
		w->y[s->n] = weeks->visitors[i];
		w->t[s->n++] = weeks->number[i];
	}
	s->y = w->y;
	s->t = w->t;
	/* Weeks count from the first that takes part, so that figures do not depend on what was left out. */
	if (s->n) {
		int32_t start = w->t[0];

		for (size_t i = 0; i < s->n; i++)
			w->t[i] -= start;
		s->monday += 7 * start;
		s->after -= start;
	}
}

static void
put_interval(struct figures *f, struct interval of, const char *low, const char *high)
{
	figures_put(f, of.low, "%s", low);
	figures_put(f, of.high, "%s", high);
}

static void
put_counts(struct event *event, const struct work *w)
{
	struct figures *f = &event->models;
	struct rates_sum before = w->evidence.before, after = w->evidence.after;
	char day[11];

	calendar_print_day(day, event->day);
	figures_text(f, day, "change");
	figures_put(f, (double)w->series.n, "n");
	figures_put(f, before.weeks, "n_before");
	figures_put(f, after.weeks, "n_after");
	figures_put(f, before.sum, "sum_before");
	figures_put(f, after.sum, "sum_after");
	figures_put(f, rates_mean(before), "mean_before");
	figures_put(f, rates_mean(after), "mean_after");
	put_interval(f, rates_garwood(before), "garwood_before_lo", "garwood_before_hi");
	put_interval(f, rates_garwood(after), "garwood_after_lo", "garwood_after_hi");
	figures_put(f, rates_ratio(before, after), "ratio");
	if (before.sum + after.sum > 0) {
		put_interval(f, rates_ratio_exact(before, after), "ratio_exact_lo", "ratio_exact_hi");
		put_interval(f, rates_ratio_score(before, after), "ratio_score_lo", "ratio_score_hi");
	}
	figures_put(f, rates_dispersion(w->y, w->t, w->series.n, w->series.after), "phi_two_means");
	figures_put(f, w->steps, "phi_diff");
	if (before.sum > 0 && after.sum > 0)
		figures_put(f, w->lag1, "acf1_two_means");
	figures_put(f, regression_lag(w->series.n), "nw_lag");
}

/* Lag-1 autocorrelation of the Pearson residuals about two means. */
static double
lag1_two_means(const struct work *w)
{
	double *r = alloc_zero(w->series.n, sizeof *r), out;

	for (size_t i = 0; i < w->series.n; i++) {
		double mean = rates_mean(w->t[i] < w->series.after ? w->evidence.before : w->evidence.after);

		r[i] = (w->y[i] - mean) / sqrt(mean);
	}
	out = serial_correlation(r, w->t, w->series.n, 1);
	free(r);
	return out;
}

static void
put_fit(struct figures *f, const struct regression_fit *fit, const char *kind)
{
	int m = (int)fit->model;
	struct interval of = regression_ratio_interval(fit, fit->step, fit->robust[fit->step]);

	for (unsigned i = 0; i < fit->k; i++) {
		figures_put(f, fit->b[i], "M%d_%s_b_%s", m, kind, regression_column(fit, i));
		figures_put(f, fit->robust[i], "M%d_%s_se_%s", m, kind, regression_column(fit, i));
	}
	figures_put(f, exp(fit->b[fit->step]), "M%d_%s_step_ratio", m, kind);
	figures_put(f, of.low, "M%d_%s_step_lo", m, kind);
	figures_put(f, of.high, "M%d_%s_step_hi", m, kind);
	figures_put(f, regression_p(fit, fit->step), "M%d_%s_step_p", m, kind);
	figures_put(f, fit->plain[fit->step], "M%d_%s_se_step_plain", m, kind);
}

static void
put_residuals(struct figures *f, const struct regression_fit *fit, const struct regression_series *s)
{
	double *r = alloc_zero(s->n, sizeof *r), q, p;
	int m = (int)fit->model;
	unsigned lags = s->n / 5 < 8 ? (unsigned)(s->n / 5) : 8;

	regression_residuals(fit, s, r);
	figures_put(f, serial_correlation(r, s->t, s->n, 1), "M%d_acf1_pearson", m);
	q = serial_ljung_box(r, s->t, s->n, lags, &p);
	figures_put(f, q, "M%d_ljungbox", m);
	figures_put(f, p, "M%d_ljungbox_p", m);
	free(r);
}

static void
put_negative_binomial(struct figures *f, const struct regression_fit *from, const struct regression_series *s)
{
	struct regression_fit fit;

	regression_negative_binomial(&fit, from, s);
	if (fit.fitted) {
		put_fit(f, &fit, "nb");
		figures_put(f, fit.loglik, "M%d_nb_loglik", (int)fit.model);
	}
	figures_put(f, fit.theta, "M%d_nb_theta", (int)from->model);
	regression_release(&fit);
}

static void
put_model(struct figures *f, const struct regression_fit *fit, const struct regression_series *s)
{
	int m = (int)fit->model;
	struct interval of = regression_ratio_interval(fit, fit->step, regression_error(fit, fit->step));

	put_fit(f, fit, "qp");
	figures_put(f, fit->dispersion, "M%d_qp_phi", m);
	figures_put(f, of.low, "M%d_step_lo_reported", m);
	figures_put(f, of.high, "M%d_step_hi_reported", m);
	put_residuals(f, fit, s);
	put_negative_binomial(f, fit, s);
	if (fit->model != REGRESSION_STEP) {
		struct regression_effect effect = regression_average(fit, s);

		figures_put(f, effect.ratio, "M%d_avg_ratio", m);
		figures_put(f, effect.interval.low, "M%d_avg_lo", m);
		figures_put(f, effect.interval.high, "M%d_avg_hi", m);
		figures_put(f, effect.excess, "M%d_excess", m);
	}
	if (fit->slope) {
		of = regression_ratio_interval(fit, fit->slope, regression_error(fit, fit->slope));
		figures_put(f, exp(fit->b[fit->slope]), "M%d_slope_ratio_per_52w", m);
		figures_put(f, of.low, "M%d_slope_lo_reported", m);
		figures_put(f, of.high, "M%d_slope_hi_reported", m);
	}
}

/* As many models as the weeks allow. */
static void
fit_models(struct event *event, struct work *w)
{
	const struct verdict_evidence *e = &w->evidence;
	bool sides = e->before.weeks >= REGRESSION_WEEKS_SIDE && e->after.weeks >= REGRESSION_WEEKS_SIDE;

	if (e->before.sum > 0 && e->after.sum > 0)
		w->models = !sides ? 1 : w->series.n >= REGRESSION_WEEKS_SEASON ? REGRESSION_MODELS : REGRESSION_SEASON;
	event->season = w->evidence.season = w->models == REGRESSION_MODELS;
	for (unsigned m = 0; m < w->models; m++) {
		regression_quasi_poisson(&w->fits[m], (enum regression_model)m, &w->series);
		if (w->fits[m].fitted)
			put_model(&event->models, &w->fits[m], &w->series);
	}
	event->lag1 =
	    figures_value(&event->models, w->fits[REGRESSION_TREND].fitted ? "M1_acf1_pearson" : "M0_acf1_pearson");
}

static void
without_best_week(struct event *event, const struct work *w)
{
	struct rates_sum before = w->evidence.before, after = w->evidence.after;
	struct regression_series rest = w->series;
	enum regression_model model = w->models > REGRESSION_TREND ? REGRESSION_TREND : REGRESSION_STEP;
	struct regression_fit fit;
	double *y;
	int32_t *t;
	size_t best = 0;
	char day[11];

	if (w->models == 0)
		return;
	for (size_t i = 1; i < w->series.n; i++)
		if (w->y[i] > w->y[best])
			best = i;
	event->best_week = w->series.monday + 7 * w->t[best];
	rest.y = y = alloc_zero(rest.n, sizeof *y);
	rest.t = t = alloc_zero(rest.n, sizeof *t);
	rest.n = 0;
	for (size_t i = 0; i < w->series.n; i++) {
		if (i == best)
			continue;
		y[rest.n] = w->y[i];
		t[rest.n++] = w->t[i];
	}
	regression_quasi_poisson(&fit, model, &rest);
	*(w->t[best] < rest.after ? &before.sum : &after.sum) -= w->y[best];
	*(w->t[best] < rest.after ? &before.weeks : &after.weeks) -= 1;
	event->ratio_without_best = rates_ratio(before, after);
	event->viral = fabs(log(event->ratio / event->ratio_without_best)) > log(VIRAL);
	calendar_print_day(day, event->best_week);
	figures_text(&event->models, day, "drop_max_week");
	figures_put(&event->models, fit.fitted ? exp(fit.b[fit.step]) : NAN, "drop_max_step_ratio");
	figures_put(&event->models, event->ratio_without_best, "drop_max_ratio");
	regression_release(&fit);
	free(y);
	free(t);
}

/* Weeks after whose counterpart 52 weeks (364 days) earlier lies before. */
static void
year_ago(struct event *event, const struct work *w)
{
	const struct regression_series *s = &w->series;
	double after = 0, before = 0;
	size_t weeks = 0, j = 0;

	for (size_t i = 0; i < s->n; i++) {
		int32_t then = s->t[i] - WEEKS_YEAR_AGO;

		while (s->t[j] < then)
			j++;
		if (s->t[i] < s->after || then >= s->after || s->t[j] != then)
			continue;
		weeks++;
		after += s->y[i];
		before += s->y[j];
	}
	figures_put(&event->models, (double)weeks, "yoy_weeks");
	if (weeks) {
		struct rates_sum from = {before, 1}, to = {after, 1};

		figures_put(&event->models, after, "yoy_sum_after");
		figures_put(&event->models, before, "yoy_sum_before");
		figures_put(&event->models, rates_ratio(from, to), "yoy_ratio");
	}
}

static void
placebo(struct event *event, struct work *w)
{
	const struct regression_fit *fit = &w->fits[REGRESSION_TREND];
	struct placebo *p = &w->evidence.placebo;
	double size;

	event->placebo_p = NAN;
	if (!fit->fitted)
		return;
	size = regression_size(fit, fit->step);
	*p = placebo_run(&w->series, size);
	if (!p->tried)
		return;
	event->placebo_p = p->p;
	figures_put(&event->models, (double)p->dates, "placebo_n");
	figures_put(&event->models, (double)p->as_large, "placebo_ge");
	figures_put(&event->models, p->p, "placebo_p");
	figures_put(&event->models, size, "M1_abs_t");
	figures_put(&event->models, p->largest, "placebo_max_t");
}

static void
detectable(struct event *event, const struct work *w)
{
	struct rates_sum before = w->evidence.before;
	double phi = rates_inflated(rates_at_least_poisson(w->steps), w->lag1);

	event->detectable = rates_detectable(before, w->evidence.after.weeks, phi);
	if (before.sum > 0) {
		figures_put(&event->models, phi, "mde_phi");
		figures_put(&event->models, event->detectable, "mde_ratio");
	}
}

/* Weeks that differ less than chance would have them, as figures made up do, are no surer for that. */
static struct interval
wider(struct interval model, struct interval poisson)
{
	return (struct interval){fmin(model.low, poisson.low), fmax(model.high, poisson.high)};
}

static void
projection(struct event *event, const struct work *w)
{
	struct rates_sum before = w->evidence.before, after = w->evidence.after;
	const struct regression_fit *fit = &w->fits[REGRESSION_STEP];
	struct interval poisson = rates_difference(before, after), of = poisson;

	if (!event->provisional)
		of = wider(regression_mean_difference(fit), poisson);
	event->extra_per_year = (rates_mean(after) - rates_mean(before)) * RATES_WEEKS_A_YEAR;
	event->ci95_extra = (struct interval){of.low * RATES_WEEKS_A_YEAR, of.high * RATES_WEEKS_A_YEAR};
	figures_put(&event->models, rates_mean(before) * RATES_WEEKS_A_YEAR, "per_year_before");
	figures_put(&event->models, rates_mean(after) * RATES_WEEKS_A_YEAR, "per_year_after");
	figures_put(&event->models, event->extra_per_year, "per_year_extra");
}

static struct event_side
side_of(struct rates_sum of, const struct interval *model)
{
	struct event_side side = {
	    .weeks = (unsigned)of.weeks,
	    .visitors = of.sum,
	    .per_week = rates_mean(of),
	    .poisson = rates_garwood(of),
	};

	side.interval = model ? wider(*model, side.poisson) : side.poisson;
	return side;
}

static void
sides(struct event *event, const struct work *w)
{
	const struct verdict_evidence *e = &w->evidence;
	const struct regression_fit *fit = &w->fits[REGRESSION_STEP];
	struct interval before, after;

	event->provisional = w->models < 2 || !fit->fitted;
	event->ratio = rates_ratio(e->before, e->after);
	if (event->provisional) {
		event->before = side_of(e->before, NULL);
		event->after = side_of(e->after, NULL);
		event->ci95 = rates_ratio_exact(e->before, e->after);
		return;
	}
	before = regression_mean_before(fit);
	after = regression_mean_after(fit);
	event->before = side_of(e->before, &before);
	event->after = side_of(e->after, &after);
	event->ci95 = regression_ratio_interval(fit, fit->step, regression_error(fit, fit->step));
}

void
event_init(struct event *event, const struct event_weeks *weeks, int32_t day, const char *label)
{
	struct work w = {.steps = NAN};

	*event = (struct event){
	    .day = day,
	    .label = label,
	    .split_week = CALENDAR_NO_DAY,
	    .best_week = CALENDAR_NO_DAY,
	    .ratio_without_best = NAN,
	};
	cut(&w, event, weeks);
	w.steps = rates_dispersion_steps(w.y, w.t, w.series.n);
	w.lag1 = w.evidence.before.sum > 0 && w.evidence.after.sum > 0 ? lag1_two_means(&w) : NAN;
	w.evidence.fits = w.fits;
	put_counts(event, &w);
	fit_models(event, &w);
	sides(event, &w);
	without_best_week(event, &w);
	year_ago(event, &w);
	placebo(event, &w);
	detectable(event, &w);
	projection(event, &w);
	event->verdict = verdict_of(&w.evidence);
	figures_text(&event->models, verdict_word(event->verdict), "verdict");
	for (unsigned m = 0; m < REGRESSION_MODELS; m++)
		regression_release(&w.fits[m]);
	free(w.y);
	free(w.t);
}

void
event_release(struct event *event)
{
	figures_release(&event->models);
}
