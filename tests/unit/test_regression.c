#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/statistics/verdict.h"
#include <math.h>
#include <string.h>

#define N 120

/* The reference figures of R are compared in test_compare; here are the corners. */
struct sample {
	double y[N];
	int32_t t[N];
	struct regression_series s;
};

static void
make(struct sample *x, size_t n, int32_t after)
{
	memset(x, 0, sizeof *x);
	for (size_t i = 0; i < n; i++) {
		x->t[i] = (int32_t)i;
		x->y[i] = (double)(10 + i * 7 % 5);
	}
	x->s = (struct regression_series){x->y, x->t, n, 15468, after};
}

static void
test_step_is_ratio_of_means(void **state)
{
	struct sample x;
	struct regression_fit fit;
	double before = 0, after = 0;

	(void)state;
	make(&x, 40, 20);
	for (size_t i = 0; i < 40; i++) {
		x.y[i] *= i < 20 ? 1 : 3;
		*(i < 20 ? &before : &after) += x.y[i];
	}
	regression_quasi_poisson(&fit, REGRESSION_STEP, &x.s);
	assert_true(fit.fitted);
	assert_true(fabs(exp(fit.b[fit.step]) - after / before) < 1e-9);
	assert_int_equal(regression_sign(&fit, fit.step), 1);
	assert_true(regression_error(&fit, 1) >= fit.plain[1] && regression_error(&fit, 1) >= fit.robust[1]);
	assert_true(regression_mean_after(&fit).low < after / 20 && regression_mean_after(&fit).high > after / 20);
	assert_true(regression_mean_difference(&fit).low < (after - before) / 20);
	regression_release(&fit);
	regression_release(&fit);
}

static void
test_no_fit(void **state)
{
	struct sample x;
	struct regression_fit fit;

	(void)state;
	for (int side = 0; side < 2; side++) {
		make(&x, 40, 20);
		for (size_t i = 0; i < 20; i++)
			x.y[i + (side ? 20 : 0)] = 0;
		for (unsigned m = 0; m < REGRESSION_MODELS; m++) {
			regression_quasi_poisson(&fit, (enum regression_model)m, &x.s);
			assert_false(fit.fitted);
			regression_release(&fit);
		}
	}
	make(&x, 0, 5);
	regression_quasi_poisson(&fit, REGRESSION_STEP, &x.s);
	assert_false(fit.fitted);
	regression_release(&fit);
	make(&x, 2, 1);
	regression_quasi_poisson(&fit, REGRESSION_STEP, &x.s);
	assert_false(fit.fitted);
	regression_release(&fit);
	/* All before: the step has no week. */
	make(&x, 40, 99);
	regression_quasi_poisson(&fit, REGRESSION_TREND, &x.s);
	assert_false(fit.fitted);
	regression_release(&fit);
	/* A step on the last week alone and a slope from it: collinear, refused, not divided by zero. */
	make(&x, 40, 39);
	regression_quasi_poisson(&fit, REGRESSION_SLOPE, &x.s);
	assert_false(fit.fitted);
	regression_release(&fit);
}

static void
test_columns(void **state)
{
	static const char *const names[] = {"one", "trend", "step", "slope", "c1", "s1", "c2", "s2"};
	struct sample x;
	struct regression_fit fit;

	(void)state;
	make(&x, 120, 60);
	regression_quasi_poisson(&fit, REGRESSION_SLOPE_SEASON, &x.s);
	assert_true(fit.fitted);
	for (unsigned i = 0; i < fit.k; i++)
		assert_string_equal(regression_column(&fit, i), names[i]);
	regression_release(&fit);
	regression_quasi_poisson(&fit, REGRESSION_SEASON, &x.s);
	assert_string_equal(regression_column(&fit, 2), "step");
	assert_string_equal(regression_column(&fit, 3), "c1");
	regression_release(&fit);
	assert_int_equal(regression_lag(10), 2);
	assert_int_equal(regression_lag(100), 4);
	assert_int_equal(regression_lag(0), 0);
}

/* An underdispersed series has no negative binomial. */
static void
test_poisson_limit(void **state)
{
	struct sample x;
	struct regression_fit fit, nb;

	(void)state;
	make(&x, 60, 30);
	regression_quasi_poisson(&fit, REGRESSION_TREND, &x.s);
	regression_negative_binomial(&nb, &fit, &x.s);
	assert_true(fit.fitted && !nb.fitted && isinf(nb.theta));
	regression_release(&nb);
	for (size_t i = 0; i < 60; i += 3)
		x.y[i] *= 9;
	regression_release(&fit);
	regression_quasi_poisson(&fit, REGRESSION_TREND, &x.s);
	regression_negative_binomial(&nb, &fit, &x.s);
	assert_true(nb.fitted && nb.theta > 0.5 && nb.theta < 20);
	regression_release(&nb);
	regression_release(&fit);
}

/* Constant counts: errors and effects are rounding, and rounding must not look significant. */
static void
test_rounding_is_no_effect(void **state)
{
	struct sample x;
	double rest[N];

	(void)state;
	make(&x, 120, 60);
	for (size_t i = 0; i < 120; i++)
		x.y[i] = 13;
	for (unsigned m = 0; m < REGRESSION_MODELS; m++) {
		struct regression_fit fit;

		regression_quasi_poisson(&fit, (enum regression_model)m, &x.s);
		assert_true(fit.fitted);
		assert_int_equal(regression_sign(&fit, fit.step), 0);
		assert_true(regression_size(&fit, fit.step) == 0);
		regression_residuals(&fit, &x.s, rest);
		for (size_t i = 0; i < 120; i++)
			assert_true(rest[i] == 0);
		regression_release(&fit);
	}
}

static void
test_placebo(void **state)
{
	struct sample x;
	struct placebo p;

	(void)state;
	make(&x, 100, 52);
	p = placebo_run(&x.s, INFINITY);
	assert_int_equal(p.dates, 37);
	assert_int_equal(p.as_large, 0);
	assert_true(fabs(p.p - 1.0 / 38) < 1e-12);
	p = placebo_run(&x.s, 0);
	assert_int_equal(p.as_large, 37);
	make(&x, 100, 23);
	assert_int_equal(placebo_run(&x.s, 1).dates, 0);
	make(&x, 100, 24);
	assert_int_equal(placebo_run(&x.s, 1).dates, 9);
}

static void
test_words(void **state)
{
	static const char *const words[] = {"no-visitors", "too-few-weeks", "too-few-weeks-differs", "no-model",
	    "changed-at-date", "trend-differs", "differs-but-not-tied-to-date", "not-distinguishable"};

	(void)state;
	for (unsigned i = 0; i < VERDICTS; i++)
		assert_string_equal(verdict_word((enum verdict_kind)i), words[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_step_is_ratio_of_means),
	    cmocka_unit_test(test_no_fit),
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_poisson_limit),
	    cmocka_unit_test(test_rounding_is_no_effect),
	    cmocka_unit_test(test_placebo),
	    cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
