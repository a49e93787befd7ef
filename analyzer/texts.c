#include "analyzer/texts.h"
#include "analyzer/hash.h"
#include <stdlib.h>

#define FIRST_INDEX 64

static size_t
slot_of(const struct texts *texts, struct span text)
{
	unsigned char digest[16];
	uint64_t hash;
	size_t at;

	/* Texts are chosen by strangers; a good hash leaves them no way to make chains grow. */
	hash_fingerprint(digest, text);
	memcpy(&hash, digest, sizeof(hash));
	at = (size_t)(hash & (texts->index_room - 1));
	while (texts->index[at] != 0 && !span_eq(texts->text[texts->index[at] - 1], text))
		at = (at + 1) & (texts->index_room - 1);
	return at;
}

static void
make_index(struct texts *texts)
{
	free(texts->index);
	texts->index_room = texts->index_room ? texts->index_room * 2 : FIRST_INDEX;
	texts->index = alloc_zero(texts->index_room, sizeof(*texts->index));
	for (size_t i = 0; i < texts->count; i++)
		texts->index[slot_of(texts, texts->text[i])] = (uint32_t)i + 1;
}

uint32_t
texts_id(struct texts *texts, struct span text)
{
	size_t at;

	if (text.n == 0)
		return 0;
	if ((texts->count + 1) * 4 > texts->index_room * 3)
		make_index(texts);
	at = slot_of(texts, text);
	if (texts->index[at] != 0)
		return texts->index[at];
	texts->text = alloc_grow(texts->text, &texts->room, texts->count + 1, sizeof(*texts->text));
	texts->text[texts->count++] = arena_copy(&texts->arena, text);
	texts->index[at] = (uint32_t)texts->count;
	return texts->index[at];
}

struct span
texts_get(const struct texts *texts, uint32_t number)
{
	return number == 0 ? span_make("", 0) : texts->text[number - 1];
}

void
texts_release(struct texts *texts)
{
	free(texts->text);
	free(texts->index);
	arena_release(&texts->arena);
	memset(texts, 0, sizeof(*texts));
}
