/*
 * jsontree: JSON texts, cut into values and parsed; the only door to jansson.
 *
 * Large files are cut into the elements of their outer array by a scanner that knows no more than
 * strings and brackets, and each element is parsed alone: memory stays small, a damaged element
 * spoils no other, and every one has its line.
 */
#ifndef FOOTFALL_PARSERS_JSONTREE_H
#define FOOTFALL_PARSERS_JSONTREE_H

#include "base/span.h"

/* A larger value is not parsed, which bounds the memory of a hostile one. */
#define JSONTREE_LIMIT ((size_t)1 << 20)

/* A parsed value, and the values in it. Those in it live as long as the one that was parsed. */
struct jsontree;

enum jsontree_kind {
	JSONTREE_NULL,
	JSONTREE_BOOLEAN,
	JSONTREE_INTEGER,
	JSONTREE_REAL,
	JSONTREE_STRING,
	JSONTREE_ARRAY,
	JSONTREE_OBJECT,
};

/* Parses one value and nothing behind it. NULL when it is none; *why (may be NULL) is then set to
 * static words. Of a key that comes twice the last is kept. Strings may hold any character but
 * U+0000 and must be UTF-8; integers have 64 bits. */
struct jsontree *jsontree_parse(struct span text, const char **why);
void jsontree_release(struct jsontree *tree);

/* These take NULL for a value that is not there: it is a JSONTREE_NULL. */
enum jsontree_kind jsontree_kind(const struct jsontree *tree);
/* The member of that name, byte for byte; NULL when it is no object or has none. */
const struct jsontree *jsontree_member(const struct jsontree *tree, const char *name);
/* Elements of an array, else 0; and the i-th, NULL beyond the end. */
size_t jsontree_count(const struct jsontree *tree);
const struct jsontree *jsontree_element(const struct jsontree *tree, size_t i);
/* The value; false when it is of another kind. A real that is a whole number up to 2^53 is an
 * integer as well. */
bool jsontree_string(const struct jsontree *tree, struct span *out);
bool jsontree_integer(const struct jsontree *tree, int64_t *out);
bool jsontree_real(const struct jsontree *tree, double *out);

/* Calls `visit` for each member of an object in its order, until it gives false. */
void jsontree_members(const struct jsontree *tree,
    bool (*visit)(void *context, struct span name, const struct jsontree *value), void *context);

/*
 * jsontree_items: the elements of an array or the members of an object, as text.
 */
struct jsontree_items {
	struct span rest; /* behind what was given; after the end, behind the closing bracket */
	uint64_t line; /* of rest, from 1 */
	bool object, begun;
};

struct jsontree_item {
	struct span name; /* of a member: between its quotes, escapes left */
	struct span text; /* the value, trimmed */
	uint64_t line; /* where the value begins */
};

enum jsontree_step {
	JSONTREE_ITEM,
	JSONTREE_END, /* the closing bracket */
	JSONTREE_BROKEN, /* the text ends before it, or is no JSON here */
};

/* `text` begins with '[' or '{', which stands in line `line`. */
void jsontree_items(struct jsontree_items *items, struct span text, uint64_t line);
enum jsontree_step jsontree_next(struct jsontree_items *items, struct jsontree_item *item);

/* Length of the value that `text` begins with, to its closing bracket; 0 when it is not closed or
 * is neither array nor object. */
size_t jsontree_extent(struct span text);

#endif
