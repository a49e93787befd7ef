/*
 * reader: one layout of follower histories.
 */
#ifndef FOOTFALL_PARSERS_READER_H
#define FOOTFALL_PARSERS_READER_H

#include "parsers/followers/rows.h"

struct intake;

struct reader {
	const char *title; /* "plain table" */
	/* True when the text is of this layout; `first` is its first row, NULL for JSON. */
	bool (*fits)(const struct rows_row *first);
	/* Hands all rows to the intake. 0, or -1 when the file is refused, which has been said. */
	int (*read)(struct intake *intake, struct span text, char separator);
};

extern const struct reader reader_overview, reader_odu, reader_table, reader_json;

/* Where the cells of a reading stand; SPAN_NONE for a column that is not there. */
struct reader_columns {
	size_t date, followers, following;
	size_t width; /* cells of a row */
	bool guessed; /* `following` was found by its place: what is no count there is no fault */
	bool week; /* the date is the Monday of a week */
	bool joined; /* the count was split in two cells by its thousands comma */
	bool ragged; /* cells behind the others may be more or fewer */
};

/* Takes one row of a table: rejects it, or hands it to the intake. table.c */
struct dates_date;
struct followers_reading;
void reader_row(struct intake *intake, const struct reader_columns *columns, const struct rows_row *row,
    const struct dates_date *date);

#endif
