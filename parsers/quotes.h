/*
 * quotes: the vector pass over a block of log that finds where lines end and where fields may.
 *
 * One pass gives the offsets of every newline, double quote and backslash in ascending order. A
 * clean combined line has six quotes and no backslash, so its fields lie between known offsets
 * and nothing is searched for twice. AVX2 where the processor has it, else SSE2, else plain C;
 * all give the same offsets. Nothing else lives in this file.
 */
#ifndef FOOTFALL_PARSERS_QUOTES_H
#define FOOTFALL_PARSERS_QUOTES_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that must be readable (any value) behind the block. */
#define QUOTES_PADDING 64

/* Writes to `marks` the offsets, relative to `block`, of each '\n', '"' and '\\' in its bytes from
 * `from` up to `n`; gives their number. `marks` has room for n - from + 8 offsets; n is below 2^32. */
size_t quotes_find(const char *block, size_t from, size_t n, uint32_t *marks);

/* The same by the portable path alone; for tests. */
size_t quotes_find_portable(const char *block, size_t from, size_t n, uint32_t *marks);

#endif
