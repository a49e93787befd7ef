#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/statistics/association.h"
#include <math.h>

#define N 60

static void
test_spearman(void **state)
{
	const double x[] = {1, 2, 3, 4, 5}, up[] = {1, 4, 9, 16, 1e9}, tied[] = {1, 1, 2, 2, 3},
		     flat[] = {3, 3, 3, 3, 3};

	(void)state;
	assert_true(fabs(association_spearman(x, up, 5) - 1) < 1e-12);
	/* By hand: ranks 1.5 1.5 3.5 3.5 5 against 1 to 5. */
	assert_true(fabs(association_spearman(x, tied, 5) - 0.9486832981) < 1e-9);
	assert_true(isnan(association_spearman(x, flat, 5)));
	assert_true(isnan(association_pearson(flat, flat, 5)));
	assert_true(isnan(association_pearson(x, x, 1)));
	assert_true(isnan(association_spearman(x, x, 0)));
}

/* Visitors follow followers by three weeks: found at lag 3, and not the other way round. */
static void
test_lag(void **state)
{
	double f[N], v[N], level = 100;
	int32_t t[N];
	struct association_differences d;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		t[i] = (int32_t)i;
		level += (double)(i * i * 31 % 17);
		f[i] = level;
		v[i] = i < 3 ? 50 : f[i - 3] / 2;
	}
	d = association_differences(v, f, t, NULL, N);
	assert_int_equal(d.n, N - 1);
	assert_int_equal(d.followers_first.best, 3);
	assert_true(d.followers_first.r[3] > d.bound_all && d.bound_all > d.bound_one);
	assert_true(fabs(d.visitors_first.r[0] - d.followers_first.r[0]) < 1e-12);
	assert_int_equal(d.ranks.best, 3);
	/* Shifting the one series names the lag the other way. */
	d = association_differences(f, v, t, NULL, N);
	assert_int_equal(d.visitors_first.best, 3);
}

static void
test_too_little(void **state)
{
	double f[N], v[N];
	int32_t t[N];
	bool usable[N] = {false};
	struct association_differences d;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		t[i] = (int32_t)(2 * i);
		f[i] = v[i] = (double)i;
	}
	d = association_differences(v, f, t, NULL, N);
	assert_true(d.n == 0 && isnan(d.spearman) && d.followers_first.best == -1 && isnan(d.bound_all));
	for (size_t i = 0; i < N; i++)
		t[i] = (int32_t)i;
	d = association_differences(v, f, t, usable, N);
	assert_true(d.n == 0 && isnan(d.pearson));
	/* Growth as even as a clock has no differences that could correlate. */
	d = association_differences(v, f, t, NULL, N);
	assert_true(d.n == N - 1 && isnan(d.pearson) && isnan(d.spearman) && d.followers_first.best == -1);
	d = association_differences(v, f, t, NULL, 0);
	assert_int_equal(d.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_spearman),
	    cmocka_unit_test(test_lag),
	    cmocka_unit_test(test_too_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
