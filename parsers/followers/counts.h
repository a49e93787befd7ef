/*
 * counts: a number of people as written by hand, by spreadsheets and by Twitter's pages.
 */
#ifndef FOOTFALL_PARSERS_COUNTS_H
#define FOOTFALL_PARSERS_COUNTS_H

#include "base/span.h"

struct counts_count {
	int64_t value;
	bool rounded; /* had a K or M */
};

/* Reads "1204"; "1,204", "1.204", "1 204" (blanks of any kind) where every later group has three
 * digits; "9.8K", "1.2M". NULL when it could be read; else why not, to be put behind the quoted
 * cell: "is no number". Nothing is ever taken for another number: 1e3, 0x10, 10.5 and 007 are
 * refused. */
const char *counts_parse(struct span cell, struct counts_count *out);

/* True for a cell that says that nothing is known: empty, "-", "n/a". */
bool counts_absent(struct span cell);

#endif
