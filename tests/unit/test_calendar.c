/* clang-format off: cmocka wants its headers in this order */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "base/calendar.h"
#include <stdio.h>

static void
assert_week(int year, int month, int day, const char *expected)
{
	char text[9];
	calendar_print_week(text, calendar_monday(calendar_day(year, month, day)));
	assert_string_equal(text, expected);
}

static void
test_weeks_at_year_ends(void **state)
{
	(void)state;
	assert_week(2024, 12, 29, "2024-W52");
	assert_week(2024, 12, 30, "2025-W01");
	assert_week(2021, 1, 3, "2020-W53");
	assert_week(2021, 1, 4, "2021-W01");
	assert_week(2026, 12, 31, "2026-W53");
	assert_week(2027, 1, 1, "2026-W53");
	assert_week(2016, 12, 31, "2016-W52");
	assert_week(1970, 1, 1, "1970-W01");
	for (int year = 2009; year <= 2020; year++) {
		bool has_53 = calendar_week_monday(year, 53) != CALENDAR_NO_DAY;
		assert_int_equal(has_53, year == 2009 || year == 2015 || year == 2020);
	}
	assert_int_equal(calendar_week_monday(2013, 0), CALENDAR_NO_DAY);
	assert_int_equal(calendar_week_monday(2013, 54), CALENDAR_NO_DAY);
}

/* Days one after the other, counted in the plainest way; 1 January 1990 was a Monday. */
static void
test_every_day_of_two_centuries(void **state)
{
	(void)state;
	static const int lengths[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year = 1990, month = 1, day = 1, weekday = 1, week = 1, week_year = 1990;
	for (int32_t number = 7305; year < 2200; number++) {
		int y, m, d, iso_year, iso_week;
		char text[11], expected[32];
		assert_int_equal(calendar_day(year, month, day), number);
		calendar_civil(number, &y, &m, &d);
		assert_true(y == year && m == month && d == day);
		assert_int_equal(calendar_year(number), year);
		int32_t monday = calendar_monday(number);
		assert_int_equal(monday, number - weekday + 1);
		calendar_week(monday, &iso_year, &iso_week);
		assert_true(iso_year == week_year && iso_week == week);
		assert_int_equal(calendar_week_monday(week_year, week), monday);
		snprintf(expected, sizeof(expected), "%04d-%02d-%02d", year, month, day);
		calendar_print_day(text, number);
		assert_string_equal(text, expected);

		bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
		if (++day > lengths[month] + (leap && month == 2)) {
			assert_false(calendar_valid(year, month, day));
			day = 1;
			if (++month > 12) {
				month = 1;
				year++;
			}
		}
		assert_true(calendar_valid(year, month, day));
		if (++weekday > 7) {
			weekday = 1;
			week++;
			/* the week that has 4 January is the first */
			if ((month == 1 && day <= 4) || (month == 12 && day >= 29)) {
				week = 1;
				week_year++;
			}
		}
	}
}

static void
test_far_years(void **state)
{
	(void)state;
	int y, m, d;
	char text[11];
	assert_int_equal(calendar_day(0, 3, 1), -719468);
	assert_int_equal(calendar_day(9999, 12, 31), 2932896);
	calendar_civil(calendar_day(0, 1, 1), &y, &m, &d);
	assert_true(y == 0 && m == 1 && d == 1);
	for (int32_t day = calendar_day(0, 1, 1); day <= calendar_day(9999, 12, 31); day += 13) {
		calendar_civil(day, &y, &m, &d);
		assert_true(calendar_valid(y, m, d));
		assert_int_equal(calendar_day(y, m, d), day);
	}
	calendar_print_day(text, calendar_day(0, 2, 29));
	assert_string_equal(text, "0000-02-29");
}

static void
assert_period(const char *text, int32_t first, int32_t last)
{
	int32_t a = 0, b = 0;
	assert_true(calendar_parse_period(span_str(text), &a, &b));
	assert_int_equal(a, first);
	assert_int_equal(b, last);
}

static void
test_periods(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "2013-5-6", "2013-02-29", "2013-13", "2013-00", "2013-W00", "2013-W53",
	    "2013-w19", "13", "20130506", "2013-05-06 ", "2013-05-32", "+013", "2013/05/06"};
	int32_t first, last;
	assert_period("2013-05-06", calendar_day(2013, 5, 6), calendar_day(2013, 5, 6));
	assert_period("2012-02", calendar_day(2012, 2, 1), calendar_day(2012, 2, 29));
	assert_period("2013", calendar_day(2013, 1, 1), calendar_day(2013, 12, 31));
	assert_period("2013-W19", calendar_day(2013, 5, 6), calendar_day(2013, 5, 12));
	assert_period("2020-W53", calendar_day(2020, 12, 28), calendar_day(2021, 1, 3));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(calendar_parse_period(span_str(bad[i]), &first, &last));
}

static void
test_months(void **state)
{
	(void)state;
	assert_int_equal(calendar_month("Jan"), 1);
	assert_int_equal(calendar_month("dEC"), 12);
	assert_int_equal(calendar_month("ebm"), 0);
	assert_int_equal(calendar_month("Foo"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_weeks_at_year_ends),
	    cmocka_unit_test(test_every_day_of_two_centuries),
	    cmocka_unit_test(test_far_years),
	    cmocka_unit_test(test_periods),
	    cmocka_unit_test(test_months),
	};
	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
