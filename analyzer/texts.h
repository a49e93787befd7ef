/*
 * texts: each text once, by number. Landing pages and links repeat far more often than they differ.
 */
#ifndef FOOTFALL_ANALYZER_TEXTS_H
#define FOOTFALL_ANALYZER_TEXTS_H

#include "base/alloc.h"

/* Zero-initialise; texts_release frees. */
struct texts {
	struct span *text; /* by number - 1; they live in the arena */
	size_t count, room;
	uint32_t *index; /* open addressing: number of the text */
	size_t index_room;
	struct arena arena;
};

/* The number of a text, from 1 on; the empty text is 0. The text is copied when it is new. */
uint32_t texts_id(struct texts *texts, struct span text);

/* The text of a number; valid until texts_release. */
struct span texts_get(const struct texts *texts, uint32_t number);

void texts_release(struct texts *texts);

#endif
