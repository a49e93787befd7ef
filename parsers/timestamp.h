/*
 * timestamp: times as logs write them, to UTC seconds and offset.
 *
 * Lines come nearly in order of time, so the date part is remembered: a line of the same day and
 * offset costs a few comparisons.
 */
#ifndef FOOTFALL_PARSERS_TIMESTAMP_H
#define FOOTFALL_PARSERS_TIMESTAMP_H

#include "base/span.h"

/* Length of "10/Oct/2000:13:55:36 -0700". */
#define TIMESTAMP_CLF 26

struct timestamp {
	int64_t utc; /* seconds since 1970; second 60 is given as 59 with leap set */
	int32_t offset; /* seconds east of UTC */
	bool leap;
};

/* Zero-initialise. */
struct timestamp_cache {
	char text[TIMESTAMP_CLF]; /* a time read before: its date and offset hold for midnight below */
	int64_t midnight; /* UTC seconds of 00:00:00 of that date at that offset */
	int32_t seconds; /* the offset */
	bool valid;
};

/* Reads "10/Oct/2000:13:55:36 -0700" at `text`, which has at least TIMESTAMP_CLF bytes. False for
 * anything that is not that shape, a date or time that does not exist, a year outside 1990 to
 * 2199, or an offset outside -12:00 to +14:00. */
bool timestamp_clf(struct timestamp_cache *cache, const char *text, struct timestamp *out);

#endif
