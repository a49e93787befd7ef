/* The file, before SQLite sees it: nothing that is not a whole database of footfall is opened as one. */
#include "analyzer/store/internal.h"
#include "analyzer/store/schema.h"
#include "base/alloc.h"
#include "base/message.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER 100

/* Links on the way are the system's business, but the file itself must be none. */
char *
store_resolve(const struct store *store)
{
	const char *slash = strrchr(store->file, '/');
	const char *base = slash ? slash + 1 : store->file;
	char *folder =
	    slash ? alloc_copy(span_make(store->file, slash == store->file ? 1 : (size_t)(slash - store->file)))
		  : alloc_copy(SPAN("."));
	char *real = realpath(folder, NULL), *path = NULL;

	if (!real) {
		message_file(NULL, store->file, "the folder of the database cannot be opened: %s", strerror(errno));
	} else {
		path = alloc_text("%s/%s", strcmp(real, "/") == 0 ? "" : real, base);
	}
	free(real);
	free(folder);
	return path;
}

static uint32_t
big(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

int
store_refuse(struct store *store, const char *words)
{
	store->status = 1;
	store->said = true;
	message_file(NULL, store->file, "%s", words);
	return -1;
}

int
store_refuse_newer(struct store *store)
{
	return store_refuse(store, "was made by a newer version of footfall; update footfall to use it");
}

bool
store_has_journal(const struct store *store)
{
	char *journal = alloc_text("%s-journal", store->path);
	struct stat st;
	bool there;

	there = stat(journal, &st) == 0 && st.st_size > 0;
	free(journal);
	return there;
}

/* Looks at the first bytes, so that a foreign file is not even opened as a database. */
static int
check_header(struct store *store, int fd, uint64_t size)
{
	static const char magic[16] = "SQLite format 3";
	unsigned char header[HEADER];

	/* Power lost in the very first commit leaves zeros and a journal, out of which SQLite makes an empty file. */
	if (store_has_journal(store))
		return 0;
	if (size < HEADER || pread(fd, header, HEADER, 0) != HEADER || memcmp(header, magic, sizeof(magic)) != 0)
		return store_refuse(
		    store, store->mode == STORE_READ
			       ? "is no database of footfall; name one that footfall ingest has made"
			       : "is no database of footfall; name another file: one that is not there is made");
	if (big(header + 68) != SCHEMA_APPLICATION)
		return store_refuse(
		    store, big(header + 60) > (uint32_t)schema_version()
			       ? "was made by a newer version of footfall, or by another program; update "
				 "footfall, or name another file"
			       : "is a database of another program; name another file");
	if (big(header + 60) > (uint32_t)schema_version())
		return store_refuse_newer(store);
	/* The page size of 65,536 is written as 1. */
	uint64_t page = (uint64_t)header[16] << 8 | header[17];
	if (size != (uint64_t)big(header + 28) * (page == 1 ? 65536 : page))
		return store_damaged(store, "it was cut short, or something was appended");
	return 0;
}

int
store_check_file(struct store *store)
{
	struct stat st;
	int status, fd = open(store->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);

	if (fd < 0 && errno == ENOENT) {
		store->is_new = store->absent = true;
		if (store->mode != STORE_READ)
			return 0;
		return store_refuse(store, "there is no such database; footfall ingest --db FILE LOG... makes one");
	}
	if (fd < 0 && errno == ELOOP)
		return store_refuse(store, "is a symbolic link; name the database itself");
	if (fd < 0 || fstat(fd, &st) != 0) {
		message_file(NULL, store->file, "the database cannot be opened: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	store->is_new = S_ISREG(st.st_mode) && st.st_size == 0 && !store_has_journal(store);
	if (!S_ISREG(st.st_mode))
		status = store_refuse(store, "is no file, so no database");
	else if (store->is_new && store->mode == STORE_READ)
		status = store_refuse(store, "is empty; footfall ingest --db FILE LOG... fills it");
	else
		status = store->is_new || (st.st_size == 0 && store_has_journal(store))
			     ? 0
			     : check_header(store, fd, (uint64_t)st.st_size);
	close(fd);
	return status;
}
