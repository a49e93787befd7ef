/*
 * json: the rows of formats[] for logs with one JSON object a line.
 *
 * A fast scanner over the marks of the line: no tree is built, and a value is looked at only when
 * its key is known. Keys and what they mean are one table (json_keys.c).
 */
#ifndef FOOTFALL_PARSERS_JSON_H
#define FOOTFALL_PARSERS_JSON_H

#include "parsers/formats/fields.h"

extern const struct format format_json, format_caddy, format_traefik, format_cloudfront_json;

/* The object that a key stands in. */
enum json_place {
	JSON_TOP,
	JSON_REQUEST, /* "request": {...}, "httpRequest": {...} */
	JSON_HEADERS, /* "headers": {...} of a request */
	JSON_OTHER,
};

/* Whose keys they are; a record is of the family most of its keys belong to. */
enum json_family {
	JSON_ANY,
	JSON_CADDY,
	JSON_TRAEFIK,
	JSON_CLOUDFRONT,
	JSON_FAMILIES,
};

#define JSON_LINE FIELD_COUNT /* a "field" of its own: a whole line of log within a string */

struct json_key {
	struct span name;
	uint8_t place, field, rank, family; /* rank: of two keys of one field, the lower counts */
	uint8_t opens; /* enum json_place of the object that is its value; JSON_TOP: none */
};

/* Keys, findable by a hash of their name, which is below 512. */
#define JSON_KEYS 200
struct json_table {
	const struct json_key *keys;
	size_t count;
	uint8_t index[512]; /* number of the key plus one */
};

extern const struct json_key json_keys[];
extern const size_t json_keys_count;

void json_table_init(struct json_table *table, const struct json_key *keys, size_t count);
unsigned json_table_hash(struct span name);
const struct json_key *json_table_find(const struct json_table *table, struct span name, enum json_place place);

/* Parses a line by another table than the built-in one. */
enum reject json_parse(
    const struct json_table *table, struct format_state *state, const struct line *line, struct record *record);

#endif
