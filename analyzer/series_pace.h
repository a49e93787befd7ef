/*
 * series_pace: how many visitors come a week and a year at present, out of the rows of weeks.
 */
#ifndef FOOTFALL_ANALYZER_SERIES_PACE_H
#define FOOTFALL_ANALYZER_SERIES_PACE_H

#include "analyzer/series.h"

/* From the last complete weeks that were asked for, at most 13. `weeks` are all of the span, one behind the
 * other; *pace is zeroed. */
void series_pace_find(
    struct series_pace *pace, const struct series_request *request, const struct series_row *weeks, size_t nweeks);

#endif
