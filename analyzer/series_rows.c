#include "analyzer/series_rows.h"
#include "analyzer/audience.h"
#include "analyzer/visits.h"
#include "parsers/sources.h"

static void
fill_twitter(const struct audience *audience, struct series_row *row, int32_t number)
{
	const struct visits_figures *figures = audience_twitter(audience, number);

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
cover_closed(const struct audience *audience, struct series_row *row, int32_t number)
{
	const struct closed_row *all = audience_closed(audience, CLOSED_ALL, number);

	if (!all)
		return;
	row->days_covered = (unsigned)all->figures[CLOSED_DAYS];
	row->rules = (unsigned)all->figures[CLOSED_RULES];
}

static void
fill_closed(const struct audience *audience, struct series_row *row, int32_t number)
{
	const struct closed_row *twitter = audience_closed(audience, sources[SOURCE_TWITTER].name, number);

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
fill_row(const struct audience *audience, const struct series_request *request, struct series_row *row)
{
	int32_t number = audience->is_year ? row->year : row->from;
	bool is_closed = audience_is_closed(audience, number);
	unsigned covered = 0;

	if (is_closed)
		cover_closed(audience, row, number);
	else
		row->rules = audience_rules(audience, number);
	for (int32_t day = row->from; day <= row->to; day++)
		covered += scope_covers(audience->scope, day);
	if (!is_closed)
		row->days_covered = covered;
	row->known = row->days_covered > 0;
	row->unkept = !row->known && covered > 0;
	row->complete = row->days_covered == (unsigned)(row->to - row->from + 1);
	if (!row->known)
		return;
	row->all_visitors = audience_count(audience, SERIES_ALL, number);
	row->visitors =
	    request->source == SERIES_ALL ? row->all_visitors : audience_count(audience, request->source, number);
	/* An estimate may fall below what is known to be there. */
	if (row->all_visitors.error > 0 && row->all_visitors.count < row->visitors.count)
		row->all_visitors.count = row->visitors.count;
	if (request->with_control)
		row->control = audience_control(audience, request->control, request->source, number);
	if (is_closed)
		fill_closed(audience, row, number);
	else
		fill_twitter(audience, row, number);
}

struct series_row *
series_rows_weeks(
    const struct audience *audience, const struct series_request *request, int32_t first, int32_t last, size_t *count)
{
	int32_t monday = calendar_monday(first);
	struct series_row *rows;

	*count = (size_t)((calendar_monday(last) - monday) / 7 + 1);
	rows = alloc_zero(*count, sizeof(*rows));
	for (size_t i = 0; i < *count; i++) {
		rows[i].from = monday + (int32_t)i * 7;
		rows[i].to = rows[i].from + 6;
		fill_row(audience, request, &rows[i]);
	}
	return rows;
}

struct series_row *
series_rows_years(const struct audience *audience, const struct series_request *request, int32_t first, int32_t last,
    const struct series_row *weeks, size_t nweeks, size_t *count)
{
	int first_year = calendar_year(first), last_year = calendar_year(last);
	struct series_row *rows;

	*count = (size_t)(last_year - first_year + 1);
	rows = alloc_zero(*count, sizeof(*rows));
	for (size_t i = 0; i < *count; i++) {
		rows[i].year = first_year + (int)i;
		rows[i].from = calendar_day(rows[i].year, 1, 1);
		rows[i].to = calendar_day(rows[i].year, 12, 31);
		fill_row(audience, request, &rows[i]);
	}
	for (size_t i = 0; i < nweeks; i++) {
		/* A week belongs to the year of its Thursday, which may lie outside the span. */
		int year = calendar_year(weeks[i].from + 3);

		if (year < first_year || year > last_year)
			continue;
		rows[year - first_year].weeks_complete += weeks[i].complete;
		rows[year - first_year].sum_of_weekly_visitors += weeks[i].visitors.count;
	}
	return rows;
}
