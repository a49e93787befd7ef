/* Statements, values and failures: what all SQL here goes through. */
#include "analyzer/store/internal.h"
#include "base/calendar.h"
#include "base/message.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define LATER 75

/* ---- failures ---- */

static bool
disk_is_full(const struct store *store, int code)
{
	int error = store->db ? sqlite3_system_errno(store->db) : 0;

	return code == SQLITE_FULL || ((code & 0xff) == SQLITE_IOERR && (error == ENOSPC || error == EDQUOT));
}

static void
say_failure(struct store *store, int code)
{
	const char *file = store->file;

	switch (code & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		store_damaged(store, sqlite3_errmsg(store->db));
		break;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		store->status = LATER;
		message_file(NULL, file, "is in use by another program; try again later");
		break;
	case SQLITE_READONLY:
		message_file(NULL, file, "cannot be written: %s", sqlite3_errmsg(store->db));
		break;
	case SQLITE_CANTOPEN:
		message_file(NULL, file, "the database cannot be opened: %s",
		    sqlite3_system_errno(store->db) ? strerror(sqlite3_system_errno(store->db))
						    : sqlite3_errmsg(store->db));
		break;
	default:
		message_file(NULL, file, "the database failed: %s", sqlite3_errmsg(store->db));
		break;
	}
}

int
store_fail(struct store *store)
{
	int code = sqlite3_extended_errcode(store->db);

	if (store->status == 0)
		store->status = 1;
	if (store->said)
		return -1;
	store->said = true;
	if (disk_is_full(store, code)) {
		store->status = LATER;
		message_file(NULL, store->file,
		    "the disk is full; what was in the database before stays, and running again adds the rest");
		return -1;
	}
	say_failure(store, code);
	return -1;
}

int
store_damaged(struct store *store, const char *what)
{
	store->status = 1;
	store->said = true;
	message_file(NULL, store->file,
	    "the database is damaged (%s); build another from the logs, which counts nothing twice, or try: "
	    "sqlite3 FILE .recover",
	    what);
	return -1;
}

int
store_status(const struct store *store)
{
	return store->status ? store->status : 1;
}

/* ---- statements ---- */

sqlite3_stmt *
store_sql(struct store *store, const char *sql)
{
	sqlite3_stmt *statement;

	for (size_t i = 0; i < store->nstatements; i++)
		if (store->statements[i].sql == sql) {
			sqlite3_reset(store->statements[i].statement);
			sqlite3_clear_bindings(store->statements[i].statement);
			return store->statements[i].statement;
		}
	if (store->nstatements == STORE_STATEMENTS) {
		sqlite3_finalize(store->statements[0].statement);
		store->statements[0] = store->statements[--store->nstatements];
	}
	if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
		store_fail(store);
		return NULL;
	}
	store->statements[store->nstatements].sql = sql;
	store->statements[store->nstatements++].statement = statement;
	return statement;
}

int
store_step(struct store *store, sqlite3_stmt *statement)
{
	int code;

	if (!statement)
		return -1;
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		return 1;
	if (code != SQLITE_DONE) {
		store_fail(store);
		sqlite3_reset(statement);
		return -1;
	}
	sqlite3_reset(statement);
	return 0;
}

int
store_exec(struct store *store, const char *sql)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : store_fail(store);
}

int
store_begin(struct store *store)
{
	return store_exec(store, store->mode == STORE_READ ? "BEGIN" : "BEGIN IMMEDIATE");
}

int
store_commit(struct store *store)
{
	return store_exec(store, "COMMIT");
}

void
store_rollback(struct store *store)
{
	/* Some failures have rolled back already. */
	if (!sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- values ---- */

void
store_bind_text(sqlite3_stmt *statement, int at, struct span text)
{
	sqlite3_bind_text(statement, at, text.p, (int)text.n, SQLITE_STATIC);
}

void
store_bind_hash(sqlite3_stmt *statement, int at, uint64_t hash)
{
	if (hash == 0)
		sqlite3_bind_null(statement, at);
	else
		sqlite3_bind_int64(statement, at, (int64_t)hash);
}

struct span
store_text(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);

	return span_make(text ? text : "", text ? (size_t)sqlite3_column_bytes(statement, column) : 0);
}

struct span
store_blob(sqlite3_stmt *statement, int column)
{
	const char *bytes = sqlite3_column_blob(statement, column);

	return span_make(bytes ? bytes : "", bytes ? (size_t)sqlite3_column_bytes(statement, column) : 0);
}

void
store_print_period(char out[STORE_PERIOD], bool is_year, int32_t number)
{
	if (is_year)
		snprintf(out, STORE_PERIOD, "%d", (int)number % 10000);
	else
		calendar_print_week(out, number);
}

bool
store_parse_period(struct span text, bool *is_year, int32_t *number)
{
	int32_t first, last;

	*is_year = text.n == 4;
	if (!calendar_parse_period(text, &first, &last) || (!*is_year && text.n != 8))
		return false;
	*number = *is_year ? calendar_year(first) : first;
	return *is_year || (last == first + 6 && calendar_monday(first) == first);
}

bool
store_is_closed(const struct store *store, bool is_year, int32_t number)
{
	return is_year ? number < store->open_year : calendar_year(number + 3) < store->open_week_year;
}

bool
store_day_is_closed(const struct store *store, int32_t day)
{
	return store_is_closed(store, true, calendar_year(day)) && store_is_closed(store, false, calendar_monday(day));
}
