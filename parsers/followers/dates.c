#include "parsers/followers/dates.h"

#include "base/calendar.h"

#define DAY_SECONDS 86400
#define YEAR_FIRST 1990
#define YEAR_LAST 2199
#define EPOCH_FIRST 631152000 /* 1990-01-01 */
#define EPOCH_LAST 7258118399 /* 2199-12-31 23:59:59 */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return span_lower(c) >= 'a' && span_lower(c) <= 'z';
}

/* How many bytes at the start pass the test. */
static size_t
run_of(struct span s, bool (*test)(char))
{
	size_t n = 0;

	while (n < s.n && test(s.p[n]))
		n++;
	return n;
}

/* Takes a number of `least` to `most` digits, no digit behind it. */
static bool
take_number(struct span *s, size_t least, size_t most, int *out)
{
	size_t n = run_of(*s, is_digit);
	uint64_t value;

	if (n < least || n > most || !span_u64(span_first(*s, n), &value))
		return false;
	*out = (int)value;
	*s = span_from(*s, n);
	return true;
}

static bool
take_byte(struct span *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = span_from(*s, 1);
	return true;
}

static bool
take_blanks(struct span *s)
{
	size_t n = 0;

	while (n < s->n && (s->p[n] == ' ' || s->p[n] == '\t'))
		n++;
	*s = span_from(*s, n);
	return n > 0;
}

static bool
take_word(struct span *s, struct span word)
{
	if (!span_istarts(*s, word))
		return false;
	*s = span_from(*s, word.n);
	return true;
}

/* A date that must exist: the day, or an impossible date. */
static struct dates_date
date_of(int year, int month, int mday)
{
	bool exists = year >= YEAR_FIRST && year <= YEAR_LAST && calendar_valid(year, month, mday);

	return (struct dates_date){
	    .kind = exists ? DATES_DAY : DATES_IMPOSSIBLE,
	    .day = exists ? calendar_day(year, month, mday) : CALENDAR_NO_DAY,
	    .seconds = -1,
	};
}

bool
dates_may_be(int a, int b, bool dmy)
{
	int month = dmy ? b : a, mday = dmy ? a : b;

	return month >= 1 && month <= 12 && mday >= 1 && mday <= 31;
}

int32_t
dates_order(int year, int a, int b, bool dmy)
{
	return date_of(year, dmy ? b : a, dmy ? a : b).day;
}

/* Seconds since 1970, within the years that are read; else a date that nobody means. */
static struct dates_date
date_epoch(uint64_t seconds)
{
	if (seconds < EPOCH_FIRST || seconds > EPOCH_LAST)
		return (struct dates_date){.kind = DATES_NONE};
	return (struct dates_date){
	    .kind = DATES_DAY,
	    .day = (int32_t)(seconds / DAY_SECONDS),
	    .seconds = (int32_t)(seconds % DAY_SECONDS),
	    .zoned = true,
	};
}

/* 20090705111319, in UTC as web archives write it. */
static struct dates_date
date_fourteen(struct span s)
{
	int n[6] = {0};
	struct dates_date date;

	for (size_t i = 0, at = 0; i < 6; i++)
		for (size_t end = at + (i == 0 ? 4 : 2); at < end; at++)
			n[i] = 10 * n[i] + (s.p[at] - '0');
	date = date_of(n[0], n[1], n[2]);
	if (n[3] > 23 || n[4] > 59 || n[5] > 60)
		date.kind = DATES_IMPOSSIBLE;
	date.seconds = n[3] * 3600 + n[4] * 60 + (n[5] > 59 ? 59 : n[5]);
	date.zoned = true;
	return date;
}

/* Digits alone, or with a fraction of a second behind them. */
static bool
date_digits(struct span s, struct dates_date *out)
{
	size_t n = run_of(s, is_digit);
	struct span rest = span_from(s, n);
	uint64_t seconds;

	if (take_byte(&rest, '.') && n != 14)
		rest = span_from(rest, run_of(rest, is_digit));
	if (n < 9 || rest.n > 0 || !span_u64(span_first(s, n), &seconds))
		return false;
	*out = n == 14 ? date_fourteen(s) : date_epoch(seconds);
	return true;
}

/* "Tue, May 7, 2024"; the weekday may be missing. */
static bool
date_named(struct span *s, struct dates_date *out)
{
	size_t n = run_of(*s, is_letter);
	int month, mday, year;

	if (n >= 3 && n < s->n && s->p[n] == ',') {
		*s = span_from(*s, n + 1);
		take_blanks(s);
		n = run_of(*s, is_letter);
	}
	month = n >= 3 ? calendar_month(s->p) : 0;
	*s = span_from(*s, n);
	if (month == 0 || !take_blanks(s) || !take_number(s, 1, 2, &mday) || !take_byte(s, ','))
		return false;
	take_blanks(s);
	if (!take_number(s, 4, 4, &year))
		return false;
	*out = date_of(year, month, mday);
	return true;
}

/* 2013-05-06, 2013/05/06, 2009-07. */
static bool
date_year_first(struct span *s, struct dates_date *out)
{
	int year, month, mday;
	char mark;

	if (!take_number(s, 4, 4, &year) || s->n == 0)
		return false;
	mark = s->p[0];
	if ((mark != '-' && mark != '/') || !take_byte(s, mark) || !take_number(s, 1, 2, &month))
		return false;
	if (mark == '-' && s->n == 0) {
		*out = date_of(year, month, 1);
		if (out->kind == DATES_DAY)
			out->kind = DATES_MONTH;
		return true;
	}
	if (!take_byte(s, mark) || !take_number(s, 1, 2, &mday))
		return false;
	*out = date_of(year, month, mday);
	return true;
}

/* 06.05.2013 is d.m; 05/06/2013 and 05-06-2013 can be either. */
static bool
date_year_last(struct span *s, struct dates_date *out)
{
	int a, b, year;
	char mark;

	if (!take_number(s, 1, 2, &a) || s->n == 0)
		return false;
	mark = s->p[0];
	if ((mark != '.' && mark != '/' && mark != '-') || !take_byte(s, mark) || !take_number(s, 1, 2, &b) ||
	    !take_byte(s, mark) || !take_number(s, 4, 4, &year))
		return false;
	if (mark == '.')
		*out = date_of(year, b, a);
	else if (year < YEAR_FIRST || year > YEAR_LAST || (!dates_may_be(a, b, true) && !dates_may_be(a, b, false)))
		*out = (struct dates_date){.kind = DATES_IMPOSSIBLE, .day = CALENDAR_NO_DAY, .seconds = -1};
	else
		*out = (struct dates_date){
		    .kind = DATES_EITHER, .day = CALENDAR_NO_DAY, .year = year, .first = a, .second = b, .seconds = -1};
	return true;
}

/* "Z", "UTC", "+02", "+0200", "+02:00". */
static bool
take_zone(struct span *s, struct dates_date *date)
{
	int hours, minutes = 0;
	bool east;

	date->zoned = true;
	if (take_word(s, SPAN("Z")) || take_word(s, SPAN("UTC")) || take_word(s, SPAN("GMT")))
		return true;
	east = s->n > 0 && s->p[0] == '+';
	if (!take_byte(s, '+') && !take_byte(s, '-'))
		return false;
	if (take_number(s, 4, 4, &hours)) {
		minutes = hours % 100;
		hours /= 100;
	} else if (!take_number(s, 2, 2, &hours) || (take_byte(s, ':') && !take_number(s, 2, 2, &minutes)))
		return false;
	date->offset = (hours * 3600 + minutes * 60) * (east ? 1 : -1);
	return hours <= 14 && minutes <= 59;
}

/* "6:00 PM" to 18; false for hours that such a clock does not have. */
static bool
take_half(struct span *s, int *hours)
{
	struct span rest = *s;
	bool pm;

	take_blanks(&rest);
	pm = take_word(&rest, SPAN("PM"));
	if (!pm && !take_word(&rest, SPAN("AM")))
		return true;
	*s = rest;
	if (*hours < 1 || *hours > 12)
		return false;
	*hours = *hours % 12 + (pm ? 12 : 0);
	return true;
}

/* The time behind a date, if there is one; false when something else stands there. */
static bool
take_time(struct span *s, struct dates_date *date)
{
	int hours, minutes, seconds = 0;

	if (s->n == 0)
		return true;
	take_byte(s, ',');
	if (!take_word(s, SPAN("T")) && !take_blanks(s))
		return false;
	if (!take_number(s, 1, 2, &hours) || !take_byte(s, ':') || !take_number(s, 2, 2, &minutes))
		return false;
	if (take_byte(s, ':') && !take_number(s, 2, 2, &seconds))
		return false;
	if (take_byte(s, '.') || take_byte(s, ','))
		*s = span_from(*s, run_of(*s, is_digit));
	if (!take_half(s, &hours))
		return false;
	take_blanks(s);
	if (s->n > 0 && !take_zone(s, date))
		return false;
	if (hours > 23 || minutes > 59 || seconds > 60)
		date->kind = DATES_IMPOSSIBLE;
	date->seconds = hours * 3600 + minutes * 60 + (seconds > 59 ? 59 : seconds);
	return true;
}

struct dates_date
dates_parse(struct span cell)
{
	static bool (*const shapes[])(struct span * s, struct dates_date * out) = {
	    date_year_first, date_year_last, date_named};
	struct span text = span_trim(cell);
	struct dates_date date;

	if (date_digits(text, &date))
		return date;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		struct span rest = text;
		if (shapes[i](&rest, &date) && take_time(&rest, &date) && rest.n == 0)
			return date;
	}
	return (struct dates_date){.kind = DATES_NONE, .day = CALENDAR_NO_DAY, .seconds = -1};
}
