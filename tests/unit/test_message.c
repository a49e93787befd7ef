/* clang-format off: cmocka wants its headers in this order */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "base/message.h"
#include <unistd.h>

static void
assert_safe(struct span text, const char *expected)
{
	char out[200];
	size_t n = message_safe(out, sizeof(out), text);
	assert_string_equal(out, expected);
	assert_int_equal(n, strlen(expected));
}

static void
test_safe_text(void **state)
{
	(void)state;
	assert_safe(SPAN(""), "");
	assert_safe(SPAN("/caf\xc3\xa9/\xe2\x82\xac\xf0\x9f\x98\x80"), "/caf\xc3\xa9/\xe2\x82\xac\xf0\x9f\x98\x80");
	assert_safe(SPAN("a\nb\x1b[2J\0\x7f"), "a\\x0ab\\x1b[2J\\x00\\x7f");
	assert_safe(SPAN("\xc2\x9b"), "\\xc2\\x9b");
	assert_safe(SPAN("\xe2\x80\xa8\xe2\x80\xae\xe2\x81\xa6"), "\\xe2\\x80\\xa8\\xe2\\x80\\xae\\xe2\\x81\\xa6");
	assert_safe(SPAN("\xff\xc0\xaf\xed\xa0\x80"), "\\xff\\xc0\\xaf\\xed\\xa0\\x80");
	assert_safe(SPAN("\xf4\x90\x80\x80\xe2\x82"), "\\xf4\\x90\\x80\\x80\\xe2\\x82");
}

static void
test_safe_cuts_between_characters(void **state)
{
	(void)state;
	char out[8];
	assert_int_equal(message_safe(out, 3, SPAN("a\xc3\xa9")), 1);
	assert_int_equal(message_safe(out, 4, SPAN("a\xc3\xa9")), 3);
	assert_int_equal(message_safe(out, 4, SPAN("\n")), 0);
	assert_int_equal(message_safe(out, 5, SPAN("\n")), 4);
	assert_int_equal(message_safe(out, 1, SPAN("a")), 0);
	assert_int_equal(message_safe(out, 0, SPAN("a")), 0);
}

static void
test_collects_lines(void **state)
{
	(void)state;
	struct messages m = {0};
	char name[4000];
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	message_say(&m, "%d%%", 5);
	message_file(&m, "a\nb", "cannot open");
	message_line(&m, "-", 7, "%s", "x\x1b");
	message_byte(&m, NULL, UINT64_MAX, "ends early");
	message_quiet(true);
	message_note(&m, "not said");
	message_quiet(false);
	message_note(&m, "said");
	message_file(&m, name, "why");
	message_say(&m, "%s%s", name, "\n");
	assert_int_equal(m.count, 7);
	assert_string_equal(m.text[0], "5%");
	assert_string_equal(m.text[1], "a\\x0ab: cannot open");
	assert_string_equal(m.text[2], "standard input:7: x\\x1b");
	assert_string_equal(m.text[3], "standard input: at byte 18446744073709551615: ends early");
	assert_string_equal(m.text[4], "said");
	assert_true(span_ends(span_str(m.text[5]), SPAN("nnn: why")));
	assert_true(strlen(m.text[6]) <= 1000);
	assert_true(span_ends(span_str(m.text[6]), SPAN("nn...")));
	messages_release(&m);
	assert_int_equal(m.count, 0);
	messages_release(&m);
}

static void
test_prints_in_order(void **state)
{
	(void)state;
	struct messages m = {0};
	char text[200];
	int fds[2], kept = dup(STDERR_FILENO);
	assert_int_equal(pipe(fds), 0);
	message_say(&m, "one");
	message_say(&m, "two");
	dup2(fds[1], STDERR_FILENO);
	messages_print(&m);
	message_say(NULL, "three");
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(fds[1]);
	ssize_t n = read(fds[0], text, sizeof(text));
	close(fds[0]);
	assert_true(span_eq(span_make(text, (size_t)n), SPAN("footfall: one\nfootfall: two\nfootfall: three\n")));
	assert_int_equal(m.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_safe_text),
	    cmocka_unit_test(test_safe_cuts_between_characters),
	    cmocka_unit_test(test_collects_lines),
	    cmocka_unit_test(test_prints_in_order),
	};
	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
