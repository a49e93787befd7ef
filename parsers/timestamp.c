#include "parsers/timestamp.h"
#include "base/calendar.h"
#include <endian.h>

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

static inline uint64_t
word_at(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/* "13:55:36" to seconds, or CLOCK_NONE, the eight bytes at once: XOR leaves the values of the digits
 * and zeros for the colons, and anything else sets the top bit of its byte. One multiplication by
 * ten then makes numbers of all pairs of digits. */
#define CLOCK_NONE UINT32_MAX
static inline uint32_t
parse_clock(const char *at)
{
	uint64_t value = word_at(at) ^ UINT64_C(0x30303a30303a3030);
	uint64_t wrong = (value + UINT64_C(0x76767f76767f7676)) | value;
	uint32_t hour, minute, second;

	if (wrong & UINT64_C(0x8080808080808080))
		return CLOCK_NONE;
	value = value * 10 + (value >> 8);
	hour = value & 0xff;
	minute = value >> 24 & 0xff;
	second = value >> 48 & 0xff;
	if (hour > 23 || minute > 59 || second > 60)
		return CLOCK_NONE;
	return hour * 3600 + minute * 60 + second;
}

/* Whether two texts agree in eight bytes. */
static inline bool
same_eight(const char *a, const char *b)
{
	return memcmp(a, b, 8) == 0;
}

bool
timestamp_clf(struct timestamp_cache *cache, const char *text, struct timestamp *out)
{
	uint32_t clock;
	/* "10/Oct/2000:" and " -0700" by words that overlap. */
	bool same_day = cache->valid && same_eight(cache->text, text) && memcmp(cache->text + 8, text + 8, 4) == 0 &&
			memcmp(cache->text + 20, text + 20, 4) == 0 && memcmp(cache->text + 22, text + 22, 4) == 0;

	if (!same_day) {
		cache->valid = false;
		if (!remember(cache, text))
			return false;
	}
	clock = parse_clock(text + 12);
	if (clock == CLOCK_NONE)
		return false;
	out->leap = text[18] == '6';
	out->utc = cache->midnight + (int64_t)clock - out->leap;
	out->offset = cache->seconds;
	if (!same_day) {
		memcpy(cache->text, text, sizeof(cache->text));
		cache->valid = true;
	}
	return true;
}
