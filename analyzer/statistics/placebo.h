/*
 * placebo: was it this date, or would any have done? The trend model is fitted at every possible date
 * of the weeks before alone, where nothing happened. Placebos in time as in A. Abadie, A. Diamond and
 * J. Hainmueller, American Journal of Political Science 59 (2015) 495; the p with 1 added above and
 * below as in A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application (1997), 4.2.
 */
#ifndef FOOTFALL_ANALYZER_STATISTICS_PLACEBO_H
#define FOOTFALL_ANALYZER_STATISTICS_PLACEBO_H

#include "analyzer/statistics/regression.h"

struct placebo {
	bool tried; /* false: too few weeks before, nothing else is set */
	size_t dates; /* with visitors on both sides of them; the others cannot be fitted */
	size_t as_large;
	double p; /* 1 where no date could be fitted: nothing speaks for the date then */
	double largest; /* |step| over its Newey-West error; -INFINITY: no date */
};

/* The series is the whole; observed is |step| over its Newey-West error at the date itself. */
struct placebo placebo_run(const struct regression_series *s, double observed);

#endif
