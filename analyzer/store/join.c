/* A tally goes to disk: rows that are there already and say the same are left alone, so joining what
 * was joined before writes nothing. */
#include "analyzer/store/internal.h"
#include <stdlib.h>

/* What one join needs. */
struct joiner {
	struct store *store;
	const struct tally *tally;
	int64_t *sites, *hosts; /* ids here, by those of the tally */
	int64_t *texts; /* likewise, 0: not yet looked up */
	uint64_t fresh;
	bool closed_too; /* days of closed periods are joined as well */
};

/* ---- texts ---- */

static int64_t
text_id(struct joiner *joiner, uint32_t number)
{
	struct store *store = joiner->store;
	struct span text = texts_get(&joiner->tally->texts, number);
	sqlite3_stmt *statement;
	int step;

	if (number == 0 || joiner->texts[number] != 0)
		return joiner->texts[number];
	statement = store_sql(store, "SELECT id FROM text WHERE text = ?1");
	if (!statement)
		return -1;
	store_bind_text(statement, 1, text);
	step = store_step(store, statement);
	if (step == 1)
		joiner->texts[number] = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	if (step != 0)
		return step < 0 ? -1 : joiner->texts[number];
	statement = store_sql(store, "INSERT INTO text(text) VALUES(?1)");
	if (!statement)
		return -1;
	store_bind_text(statement, 1, text);
	if (store_step(store, statement) < 0)
		return -1;
	return joiner->texts[number] = sqlite3_last_insert_rowid(store->db);
}

/* ---- page views ---- */

/* The rule for duplicates, as tally.c has it. */
static bool
is_better(const struct pageview *view, struct span link, sqlite3_stmt *than)
{
	int64_t rules = sqlite3_column_int64(than, 0), evidence = sqlite3_column_int64(than, 1);
	int64_t day = sqlite3_column_int64(than, 2);

	if (view->rules != rules)
		return view->rules > rules;
	if (view->evidence != evidence)
		return view->evidence < evidence;
	if (view->day != day)
		return view->day < day;
	return span_compare(link, store_text(than, 3)) < 0;
}

static int
write_view(struct joiner *joiner, const struct pageview *view, size_t number, int64_t site, const char *sql)
{
	const struct tally_text *text = &joiner->tally->text_chunks[number / TALLY_CHUNK][number % TALLY_CHUNK];
	int64_t path = text_id(joiner, text->path), link = text_id(joiner, text->link);
	sqlite3_stmt *statement = store_sql(joiner->store, sql);
	bool week = !store_is_closed(joiner->store, false, calendar_monday(view->day));
	bool year = !store_is_closed(joiner->store, true, calendar_year(view->day));

	if (path < 0 || link < 0 || !statement)
		return -1;
	sqlite3_bind_int64(statement, 1, site);
	sqlite3_bind_blob(statement, 2, view->id, sizeof(view->id), SQLITE_STATIC);
	sqlite3_bind_int(statement, 3, view->day);
	sqlite3_bind_int64(statement, 4, view->time);
	store_bind_hash(statement, 5, week ? view->week_visitor : 0);
	store_bind_hash(statement, 6, year ? view->year_visitor : 0);
	store_bind_hash(statement, 7, year ? view->any_visitor : 0);
	sqlite3_bind_int(statement, 8, view->evidence);
	sqlite3_bind_int(statement, 9, view->robot);
	sqlite3_bind_int64(statement, 10, path);
	sqlite3_bind_int64(statement, 11, link);
	sqlite3_bind_int(statement, 12, view->rules);
	return store_step(joiner->store, statement) < 0 ? -1 : 0;
}

static int
join_view(struct joiner *joiner, size_t number)
{
	const struct pageview *view = tally_view(joiner->tally, number);
	int64_t site = joiner->sites[view->site];
	sqlite3_stmt *is;
	bool better;
	int step;

	if (store_day_is_closed(joiner->store, view->day))
		return 0;
	is = store_sql(joiner->store,
	    "SELECT v.rules, v.evidence, v.day, t.text FROM pageview v LEFT JOIN text t ON t.id = v.link "
	    "WHERE v.site = ?1 AND v.identity = ?2");
	if (!is)
		return -1;
	sqlite3_bind_int64(is, 1, site);
	sqlite3_bind_blob(is, 2, view->id, sizeof(view->id), SQLITE_STATIC);
	step = store_step(joiner->store, is);
	better = step == 1 && is_better(view, tally_link(joiner->tally, number), is);
	sqlite3_reset(is);
	if (step == 0) {
		joiner->fresh++;
		return write_view(joiner, view, number, site,
		    "INSERT INTO pageview(site, identity, day, time, week_visitor, year_visitor, any_visitor, evidence,"
		    " robot, path, link, rules) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
	}
	if (better)
		return write_view(joiner, view, number, site,
		    "UPDATE pageview SET day = ?3, time = ?4, week_visitor = ?5, year_visitor = ?6, any_visitor = ?7,"
		    " evidence = ?8, robot = ?9, path = ?10, link = ?11, rules = ?12 WHERE site = ?1 AND identity = "
		    "?2");
	return step < 0 ? -1 : 0;
}

/* ---- counters ---- */

static int
write_counter(struct store *store, sqlite3_stmt *key, const struct distinct *counter, unsigned rules)
{
	unsigned char bytes[DISTINCT_SAVED];
	size_t n = distinct_save(counter, bytes);

	if (!key)
		return -1;
	sqlite3_bind_int(key, 5, counter->sketch ? 0 : 1);
	sqlite3_bind_blob(key, 6, bytes, (int)n, SQLITE_TRANSIENT);
	sqlite3_bind_int(key, 7, (int)rules);
	return store_step(store, key) < 0 ? -1 : 0;
}

static sqlite3_stmt *
counter_key(struct store *store, const char *sql, int64_t site, const char *period, const char *source, int64_t host)
{
	sqlite3_stmt *statement = store_sql(store, sql);

	if (!statement)
		return NULL;
	sqlite3_bind_int64(statement, 1, site);
	store_bind_text(statement, 2, span_str(period));
	store_bind_text(statement, 3, span_str(source));
	sqlite3_bind_int64(statement, 4, host);
	return statement;
}

/* 1: *old is what the row holds, 0: there is no row, -1: failed. */
static int
read_counter(struct store *store, sqlite3_stmt *statement, struct distinct *old, unsigned *rules)
{
	int step = store_step(store, statement);

	if (step != 1)
		return step;
	struct span bytes = store_blob(statement, 1);
	bool good = distinct_load(old, (const unsigned char *)bytes.p, bytes.n, sqlite3_column_int(statement, 0) == 0);

	*rules = (unsigned)sqlite3_column_int(statement, 2);
	sqlite3_reset(statement);
	return good ? 1 : store_damaged(store, "a counter is none");
}

static bool
is_same(const struct distinct *a, const struct distinct *b)
{
	if (a->sketch != b->sketch)
		return false;
	/* One is part of the other, so the exact ones are equal when they are of one size. */
	return a->sketch ? memcmp(a->u.registers, b->u.registers, DISTINCT_REGISTERS) == 0 : a->count == b->count;
}

int
store_join_counter(struct store *store, int64_t site, const char *period, const char *source, int64_t host,
    const struct distinct *counter, unsigned rules)
{
	struct distinct old = {0}, sum = {0};
	unsigned old_rules = 0;
	int found, status = -1;

	found = read_counter(store,
	    counter_key(store,
		"SELECT exact, hashes, rules FROM counter WHERE site = ?1 AND period = ?2 AND source = ?3 AND host = "
		"?4",
		site, period, source, host),
	    &old, &old_rules);
	if (found < 0)
		goto out;
	distinct_join(&sum, &old);
	distinct_join(&sum, counter);
	if (found == 0)
		status = write_counter(store,
		    counter_key(store,
			"INSERT INTO counter(site, period, source, host, exact, hashes, rules) VALUES(?1, ?2, ?3, ?4, "
			"?5, ?6, ?7)",
			site, period, source, host),
		    &sum, rules);
	else if (!is_same(&sum, &old) || rules > old_rules)
		status = write_counter(store,
		    counter_key(store,
			"UPDATE counter SET exact = ?5, hashes = ?6, rules = ?7 WHERE site = ?1 AND period = ?2 AND "
			"source = ?3"
			" AND host = ?4",
			site, period, source, host),
		    &sum, rules > old_rules ? rules : old_rules);
	else
		status = 0;
out:
	distinct_release(&old);
	distinct_release(&sum);
	return status;
}

static bool
is_empty(const struct distinct *counter)
{
	return !counter->sketch && counter->count == 0;
}

static int
join_period(struct joiner *joiner, const struct tally_period *period)
{
	struct store *store = joiner->store;
	int64_t site = joiner->sites[period->site];
	char name[STORE_PERIOD];

	if (!period->by_source || joiner->tally->sites[period->site].gone ||
	    store_is_closed(store, period->is_year, period->number))
		return 0;
	store_print_period(name, period->is_year, period->number);
	if (!is_empty(&period->all) &&
	    store_join_counter(store, site, name, CLOSED_ALL, 0, &period->all, period->rules) != 0)
		return -1;
	for (unsigned i = 0; i < sources_count; i++)
		if (!is_empty(&period->by_source[i]) && store_join_counter(store, site, name, sources[i].name, 0,
							    &period->by_source[i], period->rules) != 0)
			return -1;
	for (size_t i = 0; i < period->nhosts; i++)
		if (!is_empty(&period->hosts[i].visitors) &&
		    store_join_counter(store, site, name, sources[SOURCE_OTHER].name,
			joiner->hosts[period->hosts[i].host], &period->hosts[i].visitors, period->rules) != 0)
			return -1;
	return 0;
}

/* ---- votes ---- */

/* Of a host that is sure no visitor needs to be known any more. */
static void
settle_votes(struct distinct *votes)
{
	if (votes->count < TALLY_SURE)
		return;
	distinct_release(votes);
	for (uint64_t i = 1; i <= TALLY_SURE; i++)
		distinct_add(votes, i);
}

static int
join_votes(struct joiner *joiner, int64_t host, const struct distinct *votes)
{
	struct store *store = joiner->store;
	struct distinct sum = {0};
	unsigned char bytes[DISTINCT_SAVED];
	sqlite3_stmt *statement = store_sql(store, "SELECT votes FROM host WHERE id = ?1");
	size_t old = 0, n;
	int status = -1;

	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, host);
	if (store_step(store, statement) == 1) {
		struct span saved = store_blob(statement, 0);

		if (!distinct_load(&sum, (const unsigned char *)saved.p, saved.n, false)) {
			store_damaged(store, "votes are none");
			goto out;
		}
		old = sum.count;
	}
	sqlite3_reset(statement);
	if (store->said)
		goto out;
	if (old < TALLY_SURE)
		distinct_join(&sum, votes);
	status = 0;
	if (sum.count == old)
		goto out;
	settle_votes(&sum);
	n = distinct_save(&sum, bytes);
	statement = store_sql(store, "UPDATE host SET votes = ?2 WHERE id = ?1");
	status = -1;
	if (!statement)
		goto out;
	sqlite3_bind_int64(statement, 1, host);
	sqlite3_bind_blob(statement, 2, bytes, (int)n, SQLITE_TRANSIENT);
	status = store_step(store, statement) < 0 ? -1 : 0;
out:
	distinct_release(&sum);
	return status;
}

/* ---- days ---- */

static int
join_days(struct joiner *joiner, uint32_t site)
{
	const struct tally_days *days = &joiner->tally->sites[site].days;

	for (size_t i = 0; i < days->count; i++) {
		int32_t day = days->first + (int32_t)i;
		sqlite3_stmt *statement;

		if (!(days->bits[i / 64] >> (i % 64) & 1) ||
		    (!joiner->closed_too && store_day_is_closed(joiner->store, day)))
			continue;
		statement = store_sql(joiner->store, "INSERT INTO day VALUES(?1, ?2) ON CONFLICT DO NOTHING");
		if (!statement)
			return -1;
		sqlite3_bind_int64(statement, 1, joiner->sites[site]);
		sqlite3_bind_int(statement, 2, day);
		if (store_step(joiner->store, statement) < 0)
			return -1;
	}
	return 0;
}

/* ---- all of it ---- */

static int
join_all(struct joiner *joiner)
{
	const struct tally *tally = joiner->tally;

	for (uint32_t i = 0; i < tally->nsites; i++)
		if (join_days(joiner, i) != 0)
			return -1;
	for (size_t i = 0; i < tally->nperiods; i++)
		if (join_period(joiner, tally->periods[i]) != 0)
			return -1;
	for (size_t i = 0; i < tally->nhosts; i++)
		if (joiner->hosts[i] != 0 && tally->hosts[i].votes.count > 0 &&
		    join_votes(joiner, joiner->hosts[i], &tally->hosts[i].votes) != 0)
			return -1;
	for (size_t i = 0; i < tally->count; i++)
		if (join_view(joiner, i) != 0)
			return -1;
	return 0;
}

int
store_join(struct store *store, const struct tally *tally, uint64_t *fresh)
{
	struct joiner joiner = {.store = store, .tally = tally};
	int status = -1;

	joiner.sites = store_map_sites(store, tally);
	joiner.hosts = joiner.sites ? store_map_hosts(store, tally) : NULL;
	joiner.texts = alloc_zero(tally->texts.count + 1, sizeof(*joiner.texts));
	if (joiner.hosts)
		status = join_all(&joiner);
	*fresh = joiner.fresh;
	free(joiner.sites);
	free(joiner.hosts);
	free(joiner.texts);
	return status;
}

int
store_join_days(struct store *store, const struct tally *tally)
{
	struct joiner joiner = {.store = store, .tally = tally, .closed_too = true};
	int status = 0;

	joiner.sites = store_map_sites(store, tally);
	for (uint32_t i = 0; joiner.sites && status == 0 && i < tally->nsites; i++)
		status = join_days(&joiner, i);
	status = joiner.sites ? status : -1;
	free(joiner.sites);
	return status;
}

int
store_drop_day(struct store *store, int32_t day)
{
	sqlite3_stmt *statement = store_sql(store, "DELETE FROM day WHERE day = ?1");

	if (!statement)
		return -1;
	sqlite3_bind_int(statement, 1, day);
	return store_step(store, statement) < 0 ? -1 : 0;
}

/* ---- names that lose their place ---- */

/* Joins the counters of one site or host into those of site 0 or host 0. They are taken one by one,
 * since joining changes the table that is read. */
static int
move_counters(struct store *store, const char *select, int64_t id, bool is_site)
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
		site = is_site ? 0 : sqlite3_column_int64(statement, 5);
		host = is_site ? sqlite3_column_int64(statement, 6) : 0;
		row = sqlite3_column_int64(statement, 7);
		sqlite3_reset(statement);
		status = good ? store_join_counter(store, site, period, source, host, &counter, rules)
			      : store_damaged(store, "a counter is none");
		distinct_release(&counter);
		statement = store_sql(store, "DELETE FROM counter WHERE rowid = ?1");
		if (status != 0 || !statement)
			return -1;
		sqlite3_bind_int64(statement, 1, row);
		if (store_step(store, statement) < 0)
			return -1;
	}
}

int
store_drop_host(struct store *store, int64_t from)
{
	return move_counters(store,
	    "SELECT exact, hashes, rules, period, source, site, host, rowid FROM counter WHERE host = ?1 LIMIT 1", from,
	    false);
}

static int
run_for(struct store *store, const char *sql, int64_t id)
{
	sqlite3_stmt *statement = store_sql(store, sql);

	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, id);
	return store_step(store, statement) < 0 ? -1 : 0;
}

/* A page view that is known with and without its host keeps the form without. */
int
store_drop_site(struct store *store, int64_t from)
{
	if (move_counters(store,
		"SELECT exact, hashes, rules, period, source, site, host, rowid FROM counter WHERE site = ?1 LIMIT 1",
		from, true) != 0)
		return -1;
	return run_for(store, "INSERT OR IGNORE INTO day SELECT 0, day FROM day WHERE site = ?1", from) ||
		       run_for(store, "DELETE FROM day WHERE site = ?1", from) ||
		       run_for(store,
			   "INSERT OR IGNORE INTO pageview SELECT 0, identity, day, time, week_visitor, year_visitor,"
			   " any_visitor, evidence, robot, path, link, rules FROM pageview WHERE site = ?1",
			   from) ||
		       run_for(store, "DELETE FROM pageview WHERE site = ?1", from)
		   ? -1
		   : 0;
}
