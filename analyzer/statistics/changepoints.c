#include "analyzer/statistics/changepoints.h"
#include "analyzer/statistics/rates.h"
#include "base/alloc.h"
#include <math.h>
#include <stdlib.h>

/* Of two partitions of the same value the one found first stays: differences below are rounding. */
#define TIE 1e-12

static double
cost(double sum, double exposure)
{
	return sum > 0 ? 2 * (sum - sum * log(sum / exposure)) : 0;
}

/* out[i] = sum of the first i values, or i for NULL. */
static double *
running(const double *values, size_t n)
{
	double *out = alloc_zero(n + 1, sizeof *out);

	for (size_t i = 0; i < n; i++)
		out[i + 1] = out[i] + (values ? values[i] : 1);
	return out;
}

static void
collect(struct changepoints *out, const size_t *from, size_t n)
{
	size_t at;

	for (size_t b = n; b > 0 && from[b] > 0; b = from[b])
		out->count++;
	out->first = alloc_zero(out->count, sizeof *out->first);
	at = out->count;
	for (size_t b = n; b > 0 && from[b] > 0; b = from[b])
		out->first[--at] = from[b];
}

void
changepoints_find(struct changepoints *out, const double *y, const double *e, size_t n, double penalty, double least)
{
	double *sum = running(y, n), *exposure = running(e, n), *best = alloc_zero(n + 1, sizeof *best);
	size_t *from = alloc_zero(n + 1, sizeof *from);

	*out = (struct changepoints){.objective = NAN};
	best[0] = -penalty;
	for (size_t b = 1; b <= n; b++) {
		best[b] = INFINITY;
		for (size_t a = 0; a < b && exposure[b] - exposure[a] >= least; a++) {
			double value;

			if (isinf(best[a]))
				continue;
			value = best[a] + cost(sum[b] - sum[a], exposure[b] - exposure[a]) + penalty;
			if (value < best[b] - TIE) {
				best[b] = value;
				from[b] = a;
			}
		}
	}
	if (n && isfinite(best[n])) {
		out->objective = best[n];
		collect(out, from, n);
	}
	free(sum);
	free(exposure);
	free(best);
	free(from);
}

void
changepoints_release(struct changepoints *out)
{
	free(out->first);
	*out = (struct changepoints){.objective = NAN};
}

double
changepoints_penalty(double dispersion, size_t n)
{
	return rates_at_least_poisson(dispersion) * 2 * log((double)n);
}

size_t
changepoints_single(const double *y, size_t n, double *ratio)
{
	double *sum = running(y, n), all = sum[n];
	size_t best = CHANGEPOINTS_SEGMENT;

	*ratio = -INFINITY;
	for (size_t i = CHANGEPOINTS_SEGMENT; i + CHANGEPOINTS_SEGMENT <= n; i++) {
		double a = sum[i], b = all - sum[i], x = (double)i, size = (double)n;
		double value = (a > 0 ? a * log(a / x) : 0) + (b > 0 ? b * log(b / (size - x)) : 0) -
			       (all > 0 ? all * log(all / size) : 0);

		if (2 * value > *ratio) {
			*ratio = 2 * value;
			best = i;
		}
	}
	free(sum);
	return best;
}
