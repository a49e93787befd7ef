/* What the database says of itself: settings, runs, contents that were read, and figures. */
#include "analyzer/store/internal.h"
#include <stdlib.h>
#include <string.h>

/* ---- settings ---- */

const char *
store_setting(struct store *store, const char *name)
{
	sqlite3_stmt *statement =
	    store_sql(store, "SELECT value FROM setting WHERE name = ?1 ORDER BY id DESC LIMIT 1");

	if (!statement)
		return NULL;
	store_bind_text(statement, 1, span_str(name));
	free(store->setting);
	store->setting = NULL;
	if (store_step(store, statement) == 1)
		store->setting = alloc_copy(store_text(statement, 0));
	sqlite3_reset(statement);
	return store->setting;
}

int
store_set(struct store *store, const char *name, const char *value, const char *now)
{
	const char *old = store_setting(store, name);
	sqlite3_stmt *statement;

	if (old && strcmp(old, value) == 0)
		return 0;
	statement = store_sql(store, "INSERT INTO setting(name, value, since) VALUES(?1, ?2, ?3)");
	if (store->said || !statement)
		return -1;
	store_bind_text(statement, 1, span_str(name));
	store_bind_text(statement, 2, span_str(value));
	store_bind_text(statement, 3, span_str(now));
	return store_step(store, statement) < 0 ? -1 : 0;
}

int
store_settings(struct store *store, void (*each)(void *context, const char *name, const char *value, const char *since),
    void *context)
{
	sqlite3_stmt *statement = store_sql(store, "SELECT name, value, since FROM setting ORDER BY id");
	int step;

	while ((step = store_step(store, statement)) == 1)
		each(context, store_text(statement, 0).p, store_text(statement, 1).p, store_text(statement, 2).p);
	return step;
}

/* ---- runs ---- */

int
store_put_run(struct store *store, struct store_run *run)
{
	sqlite3_stmt *statement = store_sql(store,
	    "INSERT INTO run(id, began, command, inputs, skipped, lost, lines, page_views, sealed)"
	    " VALUES(?9, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT(id) DO UPDATE SET inputs = ?3, skipped = ?4,"
	    " lost = ?5, lines = ?6, page_views = ?7, sealed = ?8");
	const uint64_t numbers[] = {run->inputs, run->skipped, run->lost, run->lines, run->page_views, run->sealed};

	if (!statement)
		return -1;
	store_bind_text(statement, 1, span_str(run->began));
	store_bind_text(statement, 2, span_str(run->command));
	for (int i = 0; i < 6; i++)
		sqlite3_bind_int64(statement, 3 + i, (int64_t)numbers[i]);
	if (run->id != 0)
		sqlite3_bind_int64(statement, 9, run->id);
	if (store_step(store, statement) < 0)
		return -1;
	if (run->id == 0)
		run->id = sqlite3_last_insert_rowid(store->db);
	return 0;
}

/* ---- contents ---- */

#define INPUT_COLUMNS                                                                                                  \
	"head_length, head, length, tail, crc, settings, rules, format, line, lines, blank, records, unparsable,"      \
	" excluded, robots, not_pages, views, name, read_at"

static bool
read_mark(unsigned char out[16], sqlite3_stmt *statement, int column)
{
	struct span bytes = store_blob(statement, column);

	if (bytes.n != 16)
		return false;
	memcpy(out, bytes.p, 16);
	return true;
}

int
store_inputs(struct store *store, void (*each)(void *context, const struct store_input *input), void *context)
{
	sqlite3_stmt *statement =
	    store_sql(store, "SELECT id, " INPUT_COLUMNS " FROM input ORDER BY length DESC, id DESC");
	int step;

	while ((step = store_step(store, statement)) == 1) {
		struct store_input input = {.id = sqlite3_column_int64(statement, 0)};
		uint64_t *const counts[] = {&input.lines, &input.blank, &input.records, &input.unparsable,
		    &input.excluded, &input.robots, &input.not_pages, &input.views};

		input.head_length = (uint64_t)sqlite3_column_int64(statement, 1);
		input.length = (uint64_t)sqlite3_column_int64(statement, 3);
		input.crc = (uint32_t)sqlite3_column_int64(statement, 5);
		input.rules = (unsigned)sqlite3_column_int(statement, 7);
		input.format = (const char *)sqlite3_column_text(statement, 8);
		input.line = (uint64_t)sqlite3_column_int64(statement, 9);
		for (int i = 0; i < 8; i++)
			*counts[i] = (uint64_t)sqlite3_column_int64(statement, 10 + i);
		input.name = store_text(statement, 18).p;
		input.read_at = store_text(statement, 19).p;
		if (!read_mark(input.head, statement, 2) || !read_mark(input.tail, statement, 4) ||
		    !read_mark(input.settings, statement, 6))
			return store_damaged(store, "a content that was read is none");
		each(context, &input);
	}
	return step;
}

/* Another row of the same content goes. */
static int
remove_input(struct store *store, const struct store_input *input)
{
	sqlite3_stmt *statement = store_sql(store, "DELETE FROM input WHERE id = ?1 OR (length = ?2 AND crc = ?3 AND"
						   " head = ?4 AND tail = ?5)");

	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, input->id);
	sqlite3_bind_int64(statement, 2, (int64_t)input->length);
	sqlite3_bind_int64(statement, 3, input->crc);
	sqlite3_bind_blob(statement, 4, input->head, 16, SQLITE_STATIC);
	sqlite3_bind_blob(statement, 5, input->tail, 16, SQLITE_STATIC);
	return store_step(store, statement) < 0 ? -1 : 0;
}

int
store_put_input(struct store *store, struct store_input *input)
{
	const uint64_t counts[] = {input->line, input->lines, input->blank, input->records, input->unparsable,
	    input->excluded, input->robots, input->not_pages, input->views};
	sqlite3_stmt *statement;

	if (remove_input(store, input) != 0)
		return -1;
	statement = store_sql(store, "INSERT INTO input(" INPUT_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
				     " ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)");
	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, (int64_t)input->head_length);
	sqlite3_bind_blob(statement, 2, input->head, 16, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 3, (int64_t)input->length);
	sqlite3_bind_blob(statement, 4, input->tail, 16, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 5, input->crc);
	sqlite3_bind_blob(statement, 6, input->settings, 16, SQLITE_STATIC);
	sqlite3_bind_int(statement, 7, (int)input->rules);
	if (input->format)
		store_bind_text(statement, 8, span_str(input->format));
	for (int i = 0; i < 9; i++)
		sqlite3_bind_int64(statement, 9 + i, (int64_t)counts[i]);
	store_bind_text(statement, 18, span_str(input->name));
	store_bind_text(statement, 19, span_str(input->read_at));
	if (store_step(store, statement) < 0)
		return -1;
	input->id = sqlite3_last_insert_rowid(store->db);
	return 0;
}

int
store_find_packed(struct store *store, uint64_t size, const unsigned char mark[16], int64_t *input)
{
	sqlite3_stmt *statement = store_sql(store, "SELECT input FROM packed WHERE size = ?1 AND mark = ?2");
	int step;

	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, (int64_t)size);
	sqlite3_bind_blob(statement, 2, mark, 16, SQLITE_STATIC);
	step = store_step(store, statement);
	*input = step == 1 ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_reset(statement);
	return step < 0 ? -1 : 0;
}

int
store_put_packed(struct store *store, uint64_t size, const unsigned char mark[16], int64_t input)
{
	sqlite3_stmt *statement = store_sql(store, "INSERT OR REPLACE INTO packed VALUES(?1, ?2, ?3)");

	if (!statement)
		return -1;
	sqlite3_bind_int64(statement, 1, (int64_t)size);
	sqlite3_bind_blob(statement, 2, mark, 16, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 3, input);
	return store_step(store, statement) < 0 ? -1 : 0;
}

/* ---- figures ---- */

static int
copy_text(char out[32], struct span text)
{
	text = span_first(text, 31);
	memcpy(out, text.p, text.n);
	out[text.n] = '\0';
	return 0;
}

static int
measure_contents(struct store *store, struct store_figures *figures)
{
	sqlite3_stmt *statement = store_sql(store,
	    "SELECT count(*), coalesce(sum(lines), 0), coalesce(sum(blank), 0), coalesce(sum(records), 0),"
	    " coalesce(sum(unparsable), 0), coalesce(sum(excluded), 0), coalesce(sum(robots), 0),"
	    " coalesce(sum(not_pages), 0), coalesce(sum(views), 0) FROM input");
	uint64_t *const counts[] = {&figures->contents, &figures->lines, &figures->blank, &figures->records,
	    &figures->unparsable, &figures->excluded, &figures->robot_lines, &figures->not_pages, &figures->views};

	if (store_step(store, statement) != 1)
		return -1;
	for (int i = 0; i < 9; i++)
		*counts[i] = (uint64_t)sqlite3_column_int64(statement, i);
	sqlite3_reset(statement);
	return 0;
}

int
store_measure(struct store *store, struct store_figures *figures)
{
	sqlite3_stmt *statement = store_sql(store,
	    "SELECT count(*), coalesce(sum(robot), 0), coalesce(min(rules), 0), coalesce(max(rules), 0),"
	    " (SELECT count(*) FROM site WHERE id > 0), (SELECT count(*) FROM host WHERE id > 0),"
	    " (SELECT count(DISTINCT day) FROM day), (SELECT coalesce(min(day), 1) FROM day),"
	    " (SELECT coalesce(max(day), 0) FROM day), (SELECT count(*) FROM run),"
	    " (SELECT coalesce(min(began), '') FROM run), (SELECT coalesce(max(began), '') FROM run),"
	    " (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size),"
	    " (SELECT count(DISTINCT week_visitor) FROM pageview WHERE robot = 0),"
	    " (SELECT coalesce(sum(sealed), 0) FROM run), (SELECT coalesce(sum(lost), 0) FROM run),"
	    " (SELECT coalesce((SELECT lost FROM run ORDER BY id DESC LIMIT 1), 0)) FROM pageview");

	memset(figures, 0, sizeof(*figures));
	if (store_step(store, statement) != 1)
		return -1;
	figures->page_views = (uint64_t)sqlite3_column_int64(statement, 0);
	figures->robots = (uint64_t)sqlite3_column_int64(statement, 1);
	figures->rules_least = (unsigned)sqlite3_column_int(statement, 2);
	figures->rules_most = (unsigned)sqlite3_column_int(statement, 3);
	figures->sites = (uint64_t)sqlite3_column_int64(statement, 4);
	figures->hosts = (uint64_t)sqlite3_column_int64(statement, 5);
	figures->days = (uint64_t)sqlite3_column_int64(statement, 6);
	figures->first = sqlite3_column_int(statement, 7);
	figures->last = sqlite3_column_int(statement, 8);
	figures->runs = (uint64_t)sqlite3_column_int64(statement, 9);
	copy_text(figures->first_run, store_text(statement, 10));
	copy_text(figures->last_run, store_text(statement, 11));
	figures->bytes = (uint64_t)sqlite3_column_int64(statement, 12);
	figures->visitors_weeks = (uint64_t)sqlite3_column_int64(statement, 13);
	figures->sealed = (uint64_t)sqlite3_column_int64(statement, 14);
	figures->lost = (uint64_t)sqlite3_column_int64(statement, 15);
	figures->lost_last = (uint64_t)sqlite3_column_int64(statement, 16);
	copy_text(figures->created_by, span_str(store->created_by));
	sqlite3_reset(statement);
	return measure_contents(store, figures);
}

int
store_gaps(struct store *store, void (*each)(void *context, int32_t from, int32_t to), void *context)
{
	sqlite3_stmt *statement = store_sql(store, "SELECT DISTINCT day FROM day ORDER BY day");
	int32_t next = INT32_MAX;
	int step;

	while ((step = store_step(store, statement)) == 1) {
		int32_t day = sqlite3_column_int(statement, 0);

		if (day > next)
			each(context, next, day - 1);
		next = day + 1;
	}
	return step;
}

int
store_sites(struct store *store, void (*each)(void *context, const struct store_site *site), void *context)
{
	sqlite3_stmt *statement = store_sql(store,
	    "SELECT name, (SELECT count(*) FROM pageview WHERE site = id AND robot = 0),"
	    " (SELECT count(*) FROM day WHERE site = id), (SELECT coalesce(min(day), 1) FROM day WHERE site = id),"
	    " (SELECT coalesce(max(day), 0) FROM day WHERE site = id) FROM site ORDER BY name");
	int step;

	while ((step = store_step(store, statement)) == 1) {
		const struct store_site site = {
		    .name = store_text(statement, 0),
		    .page_views = (uint64_t)sqlite3_column_int64(statement, 1),
		    .days = (uint64_t)sqlite3_column_int64(statement, 2),
		    .first = sqlite3_column_int(statement, 3),
		    .last = sqlite3_column_int(statement, 4),
		};

		each(context, &site);
	}
	return step;
}
