#include "analyzer/digest.h"

/* The row of the week of that Monday; NULL when there is none with a record. */
static const struct series_row *
row_of(const struct series *series, int32_t monday)
{
	for (size_t i = 0; i < series->nrows; i++)
		if (series->rows[i].from == monday && series->rows[i].known)
			return &series->rows[i];
	return NULL;
}

static const struct series_row *
last_complete(const struct series *series)
{
	for (size_t i = series->nrows; i-- > 0;)
		if (series->rows[i].complete)
			return &series->rows[i];
	return NULL;
}

static void
find_mean(struct digest *digest)
{
	double sum = 0;

	for (int32_t k = 1; k <= DIGEST_MEAN; k++) {
		const struct series_row *row = row_of(digest->series, digest->week->from - 7 * k);
		if (!row || !row->complete)
			continue;
		sum += (double)row->visitors.count;
		digest->mean_weeks++;
	}
	if (digest->mean_weeks > 0)
		digest->mean = sum / digest->mean_weeks;
}

static void
find_missing(struct digest *digest)
{
	const struct series *series = digest->series;

	for (int32_t day = digest->week->from; day <= digest->week->to; day++) {
		bool missing = day < series->first || day > series->last;
		for (size_t i = 0; i < series->ngaps && !missing; i++)
			missing = day >= series->gaps[i].from && day <= series->gaps[i].to;
		if (missing)
			digest->missing[digest->nmissing++] = day;
	}
}

static void
count_links(struct digest *digest, const struct tally *tally, const struct judge_settings *judge)
{
	const struct links_request request = {
	    .judge = judge,
	    .from = digest->week->from,
	    .to = digest->week->to,
	    .since = INT32_MIN,
	    .until = INT32_MAX,
	    .week = true,
	};

	links_init(&digest->links, &request, tally);
}

bool
digest_init(struct digest *digest, const struct series *series, int32_t monday, const struct history *history,
    const struct tally *tally, const struct judge_settings *judge)
{
	*digest = (struct digest){.series = series, .history = history != NULL};
	digest->week = monday == CALENDAR_NO_DAY ? last_complete(series) : row_of(series, monday);
	if (!digest->week)
		return false;
	monday = digest->week->from;
	digest->before = row_of(series, monday - 7);
	digest->year_ago = row_of(series, calendar_week_year_ago(monday));
	for (int32_t i = 0; i < DIGEST_BARS; i++)
		digest->bars[i] = row_of(series, monday - 7 * (DIGEST_BARS - 1 - i));
	find_mean(digest);
	find_missing(digest);
	if (history) {
		digest->followers = history_week(history, monday);
		digest->followers_before = history_week(history, monday - 7);
	}
	count_links(digest, tally, judge);
	return true;
}

void
digest_release(struct digest *digest)
{
	links_release(&digest->links);
}
