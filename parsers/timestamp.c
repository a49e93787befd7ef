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

bool
timestamp_remember(struct timestamp_cache *cache, const char *text)
{
	int32_t day = parse_date(text), seconds;

	cache->valid = false;
	if (day == CALENDAR_NO_DAY || !parse_offset(text + 20, &seconds))
		return false;
	cache->midnight = (int64_t)day * 86400 - seconds;
	cache->seconds = seconds;
	memcpy(cache->text, text, sizeof(cache->text));
	cache->valid = true;
	return true;
}
