/*
 * command: the subcommands, one row and one file each.
 */
#ifndef FOOTFALL_ANALYZER_COMMAND_H
#define FOOTFALL_ANALYZER_COMMAND_H

struct command {
	const char *name;
	const char *summary; /* one line */
	const char *usage; /* what follows the name in a synopsis */
	const char *examples; /* lines shown first in its help */
	int (*run)(int argc, char **argv); /* argv[0] is the command's name; gives the exit status */
};

extern const struct command command_weekly, command_yearly, command_compare, command_tweets, command_report,
    command_digest, command_explain, command_formats, command_followers, command_ingest, command_merge, command_export,
    command_status, command_forget, command_key, command_help;
extern const struct command *const commands[]; /* NULL-terminated, in the order of the help */

/* The command of that name, or NULL. */
const struct command *command_named(const char *name);

#endif
