/*
 * when: the moment of a line, put together from whatever parts its format writes: one text, a date
 * and a clock, seconds since 1970, or the single conversions of strftime.
 *
 * Zero-initialise, set the parts in any order, then ask when_take. A time without a zone is UTC.
 */
#ifndef FOOTFALL_PARSERS_WHEN_H
#define FOOTFALL_PARSERS_WHEN_H

#include "base/span.h"
#include "parsers/timestamp.h"

struct record;

struct when {
	struct timestamp stamp; /* the moment itself, when has_stamp */
	int32_t offset; /* seconds east of UTC */
	int32_t day; /* of a date read whole; CALENDAR_NO_DAY: of one that does not exist */
	int32_t seconds; /* since midnight of a clock read whole, -1 likewise; of second 60 the second before */
	int16_t year, month, mday, hour, minute, second; /* of single conversions */
	bool has_stamp, has_date, has_clock, whole_date, whole_clock, leap, pm, twelve;
};

/* The date and the minute read last, which the next line has too. Zero-initialise. */
struct when_cache {
	char text[10];
	bool valid;
	int32_t day;
	/* "2013-05-06T08:15:", what stands behind the seconds, and the instant of second 0; in use when `minute`
	 * is not empty. */
	char minute[17], behind[7];
	uint8_t nbehind;
	int32_t offset;
	int64_t utc;
};

/* Each sets its part, or gives false when the text is no such thing. Brackets and quotes around
 * the text are the caller's to remove; fractions of a second are passed over. */
bool when_clf(struct when *when, struct timestamp_cache *cache, struct span text); /* 06/May/2013:08:15:00 +0200 */
bool when_iso(struct when *when, struct when_cache *days,
    struct span text); /* 2013-05-06T08:15:00+02:00, a blank for T, zone or none */
bool when_date(struct when *when, struct when_cache *days, struct span text); /* 2013-05-06 */
bool when_clock(struct when *when, struct span text); /* 08:15:00 */
bool when_zone(struct when *when, struct span text); /* Z, UTC, GMT, +0200, +02:00, +02 */
/* Whole or broken seconds since 1970 times `scale`; 0: seconds, milli-, micro- or nanoseconds, by the size. */
bool when_epoch(struct when *when, struct span text, uint32_t scale);
/* Any of clf, iso and epoch. */
bool when_any(struct when *when, struct timestamp_cache *cache, struct when_cache *days, struct span text);

/* One conversion of strftime, such as 'Y'. At `text` stand `n` bytes; gives how many of them it
 * took, 0 when they do not fit. */
size_t when_part(struct when *when, char conversion, const char *text, size_t n);

/* Writes the moment to the record. False when it does not exist or lies outside 1990 to 2199. */
bool when_take(const struct when *when, struct record *record);

#endif
