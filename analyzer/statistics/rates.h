/*
 * rates: counts per week, their intervals and ratios; closed forms, no I/O, no memory.
 *
 * Throughout analyzer/statistics a figure that does not exist (a ratio of nothing to nothing, a
 * variance of one week) is NAN, and one without bound is INFINITY; nothing else is ever not finite.
 * A series is given as counts y[0..n-1] with their weeks t[0..n-1], rising numbers of which
 * neighbours differ by 1; a week without a figure is simply not in the arrays.
 */
#ifndef FOOTFALL_ANALYZER_STATISTICS_RATES_H
#define FOOTFALL_ANALYZER_STATISTICS_RATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Weeks of a mean year of the Gregorian calendar: 365.2425 / 7. */
#define RATES_WEEKS_A_YEAR 52.1775

struct interval {
	double low, high;
};

/* What was counted in some weeks. */
struct rates_sum {
	double sum; /* a whole number, at least 0 */
	double weeks;
};

/* sum / weeks, NAN without weeks. */
double rates_mean(struct rates_sum of);

/* after's mean over before's: INFINITY when only before is 0, NAN when both are or a side has no weeks. */
double rates_ratio(struct rates_sum before, struct rates_sum after);

/* 95 % interval of a Poisson mean per week. F. Garwood, Biometrika 28 (1936) 437. */
struct interval rates_garwood(struct rates_sum of);

/* 95 % interval of the ratio of two Poisson means, from the binomial distribution of the later sum
 * given both: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404. Too narrow for anything but
 * Poisson weeks. NAN when both sums are 0 or a side has no weeks; 0 and INFINITY as bounds occur. */
struct interval rates_ratio_exact(struct rates_sum before, struct rates_sum after);

/* The same by the score interval: E. B. Wilson, JASA 22 (1927) 209. */
struct interval rates_ratio_score(struct rates_sum before, struct rates_sum after);

/* 95 % interval of after's mean less before's, recovered from two Garwood intervals:
 * G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008) 1693 (MOVER). */
struct interval rates_difference(struct rates_sum before, struct rates_sum after);

/* Pearson dispersion about two means, the later from week `after` on: sum (y-m)^2/m / (n-2).
 * P. McCullagh and J. A. Nelder, Generalized Linear Models (1989), 4.5 and 6.2. */
double rates_dispersion(const double *y, const int32_t *t, size_t n, int32_t after);

/* Dispersion that a step hardly moves, from neighbouring weeks alone: the mean of
 * (y_t - y_(t-1))^2 / (y_t + y_(t-1)) where the sum is not 0. After J. von Neumann's mean square
 * successive difference, Annals of Mathematical Statistics 12 (1941) 153. NAN without such weeks. */
double rates_dispersion_steps(const double *y, const int32_t *t, size_t n);

/* max(1, dispersion), 1 where that is unknown. */
double rates_at_least_poisson(double dispersion);

/* phi inflated by a positive lag-1 autocorrelation r: (1+r)/(1-r), the variance of the mean of an
 * AR(1): G. E. P. Box and G. M. Jenkins, Time Series Analysis (1976), 2.1 and 6.2. */
double rates_inflated(double dispersion, double lag1);

/* The smallest ratio above 1 that a two-sided test at 5 % finds in four of five cases, before's rate
 * and the dispersion given: log R = (z.975 + z.8) sqrt(phi (1/Y0 + 1/(R Y0 n1/n0))). The normal
 * approximation of N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (1987), 7.
 * NAN when before's sum is 0 or a side has no weeks. */
double rates_detectable(struct rates_sum before, double weeks_after, double dispersion);

#endif
