/*
 * json_words: the keys of JSON lines as they stood on the lines before, and the order they came in.
 *
 * A server writes the same keys in the same order on every line. Each key is remembered with what
 * parts it from the value before it, `,"status":`, and with the key that came behind it. Where that
 * text stands again the key is known by comparing it, and neither cut out nor looked up. There is
 * room for a bounded number of keys; a log that invents names begins again and again, slower, and
 * gives the same.
 */
#ifndef FOOTFALL_PARSERS_JSON_WORDS_H
#define FOOTFALL_PARSERS_JSON_WORDS_H

#include "parsers/formats/json.h"
#include "parsers/formats/seek.h"

#define JSON_WORD_TEXT 48 /* bytes, SEEK_READS at least */
#define JSON_WORDS 120
#define JSON_WORD_SLOTS 256

struct json_word {
	char text[JSON_WORD_TEXT]; /* from the '{' or ',' before the key up to its value */
	uint8_t length; /* of text */
	uint8_t place; /* enum json_place of the object it stands in */
	uint8_t next, other; /* words that came behind it: the last time, and before that */
	uint8_t field, rank, opens; /* as of its json_key */
	bool known; /* it has one */
	uint8_t marks; /* quotes and backslashes in text */
	uint64_t family; /* of a known one, one key of its family: see json_values */
};

/* Words that no text has: where each place begins, which is the word of that number, and the one
 * that could not be remembered. */
#define JSON_WORD_SPARE (JSON_OTHER + 1)
#define JSON_WORD_FIRST (JSON_WORD_SPARE + 1)

/* Zero-initialise. */
struct json_words {
	const struct json_table *table; /* whose keys they are; NULL: there are none yet */
	size_t count;
	struct json_word words[JSON_WORDS];
	uint8_t slots[JSON_WORD_SLOTS]; /* words by hash; 0: none */
};

/* Before a line: what is remembered must be of this table. */
void json_words_begin(struct json_words *words, const struct json_table *table);

/* Finds or remembers the key `name`, which stands in `text`, behind the word `before`. */
struct json_word *json_words_learn(struct json_words *words, struct span text, struct span name, enum json_place place,
    const struct json_word *before);

/* Whether a word stands at `at`. When words were forgotten within a line, it may be one of elsewhere. */
static inline bool
json_word_stands(const struct json_word *word, enum json_place place, const char *at, const char *end)
{
	return end - at >= word->length && word->place == place && seek_same(at, word->text, word->length);
}

#endif
