/*
 * event: a claimed date and what the weeks before and after it say. Pure computation.
 *
 * The week that holds the date belongs to neither side, unless the date is its Monday. Weeks without
 * a figure are simply not there. event_release frees the models' figures.
 */
#ifndef FOOTFALL_ANALYZER_EVENT_H
#define FOOTFALL_ANALYZER_EVENT_H

#include "analyzer/figures.h"
#include "analyzer/statistics/verdict.h"

/* Counts of whole weeks, borrowed. */
struct event_weeks {
	const double *visitors;
	const int32_t *number; /* rising; week `number` begins on day monday + 7 * number */
	size_t count;
	int32_t monday;
};

struct event_side {
	unsigned weeks;
	double visitors; /* their sum: visitor-weeks */
	double per_week; /* NAN without weeks */
	/* 95 %: of the step model where there is one and it is wider, else Garwood's. */
	struct interval interval;
	struct interval poisson; /* Garwood's: right only if weeks were Poisson */
};

struct event {
	int32_t day;
	const char *label; /* borrowed; NULL: none */
	int32_t split_week; /* Monday of the week on neither side; CALENDAR_NO_DAY: none was lost */
	struct event_side before, after;
	double ratio; /* INFINITY: nothing before; NAN: nothing at all, or a side without weeks */
	struct interval ci95; /* of the ratio */
	bool provisional; /* ci95 is the exact one: too few weeks for a model, or no model */
	enum verdict_kind verdict;
	struct figures models;
	double placebo_p; /* NAN: too few weeks before, or no trend model */
	double detectable; /* smallest ratio that would have shown; NAN unknown */
	double extra_per_year; /* visitor-weeks, projected */
	struct interval ci95_extra;
	/* What makes the answer weaker. */
	double lag1; /* autocorrelation that the trend model, or the step model, leaves; NAN unknown */
	bool season; /* two years of weeks: the season was taken out */
	int32_t best_week; /* CALENDAR_NO_DAY: none */
	double ratio_without_best; /* NAN unknown */
	bool viral; /* the best week alone moves the ratio by a quarter or more */
};

/* Above these the intervals are too narrow, and no date can be judged at all. */
#define EVENT_LAG1_NARROW 0.3
#define EVENT_LAG1_HOPELESS 0.6

void event_init(struct event *event, const struct event_weeks *weeks, int32_t day, const char *label);
void event_release(struct event *event);

#endif
