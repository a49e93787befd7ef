/*
 * followers: a history of follower counts, read from whatever file the blogger has of it.
 *
 * What a file is, is told by its content: a plain table, X's account overview (changes, no
 * totals), the tables of ODU's FollowerCountHistory, or JSON rows. Files that look alike and are
 * no history are refused with the reason. Whether 04/05/2013 is in April or in May is decided by
 * the whole file or by the user, never guessed. A bad row is named with its line and left out.
 *
 * The history owns its readings; names of files stay the caller's.
 */
#ifndef FOOTFALL_PARSERS_FOLLOWERS_H
#define FOOTFALL_PARSERS_FOLLOWERS_H

#include "base/span.h"

struct messages;
struct zone;

/* The largest file that is read, unpacked, in bytes; no account lives long enough to fill it. */
#define FOLLOWERS_LIMIT ((size_t)64 << 20)
/* The most rows taken, which bounds the memory of a file of tiny rows. */
#define FOLLOWERS_ROWS 2000000u

enum followers_dates { FOLLOWERS_DATES_ASK, FOLLOWERS_DATES_DMY, FOLLOWERS_DATES_MDY };

struct followers_options {
	enum followers_dates dates; /* --dates */
	const struct zone *zone; /* readings with a time fall on its day; NULL or ZONE_LOG: on the UTC day */
	bool anchored; /* --anchor: so many followers at the end of that day */
	int32_t anchor_day;
	int64_t anchor_count;
};

enum followers_flag {
	FOLLOWERS_ROUNDED = 1, /* written as 9.8K */
	FOLLOWERS_MONTH = 2, /* a month alone, put on its first day: not for weekly comparison */
	FOLLOWERS_CHANGE = 4, /* only gained and lost are in the file; the level comes from an anchor */
	FOLLOWERS_SUSPECT = 8, /* ten times or a tenth of both neighbours: left out of comparisons */
	FOLLOWERS_TIMED = 16, /* had a time: `when` is meaningful */
	FOLLOWERS_ANCHOR = 32, /* given by the user, not by a file */
	FOLLOWERS_WEEK = 64, /* named by the week's Monday, put on its Sunday */
	FOLLOWERS_CONFLICT = 128, /* another count for the same day was set aside */
};

/* A reading that says nothing of the level in a week: unknown, a month's, or suspect. */
#define FOLLOWERS_UNFIT(reading)                                                                                       \
	((reading)->followers < 0 || ((reading)->flags & (FOLLOWERS_MONTH | FOLLOWERS_SUSPECT)) != 0)

struct followers_reading {
	int64_t followers, following; /* -1: not known */
	int64_t gained, lost; /* with FOLLOWERS_CHANGE, else -1 */
	int64_t when; /* UTC seconds, with FOLLOWERS_TIMED */
	uint64_t line; /* where it stands, from 1; 0: not in a file */
	int32_t day;
	uint32_t file; /* index into the names read */
	unsigned flags;
};

/* Zero-initialise. */
struct followers_history {
	struct followers_reading *readings; /* one a day, by day */
	size_t count, room;
	const char *kind; /* what the first file that gave rows is: "plain table", ...; static */
	bool joined; /* counts were split by an unquoted comma (4,920) and have been joined */
	uint64_t rows, rejected; /* of the files: rows with content, and those left out */
	uint64_t unread_cells; /* counts of accounts followed that are no counts; their rows were kept */
	size_t rounded, suspects, conflicts, unknown; /* readings */
};

/* As exit statuses. */
enum followers_result {
	FOLLOWERS_READ = 0,
	FOLLOWERS_REFUSED = 1, /* no file gave a reading */
	FOLLOWERS_ASK = 2, /* d/m or m/d: the user must say */
	FOLLOWERS_PARTLY = 3, /* rows were rejected, or a file was cut short or refused beside others */
};

/* Reads the files ("-" is standard input) into one history; of one day in several files the rules
 * for several rows of a day hold. Everything that has to be said goes to `messages`. Release the
 * history in every case. */
enum followers_result followers_read(const char *const *names, size_t count, const struct followers_options *options,
    struct messages *messages, struct followers_history *history);

void followers_release(struct followers_history *history);

#endif
