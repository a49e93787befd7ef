/* Counters on disk: a row for each site, period, source and unnamed host that counts anybody. */
#include "analyzer/store/internal.h"
#include "parsers/sources.h"
#include <stdlib.h>

static int
write_counter(struct store *store, sqlite3_stmt *key, const struct distinct *counter, unsigned rules)
{
	unsigned char bytes[DISTINCT_SAVED] SPAN_UNSET;
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
parts_of(const struct period *period, const int64_t *hosts, size_t *n)
{
	struct part *parts = alloc_zero(1 + sources_count + period->nhosts, sizeof(*parts));

	*n = 0;
	put_part(parts, n, CLOSED_ALL, 0, &period->all);
	for (unsigned i = 0; i < sources_count; i++)
		put_part(parts, n, sources[i].name, 0, &period->by_source[i]);
	for (size_t i = 0; i < period->nhosts; i++)
		put_part(
		    parts, n, sources[SOURCE_OTHER].name, hosts[period->hosts[i].host], &period->hosts[i].visitors);
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
int
store_join_period(struct store *store, const struct period *period, int64_t site, const int64_t *hosts)
{
	sqlite3_stmt *rows;
	struct part *parts;
	char name[STORE_PERIOD];
	int status = 0, step;
	size_t n;

	if (!period->by_source || store_is_closed(store, period->is_year, period->number))
		return 0;
	store_print_period(name, period->is_year, period->number);
	rows = store_sql(
	    store, "SELECT source, host, exact, hashes, rules, id FROM counter WHERE site = ?1 AND period = ?2");
	if (!rows)
		return -1;
	sqlite3_bind_int64(rows, 1, site);
	store_bind_text(rows, 2, span_str(name));
	parts = parts_of(period, hosts, &n);
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
