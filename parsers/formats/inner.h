/*
 * inner: a line that stands in other lines: one JSON object written over several lines, or a line
 * of log that is a string in JSON. It has its own copy and its own marks, and lives until the next.
 */
#ifndef FOOTFALL_PARSERS_INNER_H
#define FOOTFALL_PARSERS_INNER_H

#include "parsers/lines.h"

/* The longest object over several lines, in bytes. */
#define INNER_LIMIT ((size_t)64 << 10)

struct inner {
	char *text;
	size_t room, used;
	uint32_t *marks;
	size_t marks_room;
	size_t depth; /* of braces and brackets of the object that has begun */
	bool begun, busy;
};

enum inner_step {
	INNER_NONE, /* the line is no part of an object over several lines */
	INNER_MORE, /* it is, and says nothing by itself */
	INNER_WHOLE, /* it ends one: *whole is the object */
};

/* Makes a line of a copy of the text. *inner is allocated when NULL. */
void inner_line(struct inner **inner, struct span text, struct line *line);

/* Whether a line may be part of an object over several lines: inner_collect gives INNER_NONE for
 * any other. */
static inline bool
inner_may_collect(const struct inner *inner, struct span text)
{
	return (inner && inner->begun) || text.n < 2 || text.p[1] != '"';
}

/* Collects pretty-printed JSON. An object over several lines begins with a line that is nothing
 * but "{"; a line "[" or "]" around such objects is passed over too. */
enum inner_step inner_collect(struct inner **inner, const struct line *line, struct line *whole);

/* Forgets an object that has begun. */
void inner_reset(struct inner *inner);
void inner_free(struct inner *inner);

#endif
