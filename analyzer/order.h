/*
 * order: the order in which inputs are read, the largest first. A large file begun last would keep one
 * worker busy while the others have nothing left.
 */
#ifndef FOOTFALL_ANALYZER_ORDER_H
#define FOOTFALL_ANALYZER_ORDER_H

#include <stddef.h>
#include <stdint.h>

/* Fills order[0..count) with the numbers of the names, of which there are less than 2^32. Gives the bytes of
 * all on disk, and in *workers how many could have something to do: one for each input, and one more for
 * every `share` bytes of it. What is of no known size, a pipe, comes last. */
uint64_t order_inputs(uint32_t *order, const char *const *names, size_t count, uint64_t share, uint64_t *workers);

#endif
