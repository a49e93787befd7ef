#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/page.h"
#include "tests/unit/data.h"

static struct span
kind_name(enum page_kind kind)
{
	static const char *const names[] = {[PAGE_VIEW] = "view",
	    [PAGE_METHOD] = "method",
	    [PAGE_STATUS] = "status",
	    [PAGE_ASSET] = "asset",
	    [PAGE_OWN_ASSET] = "own-asset",
	    [PAGE_MACHINE] = "machine"};
	return span_str(names[kind]);
}

static void
pages_are_told(void **state)
{
	(void)state;
	struct data data;
	struct data_case one;
	unsigned cases = 0;
	data_open(&data, "pages");
	while (data_next(&data, true, &one)) {
		struct span rest = one.lines[0], expected = data_word(&rest);
		uint64_t status = 0;
		struct record record = {.method = data_word(&rest)};
		assert_true(span_u64(data_word(&rest), &status));
		record.status = (uint16_t)status;
		record.target = rest;
		if (!span_eq(kind_name(page_kind(&record)), expected))
			fail_msg("tests/data/pages.test:%u: got %s", one.number, kind_name(page_kind(&record)).p);
		cases++;
	}
	data_close(&data);
	assert_true(cases > 90);
}

static void
targets_are_cut(void **state)
{
	(void)state;
	assert_true(span_eq(page_target(SPAN("http://h.example/a?b")), SPAN("/a?b")));
	assert_true(span_eq(page_target(SPAN("hTTp://h.example")), SPAN("/")));
	assert_true(span_eq(page_target(SPAN("http://h.example?b")), SPAN("?b")));
	assert_true(span_eq(page_target(SPAN("/x/http://h.example/a")), SPAN("/x/http://h.example/a")));
	assert_true(span_eq(page_target(SPAN("://a/b")), SPAN("://a/b")));
	assert_true(span_eq(page_target(SPAN("http:")), SPAN("http:")));
	assert_int_equal(page_target(SPAN("")).n, 0);
	assert_true(span_eq(page_path(SPAN("/a#b?c")), SPAN("/a")));
	assert_true(span_eq(page_path(SPAN("/a?b#c")), SPAN("/a")));
	assert_true(span_eq(page_path(page_target(SPAN("http://h.example?b"))), SPAN("/")));
	assert_true(span_eq(page_path(SPAN("#x")), SPAN("/")));
	assert_int_equal(page_path(SPAN("")).n, 0);
}

/* A mark at every place of targets of every length, with bytes that are no ASCII around it. */
static void
paths_end_at_marks(void **state)
{
	(void)state;
	char text[64];
	for (size_t n = 1; n <= sizeof(text); n++)
		for (size_t at = 1; at <= n; at++) {
			memset(text, 'a', sizeof(text));
			if (n > 3)
				memcpy(text + n / 3, "\xbf\xa3", 2);
			if (at < n)
				text[at] = at % 2 ? '?' : '#';
			assert_int_equal(page_path(span_make(text, n)).n, at);
		}
}

static void
kinds_have_words(void **state)
{
	(void)state;
	assert_string_equal(page_kind_text(PAGE_VIEW), "");
	for (int kind = PAGE_METHOD; kind <= PAGE_MACHINE; kind++)
		assert_true(page_kind_text((enum page_kind)kind)[0] != '\0');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pages_are_told),
	    cmocka_unit_test(targets_are_cut),
	    cmocka_unit_test(paths_end_at_marks),
	    cmocka_unit_test(kinds_have_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
