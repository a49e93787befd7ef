#include "analyzer/keys.h"
#include "base/alloc.h"
#include "base/message.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_ROOM 256
#define YEARS (KEYS_LAST_YEAR - KEYS_FIRST_YEAR + 1)

/* What the file says. */
struct keys_text {
	char id[KEYS_ID + 1];
	int year;
	unsigned char key[HASH_KEY];
};

static void
derive(struct keys *keys)
{
	for (size_t i = (size_t)(keys->oldest - KEYS_FIRST_YEAR) + 1; i < YEARS; i++)
		hash_next_key(keys->year[i], keys->year[i - 1]);
}

void
keys_public(struct keys *keys)
{
	memset(keys, 0, sizeof(*keys));
	keys->oldest = KEYS_FIRST_YEAR;
	derive(keys);
}

void
keys_wipe(struct keys *keys)
{
	bool secret = keys->id[0] != '\0';

	explicit_bzero(keys, sizeof(*keys));
	if (secret)
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

/* ---- the text ---- */

static void
put_hex(char *out, const unsigned char *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * n] = '\0';
}

static bool
get_hex(unsigned char *out, struct span text, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	if (text.n != 2 * n)
		return false;
	for (size_t i = 0; i < 2 * n; i++) {
		const char *digit = text.p[i] ? strchr(digits, text.p[i]) : NULL;

		if (!digit)
			return false;
		out[i / 2] = (unsigned char)(i % 2 ? out[i / 2] | (digit - digits) : (digit - digits) << 4);
	}
	return true;
}

/* The next line behind the word it has to begin with; empty when it begins otherwise. */
static struct span
field(struct span *rest, struct span word)
{
	struct span line = span_cut(rest, '\n');

	return span_starts(line, word) ? span_from(line, word.n) : span_make("", 0);
}

static bool
parse(struct keys_text *text, struct span rest)
{
	unsigned char id[KEYS_ID / 2];
	uint64_t year;

	if (!span_eq(span_cut(&rest, '\n'), SPAN("footfall key 1")) ||
	    !get_hex(id, field(&rest, SPAN("id ")), sizeof(id)))
		return false;
	put_hex(text->id, id, sizeof(id));
	if (!span_u64(field(&rest, SPAN("year ")), &year) || year < KEYS_FIRST_YEAR || year > KEYS_LAST_YEAR)
		return false;
	text->year = (int)year;
	return get_hex(text->key, field(&rest, SPAN("key ")), HASH_KEY);
}

/* ---- the file ---- */

/* The folder that a file is in; the caller frees it. */
static char *
folder_of(const char *file)
{
	const char *slash = strrchr(file, '/');

	if (!slash)
		return alloc_copy(SPAN("."));
	return alloc_copy(span_make(file, slash == file ? 1 : (size_t)(slash - file)));
}

/* Whether the folder is the same user's: the administrator, who looks after what a service keeps, may then take the key
 * for that service's own. One that was put among his own files may be anybody's. */
static bool
is_of_folder(const char *file, const struct stat *st)
{
	char *folder = folder_of(file);
	struct stat at;
	bool same = stat(folder, &at) == 0 && at.st_uid == st->st_uid;

	free(folder);
	return same;
}

/* False when the file is not the user's alone, which is said. */
static bool
is_safe(const char *file, const struct stat *st)
{
	if (!S_ISREG(st->st_mode)) {
		message_file(NULL, file, "is no file with a key");
		return false;
	}
	if (st->st_uid != geteuid() && (geteuid() != 0 || !is_of_folder(file, st))) {
		message_file(NULL, file, "the key belongs to another user; run as that user, or let its owner copy it");
		return false;
	}
	if (st->st_mode & 077) {
		message_file(NULL, file, "the key can be read by others (mode %04o); make it yours alone: chmod 600",
		    (unsigned)(st->st_mode & 07777));
		return false;
	}
	return true;
}

static int
open_key(const char *file)
{
	struct stat st;
	int fd = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		if (errno == ELOOP)
			message_file(NULL, file, "is a symbolic link; a key is read from a plain file only");
		else
			message_file(NULL, file, "cannot open the key: %s", strerror(errno));
		return -1;
	}
	if (fstat(fd, &st) != 0) {
		message_file(NULL, file, "cannot look at the key: %s", strerror(errno));
		close(fd);
		return -1;
	}
	if (!is_safe(file, &st)) {
		close(fd);
		return -1;
	}
	return fd;
}

static int
read_text(struct keys_text *text, const char *file)
{
	char bytes[FILE_ROOM];
	ssize_t n, used = 0;
	int fd = open_key(file);
	bool good;

	if (fd < 0)
		return -1;
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	while ((size_t)used < sizeof(bytes) && (n = read(fd, bytes + used, sizeof(bytes) - (size_t)used)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		used += n;
	}
	close(fd);
	good = parse(text, span_make(bytes, (size_t)used));
	explicit_bzero(bytes, sizeof(bytes));
	if (good)
		return 0;
	message_file(NULL, file, "is no key of footfall, or damaged; put back your copy of it");
	explicit_bzero(text, sizeof(*text));
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	return -1;
}

/* Writes all of the text to a file that was just created; 0 or -1 with errno. */
static int
write_text(int fd, const struct keys_text *text)
{
	char bytes[FILE_ROOM], key[2 * HASH_KEY + 1];
	size_t done = 0;
	ssize_t n;
	int length;

	put_hex(key, text->key, HASH_KEY);
	length = snprintf(bytes, sizeof(bytes), "footfall key 1\nid %s\nyear %d\nkey %s\n", text->id, text->year, key);
	while (done < (size_t)length) {
		n = write(fd, bytes + done, (size_t)length - done);
		if (n < 0 && errno != EINTR)
			break;
		done += n > 0 ? (size_t)n : 0;
	}
	explicit_bzero(bytes, sizeof(bytes));
	explicit_bzero(key, sizeof(key));
	return done == (size_t)length && fsync(fd) == 0 ? 0 : -1;
}

/* What was renamed or created in a folder survives a crash only once the folder is on the disk. */
static void
sync_folder(const char *file)
{
	char *folder = folder_of(file);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

/* Says why a file cannot be written; gives what the caller has to. */
static int
say_unwritten(const char *file, const char *what)
{
	int error = errno;

	message_file(NULL, file, "cannot %s: %s", what, strerror(error));
	return error == ENOSPC || error == EDQUOT ? KEYS_FULL : -1;
}

static int
say_existing(const char *file)
{
	message_file(NULL, file, "exists already; a key is never written over");
	return -1;
}

static int
write_new(const char *name, const char *file, const struct keys_text *text)
{
	int status, fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno == EEXIST ? say_existing(name) : say_unwritten(file, "create the key");
	if (fchmod(fd, 0600) != 0 || write_text(fd, text) != 0) {
		status = say_unwritten(file, "write the key");
		close(fd);
		unlink(name);
		return status;
	}
	close(fd);
	return 0;
}

/* Writes the key beside its place and moves it there: a run killed in between leaves no key, where
 * half a key would be refused for ever. Of two runs at once the second finds the first one's key. */
static int
write_whole(const char *file, const struct keys_text *text)
{
	char *fresh = alloc_text("%s.%ld.new", file, (long)getpid());
	int status;

	unlink(fresh);
	status = write_new(fresh, file, text);
	if (status == 0 && renameat2(AT_FDCWD, fresh, AT_FDCWD, file, RENAME_NOREPLACE) != 0) {
		status = errno == EEXIST ? say_existing(file) : say_unwritten(file, "create the key");
		unlink(fresh);
	}
	free(fresh);
	return status;
}

int
keys_create(const char *file)
{
	struct keys_text text = {.year = KEYS_FIRST_YEAR};
	unsigned char id[KEYS_ID / 2];
	int status;

	hash_random(id, sizeof(id));
	hash_random(text.key, sizeof(text.key));
	put_hex(text.id, id, sizeof(id));
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	status = write_whole(file, &text);
	explicit_bzero(&text, sizeof(text));
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	if (status == 0)
		sync_folder(file);
	return status;
}

int
keys_read(struct keys *keys, const char *file)
{
	struct keys_text text;

	memset(keys, 0, sizeof(*keys));
	if (read_text(&text, file) != 0)
		return -1;
	memcpy(keys->id, text.id, sizeof(keys->id));
	keys->oldest = text.year;
	memcpy(keys->year[text.year - KEYS_FIRST_YEAR], text.key, HASH_KEY);
	derive(keys);
	explicit_bzero(&text, sizeof(text));
	return 0;
}

int
keys_show(const char *file, char id[KEYS_ID + 1], int *oldest)
{
	struct keys_text text;

	if (read_text(&text, file) != 0)
		return -1;
	memcpy(id, text.id, sizeof(text.id));
	*oldest = text.year;
	explicit_bzero(&text, sizeof(text));
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	return 0;
}

/* The new text stands in a file of its own first; one left behind by a run that was killed holds
 * nothing that the key itself does not give. */
int
keys_move(const char *file, int oldest)
{
	struct keys_text text;
	int status = read_text(&text, file);
	struct stat old;
	char *fresh;

	if (status != 0)
		return -1;
	fresh = alloc_text("%s.new", file);
	if (lstat(file, &old) != 0)
		status = say_unwritten(file, "move the key on");
	else if (text.year < oldest && oldest <= KEYS_LAST_YEAR) {
		for (; text.year < oldest; text.year++) {
			unsigned char next[HASH_KEY];

			hash_next_key(next, text.key);
			memcpy(text.key, next, HASH_KEY);
			explicit_bzero(next, sizeof(next));
		}
		unlink(fresh);
		status = write_new(fresh, file, &text);
		/* Whoever moves it on: it stays its owner's. */
		if (status == 0 && ((old.st_uid != geteuid() && lchown(fresh, old.st_uid, old.st_gid) != 0) ||
				       rename(fresh, file) != 0)) {
			status = say_unwritten(file, "move the key on");
			unlink(fresh);
		}
		if (status == 0)
			sync_folder(file);
	}
	free(fresh);
	explicit_bzero(&text, sizeof(text));
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	return status;
}
