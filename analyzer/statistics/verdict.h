/*
 * verdict: one word for a claimed date. It says "at this date", never "because of".
 *
 * The rule: no count at all, no-visitors. Fewer than 8 weeks on a side, only the exact interval can
 * speak. One side without any count, no model. Else the step must show without a trend, with one, with
 * a season where two years allow one, all in one direction, and be larger than at all but one in
 * twenty of the dates before. Failing that, a growth that changed; failing that, a difference that
 * cannot be tied to the date.
 */
#ifndef FOOTFALL_ANALYZER_STATISTICS_VERDICT_H
#define FOOTFALL_ANALYZER_STATISTICS_VERDICT_H

#include "analyzer/statistics/placebo.h"

enum verdict_kind {
	VERDICT_NO_VISITORS,
	VERDICT_TOO_FEW_WEEKS,
	VERDICT_TOO_FEW_WEEKS_DIFFERS,
	VERDICT_NO_MODEL,
	VERDICT_CHANGED_AT_DATE,
	VERDICT_TREND_DIFFERS,
	VERDICT_DIFFERS,
	VERDICT_NOT_DISTINGUISHABLE,
	VERDICTS
};

struct verdict_evidence {
	struct rates_sum before, after;
	/* Fits of all models that the weeks allow; others are not fitted. */
	const struct regression_fit *fits; /* REGRESSION_MODELS of them */
	bool season; /* enough weeks for the models with a season */
	struct placebo placebo;
};

enum verdict_kind verdict_of(const struct verdict_evidence *e);

/* "changed-at-date" and so on. */
const char *verdict_word(enum verdict_kind verdict);

#endif
