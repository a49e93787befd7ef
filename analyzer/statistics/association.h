/*
 * association: do two series move together? Levels that both grow always do, so only the differences
 * from week to week say anything.
 *
 * Visitors v and followers f of weeks t (rising numbers); differences exist only between neighbouring
 * weeks, lagged pairs only at their true distance. NAN for a figure that does not exist.
 */
#ifndef FOOTFALL_ANALYZER_STATISTICS_ASSOCIATION_H
#define FOOTFALL_ANALYZER_STATISTICS_ASSOCIATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ASSOCIATION_LAGS 8
/* Weeks without which nothing is said. */
#define ASSOCIATION_WEEKS 16

/* Correlation of ranks, ties by their mean rank: C. Spearman, American Journal of Psychology 15 (1904) 72. */
double association_spearman(const double *x, const double *y, size_t n);
double association_pearson(const double *x, const double *y, size_t n);

/* Cross correlations at lags 0 to 8: x behind y by k weeks, cor(x[t+k], y[t]) with 1/n moments over the
 * whole series as R's ccf: Box and Jenkins (1976), 11.1. */
struct association_lags {
	double r[ASSOCIATION_LAGS + 1];
	int best; /* lag of the largest |r|, the smallest such; -1: none */
};

struct association_differences {
	size_t n; /* differences that took part; below 15 nothing below is known */
	double pearson, spearman;
	struct association_lags plain; /* followers first by k weeks */
	double followers_lag1; /* autocorrelation of the followers' differences */
	/* Both series prewhitened by the followers' AR(1): Box and Jenkins (1976), 11.2. */
	size_t whitened;
	struct association_lags followers_first, visitors_first, ranks;
	/* |r| that chance stays below in 95 % of cases, at one lag chosen beforehand and at the best of
	 * nine (C. E. Bonferroni's inequality): M. S. Bartlett, JRSS Supplement 8 (1946) 27. */
	double bound_one, bound_all;
};

/* usable[i]: the followers of week i and of the week before may enter a difference at i. NULL: all. */
struct association_differences association_differences(
    const double *v, const double *f, const int32_t *t, const bool *usable, size_t n);

#endif
