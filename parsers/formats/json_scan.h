/*
 * json_scan: the values of one JSON object whose keys mean something.
 */
#ifndef FOOTFALL_PARSERS_JSON_SCAN_H
#define FOOTFALL_PARSERS_JSON_SCAN_H

#include "parsers/formats/json_words.h"

struct line;

#define JSON_FAMILY_BITS 16

/* Spans borrow from the line and are as they stand there, with their escapes. */
struct json_values {
	uint32_t taken; /* FIELD_BIT of the values that are set */
	uint32_t escaped; /* of those with a backslash in them */
	uint64_t families; /* keys of each enum json_family, JSON_FAMILY_BITS wide */
	bool headers; /* there was an object of headers */
	struct fields fields; /* only the values */
	struct span others[JSON_LINE + 1 - FIELD_SPANS]; /* those that are no text of a record */
	uint8_t ranks[JSON_LINE + 1];
};

/* What is kept from line to line. Zero-initialise. */
struct json_memory {
	struct json_words words;
	struct json_values values; /* of the present line */
};

static inline struct span *
json_value(struct json_values *values, unsigned field)
{
	return field < FIELD_SPANS ? &values->fields.value[field] : &values->others[field - FIELD_SPANS];
}

/* Scans the object that begins at `at` in the line. Gives the place behind it, NULL when it breaks off
 * or is not well formed. */
const char *json_scan(struct json_memory *memory, const struct json_table *table, const struct line *line,
    const char *at) __attribute__((nonnull(4)));

/* Moves over blanks, `c` and blanks; false when no `c` stands there. */
bool json_accept(const char **at, const char *end, char c);

#endif
