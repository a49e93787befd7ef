/*
 * alloc: memory, or the end of the run.
 *
 * A log analyser that runs out of memory has nothing useful left to do, so these functions never
 * give NULL: they print "footfall: out of memory" and exit with status 1. What they give is freed
 * with free().
 */
#ifndef FOOTFALL_BASE_ALLOC_H
#define FOOTFALL_BASE_ALLOC_H

#include "base/span.h"

/* `size` bytes, uninitialised. A size of 0 gives a pointer that may be freed. */
void *alloc_bytes(size_t size);

/* `count` times `size` zero bytes; an overflow of the product ends the run. */
void *alloc_zero(size_t count, size_t size);

/* Resizes `old` (NULL allowed) to `count` times `size` bytes; overflow ends the run. */
void *alloc_resize(void *old, size_t count, size_t size);

/* Makes room for at least `need` elements of `size` bytes in the array `old` whose present room is
 * *room, growing by half so that appending costs constant time. Gives the array, sets *room. */
void *alloc_grow(void *old, size_t *room, size_t need, size_t size);

/* A copy of the span with a NUL behind it; the caller frees it. */
char *alloc_copy(struct span s);

/* A text made as printf does; the caller frees it. */
char *alloc_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* `size` zero bytes on large pages where the system has them, for tables that are asked at random on every
 * line: with small pages most of the time would go into finding out where they are. Not to be freed but by
 * alloc_free_pages, with the same size. */
void *alloc_pages(size_t size);
void alloc_free_pages(void *pages, size_t size);

/*
 * arena: many small pieces that die together. Zero-initialise it; arena_release frees all pieces
 * and leaves it usable again.
 */
struct arena_block;
struct arena {
	struct arena_block *blocks;
	size_t left; /* bytes free in the newest block */
};
/* `size` bytes aligned for any object; they live until arena_release. */
void *arena_bytes(struct arena *arena, size_t size);
/* A copy of the span (a NUL stands behind it, not counted) that lives until arena_release. */
struct span arena_copy(struct arena *arena, struct span s);
void arena_release(struct arena *arena);

#endif
