/* Tweets of an archive in every layout, by tests/data/archives/codes.tsv, and files that are none. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "base/message.h"
#include "parsers/archive.h"
#include "parsers/tweet.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define FOLDER "tests/data/archives/"

static bool
any_code(void *context, struct span code)
{
	(void)context;
	(void)code;
	return true;
}

static bool
no_code(void *context, struct span code)
{
	++*(unsigned *)context;
	(void)code;
	return false;
}

/* Reads one text as a file. */
static enum archive_result
read_text(struct archive *archive, const char *text, size_t n, struct messages *messages)
{
	char name[] = "/tmp/test_archive-XXXXXX";
	const char *names[] = {name};
	int fd = mkstemp(name);
	enum archive_result result;

	assert_true(fd >= 0);
	assert_true(write(fd, text, n) == (ssize_t)n);
	close(fd);
	result = archive_read(archive, names, 1, any_code, NULL, messages);
	unlink(name);
	return result;
}

static void
print_instant(char out[64], int64_t time)
{
	char day[11];

	calendar_print_day(day, (int32_t)(time / 86400));
	snprintf(out, 64, "%sT%02d:%02d:%02dZ", day, (int)(time / 3600 % 24), (int)(time / 60 % 60), (int)(time % 60));
}

/* One row of the truth: file, code, tweet, created_utc, owner. */
static void
expect_row(const struct archive *archive, struct span row)
{
	struct span code = span_cut(&row, '\t'), id = span_cut(&row, '\t'), created = span_cut(&row, '\t');
	const struct archive_tweet *tweet;
	char when[64];
	size_t count;

	tweet = archive_find(archive, code, &count);
	assert_non_null(tweet);
	assert_int_equal(count, 1);
	assert_true(span_eq(tweet->id, id));
	print_instant(when, tweet->time);
	assert_true(span_eq(created, span_str(when)));
	assert_true(tweet->other == span_eq(row, SPAN("other")));
}

/* Reads the file of consecutive rows when the name changes; each file holds what its rows say, no more. */
static void
test_layouts(void **state)
{
	FILE *truth = fopen(FOLDER "codes.tsv", "re");
	char line[300], path[200] = "", now[200];
	struct archive archive = {0};
	size_t rows = 0, files = 0;

	(void)state;
	assert_non_null(truth);
	assert_non_null(fgets(line, sizeof(line), truth));
	while (fgets(line, sizeof(line), truth)) {
		struct span row = span_trim(span_str(line)), name = span_cut(&row, '\t');
		snprintf(now, sizeof(now), FOLDER "%.*s", SPAN_ARG(name));
		if (strcmp(now, path) != 0) {
			const char *names[] = {now};
			assert_int_equal(archive.count, rows);
			archive_release(&archive);
			assert_int_equal(archive_read(&archive, names, 1, any_code, NULL, NULL), ARCHIVE_READ);
			memcpy(path, now, sizeof(path));
			rows = 0;
			files++;
		}
		expect_row(&archive, row);
		rows++;
	}
	assert_int_equal(archive.count, rows);
	assert_int_equal(files, 7);
	archive_release(&archive);
	fclose(truth);
}

/* The table that came with the cases: code, tweet, created_utc, owner, target. */
static void
test_case(void **state)
{
	const char *names[] = {FOLDER "tweets.js"};
	FILE *truth = fopen(FOLDER "tweets.js.codes.tsv", "re");
	struct archive archive = {0};
	char line[300];
	size_t rows = 0;

	(void)state;
	assert_non_null(truth);
	assert_int_equal(archive_read(&archive, names, 1, any_code, NULL, NULL), ARCHIVE_READ);
	assert_int_equal(archive.read, 4);
	assert_non_null(fgets(line, sizeof(line), truth));
	while (fgets(line, sizeof(line), truth)) {
		char *target = strrchr(line, '\t');
		expect_row(&archive, span_make(line, (size_t)(target - line)));
		rows++;
	}
	assert_int_equal(archive.count, rows);
	archive_release(&archive);
	fclose(truth);
}

static void
test_several(void **state)
{
	const char *names[] = {
	    FOLDER "tweets.js", FOLDER "tweets-2013.csv", FOLDER "tweets-part1.js", FOLDER "tweets.js"};
	struct archive archive = {0};
	size_t count;

	(void)state;
	assert_int_equal(archive_read(&archive, names, 4, any_code, NULL, NULL), ARCHIVE_READ);
	/* The same tweet met three times is one. */
	assert_non_null(archive_find(&archive, SPAN("AbCdEf1234"), &count));
	assert_int_equal(count, 1);
	assert_null(archive_find(&archive, SPAN("ABCDEF1234"), &count));
	assert_int_equal(archive.count, 7);
	archive_release(&archive);
}

static void
test_texts(void **state)
{
	const char *names[] = {FOLDER "tweets-part1.js", FOLDER "tweets.csv"};
	struct archive archive = {0};
	const struct archive_tweet *tweet;
	size_t count;

	(void)state;
	archive_read(&archive, names, 2, any_code, NULL, NULL);
	tweet = archive_find(&archive, SPAN("PartOne001"), &count);
	assert_true(span_starts(tweet->text, SPAN("Radios & valves <old> https://")));
	tweet = archive_find(&archive, SPAN("CsvLink1"), &count);
	assert_true(span_starts(tweet->text, SPAN("He said \"look\",\r\nhttp://")));
	archive_release(&archive);
}

static void
test_wanted(void **state)
{
	const char *names[] = {FOLDER "tweets.js"};
	struct archive archive = {0};
	unsigned asked = 0;

	(void)state;
	archive_read(&archive, names, 1, no_code, &asked, NULL);
	assert_int_equal(asked, 3);
	assert_int_equal(archive.count, 0);
	assert_int_equal(archive.read, 4);
	archive_release(&archive);
}

#define TWEET(id, code)                                                                                                \
	"{\"id_str\":\"" id "\",\"created_at\":\"Mon May 06 08:15:00 +0000 2013\",\"full_text\":\"x "                  \
	"https://t.co/" code "\"}"

static void
test_odd(void **state)
{
	static const struct {
		const char *text;
		enum archive_result result;
		size_t count, messages;
	} cases[] = {
	    {"[]", ARCHIVE_READ, 0, 0},
	    {"\xEF\xBB\xBF  window.YTD.tweets.part0 =\n[\n" TWEET("1", "a1") "];\n", ARCHIVE_READ, 1, 0},
	    /* Joined with cat. */
	    {"window.YTD.tweets.part0 = [" TWEET("1", "a1") "]\nwindow.YTD.tweets.part1 = [" TWEET("2", "a2") "]",
		ARCHIVE_READ, 2, 0},
	    {"window.YTD.tweets.part0 = [" TWEET("1", "a1") "]\nwindow.YTD.like.part0 = [" TWEET("2", "a2") "]",
		ARCHIVE_PARTLY, 1, 1},
	    /* Cut short: what came before counts. */
	    {"window.YTD.tweets.part0 = [" TWEET("1", "a1") ", {\"id_str\":\"2", ARCHIVE_PARTLY, 1, 1},
	    {"[" TWEET("1", "a1"), ARCHIVE_PARTLY, 1, 1},
	    {"[", ARCHIVE_PARTLY, 0, 1},
	    {"[\"", ARCHIVE_PARTLY, 0, 1},
	    {"[\"\\", ARCHIVE_PARTLY, 0, 1},
	    /* A bad element spoils no other. */
	    {"[1, {}, " TWEET("1", "a1") ", \"x]\", [[]], null]", ARCHIVE_PARTLY, 1, 4},
	    {"[}," TWEET("1", "a1") "]", ARCHIVE_PARTLY, 1, 1},
	    {"[" TWEET("x", "a1") "," TWEET("0", "a2") "]", ARCHIVE_PARTLY, 0, 2},
	    /* Other parts of an archive are passed over. */
	    {"window.YTD.like.part0 = [ {\"like\":{}} ]", ARCHIVE_READ, 0, 1},
	    {"window.YTD.deleted_tweets.part0 = [" TWEET("1", "a1") "]", ARCHIVE_READ, 0, 1},
	    {"window.YTD.tweet_headers.part0 = [ ]", ARCHIVE_READ, 0, 1},
	    {"var tweet_index = [ ]", ARCHIVE_READ, 0, 1},
	    /* No archive at all. */
	    {"", ARCHIVE_PARTLY, 0, 1},
	    {"x", ARCHIVE_PARTLY, 0, 1},
	    {"PK\003\004rest", ARCHIVE_PARTLY, 0, 1},
	    {"<!DOCTYPE html>", ARCHIVE_PARTLY, 0, 1},
	    {"date,followers\n2013-05-06,1\n", ARCHIVE_PARTLY, 0, 1},
	    {"tweet_id,timestamp,text\n1,2013-05-06 08:15:00 +0000,http://t.co/a1\n", ARCHIVE_READ, 1, 0},
	    {"tweet_id,timestamp,text\n1,2013-05-06 08:15:00 +0000,\"http://t.co/a1\n", ARCHIVE_PARTLY, 0, 1},
	    {"tweet_id,timestamp,text\n1,yesterday,http://t.co/a1\n\n2\n", ARCHIVE_PARTLY, 0, 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct archive archive = {0};
		struct messages messages = {0};
		enum archive_result result = read_text(&archive, cases[i].text, strlen(cases[i].text), &messages);
		if (result != cases[i].result || archive.count != cases[i].count || messages.count != cases[i].messages)
			fail_msg("case %zu (%s): result %d, %zu codes, %zu messages", i, cases[i].text, (int)result,
			    archive.count, messages.count);
		messages_release(&messages);
		archive_release(&archive);
	}
}

static void
test_times(void **state)
{
	static const struct {
		const char *text;
		int64_t time;
	} cases[] = {
	    {"Mon May 06 08:15:00 +0000 2013", 1367828100},
	    {"Mon May 06 10:15:00 +0200 2013", 1367828100},
	    {"2013-05-06 08:15:00 +0000", 1367828100},
	    {"2013-05-06T08:15:00.000Z", 1367828100},
	    {"", -1},
	    {"2013-05-06", -1},
	    {"Mon May 32 08:15:00 +0000 2013", -1},
	    {"Mon Foo 06 08:15:00 +0000 2013", -1},
	    {"Mon May 06 24:15:00 +0000 2013", -1},
	    {"Mon May 06 08:15:00 +0000 99999999999999999999", -1},
	    {"Mon May 06 08:15:00 +0000 2013 x", -1},
	    {"Mon May 06 08:15:00 0000", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t time = -1;
		tweet_time(span_str(cases[i].text), &time);
		assert_int_equal(time, cases[i].time);
	}
}

/* AddressSanitizer keeps what is freed for a while. */
static bool
sanitized(void)
{
	const char *san = getenv("SAN");

	return san && strcmp(san, "0") != 0 && san[0];
}

/* An archive of any size is read in the same memory; an element larger than the limit is passed over. */
static void
test_large(void **state)
{
	static const char element[] = "{\"tweet\":" TWEET("123456789", "abcdef") "},\n";
	char name[] = "/tmp/test_archive-XXXXXX";
	const char *names[] = {name};
	int fd = mkstemp(name);
	FILE *to = fdopen(fd, "w");
	struct archive archive = {0};
	struct messages messages = {0};
	struct rusage before, after;
	unsigned asked = 0;

	(void)state;
	assert_non_null(to);
	fputs("window.YTD.tweets.part0 = [", to);
	for (int i = 0; i < 100000; i++)
		fputs(element, to);
	putc('"', to);
	for (int i = 0; i < 3 << 20; i++)
		putc('x', to);
	fputs("\",\n" TWEET("1", "last") "]", to);
	fclose(to);
	getrusage(RUSAGE_SELF, &before);
	assert_int_equal(archive_read(&archive, names, 1, no_code, &asked, &messages), ARCHIVE_PARTLY);
	getrusage(RUSAGE_SELF, &after);
	assert_int_equal(asked, 100001);
	assert_int_equal(archive.rejected, 1);
	assert_int_equal(messages.count, 1);
	if (!sanitized())
		assert_true(after.ru_maxrss - before.ru_maxrss < 8 << 10);
	messages_release(&messages);
	archive_release(&archive);
	unlink(name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_layouts),
	    cmocka_unit_test(test_case),
	    cmocka_unit_test(test_several),
	    cmocka_unit_test(test_texts),
	    cmocka_unit_test(test_wanted),
	    cmocka_unit_test(test_odd),
	    cmocka_unit_test(test_times),
	    cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
