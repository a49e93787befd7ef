/*
 * audience: how many visitors came from a source in a week or a year, over the sites of a scope.
 *
 * Open periods are counted out of the tally, closed ones have their numbers since they were closed. Twitter's
 * visitors are those of its page views (visits.h), all others those of the counters.
 */
#ifndef FOOTFALL_ANALYZER_AUDIENCE_H
#define FOOTFALL_ANALYZER_AUDIENCE_H

#include "analyzer/closed.h"
#include "analyzer/scope.h"
#include "analyzer/series.h"

struct visits_figures;

/* Of weeks, or of years. Borrows the scope and the closed periods. */
struct audience {
	const struct scope *scope;
	const struct closed *closed; /* NULL: no period is */
	bool is_year;
	struct visits_figures *figures; /* of Twitter, in the order of their periods */
	size_t nfigures;
};

void audience_init(struct audience *audience, const struct scope *scope, const struct closed *closed, bool is_year);
void audience_release(struct audience *audience);

/* Below, a period is named by its number: the Monday of the week, or the year. */

/* Whether it is closed. */
bool audience_is_closed(const struct audience *audience, int32_t number);

/* What a closed period has for a source, by its name or as closed.h calls it; NULL for none. */
const struct closed_row *audience_closed(const struct audience *audience, const char *source, int32_t number);

/* Twitter's figures of an open period; NULL for none. */
const struct visits_figures *audience_twitter(const struct audience *audience, int32_t number);

/* The highest version of the rules that filled the counters of an open period; 0: unknown. */
unsigned audience_rules(const struct audience *audience, int32_t number);

/* Visitors from a source, or from all with SERIES_ALL. */
struct series_number audience_count(const struct audience *audience, int source, int32_t number);

/* Visitors of the source to compare with; with SERIES_REFERRALS who came from any other site but `besides`. */
struct series_number audience_control(const struct audience *audience, int control, int besides, int32_t number);

#endif
