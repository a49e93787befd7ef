#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/jsontree.h"

#include <stdio.h>
#include <stdlib.h>

static struct jsontree *
parsed(const char *text)
{
	const char *why = NULL;
	struct jsontree *tree = jsontree_parse(span_str(text), &why);

	if (!tree)
		fail_msg("%s: %s", text, why);
	return tree;
}

static void
values(void **state)
{
	struct jsontree *tree =
	    parsed("{\"a\":[1,-2.5,\"x\\u00e9\",null,true,3.0],\"b\":{\"c\":9223372036854775807},\"a\":[7]}");
	struct jsontree *list = parsed("[1,-2.5,\"x\\u00e9\",null,true,3.0,1e300]");
	struct span text;
	int64_t integer;
	double real;

	(void)state;
	assert_int_equal(jsontree_kind(tree), JSONTREE_OBJECT);
	assert_int_equal(jsontree_count(jsontree_member(tree, "a")), 1);
	assert_true(jsontree_integer(jsontree_member(jsontree_member(tree, "b"), "c"), &integer));
	assert_int_equal(integer, INT64_MAX);
	assert_null(jsontree_member(tree, "d"));
	assert_null(jsontree_member(jsontree_member(tree, "d"), "e"));
	assert_int_equal(jsontree_kind(NULL), JSONTREE_NULL);
	assert_int_equal(jsontree_count(list), 7);
	assert_true(jsontree_real(jsontree_element(list, 1), &real));
	assert_true(real < -2.4 && real > -2.6);
	assert_false(jsontree_integer(jsontree_element(list, 1), &integer));
	assert_true(jsontree_string(jsontree_element(list, 2), &text));
	assert_true(span_eq(text, SPAN("x\xC3\xA9")));
	assert_int_equal(jsontree_kind(jsontree_element(list, 3)), JSONTREE_NULL);
	assert_int_equal(jsontree_kind(jsontree_element(list, 4)), JSONTREE_BOOLEAN);
	assert_true(jsontree_integer(jsontree_element(list, 5), &integer));
	assert_int_equal(integer, 3);
	assert_false(jsontree_integer(jsontree_element(list, 6), &integer));
	assert_null(jsontree_element(list, 7));
	jsontree_release(tree);
	jsontree_release(list);
	jsontree_release(NULL);
}

static void
faults(void **state)
{
	static const char *const bad[] = {"", "{", "[1,]", "{\"a\" 1}", "[99999999999999999999]", "\"\xff\"", "[1] 2",
	    "\"\\u0000\"", "nan", "[1e999]"};
	struct span deep = {.n = 100000}, large = {.n = JSONTREE_LIMIT + 1};
	char *bytes = malloc(large.n);
	const char *why;

	(void)state;
	assert_non_null(bytes);
	memset(bytes, '[', large.n);
	deep.p = large.p = bytes;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		why = NULL;
		if (jsontree_parse(span_str(bad[i]), &why))
			fail_msg("taken: %s", bad[i]);
		assert_non_null(why);
	}
	assert_null(jsontree_parse(deep, &why));
	assert_string_equal(why, "it is nested too deeply");
	assert_null(jsontree_parse(large, &why));
	assert_string_equal(why, "it is too large");
	assert_null(jsontree_parse(SPAN("]"), NULL));
	free(bytes);
}

static bool
count_two(void *context, struct span name, const struct jsontree *value)
{
	size_t *n = context;

	assert_true(name.n == 1 && jsontree_kind(value) == JSONTREE_INTEGER);
	return ++*n < 2;
}

static void
members(void **state)
{
	struct jsontree *tree = parsed("{\"a\":1,\"b\":2,\"c\":3}");
	size_t n = 0;

	(void)state;
	jsontree_members(tree, count_two, &n);
	assert_int_equal(n, 2);
	jsontree_members(NULL, count_two, &n);
	assert_int_equal(n, 2);
	jsontree_release(tree);
}

/* Appends to a text of `size` bytes. */
static void
append(char *text, size_t size, struct span what)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%.*s", SPAN_ARG(what));
}

static void
items(void **state)
{
	static const struct {
		const char *text, *shown; /* values, '|' behind each; then how it ended */
	} cases[] = {
	    {"[]", "E"},
	    {"[ ] x", "E"},
	    {"[1, {\"a\":\"]\\\"\"},\n\"b,\",[2,[3]]]", "1|{\"a\":\"]\\\"\"}|\"b,\"|[2,[3]]|E"},
	    {"{\"x\" : 1,\n \"table\":[1,2]}", "1|[1,2]|E"},
	    {"[1,2", "1|B"},
	    {"[1 \"", "B"},
	    {"[\"a\\", "B"},
	    {"[", "B"},
	    {"{\"a\"", "B"},
	    {"{\"a\":", "B"},
	    {"{a:1}", "B"},
	    {"[1}", "1|B"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char shown[200] = "";
		struct jsontree_items list;
		struct jsontree_item item;
		enum jsontree_step step;

		jsontree_items(&list, span_str(cases[i].text), 1);
		while ((step = jsontree_next(&list, &item)) == JSONTREE_ITEM) {
			append(shown, sizeof(shown), item.text);
			append(shown, sizeof(shown), SPAN("|"));
		}
		append(shown, sizeof(shown), step == JSONTREE_END ? SPAN("E") : SPAN("B"));
		assert_string_equal(shown, cases[i].shown);
	}
}

static void
item_lines(void **state)
{
	struct jsontree_items list;
	struct jsontree_item item;

	(void)state;
	jsontree_items(&list, SPAN("[\n1,\n\n{\n},2];"), 5);
	assert_int_equal(jsontree_next(&list, &item), JSONTREE_ITEM);
	assert_int_equal(item.line, 6);
	assert_int_equal(jsontree_next(&list, &item), JSONTREE_ITEM);
	assert_int_equal(item.line, 8);
	assert_int_equal(jsontree_next(&list, &item), JSONTREE_ITEM);
	assert_int_equal(item.line, 9);
	assert_int_equal(jsontree_next(&list, &item), JSONTREE_END);
	assert_true(span_eq(list.rest, SPAN(";")));
}

static void
extents(void **state)
{
	(void)state;
	assert_int_equal(jsontree_extent(SPAN("{\"a\":[1,\"}\"]} x")), 13);
	assert_int_equal(jsontree_extent(SPAN("[[]")), 0);
	assert_int_equal(jsontree_extent(SPAN("1")), 0);
	assert_int_equal(jsontree_extent(SPAN("")), 0);
	assert_int_equal(jsontree_extent(SPAN("[\"")), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values),
	    cmocka_unit_test(faults),
	    cmocka_unit_test(members),
	    cmocka_unit_test(items),
	    cmocka_unit_test(item_lines),
	    cmocka_unit_test(extents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
