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

#define NAMES_SLOTS 4096
#define NAMES_SLOT_TEXT 59

struct name {
	uint64_t fingerprint;
	struct span text;
	uint32_t id;
};

/* A name asked for lately: a few names make up most of a log. */
struct names_slot {
	uint32_t id;
	uint8_t n; /* 0: free */
	char text[NAMES_SLOT_TEXT];
};

/* Zero-initialise with a limit; names_release frees. */
struct names {
	size_t limit;
	struct name *sorted; /* by fingerprint, then text */
	size_t count, room;
	uint32_t next; /* ids given out so far */
	struct names_slot *lately; /* NAMES_SLOTS of them; NULL before the first name */
};

/* Id of a name, which is taken in when it is new and has a place. When that makes another go,
 * *gone gets the id of that one, else NAMES_REST; the caller hands its counts over to the rest. */
uint32_t names_id(struct names *names, struct span text, uint32_t *gone);

/* Whether the name was asked for lately; then its id. For a text that may not be in its final form
 * (a host as written): only what names_id was given is ever found. */
bool names_lately(const struct names *names, struct span text, uint32_t *id);

void names_release(struct names *names);

#endif
