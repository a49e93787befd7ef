#include "parsers/timestamp.h"
#include "base/calendar.h"

#define FIRST_YEAR 1990
#define LAST_YEAR 2199

/* The value of a digit, or something over 9. */
static inline unsigned
digit(char c)
{
	return (unsigned)(unsigned char)c - '0';
}

/* Two digits to a number, or 100. */
static inline unsigned
two(const char *at)
{
	unsigned tens = digit(at[0]), ones = digit(at[1]);

	return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/* "10/Oct/2000:" to its day, or CALENDAR_NO_DAY. */
static int32_t
parse_date(const char *at)
{
	unsigned mday = two(at), century = two(at + 7), rest = two(at + 9);
	int month = calendar_month(at + 3), year;

	if (at[2] != '/' || at[6] != '/' || at[11] != ':' || mday > 31 || century > 99 || rest > 99 || month == 0)
		return CALENDAR_NO_DAY;
	year = (int)(century * 100 + rest);
	if (year < FIRST_YEAR || year > LAST_YEAR || !calendar_valid(year, month, (int)mday))
		return CALENDAR_NO_DAY;
	return calendar_day(year, month, (int)mday);
}

/* " -0700" to seconds east of UTC in *out. */
static bool
parse_offset(const char *at, int32_t *out)
{
	unsigned hours = two(at + 2), minutes = two(at + 4);
	int32_t seconds;

	if (at[0] != ' ' || (at[1] != '+' && at[1] != '-') || hours > 14 || minutes > 59)
		return false;
	seconds = (int32_t)(hours * 3600 + minutes * 60);
	if (at[1] == '-')
		seconds = -seconds;
	if (seconds < -12 * 3600 || seconds > 14 * 3600)
		return false;
	*out = seconds;
	return true;
}

/* Remembers date and offset of `text`. */
static bool
remember(struct timestamp_cache *cache, const char *text)
{
	int32_t day = parse_date(text), seconds;

	if (day == CALENDAR_NO_DAY || !parse_offset(text + 20, &seconds))
		return false;
	cache->midnight = (int64_t)day * 86400 - seconds;
	cache->seconds = seconds;
	return true;
}

/* "13:55:36" to its hour, minute and second, the eight bytes at once: XOR leaves the values of the
 * digits and zeros for the colons, and anything else sets the top bit of its byte. */
static inline bool
parse_clock(const char *at, unsigned *hour, unsigned *minute, unsigned *second)
{
	unsigned char shape[8] = "00:00:00", most[8] = {0x76, 0x76, 0x7f, 0x76, 0x76, 0x7f, 0x76, 0x76}, value[8];
	uint64_t bytes, zeros, limits;

	memcpy(&bytes, at, 8);
	memcpy(&zeros, shape, 8);
	memcpy(&limits, most, 8);
	bytes ^= zeros;
	if (((bytes + limits) | bytes) & UINT64_C(0x8080808080808080))
		return false;
	memcpy(value, &bytes, 8);
	*hour = value[0] * 10U + value[1];
	*minute = value[3] * 10U + value[4];
	*second = value[6] * 10U + value[7];
	return true;
}

/* Whether two texts agree in eight bytes. */
static inline bool
same_eight(const char *a, const char *b)
{
	uint64_t x, y;

	memcpy(&x, a, 8);
	memcpy(&y, b, 8);
	return x == y;
}

bool
timestamp_clf(struct timestamp_cache *cache, const char *text, struct timestamp *out)
{
	unsigned hour, minute, second;
	/* "10/Oct/2000:" by two words that overlap, and " -0700". */
	bool same_day = cache->valid && same_eight(cache->text, text) && same_eight(cache->text + 4, text + 4) &&
			memcmp(cache->text + 20, text + 20, 6) == 0;

	/* A busy log has several lines a second. */
	if (same_day && same_eight(cache->text + 12, text + 12)) {
		*out = cache->last;
		return true;
	}
	if (!same_day) {
		cache->valid = false;
		if (!remember(cache, text))
			return false;
	}
	if (!parse_clock(text + 12, &hour, &minute, &second) || hour > 23 || minute > 59 || second > 60)
		return false;
	out->leap = second == 60;
	out->utc = cache->midnight + (int64_t)(hour * 3600 + minute * 60 + second - (out->leap ? 1 : 0));
	out->offset = cache->seconds;
	memcpy(cache->text, text, sizeof(cache->text));
	cache->last = *out;
	cache->valid = true;
	return true;
}
