#include "analyzer/commands/command.h"

#include <stddef.h>
#include <string.h>

const struct command *const commands[] = {
    &command_weekly,
    &command_yearly,
    &command_compare,
    &command_tweets,
    &command_report,
    &command_digest,
    &command_ingest,
    &command_merge,
    &command_export,
    &command_status,
    &command_forget,
    &command_key,
    &command_explain,
    &command_formats,
    &command_followers,
    &command_help,
    NULL,
};

const struct command *
command_named(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}
