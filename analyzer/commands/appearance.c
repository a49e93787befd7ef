#include "analyzer/commands/appearance.h"

#include "base/alloc.h"

#include <stdlib.h>

#define ROOM_FIRST 1024u

struct appearance_slot {
	uint64_t hash;
	uint64_t number; /* 0: empty */
};

void
appearance_release(struct appearance *appearance)
{
	free(appearance->slots);
	*appearance = (struct appearance){0};
}

/* The slot of the hash, or the empty one where it belongs. */
static struct appearance_slot *
appearance_slot(const struct appearance *appearance, uint64_t hash)
{
	size_t i = (size_t)hash & (appearance->room - 1);

	while (appearance->slots[i].number != 0 && appearance->slots[i].hash != hash)
		i = (i + 1) & (appearance->room - 1);
	return &appearance->slots[i];
}

static void
appearance_widen(struct appearance *appearance)
{
	struct appearance old = *appearance;

	appearance->room = old.room > 0 ? old.room * 2 : ROOM_FIRST;
	appearance->slots = alloc_zero(appearance->room, sizeof(*appearance->slots));
	for (size_t i = 0; i < old.room; i++)
		if (old.slots[i].number != 0)
			*appearance_slot(appearance, old.slots[i].hash) = old.slots[i];
	free(old.slots);
}

uint64_t
appearance_number(struct appearance *appearance, uint64_t hash)
{
	struct appearance_slot *slot;

	if (appearance->count * 2 >= appearance->room)
		appearance_widen(appearance);
	slot = appearance_slot(appearance, hash);
	if (slot->number == 0)
		*slot = (struct appearance_slot){.hash = hash, .number = ++appearance->count};
	return slot->number;
}
