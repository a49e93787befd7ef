/*
 * target: what -o names is none of the files that the run reads: `-o access.log*` would be one, and a slip of
 * the keyboard must cost no log, no database and no key.
 */
#ifndef FOOTFALL_ANALYZER_TARGET_H
#define FOOTFALL_ANALYZER_TARGET_H

#include "analyzer/commands/options.h"

/* False (said) where -o names this file, by whatever name. */
bool target_spares(const struct options *options, const char *name);

/* The same for all that the command line names: logs, lists, the database and its key. */
bool target_spares_all(const struct options *options);

#endif
