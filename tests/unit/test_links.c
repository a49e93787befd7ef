/* Links and landing pages out of a log, joined with an archive. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/hash.h"
#include "analyzer/links.h"
#include "analyzer/read.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIREFOX "Mozilla/5.0 (X11; Linux x86_64; rv:20.0) Gecko/20100101 Firefox/20.0"
#define LINE(visitor, when, path, referer)                                                                             \
	"203.0.113." visitor " - - [" when " +0000] \"GET " path " HTTP/1.1\" 200 5 \"" referer "\" \"" FIREFOX "\"\n"

struct counted {
	struct zone zone;
	struct keys keys;
	struct judge_settings judge;
	struct read_result result;
	struct links links;
	struct archive archive;
	char name[32];
};

/* Writes a text to a file whose name it leaves in `name`. */
static void
write_file(char name[32], const char *text)
{
	int fd;

	memcpy(name, "/tmp/test_links-XXXXXX", sizeof("/tmp/test_links-XXXXXX"));
	fd = mkstemp(name);
	assert_true(fd >= 0);
	assert_true(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static void
count_log(struct counted *counted, const char *log, struct links_request request)
{
	const char *names[1];

	memset(counted, 0, sizeof(*counted));
	zone_open(&counted->zone, "log");
	keys_public(&counted->keys);
	write_file(counted->name, log);
	names[0] = counted->name;
	struct read_settings settings = {
	    .judge = counted->judge,
	    .zone = &counted->zone,
	    .keys = &counted->keys,
	    .jobs = 1,
	    .keep_text = true,
	};
	read_inputs(&settings, names, 1, &counted->result);
	unlink(counted->name);
	request.judge = &counted->judge;
	links_init(&counted->links, &request, &counted->result.tally);
}

static void
join(struct counted *counted, const char *archive)
{
	const char *names[1];

	write_file(counted->name, archive);
	names[0] = counted->name;
	archive_read(&counted->archive, names, 1, links_wanted, &counted->links, NULL);
	unlink(counted->name);
	links_join(&counted->links, &counted->archive);
}

static void
forget(struct counted *counted)
{
	links_release(&counted->links);
	archive_release(&counted->archive);
	read_release(&counted->result);
}

static const struct links_request everything = {
    .from = INT32_MIN, .to = INT32_MAX, .since = INT32_MIN, .until = INT32_MAX};

static const struct links_link *
find(const struct counted *counted, const char *code)
{
	for (size_t i = 0; i < counted->links.nlinks; i++)
		if (span_eq(counted->links.links[i].code, span_str(code)))
			return &counted->links.links[i];
	fail_msg("no link %s", code);
	return NULL;
}

static const char log_of_four[] = LINE("1", "06/May/2013:08:00:00", "/a", "http://t.co/Abc")
    LINE("1", "06/May/2013:09:00:00", "/b?token=secret", "https://t.co/Abc?amp=1")
	LINE("1", "06/May/2013:09:00:00", "/b?token=secret", "https://t.co/Abc?amp=1")
	    LINE("2", "07/May/2013:08:00:00", "/a", "http://t.co/aBC")
		LINE("2", "07/May/2014:08:00:00", "/a", "http://t.co/aBC")
		    LINE("3", "07/May/2013:08:00:00", "/a", "http://t.co/")
			LINE("3", "07/May/2013:08:10:00", "/a", "http://twitter.com/someone/status/12")
			    LINE("4", "07/May/2013:08:00:01", "/a", "http://www.google.com/");

static void
test_counts(void **state)
{
	struct counted counted;
	const struct links_link *link;

	(void)state;
	count_log(&counted, log_of_four, everything);
	assert_int_equal(counted.links.nlinks, 2);
	link = find(&counted, "Abc");
	assert_int_equal(link->visitors, 1);
	assert_int_equal(link->page_views, 2);
	assert_int_equal(link->first, 1367827200);
	assert_int_equal(link->last, 1367827200 + 3600);
	assert_int_equal(link->npages, 2);
	assert_true(span_eq(link->pages[0].path, SPAN("/a")));
	/* Codes are case-sensitive, and one visitor in two years is two visitor-years. */
	link = find(&counted, "aBC");
	assert_int_equal(link->visitors, 2);
	assert_int_equal(link->page_views, 2);
	assert_int_equal(counted.links.without_code.visitors, 1);
	assert_int_equal(counted.links.without_code.page_views, 2);
	assert_int_equal(counted.links.with_code.visitors, 3);
	assert_int_equal(counted.links.all.visitors, 4);
	assert_int_equal(counted.links.all.page_views, 6);
	assert_int_equal(counted.links.nothers, 2);
	assert_int_equal(counted.links.npages, 2);
	assert_true(span_eq(counted.links.pages[0].path, SPAN("/a")));
	assert_int_equal(counted.links.pages[0].visitors, 4);
	assert_int_equal(counted.links.pages[0].page_views, 5);
	forget(&counted);
}

static void
test_days(void **state)
{
	struct links_request request = everything;
	struct counted counted;

	(void)state;
	/* Rows are chosen, never cut. */
	request.since = calendar_day(2014, 1, 1);
	count_log(&counted, log_of_four, request);
	assert_int_equal(counted.links.nlinks, 1);
	assert_int_equal(find(&counted, "aBC")->visitors, 2);
	forget(&counted);
	/* Of a week its page views alone. */
	request = everything;
	request.from = calendar_day(2014, 5, 5);
	request.to = request.from + 6;
	request.week = true;
	count_log(&counted, log_of_four, request);
	assert_int_equal(counted.links.nlinks, 1);
	assert_int_equal(find(&counted, "aBC")->visitors, 1);
	assert_int_equal(counted.links.all.page_views, 1);
	forget(&counted);
	count_log(&counted, "", everything);
	assert_int_equal(counted.links.nlinks + counted.links.npages, 0);
	join(&counted, "[]");
	forget(&counted);
}

#define TWEET(id, when, text) "{\"id_str\":\"" id "\",\"created_at\":\"" when "\",\"full_text\":\"" text "\"}"

static void
test_relations(void **state)
{
	static const char log[] = LINE("1", "06/May/2013:08:00:00", "/a", "http://t.co/own")
	    LINE("2", "06/May/2013:08:00:00", "/a", "http://t.co/theirs")
		LINE("3", "06/May/2013:08:00:00", "/a", "http://t.co/nobody")
		    LINE("4", "06/May/2013:07:54:59", "/a", "http://t.co/early")
			LINE("5", "06/May/2013:07:55:00", "/a", "http://t.co/clock")
			    LINE("6", "06/May/2013:08:00:00", "/a", "http://t.co/twice")
				LINE("7", "06/May/2013:08:00:00", "/a", "http://t.co/twice")
				    LINE("6", "08/May/2013:08:00:00", "/a", "http://t.co/twice");
	static const char archive[] = "[" TWEET("1", "Mon May 06 08:00:00 +0000 2013",
	    "https://t.co/own https://t.co/early https://t.co/clock") "," TWEET("2", "Mon May 06 12:00:00 +0000 2013",
	    "RT @friend: https://t.co/theirs") "," TWEET("3", "Mon May 06 07:00:00 +0000 2013",
	    "https://t.co/twice") "," TWEET("4", "Tue May 07 07:00:00 +0000 2013",
	    "https://t.co/twice https://t.co/unseen") "]";
	static const struct {
		const char *code;
		enum links_relation relation;
	} expected[] = {
	    {"own", LINKS_OWN},
	    {"theirs", LINKS_OTHER},
	    {"nobody", LINKS_UNKNOWN},
	    {"early", LINKS_BEFORE},
	    {"clock", LINKS_OWN},
	    {"twice", LINKS_SHARED},
	};
	const struct links_link *link;
	struct counted counted;

	(void)state;
	count_log(&counted, log, everything);
	join(&counted, archive);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_int_equal(find(&counted, expected[i].code)->relation, expected[i].relation);
	assert_int_equal(find(&counted, "early")->early, 1);
	/* Each visit belongs to the newest tweet that is not later. */
	link = find(&counted, "twice");
	assert_int_equal(link->ntweets, 2);
	assert_int_equal(link->tweets[0].visitors, 2);
	assert_int_equal(link->tweets[1].visitors, 1);
	assert_true(span_eq(link->tweets[link->tweet].tweet->id, SPAN("3")));
	/* What nobody came by is not kept. */
	assert_int_equal(counted.archive.count, 6);
	assert_int_equal(counted.links.by_relation[LINKS_OWN].visitors, 2);
	assert_int_equal(counted.links.own.visitors, 4);
	assert_int_equal(counted.links.by_relation[LINKS_UNKNOWN].page_views, 1);
	forget(&counted);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_counts),
	    cmocka_unit_test(test_days),
	    cmocka_unit_test(test_relations),
	};

	if (hash_start() != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
