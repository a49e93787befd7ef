/* A tally goes to disk: rows that are there already and say the same are left alone, so joining what
 * was joined before writes nothing. */
#include "analyzer/store/internal.h"
#include "parsers/sources.h"
#include <stdlib.h>

/* What one join needs. */
struct joiner {
	struct store *store;
	const struct tally *tally;
	int64_t *sites, *hosts; /* ids here, by those of the tally */
	int64_t *texts; /* likewise, 0: not yet looked up */
	int64_t *newest; /* instant of the newest page view here, by site of the tally */
	uint64_t fresh;
	bool closed_too; /* days of closed periods are joined as well */
};

/* ---- texts ---- */

static int64_t
text_id(struct joiner *joiner, uint32_t number)
{
	struct store *store = joiner->store;
	struct span text = texts_get(&joiner->tally->pageviews.texts, number);
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

/* The rule for duplicates, as pageviews.c has it. */
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
	const struct pageviews_text *text = pageviews_text(&joiner->tally->pageviews, number);
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

/* 1: the row that is there says less than the page view, 0: as much, 2: there is none, -1: failed. */
static int
compare_view(struct joiner *joiner, const struct pageview *view, size_t number, int64_t site)
{
	sqlite3_stmt *is;
	int step;

	if (view->time > joiner->newest[view->site])
		return 2;
	is = store_sql(joiner->store,
	    "SELECT v.rules, v.evidence, v.day, t.text FROM pageview v LEFT JOIN text t ON t.id = v.link "
	    "WHERE v.site = ?1 AND v.time = ?2 AND v.identity = ?3");
	if (!is)
		return -1;
	sqlite3_bind_int64(is, 1, site);
	sqlite3_bind_int64(is, 2, view->time);
	sqlite3_bind_blob(is, 3, view->id, sizeof(view->id), SQLITE_STATIC);
	step = store_step(joiner->store, is);
	if (step != 1)
		return step < 0 ? -1 : 2;
	step = is_better(view, pageviews_link(&joiner->tally->pageviews, number), is);
	sqlite3_reset(is);
	return step;
}

static int
join_view(struct joiner *joiner, size_t number)
{
	const struct pageview view = pageviews_get(&joiner->tally->pageviews, number);
	int64_t site = joiner->sites[view.site];
	int step;

	if (store_day_is_closed(joiner->store, view.day))
		return 0;
	step = compare_view(joiner, &view, number, site);
	if (step == 2) {
		joiner->fresh++;
		return write_view(joiner, &view, number, site,
		    "INSERT INTO pageview(site, identity, day, time, week_visitor, year_visitor, any_visitor, evidence,"
		    " robot, path, link, rules) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
	}
	if (step == 1)
		return write_view(joiner, &view, number, site,
		    "UPDATE pageview SET day = ?3, week_visitor = ?5, year_visitor = ?6, any_visitor = ?7,"
		    " evidence = ?8, robot = ?9, path = ?10, link = ?11, rules = ?12 WHERE site = ?1 AND time = ?4 AND "
		    "identity = ?2");
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

/* Joins what the row of a statement holds, from its column `at` on (exact, hashes, rules), with a counter. 1: *sum is
 * more than the row, with *rules; 0: it is not; -1: failed. */
static int
join_row(struct store *store, sqlite3_stmt *row, int at, const struct distinct *counter, unsigned *rules,
    struct distinct *sum)
{
	struct span bytes = store_blob(row, at + 1);
	unsigned old = (unsigned)sqlite3_column_int(row, at + 2);
	bool more;

	if (!distinct_load(sum, (const unsigned char *)bytes.p, bytes.n, sqlite3_column_int(row, at) == 0))
		return store_damaged(store, "a counter is none");
	more = distinct_join(sum, counter) || *rules > old;
	if (old > *rules)
		*rules = old;
	return more;
}

static int
insert_counter(struct store *store, int64_t site, const char *period, const char *source, int64_t host,
    const struct distinct *counter, unsigned rules)
{
	return write_counter(store,
	    counter_key(store,
		"INSERT INTO counter(site, period, source, host, exact, hashes, rules) VALUES(?1, ?2, ?3, ?4, ?5, ?6, "
		"?7)",
		site, period, source, host),
	    counter, rules);
}

int
store_join_counter(struct store *store, int64_t site, const char *period, const char *source, int64_t host,
    const struct distinct *counter, unsigned rules)
{
	sqlite3_stmt *row = counter_key(store,
	    "SELECT exact, hashes, rules FROM counter WHERE site = ?1 AND period = ?2 AND source = ?3 AND host = ?4",
	    site, period, source, host);
	struct distinct sum = {0};
	int status = store_step(store, row);

	if (status == 0)
		return insert_counter(store, site, period, source, host, counter, rules);
	if (status == 1) {
		status = join_row(store, row, 0, counter, &rules, &sum);
		sqlite3_reset(row);
	}
	if (status == 1)
		status = write_counter(store,
		    counter_key(store,
			"UPDATE counter SET exact = ?5, hashes = ?6, rules = ?7 WHERE site = ?1 AND period = ?2 AND "
			"source = ?3 AND host = ?4",
			site, period, source, host),
		    &sum, rules);
	distinct_release(&sum);
	return status;
}

/* What a period counts for a source, and for a host of SOURCE_OTHER by its id here. */
struct part {
	const char *source;
	int64_t host;
	const struct distinct *counter;
	bool joined;
};

static int
by_name(const void *left, const void *right)
{
	const struct part *a = left, *b = right;
	int order = strcmp(a->source, b->source);

	return order != 0 ? order : a->host < b->host ? -1 : a->host > b->host;
}

static void
put_part(struct part *parts, size_t *n, const char *source, int64_t host, const struct distinct *counter)
{
	if (counter->sketch || counter->count > 0)
		parts[(*n)++] = (struct part){.source = source, .host = host, .counter = counter};
}

/* The parts of a period that count anybody, in order. Hosts without a place of their own share the id 0. */
static struct part *
parts_of(const struct joiner *joiner, const struct period *period, size_t *n)
{
	struct part *parts = alloc_zero(1 + sources_count + period->nhosts, sizeof(*parts));

	*n = 0;
	put_part(parts, n, CLOSED_ALL, 0, &period->all);
	for (unsigned i = 0; i < sources_count; i++)
		put_part(parts, n, sources[i].name, 0, &period->by_source[i]);
	for (size_t i = 0; i < period->nhosts; i++)
		put_part(parts, n, sources[SOURCE_OTHER].name, joiner->hosts[period->hosts[i].host],
		    &period->hosts[i].visitors);
	qsort(parts, *n, sizeof(*parts), by_name);
	return parts;
}

/* Joins into a row that is there the parts that belong to it. */
static int
update_row(struct store *store, sqlite3_stmt *row, struct part *parts, size_t n, unsigned rules)
{
	char source[64];
	struct part key = {.source = source, .host = sqlite3_column_int64(row, 1)}, *part;
	struct distinct sum = {0};
	sqlite3_stmt *update;
	int status;

	sqlite3_snprintf(sizeof(source), source, "%s", sqlite3_column_text(row, 0));
	part = bsearch(&key, parts, n, sizeof(*parts), by_name);
	/* Of several for one row the others are joined by their key. */
	if (!part || part->joined)
		return 0;
	part->joined = true;
	status = join_row(store, row, 2, part->counter, &rules, &sum);
	if (status == 1) {
		update = store_sql(store, "UPDATE counter SET exact = ?5, hashes = ?6, rules = ?7 WHERE id = ?1");
		if (update)
			sqlite3_bind_int64(update, 1, sqlite3_column_int64(row, 5));
		status = write_counter(store, update, &sum, rules);
	}
	distinct_release(&sum);
	return status;
}

/* The rows of the period are gone through once, in their order; what has none yet is put in. */
static int
join_period(struct joiner *joiner, const struct period *period)
{
	struct store *store = joiner->store;
	int64_t site = joiner->sites[period->site];
	sqlite3_stmt *rows;
	struct part *parts;
	char name[STORE_PERIOD];
	int status = 0, step;
	size_t n;

	if (!period->by_source || joiner->tally->sites[period->site].gone ||
	    store_is_closed(store, period->is_year, period->number))
		return 0;
	store_print_period(name, period->is_year, period->number);
	rows = store_sql(
	    store, "SELECT source, host, exact, hashes, rules, id FROM counter WHERE site = ?1 AND period = ?2");
	if (!rows)
		return -1;
	sqlite3_bind_int64(rows, 1, site);
	store_bind_text(rows, 2, span_str(name));
	parts = parts_of(joiner, period, &n);
	while (status == 0 && (step = store_step(store, rows)) != 0)
		status = step < 0 ? -1 : update_row(store, rows, parts, n, period->rules);
	sqlite3_reset(rows);
	for (size_t i = 0; i < n && status == 0; i++)
		if (!parts[i].joined)
			status = store_join_counter(
			    store, site, name, parts[i].source, parts[i].host, parts[i].counter, period->rules);
	free(parts);
	return status;
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
	const struct days *days = &joiner->tally->sites[site].days;

	for (size_t i = 0; i < days->count; i++) {
		int32_t day = days->first + (int32_t)i;
		sqlite3_stmt *statement;

		if (!days_hold(days, day) || (!joiner->closed_too && store_day_is_closed(joiner->store, day)))
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

/* A page view newer than all that are here is a new one: nobody has to look for it. Where several sites
 * of the tally are one here, it may still come twice. */
static int
find_newest(struct joiner *joiner)
{
	size_t placeless = 0;

	for (uint32_t i = 0; i < joiner->tally->nsites; i++)
		placeless += joiner->sites[i] == 0;
	for (uint32_t i = 0; i < joiner->tally->nsites; i++) {
		sqlite3_stmt *statement = store_sql(joiner->store, "SELECT max(time) FROM pageview WHERE site = ?1");

		if (!statement)
			return -1;
		sqlite3_bind_int64(statement, 1, joiner->sites[i]);
		if (store_step(joiner->store, statement) < 0)
			return -1;
		if (joiner->sites[i] == 0 && placeless > 1)
			joiner->newest[i] = INT64_MAX;
		else if (sqlite3_column_type(statement, 0) == SQLITE_NULL)
			joiner->newest[i] = INT64_MIN;
		else
			joiner->newest[i] = sqlite3_column_int64(statement, 0);
		sqlite3_reset(statement);
	}
	return 0;
}

static int
join_all(struct joiner *joiner)
{
	const struct tally *tally = joiner->tally;

	for (uint32_t i = 0; i < tally->nsites; i++)
		if (join_days(joiner, i) != 0)
			return -1;
	for (size_t i = 0; i < tally->periods.count; i++)
		if (join_period(joiner, tally->periods.list[i]) != 0)
			return -1;
	for (size_t i = 0; i < tally->nhosts; i++)
		if (joiner->hosts[i] != 0 && tally->hosts[i].votes.count > 0 &&
		    join_votes(joiner, joiner->hosts[i], &tally->hosts[i].votes) != 0)
			return -1;
	if (find_newest(joiner) != 0)
		return -1;
	for (size_t i = 0; i < tally->pageviews.count; i++)
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
	joiner.texts = alloc_zero(tally->pageviews.texts.count + 1, sizeof(*joiner.texts));
	joiner.newest = alloc_zero((size_t)tally->nsites + 1, sizeof(*joiner.newest));
	if (joiner.hosts)
		status = join_all(&joiner);
	*fresh = joiner.fresh;
	free(joiner.sites);
	free(joiner.hosts);
	free(joiner.texts);
	free(joiner.newest);
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
		statement = store_sql(store, "DELETE FROM counter WHERE id = ?1");
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
	    "SELECT exact, hashes, rules, period, source, site, host, id FROM counter WHERE host = ?1 LIMIT 1", from,
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
		"SELECT exact, hashes, rules, period, source, site, host, id FROM counter WHERE site = ?1 LIMIT 1",
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
