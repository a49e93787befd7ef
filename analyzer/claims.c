#include "analyzer/claims.h"
#include "analyzer/statistics/growth.h"
#include "base/alloc.h"
#include "base/calendar.h"
#include "base/message.h"
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define RECENT_WEEKS 52
#define DAYS_YEAR 365.2425

const char *
claims_word(enum claim_verdict answer)
{
	static const char *const words[] = {
	    [CLAIM_CONSISTENT] = "consistent",
	    [CLAIM_TOO_HIGH] = "too-high",
	    [CLAIM_TOO_LOW] = "too-low",
	    [CLAIM_NOT_MEASURABLE] = "not-measurable",
	};

	return words[answer];
}

/* A sentence under way; what does not fit is cut. */
struct words {
	char text[1200];
	size_t n;
};

static void say(struct words *w, const char *format, ...) MESSAGE_FORMAT(2, 3);

static void
say(struct words *w, const char *format, ...)
{
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(w->text + w->n, sizeof w->text - w->n, format, arguments);
	va_end(arguments);
	if (n > 0)
		w->n = w->n + (size_t)n < sizeof w->text ? w->n + (size_t)n : sizeof w->text - 1;
}

/* 37, 2,563: thousands in groups. */
static void
say_count(struct words *w, double x)
{
	char digits[400];
	int n;

	n = snprintf(digits, sizeof digits, "%.0f", fabs(x));
	say(w, "%s", x < 0 ? "-" : "");
	for (int i = 0; i < n; i++)
		say(w, "%s%c", i && (n - i) % 3 == 0 ? "," : "", digits[i]);
}

/* 3.2, 53.5, 2,563: one decimal below a hundred. */
static void
say_number(struct words *w, double x)
{
	if (fabs(x) < 99.95)
		say(w, "%.1f", x);
	else
		say_count(w, x);
}

static void
say_interval(struct words *w, double x, struct interval of)
{
	say_number(w, x);
	if (isnan(of.low) || isnan(of.high))
		return;
	say(w, " (95 %%: ");
	say_number(w, of.low);
	say(w, " to ");
	say_number(w, of.high);
	say(w, ")");
}

static enum claim_verdict
judge(const struct claim *claim, double measured, struct interval ci95)
{
	bool unsure = isnan(ci95.low) || isnan(ci95.high);
	double low = unsure ? measured : ci95.low, high = unsure ? measured : ci95.high;

	if (isnan(measured))
		return CLAIM_NOT_MEASURABLE;
	if (claim->sense != CLAIM_AT_MOST && claim->low > high)
		return CLAIM_TOO_HIGH;
	if (claim->sense != CLAIM_AT_LEAST && claim->high < low)
		return CLAIM_TOO_LOW;
	return CLAIM_CONSISTENT;
}

static struct interval
scaled(struct interval of, double by)
{
	return (struct interval){of.low * by, of.high * by};
}

/* Mean of some weeks, with the wider of a long-run and a Poisson interval. */
static double
mean_of_weeks(const double *visitors, size_t n, struct interval *interval)
{
	double *ones = alloc_zero(n, sizeof *ones), sum = 0, mean;
	struct interval poisson;

	for (size_t i = 0; i < n; i++) {
		ones[i] = 1;
		sum += visitors[i];
	}
	mean = growth_rate(visitors, ones, n, interval);
	poisson = rates_garwood((struct rates_sum){sum, (double)n});
	*interval = (struct interval){fmax(0, fmin(interval->low, poisson.low)), fmax(interval->high, poisson.high)};
	free(ones);
	return mean;
}

static bool
needs_event(const struct claim *claim)
{
	return claim->extra || claim->before || (!claim->followers && claim->since == CALENDAR_NO_DAY);
}

/* The latest event that has whole weeks after it, or before it. */
static int
event_for(const struct compare_result *result, bool before)
{
	int best = -1;

	for (size_t i = 0; i < result->nevents; i++) {
		const struct event *e = &result->events[i].event;

		if ((before ? e->before.weeks : e->after.weeks) &&
		    (best < 0 || e->day > result->events[best].event.day))
			best = (int)i;
	}
	return best;
}

static void
recent_weeks(struct claim_answer *out, const struct compare_result *result, double scale)
{
	struct interval of;

	if (out->weeks <= RECENT_WEEKS)
		return;
	out->recent_weeks = RECENT_WEEKS;
	out->recent = scale * mean_of_weeks(result->visitors + result->count - RECENT_WEEKS, RECENT_WEEKS, &of);
	out->recent_ci95 = scaled(of, scale);
}

/* Over the whole weeks that begin on the day or after it. */
static void
measure_since(struct claim_answer *out, const struct compare_result *result, int32_t since, double scale)
{
	size_t first = 0;

	while (since != CALENDAR_NO_DAY && first < result->count && result->monday + 7 * result->number[first] < since)
		first++;
	out->weeks = (unsigned)(result->count - first);
	if (out->weeks == 0)
		return;
	out->measured = scale * mean_of_weeks(result->visitors + first, out->weeks, &out->ci95);
	out->ci95 = scaled(out->ci95, scale);
	recent_weeks(out, result, scale);
}

static void
measure_visitors(struct claim_answer *out, const struct claim *claim, const struct compare_result *result)
{
	const struct event *e = out->event < 0 ? NULL : &result->events[out->event].event;
	double scale = claim->days / 7;

	out->projected = claim->days != 7;
	if (claim->extra) {
		/* Nothing to be extra to, without weeks on both sides. */
		if (e && e->before.weeks) {
			out->weeks = e->after.weeks;
			out->measured = e->extra_per_year * claim->days / DAYS_YEAR;
			out->ci95 = scaled(e->ci95_extra, claim->days / DAYS_YEAR);
		}
	} else if (e) {
		const struct event_side *side = claim->before ? &e->before : &e->after;

		out->weeks = side->weeks;
		out->measured = side->per_week * scale;
		out->ci95 = scaled(side->interval, scale);
		if (!claim->before)
			recent_weeks(out, result, scale);
	} else if (!claim->before) {
		measure_since(out, result, claim->since, scale);
	}
}

/* How far a pace is from a claim, 0 where it holds. */
static double
distance(const struct claim *claim, double per_day)
{
	double low = claim->low / claim->days, high = claim->high / claim->days;

	if (claim->sense == CLAIM_AT_LEAST)
		high = INFINITY;
	if (claim->sense == CLAIM_AT_MOST)
		low = -INFINITY;
	if (per_day >= low && per_day <= high)
		return 0;
	return fabs(log((fmax(0, per_day) + 0.1) / ((per_day < low ? low : high) + 0.1)));
}

/* The stretch that a claim names; no readings: there are too few in it. */
static struct history_growth
named_stretch(const struct claim_answer *out, const struct claim *claim, const struct compare_result *result)
{
	if (!claim->before)
		return history_growth(&result->history, claim->since, INT32_MAX);
	if (out->event >= 0)
		return history_growth(&result->history, INT32_MIN, result->events[out->event].event.day);
	return (struct history_growth){.readings = 0};
}

/* The stretch whose pace is nearest to the claim, of equals the longest. */
static struct history_growth
nearest_stretch(const struct claim *claim, const struct history *history)
{
	struct history_growth best = {.readings = 0};
	double least = INFINITY;

	for (size_t i = 0; i < history->nsegments; i++) {
		const struct history_growth *g = &history->segments[i];
		double far = distance(claim, g->per_day);

		if (far < least || (far <= least && g->to - g->from > best.to - best.from)) {
			best = *g;
			least = far;
		}
	}
	return best;
}

static void
measure_followers(struct claim_answer *out, const struct claim *claim, const struct compare_result *result)
{
	bool named = claim->before || claim->since != CALENDAR_NO_DAY;
	struct history_growth growth =
	    named ? named_stretch(out, claim, result) : nearest_stretch(claim, &result->history);

	if (growth.readings == 0)
		return;
	out->growth = growth;
	out->measured = growth.per_day * claim->days;
	out->ci95 = scaled(growth.interval, claim->days);
	out->projected = claim->days > growth.to - growth.from;
}

/* Growth after the event less growth before it. */
static void
measure_extra_followers(struct claim_answer *out, const struct claim *claim, const struct compare_result *result)
{
	struct history_growth before, after;
	double from, to, half_low, half_high;

	if (out->event < 0)
		return;
	before = history_growth(&result->history, INT32_MIN, result->events[out->event].event.day);
	after = history_growth(&result->history, result->events[out->event].event.day, INT32_MAX);
	from = before.per_day;
	to = after.per_day;
	if (isnan(from) || isnan(to))
		return;
	half_low = hypot(to - after.interval.low, before.interval.high - from);
	half_high = hypot(after.interval.high - to, from - before.interval.low);
	out->growth = after;
	out->measured = (to - from) * claim->days;
	out->ci95 = scaled((struct interval){to - from - half_low, to - from + half_high}, claim->days);
}

static void
keep_years(struct claim_answer *out, const struct claim *claim, const struct compare_result *result,
    const struct claim_year *years, size_t nyears)
{
	int32_t event = out->event < 0 ? CALENDAR_NO_DAY : result->events[out->event].event.day;
	int since = claim->since != CALENDAR_NO_DAY		? calendar_year(claim->since)
		    : claim->before || event == CALENDAR_NO_DAY ? INT_MIN
								: calendar_year(event);
	int until = claim->before && event != CALENDAR_NO_DAY ? calendar_year(event - 1) : INT_MAX;

	if (claim->before && event == CALENDAR_NO_DAY)
		return;
	out->years = alloc_zero(nyears, sizeof *out->years);
	for (size_t i = 0; i < nyears; i++)
		if (years[i].over && years[i].year >= since && years[i].year <= until)
			out->years[out->nyears++] = years[i];
}

/* A number of followers that was reached, or was not. */
static void
answer_reached(
    struct claim_answer *out, struct words *w, const struct claim *claim, const struct compare_result *result)
{
	const struct history_reading *most = history_most(&result->history);
	struct history_milestone at;
	char day[11], below[11];

	if (!most) {
		say(w, "there is no reading of followers; give --followers FILE");
		return;
	}
	out->measured = most->followers;
	at = history_reach(&result->history, claim->low);
	say_count(w, claim->low);
	if (at.reached == CALENDAR_NO_DAY) {
		calendar_print_day(day, most->day);
		say(w, " followers were never read; the most are ");
		say_count(w, most->followers);
		say(w, ", on %s", day);
		return;
	}
	calendar_print_day(day, at.reached);
	say(w, " followers were first read on %s", day);
	if (at.not_before == CALENDAR_NO_DAY) {
		say(w, ", where the history begins");
		return;
	}
	calendar_print_day(below, at.not_before);
	say(w, ", and the reading of %s lies below", below);
}

static void
say_followers(struct words *w, const struct claim_answer *out, const struct claim *claim)
{
	char from[11], to[11];

	if (out->growth.readings == 0) {
		say(w, claim->extra    ? "there are not two readings on each side of an event to measure growth between"
		       : claim->before ? "there are not two readings before an event to measure growth between"
				       : "there are not two readings to measure growth between");
		return;
	}
	calendar_print_day(from, out->growth.from);
	calendar_print_day(to, out->growth.to);
	say_interval(w, out->measured, out->ci95);
	say(w, " %sfollowers a %s from %s to %s, by %zu readings", claim->extra ? "extra " : "", claim->period, from,
	    to, out->growth.readings);
}

static void
say_years(struct words *w, const struct claim_answer *out)
{
	for (size_t i = 0; i < out->nyears; i++) {
		const struct claim_year *year = &out->years[i];

		say(w, i == 0 ? "; counted: " : ", ");
		say_count(w, year->visitors);
		say(w, " visitors in %d (", year->year);
		say_count(w, year->visitor_weeks);
		say(w, " visitor-weeks");
		if (year->missing)
			say(w, ", %u day%s missing", year->missing, year->missing == 1 ? "" : "s");
		say(w, ")");
	}
}

static void
say_since(struct words *w, const struct claim *claim)
{
	char day[11];

	if (claim->since == CALENDAR_NO_DAY)
		return;
	calendar_print_day(day, claim->since);
	say(w, " since %s", day);
}

static void
say_visitors(
    struct words *w, const struct claim_answer *out, const struct claim *claim, const struct compare_result *result)
{
	char day[11];

	if (isnan(out->measured)) {
		say(w, claim->extra    ? "there are no whole weeks on both sides of an event; name one that has them"
		       : claim->before ? "there are no whole weeks before an event; name one that has them"
				       : "there is no whole week with visitors counted");
		if (!needs_event(claim))
			say_since(w, claim);
		return;
	}
	say_interval(w, out->measured, out->ci95);
	say(w, " %s%s a %s", claim->extra ? "extra " : "", claim->days == 7 ? "visitors" : "visitor-weeks",
	    claim->period);
	if (out->event >= 0) {
		calendar_print_day(day, result->events[out->event].event.day);
		say(w, " %s %s", claim->before ? "before" : "after", day);
	} else {
		say_since(w, claim);
	}
	say(w, ", %s %u whole week%s", out->projected ? "projected from" : "measured in", out->weeks,
	    out->weeks == 1 ? "" : "s");
	if (out->recent_weeks) {
		say(w, "; in the last %u of them ", out->recent_weeks);
		say_interval(w, out->recent, out->recent_ci95);
	}
	say_years(w, out);
}

void
claims_answer(struct claim_answer *out, const struct claim *claim, const struct compare_result *result,
    const struct claim_year *years, size_t nyears)
{
	struct words w = {.n = 0};

	*out = (struct claim_answer){.measured = NAN, .ci95 = {NAN, NAN}, .recent = NAN, .recent_ci95 = {NAN, NAN}};
	out->event = needs_event(claim) ? event_for(result, claim->before) : -1;
	if (claim->reached)
		answer_reached(out, &w, claim, result);
	else if (!claim->followers)
		measure_visitors(out, claim, result);
	else if (claim->extra)
		measure_extra_followers(out, claim, result);
	else
		measure_followers(out, claim, result);
	out->answer = judge(claim, out->measured, out->ci95);
	if (!claim->followers && claim->days > 300)
		keep_years(out, claim, result, years, nyears);
	if (claim->followers && !claim->reached)
		say_followers(&w, out, claim);
	else if (!claim->followers)
		say_visitors(&w, out, claim, result);
	out->sentence = alloc_copy(span_make(w.text, w.n));
}

void
claims_release(struct claim_answer *answer)
{
	free(answer->years);
	free(answer->sentence);
	*answer = (struct claim_answer){.measured = NAN};
}
