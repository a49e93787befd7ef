/*
 * record: a library put before all others (LD_PRELOAD) that writes down what is done to files, so that a
 * loss of power can be played at any moment of it (tests/drills/powerloss.py).
 *
 * RECORD names the file that is appended to: for each call that changes something a head and its bytes.
 * Calls that libc makes inside itself are not seen.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Of the machine's own byte order; as powerloss.py reads it. */
struct record_head {
	char what; /* o open, w write, t truncate, s sync, c close, u unlink, r rename */
	char pad[3];
	int32_t fd;
	int64_t at; /* offset, or the length truncated to, or the flags of open */
	uint64_t length; /* of the bytes behind: data, or a name, or two names with a NUL between */
};

/* Opened once, before main. */
static struct {
	int to;
} record = {.to = -1};

__attribute__((constructor)) static void
record_start(void)
{
	const char *name = getenv("RECORD");

	if (name)
		record.to = (int)syscall(SYS_openat, AT_FDCWD, name, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
}

static void
record_add(char what, int fd, int64_t at, const void *bytes, size_t length)
{
	struct record_head head;
	struct iovec parts[2] = {{&head, sizeof(head)}, {(void *)(uintptr_t)bytes, length}};

	if (record.to < 0)
		return;
	memset(&head, 0, sizeof(head));
	head.what = what;
	head.fd = fd;
	head.at = at;
	head.length = length;
	syscall(SYS_writev, record.to, parts, 2);
}

static int
record_open(int folder, const char *path, int flags, mode_t mode)
{
	int fd = (int)syscall(SYS_openat, folder, path, flags, mode);

	if (fd >= 0)
		record_add('o', fd, flags, path, strlen(path));
	return fd;
}

#define RECORD_OPENER(name)                                                                                            \
	int name(const char *path, int flags, ...)                                                                     \
	{                                                                                                              \
		va_list rest;                                                                                          \
		mode_t mode;                                                                                           \
		va_start(rest, flags);                                                                                 \
		mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                                       \
		va_end(rest);                                                                                          \
		return record_open(AT_FDCWD, path, flags, mode);                                                       \
	}
RECORD_OPENER(open) /* NOLINT(clang-analyzer-valist.Uninitialized) */
RECORD_OPENER(open64) /* NOLINT(clang-analyzer-valist.Uninitialized) */

ssize_t
pwrite64(int fd, const void *from, size_t n, off_t at)
{
	ssize_t done = syscall(SYS_pwrite64, fd, from, n, at);

	if (done > 0)
		record_add('w', fd, at, from, (size_t)done);
	return done;
}

ssize_t
pwrite(int fd, const void *from, size_t n, off_t at)
{
	return pwrite64(fd, from, n, at);
}

ssize_t
write(int fd, const void *from, size_t n)
{
	off_t at = (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
	ssize_t done = syscall(SYS_write, fd, from, n);

	if (done > 0 && at >= 0)
		record_add('w', fd, at, from, (size_t)done);
	return done;
}

int
ftruncate64(int fd, off_t size)
{
	int status = (int)syscall(SYS_ftruncate, fd, size);

	if (status == 0)
		record_add('t', fd, size, NULL, 0);
	return status;
}

int
ftruncate(int fd, off_t size)
{
	return ftruncate64(fd, size);
}

int
fsync(int fd)
{
	record_add('s', fd, 0, NULL, 0);
	return 0;
}

int
fdatasync(int fd)
{
	return fsync(fd);
}

int
close(int fd)
{
	record_add('c', fd, 0, NULL, 0);
	return (int)syscall(SYS_close, fd);
}

int
unlink(const char *path)
{
	int status = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);

	if (status == 0)
		record_add('u', -1, 0, path, strlen(path));
	return status;
}

int
renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
	char names[8192];
	size_t n = strlen(from) + 1, m = strlen(to);
	int status = (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);

	if (status == 0 && n + m <= sizeof(names)) {
		memcpy(names, from, n);
		memcpy(names + n, to, m);
		record_add('r', -1, 0, names, n + m);
	}
	return status;
}

int
rename(const char *from, const char *to)
{
	return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}
