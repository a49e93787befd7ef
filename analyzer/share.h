/*
 * share: a large plain file that idle workers help to read.
 *
 * Its owner reads it from the front, as any other file, in one go. Helpers take pieces off its back, each
 * into a tally and an account of its own. Where the two meet, what the helpers have is joined.
 *
 * A helper cannot know what the lines before its piece say about the lines in it, so it takes them to be
 * free (see reader_is_free) and of one format. When all pieces are there, each end is compared with what the
 * next piece was read as. If one does not fit, or a piece could not be read whole, all that helpers did is
 * dropped and the owner simply reads on. So whatever the file is, the outcome is that of one reader.
 */
#ifndef FOOTFALL_ANALYZER_SHARE_H
#define FOOTFALL_ANALYZER_SHARE_H

#include "analyzer/reader.h"
#include "analyzer/stretch.h"
#include <pthread.h>
#include <stdatomic.h>

struct source;

/* What is common to all shares of a run. */
struct shares {
	pthread_mutex_t *lock; /* over all shares, and held where it is said */
	pthread_cond_t *changed;
	struct share *first;
	bool keep_text; /* of tallies */
	bool measure; /* what helpers read, see stretch */
	_Atomic uint64_t *counter; /* of bytes read, for progress; may be NULL */
	struct share_tally *tallies; /* what helpers counted, of shares that have ended */
	uint64_t helped; /* the bytes of it */
	uint64_t piece; /* for tests: the size of every piece, and the owner takes but the first; else 0 */
};

struct share {
	struct shares *all;
	struct share *next;
	struct source *source;
	struct reader *reader; /* the owner's, as are `lines` */
	struct lines *lines;
	const struct format *format; /* that pieces are read as; NULL while nobody may help */
	uint64_t size, front, back; /* nobody has taken the bytes from front to back */
	size_t helpers;
	bool broken; /* something does not fit */
	bool joins; /* what helpers have is the rest of the file */
	struct share_run *runs; /* what helpers have of the file, in its order; neighbours are joined */
	struct share_tally *tallies;
	uint64_t helped; /* bytes that helpers have read, and added to the counter */
	struct stretch stretch; /* behind what the owner read; set by share_end */
};

/* The owner begins to read `source`, which is divisible, by `lines`. */
void share_begin(
    struct share *share, struct shares *all, struct reader *reader, struct lines *lines, struct source *source);

/* The owner has come to an end: true when it is that of the file, false when reading goes on. */
bool share_is_over(struct share *share);

/* Joins what helpers have into the owner's account, which has seen account_end. What they counted is joined into
 * the tally `into`; where it is NULL, that is left to shares_join. Releases. An owner that gave up before the end
 * may call it, too: then nothing is joined. */
void share_end(struct share *share, struct tally *into);

/* Joins what helpers have counted into a tally and releases it: when nobody reads any more, and the memory
 * that readers took is free again. */
void shares_join(struct shares *all, struct tally *into);

/* A share that wants help, NULL for none; the lock is held. */
struct share *share_find(const struct shares *all);

/* Helps until there is nothing left to take, with a reader whose tally is left as it was; the lock is held. */
void share_help(struct share *share, struct reader *reader);

#endif
