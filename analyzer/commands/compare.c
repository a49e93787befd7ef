/* compare: weekly visitors beside the follower history, each claimed date tested, claims answered. */
#include "analyzer/commands/database.h"
#include "analyzer/commands/material.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/series.h"
#include "base/message.h"
#include "parsers/followers/weeks.h"

#define NOTHING 1
#define USAGE 2
#define PARTLY 3

static bool
is_chosen(const struct options *options, int32_t monday)
{
	return monday + 6 >= options->since && monday <= options->until;
}

/* Adds a week that is among the last ones before `end`. */
static void
take_week(struct material *material, const struct options *options, int32_t end, const struct compare_week *week)
{
	if (options->last == 0 || ((int64_t)end - week->monday) / 7 <= (int64_t)options->last)
		material_week(material, week);
}

/* A longer run of weeks without a row is left out, as `weekly` does. */
#define LONGEST_EMPTY_RUN 260

/* The rows that --since, --until and --last choose; counts of followers are readings of its Sunday. Weeks that the
 * table has no row of are unknown, like those that logs have no record of. */
static void
take_table(struct material *material, const struct options *options, const struct weeks *table)
{
	int32_t end = INT32_MIN, next = CALENDAR_NO_DAY;

	for (size_t i = 0; i < table->count; i++)
		if (is_chosen(options, table->list[i].monday))
			end = table->list[i].monday + 7;
	for (size_t i = 0; i < table->count; i++) {
		const struct weeks_week *from = &table->list[i];
		struct compare_week week = {
		    .monday = from->monday,
		    .complete = from->complete,
		    .known = from->visitors >= 0,
		    .visitors = (double)from->visitors,
		};
		if (from->followers >= 0 || from->following >= 0)
			material_reading(material, from->monday + 6, from->followers, from->following, 0);
		if (!is_chosen(options, from->monday))
			continue;
		if (next == CALENDAR_NO_DAY || (from->monday - next) / 7 > LONGEST_EMPTY_RUN)
			next = from->monday;
		for (; next < from->monday; next += 7)
			take_week(material, options, end, &(const struct compare_week){.monday = next});
		take_week(material, options, end, &week);
		next = from->monday + 7;
	}
}

/* ---- from both to the answer ---- */

/* Compares and writes; 0, or 1 when the result could not be written. */
static int
compare_write(struct comparison *comparison, const struct material *material, const struct options *options)
{
	struct style style;
	struct sink sink;

	material_compare(comparison, material, options);
	if (sink_open(&sink, options->to) != 0)
		return NOTHING;
	style_decide(&style, fileno(sink.to), options->color);
	options->output->compare(sink.to, comparison, &style);
	return sink_close(&sink, true) == 0 ? 0 : NOTHING;
}

static int
compare_table(struct material *material, const struct options *options)
{
	struct comparison comparison = {0};
	struct weeks table;
	int status = (int)weeks_read(&table, options->visitors, &options->followers, NULL);

	if (status == 0 || status == PARTLY) {
		take_table(material, options, &table);
		if (compare_write(&comparison, material, options) != 0)
			status = NOTHING;
		comparison_release(&comparison);
	}
	weeks_release(&table);
	return status;
}

/* The weeks and the years of what was read. */
static void
compare_series(struct comparison *comparison, struct material *material, const struct options *options,
    const struct judge_settings *judge, const struct read_result *result)
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
	struct series series;

	series_init(&series, &request, result);
	material_say_unkept(&series);
	material_series(material, &series, request.with_control);
	series_release(&series);
	request.kind = SERIES_YEARS;
	request.last = 0;
	request.with_control = false;
	series_init(&series, &request, result);
	material_years(comparison, &series, options);
	series_release(&series);
}

/* Weeks and years out of logs, database or both. */
static int
compare_records(
    struct material *material, struct options *options, struct database_result *result, const struct inputs *inputs)
{
	struct comparison comparison = {0};
	int status;

	if (!database_gather(result, options, inputs, false))
		return result->status;
	compare_series(&comparison, material, options, &result->judge, &result->read);
	status = compare_write(&comparison, material, options);
	comparison_release(&comparison);
	return status != 0 ? status : result->status;
}

/* ---- the command ---- */

/* How often standard input is named for anything but logs. */
static size_t
named_stdin(const struct options *options)
{
	size_t dashes = options->visitors && strcmp(options->visitors, "-") == 0;

	for (size_t i = 0; i < options->nhistories; i++)
		dashes += strcmp(options->histories[i], "-") == 0;
	return dashes;
}

/* What no option alone can see. */
static int
compare_check(const struct options *options)
{
	bool logs = options->noperands > 0 || options->list;
	size_t dashes = named_stdin(options);
	const char *why = NULL;

	for (size_t i = 0; i < options->noperands; i++)
		dashes += strcmp(options->operands[i], "-") == 0;
	dashes += !options->visitors && !options->db && !logs && dashes > 0;
	if (options->nhistories + options->nevents + options->nclaims == 0 && !options->visitors)
		why = "compare needs what to compare with: --followers FILE, --event DATE or --claim TEXT";
	else if (options->visitors && (logs || options->db))
		why = "weeks come either from logs and a database or from --visitors, not both";
	else if (dashes > 1)
		why = "standard input (-) can be read only once: name the logs and files";
	if (!why)
		return OPTIONS_GO;
	message_say(NULL, "%s", why);
	return USAGE;
}

static int
compare_read(struct options *options, const struct inputs *inputs)
{
	struct material material = {0};
	struct database_result result;
	int histories = 0, status;

	if (!database_open(&result, options))
		status = result.status;
	else
		status = histories = material_histories(&material, options);
	if (status == 0 || status == PARTLY)
		status = options->visitors ? compare_table(&material, options)
					   : compare_records(&material, options, &result, inputs);
	database_release(&result);
	material_release(&material);
	return status == 0 ? histories : status;
}

static int
compare_run(int argc, char **argv)
{
	struct inputs inputs = {0};
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO)
		status = compare_check(&options);
	if (status == OPTIONS_GO && !options.visitors)
		status = inputs_gather(&inputs, &options);
	if (status == OPTIONS_GO)
		status = compare_read(&options, &inputs);
	inputs_release(&inputs);
	options_release(&options);
	return status;
}

const struct command command_compare = {
    .name = "compare",
    .summary = "Weeks beside follower history; before and after each event; a verdict, and claims answered.",
    .usage = "--followers FILE [--event DATE[=LABEL]]... [OPTION...] [LOG...]",
    .examples = "footfall compare --followers followers.csv --event 2013-05-06 access.log*\n"
		"footfall compare --event 2013-05-06='followed back' --claim '50/week' access.log*\n"
		"footfall compare --db blog.db --followers followers.csv --event 2013-05-06\n"
		"footfall compare --visitors weeks.csv --followers followers.csv --event 2013-05-06\n",
    .run = compare_run,
};
