#include "analyzer/names.h"
#include "analyzer/hash.h"
#include "parsers/bytes.h"
#include <endian.h>
#include <stdlib.h>

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

/* Where a text of 1 to NAMES_SLOT_TEXT bytes is remembered. */
static size_t
slot_of(struct span text)
{
	return span_hash_ends(text) % NAMES_SLOTS;
}

/* Lets the last name go. */
static uint32_t
drop_last(struct names *names)
{
	const struct name *last = &names->sorted[--names->count];
	struct names_slot *slot = &names->lately[slot_of(last->text)];

	if (slot->id == last->id)
		memset(slot, 0, sizeof(*slot));
	free((char *)last->text.p);
	return last->id;
}

static uint32_t
put(struct names *names, size_t place, uint64_t fingerprint, struct span text, uint32_t *gone)
{
	struct name *one;

	if (names->count == names->limit)
		*gone = drop_last(names);
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
	/* Of a log with many names most have no place. */
	if (names->count == names->limit &&
	    (names->limit == 0 || compare(fingerprint, text, &names->sorted[names->limit - 1]) > 0))
		return NAMES_REST;
	place = place_of(names, fingerprint, text, &found);
	if (found)
		return names->sorted[place].id;
	return put(names, place, fingerprint, text, gone);
}

bool
names_lately(const struct names *names, struct span text, uint32_t *id)
{
	const struct names_slot *slot;

	if (text.n == 0 || text.n > NAMES_SLOT_TEXT || !names->lately)
		return false;
	slot = &names->lately[slot_of(text)];
	if (slot->n != text.n || !bytes_alike(slot->text, text.p, text.n))
		return false;
	*id = slot->id;
	return true;
}

uint32_t
names_id(struct names *names, struct span text, uint32_t *gone)
{
	struct names_slot *slot;
	uint32_t id;

	*gone = NAMES_REST;
	if (names_lately(names, text, &id))
		return id;
	if (!names->lately)
		names->lately = alloc_zero(NAMES_SLOTS, sizeof(*names->lately));
	id = look_up(names, text, gone);
	if (text.n > 0 && text.n <= NAMES_SLOT_TEXT) {
		slot = &names->lately[slot_of(text)];
		memcpy(slot->text, text.p, text.n);
		slot->n = (uint8_t)text.n;
		slot->id = id;
	}
	return id;
}

void
names_release(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free((char *)names->sorted[i].text.p);
	free(names->sorted);
	free(names->lately);
	memset(names, 0, sizeof(*names));
}
