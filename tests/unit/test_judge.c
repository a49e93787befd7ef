#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/hash.h"
#include "parsers/judge.h"

#define BROWSER "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0"

static const struct record page = {
    .address = {"192.0.2.1", 9},
    .method = {"GET", 3},
    .target = {"/", 1},
    .referer = {"https://t.co/Ab", 15},
    .agent = {BROWSER, sizeof(BROWSER) - 1},
    .status = 200,
    .time = 1741780800,
    .has_referer = true,
    .has_agent = true,
};

static struct judge_rules *rules;

/* The judgement by a judge of its own; the agent is gone, its verdict is not looked at. */
static struct judgement
judged(struct record record, struct judge_settings settings)
{
	struct judge *judge = judge_open(rules, &settings, &hash_agents);
	struct judgement out;
	judge_record(judge, &record, &out);
	assert_true((out.agent == NULL) == (out.verdict == VERDICT_EXCLUDED));
	if (out.agent)
		assert_non_null(judge_agent_any(judge, &record, &out));
	judge_close(judge);
	return out;
}

static void
verdicts_come_in_order(void **state)
{
	(void)state;
	struct cidr home;
	assert_true(cidr_parse(SPAN("192.0.2.0/24"), &home));
	struct judge_settings none = {.nsites = 0}, excluding = {.excluded = &home, .nexcluded = 1};
	struct record robot = page, asset = page, both = page, named = page;
	robot.agent = both.agent = SPAN("curl/8.0");
	asset.target = both.target = SPAN("/a.css");
	named.address = SPAN("host.example");
	assert_int_equal(judged(page, none).verdict, VERDICT_VIEW);
	assert_int_equal(judged(robot, none).verdict, VERDICT_ROBOT);
	assert_int_equal(judged(robot, none).origin.evidence, EVIDENCE_REFERER);
	assert_int_equal(judged(asset, none).verdict, VERDICT_NOT_PAGE);
	assert_int_equal(judged(asset, none).page, PAGE_OWN_ASSET);
	assert_int_equal(judged(both, none).verdict, VERDICT_ROBOT);
	assert_int_equal(judged(both, excluding).verdict, VERDICT_EXCLUDED);
	assert_false(judged(page, excluding).foreign_host);
	assert_int_equal(judged(named, excluding).verdict, VERDICT_VIEW);
}

static void
fields_that_are_not_logged_decide_nothing(void **state)
{
	(void)state;
	struct judge_settings none = {.nsites = 0};
	struct record record = page;
	record.agent = SPAN("");
	assert_int_equal(judged(record, none).verdict, VERDICT_ROBOT);
	record.has_agent = false;
	assert_int_equal(judged(record, none).verdict, VERDICT_VIEW);
	record.has_referer = false;
	assert_int_equal(judged(record, none).origin.source, SOURCE_DIRECT);
	record.target = SPAN("/?utm_source=twitter");
	assert_int_equal(judged(record, none).origin.evidence, EVIDENCE_TAG);
}

static void
hosts_are_own_or_foreign(void **state)
{
	(void)state;
	struct span own[] = {SPAN("other.example"), SPAN("blog.example.org")};
	struct judge_settings none = {.nsites = 0}, two = {.sites = own, .nsites = 2};
	struct record record = page;
	record.host = SPAN("WWW.Blog.example.org:443");
	struct judgement out = judged(record, two);
	assert_int_equal(out.verdict, VERDICT_VIEW);
	record.host = SPAN("shop.example.org");
	out = judged(record, two);
	assert_int_equal(out.verdict, VERDICT_EXCLUDED);
	assert_true(out.foreign_host);
	record.referer = SPAN("https://www.shop.example.org/a");
	assert_int_equal(judged(record, none).origin.source, SOURCE_INTERNAL);
	record.host = SPAN("");
	assert_int_equal(judged(record, none).origin.source, SOURCE_OTHER);
	record.referer = SPAN("https://other.example/a");
	assert_int_equal(judged(record, two).origin.source, SOURCE_INTERNAL);
}

/* Clients choose the host that is logged: none makes a click from Twitter one of the own site. */
static void
no_own_host_takes_from_twitter(void **state)
{
	(void)state;
	static const struct span hosts[] = {SPAN_INIT("t.co"), SPAN_INIT("twitter.com"), SPAN_INIT("x.com")};
	struct judge_settings none = {.nsites = 0};
	struct record record = page;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		char referer[40];
		int n = snprintf(referer, sizeof(referer), "https://%.*s/a", SPAN_ARG(hosts[i]));
		record.host = hosts[i];
		record.referer = span_make(referer, (size_t)n);
		record.time = INT64_C(1700000000);
		assert_int_equal(judged(record, none).origin.evidence, EVIDENCE_REFERER);
	}
}

static void
the_site_is_the_plain_host(void **state)
{
	(void)state;
	struct judge_settings none = {.nsites = 0};
	struct judge *judge = judge_open(rules, &none, &hash_agents);
	struct record record = page;
	struct judgement out;
	record.host = SPAN("Blog.Example.org.:8080");
	judge_record(judge, &record, &out);
	assert_true(span_eq(out.site, SPAN("blog.example.org")));
	record.host = SPAN("");
	judge_record(judge, &record, &out);
	assert_int_equal(out.site.n, 0);
	judge_close(judge);
}

/* What a judge remembers of a Referer's host changes nothing. */
static void
hosts_decide_again_as_before(void **state)
{
	(void)state;
	static const struct {
		struct span referer;
		int64_t time;
		unsigned source;
		struct span link;
	} rows[] = {
	    {SPAN_INIT("https://t.co/Ab12345678"), 1741780800, SOURCE_TWITTER, SPAN_INIT("t.co/Ab12345678")},
	    {SPAN_INIT("http://t.co/"), 1341780800, SOURCE_TWITTER, SPAN_INIT("")},
	    {SPAN_INIT("https://t.co/Cd90123456?amp=1"), 1741780800, SOURCE_TWITTER, SPAN_INIT("t.co/Cd90123456")},
	    {SPAN_INIT("https://twitter.com/somebody/status/20"), 1741780800, SOURCE_TWITTER,
		SPAN_INIT("twitter.com/somebody/status/20")},
	    {SPAN_INIT("https://t.co.example/x"), 1741780800, SOURCE_OTHER, SPAN_INIT("")},
	    /* Before July 2023 x.com was somebody else's. */
	    {SPAN_INIT("https://x.com/somebody"), 1741780800, SOURCE_TWITTER, SPAN_INIT("x.com/somebody")},
	    {SPAN_INIT("https://x.com/somebody"), 1341780800, SOURCE_OTHER, SPAN_INIT("")},
	    {SPAN_INIT("https://buffer.com/x"), 1741780800, SOURCE_TWITTER, SPAN_INIT("")},
	};
	struct judge_settings none = {.nsites = 0};
	struct judge *judge = judge_open(rules, &none, &hash_agents);
	struct judgement out;
	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			struct record record = page;
			record.referer = rows[i].referer;
			record.time = rows[i].time;
			record.target = i == 7 && round != 1 ? SPAN("/?utm_source=twitter") : SPAN("/");
			judge_record(judge, &record, &out);
			if (i == 7) {
				assert_int_equal(out.origin.source == SOURCE_TWITTER, round != 1);
				continue;
			}
			assert_int_equal(out.origin.source, rows[i].source);
			assert_int_equal(out.origin.evidence, rows[i].source == SOURCE_TWITTER);
			assert_true(span_eq(out.origin.link, rows[i].link));
		}
	judge_close(judge);
}

static int
setup(void **state)
{
	(void)state;
	rules = judge_rules_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	judge_rules_close(rules);
	return 0;
}

int
main(void)
{
	judge_close(NULL);
	judge_rules_close(NULL);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(verdicts_come_in_order),
	    cmocka_unit_test(fields_that_are_not_logged_decide_nothing),
	    cmocka_unit_test(hosts_are_own_or_foreign),
	    cmocka_unit_test(no_own_host_takes_from_twitter),
	    cmocka_unit_test(the_site_is_the_plain_host),
	    cmocka_unit_test(hosts_decide_again_as_before),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
