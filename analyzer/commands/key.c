/* key: makes a key, and shows what is public of one. */
#include "analyzer/commands/database.h"
#include "analyzer/keys.h"
#include "analyzer/outputs/sink.h"
#include "base/message.h"

#include <stdio.h>

static int
show(const char *file)
{
	char id[KEYS_ID + 1];
	struct sink sink;
	int oldest;

	if (keys_show(file, id, &oldest) != 0 || sink_open(&sink, NULL) != 0)
		return 1;
	fprintf(sink.to, "id %s\noldest year %d\n", id, oldest);
	return sink_close(&sink, true) == 0 ? 0 : 1;
}

static int
key_run(int argc, char **argv)
{
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO) {
		const char *word = options.noperands > 0 ? options.operands[0] : "";
		bool makes = strcmp(word, "new") == 0;

		if (options.noperands != 2 || (!makes && strcmp(word, "show") != 0)) {
			message_say(
			    NULL, "say what to do with which file: footfall key new FILE, or footfall key show FILE");
			status = 2;
		} else {
			status = makes ? database_key_status(keys_create(options.operands[1])) : 0;
			if (status == 0)
				status = show(options.operands[1]);
		}
	}
	options_release(&options);
	return status;
}

const struct command command_key = {
    .name = "key",
    .summary = "Makes a key before the first ingest; prints the id of one.",
    .usage = "new|show FILE",
    .examples = "footfall key new blog.db.key\n"
		"footfall key show blog.db.key\n",
    .run = key_run,
};
