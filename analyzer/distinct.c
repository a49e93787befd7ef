#include "analyzer/distinct.h"
#include "base/alloc.h"
#include <endian.h>
#include <math.h>
#include <stdlib.h>

#define FIRST_ROOM 2
/* Below this many slots a set is a plain list: most counters hold one or two visitors. */
#define LIST_ROOM 8

void
distinct_release(struct distinct *distinct)
{
	free(distinct->u.hashes);
	memset(distinct, 0, sizeof(*distinct));
}

/* ---- the sketch ---- */

/* Register and rank of a hash: its first 14 bits, and the place of the first 1 in the others. */
static inline uint8_t
sketch_rank(uint64_t hash)
{
	return (uint8_t)(__builtin_clzll(hash << DISTINCT_BITS | (uint64_t)1 << (DISTINCT_BITS - 1)) + 1);
}

static inline bool
sketch_add(uint8_t *registers, uint64_t hash)
{
	uint8_t rank = sketch_rank(hash), *one = &registers[hash >> (64 - DISTINCT_BITS)];
	bool rises = rank > *one;

	/* Stored in any case: whether it rises is guessed wrong. */
	*one = rises ? rank : *one;
	return rises;
}

/* sigma and tau of Ertl 2017, algorithms 5 and 6: the shares of registers that are still empty
 * and that are full. */
static double
sigma(double x)
{
	double y = 1, z = x, before;

	if (x == 1.0)
		return INFINITY;
	do {
		x *= x;
		before = z;
		z += x * y;
		y += y;
	} while (z != before);
	return z;
}

static double
tau(double x)
{
	double y = 1, z = 1 - x, before;

	if (x == 0.0 || x == 1.0)
		return 0;
	do {
		x = sqrt(x);
		before = z;
		y *= 0.5;
		z -= (1 - x) * (1 - x) * y;
	} while (z != before);
	return z / 3;
}

static uint64_t
sketch_count(const uint8_t *registers)
{
	enum { RANKS = 64 - DISTINCT_BITS };
	const double m = DISTINCT_REGISTERS;
	uint32_t with_rank[RANKS + 2] = {0};
	double z;

	for (size_t i = 0; i < DISTINCT_REGISTERS; i++)
		with_rank[registers[i]]++;
	z = m * tau(1 - with_rank[RANKS + 1] / m);
	for (int rank = RANKS; rank >= 1; rank--)
		z = 0.5 * (z + with_rank[rank]);
	z += m * sigma(with_rank[0] / m);
	return (uint64_t)(m * m / (2 * log(2.0) * z) + 0.5);
}

/* ---- the exact set ---- */

/* Puts a hash that is not 0 into a set with a free slot. False when it is there already. */
static bool
set_put(uint64_t *slots, uint32_t room, uint64_t hash)
{
	uint32_t at = room < LIST_ROOM ? 0 : (uint32_t)(hash & (room - 1));

	while (slots[at] != 0) {
		if (slots[at] == hash)
			return false;
		at = (at + 1) & (room - 1);
	}
	slots[at] = hash;
	return true;
}

static void
set_resize(struct distinct *distinct, uint32_t room)
{
	uint64_t *slots = alloc_zero(room, sizeof(*slots));

	for (uint32_t i = 0; i < distinct->room; i++)
		if (distinct->u.hashes[i] != 0)
			set_put(slots, room, distinct->u.hashes[i]);
	free(distinct->u.hashes);
	distinct->u.hashes = slots;
	distinct->room = room;
	distinct->sorted = false;
}

/* Makes a list a table, with room for one more. */
static void
set_unsort(struct distinct *distinct)
{
	uint32_t room = LIST_ROOM;

	while (distinct->count + 1 >= room - room / 4)
		room *= 2;
	set_resize(distinct, room);
}

static void
set_to_sketch(struct distinct *distinct)
{
	uint8_t *registers = alloc_zero(DISTINCT_REGISTERS, 1);

	for (uint32_t i = 0; i < distinct->room; i++)
		if (distinct->u.hashes[i] != 0)
			sketch_add(registers, distinct->u.hashes[i]);
	free(distinct->u.hashes);
	distinct->u.registers = registers;
	distinct->count = distinct->room = 0;
	distinct->sorted = false;
	distinct->sketch = true;
}

void
distinct_add(struct distinct *distinct, uint64_t hash)
{
	if (distinct->sketch) {
		sketch_add(distinct->u.registers, hash);
		return;
	}
	if (hash == 0)
		hash = 1;
	if (distinct->sorted)
		set_unsort(distinct);
	/* One slot always stays free; a large table a quarter, so that chains stay short. */
	if (distinct->count + 1 >= distinct->room - distinct->room / 4) {
		if (distinct->room == 0)
			set_resize(distinct, FIRST_ROOM);
		else if (distinct->count + 1 >= distinct->room || distinct->room >= LIST_ROOM)
			set_resize(distinct, distinct->room * 2);
	}
	if (set_put(distinct->u.hashes, distinct->room, hash) && ++distinct->count > DISTINCT_EXACT)
		set_to_sketch(distinct);
}

static int
by_value(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

/* The hashes of a set, which has at most DISTINCT_EXACT, in ascending order. */
static size_t
set_list(const struct distinct *distinct, uint64_t *out)
{
	size_t n = 0;

	for (uint32_t i = 0; i < distinct->room; i++)
		if (distinct->u.hashes[i] != 0)
			out[n++] = distinct->u.hashes[i];
	if (!distinct->sorted)
		qsort(out, n, sizeof(*out), by_value);
	return n;
}

/* Joins a set into a list, which stays one. */
static bool
join_list(struct distinct *into, const struct distinct *from)
{
	uint64_t more[DISTINCT_EXACT] SPAN_UNSET, *both;
	uint32_t n = (uint32_t)set_list(from, more), old = into->count, count = 0;

	both = alloc_zero((size_t)old + n, sizeof(*both));
	for (uint32_t i = 0, k = 0; i < old || k < n; count++) {
		bool first = k == n || (i < old && into->u.hashes[i] <= more[k]);
		uint64_t hash = first ? into->u.hashes[i] : more[k];

		both[count] = hash;
		i += first;
		k += k < n && more[k] == hash;
	}
	free(into->u.hashes);
	into->u.hashes = both;
	into->count = into->room = count;
	if (count > DISTINCT_EXACT)
		set_to_sketch(into);
	return count > old;
}

static bool
join_set(struct distinct *into, const struct distinct *from)
{
	uint32_t old = into->count;

	if (into->sorted && from->count > 0)
		return join_list(into, from);
	if (!into->sketch && old == 0 && from->count > 0) {
		uint64_t *hashes = alloc_zero(from->room, sizeof(*hashes));

		memcpy(hashes, from->u.hashes, from->room * sizeof(*hashes));
		free(into->u.hashes);
		*into = *from;
		into->u.hashes = hashes;
		return true;
	}
	for (uint32_t i = 0; i < from->room; i++)
		if (from->u.hashes[i] != 0)
			distinct_add(into, from->u.hashes[i]);
	return into->sketch || into->count > old;
}

static bool
join_registers(uint8_t *into, const uint8_t *from)
{
	uint8_t changed = 0;

	for (size_t i = 0; i < DISTINCT_REGISTERS; i++) {
		uint8_t more = from[i] > into[i] ? from[i] : into[i];

		changed |= more ^ into[i];
		into[i] = more;
	}
	return changed != 0;
}

void
distinct_flush(struct distinct_waiting *waiting)
{
	for (size_t i = 0; i < DISTINCT_WAITING; i++) {
		if (waiting->waiting[i].distinct)
			distinct_add(waiting->waiting[i].distinct, waiting->waiting[i].hash);
		waiting->waiting[i].distinct = NULL;
	}
}

void
distinct_put(struct distinct_waiting *waiting, struct distinct *distinct, uint64_t hash)
{
	unsigned at = waiting->next;

	if (waiting->waiting[at].distinct)
		distinct_add(waiting->waiting[at].distinct, waiting->waiting[at].hash);
	waiting->waiting[at].distinct = distinct;
	waiting->waiting[at].hash = hash;
	waiting->next = (at + 1) % DISTINCT_WAITING;
	if (distinct->sketch)
		__builtin_prefetch(&distinct->u.registers[hash >> (64 - DISTINCT_BITS)], 1);
	else if (distinct->room >= LIST_ROOM)
		__builtin_prefetch(&distinct->u.hashes[hash & (distinct->room - 1)], 1);
}

bool
distinct_join(struct distinct *into, const struct distinct *from)
{
	bool changed = !into->sketch;

	if (!from->sketch && !into->sketch)
		return join_set(into, from);
	if (!from->sketch) {
		/* A register tells whether it has risen, so all of them need not be looked at. */
		for (uint32_t i = 0; i < from->room; i++)
			if (from->u.hashes[i] != 0)
				changed = sketch_add(into->u.registers, from->u.hashes[i]) || changed;
		return changed;
	}
	if (!into->sketch)
		set_to_sketch(into);
	return join_registers(into->u.registers, from->u.registers) || changed;
}

uint64_t
distinct_count(const struct distinct *distinct)
{
	return distinct->sketch ? sketch_count(distinct->u.registers) : distinct->count;
}

double
distinct_error(const struct distinct *distinct)
{
	return distinct->sketch ? DISTINCT_ERROR : 0;
}

/* ---- on disk ---- */

size_t
distinct_save(const struct distinct *distinct, unsigned char out[DISTINCT_SAVED])
{
	uint64_t hashes[DISTINCT_EXACT] SPAN_UNSET;
	size_t n;

	if (distinct->sketch) {
		memcpy(out, distinct->u.registers, DISTINCT_REGISTERS);
		return DISTINCT_REGISTERS;
	}
	n = set_list(distinct, hashes);
	for (size_t i = 0; i < n; i++) {
		uint64_t big = htobe64(hashes[i]);

		memcpy(out + 8 * i, &big, sizeof(big));
	}
	return 8 * n;
}

/* A set as a list. What is not in ascending order was not saved by distinct_save. */
static bool
load_list(struct distinct *list, const unsigned char *bytes, size_t n)
{
	uint64_t before = 0;

	if (n % 8 != 0 || n > DISTINCT_SAVED)
		return false;
	if (n == 0)
		return true;
	list->u.hashes = alloc_zero(n / 8, sizeof(*list->u.hashes));
	list->count = list->room = (uint32_t)(n / 8);
	list->sorted = true;
	for (size_t i = 0; i < n / 8; i++) {
		uint64_t big;

		memcpy(&big, bytes + 8 * i, sizeof(big));
		list->u.hashes[i] = be64toh(big);
		if (list->u.hashes[i] <= before) {
			distinct_release(list);
			return false;
		}
		before = list->u.hashes[i];
	}
	return true;
}

bool
distinct_load(struct distinct *into, const unsigned char *bytes, size_t n, bool sketch)
{
	unsigned char most = 0;

	if (!sketch) {
		struct distinct list = {0};

		if (!into->sketch && into->room == 0)
			return load_list(into, bytes, n);
		if (!load_list(&list, bytes, n))
			return false;
		distinct_join(into, &list);
		distinct_release(&list);
		return true;
	}
	if (n != DISTINCT_REGISTERS)
		return false;
	/* Both loops go to the end, so that compilers do many registers at a time. */
	for (size_t i = 0; i < DISTINCT_REGISTERS; i++)
		most = bytes[i] > most ? bytes[i] : most;
	if (most > 64 - DISTINCT_BITS + 1)
		return false;
	if (!into->sketch)
		set_to_sketch(into);
	join_registers(into->u.registers, bytes);
	return true;
}
