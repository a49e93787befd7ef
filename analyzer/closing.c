#include "analyzer/closing.h"
#include "analyzer/scope.h"
#include "analyzer/series.h"
#include "base/alloc.h"
#include <stdlib.h>

struct closing {
	struct closed *out;
	const struct closed *before;
	const struct read_result *read;
	const char *zone;
	const char *asked; /* the set that reports ask for when nobody names another, once it is closed */
};

static bool
is_due(const struct closing *closing, const struct series_row *row, bool is_year)
{
	int32_t number = is_year ? row->year : row->from;

	return row->known && closed_holds(closing->out, is_year, number) &&
	       !closed_holds(closing->before, is_year, number);
}

static void
put(struct closing *closing, const char *set, const char *source, const struct series *series,
    const struct series_row *row, struct series_number visitors)
{
	bool is_year = series->kind == SERIES_YEARS;
	struct closed_row closed = {
	    .set = span_str(set),
	    .source = span_str(source),
	    .is_year = is_year,
	    .number = is_year ? row->year : row->from,
	    .figures =
		{
		    [CLOSED_VISITORS] = visitors.count,
		    [CLOSED_SKETCHED] = visitors.error > 0,
		    [CLOSED_DAYS] = row->days_covered,
		    [CLOSED_RULES] = row->rules,
		},
	};

	if (series->split && strcmp(source, sources[SOURCE_TWITTER].name) == 0) {
		closed.figures[CLOSED_BY_REFERER] = row->by_referer;
		closed.figures[CLOSED_BY_APP] = row->by_app;
		closed.figures[CLOSED_BY_TAG] = row->by_tag;
		closed.figures[CLOSED_ANY_VERSION] = row->visitors_any_version;
		closed.figures[CLOSED_VISITS] = row->visits;
		closed.figures[CLOSED_PAGE_VIEWS] = row->page_views;
		closed.figures[CLOSED_ROBOTS] = row->robots;
	}
	closed_put(closing->out, &closed);
}

/* Rows of one kind over one set of sites. */
static void
close_rows(struct closing *closing, const struct judge_settings *judge, const char *set, enum series_kind kind)
{
	struct series_request request = {
	    .kind = kind,
	    .source = SOURCE_TWITTER,
	    .since = INT32_MIN,
	    .until = INT32_MAX,
	    .judge = judge,
	    .zone = closing->zone,
	    .with_control = true,
	    .control = SERIES_REFERRALS,
	};
	struct series series;
	bool is_year = kind == SERIES_YEARS;

	series_init(&series, &request, closing->read);
	for (size_t i = 0; i < series.nrows; i++) {
		const struct series_row *row = &series.rows[i];

		if (!is_due(closing, row, is_year))
			continue;
		put(closing, set, CLOSED_ALL, &series, row, row->all_visitors);
		put(closing, set, CLOSED_REFERRALS, &series, row, row->control);
		put(closing, set, sources[SOURCE_TWITTER].name, &series, row, row->visitors);
	}
	series_release(&series);
	request.source = SERIES_ALL;
	request.with_control = false;
	series_init(&series, &request, closing->read);
	for (size_t i = 0; i < series.nrows; i++)
		for (size_t k = 0; k < series.nsources && is_due(closing, &series.rows[i], is_year); k++)
			if (series.rows[i].by_source[k].count > 0 &&
			    strcmp(series.sources[k].name, sources[SOURCE_TWITTER].name) != 0)
				put(closing, set, series.sources[k].name, &series, &series.rows[i],
				    series.rows[i].by_source[k]);
	series_release(&series);
}

static char *
name_set(const struct closing *closing, const struct judge_settings *judge)
{
	const struct tally *tally = &closing->read->tally;
	bool *use = alloc_zero(tally->nsites, sizeof(*use));
	char *set;

	scope_use(tally, judge, use);
	set = scope_name(tally, use);
	free(use);
	return set;
}

/* One set may have several ways to be asked for, of which some name the own host and others leave it to be inferred;
 * what it is closed as is what reports show. */
static void
close_set(struct closing *closing, const struct span *sites, size_t nsites)
{
	const struct judge_settings judge = {.sites = sites, .nsites = nsites};
	char *set = name_set(closing, &judge);

	if (!closing->asked || strcmp(set, closing->asked) != 0) {
		close_rows(closing, &judge, set, SERIES_WEEKS);
		close_rows(closing, &judge, set, SERIES_YEARS);
	}
	free(set);
}

/* A site, and how many page views from Twitter it has. */
struct site {
	size_t name; /* index among the names */
	uint64_t views;
};

static int
by_views(const void *left, const void *right)
{
	const struct site *a = left, *b = right;

	if (a->views != b->views)
		return a->views > b->views ? -1 : 1;
	return a->name < b->name ? -1 : a->name > b->name;
}

/* All sites, those with the most page views first; the caller frees them. */
static struct site *
rank_sites(const struct tally *tally)
{
	const struct names *names = &tally->site_names;
	struct site *sites = alloc_zero(names->count + 1, sizeof(*sites));
	uint64_t *views = alloc_zero(tally->nsites, sizeof(*views));

	for (size_t i = 0; i < tally->pageviews.count; i++) {
		const struct pageview view = pageviews_get(&tally->pageviews, i);

		views[view.site] += !view.robot;
	}
	for (size_t i = 0; i < names->count; i++)
		sites[i] = (struct site){i, views[names->sorted[i].id]};
	qsort(sites, names->count, sizeof(*sites), by_views);
	free(views);
	return sites;
}

void
closing_compute(struct closed *out, const struct tally *tally, const struct closed *before,
    const struct judge_settings *judge, const char *zone)
{
	struct read_result read = {.tally = *tally, .closed = before};
	struct closing closing = {.out = out, .before = before, .read = &read, .zone = zone};
	const struct names *names = &tally->site_names;
	char *asked = name_set(&closing, judge);
	struct site *sites = rank_sites(tally);

	close_set(&closing, judge->sites, judge->nsites);
	closing.asked = asked;
	close_set(&closing, NULL, 0);
	for (size_t i = 0; i < names->count && i < CLOSING_SITES; i++)
		close_set(&closing, &names->sorted[sites[i].name].text, 1);
	free(sites);
	free(asked);
}
