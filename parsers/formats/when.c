#include "parsers/formats/when.h"
#include "base/calendar.h"
#include "parsers/record.h"

/* 1990-01-01 and 2200-01-01 as days. */
#define FIRST_DAY 7305
#define END_DAY 84006

/* `width` digits to a number, or -1. */
static int
digits(const char *at, size_t width)
{
	int number = 0;

	for (size_t i = 0; i < width; i++) {
		if (at[i] < '0' || at[i] > '9')
			return -1;
		number = number * 10 + (at[i] - '0');
	}
	return number;
}

/* Remembers "2013-05-06" or "2013/05/06" and its day; false when it is no such thing. */
static bool
remember(struct when_cache *days, const char *at)
{
	int year = digits(at, 4), month = digits(at + 5, 2), mday = digits(at + 8, 2);
	bool exists;

	if (at[4] != at[7] || (at[4] != '-' && at[4] != '/') || year < 0 || month < 0 || mday < 0)
		return false;
	exists = year >= 1990 && year <= 2199 && calendar_valid(year, month, mday);
	days->day = exists ? calendar_day(year, month, mday) : CALENDAR_NO_DAY;
	memcpy(days->text, at, sizeof(days->text));
	days->valid = true;
	return true;
}

bool
when_date(struct when *when, struct when_cache *days, struct span text)
{
	/* Ten bytes as two words that overlap. */
	if (text.n != 10 ||
	    ((!days->valid || memcmp(days->text, text.p, 8) != 0 || memcmp(days->text + 2, text.p + 2, 8) != 0) &&
		!remember(days, text.p)))
		return false;
	when->day = days->day;
	when->has_date = when->whole_date = true;
	return true;
}

/* Digits behind a point or comma. */
static bool
is_fraction(struct span text)
{
	if (text.n == 0)
		return true;
	if (text.p[0] != '.' && text.p[0] != ',')
		return false;
	for (size_t i = 1; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	return true;
}

bool
when_clock(struct when *when, struct span text)
{
	uint32_t clock;

	if (text.n < 8 || (text.n > 8 && !is_fraction(span_from(text, 8))))
		return false;
	clock = timestamp_clock(text.p);
	/* The form of a time, though there is none such. */
	if (clock > 86400 && (text.p[2] != ':' || text.p[5] != ':' || digits(text.p, 2) < 0 ||
				 digits(text.p + 3, 2) < 0 || digits(text.p + 6, 2) < 0))
		return false;
	when->leap = text.p[6] == '6';
	when->seconds = clock > 86400 ? -1 : (int32_t)clock - when->leap;
	when->has_clock = when->whole_clock = true;
	return true;
}

bool
when_zone(struct when *when, struct span text)
{
	int hours, minutes = 0;

	if (text.n == 0 || (text.n == 1 && text.p[0] == 'Z') || span_eq(text, SPAN("UTC")) ||
	    span_eq(text, SPAN("GMT"))) {
		when->offset = 0;
		return true;
	}
	if (text.n < 3 || text.n > 6 || (text.p[0] != '+' && text.p[0] != '-'))
		return false;
	hours = digits(text.p + 1, 2);
	if (text.n == 5)
		minutes = digits(text.p + 3, 2);
	else if (text.n == 6 && text.p[3] == ':')
		minutes = digits(text.p + 4, 2);
	else if (text.n != 3)
		return false;
	if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
		return false;
	when->offset = (hours * 3600 + minutes * 60) * (text.p[0] == '-' ? -1 : 1);
	return true;
}

/* The day of single conversions, or CALENDAR_NO_DAY. */
static int32_t
day_of_parts(const struct when *when)
{
	if (!when->has_date || when->year < 1990 || when->year > 2199 ||
	    !calendar_valid(when->year, when->month, when->mday))
		return CALENDAR_NO_DAY;
	return calendar_day(when->year, when->month, when->mday);
}

/* The seconds since midnight of single conversions, or -1. */
static int32_t
seconds_of_parts(const struct when *when)
{
	int hour = when->hour;

	if (!when->has_clock || (when->twelve && (hour < 1 || hour > 12)))
		return -1;
	if (when->twelve)
		hour = hour % 12 + (when->pm ? 12 : 0);
	if (hour > 23 || when->minute > 59 || when->second > 60)
		return -1;
	return hour * 3600 + when->minute * 60 + when->second - (when->second == 60);
}

static bool
take_parts(const struct when *when, struct timestamp *out)
{
	int32_t day = when->whole_date ? when->day : day_of_parts(when);
	int32_t seconds = when->whole_clock ? when->seconds : seconds_of_parts(when);

	if (day == CALENDAR_NO_DAY || seconds < 0)
		return false;
	out->leap = when->whole_clock ? when->leap : when->second == 60;
	out->utc = (int64_t)day * 86400 + seconds - when->offset;
	out->offset = when->offset;
	return true;
}

/* Whether a time is of the minute remembered; then its stamp is set. */
static bool
is_same_minute(struct when *when, const struct when_cache *cache, struct span text)
{
	size_t n = cache->nbehind;
	unsigned tens, ones;

	if (text.n != 19 + n || memcmp(text.p, cache->minute, sizeof(cache->minute)) != 0 ||
	    memcmp(text.p + 19, cache->behind, n) != 0)
		return false;
	tens = (unsigned)(text.p[17] - '0');
	ones = (unsigned)(text.p[18] - '0');
	if (tens > 5 || ones > 9)
		return false;
	when->stamp = (struct timestamp){.utc = cache->utc + tens * 10 + ones, .offset = cache->offset};
	return when->has_stamp = true;
}

/* Makes the stamp of a date and a clock that exist, and remembers their minute. */
static bool
stamp_whole(struct when *when, struct when_cache *cache, struct span text)
{
	struct timestamp stamp = {.utc = 0};

	if (!take_parts(when, &stamp))
		return true;
	when->stamp = stamp;
	when->has_stamp = true;
	if (stamp.leap || text.n - 19 > sizeof(cache->behind))
		return true;
	memcpy(cache->minute, text.p, sizeof(cache->minute));
	cache->nbehind = (uint8_t)(text.n - 19);
	memcpy(cache->behind, text.p + 19, cache->nbehind);
	cache->utc = stamp.utc - when->seconds % 60;
	cache->offset = stamp.offset;
	return true;
}

bool
when_iso(struct when *when, struct when_cache *days, struct span text)
{
	size_t clock = 19, zone;

	if (is_same_minute(when, days, text))
		return true;
	if (text.n < 19 || (text.p[10] != 'T' && text.p[10] != ' ' && text.p[10] != 't' && text.p[10] != '_'))
		return false;
	if (clock < text.n && (text.p[clock] == '.' || text.p[clock] == ','))
		for (clock++; clock < text.n && text.p[clock] >= '0' && text.p[clock] <= '9';)
			clock++;
	zone = clock + (clock < text.n && text.p[clock] == ' ' ? 1 : 0);
	return when_date(when, days, span_first(text, 10)) && when_clock(when, span_make(text.p + 11, clock - 11)) &&
	       when_zone(when, span_from(text, zone)) && stamp_whole(when, days, text);
}

bool
when_clf(struct when *when, struct timestamp_cache *cache, struct span text)
{
	char plain[TIMESTAMP_CLF];
	size_t point = 20;

	if (text.n > 2 && text.p[0] == '[' && text.p[text.n - 1] == ']')
		text = span_make(text.p + 1, text.n - 2);
	if (text.n == TIMESTAMP_CLF)
		return when->has_stamp = timestamp_clf(cache, text.p, &when->stamp);
	/* With a fraction, or without a zone (HAProxy). */
	if (text.n < 20)
		return false;
	if (text.n > 20 && (text.p[20] == '.' || text.p[20] == ','))
		for (point++; point < text.n && text.p[point] >= '0' && text.p[point] <= '9';)
			point++;
	memcpy(plain, text.p, 20);
	memcpy(plain + 20, " +0000", 6);
	if (text.n == point + 6)
		memcpy(plain + 20, text.p + point, 6);
	else if (text.n != point)
		return false;
	return when->has_stamp = timestamp_clf(cache, plain, &when->stamp);
}

/* Whole seconds of any unit to seconds: 2013 is 1.3e9, and nobody has logs of the year 5138. */
static uint64_t
to_seconds(uint64_t number)
{
	while (number >= UINT64_C(100000000000))
		number /= 1000;
	return number;
}

bool
when_epoch(struct when *when, struct span text, uint32_t scale)
{
	uint64_t number = 0;
	size_t i = 0;

	/* Nineteen digits never overflow. */
	for (; i < text.n && i < 19 && text.p[i] >= '0' && text.p[i] <= '9'; i++)
		number = number * 10 + (uint64_t)(text.p[i] - '0');
	if (i < text.n && text.p[i] != '.') {
		i = span_chr(text, '.') == SPAN_NONE ? text.n : span_chr(text, '.');
		if (!span_u64(span_first(text, i), &number))
			return false;
	}
	if (i == 0 || (i < text.n && !is_fraction(span_from(text, i))))
		return false;
	number = scale == 0 ? to_seconds(number) : number / scale;
	when->stamp = (struct timestamp){.utc = (int64_t)number};
	when->has_stamp = true;
	return true;
}

bool
when_any(struct when *when, struct timestamp_cache *cache, struct when_cache *days, struct span text)
{
	if (text.n >= 19 && text.p[4] == '-')
		return when_iso(when, days, text);
	if (text.n >= 20 && (text.p[2] == '/' || text.p[0] == '['))
		return when_clf(when, cache, text);
	return when_epoch(when, text, 0);
}

/* ---- strftime ---- */

/* The numbers of fixed width: where they go. */
static const struct part {
	char conversion;
	uint8_t width;
	size_t member;
	bool date; /* else of the clock */
} parts[] = {
    {'Y', 4, offsetof(struct when, year), true},
    {'m', 2, offsetof(struct when, month), true},
    {'d', 2, offsetof(struct when, mday), true},
    {'H', 2, offsetof(struct when, hour), false},
    {'I', 2, offsetof(struct when, hour), false},
    {'M', 2, offsetof(struct when, minute), false},
    {'S', 2, offsetof(struct when, second), false},
};

static size_t
take_number(struct when *when, const struct part *part, const char *text, size_t n)
{
	int number;

	if (n < part->width || (number = digits(text, part->width)) < 0)
		return 0;
	*(int16_t *)((char *)when + part->member) = (int16_t)number;
	when->has_date = when->has_date || part->date;
	when->has_clock = when->has_clock || !part->date;
	when->twelve = when->twelve || part->conversion == 'I';
	return part->width;
}

/* The zone: five or six bytes "+0200", "+02:00", or letters. */
static size_t
take_zone(struct when *when, const char *text, size_t n)
{
	size_t length = 0;

	if (n >= 5 && (text[0] == '+' || text[0] == '-'))
		length = n >= 6 && text[3] == ':' ? 6 : 5;
	else
		while (length < n && length < 5 && ((text[length] >= 'A' && text[length] <= 'Z')))
			length++;
	if (length > 0 && text[0] != '+' && text[0] != '-')
		return length;
	return length > 0 && when_zone(when, span_make(text, length)) ? length : 0;
}

size_t
when_part(struct when *when, char conversion, const char *text, size_t n)
{
	size_t taken;
	int month;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].conversion == conversion)
			return take_number(when, &parts[i], text, n);
	switch (conversion) {
	case 'e': /* a blank for the first digit */
		if (n < 2 || text[0] != ' ')
			return take_number(when, &parts[2], text, n);
		when->mday = (int16_t)digits(text + 1, 1);
		return when->mday > 0 ? 2 : 0;
	case 'y':
		if (n < 2 || digits(text, 2) < 0)
			return 0;
		when->year = (int16_t)(2000 + digits(text, 2));
		return 2;
	case 'b':
		if (n < 3 || (month = calendar_month(text)) == 0)
			return 0;
		when->month = (int16_t)month;
		when->has_date = true;
		return 3;
	case 'a':
		return n < 3 ? 0 : 3;
	case 'p':
		if (n < 2 || (span_lower(text[0]) != 'a' && span_lower(text[0]) != 'p'))
			return 0;
		when->pm = span_lower(text[0]) == 'p';
		return 2;
	case 's':
		for (taken = 0; taken < n && text[taken] >= '0' && text[taken] <= '9';)
			taken++;
		return when_epoch(when, span_make(text, taken), 1) ? taken : 0;
	case 'z':
	case 'Z':
		return take_zone(when, text, n);
	default:
		return 0;
	}
}

bool
when_take(const struct when *when, struct record *record)
{
	struct timestamp stamp = when->stamp;

	if (!when->has_stamp && !take_parts(when, &stamp))
		return false;
	if (stamp.utc + stamp.offset < INT64_C(86400) * FIRST_DAY ||
	    stamp.utc + stamp.offset >= INT64_C(86400) * END_DAY)
		return false;
	record->time = stamp.utc;
	record->offset = stamp.offset;
	record->leap = stamp.leap;
	return true;
}
