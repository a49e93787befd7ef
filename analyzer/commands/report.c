/* report: everything as one page, out of one reading of the logs. */
#include "analyzer/commands/database.h"
#include "analyzer/commands/material.h"
#include "analyzer/outputs/page.h"
#include "analyzer/outputs/sink.h"
#include "base/message.h"

#include <unistd.h>

#define NOTHING 1
#define USAGE 2
#define PARTLY 3

/* What the page shows, with what it borrows from. */
struct report {
	struct series weeks, years, all;
	struct comparison comparison;
	struct tweets tweets;
	struct page page;
};

/* --since, --until and --last choose weeks; of years all are shown that have one of them. */
static void
report_series(struct report *report, const struct options *options, const struct judge_settings *judge,
    const struct read_result *read)
{
	struct series_request request = {
	    .kind = SERIES_WEEKS,
	    .source = options->source,
	    .since = options->since,
	    .until = options->until,
	    .last = options->last,
	    .judge = judge,
	    .zone = options->zone.name,
	    .with_control = options->source != SERIES_ALL,
	    .control = options->control,
	};

	series_init(&report->weeks, &request, read);
	request.kind = SERIES_YEARS;
	request.last = 0;
	request.with_control = false;
	if (options->last > 0 && report->weeks.nrows > 0)
		request.since = report->weeks.rows[0].from;
	series_init(&report->years, &request, read);
	request.source = SERIES_ALL;
	series_init(&report->all, &request, read);
}

/* Links are those of Twitter. */
static bool
has_links(const struct options *options)
{
	return options->source == SOURCE_TWITTER || options->source == SERIES_ALL;
}

/* --last chooses the links of its weeks. */
static int
report_tweets(struct report *report, const struct options *options, const struct database_result *result)
{
	struct options chosen = *options;

	if (!has_links(options))
		return 0;
	if (options->last > 0 && report->weeks.nrows > 0)
		chosen.since = report->weeks.rows[0].from;
	report->page.tweets = &report->tweets;
	report->page.links_chosen = chosen.since != INT32_MIN || chosen.until != INT32_MAX;
	return material_tweets(&report->tweets, &chosen, result);
}

/* 0, or 3 when part of an archive was lost. */
static int
report_init(struct report *report, const struct options *options, const struct database_result *result,
    struct material *material)
{
	*report = (struct report){.page = {.weeks = &report->weeks, .years = &report->years, .sources = &report->all}};
	report_series(report, options, &result->judge, &result->read);
	if (options_has_history(options) || options->nevents + options->nclaims > 0) {
		material_series(material, &report->weeks, options->source != SERIES_ALL);
		material_years(&report->comparison, &report->years, options);
		material_compare(&report->comparison, material, options);
		report->page.comparison = &report->comparison;
	}
	return report_tweets(report, options, result);
}

static void
report_release(struct report *report)
{
	tweets_release(&report->tweets);
	comparison_release(&report->comparison);
	series_release(&report->weeks);
	series_release(&report->years);
	series_release(&report->all);
}

/* 0, or 1 when the page could not be written. */
static int
report_write(const struct page *page, const char *name)
{
	struct sink sink;

	if (sink_open(&sink, name) != 0)
		return NOTHING;
	page_write(sink.to, page);
	return sink_close(&sink, true) == 0 ? 0 : NOTHING;
}

/* Everything out of logs, database or both. */
static int
report_records(
    struct options *options, struct material *material, struct database_result *result, const struct inputs *inputs)
{
	struct report report;
	int status, archives;

	if (!database_gather(result, options, inputs, true))
		return result->status;
	archives = report_init(&report, options, result, material);
	status = report_write(&report.page, options->to);
	report_release(&report);
	if (status == 0)
		status = result->status;
	return status != 0 ? status : archives;
}

static int
report_read(struct options *options, const struct inputs *inputs)
{
	struct material material = {0};
	struct database_result result;
	int histories = 0, status;

	if (!database_open(&result, options))
		status = result.status;
	else
		status = histories = material_histories(&material, options);
	if (status == 0 || status == PARTLY)
		status = report_records(options, &material, &result, inputs);
	database_release(&result);
	material_release(&material);
	return status == 0 ? histories : status;
}

/* What no option alone can see. A page in a terminal helps nobody. */
static int
report_check(const struct options *options)
{
	size_t dashes = 0;

	for (size_t i = 0; i < options->nhistories; i++)
		dashes += strcmp(options->histories[i], "-") == 0;
	for (size_t i = 0; i < options->narchives; i++)
		dashes += strcmp(options->archives[i], "-") == 0;
	for (size_t i = 0; i < options->noperands; i++)
		dashes += strcmp(options->operands[i], "-") == 0;
	dashes += dashes > 0 && options->noperands == 0 && !options->list && !options->db;
	if (!options->to && isatty(STDOUT_FILENO))
		message_say(NULL, "report writes a page for a browser: name its file, as in -o report.html");
	else if (dashes > 1)
		message_say(NULL, "standard input (-) can be read only once: name the logs and files");
	else
		return OPTIONS_GO;
	return USAGE;
}

static int
report_run(int argc, char **argv)
{
	struct inputs inputs = {0};
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO)
		status = report_check(&options);
	if (status == OPTIONS_GO)
		status = inputs_gather(&inputs, &options);
	if (status == OPTIONS_GO)
		status = report_read(&options, &inputs);
	inputs_release(&inputs);
	options_release(&options);
	return status;
}

const struct command command_report = {
    .name = "report",
    .summary = "One self-contained page with charts: weeks, years, evidence, sources, followers, verdict.",
    .usage = "-o FILE.html [OPTION...] [LOG...]",
    .examples = "footfall report -o report.html access.log*\n"
		"footfall report -o report.html --followers followers.csv --event 2013-05-06 access.log*\n"
		"footfall report -o report.html --archive tweets.js access.log*\n"
		"footfall report -o last-year.html --last 52 --db blog.db\n",
    .run = report_run,
};
