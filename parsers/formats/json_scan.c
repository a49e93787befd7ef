/*
 * Where a string ends is read off the marks of the line (parsers/quotes.h), so a processor need not
 * wait for one value to end before it looks at the next. A byte at the very end of the line may be
 * read, since there is always one (QUOTES_PADDING).
 */
#include "parsers/formats/json_scan.h"
#include "parsers/formats/json_skip.h"
#include "parsers/lines.h"

/* Objects within objects whose keys are looked at. */
#define DEPTH 4

_Static_assert(JSON_LINE < 32, "a bit for each value");
_Static_assert(JSON_FAMILIES *JSON_FAMILY_BITS <= 64, "a number for each family");

/* Of one line. */
struct scan {
	struct json_memory *memory;
	const char *base, *end;
	const uint32_t *marks_end;
};

/* A position, and the first mark that is not before it. Each function takes one and gives one behind what it
 * moved over; its `at` is NULL when the text is no JSON. */
struct place {
	const char *at;
	const uint32_t *mark;
};

#define NOWHERE ((struct place){NULL, NULL})

/* The place at `at`, which is not before `from`. */
static inline struct place
moved(const struct scan *scan, struct place from, const char *at)
{
	while (at && from.mark < scan->marks_end && scan->base + *from.mark < at)
		from.mark++;
	from.at = at;
	return from;
}

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
is_truth(struct span word)
{
	return span_eq(word, SPAN("true")) || span_eq(word, SPAN("false"));
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
	if (escaped || values->escaped & bit)
		values->escaped = (values->escaped & ~bit) | (escaped ? bit : 0);
	values->ranks[field] = word->rank;
	*json_value(values, field) = text;
}

/* A Referer or agent that is null was asked for and not sent; another key that has it says more. */
static void
keep_null(struct json_values *values, const struct json_word *word)
{
	bool header = word->known && (word->field == FIELD_REFERER || word->field == FIELD_AGENT);

	if (!header || values->taken & FIELD_BIT(word->field))
		return;
	values->taken |= FIELD_BIT(word->field);
	values->escaped &= ~FIELD_BIT(word->field);
	values->ranks[word->field] = UINT8_MAX;
	*json_value(values, word->field) = SPAN("");
}

/* The string whose opening quote is here; its text and whether there is a backslash in it. */
static inline struct place
take_string(const struct scan *scan, struct place from, struct span *text, bool *escaped)
{
	const uint32_t *mark = from.mark + 1;

	*escaped = false;
	for (; mark < scan->marks_end; mark++) {
		const char *at = scan->base + *mark;

		if (*at == '"') {
			*text = span_make(from.at + 1, (size_t)(at - from.at - 1));
			return (struct place){at + 1, mark + 1};
		}
		*escaped = true;
		/* What the backslash stands before. */
		if (mark + 1 < scan->marks_end && mark[1] == *mark + 1)
			mark++;
	}
	return NOWHERE;
}

/* Of an array the first element counts, when it is a string. */
static struct place
take_array(const struct scan *scan, const struct json_word *word, struct place from)
{
	struct place first = {skip_blanks(from.at + 1, scan->end), from.mark};
	struct span text;
	size_t depth = 1;
	bool escaped;

	if (first.at < scan->end && *first.at == '"') {
		first = take_string(scan, first, &text, &escaped);
		if (!first.at)
			return NOWHERE;
		keep(&scan->memory->values, word, text, escaped);
		if (first.at < scan->end && *first.at == ']')
			return (struct place){first.at + 1, first.mark};
	}
	return moved(scan, first, json_skip(first.at, scan->end, &depth, NULL));
}

static struct place take_object(const struct scan *scan, struct place from, enum json_place place, unsigned depth);

/* The value of a key that is no string. */
static struct place
take_other(const struct scan *scan, const struct json_word *word, struct place from, unsigned depth)
{
	const char *at = from.at;
	struct span text;
	size_t nested = 0;

	if (at == scan->end)
		return NOWHERE;
	if (*at == '[' && word->known && word->field != FIELD_SKIP)
		return take_array(scan, word, from);
	if (*at == '{' && word->opens != JSON_TOP && depth < DEPTH)
		return take_object(scan, from, word->opens, depth + 1);
	if (*at == '{' || *at == '[')
		return moved(scan, from, json_skip(at, scan->end, &nested, NULL));
	at = skip_word(at, scan->end);
	if (!at)
		return NOWHERE;
	text = span_make(from.at, (size_t)(at - from.at));
	if (span_eq(text, SPAN("null")))
		keep_null(&scan->memory->values, word);
	else if (word->known && !is_truth(text))
		keep(&scan->memory->values, word, text, false);
	return moved(scan, from, at);
}

/* Moves from the '{' or ',' before a key to its value. */
static struct place
read_word(const struct scan *scan, const struct json_word *before, enum json_place place, struct place from,
    struct json_word **word)
{
	struct place key = from;
	struct span name;
	bool escaped;

	if (!json_accept(&key.at, scan->end, *from.at) || key.at == scan->end || *key.at != '"')
		return NOWHERE;
	key = take_string(scan, key, &name, &escaped);
	if (!key.at || !json_accept(&key.at, scan->end, ':'))
		return NOWHERE;
	*word =
	    json_words_learn(&scan->memory->words, span_make(from.at, (size_t)(key.at - from.at)), name, place, before);
	return key;
}

/* The same when the word may be foreseen. */
static inline struct place
next_word(const struct scan *scan, struct json_word **word, enum json_place place, struct place from)
{
	struct json_word *words = scan->memory->words.words;
	const struct json_word *before = *word;

	*word = &words[before->next];
	if (!json_word_stands(*word, place, from.at, scan->end)) {
		*word = &words[before->other];
		if (before->other == before->next || !json_word_stands(*word, place, from.at, scan->end))
			return read_word(scan, before, place, from, word);
	}
	from.at += (*word)->length;
	from.mark += (*word)->marks;
	/* More blanks than the last time? */
	if (*from.at <= ' ')
		from.at = skip_blanks(from.at, scan->end);
	return from;
}

/* A string or anything else. */
static inline struct place
take_value(const struct scan *scan, const struct json_word *word, struct place from, unsigned depth)
{
	struct place behind;
	struct span text;
	bool escaped;

	if (*from.at != '"')
		return take_other(scan, word, from, depth);
	behind = take_string(scan, from, &text, &escaped);
	if (behind.at && word->known)
		keep(&scan->memory->values, word, text, escaped);
	return behind;
}

/* Behind an object in which there is nothing. */
static struct place
take_empty(const struct scan *scan, struct place from)
{
	if (!json_accept(&from.at, scan->end, '{') || !json_accept(&from.at, scan->end, '}'))
		return NOWHERE;
	return from;
}

/* The object whose brace is here. */
static struct place
take_object(const struct scan *scan, struct place from, enum json_place place, unsigned depth)
{
	struct json_word *word = &scan->memory->words.words[place];

	do {
		struct place value = next_word(scan, &word, place, from);

		if (!value.at) {
			scan->memory->values.headers |= place == JSON_HEADERS;
			return take_empty(scan, from);
		}
		from = take_value(scan, word, value, depth);
		if (!from.at)
			return NOWHERE;
		if (*from.at <= ' ')
			from.at = skip_blanks(from.at, scan->end);
	} while (from.at < scan->end && *from.at == ',');
	scan->memory->values.headers = scan->memory->values.headers || place == JSON_HEADERS;
	return json_accept(&from.at, scan->end, '}') ? from : NOWHERE;
}

const char *
json_scan(struct json_memory *memory, const struct json_table *table, const struct line *line, const char *at)
{
	const struct scan scan = {memory, line->base, line->text.p + line->text.n, line->marks + line->nmarks};
	struct json_values *values = &memory->values;

	json_words_begin(&memory->words, table);
	values->taken = values->escaped = 0;
	values->families = 0;
	values->headers = false;
	return take_object(&scan, moved(&scan, (struct place){at, line->marks}, at), JSON_TOP, 0).at;
}
