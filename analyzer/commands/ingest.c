/* ingest: logs into the database, an input a transaction. */
#include "analyzer/commands/database.h"
#include "analyzer/commands/help.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/outputs/write.h"
#include "analyzer/store/ledger.h"
#include "analyzer/store/lock.h"
#include "base/alloc.h"
#include "base/message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct ingest {
	struct options *options;
	const struct inputs *inputs;
	struct store *store;
	struct ledger *ledger;
	struct keys *keys;
	char now[DATABASE_NOW];
	struct store_run run;
	bool unnoted; /* the run says more than its row in the database */
	bool failed, first;
	bool partial; /* an input was dropped or lost in part */
	const volatile sig_atomic_t *stop;
};

/* ---- an input ---- */

static bool
begin_input(void *context, struct read_visit *visit)
{
	struct ingest *ingest = context;

	return ledger_begin(ingest->ledger, visit);
}

static void
count_input(struct store_run *run, const struct read_visit *visit, uint64_t fresh)
{
	run->inputs++;
	run->lost += visit->lost;
	run->lines += visit->counts.lines;
	run->page_views += fresh;
	run->sealed += visit->tally->sealed;
}

/* All that an input gave, and the run's figures with it, or nothing: a transaction of their own would cost a small
 * input as much again. */
static int
keep_input(struct ingest *ingest, struct read_visit *visit)
{
	struct store *store = ingest->store;
	struct store_run run = ingest->run;
	uint64_t fresh;

	if (store_begin(store) != 0)
		return -1;
	if (store_join(store, visit->tally, &fresh) == 0 && ledger_end(ingest->ledger, visit, ingest->now) == 0) {
		count_input(&run, visit, fresh);
		if (store_put_run(store, &run) == 0 && !*ingest->stop && store_commit(store) == 0) {
			ingest->run = run;
			ingest->unnoted = false;
			return 0;
		}
	}
	store_rollback(store);
	return -1;
}

static void
say_sealed(const struct read_visit *visit)
{
	if (visit->tally->sealed > 0)
		message_file(visit->messages, visit->name,
		    "%llu line%s in periods that were closed: not counted there, the numbers of these stay",
		    (unsigned long long)visit->tally->sealed, visit->tally->sealed == 1 ? "" : "s");
}

static bool
end_input(void *context, struct read_visit *visit)
{
	struct ingest *ingest = context;

	if (visit->stopped || ingest->failed) {
		visit->stopped = true;
	} else if (visit->skipped) {
		ingest->run.skipped++;
		ingest->unnoted = true;
		ingest->failed = ledger_end(ingest->ledger, visit, ingest->now) != 0;
	} else if (visit->lost && ingest->options->strict) {
		ingest->run.lost++;
		ingest->unnoted = true;
		message_file(visit->messages, visit->name, "nothing of it was kept (--strict)");
	} else if (keep_input(ingest, visit) == 0) {
		say_sealed(visit);
	} else {
		ingest->failed = !*ingest->stop;
	}
	ledger_drop(visit);
	return !ingest->failed && !*ingest->stop;
}

/* ---- the run ---- */

/* True when at least one input is there, so that a mistyped name makes no database. */
static bool
has_input(const struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		if (strcmp(inputs->names[i], "-") == 0 || access(inputs->names[i], R_OK) == 0)
			return true;
	return false;
}

/* Key and settings of a database that is there. 0, or the exit status, as of all that makes ready. */
static int
ready_old(struct ingest *ingest, const char *key)
{
	if (!database_settings(ingest->store, ingest->options) ||
	    !database_settings_of_logs(ingest->store, ingest->options))
		return store_status(ingest->store);
	return database_unlock(ingest->keys, key, ingest->store) == 0 ? 0 : 1;
}

/* A new database gets a new key beside it, unless there is one, or one was named. */
static int
ready_new(struct ingest *ingest, const char *key)
{
	const struct options *options = ingest->options;
	bool missing = !options->key && access(key, F_OK) != 0 && errno == ENOENT;
	int status = 0;

	ingest->first = true;
	if (missing && options->dry_run) {
		keys_public(ingest->keys);
		memcpy(ingest->keys->id, "none", sizeof("none"));
	} else {
		if (missing)
			status = database_key_status(keys_create(key));
		if (status == 0 && keys_read(ingest->keys, key) != 0)
			status = 1;
	}
	if (status == 0 && store_found(ingest->store, ingest->keys->id, options->zone.name, FOOTFALL_VERSION) != 0)
		status = store_status(ingest->store);
	return status;
}

static int
ready(struct ingest *ingest)
{
	char *key = database_key(ingest->options), *fingerprint;
	int status = store_is_new(ingest->store) ? ready_new(ingest, key) : ready_old(ingest, key);

	free(key);
	if (status != 0)
		return status;
	if (store_begin(ingest->store) != 0)
		return store_status(ingest->store);
	if (database_keep(ingest->store, ingest->options, ingest->first, ingest->now) != 0 ||
	    store_commit(ingest->store) != 0) {
		store_rollback(ingest->store);
		return store_status(ingest->store);
	}
	fingerprint = database_fingerprint(ingest->options);
	ingest->ledger = ledger_open(ingest->store, ingest->keys, span_str(fingerprint));
	free(fingerprint);
	return ingest->ledger ? 0 : store_status(ingest->store);
}

static int
note_run(struct ingest *ingest)
{
	if (!ingest->unnoted || (ingest->run.inputs == 0 && ingest->run.lost == 0))
		return 0;
	if (store_begin(ingest->store) != 0)
		return -1;
	if (store_put_run(ingest->store, &ingest->run) == 0 && store_commit(ingest->store) == 0)
		return 0;
	store_rollback(ingest->store);
	return -1;
}

/* One line, for who looks; what went wrong stands on standard error. */
static int
say_summary(const struct ingest *ingest)
{
	const struct store_run *run = &ingest->run;
	char lines[WRITE_GROUPED], views[WRITE_GROUPED];
	struct sink sink;

	if (ingest->options->quiet)
		return 0;
	if (sink_open(&sink, NULL) != 0)
		return -1;
	fprintf(sink.to,
	    "%s%llu input%s read, %llu known already; %s line%s, %s new page view%s with Twitter evidence\n",
	    ingest->options->dry_run ? "nothing was changed: " : "", (unsigned long long)run->inputs,
	    run->inputs == 1 ? "" : "s", (unsigned long long)run->skipped, write_grouped(lines, run->lines),
	    run->lines == 1 ? "" : "s", write_grouped(views, run->page_views), run->page_views == 1 ? "" : "s");
	return sink_close(&sink, true);
}

static int
finish(struct ingest *ingest, const struct read_result *result)
{
	int status = read_status(result);

	if (ingest->failed) {
		message_note(NULL, "%llu of %zu inputs are kept, the others are not; run it again",
		    (unsigned long long)(ingest->run.inputs + ingest->run.skipped), ingest->inputs->count);
		return store_status(ingest->store);
	}
	if (note_run(ingest) != 0)
		return store_status(ingest->store);
	if (*ingest->stop) {
		message_say(NULL, "interrupted: %llu of %zu inputs are kept, nothing of the others; run it again",
		    (unsigned long long)(ingest->run.inputs + ingest->run.skipped), ingest->inputs->count);
		return 128 + *ingest->stop;
	}
	return say_summary(ingest) != 0 ? 1 : status;
}

static int
read_all(struct ingest *ingest, const struct read_hooks *hooks)
{
	const struct options *options = ingest->options;
	struct closed horizon = {0};
	struct read_result result;
	struct read_settings settings = {
	    .judge = options_judge(options),
	    .zone = &options->zone,
	    .keys = ingest->keys,
	    .format = options->format,
	    .proxies = options_proxies(options),
	    .jobs = options->jobs,
	    .keep_text = true,
	    .progress = !options->quiet && isatty(STDERR_FILENO),
	    .hooks = hooks,
	};
	int status;

	if (ingest->store)
		closed_move(&horizon, store_open_year(ingest->store), store_open_week_year(ingest->store));
	settings.sealed_before = closed_until(&horizon);
	read_inputs(&settings, ingest->inputs->names, ingest->inputs->count, &result);
	status = hooks ? finish(ingest, &result) : 1;
	read_release(&result);
	return status;
}

static int
ingest_into(struct ingest *ingest)
{
	const struct read_hooks hooks = {ingest, begin_input, end_input, ingest->stop};
	int status = 1;

	ingest->store = store_open(ingest->options->db, ingest->options->dry_run ? STORE_TRIAL : STORE_WRITE, &status);
	if (!ingest->store)
		return status;
	store_wait(ingest->store, ingest->options->wait, ingest->stop);
	if (store_is_new(ingest->store) && !has_input(ingest->inputs)) {
		/* Says what is wrong with each. */
		keys_public(ingest->keys);
		store_close(ingest->store);
		ingest->store = NULL;
		return read_all(ingest, NULL);
	}
	status = store_check_small(ingest->store) == 0 ? ready(ingest) : store_status(ingest->store);
	if (status == 0)
		status = read_all(ingest, &hooks);
	ledger_close(ingest->ledger);
	store_close(ingest->store);
	return status;
}

static int
ingest_locked(struct options *options, const struct inputs *inputs)
{
	struct ingest ingest = {
	    .options = options,
	    .inputs = inputs,
	};
	int lock = -1, status;

	if (!options->dry_run && (lock = lock_take(options->db, options->wait, &status)) < 0)
		return status;
	/* Not before: a run that waits for its turn has nothing to finish. */
	ingest.stop = database_signals();
	database_now(ingest.now);
	ingest.run.began = ingest.now;
	ingest.run.command = "ingest";
	ingest.keys = alloc_zero(1, sizeof(*ingest.keys));
	status = ingest_into(&ingest);
	keys_wipe(ingest.keys);
	free(ingest.keys);
	lock_release(lock);
	return status;
}

static int
ingest_run(int argc, char **argv)
{
	struct inputs inputs = {0};
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO && !database_named(&options))
		status = 2;
	if (status == OPTIONS_GO)
		status = inputs_gather(&inputs, &options);
	if (status == OPTIONS_GO && inputs.count == 0)
		status = help_short(options.command);
	if (status == OPTIONS_GO)
		status = ingest_locked(&options, &inputs);
	inputs_release(&inputs);
	options_release(&options);
	return status;
}

const struct command command_ingest = {
    .name = "ingest",
    .summary = "Adds logs to a database; safe to repeat; for the nightly run.",
    .usage = "--db FILE [OPTION...] LOG...",
    .examples = "footfall ingest --db blog.db /var/log/nginx/access.log*\n"
		"footfall ingest --db blog.db --site blog.example.org --quiet access.log*\n"
		"zcat old-logs/*.gz | footfall ingest --db blog.db -\n",
    .run = ingest_run,
};
