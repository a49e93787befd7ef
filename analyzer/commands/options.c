#include "analyzer/commands/options.h"

#include "analyzer/commands/suggest.h"
#include "analyzer/commands/target.h"
#include "analyzer/outputs/explanation.h"
#include "analyzer/series.h"
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/formats/custom.h"

#include <getopt.h>
#include <stdlib.h>

#define USAGE 2 /* exit status of wrong usage */
#define LONG 256 /* what getopt_long gives for row i is LONG + i */

bool
option_for(const struct option_row *row, const char *command)
{
	struct span rest = span_str(row->commands);

	while (rest.n > 0)
		if (span_eq(span_cut(&rest, ' '), span_str(command)))
			return true;
	return false;
}

/* The list's index of a value; -1 and a sentence when it is not in it. */
static int
option_choice(const struct option_row *row, const char *value)
{
	char known[1024] = "";
	size_t used = 0;
	struct suggest suggest;

	suggest_begin(&suggest, value);
	for (size_t i = 0; row->value(i); i++) {
		int n;
		if (span_ieq(span_str(row->value(i)), span_str(value)))
			return (int)i;
		suggest_try(&suggest, row->value(i));
		n = snprintf(known + used, sizeof(known) - used, "%s%s", i > 0 ? ", " : "", row->value(i));
		if (n > 0 && (size_t)n < sizeof(known) - used)
			used += (size_t)n;
	}
	if (suggest.best)
		message_say(
		    NULL, "--%s '%s' is not known, did you mean '%s'? (of %s)", row->name, value, suggest.best, known);
	else
		message_say(NULL, "--%s '%s' is not known: there are %s", row->name, value, known);
	return -1;
}

/* The row of that option's name which is for the command, or NULL. */
static const struct option_row *
option_here(const struct option_row *of, const char *command)
{
	for (const struct option_row *row = option_rows; row->name; row++)
		if (strcmp(row->name, of->name) == 0 && option_for(row, command))
			return row;
	return NULL;
}

/* Says which commands have the option that this one has not. */
static void
option_elsewhere(const struct options *options, const struct option_row *row)
{
	char list[128] = "";
	size_t used = 0;

	for (size_t i = 0; commands[i]; i++)
		if (option_here(row, commands[i]->name) && used < sizeof(list))
			used += (size_t)snprintf(
			    list + used, sizeof(list) - used, "%s%s", used > 0 ? ", " : "", commands[i]->name);
	message_say(NULL, "'%s' has no option --%s; these have: %s", options->command->name, row->name, list);
}

/* Values are kept in a copy of their own: those that a database gives do not live as long. */
static const char *
options_remember(struct options *options, const char *name, const char *value)
{
	options->given = alloc_grow(options->given, &options->given_room, options->ngiven + 1, sizeof(*options->given));
	options->given[options->ngiven] = (struct option_word){name, alloc_copy(span_str(value))};
	return options->given[options->ngiven++].value;
}

/* Whether its value may be a name that only --rules or a database bring along. */
static bool
option_names_source(const struct option_row *row)
{
	return strcmp(row->name, "source") == 0 || strcmp(row->name, "control") == 0;
}

static int
option_set(struct options *options, const struct option_row *row, const char *value)
{
	int i = 0;

	if (row->argument) {
		value = options_remember(options, row->name, value);
		if (option_names_source(row))
			return OPTIONS_GO;
		if (row->value && !strchr(row->argument, '|') && (i = option_choice(row, value)) < 0)
			return USAGE;
	}
	return row->set(options, value, (size_t)i);
}

static int
option_take(struct options *options, const struct option_row *given, const char *value)
{
	const struct option_row *row = option_here(given, options->command->name);

	if (row)
		return option_set(options, row, value);
	option_elsewhere(options, given);
	return USAGE;
}

/* Says what is wrong with the word that getopt_long stumbled on. */
static int
option_unknown(const struct options *options, const char *word, int letter)
{
	struct suggest suggest;
	char name[64];

	if (letter >= LONG) {
		message_say(NULL, "option --%s takes no value", option_rows[letter - LONG].name);
		return USAGE;
	}
	if (letter != 0) {
		message_say(NULL, "unknown option -%c: 'footfall %s --help' shows those there are", letter,
		    options->command->name);
		return USAGE;
	}
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
	suggest_begin(&suggest, name);
	for (size_t i = 0; option_rows[i].name; i++)
		if (option_for(&option_rows[i], options->command->name))
			suggest_try(&suggest, option_rows[i].name);
	if (suggest.best)
		message_say(NULL, "unknown option --%s: did you mean --%s?", name, suggest.best);
	else
		message_say(NULL, "unknown option --%s: 'footfall %s --help' shows those there are", name,
		    options->command->name);
	return USAGE;
}

/* The table in the form that getopt_long wants. */
static void
options_table(struct option table[OPTION_ROWS_MOST], char letters[2 * OPTION_ROWS_MOST])
{
	size_t n = 0;

	*letters++ = ':';
	for (const struct option_row *row = option_rows; row->name; row++, n++) {
		int takes = row->argument ? required_argument : no_argument;
		table[n] = (struct option){row->name, takes, NULL, LONG + (int)n};
		if (row->letter) {
			*letters++ = row->letter;
			if (row->argument)
				*letters++ = ':';
		}
	}
	table[n] = (struct option){0};
	*letters = '\0';
}

static const struct option_row *
option_of(int given)
{
	for (size_t i = 0; option_rows[i].name; i++)
		if (given == LONG + (int)i || given == option_rows[i].letter)
			return &option_rows[i];
	return NULL;
}

static bool
option_knows(const struct option_row *row, const char *value)
{
	for (size_t i = 0; row->value(i); i++)
		if (span_ieq(span_str(row->value(i)), span_str(value)))
			return true;
	return false;
}

/* What sources have to do with each other and with other options. */
static int
options_check_sources(const struct options *options)
{
	if (options->control == options->source)
		message_say(NULL, "--control is the source itself: name another one, such as google");
	else if (options->narchives > 0 && options->source != SOURCE_TWITTER && options->source != SERIES_ALL)
		message_say(NULL, "an archive holds tweets: --archive goes with --source twitter or all");
	else
		return OPTIONS_GO;
	return USAGE;
}

/* Takes the names of sources that are known. */
static int
options_take_sources(struct options *options, bool wait)
{
	options->unsettled = false;
	for (size_t i = 0; i < options->ngiven; i++) {
		const struct option_row named = {.name = options->given[i].name};
		const struct option_row *row = option_here(&named, options->command->name);
		const char *value = options->given[i].value;
		int choice, status;

		if (!row || !option_names_source(row))
			continue;
		if (wait && !option_knows(row, value)) {
			options->unsettled = true;
			continue;
		}
		if ((choice = option_choice(row, value)) < 0)
			return USAGE;
		if ((status = row->set(options, value, (size_t)choice)) != OPTIONS_GO)
			return status;
	}
	return options->unsettled ? OPTIONS_GO : options_check_sources(options);
}

int
options_settle(struct options *options)
{
	return options_take_sources(options, false);
}

/* What no option alone can see. */
static int
options_check(const struct options *options)
{
	if (options->since > options->until) {
		message_say(NULL, "--since lies after --until: no row can be chosen");
		return USAGE;
	}
	if (options->list && options->noperands > 0) {
		message_say(NULL, "logs are named either by --files0-from or on the command line, not both ('%s')",
		    options->operands[0]);
		return USAGE;
	}
	return OPTIONS_GO;
}

/* Takes --rules alone, wherever it stands: they add names that --source may take. getopt_long moves
 * words about, so it gets a list of its own. */
static int
options_parse_rules(struct options *options, int argc, char **argv, const char *letters, const struct option *table)
{
	char **words = alloc_zero((size_t)argc + 1, sizeof(*words));
	int given, status = OPTIONS_GO;

	memcpy(words, argv, (size_t)argc * sizeof(*words));
	optind = 0; /* GNU: begin anew, whatever was parsed before */
	while (status == OPTIONS_GO && (given = getopt_long(argc, words, letters, table, NULL)) != -1) {
		const struct option_row *row = given >= LONG ? option_of(given) : NULL;
		if (row && strcmp(row->name, "rules") == 0)
			status = option_take(options, row, optarg);
	}
	free(words);
	return status;
}

/* The environment names a database where no log is given, and to the commands that need one. */
static void
options_database(struct options *options)
{
	static const char *const needing[] = {"ingest", "merge", "export", "status", "forget"};
	const char *name = getenv("FOOTFALL_DB");
	bool wanted = options->noperands == 0 && !options->list && !options->visitors;
	struct option_row db = {.name = "db"};

	for (size_t i = 0; i < sizeof(needing) / sizeof(needing[0]); i++)
		wanted = wanted || strcmp(options->command->name, needing[i]) == 0;
	if (!options->db && wanted && name && *name && option_here(&db, options->command->name))
		options->db = name;
}

bool
options_set(struct options *options, const char *name, const char *value)
{
	const struct option_row *row = option_rows;

	while (strcmp(row->name, name) != 0)
		row++;
	return option_set(options, row, value) == OPTIONS_GO;
}

bool
options_given(const struct options *options, const char *name)
{
	for (size_t i = 0; i < options->ngiven; i++)
		if (strcmp(options->given[i].name, name) == 0)
			return true;
	return false;
}

bool
options_has_history(const struct options *options)
{
	return options->nhistories > 0 || options->followers.anchored;
}

bool
options_no_operand(const struct options *options)
{
	if (options->noperands == 0)
		return true;
	message_say(NULL, "'%s' takes no file but the database (--db FILE), so what is '%s'?", options->command->name,
	    options->operands[0]);
	return false;
}

int
options_parse(struct options *options, int argc, char **argv)
{
	struct option table[OPTION_ROWS_MOST];
	char letters[2 * OPTION_ROWS_MOST];
	int given, status;

	*options = (struct options){
	    .command = command_named(argv[0]),
	    .output = outputs[0],
	    .since = INT32_MIN,
	    .until = INT32_MAX,
	    .source = SOURCE_TWITTER,
	    .jobs = read_processors(),
	    .only = EXPLAIN_ANY,
	    .before = INT32_MIN,
	    .max_age = -1,
	    .control = SERIES_REFERRALS,
	    .week = CALENDAR_NO_DAY,
	};
	zone_open(&options->zone, "log");
	options_table(table, letters);
	opterr = 0;
	status = options_parse_rules(options, argc, argv, letters, table);
	optind = 0;
	while (status == OPTIONS_GO && (given = getopt_long(argc, argv, letters, table, NULL)) != -1) {
		if (given == '?')
			status = option_unknown(options, argv[optind - 1], optopt);
		else if (given == ':') {
			message_say(NULL, "option --%s needs a value: %s", option_of(optopt)->name,
			    option_of(optopt)->argument);
			status = USAGE;
		} else if (strcmp(option_of(given)->name, "rules") != 0)
			status = option_take(options, option_of(given), optarg);
	}
	if (status != OPTIONS_GO)
		return status;
	options->operands = argv + optind;
	options->noperands = (size_t)(argc - optind);
	options_database(options);
	if ((status = options_check(options)) != OPTIONS_GO)
		return status;
	if (!target_spares_all(options))
		return USAGE;
	return options_take_sources(options, options->db != NULL);
}

void
options_release(struct options *options)
{
	for (size_t i = 0; i < options->nsites; i++)
		free((char *)(uintptr_t)options->sites[i].p);
	free(options->sites);
	free(options->excluded);
	for (size_t i = 0; i < options->ngiven; i++)
		free(options->given[i].value);
	free(options->given);
	free(options->proxies);
	rules_release(&options->rules);
	format_custom_free(options->custom);
	free(options->histories);
	free(options->archives);
	free(options->events);
	free(options->claims);
	options->sites = NULL;
	options->excluded = NULL;
	options->given = NULL;
	options->ngiven = 0;
	options->proxies = NULL;
	options->custom = NULL;
	options->histories = NULL;
	options->archives = NULL;
	options->events = NULL;
	options->claims = NULL;
}

/* How many words the long option `word` and its value take; 0 when it is not known. */
static int
option_words_long(const char *word)
{
	struct span name = span_str(word + 2), value = name;

	name = span_cut(&value, '=');
	for (size_t i = 0; option_rows[i].name; i++)
		if (span_eq(name, span_str(option_rows[i].name)))
			return option_rows[i].argument && !strchr(word, '=') ? 2 : 1;
	return 0;
}

/* The same of a word of short options. */
static int
option_words_short(const char *word)
{
	for (word++; *word; word++) {
		const struct option_row *row = option_of((unsigned char)*word);
		if (!row)
			return 0;
		if (row->argument)
			return word[1] ? 1 : 2;
	}
	return 1;
}

int
options_first_operand(int argc, char **argv)
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && argv[i][1]) {
		int words = argv[i][1] == '-' ? option_words_long(argv[i]) : option_words_short(argv[i]);
		if (words == 0)
			return argc;
		i += words;
	}
	return i < argc ? i : argc;
}

struct judge_settings
options_judge(const struct options *options)
{
	return (struct judge_settings){
	    .sites = options->sites,
	    .nsites = options->nsites,
	    .excluded = options->excluded,
	    .nexcluded = options->nexcluded,
	    .rules = options->rules.ntext > 0 ? &options->rules : NULL,
	};
}

struct proxies
options_proxies(const struct options *options)
{
	return (struct proxies){options->proxies, options->nproxies};
}
