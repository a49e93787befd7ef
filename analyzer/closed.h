/*
 * closed: the numbers of periods whose visitors were forgotten.
 *
 * A closed week or year has one row for each set of sites that can be asked for and each source that
 * sent visitors, and one for all visitors together. It joins: of two rows for the same thing the one
 * with the larger numbers stays.
 */
#ifndef FOOTFALL_ANALYZER_CLOSED_H
#define FOOTFALL_ANALYZER_CLOSED_H

#include "base/alloc.h"

/* Source of the row that counts all visitors, and carries the covered days. */
#define CLOSED_ALL "all"
/* Source of the row that counts who came from any site but Twitter. */
#define CLOSED_REFERRALS "referrals"
/* The set of all sites together; any other set is its names in order, blanks between. */
#define CLOSED_ALL_SITES "*"

/* In the order in which rows are compared. */
enum closed_figure {
	CLOSED_VISITORS,
	CLOSED_BY_REFERER,
	CLOSED_BY_APP,
	CLOSED_BY_TAG,
	CLOSED_ANY_VERSION,
	CLOSED_VISITS,
	CLOSED_PAGE_VIEWS,
	CLOSED_ROBOTS,
	CLOSED_SKETCHED, /* 1: visitors are an estimate */
	CLOSED_DAYS, /* covered days of the period */
	CLOSED_RULES, /* version of the built-in rules that judged it */
	CLOSED_FIGURES,
};

struct closed_row {
	struct span set, source;
	bool is_year;
	int32_t number; /* Monday of the week, or the year */
	uint64_t figures[CLOSED_FIGURES];
};

/* Zero-initialise for "nothing is closed"; closed_release frees. */
struct closed {
	int open_year, open_week_year; /* the first calendar year and ISO week-year that are open */
	struct closed_row *rows; /* sorted */
	size_t count, room;
	struct arena arena;
};
void closed_release(struct closed *closed);

/* Whether a period is closed, be there numbers for it or not. NULL: nothing is. */
bool closed_holds(const struct closed *closed, bool is_year, int32_t number);

/* The first day that is not closed in both its week and its year; INT32_MIN when nothing is closed. */
int32_t closed_until(const struct closed *closed);

/* Closes what ends before years and week-years that are later than those closed so far. */
void closed_move(struct closed *closed, int open_year, int open_week_year);

/* Takes a row in; its texts are copied. */
void closed_put(struct closed *closed, const struct closed_row *row);

/* The row of a set, source and period, or NULL. */
const struct closed_row *closed_find(
    const struct closed *closed, struct span set, struct span source, bool is_year, int32_t number);

/* Whether there is any row of a period. */
bool closed_has(const struct closed *closed, bool is_year, int32_t number);

/* Whether there is any row of a calendar year, or of a week of that week-year. */
bool closed_has_year(const struct closed *closed, int year);

#endif
