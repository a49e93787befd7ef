/*
 * columns: what a column or a JSON key means, by its name.
 *
 * Names are compared without regard to case, blanks, '_' and '-', so "Followers Count" and
 * "followers_count" are one.
 */
#ifndef FOOTFALL_PARSERS_COLUMNS_H
#define FOOTFALL_PARSERS_COLUMNS_H

#include "base/span.h"

struct rows_row;

enum columns_role {
	COLUMNS_DATE,
	COLUMNS_WEEK, /* Monday of a week whose Sunday has the reading */
	COLUMNS_FOLLOWERS,
	COLUMNS_FOLLOWING,
	COLUMNS_GAINED,
	COLUMNS_LOST,
	COLUMNS_MEMENTO, /* only ODU's tables have it */
	COLUMNS_MEMENTO_URL,
	COLUMNS_TWEET, /* a row a tweet */
	COLUMNS_TWEETED, /* tweet activity a day */
	COLUMNS_ARCHIVE,
	COLUMNS_MONDAY, /* of a table of weekly visitors */
	COLUMNS_VISITORS,
	COLUMNS_COMPLETE,
	COLUMNS_OTHER, /* known to be no count of followers */
};

/* Rank of the name among those of the role, 0 is the surest; SPAN_NONE when it is none. */
size_t columns_rank(struct span name, enum columns_role role);

/* Index of the cell with the surest name of the role; SPAN_NONE when there is none. */
size_t columns_find(const struct rows_row *header, enum columns_role role);

#endif
