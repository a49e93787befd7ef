#include "analyzer/statistics/verdict.h"

#define WEEKS_TREND 26

static const char *const words[VERDICTS] = {
    [VERDICT_NO_VISITORS] = "no-visitors",
    [VERDICT_TOO_FEW_WEEKS] = "too-few-weeks",
    [VERDICT_TOO_FEW_WEEKS_DIFFERS] = "too-few-weeks-differs",
    [VERDICT_NO_MODEL] = "no-model",
    [VERDICT_CHANGED_AT_DATE] = "changed-at-date",
    [VERDICT_TREND_DIFFERS] = "trend-differs",
    [VERDICT_DIFFERS] = "differs-but-not-tied-to-date",
    [VERDICT_NOT_DISTINGUISHABLE] = "not-distinguishable",
};

const char *
verdict_word(enum verdict_kind verdict)
{
	return words[verdict];
}

static int
step_sign(const struct verdict_evidence *e, enum regression_model model)
{
	const struct regression_fit *fit = &e->fits[model];

	return fit->fitted ? regression_sign(fit, fit->step) : 0;
}

static int
slope_sign(const struct verdict_evidence *e, enum regression_model model)
{
	const struct regression_fit *fit = &e->fits[model];

	return fit->fitted ? regression_sign(fit, fit->slope) : 0;
}

static bool
stepped(const struct verdict_evidence *e)
{
	int sign = step_sign(e, REGRESSION_STEP);

	return sign != 0 && step_sign(e, REGRESSION_TREND) == sign &&
	       (!e->season || step_sign(e, REGRESSION_SEASON) == sign) && (!e->placebo.tried || e->placebo.p <= 0.05);
}

static bool
bent(const struct verdict_evidence *e)
{
	int sign = slope_sign(e, REGRESSION_SLOPE);

	return e->before.weeks >= WEEKS_TREND && e->after.weeks >= WEEKS_TREND && sign != 0 &&
	       (!e->season || slope_sign(e, REGRESSION_SLOPE_SEASON) == sign);
}

enum verdict_kind
verdict_of(const struct verdict_evidence *e)
{
	if (!(e->before.sum + e->after.sum > 0))
		return VERDICT_NO_VISITORS;
	if (e->before.weeks < REGRESSION_WEEKS_SIDE || e->after.weeks < REGRESSION_WEEKS_SIDE) {
		struct interval exact = rates_ratio_exact(e->before, e->after);

		return exact.low > 1 || exact.high < 1 ? VERDICT_TOO_FEW_WEEKS_DIFFERS : VERDICT_TOO_FEW_WEEKS;
	}
	if (!(e->before.sum > 0) || !(e->after.sum > 0))
		return VERDICT_NO_MODEL;
	if (stepped(e))
		return VERDICT_CHANGED_AT_DATE;
	if (bent(e))
		return VERDICT_TREND_DIFFERS;
	return step_sign(e, REGRESSION_STEP) != 0 ? VERDICT_DIFFERS : VERDICT_NOT_DISTINGUISHABLE;
}
