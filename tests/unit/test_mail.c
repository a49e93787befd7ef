/* Header values and quoted-printable. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/outputs/excerpt.h"
#include "analyzer/outputs/mail.h"
#include <stdlib.h>

static void
test_addresses(void **state)
{
	static const char *const good[] = {"root", "me@example.org", "Me <me@example.org>, \"You\" <you@example.org>"};
	static const char *const bad[] = {"", " ", "a@example.org\nBcc: b@example.org", "a@example.org\r", "a\tb",
	    "a\x1b", "\xC3\xA9@example.org", "a\x7f"};
	char longest[MAIL_ADDRESS + 2];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_null(mail_address(span_str(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_non_null(mail_address(span_str(bad[i])));
	memset(longest, 'a', sizeof(longest));
	assert_null(mail_address(span_make(longest, MAIL_ADDRESS)));
	assert_non_null(mail_address(span_make(longest, MAIL_ADDRESS + 1)));
}

static void
test_dates(void **state)
{
	char out[40];

	(void)state;
	assert_string_equal(mail_date(out, 0), "Thu, 01 Jan 1970 00:00:00 +0000");
	assert_string_equal(mail_date(out, 1399269600), "Mon, 05 May 2014 06:00:00 +0000");
	assert_string_equal(mail_date(out, 1456790399), "Mon, 29 Feb 2016 23:59:59 +0000");
}

static void
expect_quoted(struct span text, const char *expected)
{
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);

	mail_quoted(to, text);
	fclose(to);
	assert_string_equal(out, expected);
	free(out);
}

static void
test_quoted(void **state)
{
	char text[200], expected[220];

	(void)state;
	expect_quoted(SPAN(""), "");
	expect_quoted(SPAN("a b\nc\n"), "a b\nc\n");
	expect_quoted(SPAN("no end"), "no end\n");
	expect_quoted(SPAN("1=2\n"), "1=3D2\n");
	/* Blanks at an end get lost, a dot ends a mail, "From " begins another. */
	expect_quoted(SPAN("a \n \n"), "a=20\n=20\n");
	expect_quoted(SPAN(".\n..\nFrom me\n"), "=2E\n=2E.\n=46rom me\n");
	expect_quoted(SPAN("\xC3\xA9\t\x01\r"), "=C3=A9=09=01=0D\n");
	memset(text, 'x', 100);
	memset(expected, 'x', 75);
	memcpy(expected + 75, "=\nxxxxxxxxxxxxxxxxxxxxxxxxx\n", sizeof("=\nxxxxxxxxxxxxxxxxxxxxxxxxx\n"));
	expect_quoted(span_make(text, 100), expected);
	/* An escape is never cut in two. */
	memcpy(text + 73, "==", 2);
	memset(expected, 'x', 73);
	memcpy(expected + 73, "=\n=3D=3Dx\n", sizeof("=\n=3D=3Dx\n"));
	expect_quoted(span_make(text, 76), expected);
	/* What begins a line after a break is looked at anew. */
	memset(text, 'x', 75);
	text[75] = '.';
	memset(expected, 'x', 75);
	memcpy(expected + 75, "=\n=2E\n", sizeof("=\n=2E\n"));
	expect_quoted(span_make(text, 76), expected);
}

static void
test_excerpts(void **state)
{
	static const struct {
		const char *text;
		unsigned columns;
		enum excerpt_end keep;
		bool utf8;
		const char *expected;
	} cases[] = {
	    {"short", 10, EXCERPT_HEAD, true, "short"},
	    {"exactly 10", 10, EXCERPT_HEAD, true, "exactly 10"},
	    {"longer than ten", 10, EXCERPT_HEAD, true, "longer th\xE2\x80\xA6"},
	    {"longer than ten", 10, EXCERPT_TAIL, true, "\xE2\x80\xA6 than ten"},
	    {"longer than ten", 10, EXCERPT_HEAD, false, "longer t.."},
	    {"longer than ten", 10, EXCERPT_TAIL, false, "..than ten"},
	    {" two\nlines\r\n\tand  more ", 40, EXCERPT_HEAD, true, "two lines and more"},
	    {"a\x1b[31mb", 40, EXCERPT_HEAD, true, "a\\x1b[31mb"},
	    {"\xC3\xA9", 40, EXCERPT_HEAD, false, "?"},
	    {"\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", 5, EXCERPT_HEAD, true, "\xE6\x97\xA5\xE6\x9C\xAC\xE2\x80\xA6"},
	    {"x", 0, EXCERPT_HEAD, true, "\xE2\x80\xA6"},
	    {"", 0, EXCERPT_HEAD, true, ""},
	};
	char out[EXCERPT_ROOM];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
		    excerpt(out, span_str(cases[i].text), cases[i].columns, cases[i].keep, cases[i].utf8),
		    cases[i].expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_dates),
	    cmocka_unit_test(test_quoted),
	    cmocka_unit_test(test_excerpts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
