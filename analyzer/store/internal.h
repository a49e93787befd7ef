/*
 * internal: what the files of the store share; nobody else includes it.
 */
#ifndef FOOTFALL_ANALYZER_STORE_INTERNAL_H
#define FOOTFALL_ANALYZER_STORE_INTERNAL_H

#include "analyzer/store/store.h"
#include <sqlite3.h>

#define STORE_STATEMENTS 96

struct store {
	const char *file;
	char *path; /* with its folder resolved */
	enum store_mode mode;
	sqlite3 *db;
	int status;
	bool is_new, said;
	bool absent; /* the file was not there */
	unsigned patience; /* tries of a statement that others keep from its turn */
	const volatile sig_atomic_t *stop; /* NULL: nobody stops it meanwhile */
	struct {
		const char *sql;
		sqlite3_stmt *statement;
	} statements[STORE_STATEMENTS];
	size_t nstatements;
	char key_id[KEYS_ID + 1], zone[64], created_by[32];
	int open_year, open_week_year;
	char *setting; /* the one asked for last */
};

/* Says that `what` failed for SQLite's present reason; sets the status. Gives -1. */
int store_fail(struct store *store);
/* Says that what the database holds cannot be. Gives -1. */
int store_damaged(struct store *store, const char *what);

/* Says why the file is not taken for a database; the status is 1. Gives -1. */
int store_refuse(struct store *store, const char *words);
int store_refuse_newer(struct store *store);

/* The path of store->file with its folder resolved, freed by the caller. NULL after a failure. */
char *store_resolve(const struct store *store);
/* Whether a journal waits beside the file: a run was killed, and SQLite will put things right. */
bool store_has_journal(const struct store *store);
/* Looks at the file and its first bytes, and sets is_new and absent. */
int store_check_file(struct store *store);

/* Opens the database as its mode asks; STORE_TRIAL works on a copy in memory. */
int store_connect(struct store *store);
/* The same for any path, with flags of sqlite3_open_v2. */
int store_connect_to(struct store *store, const char *path, int flags);

/* The statement of a text (found by its address, so pass literals), reset. NULL after a failure. */
sqlite3_stmt *store_sql(struct store *store, const char *sql);
/* 1: a row, 0: done (the statement is reset), -1: failed. */
int store_step(struct store *store, sqlite3_stmt *statement);
/* Runs statements that give no rows. */
int store_exec(struct store *store, const char *sql);

void store_bind_text(sqlite3_stmt *statement, int at, struct span text);
void store_bind_hash(sqlite3_stmt *statement, int at, uint64_t hash);
struct span store_text(sqlite3_stmt *statement, int column);
struct span store_blob(sqlite3_stmt *statement, int column);

/* "2013-W19" and "2013" from and to a period. */
#define STORE_PERIOD 12
void store_print_period(char out[STORE_PERIOD], bool is_year, int32_t number);
bool store_parse_period(struct span text, bool *is_year, int32_t *number);

/* Whether a period, or a day in both its periods, is closed in this database. */
bool store_is_closed(const struct store *store, bool is_year, int32_t number);
bool store_day_is_closed(const struct store *store, int32_t day);

/* Takes the sites and hosts of a tally in; gives the ids that its ids have here, freed by the
 * caller. NULL after a failure. */
int64_t *store_map_sites(struct store *store, const struct tally *tally);
int64_t *store_map_hosts(struct store *store, const struct tally *tally);

/* Joins a counter into the row of a period. What the row says already is not written again. */
int store_join_counter(struct store *store, int64_t site, const char *period, const char *source, int64_t host,
    const struct distinct *counter, unsigned rules);

/* Joins all counters of a period of a tally, unless it is closed here or has none. `site` is the id here of its site,
 * `hosts` are the ids here by those of the tally. */
int store_join_period(struct store *store, const struct period *period, int64_t site, const int64_t *hosts);

/* Hands what a host or site counted over to another: it lost its place. */
int store_drop_host(struct store *store, int64_t from, int64_t to);
int store_drop_site(struct store *store, int64_t from, int64_t to);

#endif
