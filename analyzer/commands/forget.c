/* forget: closes old years. Their numbers stay, their visitors go, and so does the key. */
#include "analyzer/closing.h"
#include "analyzer/commands/database.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/store/lock.h"
#include "base/alloc.h"
#include "base/calendar.h"
#include "base/message.h"

#include <stdio.h>
#include <stdlib.h>

struct forget {
	struct options *options;
	struct store *store;
	char *key;
	struct closed before, after;
	size_t years, weeks; /* with numbers, that are closed now */
};

static void
count_periods(struct forget *forget)
{
	int32_t last[2] = {INT32_MIN, INT32_MIN};

	for (size_t i = 0; i < forget->after.count; i++) {
		const struct closed_row *row = &forget->after.rows[i];

		if (row->number == last[row->is_year] || closed_has(&forget->before, row->is_year, row->number))
			continue;
		last[row->is_year] = row->number;
		*(row->is_year ? &forget->years : &forget->weeks) += 1;
	}
}

/* The numbers of what is to be closed. */
static int
compute(struct forget *forget)
{
	const struct options *options = forget->options;
	const struct judge_settings judge = options_judge(options);
	struct tally tally;
	int status;

	status = store_take_sources(forget->store);
	tally_init(&tally, false);
	if (status == 0)
		status = store_load(forget->store, &tally);
	if (status == 0)
		status = store_load_closed(forget->store, &forget->before);
	closed_move(&forget->after, forget->before.open_year, forget->before.open_week_year);
	closed_move(
	    &forget->after, calendar_year(options->before), calendar_year(calendar_monday(options->before) + 3));
	if (status == 0)
		closing_compute(&forget->after, &tally, &forget->before, &judge, options->zone.name);
	if (status == 0 && tally.site_names.count > CLOSING_SITES)
		message_note(NULL,
		    "of %zu logged hosts the %d with the most page views from Twitter keep numbers of their own in "
		    "what is closed, and those of the kept --site; the others count with all together",
		    tally.site_names.count, CLOSING_SITES);
	tally_release(&tally);
	count_periods(forget);
	return status;
}

static int
write_closed(struct forget *forget)
{
	char now[DATABASE_NOW];
	struct store_run run = {.began = now, .command = "forget"};

	database_now(now);
	if (store_begin(forget->store) != 0)
		return -1;
	if (store_close_periods(forget->store, &forget->after) == 0 && store_put_run(forget->store, &run) == 0 &&
	    store_commit(forget->store) == 0)
		return forget->options->dry_run ? 0 : store_vacuum(forget->store);
	store_rollback(forget->store);
	return -1;
}

static int
say_summary(const struct forget *forget)
{
	struct sink sink;

	if (forget->options->quiet)
		return 0;
	if (sink_open(&sink, NULL) != 0)
		return 1;
	fprintf(sink.to,
	    "%s%zu year%s and %zu week%s closed: their numbers stay, their visitors are forgotten; the first open year "
	    "is %d, "
	    "the first open week-year %d\n",
	    forget->options->dry_run ? "nothing was changed: " : "", forget->years, forget->years == 1 ? "" : "s",
	    forget->weeks, forget->weeks == 1 ? "" : "s", forget->after.open_year, forget->after.open_week_year);
	return sink_close(&sink, true) == 0 ? 0 : 1;
}

/* The database first: if the run is killed between, the key still fits, and the next run moves it. */
static int
forget_all(struct forget *forget)
{
	struct keys *keys = alloc_zero(1, sizeof(*keys));
	int oldest, status = database_unlock(keys, forget->key, forget->store);

	keys_wipe(keys);
	free(keys);
	if (status != 0 || !database_settings(forget->store, forget->options))
		return 1;
	if (compute(forget) != 0 || write_closed(forget) != 0)
		return store_status(forget->store);
	oldest = forget->after.open_year < forget->after.open_week_year ? forget->after.open_year
									: forget->after.open_week_year;
	if (!forget->options->dry_run)
		status = database_key_status(keys_move(forget->key, oldest));
	return status == 0 ? say_summary(forget) : status;
}

static int
forget_locked(struct options *options)
{
	struct forget forget = {.options = options};
	int lock = -1, status = 1;

	/* Only opened to be written when it is there: nothing can be forgotten of a new one. */
	forget.store = store_open(options->db, STORE_READ, &status);
	store_close(forget.store);
	if (!forget.store)
		return status;
	if (!options->dry_run && (lock = lock_take(options->db, options->wait, &status)) < 0)
		return status;
	status = 1;
	forget.key = database_key(options);
	forget.store = store_open(options->db, options->dry_run ? STORE_TRIAL : STORE_WRITE, &status);
	if (forget.store)
		store_wait(forget.store, options->wait, NULL);
	if (forget.store)
		status = store_check_pages(forget.store) == 0 ? forget_all(&forget) : store_status(forget.store);
	store_close(forget.store);
	closed_release(&forget.before);
	closed_release(&forget.after);
	free(forget.key);
	lock_release(lock);
	return status;
}

static int
forget_run(int argc, char **argv)
{
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO && (!database_named(&options) || !options_no_operand(&options)))
		status = 2;
	if (status == OPTIONS_GO && options.before == INT32_MIN) {
		message_say(NULL, "say which years to close: footfall forget --db FILE --before D (such as 2012)");
		status = 2;
	}
	if (status == OPTIONS_GO)
		status = forget_locked(&options);
	options_release(&options);
	return status;
}

const struct command command_forget = {
    .name = "forget",
    .summary = "Closes old years: keeps their numbers, forgets their visitors and moves the key on.",
    .usage = "--db FILE --before D [OPTION...]",
    .examples = "footfall forget --db blog.db --before 2012 --dry-run\n"
		"footfall forget --db blog.db --before 2012\n",
    .run = forget_run,
};
