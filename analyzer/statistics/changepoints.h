/*
 * changepoints: where a rate seems to have changed; a description, never a proof. A slope, a season or
 * autocorrelation come out as several steps.
 *
 * Optimal partitioning of B. Jackson et al., IEEE Signal Processing Letters 12 (2005) 105 (without the
 * pruning of R. Killick, P. Fearnhead and I. A. Eckley, JASA 107 (2012) 1590, which gives the same
 * answer): least sum over segments of the Poisson cost 2 (S - S log(S/m)), S counted in an exposure m,
 * and a penalty a change.
 */
#ifndef FOOTFALL_ANALYZER_STATISTICS_CHANGEPOINTS_H
#define FOOTFALL_ANALYZER_STATISTICS_CHANGEPOINTS_H

#include <stdbool.h>
#include <stddef.h>

/* Weeks that a segment has at least. */
#define CHANGEPOINTS_SEGMENT 4

struct changepoints {
	size_t *first; /* index of the first observation of each segment but the first, rising */
	size_t count;
	double objective; /* least sum of costs and penalties; NAN when n is below one segment */
};

/* Counts y[0..n-1] (not negative), each of exposure e[i] (NULL: 1). A segment holds an exposure of at
 * least `least`. Released with changepoints_release. Time grows with n squared. */
void changepoints_find(
    struct changepoints *out, const double *y, const double *e, size_t n, double penalty, double least);
void changepoints_release(struct changepoints *out);

/* dispersion * 2 log n, dispersion at least 1: with that of Poisson alone it finds changes in anything. */
double changepoints_penalty(double dispersion, size_t n);

/* The single most likely change, four weeks or more from both ends, and twice its log likelihood ratio:
 * D. V. Hinkley, Biometrika 57 (1970) 1. Gives the index of the first week of the second segment; n of
 * 8 or more. */
size_t changepoints_single(const double *y, size_t n, double *ratio);

#endif
