/*
 * names: a bounded set of names that comes out the same whatever the order.
 *
 * Hosts in logs are chosen by strangers, so their number has no bound. A full set keeps the names
 * with the smallest fingerprints and lets the others go for good: which ones it keeps depends only
 * on the set of all names met, so two sets join, twice if need be. What was counted under a name
 * that goes is handed over to the rest, NAMES_REST.
 */
#ifndef FOOTFALL_ANALYZER_NAMES_H
#define FOOTFALL_ANALYZER_NAMES_H

#include "base/alloc.h"

/* Id of everything that has no place of its own. Names get ids from 1 on, never used twice. */
#define NAMES_REST 0u

struct name {
	uint64_t fingerprint;
	struct span text;
	uint32_t id;
};

/* Zero-initialise with a limit; names_release frees. */
struct names {
	size_t limit;
	struct name *sorted; /* by fingerprint, then text */
	size_t count, room;
	uint32_t next; /* ids given out so far */
	char *last_text; /* the name asked for last and its id: neighbours in a log are alike */
	size_t last_n;
	uint32_t last_id;
	bool last_valid;
};

/* Id of a name, which is taken in when it is new and has a place. When that makes another go,
 * *gone gets the id of that one, else NAMES_REST; the caller hands its counts over to the rest. */
uint32_t names_id(struct names *names, struct span text, uint32_t *gone);

void names_release(struct names *names);

#endif
