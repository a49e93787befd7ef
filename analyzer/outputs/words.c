#include "analyzer/outputs/words.h"

#include "analyzer/outputs/ranges.h"
#include "analyzer/outputs/write.h"
#include "base/alloc.h"
#include "base/message.h"

#include <stdarg.h>
#include <stdlib.h>

/* Longest sentence; what a log may put into one is cut to far less before. */
#define SENTENCE 1024

/* Grouped digits for use inside one printf call. */
#define GROUPED(n) write_grouped((char[WRITE_GROUPED]){0}, (n))

void
words_release(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->lines[i]);
	free(words->lines);
	*words = (struct words){0};
}

static void words_add(struct words *words, const char *format, ...) MESSAGE_FORMAT(2, 3);

static void
words_add(struct words *words, const char *format, ...)
{
	char text[SENTENCE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	words->lines = alloc_grow(words->lines, &words->room, words->count + 1, sizeof(*words->lines));
	words->lines[words->count++] = alloc_copy(span_str(text));
}

const char *
words_about(const struct style *style)
{
	return style->utf8 ? "\xE2\x89\x88" : "~";
}

/* A mean: whole from ten on, else with one decimal unless that is zero. */
static char *
words_mean(char out[WRITE_GROUPED], double mean)
{
	uint64_t tenths = (uint64_t)(mean * 10 + 0.5);

	if (tenths >= 100 || tenths % 10 == 0)
		return write_grouped(out, mean >= 10 ? (uint64_t)(mean + 0.5) : tenths / 10);
	snprintf(out, WRITE_GROUPED, "%u.%u", (unsigned)(tenths / 10), (unsigned)(tenths % 10));
	return out;
}
#define MEAN(x) words_mean((char[WRITE_GROUPED]){0}, (x))

char *
words_share(char out[16], double share)
{
	double percent = share * 100;

	/* What is not all or nothing must not be rounded to it. */
	if (percent >= 99.5 && percent < 100)
		snprintf(out, 16, "over 99 %%");
	else if (percent > 0 && percent < 0.05)
		snprintf(out, 16, "under 0.1 %%");
	else
		snprintf(out, 16, percent >= 9.95 || percent == 0 ? "%.0f %%" : "%.1f %%", percent);
	return out;
}

/* ", 9 % of all" for the answer; nothing when it is not known or says nothing. */
static const char *
words_of_all(char out[32], const struct series *series, double share)
{
	out[0] = '\0';
	if (share < 0 || strcmp(series->source, "all") == 0)
		return out;
	if (share > 0 && share < 0.01)
		return ", under 1 % of all";
	if (share >= 0.995 && share < 1)
		return ", over 99 % of all";
	snprintf(out, 32, ", %.0f %% of all", share * 100);
	return out;
}

/* "from Twitter". */
static const char *
words_origin(char out[80], const struct series *series)
{
	static const char *const special[][2] = {
	    {"all", "from all sources"},
	    {"direct", "without a Referer"},
	    {"internal", "from the own host"},
	    {"other", "from sites without a name here"},
	};

	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (strcmp(series->source, special[i][0]) == 0)
			return special[i][1];
	snprintf(out, 80, "from %s", series->source_title);
	return out;
}

static const char *
plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static unsigned
row_days(const struct series_row *row)
{
	return (unsigned)(row->to - row->from + 1);
}

bool
words_no_visitor(const struct series *series)
{
	for (size_t i = 0; i < series->nrows; i++)
		if (series->rows[i].known && series->rows[i].visitors.count > 0)
			return false;
	return true;
}

/* The row that an answer is about: the last complete one, else the last with any record. */
static const struct series_row *
words_row(const struct series *series)
{
	const struct series_row *known = NULL;

	for (size_t i = series->nrows; i-- > 0;) {
		const struct series_row *row = &series->rows[i];
		if (row->complete)
			return row;
		if (row->known && !known)
			known = row;
	}
	return known;
}

static const char *
row_name(char out[16], const struct series *series, const struct series_row *row)
{
	if (series->kind == SERIES_YEARS)
		snprintf(out, 16, "%d", row->year);
	else
		calendar_print_week(out, row->from);
	return out;
}

char *
words_unkept(const struct series *series)
{
	struct ranges ranges = {0};
	char *names, *text;

	for (size_t i = 0; i < series->nrows; i++)
		if (series->rows[i].unkept)
			ranges_add(&ranges, series->kind == SERIES_YEARS,
			    series->kind == SERIES_YEARS ? series->rows[i].year : series->rows[i].from);
	if (ranges.weeks.count + ranges.years.count == 0)
		return NULL;
	names = ranges_print(&ranges);
	text = alloc_text(
	    "%s: closed, and the number of these sites (--site) together was not kept then: unknown, not zero", names);
	free(names);
	return text;
}

/* Nothing to show: says why. */
static void
answer_nothing(struct words *words, const struct series *series)
{
	char first[11], last[11];
	bool unkept = false;

	for (size_t i = 0; i < series->nrows; i++)
		unkept = unkept || series->rows[i].unkept;
	if (unkept) {
		words_add(words, "No number of these sites (--site) together was kept of the %ss shown here.",
		    series->kind == SERIES_WEEKS ? "week" : "year");
	} else if (series->any) {
		calendar_print_day(first, series->first);
		calendar_print_day(last, series->last);
		words_add(words, "No %s was chosen that has records: they run from %s to %s.",
		    series->kind == SERIES_WEEKS ? "week" : "year", first, last);
	} else if (series->sealed > 0)
		words_add(words, "All records lie in periods that were closed, so nothing was counted.");
	else if (series->input.unparsable > 0 && series->input.records == 0)
		words_add(words, "No line could be read as a record of a web server's log, so nothing was counted.");
	else if (series->site_given)
		words_add(words, "No record is of a host that --site names, so nothing was counted.");
	else
		words_add(words, "No log line was read, so nothing was counted.");
}

static void
answer_no_visitor(struct words *words, const struct series *series)
{
	char origin[80];

	words_add(words, "No visitor %s in the %s with records shown here", words_origin(origin, series),
	    series->kind == SERIES_WEEKS ? "weeks" : "years");
	/* A database keeps no page views from elsewhere, so where no log was read nothing is known of them. */
	if (series->other_sources > 0)
		words_add(words, " (%s page view%s from elsewhere)", GROUPED(series->other_sources),
		    plural(series->other_sources));
	words_add(words, ".");
}

static void
answer_pace(struct words *words, const struct series *series)
{
	const struct series_pace *pace = &series->pace;
	char origin[80], of_all[32], span[64], ago[64] = "";

	if (pace->weeks == 1)
		snprintf(span, sizeof(span), "the one complete week");
	else
		snprintf(span, sizeof(span), "last %u complete weeks; %s to %s", pace->weeks, GROUPED(pace->least),
		    GROUPED(pace->most));
	if (pace->year_ago_known)
		snprintf(ago, sizeof(ago), "; a year earlier %s", MEAN(pace->year_ago));
	words_add(words, "%s visitor%s a week %s (%s)%s%s.", MEAN(pace->per_week), pace->per_week == 1 ? "" : "s",
	    words_origin(origin, series), span, words_of_all(of_all, series, pace->share), ago);
}

/* One row stands for the whole: a year, or a week while none is complete. */
static void
answer_row(struct words *words, const struct series *series, const struct series_row *row)
{
	char origin[80], of_all[32], name[16], days[64] = "", readers[80] = "", before[64] = "";
	uint64_t visitors = row->visitors.count;
	double share = row->all_visitors.count ? (double)visitors / (double)row->all_visitors.count : -1;

	if (!row->complete)
		snprintf(days, sizeof(days), ", %u of %u days covered", row->days_covered, row_days(row));
	if (series->kind == SERIES_YEARS && series->split && row->visitors_any_version < visitors)
		snprintf(readers, sizeof(readers), " (between about %s and %s readers)",
		    GROUPED(row->visitors_any_version), GROUPED(visitors));
	if (series->kind == SERIES_YEARS && row > series->rows && row[-1].known)
		snprintf(before, sizeof(before), "; %s%s in %d", row[-1].complete ? "" : "at least ",
		    GROUPED(row[-1].visitors.count), row[-1].year);
	words_add(words, "%s visitor%s %s in %s%s%s%s%s.%s", GROUPED(visitors), plural(visitors),
	    words_origin(origin, series), row_name(name, series, row), readers, days,
	    words_of_all(of_all, series, share), before,
	    series->kind == SERIES_WEEKS ? " No week is complete yet." : "");
}

void
words_answer(struct words *words, const struct series *series)
{
	const struct series_row *row = words_row(series);

	if (!row)
		answer_nothing(words, series);
	else if (words_no_visitor(series))
		answer_no_visitor(words, series);
	else if (series->kind == SERIES_WEEKS && series->pace.weeks > 0)
		answer_pace(words, series);
	else
		answer_row(words, series, row);
}

/* Sums over the rows shown. */
struct totals {
	uint64_t visitors, referer, app, tag, visits, views, robots, sketches;
	size_t unknown, incomplete;
};

static struct totals
totals_of(const struct series *series)
{
	struct totals sum = {0};

	for (size_t i = 0; i < series->nrows; i++) {
		const struct series_row *row = &series->rows[i];
		if (!row->known) {
			sum.unknown += !row->unkept;
			continue;
		}
		sum.incomplete += !row->complete;
		sum.visitors += row->visitors.count;
		sum.referer += row->by_referer;
		sum.app += row->by_app;
		sum.tag += row->by_tag;
		sum.visits += row->visits;
		sum.views += row->page_views;
		sum.robots += row->robots;
	}
	return sum;
}

/* What stands behind the evidence. Visitors of several periods add up to visitor-weeks only. */
static void
note_totals(struct words *words, const struct series *series, const struct totals *sum)
{
	const char *unit = series->kind == SERIES_WEEKS ? "week" : "year";
	char together[128] = "";

	if (!series->split || sum->visitors == 0)
		return;
	if (series->nrows > 1)
		snprintf(together, sizeof(together), " of %s visitor-%ss (who comes in two %ss counts in both)",
		    GROUPED(sum->visitors), unit, unit);
	words_add(words,
	    "Evidence%s: %s by Referer, %s by in-app browser, %s by campaign tag. They made %s visit%s and %s page "
	    "view%s.",
	    together, GROUPED(sum->referer), GROUPED(sum->app), GROUPED(sum->tag), GROUPED(sum->visits),
	    plural(sum->visits), GROUPED(sum->views), plural(sum->views));
}

static void
note_sources(struct words *words, const struct series *series)
{
	if (series->sources && series->nrows > 0)
		words_add(
		    words, "Each source is counted by itself: a visitor who came from two of them counts in both.");
}

static void
note_years(struct words *words, const struct series *series)
{
	const struct series_row *row = words_row(series);
	char weeks[192] = "";

	if (series->kind != SERIES_YEARS || !row || strcmp(series->source, "all") == 0)
		return;
	/* A week belongs to the year of its Thursday, so those of a short stretch may all be another year's. */
	if (row->sum_of_weekly_visitors > row->visitors.count)
		snprintf(weeks, sizeof(weeks),
		    " Its weeks added up give %s, since visitors are not additive: who comes back in another "
		    "week counts again there.",
		    GROUPED(row->sum_of_weekly_visitors));
	words_add(words, "Counted over %d: %s visitor%s.%s", row->year, GROUPED(row->visitors.count),
	    plural(row->visitors.count), weeks);
}

static void
note_pace(struct words *words, const struct series *series)
{
	const struct series_pace *pace = &series->pace;
	char ci[96] = "";

	if (series->kind != SERIES_YEARS)
		return;
	if (pace->weeks == 0) {
		words_add(words, "Pace: not known, no week is complete.");
		return;
	}
	if (pace->weeks > 1 && pace->low <= pace->high)
		snprintf(
		    ci, sizeof(ci), ", 95 %% interval %s to %s", MEAN(pace->low < 0 ? 0 : pace->low), MEAN(pace->high));
	words_add(words,
	    "Pace: %s a week (last %u complete week%s%s) would make %s visitor-weeks a year; that is a projection of "
	    "weeks, not a count of a year's visitors.",
	    MEAN(pace->per_week), pace->weeks, plural(pace->weeks), ci, MEAN(pace->per_year));
}

void
words_left_out(char out[WORDS_LEFT_OUT], const struct series *series)
{
	char first[9], last[9], more[32] = "";

	calendar_print_week(first, series->left_out[0].from);
	calendar_print_week(last, series->left_out[0].to - 6);
	if (series->nleft_out > 1)
		snprintf(more, sizeof(more), " and %zu more", series->nleft_out - 1);
	snprintf(out, WORDS_LEFT_OUT, "%s weeks without any record are left out of the rows: %s to %s%s",
	    GROUPED(series->weeks_left_out), first, last, more);
}

static void
note_weeks_left_out(struct words *words, const struct series *series)
{
	char text[WORDS_LEFT_OUT];

	words_left_out(text, series);
	words_add(words, "%s.", text);
}

static void
note_marks(struct words *words, const struct series *series, const struct totals *sum, const struct style *style)
{
	const char *unit = series->kind == SERIES_WEEKS ? "week" : "year", *dot = style->utf8 ? "\xC2\xB7" : ".";
	char *unkept = words_unkept(series);

	if (sum->incomplete > 0)
		words_add(words, "* incomplete %s: not every day has a record, so its counts are lower bounds.", unit);
	if (sum->unknown > 0)
		words_add(words, "%s no record in this %s: unknown, not zero.", dot, unit);
	if (unkept)
		words_add(words, "%s %s.", dot, unkept);
	if (series->sketched)
		words_add(words, "%s estimated by HyperLogLog, standard error about %s0.8 %%.", words_about(style),
		    style->utf8 ? "\xC2\xB1" : "+/-");
	if (series->weeks_left_out > 0)
		note_weeks_left_out(words, series);
	free(unkept);
}

const char *
words_other_rules(const struct style *style)
{
	return style->utf8 ? "\xE2\x80\xA0" : "#";
}

/* Changes of rules that are named one by one. */
#define RULES_NAMED 3

/* Names the rows at which the built-in rules change; a step there may be the rules' and not the readers'. */
static void
note_rules(struct words *words, const struct series *series, const struct style *style)
{
	size_t named = 0, more = 0;
	char name[16];

	for (size_t i = 0; i < series->nrows; i++) {
		const struct series_row *row = &series->rows[i];

		if (row->rules_before == 0)
			continue;
		if (named++ >= RULES_NAMED)
			more++;
		else
			words_add(words,
			    "%s from %s on version %u of the built-in rules has judged, before it version %u: a step "
			    "there may be the rules', not the readers'.",
			    words_other_rules(style), row_name(name, series, row), row->rules, row->rules_before);
	}
	if (more > 0)
		words_add(words, "%s the rules change at %s more %ss.", words_other_rules(style), GROUPED(more),
		    series->kind == SERIES_WEEKS ? "week" : "year");
}

static void
note_year_ago(struct words *words, const struct series *series)
{
	if (series->year_ago && series->nrows > 0 && !series->sources)
		words_add(words, "Year ago: visitors of %s before; * incomplete, a lower bound.",
		    series->kind == SERIES_WEEKS ? "the same ISO week of the year" : "the year");
}

static void
note_coverage(struct words *words, const struct series *series)
{
	char first[11], last[11], missing[64] = "";
	bool as_written = strcmp(series->zone, "log") == 0;

	if (!series->any)
		return;
	calendar_print_day(first, series->first);
	calendar_print_day(last, series->last);
	if (series->days_missing > 0)
		snprintf(missing, sizeof(missing), ", %s missing", GROUPED(series->days_missing));
	words_add(words, "Records from %s to %s: %s day%s covered%s; days %s%s.", first, last,
	    GROUPED(series->days_covered), plural(series->days_covered), missing,
	    as_written ? "as the log writes them" : "in ", as_written ? "" : series->zone);
}

static void
note_own_host(struct words *words, const struct series *series)
{
	char host[128];

	if (!series->own_host)
		return;
	message_safe(host, sizeof(host), span_str(series->own_host));
	words_add(words, "Own host: %s, inferred from the log (--site HOST overrules it).", host);
}

static void
note_left_out(struct words *words, const struct series *series, const struct totals *sum)
{
	const struct read_counts *in = &series->input;
	char would_be[96] = "";

	if (in->lines == 0)
		return;
	if (sum->robots > 0)
		snprintf(would_be, sizeof(would_be), " (%s of their visitor-%ss bear Twitter evidence)",
		    GROUPED(sum->robots), series->kind == SERIES_WEEKS ? "week" : "year");
	words_add(words,
	    "Left out of %s line%s: %s of robots%s, %s that are no page view (assets, feeds, errors), %s of other "
	    "sources, "
	    "%s excluded, %s unparsable, %s blank; a line met twice counts once.",
	    GROUPED(in->lines), plural(in->lines), GROUPED(in->robots), would_be, GROUPED(in->not_pages),
	    GROUPED(series->other_sources), GROUPED(in->excluded), GROUPED(in->unparsable), GROUPED(in->blank));
	if (series->sealed > 0)
		words_add(words, "%s record%s in periods that were closed change no number of these.",
		    GROUPED(series->sealed), plural(series->sealed));
}

void
words_notes(struct words *words, const struct series *series, const struct style *style)
{
	struct totals sum = totals_of(series);

	note_totals(words, series, &sum);
	note_sources(words, series);
	note_years(words, series);
	note_pace(words, series);
	note_marks(words, series, &sum, style);
	note_rules(words, series, style);
	note_year_ago(words, series);
	note_coverage(words, series);
	note_own_host(words, series);
	note_left_out(words, series, &sum);
}
