/*
 * dates: the shapes in which people and programs write the day of a reading.
 */
#ifndef FOOTFALL_PARSERS_DATES_H
#define FOOTFALL_PARSERS_DATES_H

#include "base/span.h"

enum dates_kind {
	DATES_NONE, /* not the shape of a date */
	DATES_IMPOSSIBLE, /* the shape of one that does not exist, or lies outside 1990 to 2199 */
	DATES_DAY,
	DATES_MONTH, /* 2009-07: day is its first */
	DATES_EITHER, /* 04/05/2013: d/m or m/d, see dates_order */
};

struct dates_date {
	enum dates_kind kind;
	int32_t day; /* as written; not for DATES_EITHER */
	int year, first, second; /* DATES_EITHER */
	int32_t seconds; /* of the day; -1: no time */
	int32_t offset; /* seconds east of UTC */
	bool zoned; /* the time says in which zone; epoch seconds and 14 digits are UTC */
};

/* Reads a cell: ISO date with or without time and zone, 14 digits, YYYY/MM/DD, d.m.Y, d/m/Y or
 * m/d/Y (undecided), epoch seconds, "Tue, May 7, 2024", YYYY-MM. */
struct dates_date dates_parse(struct span cell);

/* Whether numbers a/b can be meant as d/m when `dmy`, else as m/d: 30/02 can be d/m alone, though there is no such
 * day. */
bool dates_may_be(int a, int b, bool dmy);

/* The day of numbers a/b in a year, read d/m when `dmy`, else m/d; CALENDAR_NO_DAY for none. */
int32_t dates_order(int year, int a, int b, bool dmy);

#endif
