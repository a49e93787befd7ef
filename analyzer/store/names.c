/* Sites and hosts on disk. Their sets are bounded like those in memory, and by the same rule, so a
 * name that has no place in the union loses it here too. */
#include "analyzer/store/internal.h"
#include <stdlib.h>

struct table {
	const char *select, *insert, *forget;
	int (*drop)(struct store *store, int64_t from, int64_t to);
	const char *others; /* name of what has no place of its own; NULL: its id is 0 */
};

static const struct table table_sites = {
    "SELECT id, name FROM site WHERE id > 0",
    "INSERT INTO site(name) VALUES(?1)",
    "DELETE FROM site WHERE id = ?1",
    store_drop_site,
    TALLY_OTHERS_NAME,
};

static const struct table table_hosts = {
    "SELECT id, name FROM host WHERE id > 0",
    "INSERT INTO host(name, votes) VALUES(?1, x'')",
    "DELETE FROM host WHERE id = ?1",
    store_drop_host,
    NULL,
};

/* The names of the database and of a tally in one bounded set; by its ids the ids here, 0 for those
 * that are not here (yet). A name that has no place is of the others. */
struct joined {
	struct names names;
	int64_t *here;
	size_t room;
	int64_t *lost; /* ids here of names that have no place in the union */
	size_t nlost, lost_room;
	int64_t others; /* their id here */
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

static void
put_lost(struct joined *joined, int64_t here)
{
	joined->lost = alloc_grow(joined->lost, &joined->lost_room, joined->nlost + 1, sizeof(*joined->lost));
	joined->lost[joined->nlost++] = here;
}

static int
load(struct store *store, const struct table *table, struct joined *joined)
{
	sqlite3_stmt *statement = store_sql(store, table->select);
	int step;

	while ((step = store_step(store, statement)) == 1) {
		int64_t here = sqlite3_column_int64(statement, 0);

		if (table->others && span_eq(store_text(statement, 1), span_str(table->others)))
			joined->others = here;
		else if (take_in(joined, store_text(statement, 1), here) == NAMES_REST)
			put_lost(joined, here);
	}
	return step;
}

/* Takes the places of names that lost theirs to others: they are 0 then, like those that never had one. */
static void
find_lost(struct joined *joined)
{
	bool *placed = alloc_zero((size_t)joined->names.next + 1, sizeof(*placed));

	for (size_t i = 0; i < joined->names.count; i++)
		placed[joined->names.sorted[i].id] = true;
	for (size_t id = 1; id <= joined->names.next && id < joined->room; id++) {
		if (placed[id] || joined->here[id] == 0)
			continue;
		put_lost(joined, joined->here[id]);
		joined->here[id] = 0;
	}
	free(placed);
}

/* Lets go of names here that are in the union no more. */
static int
drop_lost(struct store *store, const struct table *table, const struct joined *joined)
{
	for (size_t i = 0; i < joined->nlost; i++) {
		sqlite3_stmt *statement;

		if (table->drop(store, joined->lost[i], joined->others) != 0)
			return -1;
		statement = store_sql(store, table->forget);
		if (!statement)
			return -1;
		sqlite3_bind_int64(statement, 1, joined->lost[i]);
		if (store_step(store, statement) < 0)
			return -1;
	}
	return 0;
}

static int
add_name(struct store *store, const struct table *table, struct span name, int64_t *here)
{
	sqlite3_stmt *statement = store_sql(store, table->insert);

	if (!statement)
		return -1;
	store_bind_text(statement, 1, name);
	if (store_step(store, statement) < 0)
		return -1;
	*here = sqlite3_last_insert_rowid(store->db);
	return 0;
}

static int
add_new(struct store *store, const struct table *table, struct joined *joined)
{
	for (size_t i = 0; i < joined->names.count; i++) {
		const struct name *one = &joined->names.sorted[i];

		if (joined->here[one->id] == 0 && add_name(store, table, one->text, &joined->here[one->id]) != 0)
			return -1;
	}
	return 0;
}

/* Before any name loses its place. Only a full set has others. */
static int
add_others(struct store *store, const struct table *table, struct joined *joined)
{
	if (!table->others || joined->others != 0 || joined->names.count < joined->names.limit)
		return 0;
	return add_name(store, table, span_str(table->others), &joined->others);
}

static int64_t *
map(struct store *store, const struct table *table, const struct names *names, size_t count)
{
	struct joined joined = {.names = {.limit = names->limit}};
	uint32_t *taken = alloc_zero(names->count + 1, sizeof(*taken));
	int64_t *ids = NULL;
	bool more = false;

	if (load(store, table, &joined) != 0)
		goto out;
	for (size_t i = 0; i < names->count; i++) {
		taken[i] = take_in(&joined, names->sorted[i].text, 0);
		more = more || (taken[i] != NAMES_REST && joined.here[taken[i]] == 0);
	}
	find_lost(&joined);
	if (add_others(store, table, &joined) != 0)
		goto out;
	if (more && (drop_lost(store, table, &joined) != 0 || add_new(store, table, &joined) != 0))
		goto out;
	ids = alloc_zero(count + 1, sizeof(*ids));
	for (size_t id = 1; id < count; id++)
		ids[id] = joined.others;
	for (size_t i = 0; i < names->count; i++)
		if (taken[i] != NAMES_REST && joined.here[taken[i]] != 0)
			ids[names->sorted[i].id] = joined.here[taken[i]];
out:
	names_release(&joined.names);
	free(joined.here);
	free(joined.lost);
	free(taken);
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
