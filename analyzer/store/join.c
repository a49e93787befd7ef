/* A tally goes to disk: rows that are there already and say the same are left alone, so joining what
 * was joined before writes nothing. */
#include "analyzer/store/internal.h"
#include <stdlib.h>

#define VIEWS_AT_ONCE 16

/* What one join needs. */
struct joiner {
	struct store *store;
	const struct tally *tally;
	int64_t *sites, *hosts; /* ids here, by those of the tally */
	int64_t *texts; /* likewise, 0: not yet looked up */
	int64_t *newest; /* instant of the newest page view here, by site of the tally; see find_newest */
	uint64_t fresh;
	size_t waiting[VIEWS_AT_ONCE], nwaiting; /* numbers of page views to be put in */
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
	if (view->robot != (sqlite3_column_int(than, 4) != 0))
		return !view->robot;
	return span_compare(link, store_text(than, 3)) < 0;
}

/* In the order of bind_view. */
#define INSERT_VIEW                                                                                                    \
	"INSERT INTO pageview(site, identity, day, time, week_visitor, year_visitor, any_visitor, evidence, robot, "   \
	"path, link, rules) VALUES "
#define VIEW_VALUES 12
#define VIEW "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define FOUR_VIEWS VIEW ", " VIEW ", " VIEW ", " VIEW

/* The values of a row, from the place `at` of a statement on. */
static int
bind_view(struct joiner *joiner, sqlite3_stmt *statement, int at, size_t number)
{
	const struct pageviews *views = &joiner->tally->pageviews;
	const struct pageview view = pageviews_get(views, number);
	const struct pageviews_text *text = pageviews_text(views, number);
	int64_t path = text_id(joiner, text->path), link = text_id(joiner, text->link);
	bool week = !store_is_closed(joiner->store, false, calendar_monday(view.day));
	bool year = !store_is_closed(joiner->store, true, calendar_year(view.day));

	if (path < 0 || link < 0)
		return -1;
	sqlite3_bind_int64(statement, at, joiner->sites[view.site]);
	sqlite3_bind_blob(statement, at + 1, pageviews_packed(views, number)->id, sizeof(view.id), SQLITE_STATIC);
	sqlite3_bind_int(statement, at + 2, view.day);
	sqlite3_bind_int64(statement, at + 3, view.time);
	store_bind_hash(statement, at + 4, week ? view.week_visitor : 0);
	store_bind_hash(statement, at + 5, year ? view.year_visitor : 0);
	store_bind_hash(statement, at + 6, year ? view.any_visitor : 0);
	sqlite3_bind_int(statement, at + 7, view.evidence);
	sqlite3_bind_int(statement, at + 8, view.robot);
	sqlite3_bind_int64(statement, at + 9, path);
	sqlite3_bind_int64(statement, at + 10, link);
	sqlite3_bind_int(statement, at + 11, view.rules);
	return 0;
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
	    "SELECT v.rules, v.evidence, v.day, t.text, v.robot FROM pageview v LEFT JOIN text t ON t.id = v.link "
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
insert_views(struct joiner *joiner, const char *sql, const size_t *numbers, size_t n)
{
	sqlite3_stmt *statement = store_sql(joiner->store, sql);

	if (!statement)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (bind_view(joiner, statement, 1 + (int)i * VIEW_VALUES, numbers[i]) != 0)
			return -1;
	return store_step(joiner->store, statement) < 0 ? -1 : 0;
}

/* Puts in what waits: a full set by one statement, which costs a third less than one for each row. */
static int
flush_views(struct joiner *joiner)
{
	size_t n = joiner->nwaiting;
	int status = 0;

	joiner->nwaiting = 0;
	if (n == VIEWS_AT_ONCE)
		return insert_views(
		    joiner, INSERT_VIEW FOUR_VIEWS ", " FOUR_VIEWS ", " FOUR_VIEWS ", " FOUR_VIEWS, joiner->waiting, n);
	for (size_t i = 0; i < n && status == 0; i++)
		status = insert_views(joiner, INSERT_VIEW VIEW, &joiner->waiting[i], 1);
	return status;
}

static int
update_view(struct joiner *joiner, size_t number)
{
	sqlite3_stmt *statement = store_sql(joiner->store,
	    "UPDATE pageview SET day = ?3, week_visitor = ?5, year_visitor = ?6, any_visitor = ?7, evidence = ?8,"
	    " robot = ?9, path = ?10, link = ?11, rules = ?12 WHERE site = ?1 AND time = ?4 AND identity = ?2");

	if (!statement || bind_view(joiner, statement, 1, number) != 0)
		return -1;
	return store_step(joiner->store, statement) < 0 ? -1 : 0;
}

static int
join_view(struct joiner *joiner, size_t number)
{
	const struct pageview view = pageviews_get(&joiner->tally->pageviews, number);
	int step;

	if (store_day_is_closed(joiner->store, view.day))
		return 0;
	/* Where sites of the tally are one here, the same page view may be among those that wait. */
	if (joiner->newest[view.site] == INT64_MAX && flush_views(joiner) != 0)
		return -1;
	step = compare_view(joiner, &view, number, joiner->sites[view.site]);
	if (step == 1)
		return update_view(joiner, number);
	if (step != 2)
		return step;
	joiner->fresh++;
	joiner->waiting[joiner->nwaiting++] = number;
	return joiner->nwaiting == VIEWS_AT_ONCE ? flush_views(joiner) : 0;
}

/* ---- votes ---- */

/* Of a host that is sure no visitor needs to be known any more. */
static void
settle_votes(struct distinct *votes)
{
	if (tally_votes(votes) < TALLY_SURE)
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
	unsigned char bytes[DISTINCT_SAVED] SPAN_UNSET;
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
	if (tally_votes(&sum) < TALLY_SURE)
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
	const int64_t others = joiner->sites[TALLY_OTHERS];
	size_t placeless = 0;

	for (uint32_t i = TALLY_OTHERS; i < joiner->tally->nsites; i++)
		placeless += joiner->sites[i] == others;
	for (uint32_t i = 0; i < joiner->tally->nsites; i++) {
		sqlite3_stmt *statement = store_sql(joiner->store, "SELECT max(time) FROM pageview WHERE site = ?1");

		if (!statement)
			return -1;
		sqlite3_bind_int64(statement, 1, joiner->sites[i]);
		if (store_step(joiner->store, statement) < 0)
			return -1;
		if (i >= TALLY_OTHERS && joiner->sites[i] == others && placeless > 1)
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
	for (size_t i = 0; i < tally->periods.count; i++) {
		const struct period *period = tally->periods.list[i];

		if (!tally->sites[period->site].gone &&
		    store_join_period(joiner->store, period, joiner->sites[period->site], joiner->hosts) != 0)
			return -1;
	}
	for (size_t i = 0; i < tally->nhosts; i++)
		if (joiner->hosts[i] != 0 && tally->hosts[i].votes.count > 0 &&
		    join_votes(joiner, joiner->hosts[i], &tally->hosts[i].votes) != 0)
			return -1;
	if (find_newest(joiner) != 0)
		return -1;
	for (size_t i = 0; i < tally->pageviews.count; i++)
		if (join_view(joiner, i) != 0)
			return -1;
	return flush_views(joiner);
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
