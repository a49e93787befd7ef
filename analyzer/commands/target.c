#include "analyzer/commands/target.h"
#include "base/alloc.h"
#include "base/message.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Options whose value is a file that is read. */
static const char *const reading[] = {
    "files0-from", "db", "key", "rules", "log-format", "followers", "visitors", "archive"};

static int
look(const char *name, struct stat *st)
{
	return strcmp(name, "-") == 0 ? fstat(STDIN_FILENO, st) : stat(name, st);
}

bool
target_spares(const struct options *options, const char *name)
{
	struct stat target, st;

	if (!options->to || strcmp(options->to, "-") == 0 || stat(options->to, &target) != 0 ||
	    !S_ISREG(target.st_mode) || look(name, &st) != 0 || st.st_dev != target.st_dev ||
	    st.st_ino != target.st_ino)
		return true;
	if (strcmp(name, "-") == 0)
		name = "standard input";
	message_say(
	    NULL, "-o '%s' would be written over '%s', which this run reads; name another file", options->to, name);
	return false;
}

static bool
spares_database(const struct options *options)
{
	static const char *const beside[] = {"", ".key", ".lock", "-journal"};
	bool spared = true;

	for (size_t i = 0; options->db && spared && i < sizeof(beside) / sizeof(beside[0]); i++) {
		char *name = alloc_text("%s%s", options->db, beside[i]);

		spared = target_spares(options, name);
		free(name);
	}
	return spared;
}

static bool
is_read(const char *option)
{
	for (size_t i = 0; i < sizeof(reading) / sizeof(reading[0]); i++)
		if (strcmp(option, reading[i]) == 0)
			return true;
	return false;
}

bool
target_spares_all(const struct options *options)
{
	bool spared = spares_database(options);

	for (size_t i = 0; spared && i < options->ngiven; i++)
		spared = !is_read(options->given[i].name) || target_spares(options, options->given[i].value);
	for (size_t i = 0; spared && i < options->noperands; i++)
		spared = target_spares(options, options->operands[i]);
	return spared;
}
