#include "analyzer/statistics/serial.h"
#include "base/alloc.h"
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

double
serial_products(const double *x, const double *y, const int32_t *t, size_t n, int32_t lag, size_t *pairs)
{
	double total = 0;
	size_t count = 0, j = 0, step = (size_t)lag;

	/* Without a gap the pairs are plain; that is most of the time of a placebo run. */
	if (n > step && (size_t)(t[n - 1] - t[0]) == n - 1) {
		for (size_t i = step; i < n; i++)
			total += x[i] * y[i - step];
		if (pairs)
			*pairs = n - step;
		return total;
	}
	for (size_t i = 0; i < n; i++) {
		while (t[j] < t[i] - lag)
			j++;
		if (t[j] != t[i] - lag)
			continue;
		total += x[i] * y[j];
		count++;
	}
	if (pairs)
		*pairs = count;
	return total;
}

/* x less its mean; the caller frees it. */
static double *
centred(const double *x, size_t n)
{
	double *out = alloc_zero(n, sizeof *out), mean = 0;

	for (size_t i = 0; i < n; i++)
		mean += x[i];
	mean /= (double)n;
	for (size_t i = 0; i < n; i++)
		out[i] = x[i] - mean;
	return out;
}

/* A spread that is nothing but rounding is none. */
static double
spread(const double *c, const double *x, size_t n)
{
	double total = 0, size = 0;

	for (size_t i = 0; i < n; i++) {
		total += c[i] * c[i];
		size += x[i] * x[i];
	}
	return total > 1e-24 * size ? total : 0;
}

double
serial_correlation(const double *x, const int32_t *t, size_t n, int32_t lag)
{
	double *c, all, r;

	if (n < 2)
		return NAN;
	c = centred(x, n);
	all = spread(c, x, n);
	r = all > 0 ? serial_products(c, c, t, n, lag, NULL) / all : NAN;
	free(c);
	return r;
}

double
serial_ljung_box(const double *x, const int32_t *t, size_t n, unsigned lags, double *p)
{
	double q = 0, size = (double)n;

	*p = NAN;
	if (lags == 0 || n <= lags)
		return NAN;
	for (unsigned lag = 1; lag <= lags; lag++) {
		double r = serial_correlation(x, t, n, (int32_t)lag);

		q += r * r / (size - lag);
	}
	q *= size * (size + 2);
	if (!isnan(q))
		*p = gsl_cdf_chisq_Q(q, lags);
	return q;
}
