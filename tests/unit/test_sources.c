#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/hash.h"
#include "parsers/judge.h"
#include "parsers/pattern.h"
#include "parsers/url.h"
#include "tests/unit/data.h"
#include <stdio.h>

#define MARCH_2025 INT64_C(1741780800)

static struct span
field(struct span text)
{
	return span_eq(text, SPAN("-")) ? SPAN("") : text;
}

static struct record
record_of(const struct data_case *one)
{
	struct record record = {.address = SPAN("192.0.2.1"), .method = SPAN("GET"), .status = 200, .time = MARCH_2025};
	struct span target = one->lines[0];
	size_t option = span_find(target, SPAN(" | time="));
	uint64_t time;
	if (option != SPAN_NONE) {
		assert_true(span_u64(span_from(target, option + 8), &time));
		record.time = (int64_t)time;
		target = span_first(target, option);
	}
	record.target = target;
	record.referer = field(one->lines[1]);
	record.agent = field(one->lines[2]);
	record.has_referer = record.has_agent = true;
	return record;
}

static void
describe(const struct judgement *judgement, char *out, size_t size)
{
	int n = snprintf(out, size, "%s", judgement->verdict == VERDICT_ROBOT ? "bot " : "");
	if (judgement->page != PAGE_VIEW) {
		snprintf(out + n, size - (size_t)n, "not-page");
		return;
	}
	const struct origin *origin = &judgement->origin;
	char text[SOURCE_LINK_MAX];
	struct span link = sources_link_text(origin->link, text);
	snprintf(out + n, size - (size_t)n, "%s%s%s%s%.*s", sources[origin->source].name, origin->evidence ? "/" : "",
	    evidence_name(origin->evidence), link.n ? " " : "", SPAN_ARG(link));
}

/* What is expected may leave off the link, the evidence, or what a robot would else have been. */
static bool
agrees(struct span got, struct span expected)
{
	if (span_eq(expected, SPAN("not-twitter")))
		return !span_starts(got, SPAN("bot ")) && !span_starts(got, SPAN("twitter"));
	if (!span_starts(got, expected))
		return false;
	bool whole = span_chr(expected, '/') != SPAN_NONE;
	return got.n == expected.n || (!whole && (got.p[expected.n] == '/' || got.p[expected.n] == ' '));
}

static void
origins_are_told(void **state)
{
	(void)state;
	struct span own = SPAN("blog.example.org");
	struct judge_settings settings = {.sites = &own, .nsites = 1};
	struct judge_rules *rules = judge_rules_open();
	struct judge *judge = judge_open(rules, &settings, &hash_agents);
	struct data data;
	struct data_case one;
	unsigned cases = 0;
	data_open(&data, "referrers");
	while (data_next(&data, false, &one)) {
		char got[512];
		struct judgement judgement;
		assert_int_equal(one.nlines, 4);
		struct record record = record_of(&one);
		judge_record(judge, &record, &judgement);
		describe(&judgement, got, sizeof(got));
		if (!agrees(span_str(got), one.lines[3]))
			fail_msg("tests/data/referrers.test:%u: got %s", one.number, got);
		cases++;
	}
	data_close(&data);
	judge_close(judge);
	judge_rules_close(rules);
	assert_true(cases > 290);
}

static void
names_and_rows_agree(void **state)
{
	(void)state;
	assert_int_equal(sources_named(SPAN("twitter")), SOURCE_TWITTER);
	assert_int_equal(sources_named(SPAN("X")), SOURCE_TWITTER);
	assert_int_equal(sources_named(SPAN("Google")), sources_named(SPAN("google")));
	assert_int_equal(sources_named(SPAN("other")), SOURCE_OTHER);
	assert_int_equal(sources_named(SPAN("")), -1);
	assert_int_equal(sources_named(SPAN("nothing such")), -1);
	for (unsigned i = 0; i < sources_count; i++) {
		assert_int_equal(sources_named(span_str(sources[i].name)), (int)i);
		assert_true(sources[i].title[0] && sources[i].kind[0] && sources[i].domains);
	}
	assert_string_equal(evidence_name(EVIDENCE_REFERER), "referer");
	assert_string_equal(evidence_name(EVIDENCE_NONE), "");
}

/* Every domain and app of the table leads to its own row, also with something before it. */
static void
each_domain_finds_its_row(void **state)
{
	(void)state;
	struct source_rules *rules = source_rules_open();
	struct matcher *matcher = matcher_open();
	struct origin origin;
	for (unsigned i = SOURCE_FIRST_NAMED; i < sources_count; i++) {
		for (const char *const *domain = sources[i].domains; *domain; domain++) {
			char text[128];
			struct span stem = span_str(*domain);
			bool any = span_ends(stem, SPAN(".*"));
			snprintf(text, sizeof(text), "https://sub.%.*s%s:443/x", (int)(stem.n - (any ? 2 : 0)), stem.p,
			    any ? ".co.uk" : "");
			struct record record = {.target = SPAN("/"), .referer = span_str(text), .has_referer = true};
			sources_judge(rules, matcher, &record, true, NULL, 0, &origin);
			if (origin.source != i)
				fail_msg("%s is %s, not %s", text, sources[origin.source].name, sources[i].name);
		}
		for (const char *const *app = sources[i].apps; app && *app; app++) {
			char text[128];
			snprintf(text, sizeof(text), "android-app://%s/", *app);
			struct record record = {.target = SPAN("/"), .referer = span_str(text), .has_referer = true};
			sources_judge(rules, matcher, &record, true, NULL, 0, &origin);
			assert_int_equal(origin.source, i);
		}
	}
	matcher_close(matcher);
	source_rules_close(rules);
}

static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* The cheap tests must not lose what the rule of the facts says, told here in plain words: the
 * host is, or ends at a dot in, one of three names. */
static void
cheap_tests_lose_nothing(void **state)
{
	(void)state;
	static const char *const pieces[] = {"https://", "http://", "HTTP://", "t.co", "T.CO", "x.com", "X.Com",
	    "twitter.com", "Twitter.COM", ".", "..", "/", "?", "#", "\\", "@", ":", "443", "www.", "mobile.", "a", "-",
	    "[", "]", " ", "%2e", "net", "fli", "\xd1"};
	static const char *const names[] = {"t.co", "x.com", "twitter.com"};
	struct source_rules *rules = source_rules_open();
	struct matcher *matcher = matcher_open();
	uint32_t seed = 1;
	unsigned found = 0;
	for (unsigned round = 0; round < 200000; round++) {
		char text[128];
		size_t n = 0, count = 1 + next_random(&seed) % 7;
		for (size_t i = 0; i < count; i++) {
			size_t pick =
			    i == 0 ? next_random(&seed) % 4 : next_random(&seed) % (sizeof(pieces) / sizeof(pieces[0]));
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s", pieces[pick]);
		}
		struct record record = {
		    .target = SPAN("/"), .referer = span_make(text, n), .has_referer = true, .time = MARCH_2025};
		struct origin origin;
		struct url url;
		bool expected = false;
		sources_judge(rules, matcher, &record, false, NULL, 0, &origin);
		if (url_split(record.referer, &url) && span_istarts(url.scheme, SPAN("http")) &&
		    !memchr(url.host.p, '[', url.host.n) && !memchr(url.host.p, ']', url.host.n))
			for (size_t i = 0; i < 3; i++)
				expected |= url_host_in(url.host, span_str(names[i]));
		if (expected != (origin.source == SOURCE_TWITTER))
			fail_msg("%.*s", (int)n, text);
		found += expected;
	}
	assert_true(found > 1000);
	matcher_close(matcher);
	source_rules_close(rules);
}

int
main(void)
{
	source_rules_close(NULL);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(origins_are_told),
	    cmocka_unit_test(names_and_rows_agree),
	    cmocka_unit_test(each_domain_finds_its_row),
	    cmocka_unit_test(cheap_tests_lose_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
