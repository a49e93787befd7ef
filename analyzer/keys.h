/*
 * keys: the chain of yearly keys under which visitors are hashed.
 *
 * Each year's key is the BLAKE2b of the one before, so whoever holds a year's key holds all later
 * ones and none earlier. A report that keeps nothing uses the public chain, which starts from
 * zeros: the same log gives the same figures on every machine.
 */
#ifndef FOOTFALL_ANALYZER_KEYS_H
#define FOOTFALL_ANALYZER_KEYS_H

#include "analyzer/hash.h"

#define KEYS_FIRST_YEAR 1990
#define KEYS_LAST_YEAR 2200

struct keys {
	unsigned char year[KEYS_LAST_YEAR - KEYS_FIRST_YEAR + 1][HASH_KEY];
};

/* The chain from zeros. */
void keys_public(struct keys *keys);

/* Key of a year; years outside the chain take its nearest end. */
static inline const unsigned char *
keys_of(const struct keys *keys, int year)
{
	if (year < KEYS_FIRST_YEAR)
		year = KEYS_FIRST_YEAR;
	if (year > KEYS_LAST_YEAR)
		year = KEYS_LAST_YEAR;
	return keys->year[year - KEYS_FIRST_YEAR];
}

#endif
