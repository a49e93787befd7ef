/* clang-format off: cmocka wants its headers in this order */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "base/span.h"

static void
test_compares(void **state)
{
	(void)state;
	assert_true(span_eq(SPAN(""), span_str(NULL)));
	assert_true(span_ieq(SPAN("T.Co"), SPAN("t.cO")));
	assert_false(span_ieq(SPAN("t.co"), SPAN("t.com")));
	assert_false(span_ieq(SPAN("@"), SPAN("`")));
	assert_true(span_starts(SPAN("/feed"), SPAN("/")));
	assert_false(span_starts(SPAN("/"), SPAN("/feed")));
	assert_true(span_istarts(SPAN("HTTP/1"), SPAN("http")));
	assert_true(span_ends(SPAN("a.css"), SPAN(".css")));
	assert_true(span_iends(SPAN("a.CSS"), SPAN(".css")));
	assert_false(span_ends(SPAN("css"), SPAN(".css")));
	assert_true(span_compare(SPAN("a"), SPAN("ab")) < 0);
	assert_true(span_compare(SPAN("\xff"), SPAN("a")) > 0);
	assert_int_equal(span_compare(SPAN("ab"), SPAN("ab")), 0);
}

static void
test_finds(void **state)
{
	(void)state;
	assert_int_equal(span_chr(SPAN("a/b/c"), '/'), 1);
	assert_int_equal(span_rchr(SPAN("a/b/c"), '/'), 3);
	assert_true(span_chr(SPAN(""), '/') == SPAN_NONE);
	assert_int_equal(span_find(SPAN("abcabd"), SPAN("abd")), 3);
	assert_int_equal(span_find(SPAN("abc"), SPAN("")), 0);
	assert_true(span_find(SPAN("ab"), SPAN("abc")) == SPAN_NONE);
	assert_int_equal(span_ifind(SPAN("xxCrAwL"), SPAN("crawl")), 2);
	assert_true(span_ifind(SPAN("craw"), SPAN("crawl")) == SPAN_NONE);
	assert_int_equal(span_ifind(SPAN(""), SPAN("")), 0);
}

static void
test_trims_and_cuts(void **state)
{
	(void)state;
	assert_true(span_eq(span_trim(SPAN(" \t a b\r\n")), SPAN("a b")));
	assert_true(span_eq(span_trim(SPAN(" \n")), SPAN("")));
	struct span rest = SPAN("a,,b");
	assert_true(span_eq(span_cut(&rest, ','), SPAN("a")));
	assert_true(span_eq(span_cut(&rest, ','), SPAN("")));
	assert_true(span_eq(span_cut(&rest, ','), SPAN("b")));
	assert_true(span_eq(span_cut(&rest, ','), SPAN("")));
	assert_int_equal(span_from(SPAN("abc"), 7).n, 0);
}

static void
test_reads_numbers(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "", "-1", "+1", " 1", "1 ", "0x1", "18446744073709551616", "99999999999999999999"};
	uint64_t value = 7;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(span_u64(span_str(bad[i]), &value));
	assert_int_equal(value, 7);
	assert_true(span_u64(SPAN("18446744073709551615"), &value));
	assert_true(value == UINT64_MAX);
	assert_true(span_u64(SPAN("0042"), &value));
	assert_int_equal(value, 42);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_compares),
	    cmocka_unit_test(test_finds),
	    cmocka_unit_test(test_trims_and_cuts),
	    cmocka_unit_test(test_reads_numbers),
	};
	return cmocka_run_group_tests_name("span", tests, NULL, NULL);
}
