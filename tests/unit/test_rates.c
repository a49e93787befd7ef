#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/statistics/rates.h"
#include "analyzer/statistics/serial.h"
#include <math.h>

static void
near(double got, double want)
{
	if (!(fabs(got - want) <= 1e-6 * fmax(1, fabs(want))))
		fail_msg("%.12g, not %.12g", got, want);
}

static struct rates_sum
sum(double count, double weeks)
{
	return (struct rates_sum){count, weeks};
}

/* Values of chi-square and beta quantiles as in printed tables. */
static void
test_garwood(void **state)
{
	(void)state;
	near(rates_garwood(sum(0, 1)).low, 0);
	near(rates_garwood(sum(0, 1)).high, 3.688879454);
	near(rates_garwood(sum(10, 1)).low, 4.795388696);
	near(rates_garwood(sum(10, 1)).high, 18.390356038);
	near(rates_garwood(sum(10, 5)).high, 3.678071208);
	near(rates_garwood(sum(1000, 1)).low, 938.9730184);
	/* Counts at which GSL's own quantile gives up. */
	near(rates_garwood(sum(1159, 1)).high, 1227.696014);
	near(rates_garwood(sum(1e15, 1)).low / 1e15, 1);
	assert_true(isnan(rates_garwood(sum(5, 0)).low));
}

/* No jump where one method hands over to the next. */
static void
test_garwood_is_smooth(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		double y = 9990 + i, here = rates_garwood(sum(y, 1)).low, next = rates_garwood(sum(y + 1, 1)).low;

		assert_true(next > here && fabs(next - here - 0.9902) < 1e-3);
	}
}

static void
test_ratios(void **state)
{
	struct interval of;

	(void)state;
	of = rates_ratio_exact(sum(0, 5), sum(16, 5));
	near(of.low, 3.856556405);
	assert_true(isinf(of.high));
	of = rates_ratio_exact(sum(16, 5), sum(0, 5));
	assert_true(of.low == 0);
	near(of.high, 1 / 3.856556405);
	of = rates_ratio_score(sum(0, 5), sum(16, 5));
	near(of.low, 4.165084346);
	assert_true(isinf(of.high));
	of = rates_ratio_exact(sum(1e12, 50), sum(2e12, 50));
	assert_true(of.low < 2 && of.high > 2 && of.high - of.low < 2e-5);
	of = rates_ratio_exact(sum(3, 50), sum(4e6, 50));
	assert_true(of.low > 4e6 / 8.8 && of.low < 4e6 / 8.7 && of.high < 4e6 / 0.61 && of.high > 4e6 / 0.62);
	assert_true(isnan(rates_ratio_exact(sum(0, 5), sum(0, 5)).low));
	assert_true(isnan(rates_ratio_exact(sum(3, 0), sum(3, 5)).low));
	assert_true(isnan(rates_ratio_score(sum(0, 5), sum(0, 5)).high));
	assert_true(isinf(rates_ratio(sum(0, 5), sum(1, 5))));
	assert_true(isnan(rates_ratio(sum(0, 5), sum(0, 5))));
	assert_true(isnan(rates_ratio(sum(0, 0), sum(1, 5))));
	near(rates_ratio(sum(10, 5), sum(10, 10)), 0.5);
}

static void
test_difference(void **state)
{
	struct interval of = rates_difference(sum(0, 10), sum(0, 10));

	(void)state;
	assert_true(of.low < 0 && of.high > 0);
	of = rates_difference(sum(10, 10), sum(100, 10));
	assert_true(of.low > 6 && of.low < 9 && of.high > 9 && of.high < 12);
	assert_true(isnan(rates_difference(sum(1, 0), sum(1, 1)).low));
}

static void
test_dispersion(void **state)
{
	const double y[] = {4, 6, 0, 0, 9, 11}, zero[6] = {0};
	const int32_t t[] = {0, 1, 2, 3, 5, 6};

	(void)state;
	/* Pairs 4-6, 6-0, 9-11; 0-0 says nothing, and week 4 is missing. */
	near(rates_dispersion_steps(y, t, 6), (4 / 10.0 + 36 / 6.0 + 4 / 20.0) / 3);
	assert_true(isnan(rates_dispersion_steps(zero, t, 6)));
	assert_true(isnan(rates_dispersion_steps(y, t, 1)));
	near(rates_dispersion(y, t, 6, 5), (2.25 + 12.25 + 6.25 + 6.25) / 2.5 / 4 + (1 + 1) / 10.0 / 4);
	assert_true(isnan(rates_dispersion(y, t, 6, 99)));
	near(rates_at_least_poisson(0.4), 1);
	near(rates_at_least_poisson(NAN), 1);
	near(rates_inflated(2, 0.5), 6);
	near(rates_inflated(2, -0.5), 2);
	near(rates_inflated(2, NAN), 2);
}

static void
test_detectable(void **state)
{
	double r = rates_detectable(sum(520, 52), 52, 1);

	(void)state;
	assert_true(r > 1.18 && r < 1.2);
	near(log(r), 2.801585218 * sqrt(1 / 520.0 + 1 / (520 * r)));
	assert_true(rates_detectable(sum(520, 52), 52, 4) > r);
	assert_true(isnan(rates_detectable(sum(0, 52), 52, 1)));
	assert_true(isnan(rates_detectable(sum(5, 52), 0, 1)));
}

static void
test_serial(void **state)
{
	const double x[] = {1, 2, 3, 4}, flat[] = {0.1, 0.1, 0.1, 0.1};
	const int32_t t[] = {0, 1, 2, 3}, gap[] = {0, 1, 5, 6};
	double p;
	size_t pairs;

	(void)state;
	near(serial_correlation(x, t, 4, 1), 0.25);
	assert_true(isnan(serial_correlation(flat, t, 4, 1)));
	assert_true(isnan(serial_correlation(x, t, 1, 1)));
	near(serial_products(x, x, gap, 4, 1, &pairs), 2 + 12);
	assert_int_equal(pairs, 2);
	near(serial_products(x, x, t, 4, 1, &pairs), 2 + 6 + 12);
	assert_int_equal(pairs, 3);
	near(serial_products(x, x, t, 4, 9, &pairs), 0);
	assert_int_equal(pairs, 0);
	near(serial_ljung_box(x, t, 4, 1, &p), 4 * 6 * 0.0625 / 3);
	assert_true(p > 0.4 && p < 0.5);
	assert_true(isnan(serial_ljung_box(x, t, 4, 0, &p)) && isnan(p));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_garwood),
	    cmocka_unit_test(test_garwood_is_smooth),
	    cmocka_unit_test(test_ratios),
	    cmocka_unit_test(test_difference),
	    cmocka_unit_test(test_dispersion),
	    cmocka_unit_test(test_detectable),
	    cmocka_unit_test(test_serial),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
