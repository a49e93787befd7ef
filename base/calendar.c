#include "base/calendar.h"

/* 400 years have this many days; the calendar repeats after them, weekdays included. */
#define DAYS_PER_ERA 146097
/* Days from 0000-03-01, where the years below begin, to 1970-01-01. */
#define EPOCH 719468

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_length(int year, int month)
{
	static const signed char lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return lengths[month - 1] + (month == 2 && is_leap(year));
}

bool
calendar_valid(int year, int month, int day)
{
	return year >= 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= month_length(year, month);
}

/* Years are taken to begin in March: the leap day is then the last of its year, and the months
 * before any other have a length that a line through (153 m + 2) / 5 gives. */
int32_t
calendar_day(int year, int month, int day)
{
	int y = year - (month <= 2);
	int era = (y >= 0 ? y : y - 399) / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * DAYS_PER_ERA + day_of_era - EPOCH;
}

void
calendar_civil(int32_t day, int *year, int *month, int *mday)
{
	int64_t z = (int64_t)day + EPOCH;
	int64_t era = (z >= 0 ? z : z - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
	int day_of_era = (int)(z - era * DAYS_PER_ERA);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int m = (5 * day_of_year + 2) / 153;
	*mday = day_of_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = (int)(era * 400) + year_of_era + (*month <= 2);
}

int
calendar_year(int32_t day)
{
	int year, month, mday;
	calendar_civil(day, &year, &month, &mday);
	return year;
}

int32_t
calendar_monday(int32_t day)
{
	/* 1970-01-01 was a Thursday */
	int64_t since = ((int64_t)day + 3) % 7;
	return (int32_t)(day - (since < 0 ? since + 7 : since));
}

/* Monday of week 1: the week that holds 4 January. */
static int32_t
first_monday(int iso_year)
{
	return calendar_monday(calendar_day(iso_year, 1, 4));
}

void
calendar_week(int32_t monday, int *iso_year, int *week)
{
	*iso_year = calendar_year(monday + 3);
	*week = (monday - first_monday(*iso_year)) / 7 + 1;
}

int32_t
calendar_week_monday(int iso_year, int week)
{
	int32_t first = first_monday(iso_year);
	int weeks = (first_monday(iso_year + 1) - first) / 7;
	return week >= 1 && week <= weeks ? first + 7 * (week - 1) : CALENDAR_NO_DAY;
}

int32_t
calendar_week_year_ago(int32_t monday)
{
	int year, week;

	calendar_week(monday, &year, &week);
	return calendar_week_monday(year - 1, week);
}

static void
print_digits(char *out, int digits, int value)
{
	for (int i = digits - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
}

void
calendar_print_day(char out[11], int32_t day)
{
	int year, month, mday;
	calendar_civil(day, &year, &month, &mday);
	memcpy(out, "0000-00-00", 11);
	print_digits(out, 4, year);
	print_digits(out + 5, 2, month);
	print_digits(out + 8, 2, mday);
}

void
calendar_print_week(char out[9], int32_t monday)
{
	int year, week;
	calendar_week(monday, &year, &week);
	memcpy(out, "0000-W00", 9);
	print_digits(out, 4, year);
	print_digits(out + 6, 2, week);
}

/* True when `text` has the shape, in which 'd' stands for a digit and all else for itself;
 * numbers[] gets the runs of digits. */
static bool
match_shape(struct span text, const char *shape, int numbers[3])
{
	int run = -1;
	for (size_t i = 0; i < text.n; i++) {
		if (shape[i] != 'd') {
			if (text.p[i] != shape[i])
				return false;
			continue;
		}
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		if (i == 0 || shape[i - 1] != 'd')
			numbers[++run] = 0;
		numbers[run] = numbers[run] * 10 + (text.p[i] - '0');
	}
	return true;
}

static bool
parse_day(const int n[3], int32_t *first, int32_t *last)
{
	if (!calendar_valid(n[0], n[1], n[2]))
		return false;
	*first = *last = calendar_day(n[0], n[1], n[2]);
	return true;
}

static bool
parse_month(const int n[3], int32_t *first, int32_t *last)
{
	if (!calendar_valid(n[0], n[1], 1))
		return false;
	*first = calendar_day(n[0], n[1], 1);
	*last = *first + month_length(n[0], n[1]) - 1;
	return true;
}

static bool
parse_year(const int n[3], int32_t *first, int32_t *last)
{
	*first = calendar_day(n[0], 1, 1);
	*last = calendar_day(n[0], 12, 31);
	return true;
}

static bool
parse_week(const int n[3], int32_t *first, int32_t *last)
{
	int32_t monday = calendar_week_monday(n[0], n[1]);
	if (monday == CALENDAR_NO_DAY)
		return false;
	*first = monday;
	*last = monday + 6;
	return true;
}

bool
calendar_parse_period(struct span text, int32_t *first, int32_t *last)
{
	static const struct {
		struct span shape;
		bool (*parse)(const int numbers[3], int32_t *first, int32_t *last);
	} kinds[] = {
	    {SPAN_INIT("dddd-dd-dd"), parse_day},
	    {SPAN_INIT("dddd-dd"), parse_month},
	    {SPAN_INIT("dddd"), parse_year},
	    {SPAN_INIT("dddd-Wdd"), parse_week},
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		int numbers[3];
		if (text.n == kinds[i].shape.n && match_shape(text, kinds[i].shape.p, numbers))
			return kinds[i].parse(numbers, first, last);
	}
	return false;
}

int
calendar_month(const char name[3])
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	const char lower[3] = {span_lower(name[0]), span_lower(name[1]), span_lower(name[2])};
	for (int month = 0; month < 12; month++)
		if (memcmp(names + 3 * month, lower, 3) == 0)
			return month + 1;
	return 0;
}
