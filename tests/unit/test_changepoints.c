#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/statistics/changepoints.h"
#include "analyzer/statistics/growth.h"
#include <math.h>

static void
test_one_step(void **state)
{
	double y[40], ratio;
	struct changepoints found;

	(void)state;
	for (size_t i = 0; i < 40; i++)
		y[i] = i < 25 ? 5 : 50;
	changepoints_find(&found, y, NULL, 40, changepoints_penalty(1, 40), 4);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.first[0], 25);
	assert_true(isfinite(found.objective));
	assert_int_equal(changepoints_single(y, 40, &ratio), 25);
	assert_true(ratio > 100);
	changepoints_release(&found);
	changepoints_release(&found);
}

static void
test_nothing_to_find(void **state)
{
	double y[40] = {0}, ratio;
	struct changepoints found;

	(void)state;
	changepoints_find(&found, y, NULL, 40, changepoints_penalty(1, 40), 4);
	assert_int_equal(found.count, 0);
	changepoints_release(&found);
	changepoints_find(&found, y, NULL, 3, 1, 4);
	assert_true(found.count == 0 && isnan(found.objective));
	changepoints_release(&found);
	changepoints_find(&found, y, NULL, 0, 1, 4);
	assert_int_equal(found.count, 0);
	changepoints_release(&found);
	changepoints_single(y, 8, &ratio);
	assert_true(ratio == 0);
	assert_true(changepoints_penalty(0.2, 100) == changepoints_penalty(NAN, 100));
}

/* 1 to 5 a day, then 20, then 100, read at odd distances. */
static void
test_growth(void **state)
{
	double g[60], d[60], rate;
	struct changepoints found;
	struct interval of;

	(void)state;
	for (size_t i = 0; i < 60; i++) {
		d[i] = (double)(5 + i % 4);
		g[i] = d[i] * (i < 20 ? 3 : i < 40 ? 20 : 100) + (double)(i * 5 % 7) - 3;
	}
	growth_segments(&found, g, d, 60, 28);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.first[0], 20);
	assert_int_equal(found.first[1], 40);
	changepoints_release(&found);
	rate = growth_rate(g, d, 20, &of);
	assert_true(rate > 2.8 && rate < 3.2 && of.low < 3 && of.high > 3);
	g[0] = -5000;
	assert_true(growth_rate(g, d, 20, &of) < 0 && of.low < of.high);
	assert_true(growth_rate(g, d, 2, &of) < 0 && isnan(of.low));
	assert_true(isnan(growth_rate(g, d, 0, &of)) && isnan(of.low));
	g[0] = 10;
	assert_true(growth_rate(g, d, 1, &of) == 2 && of.low > 0.9 && of.high < 3.7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_step),
	    cmocka_unit_test(test_nothing_to_find),
	    cmocka_unit_test(test_growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
