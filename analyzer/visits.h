/*
 * visits: from the set of Twitter page views to visitors, visits and evidence of each period.
 *
 * Distinct visitors of a year are counted over the year; they are never a sum of weeks.
 */
#ifndef FOOTFALL_ANALYZER_VISITS_H
#define FOOTFALL_ANALYZER_VISITS_H

#include "analyzer/tally.h"

/* Page views with no more than this from one to the next are one visit. */
#define VISITS_GAP (30 * 60)

struct visits_figures {
	int32_t number; /* Monday of the week, or the year */
	uint64_t visitors; /* = by_evidence[1] + [2] + [3] */
	uint64_t by_evidence[4]; /* each visitor under the strongest evidence of the period */
	uint64_t visits, page_views;
	uint64_t any_version; /* visitors when agents are taken without versions; years only */
	uint64_t robots; /* robot visitors that Twitter evidence would else have counted */
};

/* Figures of every week (or year) with a Twitter page view on one of the sites for which
 * `use[site]` is true, in ascending order of number; *count of them. The caller frees the array. */
struct visits_figures *visits_count(const struct tally *tally, const bool *use, bool years, size_t *count);

#endif
