/*
 * data: reads tests/data/NAME.test, so that a case is added without code.
 *
 * A case is a group of lines; groups stand apart by blank lines. Lines that begin with "# " (or
 * are "#") are remarks. Programs run from the project's root.
 */
#ifndef FOOTFALL_TESTS_UNIT_DATA_H
#define FOOTFALL_TESTS_UNIT_DATA_H

#include "base/span.h"

#define DATA_LINES 8

struct data_case {
	struct span lines[DATA_LINES];
	size_t nlines;
	unsigned number; /* of the group's first line in its file */
};

struct data {
	char *text;
	struct span rest;
	unsigned number;
};

/* Reads the whole file; a file that cannot be read fails the test. */
void data_open(struct data *data, const char *name);
/* The next group, or with `single` the next line as a group of one. False at the end. */
bool data_next(struct data *data, bool single, struct data_case *out);
void data_close(struct data *data);

/* The first word of *rest, which loses it and the blank behind it. */
struct span data_word(struct span *rest);

#endif
