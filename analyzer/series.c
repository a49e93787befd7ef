#include "analyzer/series.h"
#include "analyzer/closed.h"
#include "analyzer/visits.h"
#include "base/alloc.h"
#include "parsers/sources.h"
#include "parsers/url.h"
#include <math.h>
#include <stdlib.h>

/* A longer run of weeks without any record is no part of the story. */
#define LONGEST_EMPTY_RUN 260
#define PACE_WEEKS 13
#define WEEKS_A_YEAR (365.2425 / 7)

/* What all rows are made from. */
struct maker {
	const struct tally *tally;
	const struct series_request *request;
	bool *use; /* by site id */
	bool *own; /* by host id: judged to be the own host */
	const struct closed *closed; /* NULL: no period is */
	struct span set; /* of the sites used, as closed periods name it */
	struct visits_figures *figures; /* Twitter, of the kind of rows being made */
	size_t nfigures;
};

/* ---- which sites and hosts ---- */

void
series_use(const struct tally *tally, const struct judge_settings *judge, bool *use)
{
	const struct names *names = &tally->site_names;

	use[NAMES_REST] = true;
	if (judge->nsites == 0) {
		memset(use, true, tally->nsites);
		return;
	}
	for (size_t i = 0; i < names->count; i++)
		for (size_t k = 0; k < judge->nsites; k++)
			if (url_same_site(names->sorted[i].text, judge->sites[k]))
				use[names->sorted[i].id] = true;
}

static void
choose_sites(struct maker *maker)
{
	maker->use = alloc_zero(maker->tally->nsites, sizeof(*maker->use));
	series_use(maker->tally, maker->request->judge, maker->use);
}

static int
by_text(const void *left, const void *right)
{
	return span_compare(*(const struct span *)left, *(const struct span *)right);
}

char *
series_sites(const struct tally *tally, const bool *use)
{
	const struct names *names = &tally->site_names;
	struct span *used = alloc_zero(names->count + 1, sizeof(*used));
	size_t count = 0, length = 0;
	char *set, *to;

	for (size_t i = 0; i < names->count; i++)
		if (use[names->sorted[i].id]) {
			used[count++] = names->sorted[i].text;
			length += names->sorted[i].text.n + 1;
		}
	if (count == names->count) {
		free(used);
		return alloc_copy(SPAN(CLOSED_ALL_SITES));
	}
	qsort(used, count, sizeof(*used), by_text);
	set = to = alloc_zero(length + 1, 1);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			*to++ = ' ';
		memcpy(to, used[i].p, used[i].n);
		to += used[i].n;
	}
	free(used);
	return set;
}

static uint32_t
votes_for(const struct tally *tally, uint32_t host)
{
	uint64_t votes = distinct_count(&tally->hosts[host].votes);

	return votes < TALLY_SURE ? (uint32_t)votes : TALLY_SURE;
}

/* The own host is the one from whose pages most visitors load own style sheets and scripts; a host
 * with at least half as many votes is another name of it. */
static void
choose_own(struct maker *maker, struct series *series)
{
	const struct names *names = &maker->tally->host_names;
	const struct name *best = NULL;

	maker->own = alloc_zero(maker->tally->nhosts, sizeof(*maker->own));
	for (size_t i = 0; i < names->count; i++) {
		const struct name *one = &names->sorted[i];
		uint32_t votes = votes_for(maker->tally, one->id);
		uint32_t most = best ? votes_for(maker->tally, best->id) : 0;

		if (votes > most || (votes > 0 && votes == most && span_compare(one->text, best->text) < 0))
			best = one;
	}
	if (!best)
		return;
	series->own_host = alloc_copy(best->text);
	for (size_t i = 0; i < names->count; i++) {
		const struct name *one = &names->sorted[i];

		if (votes_for(maker->tally, one->id) * 2 >= votes_for(maker->tally, best->id) ||
		    url_same_site(one->text, best->text))
			maker->own[one->id] = true;
	}
}

/* ---- one number ---- */

static const struct visits_figures *
find_figures(const struct maker *maker, int32_t number)
{
	size_t low = 0, high = maker->nfigures;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (maker->figures[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < maker->nfigures && maker->figures[low].number == number ? &maker->figures[low] : NULL;
}

static struct series_number
number_of(const struct distinct *distinct)
{
	return (struct series_number){distinct_count(distinct), distinct_error(distinct)};
}

/* Joins into `sum` what a period holds for a source. */
static void
join_source(struct distinct *sum, const struct maker *maker, const struct period *period, unsigned source)
{
	distinct_join(sum, &period->by_source[source]);
	if (source != SOURCE_INTERNAL && source != SOURCE_OTHER)
		return;
	for (size_t i = 0; i < period->nhosts; i++)
		if (maker->own[period->hosts[i].host] == (source == SOURCE_INTERNAL))
			distinct_join(sum, &period->hosts[i].visitors);
}

/* Visitors of a source in a closed period; a source without a row had none. */
static struct series_number
closed_visitors(const struct maker *maker, const char *source, bool is_year, int32_t number)
{
	const struct closed_row *row = closed_find(maker->closed, maker->set, span_str(source), is_year, number);

	if (!row)
		return (struct series_number){0, 0};
	return (struct series_number){
	    row->figures[CLOSED_VISITORS], row->figures[CLOSED_SKETCHED] ? DISTINCT_ERROR : 0};
}

/* Visitors of a source, or of all with SERIES_ALL, in a period over the chosen sites. */
static struct series_number
visitors_from(const struct maker *maker, int source, bool is_year, int32_t number)
{
	struct distinct sum = {0};
	struct series_number out;

	if (closed_holds(maker->closed, is_year, number))
		return closed_visitors(
		    maker, source == SERIES_ALL ? CLOSED_ALL : sources[source].name, is_year, number);
	if (source == SOURCE_TWITTER) {
		const struct visits_figures *figures = find_figures(maker, number);

		return (struct series_number){figures ? figures->visitors : 0, 0};
	}
	for (uint32_t site = 0; site < maker->tally->nsites; site++) {
		const struct period *period =
		    maker->use[site] ? tally_period(maker->tally, site, is_year, number) : NULL;

		if (!period || !period->by_source)
			continue;
		if (source == SERIES_ALL)
			distinct_join(&sum, &period->all);
		else
			join_source(&sum, maker, period, (unsigned)source);
	}
	out = number_of(&sum);
	distinct_release(&sum);
	return out;
}

/* Visitors of the source to compare with; of several sources who came from any of them. */
static struct series_number
control_of(const struct maker *maker, bool is_year, int32_t number)
{
	int control = maker->request->control;
	struct distinct sum = {0};
	struct series_number out;

	if (control != SERIES_REFERRALS)
		return visitors_from(maker, control, is_year, number);
	if (closed_holds(maker->closed, is_year, number))
		return closed_visitors(maker, CLOSED_REFERRALS, is_year, number);
	for (uint32_t site = 0; site < maker->tally->nsites; site++) {
		const struct period *period =
		    maker->use[site] ? tally_period(maker->tally, site, is_year, number) : NULL;

		for (unsigned source = SOURCE_OTHER; period && period->by_source && source < sources_count; source++)
			if ((int)source != maker->request->source)
				join_source(&sum, maker, period, source);
	}
	out = number_of(&sum);
	distinct_release(&sum);
	return out;
}

/* ---- covered days ---- */

static bool
covered(const struct maker *maker, int32_t day)
{
	for (uint32_t site = 0; site < maker->tally->nsites; site++)
		if (maker->use[site] && tally_covered(maker->tally, site, day))
			return true;
	return false;
}

/* Span, covered and missing days, and the gaps between. */
static void
find_coverage(const struct maker *maker, struct series *series)
{
	int32_t first, last, gap = CALENDAR_NO_DAY;
	size_t room = 0;

	if (!tally_span(maker->tally, &first, &last))
		return;
	for (int32_t day = first; day <= last; day++) {
		if (!covered(maker, day)) {
			if (gap == CALENDAR_NO_DAY)
				gap = day;
			continue;
		}
		if (series->any && gap != CALENDAR_NO_DAY) {
			series->gaps = alloc_grow(series->gaps, &room, series->ngaps + 1, sizeof(*series->gaps));
			series->gaps[series->ngaps++] = (struct series_gap){gap, day - 1};
			series->days_missing += (unsigned)(day - gap);
		}
		gap = CALENDAR_NO_DAY;
		if (!series->any)
			series->first = day;
		series->any = true;
		series->last = day;
		series->days_covered++;
	}
}

/* ---- rows ---- */

static void
fill_twitter(const struct maker *maker, struct series_row *row, int32_t number)
{
	const struct visits_figures *figures = find_figures(maker, number);

	if (!figures)
		return;
	row->by_referer = figures->by_evidence[EVIDENCE_REFERER];
	row->by_app = figures->by_evidence[EVIDENCE_APP];
	row->by_tag = figures->by_evidence[EVIDENCE_TAG];
	row->visits = figures->visits;
	row->page_views = figures->page_views;
	row->visitors_any_version = figures->any_version;
	row->robots = figures->robots;
}

/* Of a closed period the row of all visitors knows the days; without one nothing is known. */
static void
cover_closed(const struct maker *maker, struct series_row *row, bool is_year, int32_t number)
{
	const struct closed_row *all = closed_find(maker->closed, maker->set, SPAN(CLOSED_ALL), is_year, number);

	if (!all)
		return;
	row->days_covered = (unsigned)all->figures[CLOSED_DAYS];
	row->rules = (unsigned)all->figures[CLOSED_RULES];
}

/* The highest version of the rules over the chosen sites. */
static unsigned
rules_of(const struct maker *maker, bool is_year, int32_t number)
{
	unsigned rules = 0;

	for (uint32_t site = 0; site < maker->tally->nsites; site++) {
		const struct period *period =
		    maker->use[site] ? tally_period(maker->tally, site, is_year, number) : NULL;

		if (period && period->rules > rules)
			rules = period->rules;
	}
	return rules;
}

static void
fill_closed(const struct maker *maker, struct series_row *row, bool is_year, int32_t number)
{
	const struct closed_row *twitter =
	    closed_find(maker->closed, maker->set, span_str(sources[SOURCE_TWITTER].name), is_year, number);

	if (!twitter)
		return;
	row->by_referer = twitter->figures[CLOSED_BY_REFERER];
	row->by_app = twitter->figures[CLOSED_BY_APP];
	row->by_tag = twitter->figures[CLOSED_BY_TAG];
	row->visits = twitter->figures[CLOSED_VISITS];
	row->page_views = twitter->figures[CLOSED_PAGE_VIEWS];
	row->visitors_any_version = twitter->figures[CLOSED_ANY_VERSION];
	row->robots = twitter->figures[CLOSED_ROBOTS];
}

static void
fill_row(const struct maker *maker, struct series_row *row, bool is_year)
{
	int32_t number = is_year ? row->year : row->from;
	bool is_closed = closed_holds(maker->closed, is_year, number);

	if (is_closed)
		cover_closed(maker, row, is_year, number);
	else
		row->rules = rules_of(maker, is_year, number);
	for (int32_t day = row->from; day <= row->to && !is_closed; day++)
		row->days_covered += covered(maker, day);
	row->known = row->days_covered > 0;
	row->complete = row->days_covered == (unsigned)(row->to - row->from + 1);
	if (!row->known)
		return;
	row->all_visitors = visitors_from(maker, SERIES_ALL, is_year, number);
	row->visitors = maker->request->source == SERIES_ALL
			    ? row->all_visitors
			    : visitors_from(maker, maker->request->source, is_year, number);
	if (maker->request->with_control)
		row->control = control_of(maker, is_year, number);
	if (is_closed)
		fill_closed(maker, row, is_year, number);
	else
		fill_twitter(maker, row, number);
}

static bool
is_chosen(const struct series_request *request, const struct series_row *row)
{
	return row->to >= request->since && row->from <= request->until;
}

/* All weeks from the first to the last covered day. */
static struct series_row *
make_weeks(struct maker *maker, const struct series *series, size_t *count)
{
	int32_t first = calendar_monday(series->first), last = calendar_monday(series->last);
	struct series_row *rows;

	*count = (size_t)((last - first) / 7 + 1);
	rows = alloc_zero(*count, sizeof(*rows));
	maker->figures = visits_count(maker->tally, maker->use, false, &maker->nfigures);
	for (size_t i = 0; i < *count; i++) {
		rows[i].from = first + (int32_t)i * 7;
		rows[i].to = rows[i].from + 6;
		fill_row(maker, &rows[i], false);
	}
	return rows;
}

static struct series_row *
make_years(
    struct maker *maker, const struct series *series, const struct series_row *weeks, size_t nweeks, size_t *count)
{
	int first = calendar_year(series->first), last = calendar_year(series->last);
	struct series_row *rows;

	*count = (size_t)(last - first + 1);
	rows = alloc_zero(*count, sizeof(*rows));
	maker->figures = visits_count(maker->tally, maker->use, true, &maker->nfigures);
	for (size_t i = 0; i < *count; i++) {
		rows[i].year = first + (int)i;
		rows[i].from = calendar_day(rows[i].year, 1, 1);
		rows[i].to = calendar_day(rows[i].year, 12, 31);
		fill_row(maker, &rows[i], true);
	}
	for (size_t i = 0; i < nweeks; i++) {
		/* A week belongs to the year of its Thursday, which may lie outside the span. */
		int year = calendar_year(weeks[i].from + 3);

		if (year < first || year > last)
			continue;
		rows[year - first].weeks_complete += weeks[i].complete;
		rows[year - first].sum_of_weekly_visitors += weeks[i].visitors.count;
	}
	return rows;
}

/* Marks the rows that other rules judged than the row before: a step between them may be theirs. */
static void
mark_rules(struct series *series)
{
	unsigned before = 0;

	for (size_t i = 0; i < series->nrows; i++) {
		struct series_row *row = &series->rows[i];

		if (row->rules == 0)
			continue;
		if (before > 0 && row->rules != before)
			row->rules_before = before;
		before = row->rules;
	}
}

/* The rows are all of the span yet, one behind the other. A 53rd week has none a year before. */
static void
add_year_ago(struct series *series)
{
	for (size_t i = 0; i < series->nrows; i++) {
		struct series_row *row = &series->rows[i];
		const struct series_row *ago = NULL;
		int32_t monday;
		int year, week;

		if (series->kind == SERIES_YEARS)
			ago = i > 0 ? row - 1 : NULL;
		else {
			calendar_week(row->from, &year, &week);
			monday = calendar_week_monday(year - 1, week);
			if (monday != CALENDAR_NO_DAY && monday >= series->rows[0].from)
				ago = &series->rows[(monday - series->rows[0].from) / 7];
		}
		if (!ago || !ago->known)
			continue;
		row->year_ago_known = true;
		row->year_ago_complete = ago->complete;
		row->year_ago = ago->visitors;
	}
}

/* Keeps the chosen rows. Long runs of empty weeks go, the last N stay. */
static void
keep_rows(struct series *series, const struct series_request *request)
{
	size_t kept = 0, run = 0;

	for (size_t i = 0; i < series->nrows; i++) {
		if (!is_chosen(request, &series->rows[i]))
			continue;
		series->rows[kept++] = series->rows[i];
		run = series->rows[i].known ? 0 : run + 1;
		/* The run's end shows only here, so it is cut when the next known row comes. */
		if (run == 0 && kept >= 2 && !series->rows[kept - 2].known) {
			size_t begin = kept - 1;

			while (begin > 0 && !series->rows[begin - 1].known)
				begin--;
			if (kept - 1 - begin > LONGEST_EMPTY_RUN) {
				series->weeks_left_out += (unsigned)(kept - 1 - begin);
				series->rows[begin] = series->rows[kept - 1];
				kept = begin + 1;
			}
		}
	}
	series->nrows = kept;
	if (request->last > 0 && kept > request->last) {
		memmove(series->rows, series->rows + kept - request->last, request->last * sizeof(*series->rows));
		series->nrows = request->last;
	}
}

/* ---- pace ---- */

/* 97.5 % quantile of Student's t for 1 to 12 degrees of freedom. */
static const double student[PACE_WEEKS] = {0, 12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624,
    2.306004, 2.262157, 2.228139, 2.200985, 2.178813};

/* 95 % interval of the mean of n weeks: Student's, with a variance no smaller than a Poisson
 * count's, since few weeks may agree by chance. Of nothing but zeros the exact Poisson bound. */
static void
pace_interval(struct series_pace *pace, double squares)
{
	double n = pace->weeks, mean = pace->per_week, variance, half;

	if (mean <= 0) {
		pace->high = -log(0.025) / n;
		return;
	}
	variance = pace->weeks > 1 ? (squares - n * mean * mean) / (n - 1) : 0;
	if (variance < mean)
		variance = mean;
	half = (pace->weeks > 1 ? student[pace->weeks - 1] : 1.959964) * sqrt(variance / n);
	pace->low = mean > half ? mean - half : 0;
	pace->high = mean + half;
}

/* Mean of the complete weeks a year (52 weeks) before those of the pace. */
static void
pace_year_ago(struct series_pace *pace, const struct series_row *weeks, const size_t *used)
{
	unsigned complete = 0;
	double sum = 0;

	for (unsigned i = 0; i < pace->weeks; i++) {
		if (used[i] < 52 || !weeks[used[i] - 52].complete)
			continue;
		complete++;
		sum += (double)weeks[used[i] - 52].visitors.count;
	}
	pace->year_ago_known = complete * 2 >= pace->weeks && complete > 0;
	if (pace->year_ago_known)
		pace->year_ago = sum / complete;
}

static void
find_pace(struct series_pace *pace, const struct series_request *request, const struct series_row *weeks, size_t nweeks)
{
	double sum = 0, squares = 0, all = 0;
	size_t used[PACE_WEEKS] = {0};

	for (size_t i = nweeks; i-- > 0 && pace->weeks < PACE_WEEKS;) {
		uint64_t visitors = weeks[i].visitors.count;

		if (!weeks[i].complete || !is_chosen(request, &weeks[i]))
			continue;
		if (pace->weeks == 0 || visitors < pace->least)
			pace->least = visitors;
		if (pace->weeks == 0 || visitors > pace->most)
			pace->most = visitors;
		sum += (double)visitors;
		squares += (double)visitors * (double)visitors;
		all += (double)weeks[i].all_visitors.count;
		used[pace->weeks++] = i;
	}
	pace->share = -1;
	if (pace->weeks == 0)
		return;
	pace->per_week = sum / pace->weeks;
	pace->per_year = pace->per_week * WEEKS_A_YEAR;
	if (all > 0)
		pace->share = sum / all;
	pace_interval(pace, squares);
	pace_year_ago(pace, weeks, used);
}

/* ---- all sources side by side ---- */

static int
more_first(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	if (a[0] != b[0])
		return a[0] > b[0] ? -1 : 1;
	return a[1] < b[1] ? -1 : a[1] > b[1];
}

/* Adds by_source to the kept rows: the sources that have any visitor, the most first. */
static void
add_sources(const struct maker *maker, struct series *series)
{
	bool is_year = series->kind == SERIES_YEARS;
	struct series_number *grid = alloc_zero(series->nrows * sources_count + 1, sizeof(*grid));
	uint64_t(*totals)[2] = alloc_zero(sources_count, sizeof(*totals));

	for (unsigned source = 0; source < sources_count; source++) {
		totals[source][1] = source;
		for (size_t i = 0; i < series->nrows; i++) {
			const struct series_row *row = &series->rows[i];
			struct series_number *one = &grid[i * sources_count + source];

			if (row->known)
				*one = visitors_from(maker, (int)source, is_year, is_year ? row->year : row->from);
			totals[source][0] += one->count;
		}
	}
	qsort(totals, sources_count, sizeof(*totals), more_first);
	while (series->nsources < sources_count && totals[series->nsources][0] > 0)
		series->nsources++;
	series->sources = alloc_zero(series->nsources + 1, sizeof(*series->sources));
	for (size_t k = 0; k < series->nsources; k++)
		series->sources[k] = (struct series_source){sources[totals[k][1]].name, sources[totals[k][1]].title};
	for (size_t i = 0; i < series->nrows; i++) {
		series->rows[i].by_source = alloc_zero(series->nsources + 1, sizeof(*series->rows[i].by_source));
		for (size_t k = 0; k < series->nsources; k++)
			series->rows[i].by_source[k] = grid[i * sources_count + totals[k][1]];
	}
	free(totals);
	free(grid);
}

/* ---- all of it ---- */

/* Page views as met that came from the source asked for. */
static uint64_t
count_views(const struct maker *maker, const struct read_counts *input)
{
	const struct tally *tally = maker->tally;
	uint64_t own = 0;

	if (maker->request->source == SERIES_ALL)
		return input->views;
	for (size_t i = 0; i < tally->nhosts; i++)
		if (maker->own[i])
			own += tally->hosts[i].views;
	if (maker->request->source == SOURCE_INTERNAL)
		return tally->views[SOURCE_INTERNAL] + own;
	if (maker->request->source == SOURCE_OTHER)
		return tally->views[SOURCE_OTHER] - own;
	return tally->views[maker->request->source];
}

static void
sum_rows(struct series *series)
{
	for (size_t i = 0; i < series->nrows; i++) {
		series->total_page_views += series->rows[i].page_views;
		if (series->rows[i].all_visitors.error > 0 || series->rows[i].visitors.error > 0)
			series->sketched = true;
	}
}

static void
make_rows(struct maker *maker, struct series *series)
{
	const struct series_request *request = maker->request;
	size_t nweeks;
	struct series_row *weeks = make_weeks(maker, series, &nweeks);

	find_pace(&series->pace, request, weeks, nweeks);
	if (request->kind == SERIES_YEARS) {
		free(maker->figures);
		series->rows = make_years(maker, series, weeks, nweeks, &series->nrows);
		free(weeks);
	} else {
		series->rows = weeks;
		series->nrows = nweeks;
	}
	mark_rules(series);
	if (request->year_ago)
		add_year_ago(series);
	keep_rows(series, request);
	if (request->source == SERIES_ALL)
		add_sources(maker, series);
	sum_rows(series);
	free(maker->figures);
}

void
series_init(struct series *series, const struct series_request *request, const struct read_result *read)
{
	struct maker maker = {.tally = &read->tally, .request = request, .closed = read->closed};
	char *set;

	memset(series, 0, sizeof(*series));
	series->kind = request->kind;
	series->split = request->source == SOURCE_TWITTER;
	series->source = request->source == SERIES_ALL ? "all" : sources[request->source].name;
	series->source_title = request->source == SERIES_ALL ? "all sources" : sources[request->source].title;
	series->zone = request->zone;
	series->year_ago = request->year_ago;
	series->input = read->counts;
	choose_sites(&maker);
	set = series_sites(maker.tally, maker.use);
	maker.set = span_str(set);
	choose_own(&maker, series);
	find_coverage(&maker, series);
	series->counted = count_views(&maker, &read->counts);
	series->other_sources = read->counts.views - series->counted;
	if (series->any)
		make_rows(&maker, series);
	free(set);
	free(maker.use);
	free(maker.own);
}

void
series_release(struct series *series)
{
	for (size_t i = 0; i < series->nrows; i++)
		free(series->rows[i].by_source);
	free(series->rows);
	free(series->gaps);
	free(series->sources);
	free((char *)series->own_host);
	memset(series, 0, sizeof(*series));
}
