#include "analyzer/commands/inputs.h"

#include "analyzer/commands/help.h"
#include "analyzer/commands/target.h"
#include "base/alloc.h"
#include "base/message.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOTHING 1 /* exit status: nothing was done */
#define USAGE 2

static void
inputs_add(struct inputs *inputs, const char *name)
{
	inputs->names = alloc_grow(inputs->names, &inputs->room, inputs->count + 1, sizeof(*inputs->names));
	inputs->names[inputs->count++] = name;
}

void
inputs_release(struct inputs *inputs)
{
	free(inputs->names);
	free(inputs->owned);
	*inputs = (struct inputs){0};
}

/* Reads one name into `name`: its length, -1 at the end, PATH_MAX when it is longer than a path
 * can be. What stands behind the last NUL is a name too; `ended` tells of one before it. */
static ssize_t
list_next(FILE *list, char name[PATH_MAX], bool *ended)
{
	size_t n = 0;
	int c;

	while ((c = getc_unlocked(list)) != EOF && c != '\0') {
		if (n == PATH_MAX - 1)
			return PATH_MAX;
		name[n++] = (char)c;
	}
	name[n] = '\0';
	*ended = c == '\0';
	return c == EOF && n == 0 ? -1 : (ssize_t)n;
}

/* Appends all names of the list to inputs->owned. */
static int
list_read(struct inputs *inputs, FILE *list, const char *file, size_t *count)
{
	char name[PATH_MAX];
	bool ended = false;
	ssize_t n;

	while ((n = list_next(list, name, &ended)) >= 0) {
		++*count;
		if (n == 0 || n == PATH_MAX) {
			message_file(
			    NULL, file, n == 0 ? "name %zu is empty" : "name %zu is longer than a path can be", *count);
			return USAGE;
		}
		/* Names by the line, or a log: as a name its text would be printed. */
		if (*count == 1 && !ended && memchr(name, '\n', (size_t)n)) {
			message_file(NULL, file, "has no NUL behind a name: let it be made with find ... -print0");
			return USAGE;
		}
		inputs->owned = alloc_grow(inputs->owned, &inputs->owned_room, inputs->owned_used + (size_t)n + 1, 1);
		memcpy(inputs->owned + inputs->owned_used, name, (size_t)n + 1);
		inputs->owned_used += (size_t)n + 1;
	}
	if (!ferror(list))
		return OPTIONS_GO;
	message_file(NULL, file, "cannot read the names: %s", strerror(errno));
	return NOTHING;
}

static int
inputs_from_list(struct inputs *inputs, const struct options *options)
{
	const char *file = options->list;
	bool standard = strcmp(file, "-") == 0;
	FILE *list = standard ? stdin : fopen(file, "re");
	size_t count = 0;
	char *name;
	int status;

	if (!list) {
		message_say(NULL, "cannot open '%s': %s", file, strerror(errno));
		return NOTHING;
	}
	status = list_read(inputs, list, file, &count);
	if (!standard)
		fclose(list);
	/* Only now does the memory stay where it is. */
	name = inputs->owned;
	for (size_t i = 0; status == OPTIONS_GO && i < count; i++, name += strlen(name) + 1) {
		if (standard && strcmp(name, "-") == 0) {
			message_file(NULL, file, "name %zu is -, but standard input gives the names", i + 1);
			return USAGE;
		}
		if (!target_spares(options, name))
			return USAGE;
		inputs_add(inputs, name);
	}
	if (status == OPTIONS_GO && count == 0)
		message_file(NULL, file, "names no log");
	return status;
}

/* True for what can be read without waiting for somebody to type. */
static bool
stdin_waits(void)
{
	struct stat st;

	if (fstat(STDIN_FILENO, &st) != 0)
		return false;
	return S_ISFIFO(st.st_mode) || S_ISREG(st.st_mode) || S_ISSOCK(st.st_mode);
}

static int
inputs_check(const struct inputs *inputs)
{
	size_t dashes = 0;

	for (size_t i = 0; i < inputs->count; i++)
		dashes += strcmp(inputs->names[i], "-") == 0;
	if (dashes < 2)
		return OPTIONS_GO;
	message_say(NULL, "standard input (-) can be read only once, and is named %zu times", dashes);
	return USAGE;
}

int
inputs_gather(struct inputs *inputs, const struct options *options)
{
	int status = OPTIONS_GO;

	*inputs = (struct inputs){0};
	if (options->list)
		status = inputs_from_list(inputs, options);
	else if (options->noperands > 0)
		for (size_t i = 0; i < options->noperands; i++)
			inputs_add(inputs, options->operands[i]);
	else if (options->db)
		return OPTIONS_GO;
	else if (stdin_waits() && !target_spares(options, "-"))
		return USAGE;
	else if (stdin_waits())
		inputs_add(inputs, "-");
	else
		return help_short(options->command);
	return status == OPTIONS_GO ? inputs_check(inputs) : status;
}
