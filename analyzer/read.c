/*
 * Each worker takes the next input off a queue, the largest first, and reads it whole into its own
 * tally. When none is left it helps the others: it reads pieces of a large plain file (analyzer/share.h),
 * or unpacks what another one parses (analyzer/unpack.h). What an input has to say is kept until all inputs
 * before it are done, so messages come in the order of the names.
 */
#include "analyzer/read.h"
#include "analyzer/order.h"
#include "analyzer/progress.h"
#include "analyzer/reader.h"
#include "analyzer/share.h"
#include "analyzer/unpack.h"
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/formats/combined.h"
#include "parsers/lines.h"
#include "parsers/source.h"
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

/* A worker more for so many bytes of inputs: for less, starting it takes longer than what it could do. */
#define WORKER_BYTES ((uint64_t)1 << 20)
/* So much must be read of a compressed input for a second thread to be of use. */
#define AHEAD_LEAST ((uint64_t)128 << 10)

/* What one input gave, but for counts and tally, which are the worker's: there may be a hundred thousand. */
struct input {
	struct messages *said; /* NULL: nothing, as of most */
	bool opened, lost, done;
	bool shared; /* most of it came through one private address */
	bool forwarded;
};

/* What the workers have in common. */
struct work {
	const struct read_settings *settings;
	const struct judge_rules *rules;
	const char *const *names;
	struct input *inputs; /* by the number of their names */
	uint32_t *order; /* these numbers, in the order in which they are taken */
	size_t count;
	bool crew; /* there are several workers */
	pthread_mutex_t lock; /* over all below */
	pthread_cond_t changed; /* there may be something to help with, or nothing any more */
	size_t next; /* of order */
	size_t active; /* inputs that are being read */
	struct unpackers unpackers;
	struct shares shares;
	size_t printed; /* inputs whose messages are out */
	struct progress *progress; /* NULL: none is drawn */
	pthread_mutex_t hooks; /* held while one is called */
	bool over; /* a hook wants no more */
};

struct worker {
	struct work *work;
	struct reader reader;
	struct read_counts counts; /* of all its inputs */
	struct messages messages; /* of the present input */
	bool ready; /* the reader is made */
	pthread_t thread;
};

/* ---- one input ---- */

static const char *
name_of(const struct worker *worker, const struct input *input)
{
	return worker->work->names[input - worker->work->inputs];
}

/* Whether an idle worker may unpack it. Between hooks a read that waits for a pipe must be one that the
 * signal interrupts, so it stays where it is. */
static bool
may_be_unpacked(const struct work *work, const struct source *source)
{
	uint64_t size = source_size(source);

	if (!work->crew || strcmp(source_compression(source), "plain") == 0)
		return false;
	return size == 0 ? !work->settings->hooks : size >= AHEAD_LEAST;
}

/* What hooks are told of the lines. */
static void
note_lines(struct read_visit *visit, const struct reader *reader, const struct lines *lines, const struct share *share)
{
	const struct account *account = &reader->account;

	visit->counts = account->counts;
	visit->whole = account_whole(account);
	visit->line = account->numbered - account->unterminated;
	visit->format = account->format;
	visit->plain =
	    (account->format == &format_combined || account->format == &format_common) && reader_is_free(reader, lines);
	if (share)
		visit->helped = share->stretch;
}

static void
read_lines(struct worker *worker, struct input *input, struct source *source, struct read_visit *visit)
{
	const struct read_settings *settings = worker->work->settings;
	struct reader *reader = &worker->reader;
	struct share share;
	struct lines lines;
	bool shared = worker->work->crew && source_divisible(source), unpacked = may_be_unpacked(worker->work, source);
	bool goes_on = visit && visit->line > 0;
	struct unpack unpack;
	const volatile sig_atomic_t *stop = visit ? settings->hooks->stop : NULL;

	lines_init(&lines, source);
	reader_begin(reader, NULL);
	if (visit) {
		reader->formats.last = visit->format;
		lines.number = visit->line;
	}
	if (unpacked)
		unpack_begin(&unpack, &worker->work->unpackers, source);
	if (shared)
		share_begin(&share, &worker->work->shares, reader, &lines, source);
	do
		reader_all(reader, &lines, stop);
	while (shared && !(stop && *stop) && !share_is_over(&share));
	if (unpacked)
		unpack_end(&unpack, source);
	account_end(&reader->account, &lines, 0);
	if (shared)
		share_end(&share, visit ? &reader->tally : NULL);
	if (visit)
		note_lines(visit, reader, &lines, shared ? &share : NULL);
	input->lost = lines.lost;
	read_counts_add(&worker->counts, &reader->account.counts);
	input->shared = hops_shared(&reader->account.hops);
	input->forwarded = reader->account.forwarded;
	if (!account_say(
		&reader->account, name_of(worker, input), utf16_found(&lines.utf16), goes_on, &worker->messages))
		input->lost = true;
	lines_release(&lines);
}

static bool
begin_visit(struct work *work, struct read_visit *visit)
{
	const struct read_hooks *hooks = work->settings->hooks;
	bool wanted;

	pthread_mutex_lock(&work->hooks);
	wanted = !work->over && !*hooks->stop && hooks->begin(hooks->context, visit);
	pthread_mutex_unlock(&work->hooks);
	return wanted;
}

static void
end_visit(struct work *work, struct read_visit *visit)
{
	const struct read_hooks *hooks = work->settings->hooks;

	pthread_mutex_lock(&work->hooks);
	if (work->over || *hooks->stop)
		visit->stopped = true;
	if (!hooks->end(hooks->context, visit))
		work->over = true;
	pthread_mutex_unlock(&work->hooks);
}

/* An input between hooks has a tally to itself. */
static void
visit_one(struct worker *worker, struct input *input, struct source *source)
{
	struct work *work = worker->work;
	struct read_visit visit = {
	    .number = (size_t)(input - work->inputs),
	    .name = name_of(worker, input),
	    .source = source,
	    .messages = &worker->messages,
	};
	struct tally *tally = &worker->reader.tally;

	source_stop(source, work->settings->hooks->stop);
	visit.skipped = !begin_visit(work, &visit);
	if (!visit.skipped) {
		tally_init(tally, work->settings->keep_text);
		read_lines(worker, input, source, &visit);
		tally_finish(tally);
		visit.tally = tally;
	}
	visit.counts.files = 1;
	visit.lost = input->lost;
	end_visit(work, &visit);
	if (!visit.skipped)
		tally_release(tally);
	if (visit.stopped)
		messages_release(&worker->messages);
}

static void
read_one(struct worker *worker, struct input *input)
{
	struct source *source = source_open(name_of(worker, input), &worker->messages);

	if (!source)
		return;
	input->opened = true;
	worker->counts.files++; /* even if it is skipped */
	if (worker->work->progress)
		source_count(source, progress_counter(worker->work->progress));
	if (worker->work->settings->hooks)
		visit_one(worker, input, source);
	else
		read_lines(worker, input, source, NULL);
	source_close(source);
}

/* ---- the workers ---- */

/* Prints what is ready to be printed; the caller holds the lock. */
static void
print_ready(struct work *work)
{
	while (work->printed < work->count && work->inputs[work->printed].done) {
		struct messages *said = work->inputs[work->printed++].said;

		if (!said)
			continue;
		if (work->progress)
			progress_clear(work->progress);
		messages_print(said);
		free(said);
	}
}

static void
make_ready(struct worker *worker)
{
	const struct work *work = worker->work;

	if (worker->ready)
		return;
	reader_init(&worker->reader, work->settings, work->rules);
	if (!work->settings->hooks)
		tally_init(&worker->reader.tally, work->settings->keep_text);
	worker->ready = true;
}

/* Keeps what there is to say of an input until it is its turn. */
static void
keep_messages(struct worker *worker, struct input *input)
{
	if (worker->messages.count > 0) {
		input->said = alloc_zero(1, sizeof(*input->said));
		*input->said = worker->messages;
	}
	worker->messages = (struct messages){0};
}

/* Takes the next input; false when there is none. The lock is held, but not while reading. */
static bool
take_input(struct worker *worker)
{
	struct work *work = worker->work;
	struct input *input;

	if (work->next == work->count)
		return false;
	input = &work->inputs[work->order[work->next++]];
	work->active++;
	pthread_mutex_unlock(&work->lock);
	make_ready(worker);
	read_one(worker, input);
	keep_messages(worker, input);
	pthread_mutex_lock(&work->lock);
	work->active--;
	input->done = true;
	print_ready(work);
	pthread_cond_broadcast(&work->changed);
	return true;
}

/* Helps another worker; false when there is nothing to help with. The lock is held, but not meanwhile. */
static bool
help(struct worker *worker)
{
	struct work *work = worker->work;
	struct share *share;

	if (unpack_help(&work->unpackers))
		return true;
	if (!share_find(&work->shares))
		return false;
	pthread_mutex_unlock(&work->lock);
	make_ready(worker);
	pthread_mutex_lock(&work->lock);
	if ((share = share_find(&work->shares)))
		share_help(share, &worker->reader);
	return true;
}

static void *
work_on(void *argument)
{
	struct worker *worker = argument;
	struct work *work = worker->work;

	pthread_mutex_lock(&work->lock);
	while (take_input(worker) || help(worker) || work->active > 0)
		if (work->next == work->count && !work->unpackers.claims && !share_find(&work->shares) &&
		    work->active > 0) {
			work->unpackers.idle++;
			pthread_cond_wait(&work->changed, &work->lock);
			work->unpackers.idle--;
		}
	pthread_mutex_unlock(&work->lock);
	return NULL;
}

/* Starts `count` workers, of which this thread is the first, and waits for them. One that cannot be
 * started is done without. */
static void
run_workers(struct worker *workers, size_t count)
{
	size_t started = 1;

	while (started < count && pthread_create(&workers[started].thread, NULL, work_on, &workers[started]) == 0)
		started++;
	work_on(&workers[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
}

/* ---- all inputs ---- */

/* Joins the tallies of all workers that have one. */
static void
join_tallies(struct read_result *result, struct worker *workers, size_t nworkers, struct work *work)
{
	bool any = false;

	for (size_t i = 0; i < nworkers && !work->settings->hooks; i++) {
		struct tally *tally = &workers[i].reader.tally;

		if (!workers[i].ready)
			continue;
		if (any)
			tally_absorb(&result->tally, tally);
		else
			result->tally = *tally;
		any = true;
	}
	if (!any)
		tally_init(&result->tally, work->settings->keep_text);
	shares_join(&work->shares, &result->tally);
	tally_finish(&result->tally);
}

static void
collect(struct read_result *result, struct worker *workers, size_t nworkers, struct work *work)
{
	const char *shared = NULL;
	bool forwarded = false;

	join_tallies(result, workers, nworkers, work);
	result->helped = work->shares.helped;
	for (size_t i = 0; i < nworkers; i++)
		read_counts_add(&result->counts, &workers[i].counts);
	for (size_t i = 0; i < work->count; i++) {
		const struct input *input = &work->inputs[i];

		result->opened += input->opened;
		result->refused += !input->opened;
		result->lost = result->lost || input->lost;
		if (input->shared && !shared) {
			shared = work->names[i];
			forwarded = input->forwarded;
		}
	}
	if (shared)
		hops_say(shared, forwarded, work->settings->proxies.count > 0);
}

static void
work_init(struct work *work, const struct read_settings *settings, const char *const *names, size_t count)
{
	memset(work, 0, sizeof(*work));
	work->settings = settings;
	work->names = names;
	work->count = count;
	work->inputs = alloc_zero(count + 1, sizeof(*work->inputs));
	work->order = alloc_zero(count + 1, sizeof(*work->order));
	pthread_mutex_init(&work->lock, NULL);
	pthread_mutex_init(&work->hooks, NULL);
	pthread_cond_init(&work->changed, NULL);
	work->unpackers = (struct unpackers){.lock = &work->lock, .changed = &work->changed};
	work->shares = (struct shares){.lock = &work->lock,
	    .changed = &work->changed,
	    .keep_text = settings->keep_text,
	    .measure = settings->hooks != NULL,
	    .piece = settings->piece};
}

static void
work_release(struct work *work)
{
	pthread_mutex_destroy(&work->lock);
	pthread_mutex_destroy(&work->hooks);
	pthread_cond_destroy(&work->changed);
	free(work->order);
	free(work->inputs);
}

void
read_inputs(const struct read_settings *settings, const char *const *names, size_t count, struct read_result *result)
{
	size_t nworkers = settings->jobs > 0 ? settings->jobs : 1;
	struct judge_rules *rules = judge_rules_open();
	struct worker *workers;
	struct work work;
	uint64_t total, wanted;

	memset(result, 0, sizeof(*result));
	judge_rules_extend(rules, settings->judge.rules);
	work_init(&work, settings, names, count);
	work.rules = rules;
	total = order_inputs(work.order, names, count, WORKER_BYTES, &wanted);
	if (wanted < nworkers && settings->piece == 0)
		nworkers = wanted > 0 ? (size_t)wanted : 1;
	work.crew = nworkers > 1;
	work.progress = settings->progress ? progress_start(total, &work.lock) : NULL;
	work.shares.counter = work.progress ? progress_counter(work.progress) : NULL;
	workers = alloc_zero(nworkers, sizeof(*workers));
	for (size_t i = 0; i < nworkers; i++)
		workers[i].work = &work;
	run_workers(workers, nworkers);
	progress_stop(work.progress);
	for (size_t i = 0; i < nworkers; i++)
		if (workers[i].ready)
			reader_release(&workers[i].reader);
	collect(result, workers, nworkers, &work);
	judge_rules_close(rules);
	free(workers);
	work_release(&work);
}

void
read_release(struct read_result *result)
{
	tally_release(&result->tally);
}

int
read_status(const struct read_result *result)
{
	if (result->opened == 0 && result->refused > 0)
		return 1;
	return result->refused > 0 || result->lost ? 3 : 0;
}

unsigned
read_processors(void)
{
	cpu_set_t allowed;
	int count;

	if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
		return 1;
	count = CPU_COUNT(&allowed);
	return count > 0 ? (unsigned)count : 1;
}
