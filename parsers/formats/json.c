#include "parsers/formats/json.h"
#include "base/alloc.h"
#include "parsers/formats/decode.h"
#include "parsers/formats/inner.h"
#include "parsers/formats/seek.h"
#include "parsers/formats/w3c.h"
#include "parsers/lines.h"

/* ---- keys ---- */

static unsigned
hash(struct span name)
{
	unsigned first = (unsigned char)name.p[0], last = (unsigned char)name.p[name.n - 1];
	unsigned middle = (unsigned char)name.p[name.n / 2];

	return ((unsigned)name.n * 37 + first * 5 + middle * 11 + last * 17) & 511;
}

void
json_table_init(struct json_table *table, const struct json_key *keys, size_t count)
{
	table->keys = keys;
	table->count = count;
	memset(table->index, 0, sizeof(table->index));
	for (size_t i = 0; i < count; i++) {
		unsigned at = hash(keys[i].name);

		while (table->index[at])
			at = (at + 1) & 511;
		table->index[at] = (uint8_t)(i + 1);
	}
}

const struct json_key *
json_table_find(const struct json_table *table, struct span name, enum json_place place)
{
	if (name.n == 0)
		return NULL;
	for (unsigned at = hash(name); table->index[at]; at = (at + 1) & 511) {
		const struct json_key *key = &table->keys[table->index[at] - 1];

		if (key->place == place && span_eq(key->name, name))
			return key;
	}
	return NULL;
}

static const struct json_table *
built_in(struct format_state *state)
{
	if (!state->keys) {
		state->keys = alloc_bytes(sizeof(*state->keys));
		json_table_init(state->keys, json_keys, json_keys_count);
	}
	return state->keys;
}

/* ---- the order of keys ---- */

/*
 * A server writes the same keys in the same order on every line. Each key that came is remembered as
 * it stood there, with what parts it from the value before it, and after which key: `,"status":`.
 * Where that text stands again the key is known by comparing it, and neither cut out nor looked up.
 */
#define WORD_TEXT 48 /* bytes, whole vectors */
#define WORDS 120
#define WORD_SLOTS 256

struct word {
	char text[WORD_TEXT];
	uint8_t length; /* of text */
	uint8_t place; /* enum json_place of the object it stands in */
	uint8_t next, other; /* words that came behind it: the last time, and before that */
	uint8_t field, rank, family, opens; /* as of its json_key */
	bool known; /* it has one */
};

/* Words that no text has: where each place begins, and the one that could not be remembered. */
#define WORD_SPARE (JSON_OTHER + 1)
#define WORD_FIRST (WORD_SPARE + 1)

_Static_assert(JSON_LINE < 32, "a bit for each value");

struct json_memory {
	const struct json_table *table; /* whose keys they are */
	size_t count;
	struct word words[WORDS];
	uint8_t slots[WORD_SLOTS]; /* words by hash; 0: none */
	/* Of the present line; a value is set where its bit of `taken` is. */
	struct fields fields;
	struct span others[JSON_LINE + 1 - FIELD_SPANS]; /* values that are no text of a record */
	uint8_t ranks[JSON_LINE + 1];
};

static void
forget(struct json_memory *memory)
{
	memset(memory->slots, 0, sizeof(memory->slots));
	memory->count = WORD_FIRST;
	for (size_t i = 0; i < WORD_FIRST; i++)
		memory->words[i] = (struct word){.length = 1};
}

static struct json_memory *
memory_of(struct format_state *state, const struct json_table *table)
{
	if (!state->order)
		state->order = alloc_zero(1, sizeof(*state->order));
	if (state->order->table != table) {
		forget(state->order);
		state->order->table = table;
	}
	return state->order;
}

static void
describe(struct word *word, const struct json_table *table, struct span name, enum json_place place)
{
	const struct json_key *key = json_table_find(table, name, place);

	word->place = (uint8_t)place;
	word->known = key != NULL;
	word->field = key ? key->field : FIELD_SKIP;
	word->rank = key ? key->rank : 0;
	word->family = key ? key->family : JSON_ANY;
	word->opens = key ? key->opens : JSON_TOP;
}

/* The slot of a word, or the empty one where it belongs. */
static uint8_t *
slot_of(struct json_memory *memory, struct span text, struct span name, enum json_place place)
{
	unsigned at = name.n == 0 ? 0 : (hash(name) + place) % WORD_SLOTS;

	for (; memory->slots[at]; at = (at + 1) % WORD_SLOTS) {
		const struct word *word = &memory->words[memory->slots[at]];

		if (word->place == place && span_eq(span_make(word->text, word->length), text))
			break;
	}
	return &memory->slots[at];
}

/* Finds or remembers the key `name`, which stands in `text`, behind the word `before`. Gives its
 * number. */
static unsigned
learn(struct json_memory *memory, struct span text, struct span name, enum json_place place, unsigned before)
{
	uint8_t *slot;

	if (text.n > WORD_TEXT) {
		describe(&memory->words[WORD_SPARE], memory->table, name, place);
		return WORD_SPARE;
	}
	slot = slot_of(memory, text, name, place);
	if (!*slot) {
		if (memory->count == WORDS) {
			/* Names that never end: begin again, with this one. */
			forget(memory);
			slot = slot_of(memory, text, name, place);
			before = WORD_SPARE;
		}
		struct word *word = &memory->words[memory->count];

		*word = (struct word){.length = (uint8_t)text.n};
		memcpy(word->text, text.p, text.n);
		describe(word, memory->table, name, place);
		*slot = (uint8_t)memory->count++;
	}
	if (before != WORD_SPARE) {
		memory->words[before].other = memory->words[before].next;
		memory->words[before].next = *slot;
	}
	return *slot;
}

/* ---- scanning ---- */

struct scan {
	struct json_memory *memory;
	const char *at, *end;
	uint32_t taken, escaped; /* FIELD_BIT of the values that are set, and of those with escapes */
	uint64_t families; /* keys of each, FAMILY_BITS wide */
	bool headers;
};

#define FAMILY_BITS 16

_Static_assert(JSON_FAMILIES *FAMILY_BITS <= 64, "a number for each family");

static inline bool
taken(const struct scan *scan, unsigned field)
{
	return scan->taken & FIELD_BIT(field);
}

static inline struct span *
value_of(struct json_memory *memory, unsigned field)
{
	return field < FIELD_SPANS ? &memory->fields.value[field] : &memory->others[field - FIELD_SPANS];
}

static inline void
skip_blanks(struct scan *scan)
{
	while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t'))
		scan->at++;
}

/* Moves over `c` and the blanks around it. */
static inline bool
accept(struct scan *scan, char c)
{
	/* Hardly any server puts blanks there. */
	if (scan->at == scan->end || *scan->at != c)
		skip_blanks(scan);
	if (scan->at == scan->end || *scan->at != c)
		return false;
	scan->at++;
	if (scan->at < scan->end && *scan->at <= ' ')
		skip_blanks(scan);
	return true;
}

/* Moves over the string whose quote is here. */
static inline bool
take_string(struct scan *scan, struct span *out, bool *escaped)
{
	const char *open = scan->at + 1, *close = seek_string_end(open, scan->end, escaped);

	if (!close)
		return false;
	*out = span_make(open, (size_t)(close - open));
	scan->at = close + 1;
	return true;
}

/* A number, true, false or null. */
static inline bool
take_word(struct scan *scan, struct span *out)
{
	static const bool ends[256] = {[','] = true,
	    ['}'] = true,
	    [']'] = true,
	    [' '] = true,
	    ['\t'] = true,
	    ['"'] = true,
	    ['{'] = true,
	    ['['] = true};
	const char *begin = scan->at;

	while (scan->at < scan->end && !ends[(unsigned char)*scan->at])
		scan->at++;
	*out = span_make(begin, (size_t)(scan->at - begin));
	return out->n > 0;
}

/* Moves over an array or object, however deep, without looking at what is in it; `depth` of them
 * are open already. */
static bool
skip_nested(struct scan *scan, size_t depth)
{
	bool escaped;

	while ((scan->at = seek_nest(scan->at, scan->end)) < scan->end) {
		char c = *scan->at++;

		if (c == '"') {
			const char *close = seek_string_end(scan->at, scan->end, &escaped);

			if (!close)
				return false;
			scan->at = close + 1;
		} else if (c == '{' || c == '[')
			depth++;
		else if (--depth == 0)
			return true;
	}
	return false;
}

static inline bool
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

static inline void
keep(struct scan *scan, const struct word *word, struct span text, bool escaped)
{
	unsigned field = word->field;

	scan->families += UINT64_C(1) << (FAMILY_BITS * word->family);
	if (field == FIELD_SKIP)
		return;
	if (field == FIELD_TIME)
		field = time_field(text);
	if (taken(scan, field) && scan->memory->ranks[field] < word->rank)
		return;
	scan->taken |= FIELD_BIT(field);
	scan->escaped = (scan->escaped & ~FIELD_BIT(field)) | (escaped ? FIELD_BIT(field) : 0);
	scan->memory->ranks[field] = word->rank;
	*value_of(scan->memory, field) = text;
}

static bool take_object(struct scan *scan, enum json_place place, unsigned depth);

/* Of an array the first element counts, when it is a string. */
static bool
take_array(struct scan *scan, const struct word *word)
{
	struct span text;
	bool escaped;

	scan->at++;
	skip_blanks(scan);
	if (scan->at < scan->end && *scan->at == '"') {
		if (!take_string(scan, &text, &escaped))
			return false;
		keep(scan, word, text, escaped);
		if (scan->at < scan->end && *scan->at == ']') {
			scan->at++;
			return true;
		}
	}
	return skip_nested(scan, 1);
}

/* The value of a key. */
static inline bool
take_value(struct scan *scan, const struct word *word, unsigned depth)
{
	bool escaped;
	struct span text;

	if (scan->at == scan->end)
		return false;
	if (*scan->at == '"') {
		if (!take_string(scan, &text, &escaped))
			return false;
		if (word->known)
			keep(scan, word, text, escaped);
		return true;
	}
	if (*scan->at == '[' && word->known && word->field != FIELD_SKIP)
		return take_array(scan, word);
	if (*scan->at == '{' && word->opens != JSON_TOP && depth < 4)
		return take_object(scan, word->opens, depth + 1);
	if (*scan->at == '{' || *scan->at == '[')
		return skip_nested(scan, 0);
	if (!take_word(scan, &text))
		return false;
	if (word->known && !is_null(text))
		keep(scan, word, text, false);
	return true;
}

/* Whether a word stands here. When words were forgotten within a line, it may be one of elsewhere. */
static inline bool
stands(const struct scan *scan, const struct word *word, enum json_place place)
{
	return scan->end - scan->at >= word->length && word->place == place &&
	       seek_same(scan->at, word->text, word->length);
}

/* Moves to the value of the next key, from the '{' or ',' before it; gives the number of its word, 0
 * when there is none. */
static unsigned
read_word(struct scan *scan, enum json_place place, unsigned before)
{
	const char *begin = scan->at;
	struct span name;
	bool escaped;

	if (!accept(scan, *begin) || scan->at == scan->end || *scan->at != '"' || !take_string(scan, &name, &escaped) ||
	    !accept(scan, ':'))
		return 0;
	return learn(scan->memory, span_make(begin, (size_t)(scan->at - begin)), name, place, before);
}

static inline unsigned
next_word(struct scan *scan, enum json_place place, unsigned before)
{
	const struct json_memory *memory = scan->memory;
	unsigned next = memory->words[before].next, other = memory->words[before].other;

	if (!stands(scan, &memory->words[next], place))
		next = other;
	if (next == other && !stands(scan, &memory->words[next], place))
		return read_word(scan, place, before);
	scan->at += memory->words[next].length;
	/* More blanks than the last time? */
	if (scan->at < scan->end && *scan->at <= ' ')
		skip_blanks(scan);
	return next;
}

/* Moves to the comma before the next member. */
static inline bool
has_more(struct scan *scan)
{
	if (scan->at < scan->end && *scan->at != ',' && *scan->at <= ' ')
		skip_blanks(scan);
	return scan->at < scan->end && *scan->at == ',';
}

/* The object whose brace is here. */
static bool
take_object(struct scan *scan, enum json_place place, unsigned depth)
{
	unsigned word = place;

	scan->headers = scan->headers || place == JSON_HEADERS;
	do {
		const char *begin = scan->at;

		word = next_word(scan, place, word);
		if (word == 0) {
			/* Nothing in it? */
			scan->at = begin;
			return *begin == '{' && accept(scan, '{') && accept(scan, '}');
		}
		if (!take_value(scan, &scan->memory->words[word], depth))
			return false;
	} while (has_more(scan));
	return accept(scan, '}');
}

/* ---- the record ---- */

static const struct format *const families[] = {
    [JSON_ANY] = &format_json,
    [JSON_CADDY] = &format_caddy,
    [JSON_TRAEFIK] = &format_traefik,
    [JSON_CLOUDFRONT] = &format_cloudfront_json,
};

static enum json_family
family_of(const struct scan *scan)
{
	enum json_family best = JSON_ANY;
	uint64_t most = 0;

	for (enum json_family i = JSON_CADDY; i < JSON_FAMILIES; i++) {
		uint64_t keys = scan->families >> (FAMILY_BITS * i) & ((1u << FAMILY_BITS) - 1);

		if (keys > most) {
			best = i;
			most = keys;
		}
	}
	return best;
}

static bool
set_time(struct format_state *state, const struct scan *scan)
{
	struct fields *fields = &scan->memory->fields;
	struct span text;

	if (!taken(scan, FIELD_TIME) && taken(scan, FIELD_DATE) && taken(scan, FIELD_CLOCK))
		return fields_set_time(fields, state, FIELD_DATE, *value_of(scan->memory, FIELD_DATE)) &&
		       fields_set_time(fields, state, FIELD_CLOCK, *value_of(scan->memory, FIELD_CLOCK));
	if (!taken(scan, FIELD_TIME))
		return false;
	text = *value_of(scan->memory, FIELD_TIME);
	if (scan->escaped & FIELD_BIT(FIELD_TIME))
		text = decode_escapes(state, text, DECODE_JSON);
	return fields_set_time(fields, state, FIELD_TIME, text);
}

/* Decodes the values in their places. */
static void
decode_values(struct format_state *state, const struct scan *scan, enum json_family family)
{
	uint32_t spans = scan->taken & ~FIELD_TIMES;
	struct span *value = scan->memory->fields.value;

	for (uint32_t left = scan->escaped & spans; left; left &= left - 1) {
		unsigned field = (unsigned)__builtin_ctz(left);

		value[field] = decode_escapes(state, value[field], DECODE_JSON);
	}
	if (family != JSON_CLOUDFRONT)
		return;
	for (uint32_t left = spans; left; left &= left - 1) {
		unsigned field = (unsigned)__builtin_ctz(left);

		value[field] = w3c_cloudfront(state, value[field], field == FIELD_AGENT);
	}
}

/* The record of the values. */
static enum reject
fill(const struct scan *scan, struct format_state *state, enum json_family family, struct record *record)
{
	struct fields *fields = &scan->memory->fields;
	uint32_t carried;

	decode_values(state, scan, family);
	fields_init(fields);
	fields->have = scan->taken & ~FIELD_TIMES;
	if (!set_time(state, scan))
		return taken(scan, FIELD_TIME) || taken(scan, FIELD_DATE) ? REJECT_BAD_TIME : REJECT_NO_TIME;
	/* Caddy writes all headers: one that is not there was not sent. Traefik those it was told to keep: who
	 * keeps the Referer keeps the agent. */
	carried = fields->have;
	if (scan->headers)
		carried |= FIELD_BIT(FIELD_REFERER) | FIELD_BIT(FIELD_AGENT);
	else if (family == JSON_TRAEFIK && carried & FIELD_BIT(FIELD_REFERER))
		carried |= FIELD_BIT(FIELD_AGENT);
	return fields_record(state, fields, carried, record);
}

/* The line of another format that is the value of "log", as Docker keeps them. */
static enum reject
parse_within(const struct scan *scan, struct format_state *state, struct record *record)
{
	struct line line;
	struct span text = *value_of(scan->memory, JSON_LINE);
	const struct format *only = state->only;
	enum reject reject;

	if (state->inner && state->inner->busy)
		return REJECT_NOT_ACCESS;
	if (scan->escaped & FIELD_BIT(JSON_LINE))
		text = decode_escapes(state, text, DECODE_JSON);
	inner_line(&state->inner, span_trim(text), &line);
	state->inner->busy = true;
	state->only = NULL;
	reject = format_parse(state, &line, record, NULL);
	state->only = only;
	state->inner->busy = false;
	return reject;
}

enum reject
json_parse(const struct json_table *table, struct format_state *state, const struct line *line, struct record *record)
{
	struct scan scan = {.memory = memory_of(state, table), .at = line->text.p, .end = line->text.p + line->text.n};
	enum json_family family;
	enum reject reject;

	skip_blanks(&scan);
	if (scan.at < scan.end && *scan.at == '[')
		accept(&scan, '[');
	if (scan.at == scan.end || *scan.at != '{')
		return REJECT_UNKNOWN;
	if (!take_object(&scan, JSON_TOP, 0))
		return REJECT_BAD_JSON;
	/* Objects of an array, one a line. */
	accept(&scan, ',');
	accept(&scan, ']');
	if (scan.at != scan.end)
		return REJECT_BAD_JSON;
	decode_begin(state, line->text.n);
	if (!(scan.taken & FIELD_REQUESTS)) {
		if (!taken(&scan, JSON_LINE))
			return REJECT_NOT_ACCESS;
		reject = parse_within(&scan, state, record);
		state->last = &format_json;
		return reject;
	}
	family = family_of(&scan);
	reject = fill(&scan, state, family, record);
	if (reject == REJECT_NONE)
		state->last = families[family];
	return reject;
}

/* ---- the rows ---- */

/* Whether the line that fitted is one of the row asked for: "json" takes all. */
static enum reject
parse(const struct format *format, struct format_state *state, const struct line *line, struct record *record)
{
	struct line whole;
	enum reject reject;

	if (line->text.n == 0)
		return REJECT_BLANK;
	switch (inner_may_collect(state->inner, line->text) ? inner_collect(&state->inner, line, &whole) : INNER_NONE) {
	case INNER_MORE:
		return REJECT_BLANK;
	case INNER_WHOLE:
		line = &whole;
		break;
	case INNER_NONE:
		break;
	}
	reject = json_parse(built_in(state), state, line, record);
	if (reject == REJECT_NONE && format != &format_json && state->only && state->last != format)
		return REJECT_LAYOUT;
	return reject;
}

const struct format format_json = {
    .name = "json",
    .sample = "servers/json.log",
    .summary = "JSON, one object a line: nginx under its usual key names, Docker's json-file and others",
    .example = "{\"time_local\":\"06/May/2013:08:15:00 +0200\",\"remote_addr\":\"203.0.113.7\",\"request\":\"GET "
	       "/a-post/ HTTP/1.1\",\"status\":\"200\",\"http_referer\":\"https://t.co/Ab12345678\","
	       "\"http_user_agent\":\"Mozilla/5.0 (X11; Linux x86_64)\"}",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .parse = parse,
};

const struct format format_caddy = {
    .name = "caddy",
    .sample = "servers/caddy.log",
    .summary = "Caddy's JSON",
    .example =
	"{\"level\":\"info\",\"ts\":1367820900.25,\"logger\":\"http.log.access\",\"msg\":\"handled request\","
	"\"request\":{\"remote_ip\":\"203.0.113.7\",\"method\":\"GET\",\"host\":\"blog.example.org\",\"uri\":"
	"\"/a-post/\",\"headers\":{\"Referer\":[\"https://t.co/Ab12345678\"],\"User-Agent\":[\"Mozilla/5.0 (X11; "
	"Linux x86_64)\"]}},\"size\":5120,\"status\":200}",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .relative = true,
    .parse = parse,
};

const struct format format_traefik = {
    .name = "traefik",
    .sample = "servers/traefik.log",
    .summary = "Traefik's JSON; Referer and User-Agent are in it only if its configuration keeps these headers",
    .example = "{\"ClientHost\":\"203.0.113.7\",\"DownstreamStatus\":200,\"RequestHost\":\"blog.example.org\","
	       "\"RequestMethod\":\"GET\",\"RequestPath\":\"/a-post/\",\"StartUTC\":\"2013-05-06T06:15:00.25Z\","
	       "\"request_Referer\":\"https://t.co/Ab12345678\",\"request_User-Agent\":\"Mozilla/5.0 (X11; Linux "
	       "x86_64)\",\"time\":\"2013-05-06T06:15:00Z\"}",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .relative = true,
    .parse = parse,
};

const struct format format_cloudfront_json = {
    .name = "cloudfront-json",
    .sample = "servers/cloudfront-json.log",
    .summary = "Amazon CloudFront, standard logging v2 in JSON",
    .example =
	"{\"date\":\"2013-05-06\",\"time\":\"06:15:00\",\"c-ip\":\"203.0.113.7\",\"cs-method\":\"GET\","
	"\"cs(Host)\":\"d111111abcdef8.cloudfront.net\",\"cs-uri-stem\":\"/a-post/\",\"sc-status\":\"200\","
	"\"cs(Referer)\":\"https://t.co/Ab12345678\",\"cs(User-Agent)\":\"Mozilla/5.0%20(X11;%20Linux%20x86_64)\","
	"\"cs-uri-query\":\"-\",\"x-host-header\":\"blog.example.org\"}",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .relative = true,
    .parse = parse,
};
