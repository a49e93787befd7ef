/*
 * makedocs: the manual page and the completions, out of the tables that also make the help.
 *
 * A program for maintainers, never installed. What it prints is committed, and `make check` tells
 * when it is stale.
 */
#ifndef FOOTFALL_MAKEDOCS_H
#define FOOTFALL_MAKEDOCS_H

#include "analyzer/commands/command.h"
#include "analyzer/commands/options.h"

#include <stdbool.h>
#include <stdio.h>

struct generator {
	const char *name;
	const char *operands; /* as shown in the usage */
	/* `path` is the operand, or NULL. 0, or -1 when it cannot (said). */
	int (*print)(FILE *to, const char *path);
};

extern const struct generator generator_man, generator_bash, generator_zsh, generator_fish;

/* The values of an option as `complete` words, blanks between; nothing for an option without a list. */
void makedocs_values(FILE *to, const struct option_row *row);

/* Prints `text` for a single-quoted word: a quote as `quote`, and a backslash before each of `escaped`. */
void makedocs_quoted(FILE *to, const char *text, const char *quote, const char *escaped);

/* True when the option takes the name of a file. */
bool makedocs_takes_file(const struct option_row *row);

/* True when words after the command are names of files. */
bool makedocs_takes_files(const struct command *command);

#endif
