/*
 * fault: a library put before all others (LD_PRELOAD) that makes the n-th call of a kind fail.
 *
 * What shall fail stands in the environment:
 *	FAULT_CALLS	names of calls, commas between: malloc,read,write,sync,open,... or all
 *	FAULT_AT	which one of these calls, counted from 1
 *	FAULT_KIND	error (the default), short, kill
 *	FAULT_ERRNO	the error's number, EIO when missing
 *	FAULT_ONWARD	1: all later ones fail too
 *	FAULT_MARK	a file that is made when the fault happens, so that its absence tells the end of a sweep
 *
 * Calls that libc makes inside itself, such as those of stdio, do not come by here; the drills use
 * strace for them. Real calls are made as system calls, so nothing has to be looked up.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum fault_call {
	FAULT_MALLOC,
	FAULT_READ,
	FAULT_WRITE,
	FAULT_SYNC,
	FAULT_OPEN,
	FAULT_CLOSE,
	FAULT_RENAME,
	FAULT_UNLINK,
	FAULT_TRUNCATE,
	FAULT_STAT,
	FAULT_LOCK,
	FAULT_RANDOM,
	FAULT_SEEK,
	FAULT_CALLS
};

static const char *const fault_names[FAULT_CALLS] = {
    [FAULT_MALLOC] = "malloc",
    [FAULT_READ] = "read",
    [FAULT_WRITE] = "write",
    [FAULT_SYNC] = "sync",
    [FAULT_OPEN] = "open",
    [FAULT_CLOSE] = "close",
    [FAULT_RENAME] = "rename",
    [FAULT_UNLINK] = "unlink",
    [FAULT_TRUNCATE] = "truncate",
    [FAULT_STAT] = "stat",
    [FAULT_LOCK] = "lock",
    [FAULT_RANDOM] = "random",
    [FAULT_SEEK] = "seek",
};

enum fault_kind { FAULT_NONE, FAULT_ERROR, FAULT_SHORT, FAULT_KILL };

/* Read once, before main; a library without state of its own cannot count. */
static struct {
	unsigned calls; /* a bit each */
	long at;
	enum fault_kind kind;
	int error;
	bool onward;
	const char *mark;
	atomic_long count;
} fault;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

/* True when `name` is one of the names in `list`. */
static bool
fault_listed(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *at = list; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
		if (strncmp(at, name, n) == 0 && (at[n] == ',' || at[n] == '\0'))
			return true;
	return false;
}

__attribute__((constructor)) static void
fault_start(void)
{
	const char *list = getenv("FAULT_CALLS"), *at = getenv("FAULT_AT"), *kind = getenv("FAULT_KIND");
	const char *error = getenv("FAULT_ERRNO"), *onward = getenv("FAULT_ONWARD");

	if (!list || !at)
		return;
	for (unsigned i = 0; i < FAULT_CALLS; i++)
		if (fault_listed(list, fault_names[i]) || (i != FAULT_MALLOC && strcmp(list, "all") == 0))
			fault.calls |= 1U << i;
	fault.at = strtol(at, NULL, 10);
	fault.error = error ? (int)strtol(error, NULL, 10) : EIO;
	fault.onward = onward && onward[0] == '1';
	fault.mark = getenv("FAULT_MARK");
	fault.kind = !kind || strcmp(kind, "error") == 0 ? FAULT_ERROR
		     : strcmp(kind, "short") == 0	 ? FAULT_SHORT
							 : FAULT_KILL;
}

/* What shall happen to this call; FAULT_KILL does not return. */
static enum fault_kind
fault_now(enum fault_call call)
{
	long n;

	if (!(fault.calls & 1U << call))
		return FAULT_NONE;
	n = atomic_fetch_add(&fault.count, 1) + 1;
	if (n < fault.at || (n > fault.at && !fault.onward))
		return FAULT_NONE;
	if (n == fault.at && fault.mark)
		syscall(SYS_close, (int)syscall(SYS_openat, AT_FDCWD, fault.mark, O_CREAT | O_WRONLY, 0600));
	if (fault.kind == FAULT_KILL) {
		syscall(SYS_kill, (int)syscall(SYS_getpid), SIGKILL);
		for (;;)
			syscall(SYS_pause);
	}
	errno = fault.error;
	return fault.kind;
}

void *
malloc(size_t size)
{
	return fault_now(FAULT_MALLOC) ? (errno = ENOMEM, NULL) : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return fault_now(FAULT_MALLOC) ? (errno = ENOMEM, NULL) : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	return fault_now(FAULT_MALLOC) ? (errno = ENOMEM, NULL) : __libc_realloc(old, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return fault_now(FAULT_MALLOC) ? (errno = ENOMEM, NULL) : __libc_memalign(alignment, size);
}

int
posix_memalign(void **out, size_t alignment, size_t size)
{
	void *p = fault_now(FAULT_MALLOC) ? NULL : __libc_memalign(alignment, size);

	if (!p)
		return ENOMEM;
	*out = p;
	return 0;
}

/* How many of `n` bytes a call may move: a short one moves 1. */
static size_t
fault_share(enum fault_kind kind, size_t n)
{
	return kind == FAULT_SHORT && n > 1 ? 1 : n;
}

ssize_t
read(int fd, void *to, size_t n)
{
	enum fault_kind kind = fault_now(FAULT_READ);

	return kind == FAULT_ERROR ? -1 : syscall(SYS_read, fd, to, fault_share(kind, n));
}

ssize_t
pread64(int fd, void *to, size_t n, off_t at)
{
	enum fault_kind kind = fault_now(FAULT_READ);

	return kind == FAULT_ERROR ? -1 : syscall(SYS_pread64, fd, to, fault_share(kind, n), at);
}

ssize_t
pread(int fd, void *to, size_t n, off_t at)
{
	return pread64(fd, to, n, at);
}

ssize_t
write(int fd, const void *from, size_t n)
{
	/* A full disk does not silence the messages. */
	enum fault_kind kind = fd == 2 ? FAULT_NONE : fault_now(FAULT_WRITE);

	return kind == FAULT_ERROR ? -1 : syscall(SYS_write, fd, from, fault_share(kind, n));
}

ssize_t
pwrite64(int fd, const void *from, size_t n, off_t at)
{
	enum fault_kind kind = fault_now(FAULT_WRITE);

	return kind == FAULT_ERROR ? -1 : syscall(SYS_pwrite64, fd, from, fault_share(kind, n), at);
}

ssize_t
pwrite(int fd, const void *from, size_t n, off_t at)
{
	return pwrite64(fd, from, n, at);
}

int
fsync(int fd)
{
	return fault_now(FAULT_SYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	return fault_now(FAULT_SYNC) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

static int
fault_openat(int folder, const char *path, int flags, mode_t mode)
{
	return fault_now(FAULT_OPEN) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define FAULT_OPENER(name)                                                                                             \
	int name(const char *path, int flags, ...)                                                                     \
	{                                                                                                              \
		va_list rest;                                                                                          \
		mode_t mode;                                                                                           \
		va_start(rest, flags);                                                                                 \
		mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                                       \
		va_end(rest);                                                                                          \
		return fault_openat(AT_FDCWD, path, flags, mode);                                                      \
	}
#define FAULT_OPENER_AT(name)                                                                                          \
	int name(int folder, const char *path, int flags, ...)                                                         \
	{                                                                                                              \
		va_list rest;                                                                                          \
		mode_t mode;                                                                                           \
		va_start(rest, flags);                                                                                 \
		mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                                       \
		va_end(rest);                                                                                          \
		return fault_openat(folder, path, flags, mode);                                                        \
	}
FAULT_OPENER(open) /* NOLINT(clang-analyzer-valist.Uninitialized) */
FAULT_OPENER(open64) /* NOLINT(clang-analyzer-valist.Uninitialized) */
FAULT_OPENER_AT(openat) /* NOLINT(clang-analyzer-valist.Uninitialized) */
FAULT_OPENER_AT(openat64) /* NOLINT(clang-analyzer-valist.Uninitialized) */

int
close(int fd)
{
	/* The descriptor is gone all the same, as on Linux. */
	bool failing = fault_now(FAULT_CLOSE) != FAULT_NONE;
	int status = (int)syscall(SYS_close, fd);

	if (failing)
		errno = fault.error;
	return failing ? -1 : status;
}

int
renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
	return fault_now(FAULT_RENAME) ? -1 : (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int
rename(const char *from, const char *to)
{
	return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
unlink(const char *path)
{
	return fault_now(FAULT_UNLINK) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int
ftruncate64(int fd, off_t size)
{
	return fault_now(FAULT_TRUNCATE) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

int
ftruncate(int fd, off_t size)
{
	return ftruncate64(fd, size);
}

int
fstat(int fd, struct stat *out)
{
	return fault_now(FAULT_STAT) ? -1 : (int)syscall(SYS_fstat, fd, out);
}

int
fstat64(int fd, struct stat64 *out)
{
	return fault_now(FAULT_STAT) ? -1 : (int)syscall(SYS_fstat, fd, out);
}

int
flock(int fd, int operation)
{
	return fault_now(FAULT_LOCK) ? -1 : (int)syscall(SYS_flock, fd, operation);
}

ssize_t
getrandom(void *to, size_t n, unsigned flags)
{
	return fault_now(FAULT_RANDOM) ? -1 : syscall(SYS_getrandom, to, n, flags);
}

off_t
lseek64(int fd, off_t at, int whence)
{
	return fault_now(FAULT_SEEK) ? -1 : (off_t)syscall(SYS_lseek, fd, at, whence);
}

off_t
lseek(int fd, off_t at, int whence)
{
	return lseek64(fd, at, whence);
}
