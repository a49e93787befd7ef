#include "analyzer/statistics/rates.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>

/* Beyond these the approximations below are exact to two in a million or better, and GSL's
 * distribution functions grow slow. */
#define LARGE_CHISQ 2e4
#define LARGE_BETA 3e5

static const struct interval unknown = {NAN, NAN};

double
rates_mean(struct rates_sum of)
{
	return of.weeks > 0 ? of.sum / of.weeks : NAN;
}

double
rates_ratio(struct rates_sum before, struct rates_sum after)
{
	double from = rates_mean(before), to = rates_mean(after);

	if (from > 0)
		return to / from;
	return from == 0 && to > 0 ? INFINITY : NAN;
}

/* A distribution function of a positive x less the probability whose quantile is sought. */
struct target {
	double (*below)(double x, double a, double b);
	double a, b, p;
};

static double
miss(const struct target *f, double log_x)
{
	return f->below(exp(log_x), f->a, f->b) - f->p;
}

/* GSL's own quantiles (2.7.1) fail to converge at about one count in two beyond a thousand, so its
 * distribution functions are inverted here: from a guess, by the Illinois rule (M. Dowell and P. Jarratt,
 * BIT 11 (1971) 168) on the logarithm. */
static double
quantile(const struct target *f, double guess)
{
	double low = log(guess) - 1e-4, high = low + 2e-4, at_low, at_high;
	gsl_error_handler_t *handler = gsl_set_error_handler_off();

	for (int i = -5; miss(f, low) > 0 && i < 7; i++)
		low -= pow(4, i);
	for (int i = -5; miss(f, high) < 0 && i < 7; i++)
		high += pow(4, i);
	at_low = miss(f, low);
	at_high = miss(f, high);
	for (int i = 0; i < 100 && high - low > 1e-14 * (1 + fabs(low)) && at_high > at_low; i++) {
		double x = low - at_low * (high - low) / (at_high - at_low), y = miss(f, x);

		if (!(x > low && x < high) || y == 0) {
			low = high = x;
		} else if (y < 0) {
			low = x;
			at_low = y;
			at_high /= 2;
		} else {
			high = x;
			at_high = y;
			at_low /= 2;
		}
	}
	gsl_set_error_handler(handler);
	return exp((low + high) / 2);
}

static double
chisq_below(double x, double freedom, double unused)
{
	(void)unused;
	return gsl_cdf_chisq_P(x, freedom);
}

/* Quantile of chi-square. Large: E. B. Wilson and M. M. Hilferty, PNAS 17 (1931) 684. */
static double
chisq_quantile(double p, double freedom)
{
	double part = 2 / (9 * freedom), root = 1 - part + gsl_cdf_ugaussian_Pinv(p) * sqrt(part);
	double guess = freedom * root * root * root;
	struct target f = {chisq_below, freedom, 0, p};

	return freedom > LARGE_CHISQ ? guess : quantile(&f, guess);
}

static double
odds_below(double odds, double a, double b)
{
	return gsl_cdf_beta_P(odds / (1 + odds), a, b);
}

/* x / (1-x) of the quantile x of Beta(a, b), nearly, from 1 on and well where both are large:
 * M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), 26.5.22. */
static double
beta_odds_normal(double p, double a, double b)
{
	double z = -gsl_cdf_ugaussian_Pinv(p), lambda = (z * z - 3) / 6;
	double ra = 1 / (2 * a - 1), rb = 1 / (2 * b - 1), h = 2 / (ra + rb);
	double w = z * sqrt(h + lambda) / h - (rb - ra) * (lambda + 5.0 / 6 - 2 / (3 * h));

	return a / b * exp(-2 * w);
}

/* x / (1-x) of the quantile x of Beta(a, b), a and b at least 1, computed from whichever of x and 1-x
 * is not near 1. One parameter small beside the other: -log(1-x) is nearly gamma distributed, divided
 * by b + (a-1)/2 (J. Wise, Biometrika 47 (1960) 173). */
static double
beta_odds(double p, double a, double b)
{
	struct target f = {odds_below, a, b, p};

	if (a > b)
		return 1 / beta_odds(1 - p, b, a);
	if (b <= LARGE_BETA)
		return quantile(&f, beta_odds_normal(p, a, b));
	return a > 1000 ? beta_odds_normal(p, a, b) : expm1(chisq_quantile(p, 2 * a) / 2 / (b + (a - 1) / 2));
}

struct interval
rates_garwood(struct rates_sum of)
{
	if (!(of.weeks > 0))
		return unknown;
	return (struct interval){
	    of.sum > 0 ? chisq_quantile(0.025, 2 * of.sum) / 2 / of.weeks : 0,
	    chisq_quantile(0.975, 2 * of.sum + 2) / 2 / of.weeks,
	};
}

static bool
comparable(struct rates_sum before, struct rates_sum after)
{
	return before.weeks > 0 && after.weeks > 0 && before.sum + after.sum > 0;
}

struct interval
rates_ratio_exact(struct rates_sum before, struct rates_sum after)
{
	double scale = before.weeks / after.weeks;

	if (!comparable(before, after))
		return unknown;
	return (struct interval){
	    after.sum > 0 ? beta_odds(0.025, after.sum, before.sum + 1) * scale : 0,
	    before.sum > 0 ? beta_odds(0.975, after.sum + 1, before.sum) * scale : INFINITY,
	};
}

/* With p = Y1/N the odds of both Wilson limits are (Y1 + z^2/2 +- h) / (Y0 + z^2/2 -+ h). */
struct interval
rates_ratio_score(struct rates_sum before, struct rates_sum after)
{
	double z = gsl_cdf_ugaussian_Pinv(0.975), half = z * z / 2, all = before.sum + after.sum;
	double scale = before.weeks / after.weeks, h;

	if (!comparable(before, after))
		return unknown;
	h = z * sqrt(before.sum / all * after.sum + z * z / 4);
	return (struct interval){
	    after.sum > 0 ? (after.sum + half - h) / (before.sum + half + h) * scale : 0,
	    before.sum > 0 ? (after.sum + half + h) / (before.sum + half - h) * scale : INFINITY,
	};
}

struct interval
rates_difference(struct rates_sum before, struct rates_sum after)
{
	struct interval b = rates_garwood(before), a = rates_garwood(after);
	double from = rates_mean(before), to = rates_mean(after);

	return (struct interval){
	    to - from - hypot(to - a.low, b.high - from),
	    to - from + hypot(a.high - to, from - b.low),
	};
}

double
rates_dispersion(const double *y, const int32_t *t, size_t n, int32_t after)
{
	double sum[2] = {0, 0}, weeks[2] = {0, 0}, total = 0;

	for (size_t i = 0; i < n; i++) {
		sum[t[i] >= after] += y[i];
		weeks[t[i] >= after]++;
	}
	if (!(sum[0] > 0) || !(sum[1] > 0) || n < 3)
		return NAN;
	for (size_t i = 0; i < n; i++) {
		double mean = sum[t[i] >= after] / weeks[t[i] >= after];

		total += (y[i] - mean) * (y[i] - mean) / mean;
	}
	return total / (double)(n - 2);
}

double
rates_dispersion_steps(const double *y, const int32_t *t, size_t n)
{
	double total = 0;
	size_t pairs = 0;

	for (size_t i = 1; i < n; i++) {
		double both = y[i] + y[i - 1];

		if (t[i] - t[i - 1] != 1 || !(both > 0))
			continue;
		total += (y[i] - y[i - 1]) * (y[i] - y[i - 1]) / both;
		pairs++;
	}
	return pairs ? total / (double)pairs : NAN;
}

double
rates_at_least_poisson(double dispersion)
{
	return dispersion > 1 ? dispersion : 1;
}

double
rates_inflated(double dispersion, double lag1)
{
	return lag1 > 0 && lag1 < 1 ? dispersion * (1 + lag1) / (1 - lag1) : dispersion;
}

double
rates_detectable(struct rates_sum before, double weeks_after, double dispersion)
{
	double z = gsl_cdf_ugaussian_Pinv(0.975) + gsl_cdf_ugaussian_Pinv(0.8), ratio = 2;

	if (!(before.sum > 0) || !(before.weeks > 0) || !(weeks_after > 0))
		return NAN;
	for (int i = 0; i < 500; i++) {
		double last = ratio, expected = before.sum / before.weeks * weeks_after;

		ratio = exp(z * sqrt(dispersion * (1 / before.sum + 1 / (expected * ratio))));
		if (ratio == last)
			break;
	}
	return ratio;
}
