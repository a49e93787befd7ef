/*
 * A position is a pointer that each function takes and gives back moved; NULL: the text is no JSON.
 * A byte at the very end may be read, since there is always one (QUOTES_PADDING).
 */
#include "parsers/formats/json_scan.h"
#include "parsers/formats/json_skip.h"

/* Objects within objects whose keys are looked at. */
#define DEPTH 4

_Static_assert(JSON_LINE < 32, "a bit for each value");
_Static_assert(JSON_FAMILIES *JSON_FAMILY_BITS <= 64, "a number for each family");

static inline const char *
skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

bool
json_accept(const char **at, const char *end, char c)
{
	*at = skip_blanks(*at, end);
	if (*at == end || **at != c)
		return false;
	*at = skip_blanks(*at + 1, end);
	return true;
}

/* Moves over a number, true, false or null. */
static inline const char *
skip_word(const char *at, const char *end)
{
	static const bool ends[256] = {[','] = true,
	    ['}'] = true,
	    [']'] = true,
	    [' '] = true,
	    ['\t'] = true,
	    ['"'] = true,
	    ['{'] = true,
	    ['['] = true};
	const char *begin = at;

	while (at < end && !ends[(unsigned char)*at])
		at++;
	return at > begin ? at : NULL;
}

static bool
is_null(struct span word)
{
	return span_eq(word, SPAN("null")) || span_eq(word, SPAN("true")) || span_eq(word, SPAN("false"));
}

/* Which half of a time a value is: "date" and "time" may be one each. */
static unsigned
time_field(struct span text)
{
	if (text.n == 10 && text.p[4] == '-')
		return FIELD_DATE;
	return text.n == 8 && text.p[2] == ':' ? FIELD_CLOCK : FIELD_TIME;
}

static void
keep(struct json_values *values, const struct json_word *word, struct span text, bool escaped)
{
	unsigned field = word->field == FIELD_TIME ? time_field(text) : word->field;
	uint32_t bit = FIELD_BIT(field);

	values->families += word->family;
	if (field == FIELD_SKIP || (values->taken & bit && values->ranks[field] < word->rank))
		return;
	values->taken |= bit;
	values->escaped = (values->escaped & ~bit) | (escaped ? bit : 0);
	values->ranks[field] = word->rank;
	*json_value(values, field) = text;
}

static inline const char *
take_string(struct json_values *values, const struct json_word *word, const char *at, const char *end)
{
	bool escaped;
	const char *close = seek_string_end(at + 1, end, &escaped);

	if (!close)
		return NULL;
	if (word->known)
		keep(values, word, span_make(at + 1, (size_t)(close - at - 1)), escaped);
	return close + 1;
}

/* Of an array the first element counts, when it is a string. */
static const char *
take_array(struct json_values *values, const struct json_word *word, const char *at, const char *end)
{
	size_t depth = 1;

	at = skip_blanks(at + 1, end);
	if (at < end && *at == '"') {
		at = take_string(values, word, at, end);
		if (!at)
			return NULL;
		if (at < end && *at == ']')
			return at + 1;
	}
	return json_skip(at, end, &depth, NULL);
}

static const char *take_object(
    struct json_memory *memory, const char *at, const char *end, enum json_place place, unsigned depth);

/* The value of a key that is no string. */
static const char *
take_other(struct json_memory *memory, const struct json_word *word, const char *at, const char *end, unsigned depth)
{
	const char *begin = at;
	size_t nested = 0;

	if (at == end)
		return NULL;
	if (*at == '[' && word->known && word->field != FIELD_SKIP)
		return take_array(&memory->values, word, at, end);
	if (*at == '{' && word->opens != JSON_TOP && depth < DEPTH)
		return take_object(memory, at, end, word->opens, depth + 1);
	if (*at == '{' || *at == '[')
		return json_skip(at, end, &nested, NULL);
	at = skip_word(at, end);
	if (at && word->known && !is_null(span_make(begin, (size_t)(at - begin))))
		keep(&memory->values, word, span_make(begin, (size_t)(at - begin)), false);
	return at;
}

/* Moves from the '{' or ',' before a key to its value. NULL: there is no key. */
static const char *
read_word(struct json_words *words, const struct json_word *before, enum json_place place, const char *at,
    const char *end, struct json_word **word)
{
	const char *begin = at, *close;
	struct span name;
	bool escaped;

	if (!json_accept(&at, end, *begin) || at == end || *at != '"' ||
	    !(close = seek_string_end(at + 1, end, &escaped)))
		return NULL;
	name = span_make(at + 1, (size_t)(close - at - 1));
	at = close + 1;
	if (!json_accept(&at, end, ':'))
		return NULL;
	*word = json_words_learn(words, span_make(begin, (size_t)(at - begin)), name, place, before);
	return at;
}

/* The same when the word may be foreseen. */
static inline const char *
next_word(struct json_words *words, struct json_word **word, enum json_place place, const char *at, const char *end)
{
	const struct json_word *before = *word;

	*word = &words->words[before->next];
	if (!json_word_stands(*word, place, at, end)) {
		*word = &words->words[before->other];
		if (before->other == before->next || !json_word_stands(*word, place, at, end))
			return read_word(words, before, place, at, end, word);
	}
	at += (*word)->length;
	/* More blanks than the last time? */
	return *at <= ' ' ? skip_blanks(at, end) : at;
}

static bool
is_empty(const char **at, const char *end)
{
	return json_accept(at, end, '{') && json_accept(at, end, '}');
}

/* The object whose brace is here. */
static const char *
take_object(struct json_memory *memory, const char *at, const char *end, enum json_place place, unsigned depth)
{
	struct json_word *word = &memory->words.words[place];

	do {
		const char *value = next_word(&memory->words, &word, place, at, end);

		if (!value)
			return *at == '{' && is_empty(&at, end) ? at : NULL;
		if (*value == '"')
			at = take_string(&memory->values, word, value, end);
		else
			at = take_other(memory, word, value, end, depth);
		if (!at)
			return NULL;
		if (*at <= ' ')
			at = skip_blanks(at, end);
	} while (at < end && *at == ',');
	memory->values.headers = memory->values.headers || place == JSON_HEADERS;
	return json_accept(&at, end, '}') ? at : NULL;
}

const char *
json_scan(struct json_memory *memory, const struct json_table *table, struct span text)
{
	struct json_values *values = &memory->values;

	json_words_begin(&memory->words, table);
	values->taken = values->escaped = 0;
	values->families = 0;
	values->headers = false;
	return take_object(memory, text.p, text.p + text.n, JSON_TOP, 0);
}
