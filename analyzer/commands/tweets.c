/* tweets: which links brought the visitors, in whose tweets they stood, and where they led. */
#include "analyzer/commands/database.h"
#include "analyzer/commands/material.h"
#include "analyzer/outputs/sink.h"
#include "base/message.h"

#define NOTHING 1
#define USAGE 2

static int
tweets_write(const struct tweets *tweets, const struct options *options)
{
	struct style style;
	struct sink sink;

	if (sink_open(&sink, options->to) != 0)
		return NOTHING;
	style_decide(&style, fileno(sink.to), options->color);
	options->output->tweets(sink.to, tweets, &style);
	return sink_close(&sink, true) == 0 ? 0 : NOTHING;
}

static int
tweets_read(struct options *options, const struct inputs *inputs)
{
	struct database_result result;
	struct tweets tweets = {0};
	bool ready = database_read(&result, options, inputs, true);
	int status = result.status, archives;

	if (ready) {
		archives = material_tweets(&tweets, options, &result);
		if (tweets_write(&tweets, options) != 0)
			status = NOTHING;
		else if (status == 0)
			status = archives;
		tweets_release(&tweets);
	}
	database_release(&result);
	return status;
}

/* What no option alone can see. */
static int
tweets_check(const struct options *options)
{
	size_t dashes = 0;
	bool logs = options->noperands > 0 || options->list;

	for (size_t i = 0; i < options->narchives; i++)
		dashes += strcmp(options->archives[i], "-") == 0;
	for (size_t i = 0; dashes > 0 && i < options->noperands; i++)
		dashes += strcmp(options->operands[i], "-") == 0;
	if (dashes < 2 && (dashes == 0 || logs || options->db))
		return OPTIONS_GO;
	message_say(NULL, "standard input (-) can be read only once: name the logs and archives");
	return USAGE;
}

static int
tweets_run(int argc, char **argv)
{
	struct inputs inputs = {0};
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO)
		status = tweets_check(&options);
	if (status == OPTIONS_GO)
		status = inputs_gather(&inputs, &options);
	if (status == OPTIONS_GO)
		status = tweets_read(&options, &inputs);
	inputs_release(&inputs);
	options_release(&options);
	return status;
}

const struct command command_tweets = {
    .name = "tweets",
    .summary = "Which links and tweets brought the visitors, and where they landed.",
    .usage = "[--archive FILE]... [OPTION...] [LOG...]",
    .examples = "footfall tweets access.log*\n"
		"footfall tweets --archive twitter-archive/data/tweets.js access.log*\n"
		"footfall tweets --archive tweets.js --archive tweets-part1.js --csv --db blog.db\n",
    .run = tweets_run,
};
