#include "parsers/jsontree.h"

#include <jansson.h>
#include <math.h>

/* A struct jsontree is jansson's value under another name; nobody else may know. */
static json_t *
value_of(const struct jsontree *tree)
{
	return (json_t *)(uintptr_t)tree;
}

static struct jsontree *
tree_of(json_t *value)
{
	return (struct jsontree *)value;
}

/* What jansson says, in words that do not depend on its version. */
static const char *
why_of(enum json_error_code code)
{
	switch (code) {
	case json_error_premature_end_of_input:
		return "it ends too early";
	case json_error_invalid_utf8:
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "its text is not UTF-8";
	case json_error_stack_overflow:
		return "it is nested too deeply";
	case json_error_numeric_overflow:
		return "a number is too large";
	case json_error_end_of_input_expected:
		return "something stands behind its end";
	default:
		return "it is not valid JSON";
	}
}

struct jsontree *
jsontree_parse(struct span text, const char **why)
{
	json_error_t error;
	json_t *value = NULL;
	const char *reason = "it is too large";

	if (text.n <= JSONTREE_LIMIT) {
		value = json_loadb(text.p, text.n, JSON_DECODE_ANY, &error);
		if (!value)
			reason = why_of(json_error_code(&error));
	}
	if (!value && why)
		*why = reason;
	return tree_of(value);
}

void
jsontree_release(struct jsontree *tree)
{
	json_decref(value_of(tree));
}

enum jsontree_kind
jsontree_kind(const struct jsontree *tree)
{
	static const enum jsontree_kind kinds[] = {
	    [JSON_NULL] = JSONTREE_NULL,
	    [JSON_TRUE] = JSONTREE_BOOLEAN,
	    [JSON_FALSE] = JSONTREE_BOOLEAN,
	    [JSON_INTEGER] = JSONTREE_INTEGER,
	    [JSON_REAL] = JSONTREE_REAL,
	    [JSON_STRING] = JSONTREE_STRING,
	    [JSON_ARRAY] = JSONTREE_ARRAY,
	    [JSON_OBJECT] = JSONTREE_OBJECT,
	};

	return tree ? kinds[json_typeof(value_of(tree))] : JSONTREE_NULL;
}

const struct jsontree *
jsontree_member(const struct jsontree *tree, const char *name)
{
	return tree_of(json_object_get(value_of(tree), name));
}

size_t
jsontree_count(const struct jsontree *tree)
{
	return json_array_size(value_of(tree));
}

const struct jsontree *
jsontree_element(const struct jsontree *tree, size_t i)
{
	return tree_of(json_array_get(value_of(tree), i));
}

bool
jsontree_string(const struct jsontree *tree, struct span *out)
{
	if (jsontree_kind(tree) != JSONTREE_STRING)
		return false;
	*out = span_make(json_string_value(value_of(tree)), json_string_length(value_of(tree)));
	return true;
}

bool
jsontree_integer(const struct jsontree *tree, int64_t *out)
{
	double real;

	if (jsontree_kind(tree) == JSONTREE_INTEGER) {
		*out = json_integer_value(value_of(tree));
		return true;
	}
	if (!jsontree_real(tree, &real) || !(fabs(real) <= 9007199254740992.0) || floor(real) < real)
		return false;
	*out = (int64_t)real;
	return true;
}

bool
jsontree_real(const struct jsontree *tree, double *out)
{
	if (jsontree_kind(tree) != JSONTREE_REAL)
		return false;
	*out = json_real_value(value_of(tree));
	return true;
}

void
jsontree_members(const struct jsontree *tree,
    bool (*visit)(void *context, struct span name, const struct jsontree *value), void *context)
{
	json_t *object = value_of(tree);
	void *at = json_object_iter(object);

	while (at && visit(context, span_str(json_object_iter_key(at)), tree_of(json_object_iter_value(at))))
		at = json_object_iter_next(object, at);
}

/* Moves `n` bytes on and counts the lines in them. */
static void
items_skip(struct jsontree_items *items, size_t n)
{
	for (size_t i = 0; i < n && i < items->rest.n; i++)
		items->line += items->rest.p[i] == '\n';
	items->rest = span_from(items->rest, n);
}

static void
items_blanks(struct jsontree_items *items)
{
	size_t n = 0;

	while (n < items->rest.n && strchr(" \t\r\n", items->rest.p[n]) && items->rest.p[n])
		n++;
	items_skip(items, n);
}

/* Index behind the string that begins with the quote at `at`; SPAN_NONE when it does not end. */
static size_t
string_end(struct span s, size_t at)
{
	for (at++; at < s.n; at++) {
		if (s.p[at] == '"')
			return at + 1;
		if (s.p[at] == '\\')
			at++;
	}
	return SPAN_NONE;
}

/* Length of the value at the start: up to the comma or bracket that ends it. */
static size_t
value_length(struct span s)
{
	size_t at = 0, depth = 0;

	while (at < s.n) {
		char c = s.p[at];
		if (c == '"') {
			at = string_end(s, at);
			if (at == SPAN_NONE)
				return SPAN_NONE;
			continue;
		}
		if (depth == 0 && (c == ',' || c == ']' || c == '}'))
			return at;
		depth += c == '[' || c == '{';
		depth -= c == ']' || c == '}';
		at++;
	}
	return SPAN_NONE;
}

size_t
jsontree_extent(struct span text)
{
	size_t at = 0, depth = 0;

	if (text.n == 0 || (text.p[0] != '[' && text.p[0] != '{'))
		return 0;
	while (at < text.n) {
		char c = text.p[at];
		if (c == '"') {
			at = string_end(text, at);
			if (at == SPAN_NONE)
				return 0;
			continue;
		}
		at++;
		depth += c == '[' || c == '{';
		if ((c == ']' || c == '}') && --depth == 0)
			return at;
	}
	return 0;
}

void
jsontree_items(struct jsontree_items *items, struct span text, uint64_t line)
{
	*items =
	    (struct jsontree_items){.rest = span_from(text, 1), .line = line, .object = text.n > 0 && text.p[0] == '{'};
}

/* Takes "name": before a value. */
static bool
take_name(struct jsontree_items *items, struct jsontree_item *item)
{
	size_t end = items->rest.n > 0 && items->rest.p[0] == '"' ? string_end(items->rest, 0) : SPAN_NONE;

	if (end == SPAN_NONE)
		return false;
	item->name = span_make(items->rest.p + 1, end - 2);
	items_skip(items, end);
	items_blanks(items);
	if (items->rest.n == 0 || items->rest.p[0] != ':')
		return false;
	items_skip(items, 1);
	items_blanks(items);
	return true;
}

enum jsontree_step
jsontree_next(struct jsontree_items *items, struct jsontree_item *item)
{
	char close = items->object ? '}' : ']';
	size_t length;

	*item = (struct jsontree_item){.name = SPAN(""), .text = SPAN("")};
	items_blanks(items);
	if (items->rest.n > 0 && items->rest.p[0] == close) {
		items_skip(items, 1);
		return JSONTREE_END;
	}
	if (items->begun) {
		if (items->rest.n == 0 || items->rest.p[0] != ',')
			return JSONTREE_BROKEN;
		items_skip(items, 1);
		items_blanks(items);
	}
	items->begun = true;
	if (items->object && !take_name(items, item))
		return JSONTREE_BROKEN;
	length = value_length(items->rest);
	if (length == SPAN_NONE)
		return JSONTREE_BROKEN;
	item->line = items->line;
	item->text = span_trim(span_first(items->rest, length));
	items_skip(items, length);
	return JSONTREE_ITEM;
}
