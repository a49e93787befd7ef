/* Sites and hosts on disk. Their sets are bounded like those in memory, and by the same rule, so a
 * name that has no place in the union loses it here too. */
#include "analyzer/store/internal.h"
#include <stdlib.h>

struct table {
	const char *select, *insert, *forget;
	int (*drop)(struct store *store, int64_t id);
};

static const struct table table_sites = {
    "SELECT id, name FROM site WHERE id > 0",
    "INSERT INTO site(name) VALUES(?1)",
    "DELETE FROM site WHERE id = ?1",
    store_drop_site,
};

static const struct table table_hosts = {
    "SELECT id, name FROM host WHERE id > 0",
    "INSERT INTO host(name, votes) VALUES(?1, x'')",
    "DELETE FROM host WHERE id = ?1",
    store_drop_host,
};

/* The names of the database and of a tally in one bounded set; by its ids the ids here, 0 for those
 * that are not here (yet). */
struct joined {
	struct names names;
	int64_t *here;
	size_t room;
};

static uint32_t
take_in(struct joined *joined, struct span name, int64_t here)
{
	uint32_t gone, id = names_id(&joined->names, name, &gone);
	size_t old = joined->room;

	joined->here = alloc_grow(joined->here, &joined->room, (size_t)id + 1, sizeof(*joined->here));
	if (joined->room > old)
		memset(joined->here + old, 0, (joined->room - old) * sizeof(*joined->here));
	if (id != NAMES_REST && here != 0)
		joined->here[id] = here;
	return id;
}

/* The name's place in the union, without taking it in. */
static uint32_t
find(const struct joined *joined, struct span name)
{
	for (size_t i = 0; i < joined->names.count; i++)
		if (span_eq(joined->names.sorted[i].text, name))
			return joined->names.sorted[i].id;
	return NAMES_REST;
}

static int
load(struct store *store, const struct table *table, struct joined *joined)
{
	sqlite3_stmt *statement = store_sql(store, table->select);
	int step;

	while ((step = store_step(store, statement)) == 1)
		take_in(joined, store_text(statement, 1), sqlite3_column_int64(statement, 0));
	return step;
}

/* Lets go of names here that are in the union no more. */
static int
drop_lost(struct store *store, const struct table *table, const struct joined *joined)
{
	int64_t lost[64];
	size_t n;

	do {
		sqlite3_stmt *statement = store_sql(store, table->select);
		int step;

		n = 0;
		while (n < 64 && (step = store_step(store, statement)) == 1)
			if (find(joined, store_text(statement, 1)) == NAMES_REST)
				lost[n++] = sqlite3_column_int64(statement, 0);
		if (!statement || step < 0)
			return -1;
		sqlite3_reset(statement);
		for (size_t i = 0; i < n; i++) {
			if (table->drop(store, lost[i]) != 0)
				return -1;
			statement = store_sql(store, table->forget);
			sqlite3_bind_int64(statement, 1, lost[i]);
			if (store_step(store, statement) < 0)
				return -1;
		}
	} while (n == 64);
	return 0;
}

static int
add_new(struct store *store, const struct table *table, struct joined *joined)
{
	for (size_t i = 0; i < joined->names.count; i++) {
		const struct name *one = &joined->names.sorted[i];
		sqlite3_stmt *statement;

		if (joined->here[one->id] != 0)
			continue;
		statement = store_sql(store, table->insert);
		if (!statement)
			return -1;
		store_bind_text(statement, 1, one->text);
		if (store_step(store, statement) < 0)
			return -1;
		joined->here[one->id] = sqlite3_last_insert_rowid(store->db);
	}
	return 0;
}

static int64_t *
map(struct store *store, const struct table *table, const struct names *names, size_t count)
{
	struct joined joined = {.names = {.limit = names->limit}};
	int64_t *ids = NULL;
	bool more = false;

	if (load(store, table, &joined) != 0)
		goto out;
	for (size_t i = 0; i < names->count; i++) {
		uint32_t id = take_in(&joined, names->sorted[i].text, 0);

		more = more || (id != NAMES_REST && joined.here[id] == 0);
	}
	if (more && (drop_lost(store, table, &joined) != 0 || add_new(store, table, &joined) != 0))
		goto out;
	ids = alloc_zero(count + 1, sizeof(*ids));
	for (size_t i = 0; i < names->count; i++) {
		uint32_t id = find(&joined, names->sorted[i].text);

		ids[names->sorted[i].id] = id == NAMES_REST ? 0 : joined.here[id];
	}
out:
	names_release(&joined.names);
	free(joined.here);
	return ids;
}

int64_t *
store_map_sites(struct store *store, const struct tally *tally)
{
	return map(store, &table_sites, &tally->site_names, tally->nsites);
}

int64_t *
store_map_hosts(struct store *store, const struct tally *tally)
{
	return map(store, &table_hosts, &tally->host_names, tally->nhosts);
}
