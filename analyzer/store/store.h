/*
 * store: the database, a tally on disk.
 *
 * store_join makes the database the union of itself and a tally, store_load gives it back, so a
 * report from the database is the report from all that was ever joined. What closed periods had
 * stays as numbers (closed.h). All SQL is in this folder.
 *
 * Functions that can fail give -1 when they do; what went wrong has been said, and store_status
 * tells with which exit status to end. After a failure only store_rollback and store_close may follow.
 */
#ifndef FOOTFALL_ANALYZER_STORE_H
#define FOOTFALL_ANALYZER_STORE_H

#include "analyzer/closed.h"
#include "analyzer/keys.h"
#include "analyzer/tally.h"

#include <signal.h>

struct store;

enum store_mode {
	STORE_READ, /* it must exist and may be read-only */
	STORE_WRITE, /* a file that is not there, or is empty, is created by store_found */
	STORE_TRIAL, /* as STORE_WRITE, on a copy in memory: nothing is kept */
};

/* Opens a database; the name is borrowed until store_close. NULL when it is none, was cut short, made
 * by a newer footfall, or cannot be opened: said, and *status gets the exit status. The file is as
 * it was then. */
struct store *store_open(const char *file, enum store_mode mode, int *status);
/* Looks at every page, which takes as long as the database is large. For what comes from elsewhere, for what
 * cannot be undone or taken back, and for `status`; what others touch is checked as they touch it. */
int store_check_pages(struct store *store);
/* The same where it takes no more than some milliseconds, of a database of up to STORE_SMALL pages, as a blog's
 * is for years; for every run that writes. 0, or -1 (said). */
#define STORE_SMALL 1024
int store_check_small(struct store *store);
/* For so many seconds, but not under ten, a write waits for another program that reads or writes the database, or until
 * *stop is not 0; borrowed until store_close. */
void store_wait(struct store *store, unsigned seconds, const volatile sig_atomic_t *stop);
void store_close(struct store *store);

/* The name it was opened by. */
const char *store_file(const struct store *store);

/* Exit status after a failure: 1, or 75 when trying again later may help. */
int store_status(const struct store *store);

/* True until store_found has made a database of a file that was not there. */
bool store_is_new(const struct store *store);
int store_found(struct store *store, const char *key_id, const char *zone, const char *version);

/* What never changes once it is founded; and the first open years, 0 when nothing was closed. */
const char *store_key_id(const struct store *store);
const char *store_zone(const struct store *store);
int store_open_year(const struct store *store);
int store_open_week_year(const struct store *store);

/* What is done between is done as a whole or not at all. */
int store_begin(struct store *store);
int store_commit(struct store *store);
void store_rollback(struct store *store);

/* Joins a finished tally that keeps texts. Parts of closed periods are passed over. *fresh gets the
 * page views that were not there before. Inside a transaction. */
int store_join(struct store *store, const struct tally *tally, uint64_t *fresh);

/* Takes in the sources that the rules of another run or machine have named (sources_add). Before tallies are made. */
int store_take_sources(struct store *store);

/* Joins all that the database holds into a tally. */
int store_load(struct store *store, struct tally *tally);
/* The same without counters of single sources and hosts: the rows of Twitter need those of all visitors alone. */
int store_load_twitter(struct store *store, struct tally *tally);
/* Adds the closed periods. */
int store_load_closed(struct store *store, struct closed *closed);

/* Puts the rows in, and closes what ends before closed->open_year and open_week_year: its visitors,
 * instants and links are forgotten. Inside a transaction, with secure deletion. */
int store_close_periods(struct store *store, const struct closed *closed);
/* Joins covered days, those of closed periods too; nothing else of the tally. */
int store_join_days(struct store *store, const struct tally *tally);
/* Takes a day off all sites. */
int store_drop_day(struct store *store, int32_t day);
/* Gives the room of what was forgotten back to the system. Outside of transactions. */
int store_vacuum(struct store *store);

/* A setting's present value, NULL when it was never set; valid until the next call. */
const char *store_setting(struct store *store, const char *name);
/* Sets it, with the instant `now` ("2013-05-06T08:00:00Z"); nothing happens when it is so already. */
int store_set(struct store *store, const char *name, const char *value, const char *now);
/* Calls `each` for all values there ever were, in order. */
int store_settings(struct store *store,
    void (*each)(void *context, const char *name, const char *value, const char *since), void *context);

/* One run that wrote. store_put_run writes its row, a new one (and sets `id`) or the one it has. */
struct store_run {
	int64_t id; /* 0: not yet in the database */
	const char *began, *command;
	uint64_t inputs, skipped, lost, lines, page_views, sealed;
};
int store_put_run(struct store *store, struct store_run *run);

/* A content that was read; see ledger.h. */
struct store_input {
	int64_t id; /* 0: not yet in the database */
	unsigned char head[16], tail[16], settings[16]; /* fingerprints */
	uint64_t head_length, length, line;
	uint32_t crc;
	unsigned rules;
	const char *format; /* with which reading may go on; "" none was needed, NULL: it may not */
	uint64_t lines, blank, records, unparsable, excluded, robots, not_pages, views;
	const char *name, *read_at;
};
/* Calls `each` for all, the longest first; texts are valid during the call. */
int store_inputs(struct store *store, void (*each)(void *context, const struct store_input *input), void *context);
/* Puts it in; one of the same content is replaced, as is the one with input->id. Sets input->id. */
int store_put_input(struct store *store, struct store_input *input);
/* The content that a compressed file of this size and mark holds: its id, 0 when it is not known. */
int store_find_packed(struct store *store, uint64_t size, const unsigned char mark[16], int64_t *input);
int store_put_packed(struct store *store, uint64_t size, const unsigned char mark[16], int64_t input);

/* Figures of the whole, for `status`. */
struct store_figures {
	uint64_t page_views, robots, visitors_weeks, sites, days, hosts, contents, runs;
	uint64_t sealed; /* records as met of closed periods, over all runs */
	uint64_t lost, lost_last; /* inputs lost in part or whole, over all runs and in the last */
	uint64_t lines, blank, records, unparsable, excluded, robot_lines, not_pages, views; /* over all contents */
	unsigned rules_least, rules_most;
	uint64_t bytes;
	char first_run[32], last_run[32], created_by[32];
	int32_t first, last; /* covered days; first > last: none */
};
int store_measure(struct store *store, struct store_figures *figures);

/* Calls `each` for every run of days without a record between the first and the last, in order. */
int store_gaps(struct store *store, void (*each)(void *context, int32_t from, int32_t to), void *context);

/* A site of `status`. */
struct store_site {
	struct span name;
	uint64_t page_views, days;
	int32_t first, last;
};
int store_sites(struct store *store, void (*each)(void *context, const struct store_site *site), void *context);

/* A row of `export`, ordered by site, instant and identity. */
struct store_row {
	struct span site, path, link;
	struct pageview view;
};
/* Stops without a failure when `each` gives false. */
int store_export(struct store *store, bool (*each)(void *context, const struct store_row *row), void *context);

#endif
