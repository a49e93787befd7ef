/*
 * The C library converts through one zone at a time, which is all a run needs: TZ is set once
 * while there is a single thread, and localtime_r only reads it afterwards.
 */
#include "base/zone.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define HOUR 3600

/* True when the file is compiled zone data; the C library would take any other name for UTC
 * without a word. */
static bool
is_zone_file(const char *path)
{
	char magic[4];
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && read(fd, magic, sizeof(magic)) == sizeof(magic) &&
		  memcmp(magic, "TZif", sizeof(magic)) == 0;
	close(fd);
	return ok;
}

/* Letters, digits and the few signs that zone names have; no name can leave the zone folder. */
static bool
is_plain_name(struct span name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_/";
	if (name.n == 0 || name.p[0] == '/')
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!memchr(allowed, name.p[i], sizeof(allowed) - 1))
			return false;
	return true;
}

static int
open_named(const char *name)
{
	const char *folder = getenv("TZDIR");
	char path[4096], value[80];
	if (!folder || !*folder)
		folder = "/usr/share/zoneinfo";
	int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (n < 0 || (size_t)n >= sizeof(path) || !is_zone_file(path))
		return -1;
	/* the colon keeps the C library from reading a name such as "EST5EDT" as a rule */
	snprintf(value, sizeof(value), ":%s", name);
	if (setenv("TZ", value, 1))
		return -1;
	tzset();
	return 0;
}

int
zone_open(struct zone *zone, const char *name)
{
	struct span text = span_str(name);
	*zone = (struct zone){.kind = ZONE_NAMED};
	if (span_ieq(text, SPAN("log")) || span_ieq(text, SPAN("UTC"))) {
		zone->kind = span_lower(*name) == 'l' ? ZONE_LOG : ZONE_UTC;
		memcpy(zone->name, zone->kind == ZONE_LOG ? "log" : "UTC", 4);
		return 0;
	}
	if (text.n >= sizeof(zone->name) || !is_plain_name(text) || open_named(name))
		return -1;
	memcpy(zone->name, text.p, text.n + 1);
	return 0;
}

static int32_t
system_offset(int64_t utc)
{
	time_t instant = (time_t)utc;
	struct tm tm;
	return localtime_r(&instant, &tm) ? (int32_t)tm.tm_gmtoff : 0;
}

/* An hour is remembered when its first and its last second have one offset. Two changes inside
 * one hour that cancel out do not occur in zone data. */
static int32_t
named_offset(struct zone_cache *cache, int64_t utc)
{
	int64_t hour = utc / HOUR - (utc % HOUR < 0);
	if (cache->valid && cache->hour == hour)
		return cache->offset;
	int32_t first = system_offset(hour * HOUR);
	if (first != system_offset(hour * HOUR + HOUR - 1))
		return system_offset(utc);
	*cache = (struct zone_cache){.hour = hour, .offset = first, .valid = true};
	return first;
}

int32_t
zone_offset(const struct zone *zone, struct zone_cache *cache, int64_t utc, int32_t written)
{
	switch (zone->kind) {
	case ZONE_LOG:
		return written;
	case ZONE_UTC:
		return 0;
	case ZONE_NAMED:
		break;
	}
	return named_offset(cache, utc);
}
