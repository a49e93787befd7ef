#include "analyzer/store/lock.h"
#include "base/alloc.h"
#include "base/message.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LATER 75
#define PAUSE 20000000L /* nanoseconds between two tries */

/* What stands in the file is somebody's word: shown, never trusted. */
static void
say_holder(const char *database, int fd)
{
	char holder[128] = "";
	ssize_t n = pread(fd, holder, sizeof(holder) - 1, 0);

	if (n > 0)
		holder[strcspn(holder, "\n")] = '\0';
	message_file(NULL, database, "another run holds the database%s%s; try again later, or wait for it with --wait",
	    n > 0 && holder[0] ? ": " : "", holder);
}

static void
say_uncreated(const char *name, int error)
{
	if (error == ENOENT || error == ENOTDIR)
		message_file(NULL, name, "cannot be created: there is no such folder; make it first");
	else if (error == EACCES || error == EPERM)
		message_file(NULL, name,
		    "cannot be created: permission denied; run as the user who owns the database and its folder");
	else
		message_file(NULL, name, "cannot be created, so nothing can be written beside it: %s", strerror(error));
}

static void
write_holder(int fd)
{
	char text[96], when[32];
	time_t now = time(NULL);
	struct tm tm;
	int n;

	gmtime_r(&now, &tm);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	n = snprintf(text, sizeof(text), "process %ld since %s\n", (long)getpid(), when);
	/* It only helps people; a full disk shall not stop what would free some. */
	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n)
		return;
}

static bool
try_for(int fd, unsigned wait)
{
	const struct timespec pause = {.tv_nsec = PAUSE};
	struct timespec now, end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += wait;
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (wait == 0 || now.tv_sec > end.tv_sec || (now.tv_sec == end.tv_sec && now.tv_nsec >= end.tv_nsec)) {
			errno = EWOULDBLOCK;
			return false;
		}
		nanosleep(&pause, NULL);
	}
	return true;
}

/* The lock file, made where there is none. What the administrator makes belongs to the owner of the database, who has to
 * open it the next night. Only of a file that was just made: another one might be anything. */
static int
open_lock(const char *name, const char *database)
{
	const int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	struct stat st;
	int fd = open(name, flags | O_CREAT | O_EXCL, 0600);

	if (fd < 0)
		return errno == EEXIST ? open(name, flags | O_CREAT, 0600) : fd;
	if (geteuid() == 0 && stat(database, &st) == 0 && fchown(fd, st.st_uid, st.st_gid) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int
lock_take(const char *database, unsigned wait, int *status)
{
	char *name = alloc_text("%s.lock", database);
	struct stat st;
	int fd;

	*status = 1;
	fd = open_lock(name, database);
	if (fd < 0) {
		if (errno == ENOSPC || errno == EDQUOT)
			*status = LATER;
		say_uncreated(name, errno);
	} else if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		message_file(NULL, name, "is no file that can be locked; remove it");
		close(fd);
		fd = -1;
	} else if (try_for(fd, wait)) {
		write_holder(fd);
	} else {
		if (errno == EWOULDBLOCK) {
			*status = LATER;
			say_holder(database, fd);
		} else {
			message_file(NULL, name, "cannot be locked: %s", strerror(errno));
		}
		close(fd);
		fd = -1;
	}
	free(name);
	return fd;
}

void
lock_release(int lock)
{
	if (lock < 0)
		return;
	if (ftruncate(lock, 0) != 0)
		flock(lock, LOCK_UN);
	close(lock);
}
