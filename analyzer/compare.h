/*
 * compare: weekly visitors beside follower history; before and after each claimed date; where the
 * rate seems to have changed; whether both move together. Pure computation: no input, no output.
 *
 * What is not known is NAN or has a `known` flag, what has no bound is INFINITY. The result borrows
 * labels from the input and owns the rest until compare_release.
 */
#ifndef FOOTFALL_ANALYZER_COMPARE_H
#define FOOTFALL_ANALYZER_COMPARE_H

#include "analyzer/event.h"
#include "analyzer/history.h"

struct compare_week {
	int32_t monday;
	bool complete; /* every day covered; only complete weeks enter rates */
	bool known; /* visitors were counted */
	double visitors;
	bool control_known; /* the same week of the series to compare with */
	double control;
};

struct compare_claimed {
	int32_t day;
	const char *label; /* NULL: none */
};

struct compare_input {
	const struct compare_week *weeks; /* any order; of two of one Monday the later in the list counts */
	size_t nweeks;
	const struct history_reading *readings; /* any order */
	size_t nreadings;
	const struct compare_claimed *events;
	size_t nevents;
};

struct compare_row {
	struct compare_week week;
	struct history_week history;
	double per_1000; /* visitors per 1,000 followers of a complete week; NAN unknown */
};

/* A date that moved such counts for everyone, whatever a blogger did. */
struct compare_upheaval {
	int32_t from, to; /* known to be within */
	const char *what; /* "links in tweets lead through t.co" */
	const char *source;
};

/* NULL-terminated by a NULL `what`; sorted by time. */
extern const struct compare_upheaval compare_upheavals[];

/* The nearest upheaval within four weeks of a day, or NULL. */
const struct compare_upheaval *compare_upheaval_near(int32_t day);

/* The same event in the other series, which an outside cause would have moved too. */
struct compare_control {
	bool known; /* there are weeks of the control on both sides */
	struct event event;
	bool moved_too; /* it changed in the same direction at the date, by more than chance */
	double relative; /* the ratio over the control's ratio; NAN unknown */
	struct interval relative_ci95; /* as if both were independent */
};

struct compare_event {
	struct event event;
	struct compare_control control;
	const struct compare_upheaval *upheaval; /* NULL: none near */
	bool change_point_near; /* one within two weeks of the date */
	bool other_event_inside; /* another claimed date splits the weeks too, so that both share effects */
};

struct compare_change_point {
	int32_t monday; /* first week of the new rate */
	double before_per_week, after_per_week; /* of the stretches on both sides of it */
	const struct compare_upheaval *upheaval;
};

struct compare_association {
	size_t weeks; /* with both known; below 16 nothing else is */
	double spearman_levels, spearman_differences;
	int best_lag_weeks; /* followers first by so many weeks; -1: unknown */
	double best_lag_r, bound; /* beyond the bound is more than chance */
	bool beyond;
	/* The other way round: visitors first, followers after. */
	int best_back_weeks;
	double best_back_r;
};

struct compare_result {
	struct compare_row *rows; /* rising Mondays */
	size_t nrows;
	unsigned weeks_complete, weeks_partial, weeks_missing; /* missing: inside the span, unknown or no row */
	struct history history;
	bool followers_known;
	int32_t followers_first, followers_last;
	bool overlap; /* some complete week has a known number of followers */
	struct compare_event *events; /* in the order of the input */
	size_t nevents;
	struct compare_change_point *change_points;
	size_t nchange_points;
	struct compare_association association;
	/* Complete weeks, for claims without an event. */
	double *visitors;
	int32_t *number; /* week of visitors[i], from `monday` on */
	size_t count;
	int32_t monday;
};

void compare_init(struct compare_result *result, const struct compare_input *input);
void compare_release(struct compare_result *result);

#endif
