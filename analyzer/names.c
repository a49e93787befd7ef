#include "analyzer/names.h"
#include "analyzer/hash.h"
#include <endian.h>
#include <stdlib.h>

/* The longest name that is remembered as the last one. */
#define LAST_ROOM 256

static int
compare(uint64_t fingerprint, struct span text, const struct name *with)
{
	if (fingerprint != with->fingerprint)
		return fingerprint < with->fingerprint ? -1 : 1;
	return span_compare(text, with->text);
}

/* Where the name is or belongs. */
static size_t
place_of(const struct names *names, uint64_t fingerprint, struct span text, bool *found)
{
	size_t low = 0, high = names->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(fingerprint, text, &names->sorted[middle]);

		*found = order == 0;
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	*found = false;
	return low;
}

static uint32_t
put(struct names *names, size_t place, uint64_t fingerprint, struct span text, uint32_t *gone)
{
	struct name *one;

	if (names->count == names->limit) {
		names->count--;
		*gone = names->sorted[names->count].id;
		free((char *)names->sorted[names->count].text.p);
	}
	names->sorted = alloc_grow(names->sorted, &names->room, names->count + 1, sizeof(*names->sorted));
	one = &names->sorted[place];
	memmove(one + 1, one, (names->count - place) * sizeof(*one));
	names->count++;
	one->fingerprint = fingerprint;
	one->text = span_make(alloc_copy(text), text.n);
	one->id = ++names->next;
	return one->id;
}

static uint32_t
look_up(struct names *names, struct span text, uint32_t *gone)
{
	unsigned char digest[16];
	uint64_t fingerprint;
	size_t place;
	bool found;

	hash_fingerprint(digest, text);
	memcpy(&fingerprint, digest, sizeof(fingerprint));
	fingerprint = le64toh(fingerprint);
	place = place_of(names, fingerprint, text, &found);
	if (found)
		return names->sorted[place].id;
	if (place == names->limit)
		return NAMES_REST;
	return put(names, place, fingerprint, text, gone);
}

uint32_t
names_id(struct names *names, struct span text, uint32_t *gone)
{
	uint32_t id;

	*gone = NAMES_REST;
	if (names->last_valid && text.n == names->last_n && memcmp(text.p, names->last_text, text.n) == 0)
		return names->last_id;
	id = look_up(names, text, gone);
	names->last_valid = text.n <= LAST_ROOM;
	if (names->last_valid) {
		if (!names->last_text)
			names->last_text = alloc_bytes(LAST_ROOM);
		memcpy(names->last_text, text.p, text.n);
		names->last_n = text.n;
		names->last_id = id;
	}
	return id;
}

void
names_release(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free((char *)names->sorted[i].text.p);
	free(names->sorted);
	free(names->last_text);
	memset(names, 0, sizeof(*names));
}
