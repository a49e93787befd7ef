/* merge: the union of databases made elsewhere with the same key. */
#include "analyzer/closing.h"
#include "analyzer/commands/database.h"
#include "analyzer/commands/help.h"
#include "analyzer/outputs/ranges.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/outputs/write.h"
#include "analyzer/store/lock.h"
#include "analyzer/tally_io.h"
#include "base/alloc.h"
#include "base/calendar.h"
#include "base/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* All of a database, in memory. */
struct part {
	const char *file;
	struct tally tally;
	struct closed closed;
	char key_id[KEYS_ID + 1];
	char *zone;
	char *settings[DATABASE_KEPT];
	struct store_input *inputs; /* with texts of their own */
	size_t ninputs, inputs_room;
};

#define REFUSED 1 /* exit status, if no other part is merged */
#define PARTLY 3 /* exit status: some are merged */

struct merge {
	struct options *options;
	struct store *store;
	char now[DATABASE_NOW];
	uint64_t fresh;
	size_t merged;
	char *key_id; /* of the key that lies beside the database or was named; NULL: there is none */
	char *key;
};

/* ---- a part ---- */

static void
keep_input(void *context, const struct store_input *input)
{
	struct part *part = context;
	struct store_input *one;

	part->inputs = alloc_grow(part->inputs, &part->inputs_room, part->ninputs + 1, sizeof(*part->inputs));
	one = &part->inputs[part->ninputs++];
	*one = *input;
	one->id = 0;
	one->format = input->format ? alloc_copy(span_str(input->format)) : NULL;
	one->name = alloc_copy(span_str(input->name));
	one->read_at = alloc_copy(span_str(input->read_at));
}

static void
part_release(struct part *part)
{
	tally_release(&part->tally);
	closed_release(&part->closed);
	free(part->zone);
	for (size_t i = 0; i < DATABASE_KEPT; i++)
		free(part->settings[i]);
	for (size_t i = 0; i < part->ninputs; i++) {
		free((char *)(uintptr_t)part->inputs[i].format);
		free((char *)(uintptr_t)part->inputs[i].name);
		free((char *)(uintptr_t)part->inputs[i].read_at);
	}
	free(part->inputs);
}

static int
part_load(struct part *part, const char *file)
{
	int status = 1;
	struct store *store = store_open(file, STORE_READ, &status);

	memset(part, 0, sizeof(*part));
	part->file = file;
	if (store && store_take_sources(store) != 0) {
		status = store_status(store);
		store_close(store);
		store = NULL;
	}
	tally_init(&part->tally, true);
	if (!store)
		return status;
	memcpy(part->key_id, store_key_id(store), sizeof(part->key_id));
	part->zone = alloc_copy(span_str(store_zone(store)));
	if (store_begin(store) != 0 || store_check_pages(store) != 0 || store_load(store, &part->tally) != 0 ||
	    store_load_closed(store, &part->closed) != 0 || store_inputs(store, keep_input, part) != 0)
		status = store_status(store);
	else
		status = 0;
	for (size_t i = 0; i < DATABASE_KEPT && status == 0; i++) {
		const char *value = store_setting(store, database_kept[i]);

		part->settings[i] = value ? alloc_copy(span_str(value)) : NULL;
	}
	store_close(store);
	return status;
}

static int
part_fits(const struct part *part, const struct store *store)
{
	if (strcmp(part->key_id, store_key_id(store)) != 0) {
		message_file(NULL, part->file,
		    "was made with the key %s, '%s' with %s; only databases of one key can be merged", part->key_id,
		    store_file(store), store_key_id(store));
		return -1;
	}
	if (strcmp(part->zone, store_zone(store)) != 0) {
		message_file(NULL, part->file,
		    "was counted with --tz %s, '%s' with --tz %s; only databases of one time zone can be merged",
		    part->zone, store_file(store), store_zone(store));
		return -1;
	}
	return 0;
}

/* ---- closed periods ---- */

/* Puts in what one side computed for years of which the other had closed none. What it has of others is named. */
static void
add_computed(
    struct closed *into, const struct closed *computed, const struct closed *other, const char *file, const char *over)
{
	struct ranges left_out = {0};
	char *names;

	for (size_t i = 0; i < computed->count; i++) {
		const struct closed_row *row = &computed->rows[i];

		if (closed_has_year(other, row->is_year ? row->number : calendar_year(row->number + 3)))
			ranges_add(&left_out, row->is_year, row->number);
		else
			closed_put(into, row);
	}
	if (left_out.weeks.count + left_out.years.count == 0)
		return;
	names = ranges_print(&left_out);
	message_say(NULL,
	    "%s: years and weeks that are closed in '%s' are taken from there; what '%s' holds of them is left out: %s",
	    file, over, file, names);
	free(names);
}

/* What one side has open and the other has closed is closed first. */
static void
close_side(struct closed *computed, const struct tally *tally, const struct closed *own, const struct closed *both,
    const struct options *options)
{
	const struct judge_settings judge = options_judge(options);

	closed_move(computed, both->open_year, both->open_week_year);
	if (own->open_year < both->open_year || own->open_week_year < both->open_week_year)
		closing_compute(computed, tally, own, &judge, options->zone.name);
}

/* Of two closed rows the larger stays, and is named. */
static void
name_larger(const struct closed *a, const struct closed *b, const char *file, const char *other)
{
	struct ranges differing = {0};
	size_t differ = 0;
	char *names;

	for (size_t i = 0; i < a->count; i++) {
		const struct closed_row *row = &a->rows[i];
		const struct closed_row *twin = closed_find(b, row->set, row->source, row->is_year, row->number);

		if (!twin || memcmp(twin->figures, row->figures, sizeof(row->figures)) == 0)
			continue;
		ranges_add(&differing, row->is_year, row->number);
		differ++;
	}
	if (differ == 0)
		return;
	names = ranges_print(&differing);
	message_say(NULL, "%zu number%s of closed periods differ%s between '%s' and '%s'; the larger stay%s: %s",
	    differ, differ == 1 ? "" : "s", differ == 1 ? "s" : "", file, other, differ == 1 ? "s" : "", names);
	free(names);
}

/* Whether a day is one of a year that a database has closed with numbers. */
static bool
has_day(const struct closed *closed, int32_t day)
{
	return closed_has_year(closed, calendar_year(day)) ||
	       closed_has_year(closed, calendar_year(calendar_monday(day) + 3));
}

/* Covered days go the way of the numbers. Into `days` come those of the part that stay, of days that
 * are closed now; those of the database that do not stay are dropped. */
static int
merge_days(struct merge *merge, const struct part *part, const struct tally *own_tally, const struct closed *own,
    int32_t until)
{
	int32_t own_until = closed_until(own), part_until = closed_until(&part->closed);
	const struct names *names = &part->tally.site_names;
	struct tally days;
	int32_t first, last;
	int status = 0;

	if (tally_span(own_tally, &first, &last))
		for (int32_t day = first; status == 0 && day <= last && day < until; day++)
			if (day >= own_until && has_day(&part->closed, day))
				status = store_drop_day(merge->store, day);
	tally_init(&days, false);
	for (size_t i = 0; i < names->count + 2 && tally_span(&part->tally, &first, &last); i++) {
		uint32_t unnamed = i == names->count ? NAMES_REST : TALLY_OTHERS;
		uint32_t from = i < names->count ? names->sorted[i].id : unnamed;
		uint32_t to = i < names->count ? tally_put_site(&days, names->sorted[i].text) : unnamed;

		for (int32_t day = first; day <= last && day < until; day++)
			if (tally_covered(&part->tally, from, day) && (day < part_until || !has_day(own, day)))
				tally_put_day(&days, to, day);
	}
	if (status == 0)
		status = store_join_days(merge->store, &days);
	tally_release(&days);
	return status;
}

static int
merge_closed(struct merge *merge, const struct part *part)
{
	struct closed own = {0}, both = {0}, ours = {0}, theirs = {0};
	struct tally tally;
	int status;

	tally_init(&tally, false);
	status = store_load_closed(merge->store, &own);
	if (status == 0 && (own.open_year < part->closed.open_year || own.open_week_year < part->closed.open_week_year))
		status = store_load(merge->store, &tally);
	closed_move(&both, own.open_year, own.open_week_year);
	closed_move(&both, part->closed.open_year, part->closed.open_week_year);
	if (status == 0 && both.open_year + both.open_week_year > 0) {
		const char *file = store_file(merge->store);

		name_larger(&own, &part->closed, file, part->file);
		close_side(&ours, &tally, &own, &both, merge->options);
		close_side(&theirs, &part->tally, &part->closed, &both, merge->options);
		for (size_t i = 0; i < own.count; i++)
			closed_put(&both, &own.rows[i]);
		for (size_t i = 0; i < part->closed.count; i++)
			closed_put(&both, &part->closed.rows[i]);
		add_computed(&both, &ours, &part->closed, file, part->file);
		add_computed(&both, &theirs, &own, part->file, file);
		status = store_close_periods(merge->store, &both);
		if (status == 0)
			status = merge_days(merge, part, &tally, &own, closed_until(&both));
	}
	tally_release(&tally);
	closed_release(&own);
	closed_release(&both);
	closed_release(&ours);
	closed_release(&theirs);
	return status;
}

/* ---- a merge ---- */

static int
merge_settings(struct merge *merge, const struct part *part, bool first)
{
	for (size_t i = 0; i < DATABASE_KEPT; i++) {
		const char *name = database_kept[i], *own = store_setting(merge->store, name);

		if (first && part->settings[i]) {
			if (store_set(merge->store, name, part->settings[i], merge->now) != 0)
				return -1;
		} else if (own && part->settings[i] && strcmp(own, part->settings[i]) != 0) {
			message_note(NULL, "%s: was made with another setting of --%s ('%s', not '%s')", part->file,
			    name, part->settings[i], own);
		}
	}
	return first ? store_set(merge->store, "tz", part->zone, merge->now) : 0;
}

static int
merge_inputs(struct merge *merge, struct part *part)
{
	for (size_t i = 0; i < part->ninputs; i++)
		if (store_put_input(merge->store, &part->inputs[i]) != 0)
			return -1;
	return 0;
}

static int
note_run(struct merge *merge, uint64_t fresh)
{
	struct store_run run = {.began = merge->now, .command = "merge", .inputs = 1, .page_views = fresh};

	return store_put_run(merge->store, &run);
}

/* A new database takes the key of its first part, unless it has one already. */
static int
key_fits(const struct merge *merge, const struct part *part)
{
	if (!merge->key_id || strcmp(merge->key_id, part->key_id) == 0)
		return 0;
	message_file(NULL, part->file,
	    "was made with the key %s, and '%s' is the key %s; only databases of it can be merged", part->key_id,
	    merge->key, merge->key_id);
	return -1;
}

/* 0, REFUSED when the part is none for this database (said), or -1 when the database failed. */
static int
merge_part(struct merge *merge, struct part *part)
{
	struct store *store = merge->store;
	bool first = store_is_new(store);
	uint64_t fresh = 0;

	if (first && key_fits(merge, part) != 0)
		return REFUSED;
	/* A new database has those of its first part. */
	if (!first && !database_settings(store, merge->options))
		return REFUSED;
	if (first && store_found(store, part->key_id, part->zone, FOOTFALL_VERSION) != 0)
		return -1;
	if (part_fits(part, store) != 0)
		return REFUSED;
	if (store_begin(store) != 0)
		return -1;
	if (merge_settings(merge, part, first) == 0 && merge_closed(merge, part) == 0 &&
	    store_join(store, &part->tally, &fresh) == 0 && merge_inputs(merge, part) == 0 &&
	    note_run(merge, fresh) == 0 && store_commit(store) == 0) {
		merge->fresh += fresh;
		merge->merged++;
		return 0;
	}
	store_rollback(store);
	return -1;
}

static int
say_summary(const struct merge *merge)
{
	char views[WRITE_GROUPED];
	struct sink sink;

	if (merge->options->quiet)
		return 0;
	if (sink_open(&sink, NULL) != 0)
		return 1;
	fprintf(sink.to, "%s%zu database%s merged, %s new page view%s with Twitter evidence\n",
	    merge->options->dry_run ? "nothing was changed: " : "", merge->merged, merge->merged == 1 ? "" : "s",
	    write_grouped(views, merge->fresh), merge->fresh == 1 ? "" : "s");
	return sink_close(&sink, true) == 0 ? 0 : 1;
}

/* The key is not needed, but where there is one it has to be the right one. */
static int
ready_key(struct merge *merge)
{
	struct keys *keys;
	int status;

	merge->key = database_key(merge->options);
	if (!merge->options->key && (!store_is_new(merge->store) || access(merge->key, F_OK) != 0))
		return 0;
	keys = alloc_zero(1, sizeof(*keys));
	status = database_unlock(keys, merge->key, merge->store);
	if (status == 0)
		merge->key_id = alloc_copy(span_str(keys->id));
	keys_wipe(keys);
	free(keys);
	return status;
}

static int
merge_all(struct merge *merge)
{
	const struct options *options = merge->options;
	int lost = 0;

	if (ready_key(merge) != 0)
		return 1;
	if (!store_is_new(merge->store) &&
	    (!database_settings(merge->store, merge->options) || store_take_sources(merge->store) != 0))
		return 1;
	for (size_t i = 0; i < options->noperands; i++) {
		struct part part;
		int status = part_load(&part, options->operands[i]);

		if (status == 0)
			status = merge_part(merge, &part);
		part_release(&part);
		if (status < 0) {
			message_note(NULL, "%zu of %zu databases are merged, the others are not; run it again",
			    merge->merged, options->noperands);
			return store_status(merge->store);
		}
		lost = lost == 0 ? status : lost;
	}
	if (lost != 0 && merge->merged == 0)
		return lost;
	if (lost != 0)
		message_note(
		    NULL, "%zu of %zu databases are merged, the others are not", merge->merged, options->noperands);
	return say_summary(merge) != 0 ? 1 : lost != 0 ? PARTLY : 0;
}

static int
merge_locked(struct options *options)
{
	struct merge merge = {.options = options};
	int lock = -1, status = 1;

	if (!options->dry_run && (lock = lock_take(options->db, options->wait, &status)) < 0)
		return status;
	database_now(merge.now);
	status = 1;
	merge.store = store_open(options->db, options->dry_run ? STORE_TRIAL : STORE_WRITE, &status);
	if (merge.store)
		store_wait(merge.store, options->wait, NULL);
	if (merge.store)
		status = store_is_new(merge.store) || store_check_pages(merge.store) == 0 ? merge_all(&merge)
											  : store_status(merge.store);
	store_close(merge.store);
	free(merge.key_id);
	free(merge.key);
	lock_release(lock);
	return status;
}

static int
merge_run(int argc, char **argv)
{
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO && !database_named(&options))
		status = 2;
	if (status == OPTIONS_GO && options.noperands == 0) {
		message_say(NULL, "name the databases to be merged: footfall merge --db FILE PART.db...");
		status = 2;
	}
	if (status == OPTIONS_GO)
		status = merge_locked(&options);
	options_release(&options);
	return status;
}

const struct command command_merge = {
    .name = "merge",
    .summary = "Union of databases made elsewhere with the same key.",
    .usage = "--db FILE [OPTION...] PART.db...",
    .examples = "footfall merge --db blog.db web1.db web2.db\n"
		"footfall merge --db blog.db --dry-run old.db\n",
    .run = merge_run,
};
