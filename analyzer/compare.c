#include "analyzer/compare.h"
#include "analyzer/statistics/association.h"
#include "analyzer/statistics/changepoints.h"
#include "base/alloc.h"
#include "base/calendar.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define UPHEAVAL_DAYS 28
#define CHANGE_POINT_DAYS 14
/* Fewer whole weeks are not searched for changes. */
#define CHANGE_POINT_WEEKS (2 * CHANGEPOINTS_SEGMENT)

/* Days since 1970-01-01 of the dates in the comments. */
const struct compare_upheaval compare_upheavals[] = {
    /* 2011-08-01 to 2011-08-31 */
    {15187, 15217, "links in tweets began to lead through t.co, which made visits from apps visible",
	"blog.clicky.com, 2011"},
    /* 2011-10-10 */
    {15257, 15257, "every link in a tweet leads through t.co", "developer.x.com/docs/basics/tco"},
    /* 2015-10-01 */
    {16709, 16709, "new t.co links use https, which hid visits from sites without it", "searchenginejournal.com, 2015"},
    /* 2024-05-17 */
    {19860, 19860, "twitter.com moved to x.com", "newscaststudio.com, 2024"},
    /* 2025-11-01 to 2025-11-30 */
    {20393, 20422, "the app for iPhone began to load links in the background, unseen by anyone", "theverge.com, 2025"},
    {0, 0, NULL, NULL},
};

const struct compare_upheaval *
compare_upheaval_near(int32_t day)
{
	const struct compare_upheaval *best = NULL;
	int32_t nearest = UPHEAVAL_DAYS;

	for (const struct compare_upheaval *u = compare_upheavals; u->what; u++) {
		int32_t far = day < u->from ? u->from - day : day > u->to ? day - u->to : 0;

		if (far <= nearest && (!best || far < nearest)) {
			nearest = far;
			best = u;
		}
	}
	return best;
}

struct placed {
	struct compare_week week;
	size_t place;
};

static int
placed_compare(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->week.monday != y->week.monday)
		return x->week.monday < y->week.monday ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static void
sort_weeks(struct compare_result *result, const struct compare_input *input)
{
	struct placed *all = alloc_zero(input->nweeks, sizeof *all);

	for (size_t i = 0; i < input->nweeks; i++)
		all[i] = (struct placed){input->weeks[i], i};
	qsort(all, input->nweeks, sizeof *all, placed_compare);
	result->rows = alloc_zero(input->nweeks, sizeof *result->rows);
	for (size_t i = 0; i < input->nweeks; i++) {
		if (result->nrows && result->rows[result->nrows - 1].week.monday == all[i].week.monday)
			result->nrows--;
		result->rows[result->nrows++].week = all[i].week;
	}
	free(all);
}

/* Complete weeks as numbers from the first on; control: those of the other series instead. */
static struct event_weeks
whole_weeks(const struct compare_result *result, bool control, double *visitors, int32_t *number)
{
	struct event_weeks weeks = {visitors, number, 0, result->nrows ? result->rows[0].week.monday : 0};

	for (size_t i = 0; i < result->nrows; i++) {
		const struct compare_week *week = &result->rows[i].week;

		if (!week->complete || !(control ? week->control_known : week->known))
			continue;
		visitors[weeks.count] = control ? week->control : week->visitors;
		number[weeks.count++] = (week->monday - weeks.monday) / 7;
	}
	return weeks;
}

static void
count_weeks(struct compare_result *result)
{
	unsigned span = 0;

	for (size_t i = 0; i < result->nrows; i++) {
		const struct compare_week *week = &result->rows[i].week;

		result->weeks_complete += week->known && week->complete;
		result->weeks_partial += week->known && !week->complete;
	}
	if (result->nrows)
		span = (unsigned)((result->rows[result->nrows - 1].week.monday - result->rows[0].week.monday) / 7 + 1);
	result->weeks_missing = span - result->weeks_complete - result->weeks_partial;
}

static void
join_followers(struct compare_result *result, const struct compare_input *input)
{
	history_init(&result->history, input->readings, input->nreadings);
	result->followers_known = history_span(&result->history, &result->followers_first, &result->followers_last);
	for (size_t i = 0; i < result->nrows; i++) {
		struct compare_row *row = &result->rows[i];

		row->history = history_week(&result->history, row->week.monday);
		row->per_1000 = NAN;
		if (!row->week.known || !row->week.complete || !row->history.followers.known)
			continue;
		result->overlap = true;
		if (row->history.followers.value > 0)
			row->per_1000 = row->week.visitors * 1000 / row->history.followers.value;
	}
}

static void
put_change_points(struct figures *f, const struct changepoints *found, const struct event_weeks *weeks,
    const char *kind, double penalty)
{
	char *list = alloc_zero(found->count + 1, 11);

	for (size_t i = 0; i < found->count; i++) {
		calendar_print_day(list + 11 * i, weeks->monday + 7 * weeks->number[found->first[i]]);
		list[11 * i + 10] = i + 1 < found->count ? ' ' : '\0';
	}
	figures_put(f, penalty, "cp_%s_penalty", kind);
	figures_put(f, (double)found->count, "cp_%s_n", kind);
	figures_put(f, found->objective, "cp_%s_objective", kind);
	figures_text(f, list, "cp_%s_weeks", kind);
	free(list);
}

/* Mean of the weeks from index `from` up to, without, `to`. */
static double
mean_of(const double *visitors, size_t from, size_t to)
{
	double sum = 0;

	for (size_t i = from; i < to; i++)
		sum += visitors[i];
	return sum / (double)(to - from);
}

static void
keep_change_points(struct compare_result *result, const struct changepoints *found, const struct event_weeks *weeks)
{
	result->change_points = alloc_zero(found->count, sizeof *result->change_points);
	for (size_t i = 0; i < found->count; i++) {
		size_t first = found->first[i], last = i + 1 < found->count ? found->first[i + 1] : weeks->count;
		int32_t monday = weeks->monday + 7 * weeks->number[first];

		result->change_points[result->nchange_points++] = (struct compare_change_point){
		    .monday = monday,
		    .before_per_week = mean_of(weeks->visitors, i ? found->first[i - 1] : 0, first),
		    .after_per_week = mean_of(weeks->visitors, first, last),
		    .upheaval = compare_upheaval_near(monday),
		};
	}
}

static void
find_change_points(struct compare_result *result, const struct event_weeks *weeks, struct figures *f)
{
	const double dispersion[] = {1, rates_dispersion_steps(weeks->visitors, weeks->number, weeks->count)};
	static const char *const kinds[] = {"poisson", "scaled"};
	double ratio;
	size_t single;
	char day[11];

	if (weeks->count < CHANGE_POINT_WEEKS)
		return;
	for (size_t i = 0; i < 2; i++) {
		struct changepoints found;
		double penalty = changepoints_penalty(dispersion[i], weeks->count);

		changepoints_find(&found, weeks->visitors, NULL, weeks->count, penalty, CHANGEPOINTS_SEGMENT);
		put_change_points(f, &found, weeks, kinds[i], penalty);
		if (i == 1)
			keep_change_points(result, &found, weeks);
		changepoints_release(&found);
	}
	single = changepoints_single(weeks->visitors, weeks->count, &ratio);
	calendar_print_day(day, weeks->monday + 7 * weeks->number[single]);
	figures_text(f, day, "cp_single_week");
	figures_put(f, ratio, "cp_single_lr2");
}

static void
put_lags(struct figures *f, const struct association_lags *lags, const char *key)
{
	for (int k = 0; k <= ASSOCIATION_LAGS; k++)
		figures_put(f, lags->r[k], "%s_lag%d", key, k);
}

static double
best_of(const struct association_lags *lags)
{
	return lags->best < 0 ? NAN : lags->r[lags->best];
}

static void
put_differences(struct figures *f, const struct association_differences *d)
{
	char beyond[3 * (ASSOCIATION_LAGS + 1)] = "";
	size_t n = 0;

	for (int k = 0; k <= ASSOCIATION_LAGS; k++)
		if (fabs(d->followers_first.r[k]) > d->bound_all)
			n += (size_t)snprintf(beyond + n, sizeof beyond - n, "%s%d", n ? " " : "", k);
	figures_put(f, d->spearman, "spearman_diff");
	figures_put(f, d->pearson, "pearson_diff");
	put_lags(f, &d->plain, "ccf_diff");
	figures_put(f, d->followers_lag1, "ar1_followers_diff");
	put_lags(f, &d->followers_first, "ccf_prewhitened");
	figures_put(f, d->followers_first.best < 0 ? (double)NAN : d->followers_first.best, "ccf_best_lag");
	figures_put(f, best_of(&d->followers_first), "ccf_best");
	figures_put(f, d->bound_one, "ccf_bound_one_lag");
	figures_put(f, d->bound_all, "ccf_bound_all_lags");
	figures_text(f, beyond, "ccf_lags_beyond_all_lags_bound");
	figures_put(f, d->ranks.best < 0 ? (double)NAN : d->ranks.best, "ccf_rank_best_lag");
	figures_put(f, best_of(&d->ranks), "ccf_rank_best");
	put_lags(f, &d->visitors_first, "ccf_visitors_first");
}

static void
associate(struct compare_result *result, struct figures *f)
{
	struct compare_association *a = &result->association;
	double *v = alloc_zero(result->nrows, sizeof *v), *c = alloc_zero(result->nrows, sizeof *c);
	int32_t *t = alloc_zero(result->nrows, sizeof *t);
	bool *near = alloc_zero(result->nrows, sizeof *near);
	struct association_differences d;

	*a = (struct compare_association){0, NAN, NAN, -1, NAN, NAN, false, -1, NAN};
	for (size_t i = 0; i < result->nrows; i++) {
		const struct compare_row *row = &result->rows[i];

		if (!row->week.known || !row->week.complete || !row->history.followers.known)
			continue;
		v[a->weeks] = row->week.visitors;
		c[a->weeks] = row->history.followers.value;
		t[a->weeks] = (row->week.monday - result->monday) / 7;
		near[a->weeks] = row->history.near && i > 0 && result->rows[i - 1].history.near;
		a->weeks++;
	}
	if (a->weeks >= ASSOCIATION_WEEKS) {
		a->spearman_levels = association_spearman(v, c, a->weeks);
		d = association_differences(v, c, t, near, a->weeks);
		a->spearman_differences = d.spearman;
		a->best_lag_weeks = d.followers_first.best;
		a->best_lag_r = best_of(&d.followers_first);
		a->bound = d.bound_all;
		a->beyond = fabs(a->best_lag_r) > a->bound;
		a->best_back_weeks = d.visitors_first.best;
		a->best_back_r = best_of(&d.visitors_first);
		figures_put(f, a->spearman_levels, "spearman_levels");
		figures_put(f, association_pearson(v, c, a->weeks), "pearson_levels");
		put_differences(f, &d);
	}
	free(v);
	free(c);
	free(t);
	free(near);
}

/* Error of the logarithm of a ratio, told from its reported interval. */
static double
log_error(const struct event *event)
{
	return (log(event->ci95.high) - log(event->ci95.low)) / 2;
}

static void
control_event(struct compare_control *control, const struct compare_result *result, const struct event *event)
{
	double *visitors = alloc_zero(result->nrows, sizeof *visitors), half;
	int32_t *number = alloc_zero(result->nrows, sizeof *number);
	struct event_weeks weeks = whole_weeks(result, true, visitors, number);
	struct event *c = &control->event;

	event_init(c, &weeks, event->day, event->label);
	control->known = c->before.weeks && c->after.weeks;
	control->moved_too = c->verdict == VERDICT_CHANGED_AT_DATE && (c->ratio > 1) == (event->ratio > 1);
	control->relative = control->known ? event->ratio / c->ratio : NAN;
	half = hypot(log_error(event), log_error(c));
	control->relative_ci95 = (struct interval){control->relative * exp(-half), control->relative * exp(half)};
	if (!isfinite(control->relative) || !isfinite(half))
		control->relative_ci95 = (struct interval){NAN, NAN};
	free(visitors);
	free(number);
}

static void
judge_event(struct compare_result *result, const struct compare_input *input, size_t i, const struct figures *shared)
{
	struct compare_event *out = &result->events[i];
	struct event_weeks weeks = {result->visitors, result->number, result->count, result->monday};
	int32_t day = input->events[i].day;
	bool splits;

	event_init(&out->event, &weeks, day, input->events[i].label);
	figures_append(&out->event.models, shared);
	control_event(&out->control, result, &out->event);
	out->upheaval = compare_upheaval_near(day);
	for (size_t j = 0; j < result->nchange_points; j++)
		out->change_point_near |= abs(result->change_points[j].monday - day) <= CHANGE_POINT_DAYS;
	splits = out->event.before.weeks > 0 && out->event.after.weeks > 0;
	for (size_t j = 0; j < input->nevents; j++) {
		int32_t other = input->events[j].day;

		out->other_event_inside |= splits && other != day && other > result->monday &&
					   other <= result->monday + 7 * result->number[result->count - 1];
	}
}

void
compare_init(struct compare_result *result, const struct compare_input *input)
{
	struct event_weeks weeks;
	struct figures shared = {NULL, 0, 0};

	*result = (struct compare_result){.nrows = 0};
	sort_weeks(result, input);
	count_weeks(result);
	join_followers(result, input);
	result->visitors = alloc_zero(result->nrows, sizeof *result->visitors);
	result->number = alloc_zero(result->nrows, sizeof *result->number);
	weeks = whole_weeks(result, false, result->visitors, result->number);
	result->count = weeks.count;
	result->monday = weeks.monday;
	find_change_points(result, &weeks, &shared);
	associate(result, &shared);
	result->events = alloc_zero(input->nevents, sizeof *result->events);
	result->nevents = input->nevents;
	for (size_t i = 0; i < input->nevents; i++)
		judge_event(result, input, i, &shared);
	figures_release(&shared);
}

void
compare_release(struct compare_result *result)
{
	for (size_t i = 0; i < result->nevents; i++) {
		event_release(&result->events[i].event);
		event_release(&result->events[i].control.event);
	}
	free(result->rows);
	history_release(&result->history);
	free(result->events);
	free(result->change_points);
	free(result->visitors);
	free(result->number);
	*result = (struct compare_result){.nrows = 0};
}
