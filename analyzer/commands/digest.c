/* digest: the last complete week as a short mail; footfall itself sends nothing. */
#include "analyzer/outputs/digest.h"

#include "analyzer/commands/database.h"
#include "analyzer/commands/material.h"
#include "analyzer/outputs/sink.h"
#include "base/message.h"

#include <time.h>
#include <unistd.h>

#define NOTHING 1
#define PARTLY 3

/* The host's name for the Message-ID; of a name that could not stand there, "localhost". */
static void
find_host(char out[256])
{
	bool fits = gethostname(out, 255) == 0 && out[0];

	out[255] = '\0';
	for (size_t i = 0; fits && out[i]; i++)
		fits = (out[i] >= '0' && out[i] <= '9') || (span_lower(out[i]) >= 'a' && span_lower(out[i]) <= 'z') ||
		       out[i] == '-' || out[i] == '.';
	if (!fits)
		memcpy(out, "localhost", sizeof("localhost"));
}

/* The format; --json and the like came by the common options. */
static const struct digest_output *
output_of(const struct options *options)
{
	for (const struct digest_output *output = digest_outputs; options->output != outputs[0] && output->name;
	     output++)
		if (strcmp(output->name, options->output->name) == 0)
			return output;
	return &digest_outputs[options->digest];
}

static int
digest_write(const struct digest *digest, const struct options *options)
{
	const struct digest_output *output = output_of(options);
	char host[256];
	struct digest_head head = {.to = options->mail_to, .from = options->mail_from, .host = host};
	struct sink sink;

	if (output == &digest_outputs[0]) {
		/* A mail bears the time it was made; no figure knows it. */
		head.now = (int64_t)time(NULL);
		find_host(host);
		if (!head.to)
			message_note(NULL,
			    "the mail has no address yet: --to ADDRESS, for sendmail -t; --format text to read it");
	}
	if (sink_open(&sink, options->to) != 0)
		return NOTHING;
	output->write(sink.to, digest, &head);
	return sink_close(&sink, true) == 0 ? 0 : NOTHING;
}

/* Of a timer nobody wants to hear, week after week, that there is nothing yet: with --quiet it is not said. */
static void
say_why(const struct options *options)
{
	char week[9];

	if (options->week == CALENDAR_NO_DAY) {
		message_say(NULL, "no week is complete yet, so there is nothing to tell");
		return;
	}
	calendar_print_week(week, options->week);
	message_say(NULL, "no record of %s, so there is nothing to tell", week);
}

/* Without a week no mail is written and no text; programs get an object that says so. */
static int
say_nothing(const struct options *options)
{
	struct sink sink;

	if (!options->quiet)
		say_why(options);
	if (output_of(options)->write != digest_json)
		return 0;
	if (sink_open(&sink, options->to) != 0)
		return NOTHING;
	digest_json_none(sink.to, options->zone.name);
	return sink_close(&sink, true) == 0 ? 0 : NOTHING;
}

static int
digest_tell(const struct options *options, const struct material *material, const struct database_result *result)
{
	const struct series_request request = {
	    .kind = SERIES_WEEKS,
	    .source = SOURCE_TWITTER,
	    .since = INT32_MIN,
	    .until = INT32_MAX,
	    .judge = &result->judge,
	    .zone = options->zone.name,
	};
	struct history history;
	struct series series;
	struct digest digest;
	int status = 0;

	series_init(&series, &request, &result->read);
	history_init(&history, material->readings, material->nreadings);
	if (digest_init(&digest, &series, options->week, options_has_history(options) ? &history : NULL,
		&result->read.tally, &result->judge)) {
		status = digest_write(&digest, options);
		digest_release(&digest);
	} else
		status = say_nothing(options);
	history_release(&history);
	series_release(&series);
	return status;
}

static int
digest_read(struct options *options, const struct inputs *inputs)
{
	struct material material = {0};
	struct database_result result;
	int status = 0, histories = 0;

	if (database_open(&result, options)) {
		histories = material_histories(&material, options);
		if (histories != 0 && histories != PARTLY)
			status = histories;
		else if (database_gather(&result, options, inputs, true))
			status = digest_tell(options, &material, &result);
	}
	status = status != 0 ? status : result.status;
	database_release(&result);
	material_release(&material);
	return status == 0 ? histories : status;
}

static int
digest_run(int argc, char **argv)
{
	struct inputs inputs = {0};
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO)
		status = inputs_gather(&inputs, &options);
	if (status == OPTIONS_GO)
		status = digest_read(&options, &inputs);
	inputs_release(&inputs);
	options_release(&options);
	return status;
}

const struct command command_digest = {
    .name = "digest",
    .summary = "The last complete week as a short mail.",
    .usage = "[--week W] [--to ADDRESS] [OPTION...] [LOG...]",
    .examples = "footfall digest --format text access.log*\n"
		"footfall digest --db blog.db --to me@example.org | sendmail -t\n"
		"footfall digest --week 2014-W18 --followers followers.csv --json access.log*\n",
    .run = digest_run,
};
