/*
 * closing: from open periods to the numbers that are left of them.
 */
#ifndef FOOTFALL_ANALYZER_CLOSING_H
#define FOOTFALL_ANALYZER_CLOSING_H

#include "analyzer/closed.h"
#include "analyzer/read.h"

/* Puts into `out` the rows of all periods that are closed in `out` and were not in `before`: for all
 * sites together, for each alone, and for those of `judge`. The figures are those of the reports. */
void closing_compute(struct closed *out, const struct tally *tally, const struct closed *before,
    const struct judge_settings *judge, const char *zone);

#endif
