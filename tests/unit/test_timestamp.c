#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/timestamp.h"

static void
good_times(void **state)
{
	static const struct {
		const char *text;
		int64_t utc;
		int32_t offset;
		bool leap;
	} cases[] = {
	    {"10/Oct/2000:13:55:36 -0700", 971211336, -25200, false},
	    {"01/Jan/1990:00:00:00 +0000", 631152000, 0, false},
	    {"31/Dec/2199:23:59:59 +0000", 7258118399, 0, false},
	    {"29/Mar/2026:23:30:00 +0200", 1774819800, 7200, false},
	    {"29/Feb/2024:12:00:00 +0530", 1709188200, 19800, false},
	    {"31/Dec/2016:23:59:60 +0000", 1483228799, 0, true},
	    {"01/Jan/2017:00:00:00 +1400", 1483178400, 50400, false},
	    {"01/jan/2017:00:00:00 -1200", 1483272000, -43200, false},
	};
	struct timestamp_cache cache = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct timestamp time = {0};

		/* The second time comes from the cache. */
		for (int round = 0; round < 2; round++) {
			assert_true(timestamp_clf(&cache, cases[i].text, &time));
			assert_int_equal(time.utc, cases[i].utc);
			assert_int_equal(time.offset, cases[i].offset);
			assert_int_equal(time.leap, cases[i].leap);
		}
	}
}

static void
times_that_do_not_exist(void **state)
{
	static const char *const cases[] = {
	    "31/Feb/2026:08:00:00 +0000",
	    "29/Feb/2025:08:00:00 +0000",
	    "00/Jan/2026:08:00:00 +0000",
	    "02/Foo/2026:08:00:00 +0000",
	    "02/Mar/2026:25:00:00 +0000",
	    "02/Mar/2026:24:00:00 +0000",
	    "02/Mar/2026:08:00:61 +0000",
	    "02/Mar/2026:08:60:00 +0000",
	    "02/Mar/2026:08:00:00 +9999",
	    "02/Mar/2026:08:00:00 +1401",
	    "02/Mar/2026:08:00:00 -1201",
	    "02/Mar/2026:08:00:00 +0060",
	    "31/Dec/1989:23:59:59 +0000",
	    "01/Jan/2200:00:00:00 +0000",
	    "01/Jan/0000:00:00:00 +0000",
	    "2/Mar/2026:08:00:00 +00000",
	    "02-Mar-2026:08:00:00 +0000",
	    "02/Mar/2026 08:00:00 +0000",
	    "02/Mar/2026:08:00:00  0000",
	    "02/Mar/2026:0a:00:00 +0000",
	    "0\xff/Mar/2026:08:00:00 +0000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct timestamp_cache cache = {0};
		struct timestamp time = {0};

		assert_false(timestamp_clf(&cache, cases[i], &time));
		assert_true(timestamp_clf(&cache, "02/Mar/2026:08:00:00 +0000", &time));
		assert_false(timestamp_clf(&cache, cases[i], &time));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(good_times),
	    cmocka_unit_test(times_that_do_not_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
