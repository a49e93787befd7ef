#include "analyzer/share.h"
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/lines.h"
#include "parsers/source.h"
#include <stdlib.h>

/* What the owner takes at a time. */
#define STEP ((uint64_t)1 << 20)
/* A helper takes a good part of what is left, so that it reads long stretches, and in the end so little that
 * nobody waits long for it. */
#define PIECE_LEAST ((uint64_t)1 << 20)
#define PIECE_MOST ((uint64_t)16 << 20)
/* For less than this, no helper is called: its tally must be joined, which takes its time too. */
#define WORTH ((uint64_t)16 << 20)

/* A part of the file that helpers have read. */
struct share_run {
	struct share_run *next;
	uint64_t from, until;
	const struct format *begin, *end; /* it was read as behind a line of `begin`, its last one is of `end` */
	struct account account;
	struct stretch stretch;
};

/* What a helper has counted. */
struct share_tally {
	struct share_tally *next;
	struct tally tally;
};

/* ---- what fits ---- */

/* Whether lines behind one of `before` are read as behind one of `assumed`: the formats of one parser, which
 * finds out for each line which it is, are alike, but for a line that leans on more. */
static bool
fits(const struct format *before, const struct format *assumed, bool leans)
{
	return before == assumed || (!leans && before && before->parse == assumed->parse);
}

/* Joins the run with its next one when that begins where it ends. False when it does not fit. */
static bool
join_next(struct share_run *run)
{
	struct share_run *next = run->next;

	if (!next || next->from != run->until)
		return true;
	if (!fits(run->end, next->begin, next->account.leans))
		return false;
	/* What has no record ends as what came before it, not as what it was taken to stand behind. */
	if (next->account.counts.records > 0)
		run->end = next->end;
	account_join(&run->account, &next->account);
	stretch_join(&run->stretch, &next->stretch);
	run->until = next->until;
	run->next = next->next;
	free(next);
	return true;
}

/* Takes in what a helper has read; it is the share's then. */
static void
add_run(struct share *share, struct share_run *run)
{
	struct share_run **at = &share->runs, *before = NULL;

	while (*at && (*at)->from < run->from) {
		before = *at;
		at = &(*at)->next;
	}
	run->next = *at;
	*at = run;
	if (!join_next(run) || (before && !join_next(before)))
		share->broken = true;
}

/* ---- the owner ---- */

/* Lets others help, if what was read so far shows that they can. */
static void
publish(struct share *share)
{
	const struct format_state *state = &share->reader->formats;

	/* Objects over several lines mostly go on. */
	if (!state->last || state->inner || !reader_is_free(share->reader, share->lines) ||
	    share->back - share->front < (share->all->piece > 0 ? 1 : WORTH))
		return;
	share->format = state->last;
	share->next = share->all->first;
	share->all->first = share;
	pthread_cond_broadcast(share->all->changed);
}

/* For source_until. */
static uint64_t
take_more(void *context)
{
	struct share *share = context;
	uint64_t front;

	pthread_mutex_lock(share->all->lock);
	if (!share->format)
		publish(share);
	if (!share->format || share->all->piece == 0) {
		uint64_t left = share->back - share->front;

		share->front += left < STEP ? left : STEP;
	}
	/* The last one goes to the end, wherever that is by then. */
	if (share->broken || (share->front >= share->size && share->back == share->size))
		share->front = share->back = UINT64_MAX;
	front = share->front;
	pthread_mutex_unlock(share->all->lock);
	return front;
}

void
share_begin(struct share *share, struct shares *all, struct reader *reader, struct lines *lines, struct source *source)
{
	uint64_t step = all->piece > 0 ? all->piece : STEP;

	memset(share, 0, sizeof(*share));
	share->all = all;
	share->reader = reader;
	share->lines = lines;
	share->source = source;
	share->size = share->back = source_size(source);
	share->front = source_place(source);
	if (share->size <= share->front || share->size - share->front <= step)
		return;
	share->front += step;
	source_until(source, share->front, take_more, share);
}

/* No more helpers; waits for those at work. */
static void
withdraw(struct share *share)
{
	struct shares *all = share->all;

	while (share->helpers > 0 || (all->piece > 0 && share->format && share->front < share->back && !share->broken))
		pthread_cond_wait(all->changed, all->lock);
	share->back = share->front;
	for (struct share **at = &all->first; *at; at = &(*at)->next)
		if (*at == share) {
			*at = share->next;
			break;
		}
}

bool
share_is_over(struct share *share)
{
	const struct share_run *run;

	if (!source_paused(share->source))
		return true;
	pthread_mutex_lock(share->all->lock);
	withdraw(share);
	run = share->runs;
	share->joins = !share->broken && run && run->from == share->front && run->until == UINT64_MAX &&
		       reader_is_free(share->reader, share->lines) &&
		       fits(share->reader->formats.last, run->begin, run->account.leans);
	pthread_mutex_unlock(share->all->lock);
	if (share->joins)
		return true;
	source_until(share->source, UINT64_MAX, NULL, NULL);
	lines_go_on(share->lines);
	return false;
}

static void
release_tallies(struct share_tally *tally, struct tally *into)
{
	while (tally) {
		struct share_tally *next = tally->next;

		if (into)
			tally_absorb(into, &tally->tally);
		else
			tally_release(&tally->tally);
		free(tally);
		tally = next;
	}
}

/* Hands the tallies over to all shares; the lock is held. */
static void
keep_tallies(struct share *share)
{
	struct share_tally **end = &share->all->tallies;

	while (*end)
		end = &(*end)->next;
	*end = share->tallies;
	share->tallies = NULL;
}

void
share_end(struct share *share, struct tally *into)
{
	struct share_run *run;

	pthread_mutex_lock(share->all->lock);
	share->broken = share->broken || !share->joins;
	withdraw(share);
	if (share->joins)
		share->all->helped += share->helped;
	if (share->joins && !into)
		keep_tallies(share);
	pthread_mutex_unlock(share->all->lock);
	if (share->joins) {
		account_join(&share->reader->account, &share->runs->account);
		share->stretch = share->runs->stretch;
	} else if (share->all->counter) {
		*share->all->counter -= share->helped;
	}
	release_tallies(share->tallies, share->joins ? into : NULL);
	while ((run = share->runs)) {
		share->runs = run->next;
		free(run);
	}
}

void
shares_join(struct shares *all, struct tally *into)
{
	release_tallies(all->tallies, into);
	all->tallies = NULL;
}

/* ---- helpers ---- */

/* Whether a helper may take bytes off it. */
static bool
has_more(const struct share *share)
{
	uint64_t least = share->all->piece > 0 ? 1 : 2 * PIECE_LEAST;

	return share->format && !share->broken && share->back > share->front && share->back - share->front >= least;
}

/* Takes a piece off the back; NULL when there is none to be had. */
static struct share_run *
take_piece(struct share *share)
{
	uint64_t left = share->back - share->front, n = left / (2 * (share->helpers + 1));
	struct share_run *run;

	if (!has_more(share))
		return NULL;
	n = n < PIECE_LEAST ? PIECE_LEAST : n > PIECE_MOST ? PIECE_MOST : n;
	if (share->all->piece > 0)
		n = share->all->piece < left ? share->all->piece : left;
	run = alloc_zero(1, sizeof(*run));
	run->until = share->back == share->size ? UINT64_MAX : share->back;
	share->back -= n;
	run->from = share->back;
	run->begin = share->format;
	return run;
}

static void
measure(void *context, const char *bytes, size_t n)
{
	stretch_add(context, bytes, n);
}

/* Reads a piece. False when it could not be read whole, or when its lines say something of lines to come.
 * What there is to say of it will be said when the owner reads it. */
static bool
read_piece(const struct share *share, struct share_run *run, struct reader *reader)
{
	struct messages messages = {0};
	struct source *source = source_piece(share->source, run->from, run->until, &messages);
	struct lines lines;
	bool whole;

	if (share->all->measure)
		source_tap(source, measure, &run->stretch);
	lines_init(&lines, source);
	lines_inside(&lines);
	reader_begin(reader, run->begin);
	reader_all(reader, &lines, NULL);
	account_end(&reader->account, &lines, 1);
	run->account = reader->account;
	run->end = reader->formats.last;
	/* A last line without its end may begin in any piece. */
	whole = !lines.lost && messages.count == 0 && reader_is_free(reader, &lines) &&
		(source_paused(source) || source_place(source) >= share->size);
	lines_release(&lines);
	source_close(source);
	messages_release(&messages);
	return whole;
}

/* Adds the bytes of a piece to the counter. */
static void
count_piece(struct share *share, const struct share_run *run)
{
	uint64_t n = (run->until == UINT64_MAX ? share->size : run->until) - run->from;

	share->helped += n;
	if (share->all->counter)
		*share->all->counter += n;
}

struct share *
share_find(const struct shares *all)
{
	struct share *most = NULL;

	for (struct share *share = all->first; share; share = share->next)
		if (has_more(share) && (!most || share->back - share->front > most->back - most->front))
			most = share;
	return most;
}

void
share_help(struct share *share, struct reader *reader)
{
	struct share_tally *tally = alloc_zero(1, sizeof(*tally));
	struct tally own = reader->tally;
	struct share_run *run;
	bool whole;

	share->helpers++;
	tally_init(&reader->tally, share->all->keep_text);
	while ((run = take_piece(share))) {
		pthread_mutex_unlock(share->all->lock);
		whole = read_piece(share, run, reader);
		pthread_mutex_lock(share->all->lock);
		count_piece(share, run);
		share->broken = share->broken || !whole;
		add_run(share, run);
	}
	tally->tally = reader->tally;
	tally->next = share->tallies;
	share->tallies = tally;
	reader->tally = own;
	share->helpers--;
	pthread_cond_broadcast(share->all->changed);
}
