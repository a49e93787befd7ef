/*
 * claims: "50 visitors a week", "2,400 extra a year", "20 followers/day": read, and held against what
 * was measured.
 *
 * A claim is an amount or a range, of visitors unless it says followers, per day, week, month or
 * year; "over", "under", "extra", "before" (an event) and "since DATE" mean what they say, and so does
 * "passed 5,000 followers". Visitors per year are a projection of weeks (visitor-weeks); the people of a
 * calendar year are counted and listed beside it.
 */
#ifndef FOOTFALL_ANALYZER_CLAIMS_H
#define FOOTFALL_ANALYZER_CLAIMS_H

#include "analyzer/compare.h"
#include "base/span.h"

enum claim_sense { CLAIM_AS_SAID, CLAIM_AT_LEAST, CLAIM_AT_MOST };

struct claim {
	struct span text; /* borrowed */
	double low, high; /* equal unless a range was given */
	double days; /* of its period: 1, 7, 30.436875 or 365.2425 */
	const char *period; /* "day", "week", "month", "year"; NULL of a number that was reached */
	enum claim_sense sense;
	bool followers;
	bool extra; /* after less before */
	bool before; /* before the event, not after it */
	bool reached; /* so many followers at some time; no pace */
	int32_t since; /* measured from this day on; CALENDAR_NO_DAY: after the event, or over all weeks */
};

/* False when the text is no claim; *why says what to do, starting small, without a stop. */
bool claims_parse(struct claim *claim, struct span text, const char **why);

/* What was counted in a calendar year. */
struct claim_year {
	int year;
	bool over; /* the data go on to its last day; a year that is not over has no figure */
	unsigned missing; /* days of it without any record */
	double visitors; /* distinct */
	double visitor_weeks; /* sum of its weeks */
	unsigned weeks;
};

enum claim_verdict {
	CLAIM_CONSISTENT,
	CLAIM_TOO_HIGH, /* the data have less */
	CLAIM_TOO_LOW, /* the data have more */
	CLAIM_NOT_MEASURABLE
};

struct claim_answer {
	enum claim_verdict answer;
	double measured; /* per period of the claim, or the most followers there were; NAN: not measurable */
	struct interval ci95;
	bool projected; /* measured is weeks scaled up to the period, not a count */
	int event; /* index of the event whose weeks after it, or before it, were taken; -1: others, or none needed */
	unsigned weeks; /* whole weeks it was measured in; visitors */
	/* The last 52 whole weeks after that event, when there are more; weeks 0: not so. */
	unsigned recent_weeks;
	double recent; /* per period */
	struct interval recent_ci95;
	struct history_growth growth; /* followers: the stretch whose pace is nearest; readings 0: none */
	struct claim_year *years; /* claims per year: years after the event, or that of it, that are over */
	size_t nyears;
	char *sentence; /* the answer in words, one line */
};

/* `years` may be NULL; released with claims_release. */
void claims_answer(struct claim_answer *answer, const struct claim *claim, const struct compare_result *result,
    const struct claim_year *years, size_t nyears);
void claims_release(struct claim_answer *answer);

/* "consistent", "too-high", "too-low", "not-measurable" */
const char *claims_word(enum claim_verdict answer);

#endif
