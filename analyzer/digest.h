/*
 * digest: one week, held against the weeks around it: what a Monday's mail tells.
 *
 * It borrows rows from the series, which must live as long; digest_release frees its links.
 */
#ifndef FOOTFALL_ANALYZER_DIGEST_H
#define FOOTFALL_ANALYZER_DIGEST_H

#include "analyzer/history.h"
#include "analyzer/links.h"
#include "analyzer/series.h"

/* Weeks drawn as bars, the week itself the last. */
#define DIGEST_BARS 8
/* Weeks before it whose mean is taken. */
#define DIGEST_MEAN 4
/* Rows of links and pages that are told. */
#define DIGEST_TOP 5

struct digest {
	const struct series *series;
	const struct series_row *week;
	const struct series_row *before; /* the week before it; NULL: no record in it */
	const struct series_row *year_ago; /* the same ISO week of the year before; NULL: none, or no record */
	const struct series_row *bars[DIGEST_BARS]; /* up to the week; NULL: no record */
	unsigned mean_weeks; /* complete ones of the four before; 0: no mean */
	double mean;
	bool history; /* follower counts were given */
	struct history_week followers; /* at the end of the week */
	struct history_week followers_before; /* at the end of the one before */
	struct links links; /* of this week */
	int32_t missing[7]; /* days without a record */
	unsigned nmissing;
};

/* Tells of the week of that Monday, or with CALENDAR_NO_DAY of the last complete one. False when there is
 * no such week, or no record in it. `history` may be NULL. */
bool digest_init(struct digest *digest, const struct series *series, int32_t monday, const struct history *history,
    const struct tally *tally, const struct judge_settings *judge);
void digest_release(struct digest *digest);

#endif
