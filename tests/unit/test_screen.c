/* Numbers in words, sparklines, charts at any width. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/outputs/chart.h"
#include "analyzer/outputs/screen.h"
#include "analyzer/outputs/wrap.h"
#include "base/calendar.h"

#include <math.h>

static void
test_numbers(void **state)
{
	const struct screen ascii = {.utf8 = false}, utf8 = {.utf8 = true};

	(void)state;
	assert_string_equal(SCREEN_N(3.25), "3.2");
	assert_string_equal(SCREEN_N(-0.0001), "0.0");
	assert_string_equal(SCREEN_N(0.04), "0.04");
	assert_string_equal(SCREEN_N(99.96), "100");
	assert_string_equal(SCREEN_N(2562.7), "2,563");
	assert_string_equal(SCREEN_N(-1234.4), "-1,234");
	assert_string_equal(SCREEN_N(1e300), "18,446,744,073,709,551,615");
	assert_string_equal(SCREEN_R(&ascii, 12.1043), "x12.1");
	assert_string_equal(SCREEN_R(&utf8, 0.98), "\xC3\x97"
						   "0.98");
	assert_string_equal(SCREEN_R(&ascii, 0.04567), "x0.046");
	assert_string_equal(SCREEN_I(((struct interval){3.87, 5.03})), "3.9 to 5.0");
	assert_string_equal(SCREEN_RS(((struct interval){2.1, INFINITY})), "2.1 or more");
	assert_string_equal(SCREEN_I(((struct interval){NAN, NAN})), "");
}

/* No figure of any size may run out of its room or be written as no number. */
static void
test_numbers_hold(void **state)
{
	static const double values[] = {0, 1e-300, 0.0499999, 0.95, 1.995, 9.995, 99.95, 1e6, 1e18, 1.7e308, -1e300};
	const struct screen screen = {.utf8 = true};

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		assert_true(strlen(SCREEN_N(values[i])) < SCREEN_NUMBER);
		assert_true(strlen(SCREEN_R(&screen, values[i])) < SCREEN_NUMBER);
		assert_null(strstr(SCREEN_R(&screen, values[i]), "nan"));
		assert_null(strstr(SCREEN_R(&screen, values[i]), "inf"));
	}
	assert_null(strstr(SCREEN_N(NAN), "nan"));
	assert_null(strstr(SCREEN_N(INFINITY), "inf"));
}

static void
test_spark(void **state)
{
	char text[3 * SPARK_COLUMNS + 1];
	struct spark spark;

	(void)state;
	spark_init(&spark, 4, 9, 20);
	assert_int_equal(spark.columns, 9);
	for (int i = 0; i < 9; i++)
		if (i != 4)
			spark_add(&spark, 4 + 7 * i, i);
	spark_print(&spark, text, false);
	assert_string_equal(text, "_.:- +*##");
	assert_true(spark.most >= 8 && spark.most <= 8);
	/* Two weeks a column; what lies outside goes to the edge. */
	spark_init(&spark, 4, 8, 4);
	assert_int_equal(spark_column(&spark, 4 + 7 * 7), 3);
	assert_int_equal(spark_column(&spark, 4 + 7 * 2), 1);
	assert_int_equal(spark_column(&spark, -100000), 0);
	assert_int_equal(spark_column(&spark, 1000000), 3);
	spark_init(&spark, 4, 0, 4);
	spark_add(&spark, 4, 1);
	spark_print(&spark, text, true);
	assert_string_equal(text, "");
}

static void
test_chart(void **state)
{
	struct compare_week weeks[200];
	struct compare_claimed events[] = {{0, NULL}, {0, "x"}, {0, NULL}};
	int32_t first = calendar_week_monday(2012, 19);

	(void)state;
	for (size_t n = 1; n <= 200; n += n < 12 ? 1 : 47) {
		struct compare_input input = {.weeks = weeks, .nweeks = n, .events = events, .nevents = 3};
		struct compare_result result;
		for (size_t i = 0; i < n; i++)
			weeks[i] = (struct compare_week){.monday = first + 7 * (int32_t)i,
			    .complete = true,
			    .known = i % 7 != 3,
			    .visitors = (double)(i % 50)};
		events[0].day = first;
		events[1].day = first + 7 * (int32_t)n - 1;
		events[2].day = first - 9;
		compare_init(&result, &input);
		for (unsigned width = 24; width <= 500; width += 7) {
			struct style style = {.width = width, .utf8 = width % 2};
			struct chart chart;
			chart_init(&chart, &result, &style);
			for (size_t i = 0; i < CHART_LINES; i++)
				assert_true(
				    CHART_LABEL + wrap_width(chart.lines[i].text) +
					(chart.lines[i].remark[0] ? 2 + wrap_width(chart.lines[i].remark) : 0) <=
				    width);
		}
		compare_release(&result);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_numbers_hold),
	    cmocka_unit_test(test_spark),
	    cmocka_unit_test(test_chart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
