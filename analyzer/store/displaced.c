/* Sites and hosts that lost their place: what is theirs becomes that of all others. */
#include "analyzer/store/internal.h"

/* Joins the counters of one site or host into those of another. They are taken one by one,
 * since joining changes the table that is read. */
static int
move_counters(struct store *store, const char *select, int64_t id, int64_t to, bool is_site)
{
	for (;;) {
		sqlite3_stmt *statement = store_sql(store, select);
		struct distinct counter = {0};
		char period[STORE_PERIOD], source[64];
		int64_t row, site, host;
		unsigned rules;
		int step, status;

		if (!statement)
			return -1;
		sqlite3_bind_int64(statement, 1, id);
		step = store_step(store, statement);
		if (step != 1)
			return step;
		struct span bytes = store_blob(statement, 1);
		bool good = distinct_load(
		    &counter, (const unsigned char *)bytes.p, bytes.n, sqlite3_column_int(statement, 0) == 0);
		sqlite3_snprintf(sizeof(period), period, "%s", sqlite3_column_text(statement, 3));
		sqlite3_snprintf(sizeof(source), source, "%s", sqlite3_column_text(statement, 4));
		rules = (unsigned)sqlite3_column_int(statement, 2);
		site = is_site ? to : sqlite3_column_int64(statement, 5);
		host = is_site ? sqlite3_column_int64(statement, 6) : to;
		row = sqlite3_column_int64(statement, 7);
		sqlite3_reset(statement);
		status = good ? store_join_counter(store, site, period, source, host, &counter, rules)
			      : store_damaged(store, "a counter is none");
		distinct_release(&counter);
		statement = store_sql(store, "DELETE FROM counter WHERE id = ?1");
		if (status != 0 || !statement)
			return -1;
		sqlite3_bind_int64(statement, 1, row);
		if (store_step(store, statement) < 0)
			return -1;
	}
}

int
store_drop_host(struct store *store, int64_t from, int64_t to)
{
	return move_counters(store,
	    "SELECT exact, hashes, rules, period, source, site, host, id FROM counter WHERE host = ?1 LIMIT 1", from,
	    to, false);
}

static int
run_for(struct store *store, const char *sql, int64_t from, int64_t to)
{
	sqlite3_stmt *statement = store_sql(store, sql);

	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, from);
	if (sqlite3_bind_parameter_count(statement) > 1)
		sqlite3_bind_int64(statement, 2, to);
	return store_step(store, statement) < 0 ? -1 : 0;
}

/* Of a page view that is known there already the better form stays, by the rule for duplicates of pageviews.c. */
int
store_drop_site(struct store *store, int64_t from, int64_t to)
{
	static const char *const moves[] = {
	    "INSERT OR IGNORE INTO day SELECT ?2, day FROM day WHERE site = ?1",
	    "DELETE FROM day WHERE site = ?1",
	    "INSERT INTO pageview SELECT ?2, identity, day, time, week_visitor, year_visitor, any_visitor, evidence, "
	    "robot, path, link, rules FROM pageview WHERE site = ?1 ON CONFLICT(site, time, identity) DO UPDATE SET "
	    "day = excluded.day, week_visitor = excluded.week_visitor, year_visitor = excluded.year_visitor, "
	    "any_visitor = excluded.any_visitor, evidence = excluded.evidence, robot = excluded.robot, "
	    "path = excluded.path, link = excluded.link, rules = excluded.rules "
	    "WHERE (-excluded.rules, excluded.evidence, excluded.day, excluded.robot, "
	    "(SELECT text FROM text WHERE id = excluded.link)) < (-pageview.rules, pageview.evidence, pageview.day, "
	    "pageview.robot, (SELECT text FROM text WHERE id = pageview.link))",
	    "DELETE FROM pageview WHERE site = ?1",
	};
	int status = move_counters(store,
	    "SELECT exact, hashes, rules, period, source, site, host, id FROM counter WHERE site = ?1 LIMIT 1", from,
	    to, true);

	for (size_t i = 0; status == 0 && i < sizeof(moves) / sizeof(moves[0]); i++)
		status = run_for(store, moves[i], from, to);
	return status;
}
