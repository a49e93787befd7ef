/* Opening and founding: nothing is taken for a database of footfall that is not one whole. */
#include "analyzer/store/internal.h"
#include "analyzer/store/schema.h"
#include "base/alloc.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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

	if (store_connect_to(&model, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) != 0 ||
	    migrate(&model, 0) != 0)
		goto out;
	is = store_sql(store, SCHEMA_SQL);
	should = store_sql(&model, SCHEMA_SQL);
	do {
		a = store_step(store, is);
		b = store_step(&model, should);
		if (a < 0 || b < 0)
			goto out;
	} while (a == 1 && b == 1 && span_eq(store_text(is, 0), store_text(should, 0)));
	status = a == 0 && b == 0
		     ? 0
		     : store_refuse(store, "its tables are not those of footfall; build another from the logs");
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
			return store->mode == STORE_READ ? store_refuse(store, "is empty; footfall ingest fills it")
							 : 0;
		}
		return store_refuse(store, "is a database of another program; name another file");
	}
	if (version > schema_version())
		return store_refuse_newer(store);
	return check_schema(store) != 0 ? -1 : load_meta(store);
}

struct store *
store_open(const char *file, enum store_mode mode, int *status)
{
	struct store *store = alloc_zero(1, sizeof(*store));

	store->file = file;
	store->mode = mode;
	store->path = store_resolve(store);
	if (store->path && store_check_file(store) == 0 && store_connect(store) == 0 &&
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
