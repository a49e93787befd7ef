/*
 * series_rows: the rows of all weeks, or of all years, from the first to the last covered day.
 */
#ifndef FOOTFALL_ANALYZER_SERIES_ROWS_H
#define FOOTFALL_ANALYZER_SERIES_ROWS_H

#include "analyzer/series.h"

struct audience;

/* One row a week of the span first to last, one behind the other, whatever the request's own; *count of them. The
 * audience is that of weeks. The caller frees the rows. */
struct series_row *series_rows_weeks(
    const struct audience *audience, const struct series_request *request, int32_t first, int32_t last, size_t *count);

/* The same for years, with the audience of years. `weeks` are the rows of the same span. */
struct series_row *series_rows_years(const struct audience *audience, const struct series_request *request,
    int32_t first, int32_t last, const struct series_row *weeks, size_t nweeks, size_t *count);

/* Whether a row lies in the span that was asked for. */
static inline bool
series_rows_chosen(const struct series_request *request, const struct series_row *row)
{
	return row->to >= request->since && row->from <= request->until;
}

#endif
