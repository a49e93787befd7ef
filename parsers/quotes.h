/*
 * quotes: the vector pass over a block of log that finds where lines end and where fields may.
 *
 * One pass gives the offset of every newline, double quote and backslash. A clean combined line has
 * six quotes and then its newline, so its fields lie between known offsets and nothing is searched
 * for twice. AVX2 where the processor has it, else SSE2, else plain C; all give the same offsets.
 * Nothing else lives in this file.
 */
#ifndef FOOTFALL_PARSERS_QUOTES_H
#define FOOTFALL_PARSERS_QUOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that must be readable (any value) behind the block. */
#define QUOTES_PADDING 64
/* Places that `marks` must have beyond one for each byte. */
#define QUOTES_SPARE 8

/* What is known of a block so far; offsets are relative to the block, ascending. */
struct quotes {
	uint32_t *marks; /* each '"', '\\' and '\n' */
	size_t nmarks;
};

/* Adds what lies in the bytes of `block` from `from` up to `n`, which is below 2^32. */
void quotes_find(struct quotes *quotes, const char *block, size_t from, size_t n);

/* The same by the portable path alone; for tests. */
void quotes_find_portable(struct quotes *quotes, const char *block, size_t from, size_t n);

#endif
