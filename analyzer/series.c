#include "analyzer/series.h"
#include "analyzer/audience.h"
#include "analyzer/series_pace.h"
#include "analyzer/series_rows.h"
#include "base/alloc.h"
#include "parsers/sources.h"
#include <stdlib.h>

/* A longer run of weeks without any record is no part of the story. */
#define LONGEST_EMPTY_RUN 260

/* Span, covered and missing days, and the gaps between. */
static void
find_coverage(const struct scope *scope, struct series *series)
{
	int32_t first, last, gap = CALENDAR_NO_DAY;
	size_t room = 0;

	if (!tally_span(scope->tally, &first, &last))
		return;
	for (int32_t day = first; day <= last; day++) {
		if (!scope_covers(scope, day)) {
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

		if (series->kind == SERIES_YEARS)
			ago = i > 0 ? row - 1 : NULL;
		else {
			monday = calendar_week_year_ago(row->from);
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

/* Without any record, as far as is known: a closed period of which no such number was kept had some. */
static bool
is_empty(const struct series_row *row)
{
	return !row->known && !row->unkept;
}

/* Leaves out the empty rows at the end of `kept` ones when they are a long run. Gives how many stay. */
static size_t
cut_run(struct series *series, size_t kept, size_t *room)
{
	size_t begin = kept;

	while (begin > 0 && is_empty(&series->rows[begin - 1]))
		begin--;
	if (kept - begin <= LONGEST_EMPTY_RUN)
		return kept;
	series->weeks_left_out += (unsigned)(kept - begin);
	series->left_out = alloc_grow(series->left_out, room, series->nleft_out + 1, sizeof(*series->left_out));
	series->left_out[series->nleft_out++] =
	    (struct series_gap){series->rows[begin].from, series->rows[kept - 1].to};
	return begin;
}

/* Keeps the chosen rows. Long runs of empty weeks go, the last N stay. */
static void
keep_rows(struct series *series, const struct series_request *request)
{
	size_t kept = 0, room = 0;

	for (size_t i = 0; i < series->nrows; i++) {
		if (!series_rows_chosen(request, &series->rows[i]))
			continue;
		/* A run's end shows only at the next row that is known, or behind the last one. */
		if (!is_empty(&series->rows[i]))
			kept = cut_run(series, kept, &room);
		series->rows[kept++] = series->rows[i];
	}
	kept = cut_run(series, kept, &room);
	series->nrows = kept;
	if (request->last > 0 && kept > request->last) {
		memmove(series->rows, series->rows + kept - request->last, request->last * sizeof(*series->rows));
		series->nrows = request->last;
	}
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
add_sources(const struct audience *audience, struct series *series)
{
	struct series_number *grid = alloc_zero(series->nrows * sources_count + 1, sizeof(*grid));
	uint64_t(*totals)[2] = alloc_zero(sources_count, sizeof(*totals));

	for (unsigned source = 0; source < sources_count; source++) {
		totals[source][1] = source;
		for (size_t i = 0; i < series->nrows; i++) {
			const struct series_row *row = &series->rows[i];
			struct series_number *one = &grid[i * sources_count + source];

			if (row->known)
				*one = audience_count(audience, (int)source, audience->is_year ? row->year : row->from);
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
count_views(const struct scope *scope, int source, const struct read_counts *input)
{
	const struct tally *tally = scope->tally;
	uint64_t own = 0;

	if (source == SERIES_ALL)
		return input->views;
	for (size_t i = 0; i < tally->nhosts; i++)
		if (scope->own[i])
			own += tally->hosts[i].views;
	if (source == SOURCE_INTERNAL)
		return tally->views[SOURCE_INTERNAL] + own;
	if (source == SOURCE_OTHER)
		return tally->views[SOURCE_OTHER] - own;
	return tally->views[source];
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
make_rows(
    struct series *series, const struct series_request *request, const struct scope *scope, const struct closed *closed)
{
	struct audience audience;

	audience_init(&audience, scope, closed, false);
	series->rows = series_rows_weeks(&audience, request, series->first, series->last, &series->nrows);
	series_pace_find(&series->pace, request, series->rows, series->nrows);
	if (request->kind == SERIES_YEARS) {
		struct series_row *weeks = series->rows;
		size_t nweeks = series->nrows;

		audience_release(&audience);
		audience_init(&audience, scope, closed, true);
		series->rows =
		    series_rows_years(&audience, request, series->first, series->last, weeks, nweeks, &series->nrows);
		free(weeks);
	}
	mark_rules(series);
	if (request->year_ago)
		add_year_ago(series);
	keep_rows(series, request);
	if (request->source == SERIES_ALL)
		add_sources(&audience, series);
	sum_rows(series);
	audience_release(&audience);
}

void
series_init(struct series *series, const struct series_request *request, const struct read_result *read)
{
	struct scope scope;

	memset(series, 0, sizeof(*series));
	series->kind = request->kind;
	series->split = request->source == SOURCE_TWITTER;
	series->source = request->source == SERIES_ALL ? "all" : sources[request->source].name;
	series->source_title = request->source == SERIES_ALL ? "all sources" : sources[request->source].title;
	series->zone = request->zone;
	series->year_ago = request->year_ago;
	series->input = read->counts;
	scope_init(&scope, &read->tally, request->judge);
	if (scope.own_host.p)
		series->own_host = alloc_copy(scope.own_host);
	find_coverage(&scope, series);
	series->counted = count_views(&scope, request->source, &read->counts);
	series->other_sources = read->counts.views - series->counted;
	series->sealed = read->tally.sealed;
	series->site_given = request->judge->nsites > 0;
	if (series->any)
		make_rows(series, request, &scope, read->closed);
	scope_release(&scope);
}

void
series_release(struct series *series)
{
	for (size_t i = 0; i < series->nrows; i++)
		free(series->rows[i].by_source);
	free(series->rows);
	free(series->gaps);
	free(series->left_out);
	free(series->sources);
	free((char *)series->own_host);
	memset(series, 0, sizeof(*series));
}
