#include "parsers/formats/json.h"
#include "base/alloc.h"
#include "parsers/formats/decode.h"
#include "parsers/formats/inner.h"
#include "parsers/formats/json_scan.h"
#include "parsers/formats/w3c.h"
#include "parsers/lines.h"

/* ---- keys ---- */

unsigned
json_table_hash(struct span name)
{
	if (name.n == 0)
		return 0;
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
		unsigned at = json_table_hash(keys[i].name);

		while (table->index[at])
			at = (at + 1) & 511;
		table->index[at] = (uint8_t)(i + 1);
	}
}

const struct json_key *
json_table_find(const struct json_table *table, struct span name, enum json_place place)
{
	for (unsigned at = json_table_hash(name); table->index[at]; at = (at + 1) & 511) {
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

/* ---- the record ---- */

static const struct format *const families[] = {
    [JSON_ANY] = &format_json,
    [JSON_CADDY] = &format_caddy,
    [JSON_TRAEFIK] = &format_traefik,
    [JSON_CLOUDFRONT] = &format_cloudfront_json,
};

static inline bool
taken(const struct json_values *values, unsigned field)
{
	return values->taken & FIELD_BIT(field);
}

static enum json_family
family_of(const struct json_values *values)
{
	enum json_family best = JSON_ANY;
	uint64_t most = 0;

	for (enum json_family i = JSON_CADDY; i < JSON_FAMILIES; i++) {
		uint64_t keys = values->families >> (JSON_FAMILY_BITS * i) & ((1u << JSON_FAMILY_BITS) - 1);

		if (keys > most) {
			best = i;
			most = keys;
		}
	}
	return best;
}

static bool
set_time(struct format_state *state, struct json_values *values)
{
	struct fields *fields = &values->fields;
	struct span text;

	if (!taken(values, FIELD_TIME) && taken(values, FIELD_DATE) && taken(values, FIELD_CLOCK))
		return fields_set_time(fields, state, FIELD_DATE, *json_value(values, FIELD_DATE)) &&
		       fields_set_time(fields, state, FIELD_CLOCK, *json_value(values, FIELD_CLOCK));
	if (!taken(values, FIELD_TIME))
		return false;
	text = *json_value(values, FIELD_TIME);
	if (values->escaped & FIELD_BIT(FIELD_TIME))
		text = decode_escapes(state, text, DECODE_JSON);
	return fields_set_time(fields, state, FIELD_TIME, text);
}

/* Decodes the values in their places. */
static void
decode_values(struct format_state *state, struct json_values *values, enum json_family family)
{
	uint32_t spans = values->taken & ~FIELD_TIMES;
	struct span *value = values->fields.value;

	for (uint32_t left = values->escaped & spans; left; left &= left - 1) {
		unsigned field = (unsigned)__builtin_ctz(left);

		value[field] = decode_escapes(state, value[field], DECODE_JSON);
	}
	if (family != JSON_CLOUDFRONT)
		return;
	for (uint32_t left = spans; left; left &= left - 1) {
		unsigned field = (unsigned)__builtin_ctz(left);

		value[field] = w3c_cloudfront(state, (enum field)field, value[field]);
	}
}

/* The record of the values. */
static enum reject
fill(struct json_values *values, struct format_state *state, enum json_family family, struct record *record)
{
	struct fields *fields = &values->fields;
	uint32_t carried;

	decode_values(state, values, family);
	fields_init(fields);
	fields->have = values->taken & ~FIELD_TIMES;
	if (!set_time(state, values))
		return taken(values, FIELD_TIME) || taken(values, FIELD_DATE) ? REJECT_BAD_TIME : REJECT_NO_TIME;
	/* Caddy writes all headers: one that is not there was not sent. Traefik those it was told to keep: who
	 * keeps the Referer keeps the agent. */
	carried = fields->have;
	if (values->headers)
		carried |= FIELD_BIT(FIELD_REFERER) | FIELD_BIT(FIELD_AGENT);
	else if (family == JSON_TRAEFIK && carried & FIELD_BIT(FIELD_REFERER))
		carried |= FIELD_BIT(FIELD_AGENT);
	return fields_record(state, fields, carried, record);
}

/* The line of another format that is the value of "log", as Docker keeps them. */
static enum reject
parse_within(struct json_values *values, struct format_state *state, struct record *record)
{
	struct span text = *json_value(values, JSON_LINE);
	struct line line;
	const struct format *only = state->only;
	enum reject reject;

	if (state->inner && state->inner->busy)
		return REJECT_NOT_ACCESS;
	if (values->escaped & FIELD_BIT(JSON_LINE))
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
	const char *at = line->text.p, *end = at + line->text.n;
	struct json_values *values;
	enum json_family family;
	enum reject reject;

	if (*at != '{')
		json_accept(&at, end, '[');
	if (at == end || *at != '{')
		return REJECT_UNKNOWN;
	if (!state->json)
		state->json = alloc_zero(1, sizeof(*state->json));
	values = &state->json->values;
	at = json_scan(state->json, table, line, at);
	if (!at)
		return REJECT_BAD_JSON;
	/* Objects of an array, one a line. */
	json_accept(&at, end, ',');
	json_accept(&at, end, ']');
	if (at != end)
		return REJECT_BAD_JSON;
	decode_begin(state, line->text.n);
	if (!(values->taken & FIELD_REQUESTS)) {
		if (!taken(values, JSON_LINE))
			return REJECT_NOT_ACCESS;
		reject = parse_within(values, state, record);
		state->last = &format_json;
		return reject;
	}
	family = family_of(values);
	reject = fill(values, state, family, record);
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
    .borrows = true,
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
    .borrows = true,
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
    .borrows = true,
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
    .borrows = true,
    .relative = true,
    .parse = parse,
};
