/*
 * closing: from open periods to the numbers that are left of them.
 */
#ifndef FOOTFALL_ANALYZER_CLOSING_H
#define FOOTFALL_ANALYZER_CLOSING_H

#include "analyzer/closed.h"
#include "analyzer/read.h"

/* So many sites, those with the most page views from Twitter, keep numbers of their own; a table of all that strangers
 * put into Host headers would be for nobody. */
#define CLOSING_SITES 64

/* Puts into `out` the rows of all periods that are closed in `out` and were not in `before`: for all
 * sites together, for each of CLOSING_SITES alone, and for those of `judge`. The figures are those of the reports. */
void closing_compute(struct closed *out, const struct tally *tally, const struct closed *before,
    const struct judge_settings *judge, const char *zone);

#endif
