/* compare: weekly visitors beside the follower history, each claimed date tested, claims answered. */
#include "analyzer/commands/inputs.h"
#include "analyzer/commands/options.h"
#include "analyzer/outputs/comparison.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/series.h"
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/followers/weeks.h"

#include <stdlib.h>
#include <unistd.h>

#define NOTHING 1
#define USAGE 2
#define PARTLY 3

/* What is compared, wherever it came from. */
struct material {
	struct compare_week *weeks;
	size_t nweeks, weeks_room;
	struct history_reading *readings;
	size_t nreadings, readings_room;
};

static void
material_release(struct material *material)
{
	free(material->weeks);
	free(material->readings);
}

static void
material_week(struct material *material, const struct compare_week *week)
{
	material->weeks = alloc_grow(material->weeks, &material->weeks_room, material->nweeks + 1, sizeof(*week));
	material->weeks[material->nweeks++] = *week;
}

static void
material_reading(struct material *material, int32_t day, int64_t followers, int64_t following, unsigned flags)
{
	material->readings = alloc_grow(
	    material->readings, &material->readings_room, material->nreadings + 1, sizeof(*material->readings));
	material->readings[material->nreadings++] = (struct history_reading){
	    .day = day,
	    .followers_known = followers >= 0,
	    .following_known = following >= 0,
	    .followers = (double)followers,
	    .following = (double)following,
	    .flags = flags,
	};
}

/* ---- the follower history ---- */

static unsigned
history_flags(unsigned flags)
{
	return (flags & FOLLOWERS_ROUNDED ? HISTORY_ROUNDED : 0u) | (flags & FOLLOWERS_MONTH ? HISTORY_IMPRECISE : 0u) |
	       (flags & FOLLOWERS_SUSPECT ? HISTORY_SUSPECT : 0u);
}

static int
take_histories(struct material *material, const struct options *options)
{
	struct followers_options settings = options->followers;
	struct followers_history history;
	int status;

	if (options->nhistories == 0)
		return 0;
	settings.zone = &options->zone;
	status = (int)followers_read(options->histories, options->nhistories, &settings, NULL, &history);
	for (size_t i = 0; i < history.count; i++)
		material_reading(material, history.readings[i].day, history.readings[i].followers,
		    history.readings[i].following, history_flags(history.readings[i].flags));
	followers_release(&history);
	return status;
}

/* ---- the weeks ---- */

static bool
is_chosen(const struct options *options, int32_t monday)
{
	return monday + 6 >= options->since && monday <= options->until;
}

/* The rows that --since, --until and --last choose; counts of followers are readings of its Sunday. */
static void
take_table(struct material *material, const struct options *options, const struct weeks *table)
{
	int32_t newest = INT32_MIN;

	for (size_t i = 0; i < table->count; i++)
		if (is_chosen(options, table->list[i].monday) && table->list[i].monday > newest)
			newest = table->list[i].monday;
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
		if (options->last == 0 || ((int64_t)newest - from->monday) / 7 < (int64_t)options->last)
			material_week(material, &week);
	}
}

static void
take_series(struct material *material, const struct series *series, bool control)
{
	for (size_t i = 0; i < series->nrows; i++) {
		const struct series_row *row = &series->rows[i];
		struct compare_week week = {
		    .monday = row->from,
		    .complete = row->complete,
		    .known = row->known,
		    .visitors = (double)row->visitors.count,
		    .control_known = control && row->known,
		    .control = (double)row->control.count,
		};
		material_week(material, &week);
	}
}

/* Visitors of a year were counted over the year: they are no sum of weeks. */
static void
take_years(struct comparison *comparison, const struct series *series)
{
	comparison->years = alloc_zero(series->nrows + 1, sizeof(*comparison->years));
	for (size_t i = 0; i < series->nrows; i++) {
		const struct series_row *row = &series->rows[i];
		comparison->years[comparison->nyears++] = (struct claim_year){
		    .year = row->year,
		    .complete = row->complete,
		    .visitors = (double)row->visitors.count,
		    .visitor_weeks = (double)row->sum_of_weekly_visitors,
		    .weeks = row->weeks_complete,
		};
	}
}

/* ---- from both to the answer ---- */

static const char *
control_title(const struct options *options)
{
	return options->control == SERIES_REFERRALS ? "all other sites" : sources[options->control].title;
}

/* Compares and writes; 0, or 1 when the result could not be written. */
static int
compare_write(struct comparison *comparison, const struct material *material, const struct options *options)
{
	const struct compare_input input = {
	    .weeks = material->weeks,
	    .nweeks = material->nweeks,
	    .readings = material->readings,
	    .nreadings = material->nreadings,
	    .events = options->events,
	    .nevents = options->nevents,
	};
	struct style style;
	struct sink sink;

	comparison->source = options->source == SERIES_ALL ? "all" : sources[options->source].name;
	comparison->source_title = options->source == SERIES_ALL ? "all sources" : sources[options->source].title;
	comparison->history = material->nreadings > 0 || options->nhistories > 0;
	comparison->claims = options->claims;
	comparison->nclaims = options->nclaims;
	compare_init(&comparison->result, &input);
	comparison->answers = alloc_zero(options->nclaims + 1, sizeof(*comparison->answers));
	for (size_t i = 0; i < options->nclaims; i++)
		claims_answer(&comparison->answers[i], &options->claims[i], &comparison->result, comparison->years,
		    comparison->nyears);
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
	take_series(material, &series, request.with_control);
	series_release(&series);
	request.kind = SERIES_YEARS;
	request.last = 0;
	request.with_control = false;
	series_init(&series, &request, result);
	take_years(comparison, &series);
	series_release(&series);
	comparison->zone = options->zone.name;
	if (options->source != SERIES_ALL) {
		comparison->control = control_title(options);
		comparison->control_name =
		    options->control == SERIES_REFERRALS ? "referrals" : sources[options->control].name;
	}
}

static int
compare_logs(struct material *material, const struct options *options, const struct inputs *inputs)
{
	struct judge_settings judge = options_judge(options);
	struct keys *keys = alloc_bytes(sizeof(*keys));
	struct read_settings settings = {
	    .judge = judge,
	    .zone = &options->zone,
	    .keys = keys,
	    .format = options->format,
	    .proxies = options_proxies(options),
	    .jobs = options->jobs,
	    .progress = !options->quiet && isatty(STDERR_FILENO),
	};
	struct comparison comparison = {0};
	struct read_result result;
	int status;

	keys_public(keys);
	read_inputs(&settings, inputs->names, inputs->count, &result);
	status = read_status(&result);
	if (status != NOTHING) {
		compare_series(&comparison, material, options, &judge, &result);
		if (compare_write(&comparison, material, options) != 0)
			status = NOTHING;
		comparison_release(&comparison);
	}
	read_release(&result);
	free(keys);
	return status;
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
	dashes += !options->visitors && !logs && dashes > 0;
	if (options->nhistories + options->nevents + options->nclaims == 0 && !options->visitors)
		why = "compare needs what to compare with: --followers FILE, --event DATE or --claim TEXT";
	else if (options->visitors && logs)
		why = "weeks come either from logs or from --visitors, not both";
	else if (dashes > 1)
		why = "standard input (-) can be read only once: name the logs and files";
	else if (options->control == options->source)
		why = "--control is the source itself: name another one, such as google";
	if (!why)
		return OPTIONS_GO;
	message_say(NULL, "%s", why);
	return USAGE;
}

static int
compare_read(const struct options *options, const struct inputs *inputs)
{
	struct material material = {0};
	int histories = take_histories(&material, options), status = histories;

	if (status == 0 || status == PARTLY)
		status =
		    options->visitors ? compare_table(&material, options) : compare_logs(&material, options, inputs);
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
		"footfall compare --visitors weeks.csv --followers followers.csv --event 2013-05-06\n",
    .run = compare_run,
};
