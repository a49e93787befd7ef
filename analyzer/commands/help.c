#include "analyzer/commands/help.h"

#include "analyzer/commands/options.h"
#include "analyzer/commands/suggest.h"
#include "analyzer/outputs/sink.h"
#include "base/message.h"
#include "parsers/decoders/gzip.h"
#include "parsers/formats/format.h"

#include <string.h>

#define WIDTH 80u
#define HANG 24u /* column at which explanations begin */

static const char overview_examples[] = "footfall access.log*\n"
					"zcat old-logs/*.gz | footfall yearly\n"
					"footfall weekly --last 26 --source all access.log\n";

/* Prints `text` from column `column` on, broken at blanks, later lines at `indent`. */
static unsigned
help_wrapped(FILE *to, const char *text, unsigned column, unsigned indent)
{
	struct span rest = span_str(text);

	while (rest.n > 0) {
		struct span word = span_cut(&rest, ' ');
		if (column > indent && column + 1 + word.n > WIDTH) {
			fprintf(to, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			putc(' ', to);
			column++;
		}
		fprintf(to, "%.*s", SPAN_ARG(word));
		column += (unsigned)word.n;
	}
	return column;
}

static void
help_examples(FILE *to, const char *examples)
{
	struct span rest = span_str(examples);

	while (rest.n > 0) {
		struct span line = span_cut(&rest, '\n');
		fprintf(to, "  %.*s\n", SPAN_ARG(line));
	}
}

/* A word and its explanation in two columns. */
static unsigned
help_entry(FILE *to, const char *left, const char *text)
{
	int n = fprintf(to, "  %-*s", (int)HANG - 3, left);

	if (n >= (int)HANG)
		fprintf(to, "\n%*s", (int)HANG, "");
	else
		putc(' ', to);
	return help_wrapped(to, text, HANG, HANG);
}

static void
help_option(FILE *to, const struct option_row *row)
{
	char left[64], letter[8] = "    ";
	unsigned column;

	if (row->letter)
		snprintf(letter, sizeof(letter), "-%c, ", row->letter);
	snprintf(left, sizeof(left), "%s--%s%s%s", letter, row->name, row->argument ? " " : "",
	    row->argument ? row->argument : "");
	column = help_entry(to, left, row->help);
	if (row->value)
		column = help_wrapped(to, ":", column, column);
	for (size_t i = 0; row->value && row->value(i); i++) {
		char name[64];
		snprintf(name, sizeof(name), "%s%s", row->value(i), row->value(i + 1) ? "," : "");
		column = help_wrapped(to, name, column, HANG);
	}
	putc('\n', to);
}

static void
help_command(FILE *to, const struct command *command)
{
	if (command->examples[0]) {
		fputs("Examples:\n", to);
		help_examples(to, command->examples);
		putc('\n', to);
	}
	fprintf(to, "Usage: footfall %s %s\n\n", command->name, command->usage);
	help_wrapped(to, command->summary, 0, 0);
	fputs("\n\nOptions:\n", to);
	for (const struct option_row *row = option_rows; row->name; row++)
		if (option_for(row, command->name))
			help_option(to, row);
}

static void
help_overview(FILE *to)
{
	fputs("Examples:\n", to);
	help_examples(to, overview_examples);
	fputs("\nUsage: footfall [COMMAND] [OPTION...] [LOG...]\n\n"
	      "How many visitors come to a blog from Twitter, week by week and year by year,\n"
	      "counted from the logs of its web server, plain or compressed. Without LOG,\n"
	      "or for -, logs are read from standard input.\n\nCommands:\n",
	    to);
	for (size_t i = 0; commands[i]; i++) {
		help_entry(to, commands[i]->name, commands[i]->summary);
		putc('\n', to);
	}
	fputs("\nLog formats, found by content:\n", to);
	for (size_t i = 0; formats[i]; i++) {
		help_entry(to, formats[i]->name, formats[i]->summary);
		putc('\n', to);
	}
	fputs("\nOutputs, for --format:\n", to);
	for (size_t i = 0; outputs[i]; i++) {
		help_entry(to, outputs[i]->name, outputs[i]->summary);
		putc('\n', to);
	}
	fputs("\nExit status: 0 done; 1 nothing was done; 2 wrong usage; 3 done, but part of the\n"
	      "input was lost; 75 try again later: the database is held, or its disk is full.\n\n'footfall help "
	      "COMMAND' shows the options of a command.\n",
	    to);
}

static int
help_finish(struct sink *sink)
{
	return sink_close(sink, true) == 0 ? 0 : 1;
}

int
help_print(const struct command *command)
{
	struct sink sink;

	if (sink_open(&sink, NULL) != 0)
		return 1;
	if (command)
		help_command(sink.to, command);
	else
		help_overview(sink.to);
	return help_finish(&sink);
}

int
help_version(void)
{
	struct sink sink;

	if (sink_open(&sink, NULL) != 0)
		return 1;
	fprintf(sink.to, "footfall " FOOTFALL_VERSION "\ngzip is read by %s\n", inflater_library);
	return help_finish(&sink);
}

int
help_short(const struct command *command)
{
	fprintf(stderr, "footfall %s reads logs of a web server; name one, or pipe one in:\n\n", command->name);
	help_examples(stderr, command->examples);
	fprintf(stderr, "\n'footfall help' tells the rest.\n");
	return 2;
}

static int
help_run(int argc, char **argv)
{
	struct options options;
	struct suggest suggest;
	int status = options_parse(&options, argc, argv);
	const char *word = status == OPTIONS_GO && options.noperands > 0 ? options.operands[0] : NULL;

	options_release(&options);
	if (status != OPTIONS_GO)
		return status;
	if (!word || command_named(word))
		return help_print(word ? command_named(word) : NULL);
	suggest_begin(&suggest, word);
	for (size_t i = 0; commands[i]; i++)
		suggest_try(&suggest, commands[i]->name);
	if (suggest.best)
		message_say(NULL, "no command '%s': did you mean '%s'?", word, suggest.best);
	else
		message_say(NULL, "no command '%s': 'footfall help' lists them", word);
	return 2;
}

const struct command command_help = {
    .name = "help",
    .summary = "This overview, or the options of a command.",
    .usage = "[COMMAND]",
    .examples = "footfall help weekly\n",
    .run = help_run,
};
