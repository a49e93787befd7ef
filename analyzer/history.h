/*
 * history: follower readings as a series: what was known at the end of each week, how fast it grew,
 * and when it passed round numbers.
 *
 * It copies the readings; history_release frees them. Suspect readings (tenfold slips) take part in
 * nothing; imprecise ones (a month alone) only in milestones and stretches of growth.
 */
#ifndef FOOTFALL_ANALYZER_HISTORY_H
#define FOOTFALL_ANALYZER_HISTORY_H

#include "analyzer/statistics/rates.h"

enum history_flags { HISTORY_ROUNDED = 1, HISTORY_IMPRECISE = 2, HISTORY_SUSPECT = 4 };

struct history_reading {
	int32_t day; /* the count is that of the end of this day */
	bool followers_known, following_known;
	double followers, following;
	unsigned flags; /* enum history_flags */
};

/* Readings between which a week is filled in by a straight line lie at most so many days apart. */
#define HISTORY_GAP 14
/* An end of a week counts as read when a reading lies within so many days of it. */
#define HISTORY_NEAR 3

/* Steady growth between two readings; figures NAN when unknown. */
struct history_growth {
	int32_t from, to;
	size_t readings;
	double start, end, per_day;
	struct interval interval; /* 95 %, of per_day */
};

struct history_milestone {
	double count;
	int32_t reached; /* first reading at or above */
	int32_t not_before; /* the last one below before it; CALENDAR_NO_DAY: the history begins above */
	bool imprecise; /* one of both days is a month's first */
};

struct history_count {
	bool known, interpolated;
	double value;
};

struct history_week {
	struct history_count followers, following;
	bool near; /* followers were read within 3 days of this Sunday, so differences mean something */
	double per_day; /* between the real readings around this week; NAN unknown */
};

struct history {
	struct history_reading *readings; /* rising days, one a day */
	size_t count;
	size_t left_out; /* suspect */
	struct history_growth *segments;
	size_t nsegments;
	struct history_milestone *milestones;
	size_t nmilestones;
};

/* Any order; of two readings of one day the later in the list counts. */
void history_init(struct history *history, const struct history_reading *readings, size_t count);
void history_release(struct history *history);

/* First and last day with a known number of followers; false when there is none. */
bool history_span(const struct history *history, int32_t *first, int32_t *last);

/* What is known at the end of the week of this Monday: the last reading in it, or a line between the
 * readings around it when they lie at most 14 days apart; never beyond the ends. */
struct history_week history_week(const struct history *history, int32_t monday);

/* When a number of followers was first read: `reached` CALENDAR_NO_DAY when never. */
struct history_milestone history_reach(const struct history *history, double count);
/* The first of the readings with the most followers; NULL: none has any known. */
const struct history_reading *history_most(const struct history *history);

/* Growth from the first reading on or after `from` to the last on or before `to`; per_day NAN without two. */
struct history_growth history_growth(const struct history *history, int32_t from, int32_t to);

#endif
