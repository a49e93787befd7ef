/* What follows from a fit: intervals, effects, residuals. */
#include "analyzer/statistics/regression.h"
#include <gsl/gsl_cdf.h>
#include <math.h>

#define K REGRESSION_COLUMNS
/* As in the fit: effects and errors below are rounding. */
#define ROUNDING 1e-9

double
regression_quantile(const struct regression_fit *fit)
{
	return gsl_cdf_tdist_Pinv(0.975, (double)(fit->n - fit->k));
}

double
regression_error(const struct regression_fit *fit, unsigned column)
{
	return fmax(fit->plain[column], fit->robust[column]);
}

struct interval
regression_ratio_interval(const struct regression_fit *fit, unsigned column, double error)
{
	double half = regression_quantile(fit) * error, b = fit->b[column];

	return (struct interval){exp(b - half), exp(b + half)};
}

double
regression_size(const struct regression_fit *fit, unsigned column)
{
	double size = fabs(fit->b[column]);

	return size <= ROUNDING ? 0 : size / fit->robust[column];
}

double
regression_p(const struct regression_fit *fit, unsigned column)
{
	return 2 * gsl_cdf_tdist_Q(regression_size(fit, column), (double)(fit->n - fit->k));
}

int
regression_sign(const struct regression_fit *fit, unsigned column)
{
	double b = fit->b[column];

	if (fabs(b) <= ROUNDING || !(fabs(b) > regression_quantile(fit) * regression_error(fit, column)))
		return 0;
	return b > 0 ? 1 : -1;
}

static double
quadratic(const double m[K][K], const double *g, unsigned k)
{
	double sum = 0;

	for (unsigned i = 0; i < k; i++)
		for (unsigned j = 0; j < k; j++)
			sum += g[i] * m[i][j] * g[j];
	return sum;
}

struct regression_effect
regression_average(const struct regression_fit *fit, const struct regression_series *s)
{
	double with = 0, without = 0, g1[K] = {0}, g0[K] = {0}, half;
	struct regression_effect effect;

	for (size_t i = 0; i < fit->n; i++) {
		const double *x = fit->x + i * fit->k;
		double change, mu0;

		if (s->t[i] < s->after)
			continue;
		change = fit->b[fit->step] + (fit->slope ? fit->b[fit->slope] * x[fit->slope] : 0);
		mu0 = fit->mu[i] * exp(-change);
		with += fit->mu[i];
		without += mu0;
		for (unsigned j = 0; j < fit->k; j++) {
			g1[j] += fit->mu[i] * x[j];
			g0[j] += j == fit->step || (fit->slope && j == fit->slope) ? 0 : mu0 * x[j];
		}
	}
	/* An old trend drawn out too far for numbers. */
	if (!isfinite(without) || !(without > 0))
		return (struct regression_effect){NAN, NAN, {NAN, NAN}};
	for (unsigned j = 0; j < fit->k; j++)
		g1[j] = g1[j] / with - g0[j] / without;
	half = regression_quantile(fit) * sqrt(fmax(0, quadratic(fit->covariance, g1, fit->k)));
	effect.ratio = with / without;
	effect.excess = with - without;
	effect.interval = (struct interval){effect.ratio * exp(-half), effect.ratio * exp(half)};
	return effect;
}

/* value +- t.975 sqrt(g'Vg) with the larger of the two variances. */
static struct interval
around(const struct regression_fit *fit, double value, const double *g)
{
	double plain = fit->dispersion * quadratic(fit->inverse, g, fit->k);
	double half = regression_quantile(fit) * sqrt(fmax(plain, quadratic(fit->covariance, g, fit->k)));

	return (struct interval){value - half, value + half};
}

/* On the scale of the logarithm, where the normal approximation holds better. */
static struct interval
mean(const struct regression_fit *fit, double step)
{
	double g[K] = {1, step};
	struct interval of = around(fit, fit->b[0] + step * fit->b[1], g);

	return (struct interval){exp(of.low), exp(of.high)};
}

struct interval
regression_mean_before(const struct regression_fit *fit)
{
	return mean(fit, 0);
}

struct interval
regression_mean_after(const struct regression_fit *fit)
{
	return mean(fit, 1);
}

struct interval
regression_mean_difference(const struct regression_fit *fit)
{
	double before = exp(fit->b[0]), after = exp(fit->b[0] + fit->b[1]);
	double g[K] = {after - before, after};

	return around(fit, after - before, g);
}

void
regression_residuals(const struct regression_fit *fit, const struct regression_series *s, double *out)
{
	/* What is left of a fit that meets every count is rounding, and no pattern is to be seen in it. */
	for (size_t i = 0; i < fit->n; i++) {
		double rest = s->y[i] - fit->mu[i];

		out[i] = fabs(rest) > 1e-7 * fit->mu[i] ? rest / sqrt(fit->mu[i]) : 0;
	}
}
