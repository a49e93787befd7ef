/*
 * keys: the chain of yearly keys under which visitors are hashed.
 *
 * Each year's key is the BLAKE2b of the one before, so whoever holds a year's key holds all later
 * ones and none earlier. A report that keeps nothing uses the public chain, which starts from
 * zeros: the same log gives the same figures on every machine. A database has a secret chain, kept
 * in a file beside it; closing a year moves the file on to the key of the next, and what was hashed
 * before cannot be hashed again.
 *
 * The file is text: "footfall key 1", "id HEX", "year YYYY", "key HEX", a line each; mode 0600.
 */
#ifndef FOOTFALL_ANALYZER_KEYS_H
#define FOOTFALL_ANALYZER_KEYS_H

#include "analyzer/hash.h"

#define KEYS_FIRST_YEAR 1990
#define KEYS_LAST_YEAR 2200
/* Characters of a public id. */
#define KEYS_ID 32

/* What those that write a file give, said too, when its disk is full: trying again later may help. */
#define KEYS_FULL (-2)

struct keys {
	char id[KEYS_ID + 1]; /* public name of the chain; empty for the public one */
	int oldest; /* the oldest living year; those before it are closed */
	unsigned char year[KEYS_LAST_YEAR - KEYS_FIRST_YEAR + 1][HASH_KEY]; /* zeros for closed ones */
};

/* The chain from zeros. */
void keys_public(struct keys *keys);

/* Makes a file with a new random chain; it must not exist. 0, -1 (said) or KEYS_FULL. */
int keys_create(const char *file);

/* Reads a chain. A file that others may read, or that is not the user's own, is refused. Until
 * keys_wipe the process leaves no core dump. 0, or -1 (said; wiped). */
int keys_read(struct keys *keys, const char *file);

/* Reads no more than the public part. 0, or -1 (said). */
int keys_show(const char *file, char id[KEYS_ID + 1], int *oldest);

/* Moves the file on, so that `oldest` is its first year; the keys before it are gone for good. The
 * file is either the old or the new one, whatever happens. 0, -1 (said) or KEYS_FULL. */
int keys_move(const char *file, int oldest);

/* Forgets the keys. */
void keys_wipe(struct keys *keys);

/* Key of a year, NULL when the year is closed: nothing can be hashed under it any more. Years
 * outside the chain take its nearest end. */
static inline const unsigned char *
keys_of(const struct keys *keys, int year)
{
	if (year < KEYS_FIRST_YEAR)
		year = KEYS_FIRST_YEAR;
	if (year > KEYS_LAST_YEAR)
		year = KEYS_LAST_YEAR;
	return year < keys->oldest ? NULL : keys->year[year - KEYS_FIRST_YEAR];
}

#endif
