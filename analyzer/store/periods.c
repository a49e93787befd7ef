/* Closed periods: their numbers come in, their visitors go. */
#include "analyzer/store/internal.h"
#include "base/calendar.h"
#include <stdio.h>
#include <stdlib.h>

/* Columns of the table, in the order of enum closed_figure. */
#define FIGURES                                                                                                        \
	"visitors, by_referer, by_app, by_tag, any_version, visits, page_views, robots, estimated, days_covered, "     \
	"rules"

int
store_load_closed(struct store *store, struct closed *closed)
{
	sqlite3_stmt *statement = store_sql(store, "SELECT sites, source, period, " FIGURES " FROM closed");
	int step;

	closed_move(closed, store->open_year, store->open_week_year);
	while ((step = store_step(store, statement)) == 1) {
		struct closed_row row = {.set = store_text(statement, 0), .source = store_text(statement, 1)};

		if (!store_parse_period(store_text(statement, 2), &row.is_year, &row.number))
			return store_damaged(store, "a period is none");
		for (int i = 0; i < CLOSED_FIGURES; i++)
			row.figures[i] = (uint64_t)sqlite3_column_int64(statement, 3 + i);
		closed_put(closed, &row);
	}
	return step;
}

static int
put_row(struct store *store, const struct closed_row *row)
{
	sqlite3_stmt *statement =
	    store_sql(store, "INSERT OR REPLACE INTO closed(sites, source, period, " FIGURES
			     ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
	char period[STORE_PERIOD];

	if (!statement)
		return -1;
	store_print_period(period, row->is_year, row->number);
	store_bind_text(statement, 1, row->set);
	store_bind_text(statement, 2, row->source);
	store_bind_text(statement, 3, span_str(period));
	for (int i = 0; i < CLOSED_FIGURES; i++)
		sqlite3_bind_int64(statement, 4 + i, (int64_t)row->figures[i]);
	return store_step(store, statement) < 0 ? -1 : 0;
}

static int
put_horizon(struct store *store, const char *name, int year)
{
	sqlite3_stmt *statement = store_sql(store, "INSERT OR REPLACE INTO meta VALUES(?1, ?2)");
	char text[16];

	if (!statement)
		return -1;
	snprintf(text, sizeof(text), "%d", year);
	store_bind_text(statement, 1, span_str(name));
	store_bind_text(statement, 2, span_str(text));
	return store_step(store, statement) < 0 ? -1 : 0;
}

/* ---- forgetting ---- */

static int
run_before(struct store *store, const char *sql, int32_t day)
{
	sqlite3_stmt *statement = store_sql(store, sql);

	if (!statement)
		return -1;
	sqlite3_bind_int(statement, 1, day);
	return store_step(store, statement) < 0 ? -1 : 0;
}

static int
forget_views(struct store *store)
{
	int32_t year = store->open_year ? calendar_day(store->open_year, 1, 1) : INT32_MIN;
	int32_t week = store->open_week_year ? calendar_week_monday(store->open_week_year, 1) : INT32_MIN;

	return run_before(store, "DELETE FROM pageview WHERE day < ?1", year < week ? year : week) ||
		       run_before(store,
			   "UPDATE pageview SET week_visitor = NULL WHERE day < ?1 AND week_visitor IS NOT NULL",
			   week) ||
		       run_before(store,
			   "UPDATE pageview SET year_visitor = NULL, any_visitor = NULL WHERE day < ?1 AND"
			   " (year_visitor IS NOT NULL OR any_visitor IS NOT NULL)",
			   year)
		   ? -1
		   : 0;
}

/* The first closed period that has counters; 1 when there is one. */
static int
find_counters(struct store *store, char period[STORE_PERIOD])
{
	sqlite3_stmt *statement = store_sql(store, "SELECT DISTINCT period FROM counter");
	int step;

	while ((step = store_step(store, statement)) == 1) {
		struct span text = store_text(statement, 0);
		int32_t number;
		bool is_year;

		if (!store_parse_period(text, &is_year, &number))
			return store_damaged(store, "a period is none");
		if (!store_is_closed(store, is_year, number))
			continue;
		memcpy(period, text.p, text.n);
		period[text.n] = '\0';
		sqlite3_reset(statement);
		return 1;
	}
	return step;
}

static int
forget_counters(struct store *store)
{
	char period[STORE_PERIOD];
	int found;

	while ((found = find_counters(store, period)) == 1) {
		sqlite3_stmt *statement = store_sql(store, "DELETE FROM counter WHERE period = ?1");

		if (!statement)
			return -1;
		store_bind_text(statement, 1, span_str(period));
		if (store_step(store, statement) < 0)
			return -1;
	}
	return found;
}

/* Votes do not say when they were cast, so of each host their number stays alone: that many hashes
 * that are no visitor's. */
static int
forget_votes(struct store *store)
{
	unsigned char bytes[DISTINCT_SAVED] SPAN_UNSET;
	int64_t last = 0;

	for (;;) {
		sqlite3_stmt *statement = store_sql(
		    store, "SELECT id, votes FROM host WHERE id > ?1 AND length(votes) > 0 ORDER BY id LIMIT 1");
		struct distinct votes = {0};
		struct span saved;
		uint32_t count;
		size_t n;
		int step;

		if (!statement)
			return -1;
		sqlite3_bind_int64(statement, 1, last);
		step = store_step(store, statement);
		if (step != 1)
			return step;
		last = sqlite3_column_int64(statement, 0);
		saved = store_blob(statement, 1);
		if (!distinct_load(&votes, (const unsigned char *)saved.p, saved.n, false))
			return store_damaged(store, "votes are none");
		count = tally_votes(&votes);
		distinct_release(&votes);
		sqlite3_reset(statement);
		for (uint32_t i = 1; i <= count; i++)
			distinct_add(&votes, i);
		n = distinct_save(&votes, bytes);
		distinct_release(&votes);
		statement = store_sql(store, "UPDATE host SET votes = ?2 WHERE id = ?1");
		if (!statement)
			return -1;
		sqlite3_bind_int64(statement, 1, last);
		sqlite3_bind_blob(statement, 2, bytes, (int)n, SQLITE_TRANSIENT);
		if (store_step(store, statement) < 0)
			return -1;
	}
}

int
store_close_periods(struct store *store, const struct closed *closed)
{
	if (store_exec(store, "PRAGMA secure_delete=ON") != 0)
		return -1;
	for (size_t i = 0; i < closed->count; i++)
		if (put_row(store, &closed->rows[i]) != 0)
			return -1;
	if (put_horizon(store, "open year", closed->open_year) != 0 ||
	    put_horizon(store, "open week-year", closed->open_week_year) != 0)
		return -1;
	store->open_year = closed->open_year;
	store->open_week_year = closed->open_week_year;
	if (forget_views(store) != 0 || forget_counters(store) != 0 || forget_votes(store) != 0)
		return -1;
	return store_exec(store,
	    "DELETE FROM text WHERE id > 0 AND id NOT IN (SELECT path FROM pageview UNION SELECT link FROM pageview)");
}

/* The new file is put together in memory rather than in a file that holds the same secrets. */
int
store_vacuum(struct store *store)
{
	sqlite3_hard_heap_limit64(0);
	return store_exec(store, "PRAGMA secure_delete=ON; VACUUM");
}
