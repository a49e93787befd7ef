/*
 * unpack: a compressed input that an idle worker unpacks for the one that parses it (parsers/ahead.h).
 *
 * A worker with nothing left to do waits. Whoever reads a compressed input claims one of those that wait;
 * until there is one it unpacks by itself.
 */
#ifndef FOOTFALL_ANALYZER_UNPACK_H
#define FOOTFALL_ANALYZER_UNPACK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct ahead;
struct source;
struct unpackers;

/* One input that may be unpacked ahead. */
struct unpack {
	struct unpackers *all;
	struct ahead *ahead; /* NULL: no worker was idle so far */
	struct unpack *next; /* of claims */
};

/* What is common to all workers of a run. */
struct unpackers {
	pthread_mutex_t *lock; /* over all but `idle`, which is looked at without it, too */
	pthread_cond_t *changed;
	_Atomic size_t idle; /* workers that wait */
	struct unpack *claims; /* what they are to unpack: each finds one of them waiting */
	size_t nclaims;
};

/* From now on the source may be unpacked by another worker, until unpack_end. */
void unpack_begin(struct unpack *unpack, struct unpackers *all, struct source *source);
void unpack_end(struct unpack *unpack, struct source *source);

/* Unpacks for another worker; false when none has asked for it. The lock is held, but not meanwhile. */
bool unpack_help(struct unpackers *all);

#endif
