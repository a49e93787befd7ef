/*
 * help: what footfall says of itself, all of it out of the tables.
 */
#ifndef FOOTFALL_ANALYZER_HELP_H
#define FOOTFALL_ANALYZER_HELP_H

struct command;

#define FOOTFALL_VERSION "0.1.0"

/* The help of a command, of all of footfall for NULL, on standard output; gives the exit status. */
int help_print(const struct command *command);

/* "footfall 0.1.0"; gives the exit status. */
int help_version(void);

/* Examples and where to read on, on standard error, for who typed a command and nothing else;
 * gives the exit status of wrong usage. */
int help_short(const struct command *command);

#endif
