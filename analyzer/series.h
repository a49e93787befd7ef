/*
 * series: rows per week or year, out of a tally, ready to print.
 */
#ifndef FOOTFALL_ANALYZER_SERIES_H
#define FOOTFALL_ANALYZER_SERIES_H

#include "analyzer/read.h"
#include "base/calendar.h"

enum series_kind { SERIES_WEEKS, SERIES_YEARS };

/* Distinct visitors with their relative standard error (0 when exact). */
struct series_number {
	uint64_t count;
	double error;
};

struct series_row {
	int32_t from, to; /* first and last day of the period */
	int year; /* calendar year (SERIES_YEARS) */
	unsigned days_covered;
	bool known; /* false: no covered day, every count below is null */
	bool unkept; /* not known though there were records: closed without a number of the sites asked for */
	bool complete; /* every day of the period is covered */
	struct series_number visitors; /* of the source that was asked for */
	uint64_t by_referer, by_app, by_tag, visits, page_views; /* Twitter only: series.split */
	uint64_t visitors_any_version; /* years of Twitter */
	struct series_number all_visitors;
	struct series_number control; /* visitors of the source to compare with, where one was asked for */
	uint64_t robots; /* robot visitors that Twitter evidence would else have counted */
	unsigned weeks_complete; /* years: complete ISO weeks whose Thursday lies in the year */
	uint64_t sum_of_weekly_visitors; /* years: over those weeks, complete or not */
	struct series_number *by_source; /* --source all: one a series.sources, else NULL */
	unsigned rules; /* version of the built-in rules that judged the newest of it; 0: unknown */
	unsigned rules_before; /* that of the known row before, where it is another; else 0 */
	/* series.year_ago: the same ISO week of the year before, or the year before. */
	bool year_ago_known, year_ago_complete;
	struct series_number year_ago;
};

struct series_gap {
	int32_t from, to; /* days without any record, inclusive */
};

/* Pace over the last complete weeks. */
struct series_pace {
	unsigned weeks; /* 0: no complete week, nothing below is known */
	double per_week; /* mean visitors */
	double low, high; /* 95 % interval of the mean */
	uint64_t least, most; /* smallest and largest week */
	double per_year; /* visitor-weeks: per_week x 52.1775 */
	double share; /* visitors over all visitors in these weeks, 0 to 1; -1 when unknown */
	bool year_ago_known;
	double year_ago; /* mean of the complete weeks 52 weeks earlier, when at least half are complete */
};

struct series_source {
	const char *name, *title; /* static */
};

struct series {
	enum series_kind kind;
	const char *source; /* "twitter", "google", "all" */
	const char *source_title; /* "Twitter", "Google", "all sources" */
	bool split; /* Twitter: evidence, visits, page views and robots are known */
	bool year_ago; /* rows stand beside those of the year before */
	const char *zone; /* "log", "UTC", "Europe/Berlin" */

	bool any; /* at least one record; else no day below is set and there are no rows */
	int32_t first, last; /* first and last covered day of all */
	unsigned days_covered, days_missing;
	struct series_gap *gaps;
	size_t ngaps;
	unsigned weeks_left_out; /* rows dropped because of runs of over 260 empty weeks */
	struct series_gap *left_out; /* those runs */
	size_t nleft_out;

	struct read_counts input;
	uint64_t counted, other_sources; /* views of this source, and of the others, as met */
	bool site_given; /* --site names the hosts that count */
	uint64_t sealed; /* records of closed periods as met: they are in the counters, but not in the rows */

	struct series_row *rows;
	size_t nrows;
	struct series_pace pace;

	struct series_source *sources; /* --source all: columns, those with visitors first to last */
	size_t nsources;
	const char *own_host; /* inferred own host, NULL when none or when --site says it */
	/* Totals over the whole span for the last lines of a screen. */
	uint64_t total_page_views;
	bool sketched; /* some number in the rows is an estimate */
};

struct series_request {
	enum series_kind kind;
	int source; /* id of sources[], or SERIES_ALL */
	int32_t since, until; /* days, inclusive; INT32_MIN and INT32_MAX when not given */
	unsigned last; /* rows; 0: all */
	const struct judge_settings *judge;
	const char *zone;
	bool year_ago; /* rows have the visitors of the year before too */
	bool with_control; /* rows have the visitors of another source too: */
	int control; /* its id, or SERIES_REFERRALS */
};
#define SERIES_ALL (-1)
/* As control: every source that sends visitors but Twitter and the one asked for. */
#define SERIES_REFERRALS (-2)

void series_init(struct series *series, const struct series_request *request, const struct read_result *read);
void series_release(struct series *series);

#endif
