/* clang-format off: cmocka wants its headers in this order */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "base/zone.h"
#include "base/calendar.h"

static int64_t
instant(int year, int month, int day, int hour)
{
	return (int64_t)calendar_day(year, month, day) * 86400 + hour * 3600;
}

static void
test_log_and_utc(void **state)
{
	(void)state;
	struct zone zone;
	struct zone_cache cache = {0};
	assert_int_equal(zone_open(&zone, "LOG"), 0);
	assert_string_equal(zone.name, "log");
	assert_int_equal(zone_offset(&zone, &cache, 0, -3600), -3600);
	assert_int_equal(zone_day(&zone, &cache, 0, -3600), -1);
	assert_int_equal(zone_day(&zone, &cache, -86400, 0), -1);
	assert_int_equal(zone_open(&zone, "utc"), 0);
	assert_string_equal(zone.name, "UTC");
	assert_int_equal(zone_day(&zone, &cache, 0, -3600), 0);
}

static void
test_unknown_names(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "Europe", "Europe/Nowhere", "../zoneinfo/UTC", "/usr/share/zoneinfo/UTC",
	    "Europe/../Europe/Berlin", "EST5EDT,M3.2.0,M11.1.0", ":UTC", "tzdata.zi", "+05:00"};
	struct zone zone;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(zone_open(&zone, bad[i]), -1);
}

static void
test_summer_time(void **state)
{
	(void)state;
	struct zone zone;
	struct zone_cache cache = {0};
	if (zone_open(&zone, "Europe/Berlin"))
		skip(); /* no tzdata here */
	assert_string_equal(zone.name, "Europe/Berlin");
	int64_t change = instant(2026, 3, 29, 1);
	assert_int_equal(zone_offset(&zone, &cache, change - 1, 0), 3600);
	assert_int_equal(zone_offset(&zone, &cache, change, 0), 7200);
	assert_int_equal(zone_offset(&zone, &cache, change - 1, 0), 3600);
	int32_t sunday = calendar_day(2026, 3, 29);
	assert_int_equal(zone_day(&zone, &cache, instant(2026, 3, 28, 23) + 1800, 0), sunday);
	assert_int_equal(zone_day(&zone, &cache, instant(2026, 3, 29, 21) + 1800, 0), sunday);
	assert_int_equal(zone_day(&zone, &cache, instant(2026, 3, 29, 22) + 1800, 0), sunday + 1);
}

/* Lord Howe Island changes by half an hour, in the middle of a UTC hour. */
static void
test_change_inside_an_hour(void **state)
{
	(void)state;
	struct zone zone;
	struct zone_cache cache = {0};
	if (zone_open(&zone, "Australia/Lord_Howe"))
		skip();
	int64_t change = instant(2026, 10, 3, 15) + 1800;
	for (int round = 0; round < 2; round++) {
		assert_int_equal(zone_offset(&zone, &cache, change - 1, 0), 37800);
		assert_int_equal(zone_offset(&zone, &cache, change, 0), 39600);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_log_and_utc),
	    cmocka_unit_test(test_unknown_names),
	    cmocka_unit_test(test_summer_time),
	    cmocka_unit_test(test_change_inside_an_hour),
	};
	return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
