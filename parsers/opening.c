/* Opening an input, and refusing what is none. */
#include "parsers/opening.h"
#include "base/message.h"
#include "parsers/decoders/decoder.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct opening_quoted
opening_quote(const char *name)
{
	struct opening_quoted quoted = {""};
	/* A command takes what begins with '-' for an option. */
	struct span begin = *name == '-' ? SPAN(" './") : SPAN(" '");
	size_t used = begin.n;
	if (strcmp(name, "-") == 0)
		return quoted;
	memcpy(quoted.text, begin.p, begin.n);
	for (const char *p = name; *p; p++) {
		const char *piece = *p == '\'' ? "'\\''" : p;
		size_t n = *p == '\'' ? 4 : 1;
		if (used + n + 2 > sizeof(quoted.text))
			return (struct opening_quoted){""};
		memcpy(quoted.text + used, piece, n);
		used += n;
	}
	memcpy(quoted.text + used, "'", 2);
	return quoted;
}

static void
say_unopened(const char *name, struct messages *messages, int error)
{
	static const struct {
		int error;
		const char *words;
	} reasons[] = {
	    {ENOENT, "cannot open: no such file"},
	    {ENOTDIR, "cannot open: a part of its path is no directory"},
	    {EACCES, "cannot open: permission denied; run with sudo, or ask its owner for the right to read it"},
	    {ELOOP, "cannot open: its symbolic links lead in a circle"},
	    {ENAMETOOLONG, "cannot open: the name is too long"},
	    {EMFILE, "cannot open: too many open files; raise the limit (ulimit -n)"},
	    {ENXIO, "is a socket or device; pipe its output: COMMAND | footfall -"},
	    {EBADF, "is closed; nothing can be read from it"},
	};
	struct stat st;
	const char *words = NULL;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons) && !words; i++)
		if (reasons[i].error == error)
			words = reasons[i].words;
	if (error == EACCES && span_starts(span_str(name), SPAN("/var/log/")))
		words = "cannot open: permission denied; run with sudo, or join group adm "
			"(sudo adduser $USER adm, then log in again)";
	if (error == ENOENT && lstat(name, &st) == 0)
		words = "cannot open: it is a link to a file that is not there";
	if (words)
		message_file(messages, name, "%s", words);
	else
		message_file(messages, name, "cannot open: %s", strerror(error));
}

/* The descriptor that a name such as /dev/fd/3 stands for, or -1. */
static int
named_descriptor(const char *name)
{
	static const struct span folders[] = {SPAN_INIT("/dev/fd/"), SPAN_INIT("/proc/self/fd/")};
	struct span text = span_str(name);
	uint64_t number;
	if (span_eq(text, SPAN("-")) || span_eq(text, SPAN("/dev/stdin")))
		return STDIN_FILENO;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (span_starts(text, folders[i]) && span_u64(span_from(text, folders[i].n), &number) &&
		    number <= INT32_MAX)
			return (int)number;
	return -1;
}

/* False when what was opened is nothing to read, which is said. Something already open, which
 * somebody has set up to be read, may be of any kind but a directory. */
static bool
is_readable(const char *name, struct messages *messages, const struct stat *st, bool was_open)
{
	struct opening_quoted quoted = opening_quote(name);
	if (S_ISREG(st->st_mode) || (was_open && !S_ISDIR(st->st_mode)))
		return true;
	if (S_ISDIR(st->st_mode))
		message_file(messages, name,
		    "is a directory; to read the logs in it: find%s -type f -print0 | footfall --files0-from -",
		    *quoted.text ? quoted.text : " DIR");
	else if (S_ISFIFO(st->st_mode))
		message_file(messages, name, "is a FIFO and not read by name; pipe it: footfall - <%s",
		    *quoted.text ? quoted.text + 1 : "FIFO");
	else
		message_file(messages, name, "is a device and no log; pipe what it gives: COMMAND | footfall -");
	return false;
}

bool
opening_is_folder(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

int
opening_open(const char *name, struct messages *messages, struct stat *st)
{
	int number = named_descriptor(name);
	/* without O_NONBLOCK a FIFO that nobody writes to would hang the run */
	int fd =
	    number >= 0 ? fcntl(number, F_DUPFD_CLOEXEC, 3) : open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, st)) {
		say_unopened(name, messages, errno);
		goto err;
	}
	/* So is standard input when it was closed before the program began (main.c). */
	if ((fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY) {
		message_file(messages, name, "cannot be read: it is closed, or open for writing alone");
		goto err;
	}
	if (!is_readable(name, messages, st, number >= 0))
		goto err;
	if (number < 0)
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	return fd;
err:
	if (fd >= 0)
		close(fd);
	return -1;
}

/* ---- what is no log ---- */

/* What no log begins with, and how to make a log of it. A command that cannot read a pipe has no
 * `piped`, and what is never a log no command. */
static const struct kind {
	size_t at;
	struct span magic;
	const char *words;
	const char *command, *piped;
} kinds[] = {
    {257, SPAN_INIT("ustar"), "is a tar archive; take the logs out", "tar -xOf", "tar -xOf -"},
    {0, SPAN_INIT("PK\003\004"), "is a zip archive; take the logs out", "unzip -p", NULL},
    {0, SPAN_INIT("7z\xbc\xaf\x27\x1c"), "is a 7z archive; take the logs out", "7z e -so", NULL},
    {0, SPAN_INIT("\x1f\x9d"), "is packed by compress; unpack it", "gzip -dc", "gzip -dc"},
    {0, SPAN_INIT("SQLite format 3"), "is a database and no log; name it with --db", NULL, NULL},
    {0, SPAN_INIT("\x04\x22\x4d\x18"), "is packed by lz4; unpack it", "lz4 -dc", "lz4 -dc"},
};

static void
say_kind(const char *name, const struct decoder *decoder, const struct kind *kind, struct messages *messages)
{
	struct opening_quoted quoted = opening_quote(name);
	bool piped = decoder || !*quoted.text;
	if (!kind->command)
		message_file(messages, name, "%s", kind->words);
	else if (piped && !kind->piped)
		message_file(messages, name, "%s first", kind->words);
	else if (decoder)
		message_file(messages, name, "%s: %s%s | %s | footfall -", kind->words, decoder->unpack, quoted.text,
		    kind->piped);
	else
		message_file(messages, name, "%s: %s%s | footfall -", kind->words, piped ? kind->piped : kind->command,
		    quoted.text);
}

static bool
is_packed(struct span head)
{
	for (const struct decoder *const *decoder = decoders; *decoder; decoder++)
		if ((*decoder)->taste(span_first(head, DECODER_HEAD)) >= (*decoder)->sure)
			return true;
	return false;
}

bool
opening_refuse(const char *name, const struct decoder *decoder, struct span head, struct messages *messages)
{
	if (decoder && is_packed(head)) {
		message_file(messages, name, "is compressed twice; unpack it once: %s%s | footfall -", decoder->unpack,
		    opening_quote(name).text);
		return true;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_starts(span_from(head, kinds[i].at), kinds[i].magic)) {
			say_kind(name, decoder, &kinds[i], messages);
			return true;
		}
	return false;
}
