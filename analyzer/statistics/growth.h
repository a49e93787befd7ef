/*
 * growth: gains g[0..m-1] over exposures d[0..m-1] (days), one behind the other, such as the followers
 * won between readings. Gains may be negative.
 */
#ifndef FOOTFALL_ANALYZER_STATISTICS_GROWTH_H
#define FOOTFALL_ANALYZER_STATISTICS_GROWTH_H

#include "analyzer/statistics/changepoints.h"
#include "analyzer/statistics/rates.h"

/* sum g / sum d with its 95 % interval: the ratio estimator's residuals g - rate d, their long-run
 * variance after Newey and West (1987) or the plain one, whichever is larger, and Student's t (W. G.
 * Cochran, Sampling Techniques (1977), 6.4). Fewer than four gains: Garwood's interval of their sum,
 * unknown when that is negative. */
double growth_rate(const double *g, const double *d, size_t m, struct interval *interval);

/* rates_dispersion_steps for unequal exposures: the mean of (g1/d1 - g0/d0)^2 over its variance under
 * Poisson gains of their common rate, r (1/d1 + 1/d0). */
double growth_dispersion(const double *g, const double *d, size_t m);

/* Stretches of steady growth: changepoints over the gains (losses count as no gain), penalised by that
 * dispersion, each at least `least` days long. */
void growth_segments(struct changepoints *out, const double *g, const double *d, size_t m, double least);

#endif
