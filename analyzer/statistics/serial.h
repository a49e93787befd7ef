/*
 * serial: how a series hangs together from week to week. Values x[0..n-1] with rising week numbers
 * t[0..n-1]; a pair of weeks counts only when its distance is the lag asked for, so missing weeks
 * never make neighbours of strangers (E. Parzen, Sankhya A 25 (1963) 383: amplitude modulation).
 */
#ifndef FOOTFALL_ANALYZER_STATISTICS_SERIAL_H
#define FOOTFALL_ANALYZER_STATISTICS_SERIAL_H

#include <stddef.h>
#include <stdint.h>

/* Sum over all pairs t[i] = t[j] + lag (lag 0 or more) of x[i] y[j]; *pairs (may be NULL) is their number. */
double serial_products(const double *x, const double *y, const int32_t *t, size_t n, int32_t lag, size_t *pairs);

/* Autocorrelation at a lag, with 1/n moments as R's acf: G. E. P. Box and G. M. Jenkins, Time Series
 * Analysis (1976), 2.1.5. NAN when x is constant. */
double serial_correlation(const double *x, const int32_t *t, size_t n, int32_t lag);

/* Portmanteau statistic over lags 1 to `lags` and its p: G. M. Ljung and G. E. P. Box, Biometrika 65
 * (1978) 297. NAN without lags or when x is constant. */
double serial_ljung_box(const double *x, const int32_t *t, size_t n, unsigned lags, double *p);

#endif
