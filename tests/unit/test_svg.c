/* Scales, ticks and places of a drawing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "analyzer/outputs/svg.h"
#include "base/calendar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool
near(double a, double b)
{
	return fabs(a - b) < 1e-6;
}

static void
test_axis(void **state)
{
	static const struct {
		double largest, most, step;
		unsigned ticks;
		bool whole;
	} rows[] = {
	    {0, 1, 1, 5, true},
	    {1, 1, 1, 5, true},
	    {3, 3, 1, 5, true},
	    {7, 8, 2, 5, true},
	    {183, 200, 50, 5, true},
	    {200, 200, 50, 5, true},
	    {1000, 1000, 200, 5, true},
	    {35418, 40000, 10000, 4, true},
	    {0.62, 0.8, 0.2, 4, false},
	    {0.013, 0.015, 0.005, 4, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct svg_axis axis = svg_axis(rows[i].largest, rows[i].ticks, rows[i].whole);
		assert_true(near(axis.most, rows[i].most));
		assert_true(near(axis.step, rows[i].step));
	}
}

static void
expect_number(double value, int decimals, const char *expected)
{
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);

	svg_number(to, value, decimals);
	fclose(to);
	assert_string_equal(out, expected);
	free(out);
}

static void
test_numbers(void **state)
{
	(void)state;
	expect_number(12, 1, "12");
	expect_number(12.34, 1, "12.3");
	expect_number(12.30, 2, "12.3");
	expect_number(100, 1, "100");
	expect_number(0, 0, "0");
	expect_number(-0.01, 1, "0");
}

/* Weeks in a row take equal places; a day stands inside its week, a day outside at the edge; weeks that
 * are left out take no place. */
static void
test_weeks(void **state)
{
	int32_t first = calendar_day(2013, 1, 7);
	int32_t mondays[] = {first, first + 7, first + 14, first + 7000};
	struct svg_weeks weeks = {mondays, 4};
	struct svg svg = {.left = 100, .right = 500, .top = 0, .bottom = 100};

	(void)state;
	assert_true(near(svg_slot(&svg, &weeks), 100));
	assert_true(near(svg_x(&svg, &weeks, first - 30), 100));
	assert_true(near(svg_x(&svg, &weeks, first), 100 + 50.0 / 7));
	assert_true(near(svg_x(&svg, &weeks, first + 10), 250));
	assert_true(near(svg_x(&svg, &weeks, first + 100), 400));
	assert_true(near(svg_x(&svg, &weeks, first + 7003), 450));
	assert_true(near(svg_x(&svg, &weeks, first + 9000), 500));
}

/* Whatever the number of weeks, labels of the axis do not touch each other. */
static void
test_labels(void **state)
{
	int32_t *mondays = calloc(1200, sizeof(*mondays));

	(void)state;
	for (size_t i = 0; i < 1200; i++)
		mondays[i] = calendar_day(2000, 1, 3) + 7 * (int32_t)i;
	for (size_t n = 1; n <= 1200; n += n < 60 ? 1 : 97) {
		for (int narrow = 0; narrow < 2; narrow++) {
			static const double margins[] = {40, 40, 10, 26};
			struct svg_weeks weeks = {mondays, n};
			char *out = NULL, *at;
			double last = -100;
			size_t size, labels = 0;
			FILE *to = open_memstream(&out, &size);
			struct svg svg;
			svg_begin(&svg, to, narrow, 200, margins, "t", "d");
			svg_weeks_draw(&svg, &weeks);
			svg_end(&svg);
			fclose(to);
			for (at = out; (at = strstr(at, "<text x=\"")); labels++) {
				double x = strtod(at + 9, &at);
				const char *text = strchr(at, '>') + 1;
				double half = 0.3 * SVG_FONT * (double)strcspn(text, "<");
				assert_true(x - half >= last - 1);
				last = x + half;
				assert_true(last <= svg.width + 1);
			}
			assert_true(n > 40 || labels > 0 || n > 16);
			assert_true(n < 60 || labels >= 2);
			free(out);
		}
	}
	free(mondays);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_axis),
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_weeks),
	    cmocka_unit_test(test_labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
