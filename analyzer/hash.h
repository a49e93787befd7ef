/*
 * hash: keyed hashes and fingerprints. The only door to libsodium.
 */
#ifndef FOOTFALL_ANALYZER_HASH_H
#define FOOTFALL_ANALYZER_HASH_H

#include "parsers/agents.h"

#define HASH_KEY 32 /* bytes of a year's key */

/* Readies libsodium; called once at start. 0, or -1 when it cannot (said). */
int hash_start(void);

/* SipHash-x-2-4 (128 bits) of a text under a public key: a short stand-in for a long text, inside a
 * keyed hash or in a table of one run. Nothing is secret about it; kept of files of settings alone, to tell
 * that they have changed. */
void hash_fingerprint(unsigned char out[16], struct span text);

/* SipHash-2-4 (64 bits) of `n` bytes under the first 16 bytes of `key`. */
uint64_t hash_visitor(const unsigned char key[HASH_KEY], const void *bytes, size_t n);

/* SipHash-x-2-4 (128 bits) of `n` bytes under the last 16 bytes of `key`. */
void hash_identity(unsigned char out[16], const unsigned char key[HASH_KEY], const void *bytes, size_t n);

/* The key of the next year: BLAKE2b-256 of this year's. */
void hash_next_key(unsigned char next[HASH_KEY], const unsigned char key[HASH_KEY]);

/* `n` bytes that nobody can guess. */
void hash_random(void *out, size_t n);

/* hash_fingerprint and hash_random. */
extern const struct agents_hashes hash_agents;

#endif
