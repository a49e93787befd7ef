/* clang-format off: cmocka wants its headers in this order */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "analyzer/outputs/ranges.h"
#include "base/calendar.h"
#include <stdlib.h>

static void
expect(const struct ranges *ranges, const char *want)
{
	char *text = ranges_print(ranges);

	assert_string_equal(text, want);
	free(text);
}

static void
test_names(void **state)
{
	struct ranges ranges = {0};
	int32_t week = calendar_week_monday(2012, 52);

	(void)state;
	expect(&ranges, "");
	ranges_add(&ranges, true, 2010);
	expect(&ranges, "2010");
	ranges_add(&ranges, true, 2010);
	ranges_add(&ranges, true, 2011);
	ranges_add(&ranges, true, 2013);
	expect(&ranges, "2010 to 2011, 2013");
	ranges_add(&ranges, false, week);
	ranges_add(&ranges, false, week + 7);
	ranges_add(&ranges, false, week + 7);
	ranges_add(&ranges, false, week + 21);
	expect(&ranges, "2010 to 2011, 2013, 2012-W52 to 2013-W01, 2013-W03");
}

static void
test_is_bounded(void **state)
{
	struct ranges ranges = {0};

	(void)state;
	for (int32_t year = 2000; year < 2000 + 2 * RANGES_NAMED; year += 2)
		ranges_add(&ranges, true, year);
	ranges_add(&ranges, true, 2011);
	expect(&ranges, "2000, 2002, 2004, 2006, 2008, 2010 to 2011");
	ranges_add(&ranges, true, 2013);
	ranges_add(&ranges, true, 2013);
	expect(&ranges, "2000, 2002, 2004, 2006, 2008, 2010 to 2011 and 1 more year");
	ranges_add(&ranges, true, 2014);
	expect(&ranges, "2000, 2002, 2004, 2006, 2008, 2010 to 2011 and 2 more years");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
