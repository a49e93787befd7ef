#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/pattern.h"
#include <stdlib.h>

static struct pattern *
open_text(const char *text, bool fold)
{
	char error[128];
	size_t at;
	struct pattern *pattern = pattern_open(span_str(text), fold, error, sizeof(error), &at);
	assert_non_null(pattern);
	return pattern;
}

static void
matches_bytes_and_folds_ascii(void **state)
{
	(void)state;
	struct matcher *matcher = matcher_open();
	struct pattern *exact = open_text("^caf(.)", false), *folded = open_text("^CAF(.)", true);
	assert_true(pattern_match(exact, matcher, SPAN("caf\xe9")));
	assert_true(span_eq(pattern_group(matcher, 1), SPAN("\xe9")));
	assert_true(pattern_match(folded, matcher, SPAN("caf\xc3\xa9")));
	assert_false(pattern_match(exact, matcher, SPAN("CAFE")));
	assert_int_equal(pattern_group(matcher, 0).n, 0);
	assert_int_equal(pattern_group(matcher, 99).n, 0);
	pattern_close(exact);
	pattern_close(folded);
	matcher_close(matcher);
}

static void
the_end_is_the_very_end(void **state)
{
	(void)state;
	struct matcher *matcher = matcher_open();
	struct pattern *pattern = open_text("b$", false), *empty = open_text("^$", false);
	assert_true(pattern_match(pattern, matcher, SPAN("ab")));
	assert_false(pattern_match(pattern, matcher, SPAN("ab\n")));
	assert_true(pattern_match(empty, matcher, (struct span){NULL, 0}));
	pattern_close(pattern);
	pattern_close(empty);
	matcher_close(matcher);
}

static void
a_fault_is_named_with_its_place(void **state)
{
	(void)state;
	char error[128] = "";
	size_t at = 0;
	assert_null(pattern_open(SPAN("ab(c"), false, error, sizeof(error), &at));
	assert_int_equal(at, 4);
	assert_true(error[0] != '\0');
	assert_null(pattern_open(SPAN("(*UTF)x"), false, error, sizeof(error), &at));
	char tiny[4] = "";
	assert_null(pattern_open(SPAN("["), false, tiny, sizeof(tiny), &at));
}

static void
a_limit_counts_as_no_match(void **state)
{
	(void)state;
	struct matcher *matcher = matcher_open();
	struct pattern *pattern = open_text("^(a+)+$", false);
	char text[64];
	memset(text, 'a', sizeof(text));
	text[63] = 'b';
	assert_false(pattern_match(pattern, matcher, span_make(text, sizeof(text))));
	assert_int_equal(matcher_limits_hit(matcher), 1);
	assert_true(pattern_match(pattern, matcher, span_make(text, 63)));
	pattern_close(pattern);
	matcher_close(matcher);
}

int
main(void)
{
	pattern_close(NULL);
	matcher_close(NULL);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(matches_bytes_and_folds_ascii),
	    cmocka_unit_test(the_end_is_the_very_end),
	    cmocka_unit_test(a_fault_is_named_with_its_place),
	    cmocka_unit_test(a_limit_counts_as_no_match),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
