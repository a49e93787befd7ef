/*
 * intake: the rows of one file on their way into a history.
 *
 * Readers hand over dates as written and counts as cells or numbers. Whether 04/05/2013 is d/m or
 * m/d can be known only at the end, so intake_settle decides it, gives every row its day, and says
 * what was rejected, in the order of the lines.
 */
#ifndef FOOTFALL_PARSERS_INTAKE_H
#define FOOTFALL_PARSERS_INTAKE_H

#include "parsers/followers/dates.h"
#include "parsers/followers/followers.h"

/* Rejected rows that are named one by one; the rest are a total. */
#define INTAKE_NAMED 20
#define INTAKE_EXAMPLES 3

struct intake_row {
	struct followers_reading reading;
	int16_t year; /* of an undecided date; else 0 */
	int8_t first, second;
	bool zoned;
	int32_t seconds; /* of the day; -1: no time */
	int32_t offset;
	uint32_t export; /* of an overview: which of the exports in the file, from 0 */
};

struct intake_fault {
	uint64_t line;
	char text[160];
};

struct intake {
	const char *file; /* borrowed, as all of the next four */
	const struct followers_options *options;
	struct messages *messages;
	struct followers_history *history; /* its counters are kept up to date */
	uint32_t index; /* of the file */
	struct intake_row *rows;
	size_t count, room;
	uint64_t met, rejected, unread; /* of this file */
	uint32_t export; /* of the rows to come */
	struct intake_row witness; /* a row left out whose date, with a year, tells the order of all */
	bool cut; /* there were too many rows */
	struct intake_fault faults[INTAKE_NAMED];
	size_t nfaults; /* those kept; of more the first by line */
};

/* A file's name as remarks show it: "-" is standard input. */
static inline const char *
intake_name(const char *file)
{
	return strcmp(file, "-") == 0 ? "standard input" : file;
}

void intake_init(struct intake *intake, const char *file, uint32_t index, const struct followers_options *options,
    struct messages *messages, struct followers_history *history);
void intake_release(struct intake *intake);

/* Counts a row that was met; false when there have been too many, which has been said. */
bool intake_next(struct intake *intake);

/* Counts a row that cannot be used: "'N/A' is no number", or the reason alone without a cell. */
void intake_reject(struct intake *intake, uint64_t line, struct span cell, const char *why);

/* Counts a row left out for its count, whose date still helps to tell in which order dates are written. */
void intake_reject_dated(
    struct intake *intake, uint64_t line, struct span cell, const char *why, const struct dates_date *date);

/* Counts a following count that cannot be used in a row that can. */
void intake_unread(struct intake *intake, uint64_t line, struct span cell, const char *why);

/* Takes a row whose counts are good: followers, following, or gained and lost, and flags are set.
 * The date is judged here: one that is none rejects the row. */
void intake_add(
    struct intake *intake, const struct dates_date *date, struct span cell, const struct followers_reading *reading);

/* Gives the rows their days, appends them to the history and says what was rejected. */
enum followers_result intake_settle(struct intake *intake);

#endif
