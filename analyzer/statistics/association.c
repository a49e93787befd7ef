#include "analyzer/statistics/association.h"
#include "analyzer/statistics/serial.h"
#include "base/alloc.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

#define LAGS ASSOCIATION_LAGS

static void
centre(double *x, size_t n)
{
	double mean = 0, size = 0, spread = 0;

	for (size_t i = 0; i < n; i++)
		mean += x[i] / (double)n;
	for (size_t i = 0; i < n; i++) {
		size += x[i] * x[i];
		x[i] -= mean;
		spread += x[i] * x[i];
	}
	/* What is left of a constant is rounding, and correlates with anything. */
	for (size_t i = 0; i < n && spread <= 1e-24 * size; i++)
		x[i] = 0;
}

static double
dot(const double *x, const double *y, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[i] * y[i];
	return sum;
}

static double *
copy(const double *x, size_t n)
{
	double *out = alloc_zero(n, sizeof *out);

	for (size_t i = 0; i < n; i++)
		out[i] = x[i];
	return out;
}

double
association_pearson(const double *x, const double *y, size_t n)
{
	double *cx = copy(x, n), *cy = copy(y, n), scale, r;

	centre(cx, n);
	centre(cy, n);
	scale = sqrt(dot(cx, cx, n)) * sqrt(dot(cy, cy, n));
	r = scale > 0 ? dot(cx, cy, n) / scale : NAN;
	free(cx);
	free(cy);
	return r;
}

/* Mean ranks, from 1; the caller frees them. */
static double *
ranks(const double *x, size_t n)
{
	double *out = alloc_zero(n, sizeof *out);
	size_t *order = alloc_zero(n, sizeof *order);

	gsl_sort_index(order, x, 1, n);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && !(x[order[end]] > x[order[i]]); end++)
			;
		for (size_t j = i; j < end; j++)
			out[order[j]] = (double)(i + end + 1) / 2;
	}
	free(order);
	return out;
}

double
association_spearman(const double *x, const double *y, size_t n)
{
	double *rx = ranks(x, n), *ry = ranks(y, n), r = association_pearson(rx, ry, n);

	free(rx);
	free(ry);
	return r;
}

static struct association_lags
cross(const double *x, const double *y, const int32_t *t, size_t n)
{
	double *cx = copy(x, n), *cy = copy(y, n), scale, largest = -1;
	struct association_lags out = {.best = -1};

	centre(cx, n);
	centre(cy, n);
	scale = sqrt(dot(cx, cx, n)) * sqrt(dot(cy, cy, n));
	for (int k = 0; k <= LAGS; k++) {
		out.r[k] = scale > 0 ? serial_products(cx, cy, t, n, k, NULL) / scale : NAN;
		if (fabs(out.r[k]) > largest) {
			largest = fabs(out.r[k]);
			out.best = k;
		}
	}
	free(cx);
	free(cy);
	return out;
}

static struct association_lags
cross_ranks(const double *x, const double *y, const int32_t *t, size_t n)
{
	double *rx = ranks(x, n), *ry = ranks(y, n);
	struct association_lags out = cross(rx, ry, t, n);

	free(rx);
	free(ry);
	return out;
}

/* Two series of one time axis, in place of what they were made from. */
struct pair {
	double *v, *f;
	int32_t *t;
	size_t n;
};

static struct pair
pair_of(size_t room)
{
	return (struct pair){
	    alloc_zero(room, sizeof(double)), alloc_zero(room, sizeof(double)), alloc_zero(room, sizeof(int32_t)), 0};
}

static void
pair_release(struct pair *p)
{
	free(p->v);
	free(p->f);
	free(p->t);
}

/* to[t] = from[t] - r from[t-1] wherever both weeks are there and usable. */
static void
pair_filter(struct pair *to, const double *v, const double *f, const int32_t *t, const bool *usable, size_t n, double r)
{
	for (size_t i = 1; i < n; i++) {
		if (t[i] - t[i - 1] != 1 || (usable && !usable[i]))
			continue;
		to->v[to->n] = v[i] - r * v[i - 1];
		to->f[to->n] = f[i] - r * f[i - 1];
		to->t[to->n++] = t[i];
	}
}

static void
whitened(struct association_differences *out, const struct pair *d)
{
	struct pair w = pair_of(d->n);
	double root;

	pair_filter(&w, d->v, d->f, d->t, NULL, d->n, out->followers_lag1);
	out->whitened = w.n;
	if (w.n >= ASSOCIATION_WEEKS - 2) {
		root = sqrt((double)w.n);
		out->followers_first = cross(w.v, w.f, w.t, w.n);
		out->visitors_first = cross(w.f, w.v, w.t, w.n);
		out->ranks = cross_ranks(w.v, w.f, w.t, w.n);
		out->bound_one = gsl_cdf_ugaussian_Pinv(0.975) / root;
		out->bound_all = gsl_cdf_ugaussian_Qinv(0.025 / (LAGS + 1)) / root;
	}
	pair_release(&w);
}

struct association_differences
association_differences(const double *v, const double *f, const int32_t *t, const bool *usable, size_t n)
{
	struct association_lags none = {.best = -1};
	struct association_differences out = {
	    .pearson = NAN, .spearman = NAN, .followers_lag1 = NAN, .bound_one = NAN, .bound_all = NAN};
	struct pair d = pair_of(n);

	for (int k = 0; k <= LAGS; k++)
		none.r[k] = NAN;
	out.plain = out.followers_first = out.visitors_first = out.ranks = none;
	pair_filter(&d, v, f, t, usable, n, 1);
	out.n = d.n;
	if (d.n >= ASSOCIATION_WEEKS - 1) {
		out.pearson = association_pearson(d.v, d.f, d.n);
		out.spearman = association_spearman(d.v, d.f, d.n);
		out.plain = cross(d.v, d.f, d.t, d.n);
		out.followers_lag1 = serial_correlation(d.f, d.t, d.n, 1);
		if (!isnan(out.followers_lag1))
			whitened(&out, &d);
	}
	pair_release(&d);
	return out;
}
