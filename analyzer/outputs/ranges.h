/*
 * ranges: years and weeks named in a sentence, "2010 to 2012, 2014, 2013-W19 to 2013-W22", however many there are.
 */
#ifndef FOOTFALL_ANALYZER_RANGES_H
#define FOOTFALL_ANALYZER_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Ranges that are named of each kind; of more the number of years or weeks in them is told. */
#define RANGES_NAMED 6

/* Zero-initialise. */
struct ranges {
	struct ranges_kind {
		int32_t first[RANGES_NAMED], last[RANGES_NAMED], newest;
		size_t count, more; /* ranges, and periods behind the last of them */
	} weeks, years;
};

/* Takes in a year, or a week by its Monday; those of a kind in order, of which one may come several times. */
void ranges_add(struct ranges *ranges, bool is_year, int32_t number);

/* Years, then weeks; the caller frees the text. */
char *ranges_print(const struct ranges *ranges);

#endif
