/* What a page makes of hostile text, of dates and of numbers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "analyzer/outputs/html.h"
#include "analyzer/outputs/page.h"
#include "base/calendar.h"

#include <math.h>
#include <stdlib.h>

static void
expect(struct span text, const char *expected)
{
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);

	html_text(to, text);
	fclose(to);
	assert_string_equal(out, expected);
	free(out);
}

static void
expect_prose(const char *text, const char *expected)
{
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);

	html_prose(to, text);
	fclose(to);
	assert_string_equal(out, expected);
	free(out);
}

static void
test_text(void **state)
{
	(void)state;
	expect(SPAN("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
	expect(SPAN("&lt;script&gt;"), "&amp;lt;script&amp;gt;");
	expect(SPAN("caf\xC3\xA9 \xF0\x9F\x90\xA6"), "caf\xC3\xA9 \xF0\x9F\x90\xA6");
	expect(span_make("a\0b\x1b\x7f", 5), "a\xEF\xBF\xBD"
					     "b\xEF\xBF\xBD\xEF\xBF\xBD");
	/* A C1 control, an override of direction, a noncharacter; an overlong and a torn sequence. */
	expect(SPAN("\xC2\x9B\xE2\x80\xAE\xEF\xBF\xBE"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	expect(SPAN("\xC0\xBC"
		    "x\xE2\x82"),
	    "\xEF\xBF\xBD\xEF\xBF\xBDx\xEF\xBF\xBD\xEF\xBF\xBD");
	expect(SPAN(""), "");
}

static void
test_prose(void **state)
{
	(void)state;
	expect_prose("from 2013-05-06 to 2013-05-12.", "from 6 May 2013 to 12 May 2013.");
	expect_prose("2013-05-06", "6 May 2013");
	expect_prose(
	    "2013-W19, 2013-02-30, x2013-05-06, 2013-05-061", "2013-W19, 2013-02-30, x2013-05-06, 2013-05-061");
	expect_prose("<2013-05-06>", "&lt;6 May 2013&gt;");
	expect_prose("4 % or 40 %", "4\xC2\xA0% or 40\xC2\xA0%");
}

static void
test_dates(void **state)
{
	int32_t may = calendar_day(2013, 5, 6);

	(void)state;
	assert_string_equal(HTML_DAY_OF(may), "6 May 2013");
	assert_string_equal(HTML_DAYS_OF(may, may), "6 May 2013");
	assert_string_equal(HTML_DAYS_OF(may, may + 6), "6 to 12 May 2013");
	assert_string_equal(HTML_DAYS_OF(calendar_day(2013, 4, 29), may - 1), "29 April to 5 May 2013");
	assert_string_equal(
	    HTML_DAYS_OF(calendar_day(2012, 12, 31), calendar_day(2013, 1, 6)), "31 December 2012 to 6 January 2013");
	assert_string_equal(HTML_SHORT(calendar_day(2012, 12, 31)), "31 Dec 2012");
}

static void
test_numbers(void **state)
{
	(void)state;
	assert_string_equal(HTML_REAL(0), "0");
	assert_string_equal(HTML_REAL(0.04), "0.04");
	assert_string_equal(HTML_REAL(0.5), "0.5");
	assert_string_equal(HTML_REAL(12.04), "12");
	assert_string_equal(HTML_REAL(57.8), "57.8");
	assert_string_equal(HTML_REAL(99.97), "100");
	assert_string_equal(HTML_REAL(100), "100");
	assert_string_equal(HTML_REAL(999.7), "1,000");
	assert_string_equal(HTML_REAL(35418), "35,418");
	assert_string_equal(HTML_REAL(-1234), "-1,234");
	assert_string_equal(HTML_REAL((double)NAN), "\xE2\x80\x93");
}

static void
test_rows(void **state)
{
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);
	struct html_cells cells = {.count = 0};

	(void)state;
	html_cell(&cells, "<b>");
	html_cell_count(&cells, true, 1234);
	html_cell_count(&cells, false, 7);
	html_row(to, &cells);
	fclose(to);
	assert_string_equal(out, "<tr><th>&lt;b&gt;</th><td>1,234</td><td>\xE2\x80\x93</td></tr>\n");
	assert_int_equal(cells.count, 0);
	for (size_t i = 0; i < HTML_CELLS + 3; i++)
		html_cell(&cells, "x");
	assert_int_equal(cells.count, HTML_CELLS);
	free(out);
}

/* Weeks of these counts; -1 is a week without records. */
static void
make_weeks(struct series *weeks, struct series_row *rows, const int *counts, size_t n)
{
	*weeks = (struct series){.any = true, .rows = rows, .nrows = n, .source = "twitter", .source_title = "Twitter"};
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct series_row){
		    .from = calendar_day(2013, 1, 7) + 7 * (int32_t)i,
		    .known = counts[i] >= 0,
		    .complete = true,
		    .visitors = {.count = (uint64_t)(counts[i] > 0 ? counts[i] : 0)},
		};
}

static void
test_scale(void **state)
{
	static const int even[] = {10, 20, 30, 20, 10, -1, 20, 30, 20},
			 tenfold[] = {10, 20, 30, 20, 300, -1, 20, 30, 20}, few[] = {1, 300, 2};
	struct series_row rows[16];
	struct series weeks;

	(void)state;
	make_weeks(&weeks, rows, even, 9);
	assert_true(isinf(page_scale(&weeks, false).cut));
	assert_true(page_scale(&weeks, false).axis.most >= 30);
	make_weeks(&weeks, rows, tenfold, 9);
	assert_true(page_scale(&weeks, false).cut >= 30);
	assert_true(page_scale(&weeks, false).cut < 100);
	/* Of so few nobody can say which is the odd one. */
	make_weeks(&weeks, rows, few, 3);
	assert_true(isinf(page_scale(&weeks, false).cut));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_prose),
	    cmocka_unit_test(test_dates),
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_scale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
