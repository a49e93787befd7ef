/*
 * database: what the commands that have a database share: finding it and its key, its settings, the
 * lock, and one way for reports to get figures from logs, from the database, or from both.
 */
#ifndef FOOTFALL_ANALYZER_DATABASE_H
#define FOOTFALL_ANALYZER_DATABASE_H

#include "analyzer/closed.h"
#include "analyzer/commands/inputs.h"
#include "analyzer/read.h"
#include "analyzer/store/store.h"

#define DATABASE_LATER 75 /* exit status: try again later */
#define DATABASE_NOW 32

/* The present instant in UTC, "2013-05-06T08:00:00Z". */
void database_now(char out[DATABASE_NOW]);

/* True when the command line or the environment names one; else says what is missing. */
bool database_named(const struct options *options);

/* The file of the key: --key, or the name of the database with .key; the caller frees it. */
char *database_key(const struct options *options);

/* The options whose values are kept; several values of one stand in lines. */
#define DATABASE_KEPT 5
extern const char *const database_kept[DATABASE_KEPT];

/* Takes over time zone and settings of the database that the command line does not give. False when
 * it gives another time zone, which is refused (said). */
bool database_settings(struct store *store, struct options *options);

/* The same for settings that may name files, which only the reading of logs needs. False when one cannot
 * be used (said). */
bool database_settings_of_logs(struct store *store, struct options *options);

/* Keeps what the command line gives; on the first run everything. 0, or -1 (said). */
int database_keep(struct store *store, const struct options *options, bool first, const char *now);

/* All settings in force as one text, for telling apart what was read under which; the caller frees. */
char *database_fingerprint(const struct options *options);

/* Reads the key and checks that it is the one of the database. 0, or -1 (said). */
int database_unlock(struct keys *keys, const char *file, const struct store *store);

/* The exit status for what keys_create and keys_move give. */
int database_key_status(int written);

/* Where --key names one that is not needed: whether it is that of the database. Else false (said). */
bool database_key_fits(const struct store *store, const struct options *options);

/* What a report is made from. */
struct database_result {
	struct read_result read; /* its closed periods are those below */
	struct closed closed;
	struct judge_settings judge; /* borrows from the options */
	int status; /* exit status that the reading stands for */
	struct store *store; /* between opening and reading */
	bool twitter_alone; /* to be set between: rows of Twitter are all that is wanted */
};

/* Reads logs and the database that is named. Settings of the database go into the options. False: there
 * is nothing to report. Release it in either case. */
bool database_read(
    struct database_result *result, struct options *options, const struct inputs *inputs, bool keep_text);
void database_release(struct database_result *result);

/* The same in two steps, for what depends on the settings and shall fail before long logs are read; the
 * second only after the first gave true. */
bool database_open(struct database_result *result, struct options *options);
bool database_gather(
    struct database_result *result, struct options *options, const struct inputs *inputs, bool keep_text);

/* From now on SIGINT and SIGTERM are noted in the place that is given back; a second one ends the
 * process at once. */
const volatile sig_atomic_t *database_signals(void);

#endif
