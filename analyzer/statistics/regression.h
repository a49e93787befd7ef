/*
 * regression: interrupted time series of weekly counts, log E y = x'b (A. K. Wagner et al., Journal of
 * Clinical Pharmacy and Therapeutics 27 (2002) 299; J. L. Bernal, S. Cummins, A. Gasparrini,
 * International Journal of Epidemiology 46 (2017) 348).
 *
 * Five models of a change at the week `after`: a step alone; with a trend; with a trend that
 * changes; and the latter two with a season of two harmonics of the year. A fit owns memory until
 * regression_release. A fit that does not exist (collinear columns, a side without any count) has
 * `fitted` false and nothing else in it.
 */
#ifndef FOOTFALL_ANALYZER_STATISTICS_REGRESSION_H
#define FOOTFALL_ANALYZER_STATISTICS_REGRESSION_H

#include "analyzer/statistics/rates.h"

/* Weeks that a side needs for a trend, and both together for a season. */
#define REGRESSION_WEEKS_SIDE 8
#define REGRESSION_WEEKS_SEASON 104
#define REGRESSION_COLUMNS 8

enum regression_model {
	REGRESSION_STEP,
	REGRESSION_TREND,
	REGRESSION_SLOPE,
	REGRESSION_SEASON,
	REGRESSION_SLOPE_SEASON,
	REGRESSION_MODELS
};

/* Borrowed: counts, their week numbers (rising), and the Monday of week 0 as a day number. */
struct regression_series {
	const double *y;
	const int32_t *t;
	size_t n;
	int32_t monday;
	int32_t after; /* number of the first week after the change */
};

struct regression_fit {
	bool fitted;
	enum regression_model model;
	size_t n;
	unsigned k; /* columns */
	unsigned step, slope; /* their columns; slope 0: none */
	double b[REGRESSION_COLUMNS];
	double plain[REGRESSION_COLUMNS], robust[REGRESSION_COLUMNS]; /* standard errors: model's, Newey-West */
	double covariance[REGRESSION_COLUMNS][REGRESSION_COLUMNS]; /* Newey-West */
	double inverse[REGRESSION_COLUMNS][REGRESSION_COLUMNS]; /* of the information */
	double dispersion; /* quasi-Poisson */
	double theta, loglik; /* negative binomial; theta INFINITY: no overdispersion left, then not fitted */
	double *x; /* n rows of k columns */
	double *mu, *eta; /* fitted counts and their logarithms */
	double *log_y;
};

/* Name of a column as "one", "trend", "step", "slope", "c1", "s1", "c2", "s2". */
const char *regression_column(const struct regression_fit *fit, unsigned column);

/* Columns of a model. */
unsigned regression_columns(enum regression_model model);

/* Lag of the Newey-West estimate: floor(4 (n/100)^(2/9)), W. K. Newey and K. D. West, Review of
 * Economic Studies 61 (1994) 631. */
unsigned regression_lag(size_t n);

/* Quasi-Poisson with log link by iterated weighted least squares: McCullagh and Nelder (1989) 2.5, 9.2.
 * Errors of Newey and West, Econometrica 55 (1987) 703, in the sandwich of A. Zeileis, Journal of
 * Statistical Software 11(10) (2004), with his factor n/(n-k), Bartlett's weights, no prewhitening. */
void regression_quasi_poisson(
    struct regression_fit *fit, enum regression_model model, const struct regression_series *s);

/* Negative binomial (variance mu + mu^2/theta) by maximum likelihood, theta by Newton's method in turn
 * with the weights: W. N. Venables and B. D. Ripley, Modern Applied Statistics with S (2002) 7.4.
 * Starts from a fit of the same model and series. */
void regression_negative_binomial(
    struct regression_fit *fit, const struct regression_fit *from, const struct regression_series *s);
void regression_release(struct regression_fit *fit);

/* The larger of both standard errors of a column, and exp(b +- t.975 * error). */
double regression_error(const struct regression_fit *fit, unsigned column);
struct interval regression_ratio_interval(const struct regression_fit *fit, unsigned column, double error);
/* Two-sided p of a column by its Newey-West error; |b| over it. */
double regression_p(const struct regression_fit *fit, unsigned column);
double regression_size(const struct regression_fit *fit, unsigned column);
/* -1, 0 or 1: where the interval of the larger error lies, 0 when it holds 1. */
int regression_sign(const struct regression_fit *fit, unsigned column);

/* Quantile t.975 of Student's distribution with n-k degrees of freedom. */
double regression_quantile(const struct regression_fit *fit);

/* Average effect over the weeks after: sum of fitted counts over the sum that the model gives without
 * step and slope, by the delta method; excess is their difference. Not for REGRESSION_STEP. NAN when the
 * old trend, drawn out, leaves the range of numbers. */
struct regression_effect {
	double ratio, excess;
	struct interval interval;
};
struct regression_effect regression_average(const struct regression_fit *fit, const struct regression_series *s);

/* REGRESSION_STEP alone: means before and after, and mean after less mean before, with 95 % intervals by the delta
 * method on the larger of both variances. */
struct interval regression_mean_before(const struct regression_fit *fit);
struct interval regression_mean_after(const struct regression_fit *fit);
struct interval regression_mean_difference(const struct regression_fit *fit);

/* Pearson residuals (y-mu)/sqrt(mu), n of them in out. */
void regression_residuals(const struct regression_fit *fit, const struct regression_series *s, double *out);

#endif
