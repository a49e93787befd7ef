/*
 * options: what may stand on the command line, in one table.
 *
 * The table drives the parsing and the help (later the man page and the completions too), so
 * there is no option that the help does not show.
 */
#ifndef FOOTFALL_ANALYZER_OPTIONS_H
#define FOOTFALL_ANALYZER_OPTIONS_H

#include "analyzer/claims.h"
#include "analyzer/commands/command.h"
#include "analyzer/outputs/style.h"
#include "base/zone.h"
#include "parsers/followers/followers.h"
#include "parsers/judge.h"
#include "parsers/proxies.h"
#include "parsers/rules.h"

struct format;

/* An option as the command line, or a database, gives it. */
struct option_word {
	const char *name;
	char *value; /* owned */
};

struct options {
	const struct command *command;
	const struct output *output; /* --format */
	const char *to; /* -o; NULL: standard output */
	struct zone zone;
	int32_t since, until; /* days, inclusive; INT32_MIN and INT32_MAX when not given */
	unsigned last; /* 0: all rows */
	int source; /* id of sources[], or SERIES_ALL */
	bool unsettled; /* --source or --control is none that is known yet; see options_settle */
	struct span *sites; /* lower-case names; owned */
	size_t nsites, sites_room;
	struct cidr *excluded;
	size_t nexcluded, excluded_room;
	struct cidr *proxies; /* --trusted-proxy */
	size_t nproxies, proxies_room;
	struct rules rules; /* --rules */
	const struct format *format; /* --log-format; NULL: by content */
	const struct format *custom; /* the same when it is none of formats[]: owned */
	const char *layout; /* --log-format as it was given, NULL: not */
	unsigned jobs;
	bool quiet;
	const char *db, *key; /* --db or FOOTFALL_DB, --key; NULL: none */
	unsigned wait; /* seconds */
	bool strict, dry_run;
	int32_t before; /* --before, a day; INT32_MIN when not given */
	int max_age; /* days; -1 when not given */
	struct option_word *given; /* every option with a value, as typed */
	size_t ngiven, given_room;
	enum style_color color;
	const char *list; /* --files0-from; NULL: none */
	int only; /* enum explain_word, or EXPLAIN_ANY */
	struct followers_options followers; /* --dates, --anchor */
	/* Of compare: --followers, --visitors, --event, --claim, --control. */
	const char **histories; /* names; owned as a list */
	size_t nhistories, histories_room;
	const char *visitors; /* NULL: logs give the weeks */
	struct compare_claimed *events;
	size_t nevents, events_room;
	struct claim *claims;
	size_t nclaims, claims_room;
	const char **archives; /* --archive; names; owned as a list */
	size_t narchives, archives_room;
	int control; /* id of sources[], or SERIES_REFERRALS */
	bool year_ago; /* --year-ago */
	/* Of digest. */
	unsigned digest; /* --format: index of digest_outputs[] */
	int32_t week; /* --week: its Monday; CALENDAR_NO_DAY: the last complete one */
	const char *mail_to, *mail_from; /* NULL: not given */
	char **operands; /* borrowed from argv */
	size_t noperands;
};

struct option_row {
	const char *name; /* without dashes */
	char letter; /* 0: none */
	const char
	    *argument; /* as shown in the help, NULL: takes none; with '|' in it a value may be none of the list */
	const char *help;
	const char *commands; /* names, blanks between */
	/* The values that are allowed, NULL behind the last; NULL when they are not a list. */
	const char *(*value)(size_t i);
	/* Takes the value, of a list by its index `i`. OPTIONS_GO, or the exit status to end with. */
	int (*set)(struct options *options, const char *value, size_t i);
};

/* All options in the order of the help, ended by a row without a name. An option that is not the
 * same for all commands has several rows. */
#define OPTION_ROWS_MOST 80 /* with the last */
extern const struct option_row option_rows[];

/* True when the command takes the option. */
bool option_for(const struct option_row *row, const char *command);

#define OPTIONS_GO (-1)

/* Reads the command line of the command argv[0]. OPTIONS_GO when the command shall run; else all
 * has been said and done (--help, or a fault) and the status to exit with is given. Release it in
 * either case. */
int options_parse(struct options *options, int argc, char **argv);
void options_release(struct options *options);

/* Takes the names of --source and --control that waited for the sources of a database. OPTIONS_GO, or the exit status
 * where one is still not known (said). */
int options_settle(struct options *options);

/* Sets an option of the table as if it stood on the command line, be it one that only other commands take: forget
 * closes the sites that ingest was given. False when the value is not right (said). */
bool options_set(struct options *options, const char *name, const char *value);

/* Whether the command line gave it, or options_set did. */
bool options_given(const struct options *options, const char *name);

/* Whether the command line tells of followers: a file of them, or the one number of --anchor. */
bool options_has_history(const struct options *options);

/* False when there are operands, which this command does not take (said). */
bool options_no_operand(const struct options *options);

/* Index in argv of the first word that is neither option nor option's value; argc when there is
 * none, or when it stands behind "--" or behind an unknown option and may be anything. */
int options_first_operand(int argc, char **argv);

/* The settings of judge that the options stand for; borrows from them. */
struct judge_settings options_judge(const struct options *options);
/* Those of reading that are the same for all commands. */
struct proxies options_proxies(const struct options *options);

#endif
