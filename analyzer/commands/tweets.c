/* tweets: which links brought the visitors, in whose tweets they stood, and where they led. */
#include "analyzer/outputs/tweets.h"

#include "analyzer/commands/database.h"
#include "analyzer/outputs/sink.h"
#include "base/message.h"

#define NOTHING 1
#define USAGE 2

static void
count_links(struct tweets *tweets, const struct options *options, const struct judge_settings *judge,
    const struct read_result *result)
{
	const struct links_request request = {
	    .judge = judge,
	    .from = INT32_MIN,
	    .to = INT32_MAX,
	    .since = options->since,
	    .until = options->until,
	};

	links_init(&tweets->links, &request, &result->tally);
	tweets->any = result->counts.records > 0 || result->tally.count > 0;
}

/* Reads the archives for the codes that were met; nothing of them is kept anywhere. */
static int
join_archives(struct tweets *tweets, const struct options *options)
{
	int status = 0;

	if (options->narchives == 0)
		return 0;
	status = (int)archive_read(
	    &tweets->archive, options->archives, options->narchives, links_wanted, &tweets->links, NULL);
	links_join(&tweets->links, &tweets->archive);
	return status;
}

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
	int status, archives;

	database_read(&result, options, inputs, true);
	status = result.status;
	if (status != NOTHING) {
		count_links(&tweets, options, &result.judge, &result.read);
		archives = join_archives(&tweets, options);
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
	if (dashes < 2 && (dashes == 0 || logs))
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
		"footfall tweets --archive tweets.js --archive tweets-part1.js --csv access.log*\n",
    .run = tweets_run,
};
