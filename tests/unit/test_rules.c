/* The user's own rules: taken as a text, kept as a text, and before the built-in ones. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "parsers/pattern.h"
#include "parsers/robots.h"
#include "parsers/rules.h"
#include "parsers/sources.h"

static const char text[] = "\xef\xbb\xbf# mine\r\n\r\n  robot ^Fire\n person  Examplebot \nsource Test-Own a.example\n"
			   "source test-own b.example # too\nsource google c.example\nexclude 192.0.2.0/24";

static void
test_taken(void **state)
{
	struct rules rules = {0}, again = {0};

	(void)state;
	assert_int_equal(rules_take(&rules, "text", span_make(text, sizeof(text) - 1)), 0);
	assert_int_equal(rules.nagents, 2);
	assert_int_equal(rules.nhosts, 3);
	assert_int_equal(rules.nexcluded, 1);
	assert_int_equal(rules.hosts[0].source, sources_named(SPAN("test-own")));
	assert_int_equal(rules.hosts[1].source, rules.hosts[0].source);
	assert_string_equal(sources[rules.hosts[0].source].name, "test-own");
	assert_int_equal(rules_find_source(&rules, SPAN("WWW.B.example")), sources_named(SPAN("test-own")));
	assert_int_equal(rules_find_source(&rules, SPAN("c.example")), sources_named(SPAN("google")));
	assert_int_equal(rules_find_source(&rules, SPAN("xa.example")), -1);
	/* What is kept of them gives the same rules, and the same text. */
	assert_int_equal(rules_take(&again, "kept", span_make(rules.text, rules.ntext)), 0);
	assert_string_equal(again.text, rules.text);
	assert_int_equal(again.nagents + again.nhosts + again.nexcluded, 6);
	rules_release(&again);
	rules_release(&rules);
}

static void
test_judged(void **state)
{
	struct rules rules = {0};
	struct matcher *matcher = matcher_open();
	struct robot_rules *robots = robot_rules_open();

	(void)state;
	assert_int_equal(rules_take(&rules, "text", span_make(text, sizeof(text) - 1)), 0);
	assert_true(robots_judge(robots, matcher, SPAN("Examplebot/1.0")).robot);
	robot_rules_extend(robots, &rules);
	assert_false(robots_judge(robots, matcher, SPAN("Examplebot/1.0")).robot);
	assert_true(robots_judge(robots, matcher, SPAN("firefox")).robot);
	assert_true(robots_judge(robots, matcher, SPAN("firefox Examplebot")).robot);
	assert_true(robots_judge(robots, matcher, SPAN("")).robot);
	robot_rules_close(robots);
	matcher_close(matcher);
	rules_release(&rules);
}

static void
test_refused(void **state)
{
	static const char *const lines[] = {"robots a", "robot", "person  ", "robot (", "source", "source a",
	    "source x a.b", "source all a.b", "source a http://a.b/", "source a a.b c", "source a/b a.b", "exclude",
	    "exclude a", "exclude 1.2.3.4/33", "exclude 192.0.2.1 192.0.2.2",
	    "source abcdefghijklmnopqrstuvwxyzabcdefg a.b"};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct rules rules = {0};
		if (rules_take(&rules, "bad", span_str(lines[i])) != -1 || rules.ntext > 0)
			fail_msg("'%s' is taken", lines[i]);
		rules_release(&rules);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_taken),
	    cmocka_unit_test(test_judged),
	    cmocka_unit_test(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
