#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/hash.h"
#include "parsers/agents.h"
#include "parsers/pattern.h"
#include "tests/unit/data.h"
#include <stdio.h>

struct fixture {
	struct robot_rules *rules;
	struct matcher *matcher;
	struct agents *agents;
};

static int
setup(void **state)
{
	static struct fixture fixture;
	fixture.rules = robot_rules_open();
	fixture.matcher = matcher_open();
	fixture.agents = agents_open(fixture.rules, fixture.matcher, &hash_agents);
	*state = &fixture;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *fixture = *state;
	agents_close(fixture->agents);
	matcher_close(fixture->matcher);
	robot_rules_close(fixture->rules);
	return 0;
}

static void
agents_are_told(void **state)
{
	struct fixture *fixture = *state;
	struct data data;
	struct data_case one;
	unsigned cases = 0;
	data_open(&data, "robots");
	while (data_next(&data, true, &one)) {
		struct span agent = one.lines[0], expected = data_word(&agent);
		struct robot_verdict verdict = robots_judge(fixture->rules, fixture->matcher, agent);
		const char *got = verdict.robot ? "robot" : verdict.twitter_app ? "app" : "person";
		if (!span_eq(span_str(got), expected))
			fail_msg("tests/data/robots.test:%u: %s: %s", one.number, got, verdict.why);
		assert_true(verdict.why[0] != '\0');
		cases++;
	}
	data_close(&data);
	assert_true(cases > 150);
	assert_int_equal(matcher_limits_hit(fixture->matcher), 0);
}

static void
no_agent_is_a_robot(void **state)
{
	struct fixture *fixture = *state;
	assert_true(robots_judge(fixture->rules, fixture->matcher, SPAN("")).robot);
	assert_true(robots_judge(fixture->rules, fixture->matcher, (struct span){NULL, 0}).robot);
	assert_true(robots_judge(fixture->rules, fixture->matcher, SPAN("-")).robot);
	assert_true(agents_find(fixture->agents, SPAN(""))->verdict.robot);
}

/* Three times as many agents as there is room for, asked for twice. */
static void
the_cache_never_changes_an_answer(void **state)
{
	struct fixture *fixture = *state;
	uint64_t asked, hits;
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < 3 * AGENTS_ENTRIES; i++) {
			char text[128];
			int n = snprintf(text, sizeof(text),
			    i % 3 ? "Mozilla/5.0 (X11; Linux x86_64; rv:%u.0) Gecko/20100101 Firefox/%u.0"
				  : "examplebot%u/%u",
			    i, i);
			struct span agent = span_make(text, (size_t)n);
			struct agent *found = agents_find(fixture->agents, agent);
			unsigned char digest[16];
			hash_fingerprint(digest, agent);
			assert_int_equal(found->verdict.robot, i % 3 == 0);
			assert_memory_equal(found->digests->exact, digest, 16);
		}
	agents_stats(fixture->agents, &asked, &hits);
	uint64_t before = hits;
	for (unsigned i = 0; i < 1000; i++)
		assert_false(agents_find(fixture->agents, SPAN("Opera/9.80 (Windows NT 6.1; U; en) Presto/2.10.229"))
				 ->verdict.robot);
	agents_stats(fixture->agents, &asked, &hits);
	assert_true(hits - before >= 999);
}

/* An agent is found by all bits of its hash, wherever it would stand. */
static void
every_bit_of_the_hash_counts(void **state)
{
	struct fixture *fixture = *state;
	static const char *const texts[] = {"", "curl/8.1", "Opera/9.80 (Windows NT 6.1; U; en) Presto/2.10.229",
	    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML) Chrome/124.0.0.0 Safari/537.36"};
	bool robot = false;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct agent *found = agents_find(fixture->agents, span_str(texts[i]));
		struct agents_hint hint = agents_begin(fixture->agents, span_str(texts[i]));
		assert_ptr_equal(agents_glance(fixture->agents, hint, &robot), found);
		assert_int_equal(robot, found->verdict.robot);
		for (unsigned bit = 0; bit < 32; bit++) {
			struct agents_hint other = hint;
			other.tag ^= UINT32_C(1) << bit;
			assert_null(agents_glance(fixture->agents, other, &robot));
			other = hint;
			other.rest ^= UINT32_C(1) << bit;
			if (bit > 1)
				assert_null(agents_glance(fixture->agents, other, &robot));
		}
	}
}

static void
long_agents_are_judged_each_time(void **state)
{
	struct fixture *fixture = *state;
	static char text[1 << 20];
	memset(text, 'a', sizeof(text));
	memcpy(text, "Mozilla/5.0 (X11; Linux) Gecko/1 Firefox/1 ", 43);
	for (size_t n = AGENTS_LONGEST - 1; n < AGENTS_LONGEST + 3; n++)
		assert_false(agents_find(fixture->agents, span_make(text, n))->verdict.robot);
	memcpy(text + 5000, " examplebot ", 12);
	assert_true(agents_find(fixture->agents, span_make(text, 6000))->verdict.robot);
	memset(text, '@', sizeof(text));
	assert_true(agents_find(fixture->agents, span_make(text, sizeof(text)))->verdict.robot);
}

static void
versions_are_taken_out(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
	    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 "
	     "Safari/537.36",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/9.0.0.0 "
		"Safari/37.3",
		true},
	    {"Mozilla/5.0 (X11; rv:126.0) Gecko/20100101 Firefox/126.0",
		"Mozilla/5.0 (X11; rv:9.0) Gecko/2 Firefox/9.0", true},
	    {"(iPhone; CPU iPhone OS 17_4_1 like Mac OS X) Mobile/15E148",
		"(iPhone; CPU iPhone OS 9_0 like Mac OS X) Mobile/22F76", true},
	    {"(Linux; Android 8.1.0; SM-G991B Build/A1)", "(Linux; Android 14; SM-G991B Build/UP1A.23)", true},
	    {"(Linux; Android 14; Pixel 7)", "(Linux; Android 14; Pixel 8)", false},
	    {"(Linux; Android 14; SM-G991B)", "(Linux; Android 14; SM-G996B)", false},
	    {"Chrome/1", "Firefox/1", false},
	    {"", "1.0", true},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char a[256], b[256];
		struct span one = agents_without_versions(span_str(cases[i].a), a, sizeof(a));
		struct span two = agents_without_versions(span_str(cases[i].b), b, sizeof(b));
		if (span_eq(one, two) != cases[i].same)
			fail_msg("'%.*s' and '%.*s'", SPAN_ARG(one), SPAN_ARG(two));
	}
	struct agent *first = agents_find(fixture->agents, SPAN("Opera/9.1 (X11)"));
	unsigned char any[16];
	memcpy(any, agents_any(fixture->agents, first, SPAN("Opera/9.1 (X11)")), sizeof(any));
	struct agent *second = agents_find(fixture->agents, SPAN("Opera/9.2 (X11)"));
	assert_memory_equal(any, agents_any(fixture->agents, second, SPAN("Opera/9.2 (X11)")), 16);
	char tiny[4];
	assert_int_equal(agents_without_versions(SPAN("abcdefgh"), tiny, sizeof(tiny)).n, 4);
}

int
main(void)
{
	agents_close(NULL);
	robot_rules_close(NULL);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(agents_are_told),
	    cmocka_unit_test(no_agent_is_a_robot),
	    cmocka_unit_test(the_cache_never_changes_an_answer),
	    cmocka_unit_test(every_bit_of_the_hash_counts),
	    cmocka_unit_test(long_agents_are_judged_each_time),
	    cmocka_unit_test(versions_are_taken_out),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
