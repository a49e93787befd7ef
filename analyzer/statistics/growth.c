#include "analyzer/statistics/growth.h"
#include "analyzer/statistics/regression.h"
#include "analyzer/statistics/serial.h"
#include "base/alloc.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#define FEW 4

/* Variance of the sum of the residuals. */
static double
sum_variance(const double *g, const double *d, size_t m, double rate)
{
	double *e = alloc_zero(m, sizeof *e), plain, robust, scale = (double)m / (double)(m - 1);
	int32_t *t = alloc_zero(m, sizeof *t);
	unsigned lags = regression_lag(m);

	for (size_t i = 0; i < m; i++) {
		e[i] = g[i] - rate * d[i];
		t[i] = (int32_t)i;
	}
	robust = plain = serial_products(e, e, t, m, 0, NULL);
	for (unsigned l = 1; l <= lags; l++)
		robust += 2 * (1 - l / (lags + 1.0)) * serial_products(e, e, t, m, (int32_t)l, NULL);
	free(e);
	free(t);
	return fmax(plain, robust) * scale;
}

double
growth_rate(const double *g, const double *d, size_t m, struct interval *interval)
{
	double gain = 0, days = 0, rate, half;

	for (size_t i = 0; i < m; i++) {
		gain += g[i];
		days += d[i];
	}
	*interval = (struct interval){NAN, NAN};
	if (!(days > 0))
		return NAN;
	rate = gain / days;
	if (m < FEW) {
		if (gain >= 0)
			*interval = rates_garwood((struct rates_sum){gain, days});
		return rate;
	}
	half = gsl_cdf_tdist_Pinv(0.975, (double)(m - 1)) * sqrt(sum_variance(g, d, m, rate)) / days;
	*interval = (struct interval){rate - half, rate + half};
	return rate;
}

double
growth_dispersion(const double *g, const double *d, size_t m)
{
	double total = 0;
	size_t pairs = 0;

	for (size_t i = 1; i < m; i++) {
		double rate = (g[i] + g[i - 1]) / (d[i] + d[i - 1]), step = g[i] / d[i] - g[i - 1] / d[i - 1];

		if (!(rate > 0))
			continue;
		total += step * step / (rate * (1 / d[i] + 1 / d[i - 1]));
		pairs++;
	}
	return pairs ? total / (double)pairs : NAN;
}

void
growth_segments(struct changepoints *out, const double *g, const double *d, size_t m, double least)
{
	double *gains = alloc_zero(m, sizeof *gains);

	for (size_t i = 0; i < m; i++)
		gains[i] = fmax(0, g[i]);
	changepoints_find(out, gains, d, m, changepoints_penalty(growth_dispersion(g, d, m), m), least);
	free(gains);
}
