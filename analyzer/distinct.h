/*
 * distinct: counts distinct 64-bit hashes; exact up to DISTINCT_EXACT, then HyperLogLog.
 *
 * The state depends only on the set of hashes added, never on their order or number, so two
 * counters join by union, twice if need be. Up to 4,096 hashes are kept as they are; above that
 * 2^14 one-byte registers (Flajolet et al. 2007) read by Ertl's improved estimator (O. Ertl 2017,
 * "New cardinality estimation algorithms for HyperLogLog sketches", algorithm 6), which has no
 * bias to correct; relative standard error 1.04/sqrt(2^14) = 0.81 %.
 */
#ifndef FOOTFALL_ANALYZER_DISTINCT_H
#define FOOTFALL_ANALYZER_DISTINCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISTINCT_EXACT 4096
#define DISTINCT_BITS 14
#define DISTINCT_REGISTERS (1u << DISTINCT_BITS)
#define DISTINCT_ERROR 0.0081

/* Zero-initialise; distinct_release frees. */
struct distinct {
	union {
		uint64_t *hashes; /* open addressing, 0 is empty; room is a power of two */
		uint8_t *registers; /* when sketch */
	} u;
	uint32_t count, room;
	bool sketch;
	bool sorted; /* hashes are a list in ascending order, room is count: as they come from disk */
};

void distinct_release(struct distinct *distinct);

/* Adds a uniformly distributed hash. */
void distinct_add(struct distinct *distinct, uint64_t hash);

/*
 * The register or slot that a hash belongs to is mostly far away. So hashes may wait for theirs to come near:
 * distinct_put adds some hashes later. Zero-initialise; before counters are asked, joined, moved or released,
 * distinct_flush adds what waits.
 */
#define DISTINCT_WAITING 8
struct distinct_waiting {
	struct {
		struct distinct *distinct; /* NULL: none waits */
		uint64_t hash;
	} waiting[DISTINCT_WAITING];
	unsigned next;
};
void distinct_put(struct distinct_waiting *waiting, struct distinct *distinct, uint64_t hash);
void distinct_flush(struct distinct_waiting *waiting);

/* into becomes the union of both; `from` is left as it is. False when that changes nothing. */
bool distinct_join(struct distinct *into, const struct distinct *from);

/* The number of distinct hashes: exact, or the rounded estimate. */
uint64_t distinct_count(const struct distinct *distinct);

/* Relative standard error of that number: 0 or DISTINCT_ERROR. */
double distinct_error(const struct distinct *distinct);

/* Bytes that distinct_save needs at most. */
#define DISTINCT_SAVED (DISTINCT_EXACT * 8)

/* Writes the state in a form that depends on nothing but the state: the hashes in ascending order, 8
 * bytes each, the highest first; or the registers. Gives the number of bytes; 0 for an empty counter. */
size_t distinct_save(const struct distinct *distinct, unsigned char out[DISTINCT_SAVED]);

/* Joins what was saved. False, and nothing is joined, when the bytes cannot have been saved. */
bool distinct_load(struct distinct *into, const unsigned char *bytes, size_t n, bool sketch);

#endif
