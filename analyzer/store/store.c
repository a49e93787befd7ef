/* Opening and founding: nothing is taken for a database of footfall that is not one whole. */
#include "analyzer/store/internal.h"
#include "analyzer/store/schema.h"
#include "base/alloc.h"
#include "base/message.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER 100
#define HEAP ((sqlite3_int64)64 << 20)

/* ---- the file, before SQLite sees it ---- */

/* The path with its folder resolved: links on the way are the system's business, but the file
 * itself must be none. NULL after a failure. */
static char *
resolve(struct store *store)
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

static int
refuse(struct store *store, const char *words)
{
	store->status = 1;
	store->said = true;
	message_file(NULL, store->file, "%s", words);
	return -1;
}

static int
refuse_newer(struct store *store)
{
	return refuse(store, "was made by a newer version of footfall; update footfall to use it");
}

/* Whether a journal waits beside the file: a run was killed, and SQLite will put things right. */
static bool
has_journal(const struct store *store)
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
	if (has_journal(store))
		return 0;
	if (size < HEADER || pread(fd, header, HEADER, 0) != HEADER || memcmp(header, magic, sizeof(magic)) != 0)
		return refuse(store, "is no database of footfall; name another file, or leave it out to make one");
	if (big(header + 68) != SCHEMA_APPLICATION)
		return refuse(store, big(header + 60) > (uint32_t)schema_version()
					 ? "was made by a newer version of footfall, or by another program; update "
					   "footfall, or name another file"
					 : "is a database of another program; name another file");
	if (big(header + 60) > (uint32_t)schema_version())
		return refuse_newer(store);
	/* The page size of 65,536 is written as 1. */
	uint64_t page = (uint64_t)header[16] << 8 | header[17];
	if (size != (uint64_t)big(header + 28) * (page == 1 ? 65536 : page))
		return store_damaged(store, "it was cut short, or something was appended");
	return 0;
}

static int
check_file(struct store *store)
{
	struct stat st;
	int status, fd = open(store->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);

	if (fd < 0 && errno == ENOENT) {
		store->is_new = store->absent = true;
		if (store->mode != STORE_READ)
			return 0;
		return refuse(store, "there is no such database; footfall ingest --db FILE LOG... makes one");
	}
	if (fd < 0 && errno == ELOOP)
		return refuse(store, "is a symbolic link; name the database itself");
	if (fd < 0 || fstat(fd, &st) != 0) {
		message_file(NULL, store->file, "the database cannot be opened: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	store->is_new = S_ISREG(st.st_mode) && st.st_size == 0 && !has_journal(store);
	if (!S_ISREG(st.st_mode))
		status = refuse(store, "is no file, so no database");
	else if (store->is_new && store->mode == STORE_READ)
		status = refuse(store, "is empty; footfall ingest --db FILE LOG... fills it");
	else
		status = store->is_new || (st.st_size == 0 && has_journal(store))
			     ? 0
			     : check_header(store, fd, (uint64_t)st.st_size);
	close(fd);
	return status;
}

/* ---- the connection ---- */

static void
limit(sqlite3 *db)
{
	static const struct {
		int what, most;
	} limits[] = {
	    {SQLITE_LIMIT_LENGTH, 4000000},
	    {SQLITE_LIMIT_SQL_LENGTH, 100000},
	    {SQLITE_LIMIT_ATTACHED, 1}, /* VACUUM needs one */
	    {SQLITE_LIMIT_EXPR_DEPTH, 20},
	    {SQLITE_LIMIT_WORKER_THREADS, 0},
	};

	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, NULL);
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		sqlite3_limit(db, limits[i].what, limits[i].most);
	sqlite3_hard_heap_limit64(HEAP);
}

static int
configure(struct store *store)
{
	limit(store->db);
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, 10000);
	return store_exec(store, "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA cell_size_check=ON;"
				 "PRAGMA foreign_keys=ON; PRAGMA synchronous=EXTRA; PRAGMA secure_delete=OFF;");
}

static int
connect_to(struct store *store, const char *path, int flags)
{
	mode_t mask = umask(077);
	/* One thread at a time: ingest calls from whichever has read an input, one after another. */
	int code = sqlite3_open_v2(path, &store->db,
	    flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX,
	    NULL);

	umask(mask);
	return code == SQLITE_OK ? configure(store) : store_fail(store);
}

/* A small number that a PRAGMA gives; -1 after a failure. */
static int64_t
pragma(struct store *store, const char *sql)
{
	sqlite3_stmt *statement = store_sql(store, sql);
	int64_t value = -1;

	if (store_step(store, statement) == 1)
		value = sqlite3_column_int64(statement, 0);
	if (statement)
		sqlite3_reset(statement);
	return value;
}

/* ---- the schema ---- */

static int
migrate(struct store *store, int from)
{
	char version[64];

	for (int i = from; migrations[i]; i++)
		if (store_exec(store, migrations[i]) != 0)
			return -1;
	snprintf(version, sizeof(version), "PRAGMA application_id=%d; PRAGMA user_version=%d;", SCHEMA_APPLICATION,
	    schema_version());
	return store_exec(store, version);
}

#define SCHEMA_SQL "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1"

/* Whether every table is as it was made: a view or trigger that somebody put in is never run. */
static int
check_schema(struct store *store)
{
	struct store model = {.file = store->file, .mode = STORE_WRITE};
	sqlite3_stmt *is, *should;
	int status = -1, a, b;

	if (connect_to(&model, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) != 0 || migrate(&model, 0) != 0)
		goto out;
	is = store_sql(store, SCHEMA_SQL);
	should = store_sql(&model, SCHEMA_SQL);
	do {
		a = store_step(store, is);
		b = store_step(&model, should);
		if (a < 0 || b < 0)
			goto out;
	} while (a == 1 && b == 1 && span_eq(store_text(is, 0), store_text(should, 0)));
	status =
	    a == 0 && b == 0 ? 0 : refuse(store, "its tables are not those of footfall; build another from the logs");
	sqlite3_reset(is);
out:
	for (size_t i = 0; i < model.nstatements; i++)
		sqlite3_finalize(model.statements[i].statement);
	sqlite3_close_v2(model.db);
	return status;
}

int
store_check_pages(struct store *store)
{
	sqlite3_stmt *statement = store_sql(store, "PRAGMA quick_check(1)");
	int status = store_step(store, statement);

	if (status == 1 && !span_eq(store_text(statement, 0), SPAN("ok"))) {
		/* Its first line names the database, which is "main" to SQLite. */
		const char *why = (const char *)sqlite3_column_text(statement, 0), *line = strchr(why, '\n');

		status = store_damaged(store, line ? line + 1 : why);
	}
	if (statement)
		sqlite3_reset(statement);
	return status < 0 ? -1 : 0;
}

int
store_check_small(struct store *store)
{
	sqlite3_stmt *statement = store_sql(store, "PRAGMA page_count");
	int step = store_step(store, statement);
	bool small = step == 1 && sqlite3_column_int64(statement, 0) <= STORE_SMALL;

	if (statement)
		sqlite3_reset(statement);
	if (step < 0)
		return -1;
	return small ? store_check_pages(store) : 0;
}

/* ---- what never changes ---- */

static int
load_meta(struct store *store)
{
	static const struct {
		const char *name;
		size_t at, size;
	} texts[] = {
	    {"key", offsetof(struct store, key_id), sizeof(store->key_id)},
	    {"zone", offsetof(struct store, zone), sizeof(store->zone)},
	    {"created by", offsetof(struct store, created_by), sizeof(store->created_by)},
	};
	sqlite3_stmt *statement = store_sql(store, "SELECT name, value FROM meta");
	uint64_t number;
	int step;

	while ((step = store_step(store, statement)) == 1) {
		struct span name = store_text(statement, 0), value = store_text(statement, 1);

		for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
			if (span_eq(name, span_str(texts[i].name)) && value.n < texts[i].size) {
				memcpy((char *)store + texts[i].at, value.p, value.n);
				((char *)store + texts[i].at)[value.n] = '\0';
			}
		if (span_eq(name, SPAN("open year")) && span_u64(value, &number) && number < 9999)
			store->open_year = (int)number;
		if (span_eq(name, SPAN("open week-year")) && span_u64(value, &number) && number < 9999)
			store->open_week_year = (int)number;
	}
	if (step == 0 && (!store->key_id[0] || !store->zone[0]))
		return store_damaged(store, "it does not say which key and time zone it has");
	return step;
}

int
store_found(struct store *store, const char *key_id, const char *zone, const char *version)
{
	const char *const values[][2] = {{"key", key_id}, {"zone", zone}, {"created by", version}};

	/* A page size that fits the counters of most weeks; journal kept in one file that goes away. */
	if (store_exec(store, "PRAGMA page_size=4096; PRAGMA journal_mode=DELETE") != 0 || store_begin(store) != 0)
		return -1;
	if (migrate(store, 0) != 0)
		goto err;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		sqlite3_stmt *statement = store_sql(store, "INSERT INTO meta VALUES(?1, ?2)");

		if (!statement)
			goto err;
		store_bind_text(statement, 1, span_str(values[i][0]));
		store_bind_text(statement, 2, span_str(values[i][1]));
		if (store_step(store, statement) < 0)
			goto err;
	}
	if (store_commit(store) != 0)
		goto err;
	store->is_new = false;
	return load_meta(store);
err:
	store_rollback(store);
	return -1;
}

const char *
store_file(const struct store *store)
{
	return store->file;
}

const char *
store_key_id(const struct store *store)
{
	return store->key_id;
}

const char *
store_zone(const struct store *store)
{
	return store->zone;
}

int
store_open_year(const struct store *store)
{
	return store->open_year;
}

int
store_open_week_year(const struct store *store)
{
	return store->open_week_year;
}

bool
store_is_new(const struct store *store)
{
	return store->is_new;
}

/* ---- opening ---- */

/* A database that is no longer empty, once SQLite can read it. */
static int
check_content(struct store *store)
{
	int64_t version = pragma(store, "PRAGMA user_version"), application = pragma(store, "PRAGMA application_id");

	if (version < 0 || application < 0)
		return store->said ? -1 : store_damaged(store, "no version");
	if (application != SCHEMA_APPLICATION || version == 0) {
		/* A run that was killed while it founded the database left nothing in it. */
		if (application == 0 && version == 0 && pragma(store, "SELECT count(*) FROM sqlite_schema") == 0) {
			store->is_new = true;
			return store->mode == STORE_READ ? refuse(store, "is empty; footfall ingest fills it") : 0;
		}
		return refuse(store, "is a database of another program; name another file");
	}
	if (version > schema_version())
		return refuse_newer(store);
	return check_schema(store) != 0 ? -1 : load_meta(store);
}

/* A journal left by a run that was killed has to be played back, which needs the right to write. */
static int
connect_reader(struct store *store)
{
	int flags = has_journal(store) && access(store->path, W_OK) == 0 ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;

	return connect_to(store, store->path, flags);
}

static int
connect_trial(struct store *store)
{
	struct store original = {.file = store->file, .path = store->path, .mode = STORE_READ};
	sqlite3_backup *backup;
	int status = -1;

	if (connect_to(store, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) != 0)
		return -1;
	if (store->is_new)
		return 0;
	if (connect_reader(&original) != 0) {
		store->status = original.status;
		return -1;
	}
	sqlite3_hard_heap_limit64(0);
	backup = sqlite3_backup_init(store->db, "main", original.db, "main");
	if (backup && sqlite3_backup_step(backup, -1) == SQLITE_DONE)
		status = 0;
	if (backup)
		sqlite3_backup_finish(backup);
	if (status != 0)
		store_fail(store);
	sqlite3_close_v2(original.db);
	return status;
}

static int
connect_writer(struct store *store)
{
	if (!store->is_new && access(store->path, W_OK) != 0) {
		message_file(NULL, store->file, "the database cannot be written: %s", strerror(errno));
		return -1;
	}
	return connect_to(store, store->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

struct store *
store_open(const char *file, enum store_mode mode, int *status)
{
	struct store *store = alloc_zero(1, sizeof(*store));

	store->file = file;
	store->mode = mode;
	store->path = resolve(store);
	if (store->path && check_file(store) == 0 &&
	    (mode == STORE_READ	      ? connect_reader(store)
		: mode == STORE_TRIAL ? connect_trial(store)
				      : connect_writer(store)) == 0 &&
	    (store->is_new || check_content(store) == 0))
		return store;
	*status = store_status(store);
	store_close(store);
	return NULL;
}

void
store_close(struct store *store)
{
	struct stat st;

	if (!store)
		return;
	for (size_t i = 0; i < store->nstatements; i++)
		sqlite3_finalize(store->statements[i].statement);
	sqlite3_close_v2(store->db);
	/* What SQLite created and nothing came into. */
	if (store->absent && store->is_new && store->mode == STORE_WRITE && store->path &&
	    stat(store->path, &st) == 0 && st.st_size == 0)
		unlink(store->path);
	free(store->setting);
	free(store->path);
	free(store);
}
