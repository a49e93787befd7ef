/*
 * appearance: numbers visitors from 1 in the order in which they are first met, so that an
 * explanation can say "the same one as above" and give nothing of him away.
 */
#ifndef FOOTFALL_ANALYZER_APPEARANCE_H
#define FOOTFALL_ANALYZER_APPEARANCE_H

#include <stddef.h>
#include <stdint.h>

/* Open addressing; zero-initialise. */
struct appearance {
	struct appearance_slot *slots;
	size_t room; /* a power of two, or 0 */
	uint64_t count;
};
void appearance_release(struct appearance *appearance);

/* The number of a uniformly distributed hash. */
uint64_t appearance_number(struct appearance *appearance, uint64_t hash);

#endif
