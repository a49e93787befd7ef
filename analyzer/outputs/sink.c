#include "analyzer/outputs/sink.h"

#include "base/alloc.h"
#include "base/message.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names tried before giving up: others are left over from runs that nothing could warn. */
#define TRIES 100u

static int
sink_cannot(const char *name, int reason)
{
	if (name)
		message_say(NULL, "cannot write '%s': %s", name, strerror(reason));
	else
		message_say(NULL, "cannot write to standard output: %s", strerror(reason));
	return -1;
}

/* The file that is being written, for a handler of signals: it has no other way to know. */
static char *volatile unfinished;

static void
remove_unfinished(int number)
{
	if (unfinished)
		unlink(unfinished);
	raise(number);
}

/* A run that is told to end takes its half of a file along. */
static void
watch(char *temporary)
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
	const struct sigaction action = {.sa_handler = remove_unfinished, .sa_flags = (int)SA_RESETHAND | SA_NODEFER};
	struct sigaction old;

	unfinished = temporary;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (sigaction(ends[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(ends[i], &action, NULL);
}

/* Opens a new file beside the target; its mode is the target's where there is one already. */
static int
sink_temporary(struct sink *sink, const struct stat *old)
{
	const char *slash = strrchr(sink->target, '/');
	int folder = slash ? (int)(slash - sink->target) + 1 : 0;
	size_t size = (size_t)folder + 64;
	int fd = -1;

	sink->temporary = alloc_bytes(size);
	for (unsigned i = 0; i < TRIES && fd < 0; i++) {
		snprintf(sink->temporary, size, "%.*s.footfall-%ld-%u", folder, sink->target, (long)getpid(), i);
		fd = open(sink->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd >= 0 && old && fchmod(fd, old->st_mode & 0777) != 0) {
		int reason = errno;
		close(fd);
		unlink(sink->temporary);
		errno = reason;
		return -1;
	}
	if (fd >= 0)
		watch(sink->temporary);
	return fd;
}

int
sink_open(struct sink *sink, const char *name)
{
	struct stat old;
	bool exists;
	int fd;

	*sink = (struct sink){.to = stdout, .name = name};
	if (!name || strcmp(name, "-") == 0)
		return 0;
	exists = stat(name, &old) == 0;
	if (exists && S_ISDIR(old.st_mode))
		return sink_cannot(name, EISDIR);
	if (exists && !S_ISREG(old.st_mode))
		fd = open(name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	else {
		sink->target = exists ? realpath(name, NULL) : strdup(name);
		fd = sink->target ? sink_temporary(sink, exists ? &old : NULL) : -1;
	}
	if (fd >= 0 && (sink->to = fdopen(fd, "w")))
		return 0;
	sink_cannot(name, errno);
	unfinished = NULL;
	free(sink->target);
	free(sink->temporary);
	return -1;
}

bool
sink_failed(struct sink *sink)
{
	if (ferror(sink->to) == 0)
		return false;
	if (sink->reason == 0)
		sink->reason = errno;
	return true;
}

/* True when nobody reads the other end any more. */
static bool
reader_gone(int fd)
{
	struct pollfd ask = {.fd = fd, .events = POLLOUT};
	struct stat st;

	if (fstat(fd, &st) != 0 || !(S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
		return false;
	return poll(&ask, 1, 0) > 0 && (ask.revents & (POLLERR | POLLHUP));
}

int
sink_close(struct sink *sink, bool keep)
{
	bool failed = ferror(sink->to) != 0, gone;
	int reason = sink->reason;

	errno = 0;
	if (fflush(sink->to) != 0)
		failed = true, reason = reason ? reason : errno;
	gone = failed && (reason == EPIPE || reader_gone(fileno(sink->to)));
	if (!failed && keep && sink->target && fsync(fileno(sink->to)) != 0)
		failed = true, reason = errno;
	/* Some file systems tell of a full disk only now. */
	if (fclose(sink->to) != 0 && !failed)
		failed = true, reason = errno;
	if (!failed && keep && sink->target && rename(sink->temporary, sink->target) != 0)
		failed = true, reason = errno;
	if (sink->target && (failed || !keep))
		unlink(sink->temporary);
	if (sink->target)
		unfinished = NULL;
	free(sink->target);
	free(sink->temporary);
	if (!failed || gone)
		return 0;
	return sink_cannot(sink->name, reason ? reason : EIO);
}
