/*
 * Each worker takes the next input off a queue, the largest first, and reads it whole into its own
 * tally. What an input has to say is kept until all inputs before it are done, so messages come in
 * the order of the names.
 */
#include "analyzer/read.h"
#include "analyzer/hops.h"
#include "analyzer/progress.h"
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/formats/combined.h"
#include "parsers/formats/format.h"
#include "parsers/formats/plain.h"
#include "parsers/lines.h"
#include "parsers/source.h"
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/stat.h>

/* So many unparsable lines of an input are named one by one. */
#define NAMED_LINES 3

/* An unparsable line that will be named. */
struct named_line {
	uint64_t number;
	enum reject reject;
};

/* So many plain lines are cut before the first of them is judged: what is remembered of their agents
 * comes from far meanwhile. */
#define BATCH 16

/* What one input gave. */
struct input {
	const char *name;
	size_t number;
	struct named_line named[NAMED_LINES];
	struct messages messages;
	struct read_counts counts;
	struct hops hops;
	uint64_t without_referer; /* records whose format has none */
	bool opened, lost, done;
	bool incomplete; /* an unterminated last line that is not yet a line */
};

/* What the workers share. */
struct work {
	const struct read_settings *settings;
	const struct judge_rules *rules;
	struct input *inputs;
	size_t *order; /* numbers of inputs, in the order in which they are taken */
	size_t count;
	pthread_mutex_t lock; /* over all below */
	size_t next; /* of order */
	size_t printed; /* inputs whose messages are out */
	struct progress *progress; /* NULL: none is drawn */
	pthread_mutex_t hooks; /* held while one is called */
	bool over; /* a hook wants no more */
};

struct worker {
	struct work *work;
	struct judge *judge;
	struct tally tally;
	struct tally_rules rules;
	struct zone_cache zone_cache;
	struct format_state formats;
	struct plain_minute minute;
	struct record records[BATCH]; /* a line that is not plain has the first */
	struct agents_hint hints[BATCH];
	struct judgement judgement; /* of the present record */
	pthread_t thread;
};

/* ---- one input ---- */

static void
reject_line(struct input *input, uint64_t number, enum reject reject)
{
	if (reject == REJECT_BLANK) {
		input->counts.blank++;
		return;
	}
	if (input->counts.unparsable < NAMED_LINES)
		input->named[input->counts.unparsable] = (struct named_line){number, reject};
	input->counts.unparsable++;
}

static void
take_record(struct worker *worker, struct input *input, const struct record *record, struct agents_hint hint)
{
	struct read_counts *counts = &input->counts;
	struct judgement *judgement = &worker->judgement;

	counts->records++;
	hops_look(&input->hops, counts->records, record);
	input->without_referer += !record->has_referer;
	judge_hinted(worker->judge, record, hint, judgement);
	tally_add(&worker->tally, &worker->rules, worker->judge, record, judgement);
	switch (judgement->verdict) {
	case VERDICT_EXCLUDED:
		counts->excluded++;
		break;
	case VERDICT_ROBOT:
		counts->robots++;
		break;
	case VERDICT_NOT_PAGE:
		counts->not_pages++;
		break;
	case VERDICT_VIEW:
		counts->views++;
		break;
	}
}

/* Whether a last line without a newline counts. What is kept for ever must not hold a line cut short
 * that looks like another format, as the first of a log may. */
static bool
may_end(const struct worker *worker, const struct format *format, const struct format *before)
{
	if (worker->work->settings->hooks && !before && !format->closed)
		return false;
	return format_may_end(format, before);
}

static void
take_line(struct worker *worker, struct input *input, const struct line *line, uint64_t number, enum line_kind kind)
{
	const struct format *format = NULL, *before = worker->formats.last;
	struct record *record = &worker->records[0];
	enum reject reject;

	reject = kind == LINE_TOO_LONG ? REJECT_TOO_LONG : format_parse(&worker->formats, line, record, &format);
	/* The server is still writing it; the next run finds it whole. */
	if (kind == LINE_UNTERMINATED && reject != REJECT_BLANK &&
	    (reject != REJECT_NONE || !may_end(worker, format, before))) {
		input->incomplete = true;
		return;
	}
	input->counts.lines++;
	if (reject == REJECT_NONE)
		take_record(worker, input, record, judge_hint(worker->judge, record));
	else
		reject_line(input, number, reject);
}

/* Takes the lines to come as long as they are plain ones, as nearly all are, up to a batch. False when
 * there is none, and nothing was done. */
static bool
take_plain(struct worker *worker, struct input *input, struct lines *lines)
{
	struct line line;
	size_t n = 0;

	if (worker->formats.only)
		return false;
	while (n < BATCH && lines_peek(lines, &line) && plain_scan(&worker->minute, &line, &worker->records[n])) {
		worker->hints[n] = judge_hint(worker->judge, &worker->records[n]);
		lines_pass(lines);
		n++;
	}
	for (size_t i = 0; i < n; i++)
		take_record(worker, input, &worker->records[i], worker->hints[i]);
	input->counts.lines += n;
	if (n > 0)
		worker->formats.last = &format_combined;
	return n > 0;
}

/* From so many NULs or empty lines on, a hole in a log is worth a remark. */
#define HOLE 4096
#define EMPTY_LINES 1000000

/* Says what was read, but not as it stands. */
static void
say_oddities(struct input *input, const struct lines *lines)
{
	const char *name = strcmp(input->name, "-") == 0 ? "standard input" : input->name;

	if (utf16_found(&lines->utf16))
		message_note(&input->messages, "%s: is UTF-16 text; read as UTF-8", name);
	if (lines->nuls >= HOLE)
		message_note(&input->messages,
		    "%s: %llu NUL bytes before lines were passed over, such as copytruncate leaves", name,
		    (unsigned long long)lines->nuls);
	if (input->counts.blank >= EMPTY_LINES)
		message_note(
		    &input->messages, "%s: %llu lines of it are empty", name, (unsigned long long)input->counts.blank);
}

/* Names the first unparsable lines. Among good ones they are a remark: every server is sent garbage,
 * and a nightly run need not report it. */
static void
say_unparsable(struct input *input)
{
	const struct read_counts *counts = &input->counts;
	const char *name = strcmp(input->name, "-") == 0 ? "standard input" : input->name;

	for (size_t i = 0; i < NAMED_LINES && i < counts->unparsable; i++)
		message_note(&input->messages, "%s:%llu: not counted: the line %s", name,
		    (unsigned long long)input->named[i].number, format_reject_text(input->named[i].reject));
	if (counts->unparsable > NAMED_LINES)
		message_note(&input->messages, "%s: %llu of %llu lines are no log lines and not counted", name,
		    (unsigned long long)counts->unparsable, (unsigned long long)counts->lines);
}

/* Says what an input as a whole has to say. */
static void
sum_up(struct input *input, bool goes_on)
{
	const struct read_counts *counts = &input->counts;
	struct messages *to = &input->messages;

	say_unparsable(input);
	/* Of a log that is read on, the last line alone may be there, and not yet whole. */
	if (counts->records == 0 && (counts->unparsable > 0 || (input->incomplete && !goes_on))) {
		message_file(to, input->name,
		    "no line of it is a log line; see which log formats are known with 'footfall formats'");
		input->lost = true;
	} else if (input->incomplete) {
		message_note(to, "%s: the last line is incomplete and left for the next run",
		    strcmp(input->name, "-") == 0 ? "standard input" : input->name);
	}
	if (counts->records > 0 && input->without_referer == counts->records)
		message_file(to, input->name,
		    "has no Referer, so visitors from Twitter cannot be seen in it; let the server write the format "
		    "\"combined\"");
}

/* Only what may be read line by line, whatever stood before: no directives, nothing that goes over
 * several lines, no prefix that was seen once and is expected again. */
static bool
is_plain(const struct worker *worker, const struct lines *lines)
{
	const struct format_state *state = &worker->formats;

	return (state->last == &format_combined || state->last == &format_common) && !state->prefixed &&
	       state->columns.count == 0 && !utf16_found(&lines->utf16);
}

/* Lines for which there are hooks. */
static void
visit_lines(struct worker *worker, struct input *input, struct lines *lines, struct read_visit *visit)
{
	const struct read_hooks *hooks = worker->work->settings->hooks;
	enum line_kind kind;
	struct line line;

	worker->formats.last = visit->format;
	lines->number = visit->line;
	while (!(visit->stopped = *hooks->stop != 0)) {
		if (take_plain(worker, input, lines))
			continue;
		if ((kind = lines_next(lines, &line)) == LINE_NONE)
			break;
		if (kind == LINE_UNTERMINATED) {
			visit->whole = input->counts;
			visit->whole.lines += lines->empty;
			visit->whole.blank += lines->empty;
			visit->line = lines->number - 1;
			visit->format = worker->formats.last;
		}
		take_line(worker, input, &line, lines->number, kind);
		if (kind == LINE_UNTERMINATED)
			return;
	}
	visit->whole = input->counts;
	visit->whole.lines += lines->empty;
	visit->whole.blank += lines->empty;
	visit->line = lines->number;
	visit->format = worker->formats.last;
}

static void
read_lines(struct worker *worker, struct input *input, struct source *source, struct read_visit *visit)
{
	enum line_kind kind;
	struct lines lines;
	struct line line;

	lines_init(&lines, source);
	format_begin(&worker->formats);
	worker->formats.forwarded = false;
	if (visit) {
		visit_lines(worker, input, &lines, visit);
	} else {
		do {
			while (take_plain(worker, input, &lines))
				;
			kind = lines_next(&lines, &line);
			if (kind != LINE_NONE)
				take_line(worker, input, &line, lines.number, kind);
		} while (kind != LINE_NONE);
	}
	input->lost = lines.lost;
	input->counts.lines += lines.empty;
	input->counts.blank += lines.empty;
	input->hops.forwarded = worker->formats.forwarded;
	say_oddities(input, &lines);
	if (visit)
		visit->plain = is_plain(worker, &lines);
	lines_release(&lines);
	sum_up(input, visit && visit->line > 0);
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
	    .number = input->number, .name = input->name, .source = source, .messages = &input->messages};
	struct tally *tally = &worker->tally;

	source_stop(source, work->settings->hooks->stop);
	visit.skipped = !begin_visit(work, &visit);
	if (!visit.skipped) {
		tally_init(tally, work->settings->keep_text);
		read_lines(worker, input, source, &visit);
		tally_finish(tally);
		visit.tally = tally;
	}
	visit.counts = input->counts;
	visit.lost = input->lost;
	end_visit(work, &visit);
	if (!visit.skipped)
		tally_release(tally);
	if (visit.stopped)
		messages_release(&input->messages);
}

static void
read_one(struct worker *worker, struct input *input)
{
	struct source *source = source_open(input->name, &input->messages);

	if (!source)
		return;
	input->opened = true;
	input->counts.files = 1;
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
		struct messages *messages = &work->inputs[work->printed++].messages;

		if (messages->count > 0 && work->progress)
			progress_clear(work->progress);
		messages_print(messages);
	}
}

static void *
work_on(void *argument)
{
	struct worker *worker = argument;
	struct work *work = worker->work;

	pthread_mutex_lock(&work->lock);
	while (work->next < work->count) {
		struct input *input = &work->inputs[work->order[work->next++]];

		pthread_mutex_unlock(&work->lock);
		read_one(worker, input);
		pthread_mutex_lock(&work->lock);
		input->done = true;
		print_ready(work);
	}
	pthread_mutex_unlock(&work->lock);
	return NULL;
}

static void
worker_init(struct worker *worker, struct work *work)
{
	const struct read_settings *settings = work->settings;

	worker->work = work;
	worker->judge = judge_open(work->rules, &settings->judge, hash_fingerprint);
	if (!settings->hooks)
		tally_init(&worker->tally, settings->keep_text);
	worker->formats.only = settings->format;
	worker->formats.proxies = settings->proxies.count > 0 ? &settings->proxies : NULL;
	worker->rules = (struct tally_rules){
	    .keys = settings->keys,
	    .zone = settings->zone,
	    .zone_cache = &worker->zone_cache,
	    .guess_own = settings->judge.nsites == 0,
	    .sealed_before = settings->sealed_before,
	};
}

static void
worker_release(struct worker *worker)
{
	judge_close(worker->judge);
	format_release(&worker->formats);
}

/* Starts `count` workers and waits for them. A thread that cannot be started is done without: the
 * queue is emptied by those that run, in the last resort by this thread. */
static void
run_workers(struct worker *workers, size_t count, struct progress *progress)
{
	size_t started = 0;

	if (count > 1 || progress)
		while (
		    started < count && pthread_create(&workers[started].thread, NULL, work_on, &workers[started]) == 0)
			started++;
	if (started == 0)
		work_on(&workers[0]);
	for (size_t i = 0; i < started; i++)
		pthread_join(workers[i].thread, NULL);
}

/* ---- all inputs ---- */

struct sized {
	uint64_t size;
	size_t number;
};

static int
larger_first(const void *left, const void *right)
{
	const struct sized *a = left, *b = right;

	if (a->size != b->size)
		return a->size > b->size ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

/* The order in which inputs are taken, and their bytes on disk together. A large file begun last
 * would keep one worker busy while the others have nothing left. */
static uint64_t
sort_inputs(struct work *work)
{
	struct sized *sized = alloc_zero(work->count + 1, sizeof(*sized));
	uint64_t total = 0;

	for (size_t i = 0; i < work->count; i++) {
		struct stat status;

		sized[i].number = i;
		if (stat(work->inputs[i].name, &status) == 0 && S_ISREG(status.st_mode))
			sized[i].size = (uint64_t)status.st_size;
		total += sized[i].size;
	}
	qsort(sized, work->count, sizeof(*sized), larger_first);
	for (size_t i = 0; i < work->count; i++)
		work->order[i] = sized[i].number;
	free(sized);
	return total;
}

static void
add_counts(struct read_counts *into, const struct read_counts *from)
{
	into->files += from->files;
	into->lines += from->lines;
	into->blank += from->blank;
	into->records += from->records;
	into->unparsable += from->unparsable;
	into->excluded += from->excluded;
	into->robots += from->robots;
	into->not_pages += from->not_pages;
	into->views += from->views;
}

static void
collect(struct read_result *result, struct worker *workers, size_t nworkers, const struct work *work)
{
	if (work->settings->hooks) {
		tally_init(&result->tally, work->settings->keep_text);
	} else {
		result->tally = workers[0].tally;
		for (size_t i = 1; i < nworkers; i++) {
			tally_join(&result->tally, &workers[i].tally);
			tally_release(&workers[i].tally);
		}
		tally_finish(&result->tally);
	}
	for (size_t i = 0; i < work->count; i++) {
		const struct input *input = &work->inputs[i];

		add_counts(&result->counts, &input->counts);
		result->opened += input->opened;
		result->refused += !input->opened;
		result->lost = result->lost || input->lost;
	}
}

void
read_inputs(const struct read_settings *settings, const char *const *names, size_t count, struct read_result *result)
{
	size_t nworkers = settings->jobs < count ? settings->jobs : count;
	struct work work = {.settings = settings, .count = count};
	struct judge_rules *rules = judge_rules_open();
	const struct input *shared = NULL;
	struct worker *workers;
	uint64_t total;

	memset(result, 0, sizeof(*result));
	if (nworkers == 0)
		nworkers = 1;
	judge_rules_extend(rules, settings->judge.rules);
	work.rules = rules;
	work.inputs = alloc_zero(count + 1, sizeof(*work.inputs));
	work.order = alloc_zero(count + 1, sizeof(*work.order));
	for (size_t i = 0; i < count; i++)
		work.inputs[i] = (struct input){.name = names[i], .number = i};
	total = sort_inputs(&work);
	pthread_mutex_init(&work.lock, NULL);
	pthread_mutex_init(&work.hooks, NULL);
	work.progress = settings->progress ? progress_start(total, &work.lock) : NULL;
	workers = alloc_zero(nworkers, sizeof(*workers));
	for (size_t i = 0; i < nworkers; i++)
		worker_init(&workers[i], &work);
	run_workers(workers, nworkers, work.progress);
	progress_stop(work.progress);
	collect(result, workers, nworkers, &work);
	for (size_t i = 0; i < count && !shared; i++)
		if (hops_shared(&work.inputs[i].hops))
			shared = &work.inputs[i];
	if (shared)
		hops_say(&shared->hops, shared->name, settings->proxies.count > 0);
	for (size_t i = 0; i < nworkers; i++)
		worker_release(&workers[i]);
	judge_rules_close(rules);
	pthread_mutex_destroy(&work.lock);
	pthread_mutex_destroy(&work.hooks);
	free(workers);
	free(work.order);
	free(work.inputs);
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
