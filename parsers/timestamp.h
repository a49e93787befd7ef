/*
 * timestamp: times as logs write them, to UTC seconds and offset.
 *
 * Lines come nearly in order of time, so the date part is remembered: a line of the same day and
 * offset costs a few comparisons.
 */
#ifndef FOOTFALL_PARSERS_TIMESTAMP_H
#define FOOTFALL_PARSERS_TIMESTAMP_H

#include "base/span.h"
#include <endian.h>

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
	bool valid;
	int32_t seconds; /* the offset */
	int64_t midnight; /* UTC seconds of 00:00:00 of that date at that offset */
};

/* Remembers date and offset of a time; false when they are none. */
bool timestamp_remember(struct timestamp_cache *cache, const char *text);

/* Whether date and offset are those remembered: "10/Oct/2000:" and " -0700" by words that overlap. */
static inline bool
timestamp_remembered(const struct timestamp_cache *cache, const char *text)
{
	return cache->valid && memcmp(cache->text, text, 8) == 0 && memcmp(cache->text + 8, text + 8, 4) == 0 &&
	       memcmp(cache->text + 20, text + 20, 4) == 0 && memcmp(cache->text + 22, text + 22, 4) == 0;
}

/* "13:55:36" to seconds, or something over 86400, the eight bytes at once: XOR leaves the values of
 * the digits and zeros for the colons, and anything else sets the top bit of its byte. A
 * multiplication by ten then makes numbers of all pairs of digits. */
static inline uint32_t
timestamp_clock(const char *at)
{
	uint64_t value, wrong;
	uint32_t hour, minute, second;

	memcpy(&value, at, sizeof(value));
	value = le64toh(value) ^ UINT64_C(0x30303a30303a3030);
	wrong = (value + UINT64_C(0x76767f76767f7676)) | value;
	value = value * 10 + (value >> 8);
	hour = value & 0xff;
	minute = value >> 24 & 0xff;
	second = value >> 48 & 0xff;
	if ((wrong & UINT64_C(0x8080808080808080)) || hour > 23 || minute > 59 || second > 60)
		return UINT32_MAX;
	return hour * 3600 + minute * 60 + second;
}

/* Reads "10/Oct/2000:13:55:36 -0700" at `text`, which has at least TIMESTAMP_CLF bytes. False for
 * anything that is not that shape, a date or time that does not exist, a year outside 1990 to
 * 2199, or an offset outside -12:00 to +14:00. */
static inline bool
timestamp_clf(struct timestamp_cache *cache, const char *text, struct timestamp *out)
{
	uint32_t clock = timestamp_clock(text + 12);

	if (clock > 86400 || (!timestamp_remembered(cache, text) && !timestamp_remember(cache, text)))
		return false;
	out->leap = text[18] == '6';
	out->utc = cache->midnight + (int64_t)clock - out->leap;
	out->offset = cache->seconds;
	return true;
}

#endif
