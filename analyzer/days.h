/*
 * days: the covered days of a site as a set, a bit a day. Part of a tally.
 */
#ifndef FOOTFALL_ANALYZER_DAYS_H
#define FOOTFALL_ANALYZER_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialise; days_release frees, and leaves an empty set. The first bit of `bits` is day `first`. */
struct days {
	int32_t first;
	size_t count; /* days in bits */
	uint64_t *bits;
};

void days_release(struct days *days);

void days_add(struct days *days, int32_t day);

/* into becomes the union of both. */
void days_join(struct days *into, const struct days *from);

static inline bool
days_hold(const struct days *days, int32_t day)
{
	size_t at = (size_t)((int64_t)day - days->first);

	return day >= days->first && at < days->count && (days->bits[at / 64] >> (at % 64) & 1);
}

#endif
