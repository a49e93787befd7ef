/* main: readies the process and finds the command; everything else is the command's. */
#include "analyzer/commands/command.h"
#include "analyzer/commands/help.h"
#include "analyzer/commands/options.h"
#include "analyzer/commands/suggest.h"
#include "analyzer/hash.h"
#include "base/alloc.h"
#include "base/message.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOTHING 1
#define USAGE 2

/* A closed descriptor 0, 1 or 2 would be given to the first file opened, and messages would be
 * written into it. What is opened in its place fails when it is read from or printed to, so that
 * neither is taken for an empty log nor for a result that was written. */
static int
main_descriptors(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDWR};

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
			return -1;
	return 0;
}

/* The command that the first operand names is brought to the front, so "footfall --json yearly"
 * works; without one it is weekly. `out` has room for argc + 2 pointers. Gives their number. */
static int
main_arrange(int argc, char **argv, char **out, char *fallback)
{
	int first = options_first_operand(argc, argv), n = 0;
	bool named = first < argc && command_named(argv[first]);

	out[n++] = named ? argv[first] : fallback;
	for (int i = 1; i < argc; i++)
		if (!named || i != first)
			out[n++] = argv[i];
	out[n] = NULL;
	return n;
}

/* True when a first word is neither a command nor can be meant as a file. */
static bool
main_mistyped(const char *word)
{
	return word && !command_named(word) && !strpbrk(word, "/.") && strcmp(word, "-") != 0 &&
	       access(word, F_OK) != 0;
}

static int
main_suggest(const char *word)
{
	struct suggest suggest;

	suggest_begin(&suggest, word);
	for (size_t i = 0; commands[i]; i++)
		suggest_try(&suggest, commands[i]->name);
	if (suggest.best)
		message_say(NULL, "'%s' is neither a command nor a file: did you mean '%s'?", word, suggest.best);
	else
		message_say(NULL, "'%s' is neither a command nor a file: 'footfall help' lists the commands", word);
	return USAGE;
}

/* What stands alone before any command is meant for all of footfall. */
static bool
main_alone(int argc, char **argv, const char *name, const char *letter)
{
	return argc == 2 && (strcmp(argv[1], name) == 0 || strcmp(argv[1], letter) == 0);
}

int
main(int argc, char **argv)
{
	char fallback[] = "weekly";
	char **words;
	int first, count, status;

	if (main_descriptors() != 0)
		return NOTHING;
	signal(SIGPIPE, SIG_IGN);
	setlocale(LC_CTYPE, "");
	if (main_alone(argc, argv, "--help", "-h"))
		return help_print(NULL);
	if (main_alone(argc, argv, "--version", "-V"))
		return help_version();
	first = options_first_operand(argc, argv);
	if (first < argc && main_mistyped(argv[first]))
		return main_suggest(argv[first]);
	if (hash_start() != 0)
		return NOTHING;
	words = alloc_zero((size_t)argc + 2, sizeof(*words));
	count = main_arrange(argc, argv, words, fallback);
	status = command_named(words[0])->run(count, words);
	free(words);
	return status;
}
