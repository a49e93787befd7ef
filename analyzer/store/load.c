/* From disk back into a tally. What is read is checked: a file may have been made by anybody. */
#include "analyzer/store/internal.h"
#include "analyzer/tally_io.h"
#include "base/calendar.h"
#include "parsers/rules.h"
#include "parsers/sources.h"
#include <stdlib.h>

/* Ids of the tally by ids here. */
struct map {
	uint32_t *ids;
	size_t room;
};

struct loader {
	struct store *store;
	struct tally *tally;
	struct map sites, hosts;
	int32_t first_day, last_day; /* that can be */
	bool all_alone; /* of counters those of all visitors alone */
};

static void
map_set(struct map *map, int64_t id, uint32_t to)
{
	size_t old = map->room;

	map->ids = alloc_grow(map->ids, &map->room, (size_t)id + 1, sizeof(*map->ids));
	if (map->room > old)
		memset(map->ids + old, 0, (map->room - old) * sizeof(*map->ids));
	map->ids[id] = to;
}

static uint32_t
map_get(const struct map *map, int64_t id)
{
	return id < 0 || (uint64_t)id >= map->room ? NAMES_REST : map->ids[id];
}

/* Twice over: only when all names are in it shows which have a place. */
static int
load_names(
    struct loader *loader, const char *sql, struct map *map, uint32_t (*put)(struct tally *tally, struct span name))
{
	for (int round = 0; round < 2; round++) {
		sqlite3_stmt *statement = store_sql(loader->store, sql);
		int step;

		while ((step = store_step(loader->store, statement)) == 1) {
			int64_t id = sqlite3_column_int64(statement, 0);

			if (id < 0 || id > UINT32_MAX / 8)
				return store_damaged(loader->store, "an id is out of range");
			map_set(map, id, put(loader->tally, store_text(statement, 1)));
		}
		if (step < 0)
			return -1;
	}
	return 0;
}

static uint32_t
put_site(struct tally *tally, struct span name)
{
	return span_eq(name, SPAN(TALLY_OTHERS_NAME)) ? TALLY_OTHERS : tally_put_site(tally, name);
}

static int
load_votes(struct loader *loader)
{
	sqlite3_stmt *statement =
	    store_sql(loader->store, "SELECT id, votes FROM host WHERE id > 0 AND length(votes) > 0");
	int step;

	while ((step = store_step(loader->store, statement)) == 1) {
		uint32_t host = map_get(&loader->hosts, sqlite3_column_int64(statement, 0));
		struct span votes = store_blob(statement, 1);

		if (host != NAMES_REST &&
		    !distinct_load(&loader->tally->hosts[host].votes, (const unsigned char *)votes.p, votes.n, false))
			return store_damaged(loader->store, "votes are none");
	}
	return step;
}

static int
load_days(struct loader *loader)
{
	sqlite3_stmt *statement = store_sql(loader->store, "SELECT site, day FROM day");
	int step;

	while ((step = store_step(loader->store, statement)) == 1) {
		int64_t day = sqlite3_column_int64(statement, 1);

		if (day < loader->first_day || day > loader->last_day)
			return store_damaged(loader->store, "a day is out of range");
		tally_put_day(loader->tally, map_get(&loader->sites, sqlite3_column_int64(statement, 0)), (int32_t)day);
	}
	return step;
}

/* As --rules would have let it in. */
static bool
is_source_name(struct span name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

	for (size_t i = 0; i < name.n; i++)
		if (!memchr(plain, name.p[i], sizeof(plain) - 1))
			return false;
	return name.n > 0 && name.n <= RULES_NAME_MAX && !span_eq(name, SPAN(CLOSED_ALL)) &&
	       !span_eq(name, SPAN(CLOSED_REFERRALS));
}

int
store_take_sources(struct store *store)
{
	sqlite3_stmt *statement =
	    store_sql(store, "SELECT DISTINCT source FROM counter UNION SELECT source FROM closed");
	int step;

	while ((step = store_step(store, statement)) == 1)
		if (is_source_name(store_text(statement, 0)))
			sources_add(store_text(statement, 0));
	return step;
}

/* The counter that a row belongs to. A source that there was no room for counts as other. */
static struct distinct *
counter_of(struct loader *loader, sqlite3_stmt *statement, struct period *period)
{
	struct span source = store_text(statement, 2);
	int id;

	if (span_eq(source, SPAN(CLOSED_ALL)))
		return &period->all;
	id = sources_named(source);
	return tally_put_counter(period, id < 0 ? SOURCE_OTHER : (unsigned)id,
	    id == SOURCE_OTHER ? map_get(&loader->hosts, sqlite3_column_int64(statement, 3)) : NAMES_REST);
}

#define COUNTERS "SELECT site, period, source, host, exact, hashes, rules FROM counter"

static int
load_counters(struct loader *loader)
{
	sqlite3_stmt *statement =
	    store_sql(loader->store, loader->all_alone ? COUNTERS " WHERE source = '" CLOSED_ALL "'" : COUNTERS);
	int step;

	while ((step = store_step(loader->store, statement)) == 1) {
		struct span bytes = store_blob(statement, 5);
		struct period *period;
		int32_t number;
		bool is_year;

		if (!store_parse_period(store_text(statement, 1), &is_year, &number))
			return store_damaged(loader->store, "a period is none");
		period = tally_put_period(
		    loader->tally, map_get(&loader->sites, sqlite3_column_int64(statement, 0)), is_year, number);
		if ((unsigned)sqlite3_column_int(statement, 6) > period->rules)
			period->rules = (unsigned)sqlite3_column_int(statement, 6);
		if (!distinct_load(counter_of(loader, statement, period), (const unsigned char *)bytes.p, bytes.n,
			sqlite3_column_int(statement, 4) == 0))
			return store_damaged(loader->store, "a counter is none");
	}
	return step;
}

/* A local day, and an instant that is within it somewhere on earth. */
static bool
read_view(struct loader *loader, sqlite3_stmt *statement, struct pageview *view)
{
	struct span id = store_blob(statement, 1);
	int64_t day = sqlite3_column_int64(statement, 2), time = sqlite3_column_int64(statement, 3);

	if (id.n != sizeof(view->id) || day < loader->first_day || day > loader->last_day || time < (day - 2) * 86400 ||
	    time > (day + 3) * 86400)
		return false;
	*view = (struct pageview){
	    .day = (int32_t)day,
	    .time = time,
	    .week_visitor = (uint64_t)sqlite3_column_int64(statement, 4),
	    .year_visitor = (uint64_t)sqlite3_column_int64(statement, 5),
	    .any_visitor = (uint64_t)sqlite3_column_int64(statement, 6),
	    .site = map_get(&loader->sites, sqlite3_column_int64(statement, 0)) & 0xfffff,
	    .evidence = (unsigned)sqlite3_column_int(statement, 7) & 3,
	    .robot = sqlite3_column_int(statement, 8) != 0,
	    .rules = (unsigned)sqlite3_column_int(statement, 9) & 511,
	};
	memcpy(view->id, id.p, id.n);
	return view->evidence != EVIDENCE_NONE;
}

#define VIEW_COLUMNS                                                                                                   \
	"SELECT v.site, v.identity, v.day, v.time, v.week_visitor, v.year_visitor, v.any_visitor, v.evidence, "        \
	"v.robot,"                                                                                                     \
	" v.rules"
#define VIEW_TEXTS " FROM pageview v LEFT JOIN text p ON p.id = v.path LEFT JOIN text l ON l.id = v.link"

static int
load_views(struct loader *loader)
{
	bool texts = loader->tally->pageviews.keep_text;
	sqlite3_stmt *statement = store_sql(
	    loader->store, texts ? VIEW_COLUMNS ", p.text, l.text" VIEW_TEXTS : VIEW_COLUMNS " FROM pageview v");
	int step;

	while ((step = store_step(loader->store, statement)) == 1) {
		struct span none = span_make("", 0);
		struct pageview view;

		if (!read_view(loader, statement, &view))
			return store_damaged(loader->store, "a page view is none");
		tally_put_view(loader->tally, &view, texts ? store_text(statement, 10) : none,
		    texts ? store_text(statement, 11) : none);
	}
	return step;
}

static int
load(struct store *store, struct tally *tally, bool all_alone)
{
	struct loader loader = {
	    .all_alone = all_alone,
	    .store = store,
	    .tally = tally,
	    .first_day = calendar_day(KEYS_FIRST_YEAR, 1, 1) - 1,
	    .last_day = calendar_day(KEYS_LAST_YEAR, 1, 1) + 1,
	};
	int status = -1;

	if (load_names(&loader, "SELECT id, name FROM site", &loader.sites, put_site) == 0 &&
	    load_names(&loader, "SELECT id, name FROM host", &loader.hosts, tally_put_host) == 0 &&
	    load_votes(&loader) == 0 && load_days(&loader) == 0 && load_counters(&loader) == 0)
		status = load_views(&loader);
	free(loader.sites.ids);
	free(loader.hosts.ids);
	return status;
}

int
store_load(struct store *store, struct tally *tally)
{
	return load(store, tally, false);
}

int
store_load_twitter(struct store *store, struct tally *tally)
{
	return load(store, tally, true);
}

int
store_export(struct store *store, bool (*each)(void *context, const struct store_row *row), void *context)
{
	struct loader loader = {
	    .store = store,
	    .first_day = calendar_day(KEYS_FIRST_YEAR, 1, 1) - 1,
	    .last_day = calendar_day(KEYS_LAST_YEAR, 1, 1) + 1,
	};
	/* Site by site, each in the order of its key, so that nothing has to be sorted. */
	sqlite3_stmt *sites = store_sql(store, "SELECT id, name FROM site ORDER BY name");
	int step = 0, site;

	while ((site = store_step(store, sites)) == 1) {
		sqlite3_stmt *statement = store_sql(
		    store, VIEW_COLUMNS ", p.text, l.text" VIEW_TEXTS " WHERE v.site = ?1 ORDER BY v.time, v.identity");

		if (!statement)
			return -1;
		sqlite3_bind_int64(statement, 1, sqlite3_column_int64(sites, 0));
		while ((step = store_step(store, statement)) == 1) {
			struct store_row row = {.site = store_text(sites, 1)};

			if (!read_view(&loader, statement, &row.view))
				return store_damaged(store, "a page view is none");
			row.path = store_text(statement, 10);
			row.link = store_text(statement, 11);
			if (!each(context, &row)) {
				sqlite3_reset(statement);
				sqlite3_reset(sites);
				return 0;
			}
		}
		if (step < 0)
			return -1;
	}
	return site;
}
