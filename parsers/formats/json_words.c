#include "parsers/formats/json_words.h"
#include "parsers/formats/json_scan.h"

static void
forget(struct json_words *words)
{
	memset(words->slots, 0, sizeof(words->slots));
	words->count = JSON_WORD_FIRST;
	/* A text of a NUL stands nowhere: a key begins with a brace or a comma. */
	for (size_t i = 0; i < JSON_WORD_FIRST; i++)
		words->words[i] = (struct json_word){.length = 1};
}

void
json_words_begin(struct json_words *words, const struct json_table *table)
{
	if (words->table == table)
		return;
	forget(words);
	words->table = table;
}

static void
describe(struct json_word *word, const struct json_table *table, struct span name, enum json_place place)
{
	const struct json_key *key = json_table_find(table, name, place);

	word->place = (uint8_t)place;
	word->known = key != NULL;
	word->field = key ? key->field : FIELD_SKIP;
	word->rank = key ? key->rank : 0;
	word->opens = key ? key->opens : JSON_TOP;
	word->family = key ? UINT64_C(1) << (JSON_FAMILY_BITS * key->family) : 0;
}

/* The slot of a word, or the empty one where it belongs. */
static uint8_t *
slot_of(struct json_words *words, struct span text, struct span name, enum json_place place)
{
	unsigned at = (json_table_hash(name) + place) % JSON_WORD_SLOTS;

	for (; words->slots[at]; at = (at + 1) % JSON_WORD_SLOTS) {
		const struct json_word *word = &words->words[words->slots[at]];

		if (word->place == place && span_eq(span_make(word->text, word->length), text))
			break;
	}
	return &words->slots[at];
}

static void
remember(struct json_words *words, uint8_t *slot, struct span text, struct span name, enum json_place place)
{
	struct json_word *word = &words->words[words->count];

	*word = (struct json_word){.length = (uint8_t)text.n};
	memcpy(word->text, text.p, text.n);
	for (size_t i = 0; i < text.n; i++)
		word->marks = (uint8_t)(word->marks + (text.p[i] == '"' || text.p[i] == '\\'));
	describe(word, words->table, name, place);
	*slot = (uint8_t)words->count++;
}

struct json_word *
json_words_learn(
    struct json_words *words, struct span text, struct span name, enum json_place place, const struct json_word *before)
{
	struct json_word *spare = &words->words[JSON_WORD_SPARE], *chain = &words->words[before - words->words];
	uint8_t *slot;

	if (text.n > JSON_WORD_TEXT) {
		describe(spare, words->table, name, place);
		return spare;
	}
	slot = slot_of(words, text, name, place);
	if (!*slot && words->count == JSON_WORDS) {
		/* Names that never end: begin again, with this one. */
		forget(words);
		slot = slot_of(words, text, name, place);
		chain = spare;
	}
	if (!*slot)
		remember(words, slot, text, name, place);
	if (chain != spare) {
		chain->other = chain->next;
		chain->next = *slot;
	}
	return &words->words[*slot];
}
