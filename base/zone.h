/*
 * zone: in which time zone a day begins and ends.
 *
 * ZONE_LOG takes the date as written in the log line, ZONE_UTC the UTC date, ZONE_NAMED converts
 * through the system's zone data (tzdata). One named zone a process: zone_open sets TZ for the
 * C library. Opened once before threads start, then read only; each thread has its own cache.
 */
#ifndef FOOTFALL_BASE_ZONE_H
#define FOOTFALL_BASE_ZONE_H

#include "base/span.h"

enum zone_kind { ZONE_LOG, ZONE_UTC, ZONE_NAMED };

struct zone {
	enum zone_kind kind;
	char name[64]; /* "log", "UTC", "Europe/Berlin": as shown in reports */
};

/* The hour that was asked for last and its offset; zero-initialise. */
struct zone_cache {
	int64_t hour;
	int32_t offset;
	bool valid;
};

/* `name`: "log", "UTC" (any case) or a zone of the system's data. 0, or -1 when there is no such
 * zone (nothing is printed). Names with "..", or a leading "/" are refused. */
int zone_open(struct zone *zone, const char *name);

/* Offset of the zone from UTC in seconds at an instant; `written` (seconds) is the offset that
 * the log line itself carries, given back by ZONE_LOG. */
int32_t zone_offset(const struct zone *zone, struct zone_cache *cache, int64_t utc, int32_t written);

/* Day number on which the instant falls in the zone. */
static inline int32_t
zone_day(const struct zone *zone, struct zone_cache *cache, int64_t utc, int32_t written)
{
	int64_t local = utc + zone_offset(zone, cache, utc, written);
	int64_t day = local / 86400;
	return (int32_t)(local % 86400 < 0 ? day - 1 : day);
}

#endif
