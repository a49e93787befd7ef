/* weekly and yearly: the same way from logs to rows, and only the rows differ. */
#include "analyzer/commands/database.h"
#include "analyzer/commands/material.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/outputs/words.h"
#include "analyzer/series.h"
#include "base/message.h"

static void
rows_init(struct series *series, enum series_kind kind, const struct options *options,
    const struct judge_settings *judge, const struct read_result *result)
{
	const struct series_request request = {
	    .kind = kind,
	    .source = options->source,
	    .since = options->since,
	    .until = options->until,
	    .last = options->last,
	    .judge = judge,
	    .zone = options->zone.name,
	    .year_ago = options->year_ago,
	};

	series_init(series, &request, result);
}

/* Tables for programs have no room for the notes that screens have. */
static void
rows_say(const struct series *series, const struct options *options)
{
	char text[WORDS_LEFT_OUT];

	if (options->output != &output_json && options->output != &output_csv)
		return;
	material_say_unkept(series);
	if (series->weeks_left_out == 0)
		return;
	words_left_out(text, series);
	message_note(NULL, "%s", text);
}

/* Writes the rows; 0, or 1 when they could not be written. */
static int
rows_write(const struct series *series, const struct options *options)
{
	struct style style;
	struct sink sink;

	rows_say(series, options);
	if (sink_open(&sink, options->to) != 0)
		return 1;
	style_decide(&style, fileno(sink.to), options->color);
	options->output->series(sink.to, series, &style);
	return sink_close(&sink, true) == 0 ? 0 : 1;
}

static int
rows_read(enum series_kind kind, struct options *options, const struct inputs *inputs)
{
	struct database_result result;
	struct series series;
	bool ready = database_open(&result, options);
	int status;

	result.twitter_alone = options->source == SOURCE_TWITTER;
	ready = ready && database_gather(&result, options, inputs, false);
	status = result.status;
	if (ready) {
		rows_init(&series, kind, options, &result.judge, &result.read);
		if (rows_write(&series, options) != 0)
			status = 1;
		series_release(&series);
	}
	database_release(&result);
	return status;
}

static int
rows_run(enum series_kind kind, int argc, char **argv)
{
	struct inputs inputs = {0};
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO)
		status = inputs_gather(&inputs, &options);
	if (status == OPTIONS_GO)
		status = rows_read(kind, &options, &inputs);
	inputs_release(&inputs);
	options_release(&options);
	return status;
}

static int
weekly_run(int argc, char **argv)
{
	return rows_run(SERIES_WEEKS, argc, argv);
}

static int
yearly_run(int argc, char **argv)
{
	return rows_run(SERIES_YEARS, argc, argv);
}

const struct command command_weekly = {
    .name = "weekly",
    .summary = "Twitter visitors per ISO week; the default.",
    .usage = "[OPTION...] [LOG...]",
    .examples = "footfall weekly access.log*\n"
		"footfall weekly --db blog.db --last 26\n"
		"find logs -name 'access*' -print0 | footfall --files0-from -\n",
    .run = weekly_run,
};

const struct command command_yearly = {
    .name = "yearly",
    .summary = "Per year: visitors counted, and the pace that a year's projection would be.",
    .usage = "[OPTION...] [LOG...]",
    .examples = "footfall yearly access.log*\n"
		"zcat old-logs/*.gz | footfall yearly --json\n"
		"footfall yearly --source all --tz Europe/Berlin access.log*\n",
    .run = yearly_run,
};
