/*
 * inputs: the names of the logs that a command reads, wherever they were given.
 */
#ifndef FOOTFALL_ANALYZER_INPUTS_H
#define FOOTFALL_ANALYZER_INPUTS_H

#include "analyzer/commands/options.h"

struct inputs {
	const char **names; /* "-" is standard input */
	size_t count, room;
	char *owned; /* names out of --files0-from, one behind the other */
	size_t owned_used, owned_room;
};

/* Gathers the names: the operands, or those in --files0-from, none when a database is
 * named, or "-" when nothing is named and standard input is a pipe or a file. OPTIONS_GO; or the exit status, all said: with nothing to
 * read the short help is shown, so a terminal is never waited for. Release it in either case. */
int inputs_gather(struct inputs *inputs, const struct options *options);
void inputs_release(struct inputs *inputs);

#endif
