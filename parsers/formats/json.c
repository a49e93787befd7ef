#include "parsers/formats/json.h"
#include "base/alloc.h"
#include "parsers/formats/decode.h"
#include "parsers/formats/inner.h"
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

/* ---- scanning ---- */

struct value {
	struct span text;
	bool escaped;
	uint8_t rank;
};

struct scan {
	const struct json_table *table;
	const struct line *line;
	const char *at, *end;
	size_t mark;
	uint32_t taken; /* FIELD_BIT of the values that are set */
	struct value values[JSON_LINE + 1];
	uint8_t families[JSON_FAMILIES]; /* keys of each */
	bool headers;
};

_Static_assert(JSON_LINE < 32, "a bit for each value");

static inline bool
taken(const struct scan *scan, unsigned field)
{
	return scan->taken & FIELD_BIT(field);
}

static inline const char *
mark_at(const struct scan *scan, size_t mark)
{
	return scan->line->base + scan->line->marks[mark];
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

/* Moves over the string that begins here. */
static bool
take_string(struct scan *scan, struct span *out, bool *escaped)
{
	const char *open = scan->at;
	size_t count = scan->line->nmarks, i;

	*escaped = false;
	if (open == scan->end || *open != '"')
		return false;
	while (scan->mark < count && mark_at(scan, scan->mark) < open)
		scan->mark++;
	for (i = scan->mark + 1; i < count; i++) {
		const char *at = mark_at(scan, i);

		if (*at == '"') {
			*out = span_make(open + 1, (size_t)(at - open - 1));
			scan->at = at + 1;
			scan->mark = i + 1;
			return true;
		}
		*escaped = true;
		if (i + 1 < count && mark_at(scan, i + 1) == at + 1)
			i++;
	}
	return false;
}

/* A number, true, false or null. */
static bool
take_word(struct scan *scan, struct span *out)
{
	const char *begin = scan->at;

	while (scan->at < scan->end && *scan->at != ',' && *scan->at != '}' && *scan->at != ']' && *scan->at != ' ' &&
	       *scan->at != '\t' && *scan->at != '"' && *scan->at != '{' && *scan->at != '[')
		scan->at++;
	*out = span_make(begin, (size_t)(scan->at - begin));
	return out->n > 0;
}

/* Moves over an array or object, however deep, without looking at what is in it. */
static bool
skip_nested(struct scan *scan)
{
	size_t depth = 0;
	struct span text;
	bool escaped;

	for (; scan->at < scan->end; scan->at++) {
		if (*scan->at == '"') {
			if (!take_string(scan, &text, &escaped))
				return false;
			scan->at--;
		} else if (*scan->at == '{' || *scan->at == '[') {
			depth++;
		} else if ((*scan->at == '}' || *scan->at == ']') && --depth == 0) {
			scan->at++;
			return true;
		}
	}
	return false;
}

static bool
is_null(struct span word)
{
	return span_eq(word, SPAN("null")) || span_eq(word, SPAN("true")) || span_eq(word, SPAN("false"));
}

static void
keep(struct scan *scan, const struct json_key *key, struct span text, bool escaped)
{
	unsigned field = key->field;

	scan->families[key->family]++;
	if (field == FIELD_SKIP)
		return;
	/* "date" and "time" may be the two halves of a time. */
	if (field == FIELD_TIME && text.n == 10 && text.p[4] == '-')
		field = FIELD_DATE;
	else if (field == FIELD_TIME && text.n == 8 && text.p[2] == ':')
		field = FIELD_CLOCK;
	if (taken(scan, field) && scan->values[field].rank < key->rank)
		return;
	scan->taken |= FIELD_BIT(field);
	scan->values[field] = (struct value){text, escaped, key->rank};
}

static bool take_object(struct scan *scan, enum json_place place, unsigned depth);

/* The value of a key; of an array the first element counts. NULL: of a key that is not known. */
static bool
take_value(struct scan *scan, const struct json_key *key, unsigned depth)
{
	bool escaped, array = false;
	struct span text;

	if (key && scan->at < scan->end && *scan->at == '[' && key->field != FIELD_SKIP) {
		const char *open = scan->at;
		size_t mark = scan->mark;

		array = true;
		scan->at++;
		skip_blanks(scan);
		if (scan->at < scan->end && *scan->at == '"') {
			if (!take_string(scan, &text, &escaped))
				return false;
			keep(scan, key, text, escaped);
		}
		scan->at = open;
		scan->mark = mark;
	}
	if (scan->at == scan->end)
		return false;
	if (*scan->at == '"') {
		if (!take_string(scan, &text, &escaped))
			return false;
		if (key)
			keep(scan, key, text, escaped);
		return true;
	}
	if (*scan->at == '{' && key && key->opens != JSON_TOP && depth < 4)
		return take_object(scan, key->opens, depth + 1);
	if (*scan->at == '{' || *scan->at == '[' || array)
		return skip_nested(scan);
	if (!take_word(scan, &text))
		return false;
	if (key && !is_null(text))
		keep(scan, key, text, false);
	return true;
}

static bool
take_object(struct scan *scan, enum json_place place, unsigned depth)
{
	struct span name;
	bool escaped;

	scan->headers = scan->headers || place == JSON_HEADERS;
	if (!accept(scan, '{'))
		return false;
	if (accept(scan, '}'))
		return true;
	do {
		if (!take_string(scan, &name, &escaped) || !accept(scan, ':') ||
		    !take_value(scan, json_table_find(scan->table, name, place), depth))
			return false;
	} while (accept(scan, ','));
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

	for (enum json_family i = JSON_CADDY; i < JSON_FAMILIES; i++)
		if (scan->families[i] > (best == JSON_ANY ? 0 : scan->families[best]))
			best = i;
	return best;
}

static bool
set_time(struct fields *fields, struct format_state *state, const struct scan *scan)
{
	struct span text;

	if (!taken(scan, FIELD_TIME) && taken(scan, FIELD_DATE) && taken(scan, FIELD_CLOCK))
		return fields_set_time(fields, state, FIELD_DATE, scan->values[FIELD_DATE].text) &&
		       fields_set_time(fields, state, FIELD_CLOCK, scan->values[FIELD_CLOCK].text);
	if (!taken(scan, FIELD_TIME))
		return false;
	text = scan->values[FIELD_TIME].text;
	if (scan->values[FIELD_TIME].escaped)
		text = decode_escapes(state, text, DECODE_JSON);
	return fields_set_time(fields, state, FIELD_TIME, text);
}

/* The fields of the record, decoded. */
static enum reject
fill(const struct scan *scan, struct format_state *state, enum json_family family, struct record *record)
{
	uint32_t carried;
	struct fields fields;

	fields_init(&fields);
	for (enum field i = FIELD_ADDRESS; i < FIELD_SPANS; i++) {
		const struct value *value = &scan->values[i];
		struct span text;

		if (!taken(scan, i))
			continue;
		text = value->text;
		if (value->escaped)
			text = decode_escapes(state, text, DECODE_JSON);
		if (family == JSON_CLOUDFRONT)
			text = w3c_cloudfront(state, text, i == FIELD_AGENT);
		fields_set(&fields, i, text);
	}
	if (!set_time(&fields, state, scan))
		return taken(scan, FIELD_TIME) || taken(scan, FIELD_DATE) ? REJECT_BAD_TIME : REJECT_NO_TIME;
	/* Caddy writes all headers: one that is not there was not sent. Traefik those it was told to keep: who
	 * keeps the Referer keeps the agent. */
	carried = fields.have;
	if (scan->headers)
		carried |= FIELD_BIT(FIELD_REFERER) | FIELD_BIT(FIELD_AGENT);
	else if (family == JSON_TRAEFIK && carried & FIELD_BIT(FIELD_REFERER))
		carried |= FIELD_BIT(FIELD_AGENT);
	return fields_record(state, &fields, carried, record);
}

/* The line of another format that is the value of "log", as Docker keeps them. */
static enum reject
parse_within(const struct value *value, struct format_state *state, struct record *record)
{
	struct line line;
	struct span text = value->text;
	const struct format *only = state->only;
	enum reject reject;

	if (state->inner && state->inner->busy)
		return REJECT_NOT_ACCESS;
	if (value->escaped)
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
	struct scan scan; /* without its values: they are set when they are found */
	enum json_family family;
	enum reject reject;

	scan.table = table;
	scan.line = line;
	scan.at = line->text.p;
	scan.end = line->text.p + line->text.n;
	scan.mark = 0;
	scan.taken = 0;
	scan.headers = false;
	memset(scan.families, 0, sizeof(scan.families));
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
		reject = parse_within(&scan.values[JSON_LINE], state, record);
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
	switch (inner_collect(&state->inner, line, &whole)) {
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
