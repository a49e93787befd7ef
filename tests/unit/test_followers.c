#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "base/message.h"
#include "base/zone.h"
#include "parsers/followers/counts.h"
#include "parsers/followers/dates.h"
#include "parsers/followers/followers.h"
#include "parsers/followers/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DATA "tests/data/followers/"

static void
dates(void **state)
{
	static const struct {
		const char *text, *day; /* NULL: no date; "-": impossible; "?": either */
		int32_t seconds, offset;
	} cases[] = {
	    {"2013-05-06", "2013-05-06", -1, 0},
	    {" 2013/5/6 ", "2013-05-06", -1, 0},
	    {"06.05.2013", "2013-05-06", -1, 0},
	    {"6.5.2013 18:00", "2013-05-06", 64800, 0},
	    {"05/04/2013", "?", -1, 0},
	    {"05-04-2013", "?", -1, 0},
	    {"13/05/2013", "?", -1, 0},
	    {"13/13/2013", "-", -1, 0},
	    {"2013-02-30", "-", -1, 0},
	    {"30.02.2013", "-", -1, 0},
	    {"1989-12-31", "-", -1, 0},
	    {"2200-01-01", "-", -1, 0},
	    {"2013-05-06T06:00:02Z", "2013-05-06", 21602, 0},
	    {"2013-05-06 06:00", "2013-05-06", 21600, 0},
	    {"2013-05-06 08:15:00 +0000", "2013-05-06", 29700, 0},
	    {"2013-05-06T23:30:00.123+05:30", "2013-05-06", 84600, 19800},
	    {"2013-05-06 11:30 PM", "2013-05-06", 84600, 0},
	    {"2013-05-06 12:00:00 AM", "2013-05-06", 0, 0},
	    {"2013-05-06 25:00", "-", 90000, 0},
	    {"20130506235959", "2013-05-06", 86399, 0},
	    {"20130506245959", "-", 89999, 0},
	    {"1368057600", "2013-05-09", 0, 0},
	    {"1368057601.5", "2013-05-09", 1, 0},
	    {"Tue, May 7, 2024", "2024-05-07", -1, 0},
	    {"May 7, 2024", "2024-05-07", -1, 0},
	    {"2009-07", "2009-07-01", -1, 0},
	    {"2009-13", "-", -1, 0},
	    {"", NULL, -1, 0},
	    {"20130506", NULL, -1, 0},
	    {"99999999999", NULL, -1, 0},
	    {"2013-W19", NULL, -1, 0},
	    {"2013-05-06x", NULL, -1, 0},
	    {"2013-05-06 13:00 PM", NULL, -1, 0},
	    {"2013-05/06", NULL, -1, 0},
	    {"06.05.13", NULL, -1, 0},
	    {"Foo 7, 2024", NULL, -1, 0},
	    {"date", NULL, -1, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dates_date date = dates_parse(span_str(cases[i].text));
		char day[11] = "?";

		if (!cases[i].day) {
			if (date.kind != DATES_NONE)
				fail_msg("'%s' was taken for a date", cases[i].text);
			continue;
		}
		if (date.kind == DATES_DAY || date.kind == DATES_MONTH)
			calendar_print_day(day, date.day);
		else if (date.kind == DATES_IMPOSSIBLE)
			snprintf(day, sizeof(day), "-");
		if (date.kind == DATES_NONE || strcmp(day, cases[i].day) != 0)
			fail_msg("'%s' gave %s", cases[i].text, day);
		if (strcmp(day, "-") != 0) {
			assert_int_equal(date.seconds, cases[i].seconds);
			assert_int_equal(date.offset, cases[i].offset);
		}
	}
}

static void
counts(void **state)
{
	static const struct {
		const char *text;
		int64_t value; /* -1: refused */
		bool rounded;
	} cases[] = {
	    {"0", 0, false},
	    {"1204", 1204, false},
	    {" 1,204 ", 1204, false},
	    {"1.204", 1204, false},
	    {"1 204 555", 1204555, false},
	    {"531.0", 531, false},
	    {"1204,00", 1204, false},
	    {"0.0", 0, false},
	    {"1.000", 1000, false},
	    {"1\xC2\xA0"
	     "204",
		1204, false},
	    {"1\xE2\x80\xAF"
	     "204",
		1204, false},
	    {"1\xA0"
	     "204",
		1204, false},
	    {"9223372036854775807", INT64_MAX, false},
	    {"9.8K", 9800, true},
	    {"9,85 K", 9850, true},
	    {"12k", 12000, true},
	    {"1.2M", 1200000, true},
	    {"", -1, false},
	    {"-4", -1, false},
	    {"\xE2\x88\x92"
	     "4",
		-1, false},
	    {"-", -1, false},
	    {"N/A", -1, false},
	    {"9223372036854775808", -1, false},
	    {"99999999999999999999", -1, false},
	    {"9223372036854775807K", -1, false},
	    {"1e3", -1, false},
	    {"0x10", -1, false},
	    {"10.5", -1, false},
	    {"10.10", -1, false},
	    {"00.0", -1, false},
	    {"1234.000", -1, false},
	    {"1,2345", -1, false},
	    {"1,204,55", -1, false},
	    {"1,204.555", -1, false},
	    {"1204,555", -1, false},
	    {"1,204K", -1, false},
	    {"1,", -1, false},
	    {",1", -1, false},
	    {"007", -1, false},
	    {"+5", -1, false},
	    {"5 followers", -1, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct counts_count count = {.value = -1};
		const char *why = counts_parse(span_str(cases[i].text), &count);

		if ((why != NULL) != (cases[i].value < 0) || (!why && count.value != cases[i].value))
			fail_msg("'%s' gave %lld (%s)", cases[i].text, (long long)count.value, why ? why : "taken");
		assert_int_equal(count.rounded, cases[i].rounded);
	}
}

/* Appends to a text of `size` bytes. */
static void
append(char *text, size_t size, struct span what)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%.*s", SPAN_ARG(what));
}

static void
rows(void **state)
{
	static const struct {
		const char *text;
		char separator;
		const char *shown; /* line:cell|cell; each row */
	} cases[] = {
	    {"a,b\r\nc,d", ',', "1:a|b;2:c|d;"},
	    {"a,b\rc,d\r", ',', "1:a|b;2:c|d;"},
	    {"\n\n a ;\"b\"\"c\" \n;\n", ';', "3:a|b\"\"c;"},
	    {"\"Tue, May 7\",1\n", ',', "1:Tue, May 7|1;"},
	    {"a,\"x\ny\",b\nc,d,e\n", ',', "1:a|x\ny|b;3:c|d|e;"},
	    {"a,\"x\nb,2\nc,3", ',', "1:!;2:b|2;3:c|3;"},
	    {"a,\"x\nb,\"2\"\n", ',', "1:!;2:b|2;"},
	    {"\"a\"b,1\nc,2\n", ',', "1:!;2:c|2;"},
	    {"a\t\tb", '\t', "1:a||b;"},
	    {"a,", ',', "1:a|;"},
	    {"", ',', ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char shown[200] = "";
		struct rows table;
		struct rows_row row;

		rows_init(&table, span_str(cases[i].text), cases[i].separator);
		while (rows_next(&table, &row)) {
			snprintf(
			    shown + strlen(shown), 40, "%llu:%s", (unsigned long long)row.line, row.fault ? "!" : "");
			for (size_t k = 0; k < row.count && !row.fault; k++) {
				append(shown, sizeof(shown), k > 0 ? SPAN("|") : SPAN(""));
				append(shown, sizeof(shown), row.cells[k]);
			}
			append(shown, sizeof(shown), SPAN(";"));
		}
		assert_string_equal(shown, cases[i].shown);
	}
	assert_int_equal(rows_separator(SPAN("a;1,5\nb;2,5\n")), ';');
	assert_int_equal(rows_separator(SPAN("a,\"1;5\"\nb,2\n")), ',');
	assert_int_equal(rows_separator(SPAN("a\tb,c\nd\te,f\n")), '\t');
	assert_int_equal(rows_separator(SPAN("hello\nworld\n")), 0);
	assert_int_equal(rows_separator(SPAN("")), 0);
}

/* What a reading gave: its result, its readings, what was said. */
struct outcome {
	enum followers_result result;
	struct followers_history history;
	struct messages messages;
};

static struct outcome
outcome_of(const char *const *names, size_t count, const struct followers_options *options)
{
	static const struct followers_options plain = {0};
	struct outcome outcome = {0};

	outcome.result = followers_read(names, count, options ? options : &plain, &outcome.messages, &outcome.history);
	return outcome;
}

static void
outcome_release(struct outcome *outcome)
{
	followers_release(&outcome->history);
	messages_release(&outcome->messages);
}

/* "2013-05-06 531 640;" for each reading, "-" for what is not known. */
static void
outcome_is(const struct outcome *outcome, const char *wanted)
{
	char shown[4000] = "";

	for (size_t i = 0; i < outcome->history.count && i < 50; i++) {
		const struct followers_reading *reading = &outcome->history.readings[i];
		char day[11], counts[2][24] = {"-", "-"};
		calendar_print_day(day, reading->day);
		if (reading->followers >= 0)
			snprintf(counts[0], sizeof(counts[0]), "%lld", (long long)reading->followers);
		if (reading->following >= 0)
			snprintf(counts[1], sizeof(counts[1]), "%lld", (long long)reading->following);
		snprintf(shown + strlen(shown), 80, "%s %s %s;", day, counts[0], counts[1]);
	}
	assert_string_equal(shown, wanted);
}

static bool
outcome_says(const struct outcome *outcome, const char *what)
{
	for (size_t i = 0; i < outcome->messages.count; i++)
		if (strstr(outcome->messages.text[i], what))
			return true;
	return false;
}

/* Reads `text` as a file would hold it, through a pipe's name. */
static struct outcome
outcome_text(struct span text, const struct followers_options *options)
{
	char name[] = "/tmp/footfall-followers-XXXXXX";
	const char *names[] = {name};
	int fd = mkstemp(name);
	struct outcome outcome;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text.p, text.n), (ssize_t)text.n);
	close(fd);
	outcome = outcome_of(names, 1, options);
	unlink(name);
	return outcome;
}

static void
cases_good(void **state)
{
	static const struct {
		const char *file;
		enum followers_result result;
		const char *readings, *says;
	} cases[] = {
	    {DATA "plain.csv", 0,
		"2013-05-01 512 488;2013-05-02 514 490;2013-05-03 517 495;2013-05-06 531 640;2013-05-07 552 790;",
		NULL},
	    {DATA "plain-semicolon-de.csv", 0, "2013-05-01 1998 1020;2013-05-02 2003 1022;2013-05-13 2214 1301;", NULL},
	    {DATA "plain-tab-noheader.tsv", 0, "2013-05-06 540 702;2013-05-07 552 790;", NULL},
	    {DATA "plain-k-suffix.csv", 0, "2014-01-05 9800 -;2014-01-12 10100 -;2014-01-19 10412 -;", "csv:2: "},
	    {DATA "counts.jsonl", 0, "2013-05-06 531 640;2013-05-07 552 790;2013-05-09 571 -;", NULL},
	    {DATA "socialblade-table.json", 0, "2020-05-26 10412 9960;2020-05-27 10473 9960;", NULL},
	    {DATA "odu-fch1.csv", 0, "2012-04-24 310 -;2012-05-08 322 -;", NULL},
	    {DATA "odu-fch2.csv", 0, "2013-01-04 410 -;2013-05-12 688 -;2014-03-02 9120 -;", NULL},
	    {DATA "account_overview_analytics.csv", 0, "2024-05-05 - -;2024-05-06 - -;2024-05-07 - -;", "--anchor"},
	    {DATA "bad-unquoted-thousands.csv", 0, "2009-07-05 4920 -;2009-08-01 5918 -;2009-09-18 7689 -;", "joined"},
	    {DATA "bad-conflict.csv", 0, "2013-05-06 498 -;2013-05-07 552 -;", "csv:4: "},
	    {DATA "bad-jump.csv", 0, "2014-01-05 4790 -;2014-01-12 48000 -;2014-01-19 4830 -;2014-01-26 4851 -;",
		"csv:3: "},
	    {DATA "bad-cells.csv", 3, "2013-05-06 531 -;2013-05-10 571 -;", "csv:6: '-4' is negative"},
	    {DATA "bad-ambiguous-dates.csv", 2, "", "--dates dmy"},
	    {DATA "bad-empty.csv", 1, "", "empty"},
	    {DATA "bad-header-only.csv", 1, "", "no rows"},
	    {DATA "bad-html.csv", 1, "", "web page"},
	    {DATA "follower.js", 1, "", "2 of them"},
	    {DATA "tweets.js", 1, "", "archive"},
	    {DATA "tweets-2013.csv", 1, "", "archive"},
	    {DATA "daily_tweet_activity_metrics_exampleblog_20130501_20130601_en.csv", 1, "", "follows"},
	    {DATA "no-such-file", 1, "", "no-such-file"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct outcome outcome = outcome_of(&cases[i].file, 1, NULL);
		if (outcome.result != cases[i].result || (cases[i].says && !outcome_says(&outcome, cases[i].says)))
			fail_msg("%s: result %d, %zu messages", cases[i].file, outcome.result, outcome.messages.count);
		if (!cases[i].says)
			assert_int_equal(outcome.messages.count, 0);
		outcome_is(&outcome, cases[i].readings);
		outcome_release(&outcome);
	}
}

static void
texts(void **state)
{
	static const struct {
		struct span text;
		enum followers_result result;
		const char *readings, *says;
	} cases[] = {
	    /* the order of the day is proven by the file, not by the row */
	    {SPAN_INIT("date,followers\n05/06/2013,1\n13/06/2013,2\n"), 0, "2013-06-05 1 -;2013-06-13 2 -;", NULL},
	    {SPAN_INIT("date,followers\n05/06/2013,1\n06/13/2013,2\n"), 0, "2013-05-06 1 -;2013-06-13 2 -;", NULL},
	    {SPAN_INIT("date,followers\n13/05/2013,1\n06/13/2013,2\n"), 2, "", "line 2"},
	    {SPAN_INIT("date,followers\n05/05/2013,1\n06/06/2013,2\n"), 0, "2013-05-05 1 -;2013-06-06 2 -;", NULL},
	    {SPAN_INIT("date,followers\n2013-05-05,1\n2013-05-06,2\n03/04/2013,2\n"), 3,
		"2013-05-05 1 -;2013-05-06 2 -;", ":4: '03/04/2013' can be read two ways"},
	    /* quotes */
	    {SPAN_INIT("date,followers\n2013-05-05,\"1\n2013-05-06,2\n"), 3, "2013-05-06 2 -;", ":2: a quote"},
	    /* a cell too many is never a number's tail, unless all rows have it */
	    {SPAN_INIT("date,followers\n2013-05-05,999\n2013-05-06,1,204\n"), 3, "2013-05-05 999 -;", ":3: "},
	    {SPAN_INIT("date,followers,following\n2013-05-05,1,204,640\n"), 1, "", ":2: "},
	    {SPAN_INIT("date,followers\n2013-05-05,999,\n"), 0, "2013-05-05 999 -;", NULL},
	    /* columns by name, or by place where the name says nothing else */
	    {SPAN_INIT("following,Followers Count,day\n3,4,2013-05-05\n"), 0, "2013-05-05 4 3;", NULL},
	    {SPAN_INIT("date,followers,tweets\n2013-05-05,4,3\n"), 0, "2013-05-05 4 -;", NULL},
	    {SPAN_INIT("date,followers,remark\n2013-05-05,4,hello\n"), 0, "2013-05-05 4 -;", NULL},
	    {SPAN_INIT("date,visitors\n2013-05-05,4\n"), 1, "", "no column is named followers"},
	    {SPAN_INIT("531,2013-05-06\n532,2013-05-07\n"), 1, "", ":1: "},
	    {SPAN_INIT("week_start,visitors,followers\n2013-05-06,4,99\n"), 0, "2013-05-12 99 -;", NULL},
	    {SPAN_INIT("date,followers,following\n2013-05-05,4,many\n"), 3, "2013-05-05 4 -;", "whom you followed"},
	    {SPAN_INIT("date,followers,following\n2013-05-05,4,n/a\n"), 0, "2013-05-05 4 -;", NULL},
	    {SPAN_INIT("just a line\nand one more\n"), 1, "", "no table"},
	    /* months, times, days with several readings */
	    {SPAN_INIT("2009-07,4920\n2009-08,5920\n"), 0, "2009-07-01 4920 -;2009-08-01 5920 -;", NULL},
	    {SPAN_INIT("2009-07,4920\n2009-07-01,4900\n"), 0, "2009-07-01 4900 -;", NULL},
	    {SPAN_INIT("2013-05-06 20:00Z,9\n2013-05-06 06:00Z,8\n"), 0, "2013-05-06 9 -;", NULL},
	    {SPAN_INIT("2013-05-06T23:30:00-05:00,9\n"), 0, "2013-05-07 9 -;", NULL},
	    {SPAN_INIT("2013-05-06T23:30:00,9\n"), 0, "2013-05-06 9 -;", NULL},
	    {SPAN_INIT("2013-05-06,9\n2013-05-06,9\n"), 0, "2013-05-06 9 -;", NULL},
	    /* mementos of one day are told apart by their addresses */
	    {SPAN_INIT("date,count,URL-M\n2012-04-24,311,http://a/web/20120424200000/x,y\n"
		       "2012-04-24,310,http://a/web/20120424100000/x\n"),
		0, "2012-04-24 311 -;", NULL},
	    /* encodings */
	    {SPAN_INIT("\xFF\xFE"
		       "2\0"
		       "0\0"
		       "1\0"
		       "3\0-\0"
		       "0\0"
		       "5\0-\0"
		       "0\0"
		       "6\0,\0"
		       "7\0"),
		0, "2013-05-06 7 -;", NULL},
	    {SPAN_INIT("date,followers\n2013-05-06,\0\n"), 1, "", "at byte 26"},
	    {SPAN_INIT("PK\003\004abc"), 1, "", "zip"},
	    {SPAN_INIT(" \n \n"), 1, "", "empty"},
	    /* JSON */
	    {SPAN_INIT("[{\"date\":\"2013-05-06\",\"followers\":1},\n{\"date\":\"2013-05-07\""), 3, "2013-05-06 1 -;",
		":2: the JSON is damaged"},
	    {SPAN_INIT("{\n\"MementoDatetime\":\"20130104101500\",\"FollowerCount\":\"4,100\"}\n"), 0,
		"2013-01-04 4100 -;", NULL},
	    {SPAN_INIT("{\"date\":\"2013-05-06\",\"data\":{\"public_metrics\":{\"followers_count\":5,"
		       "\"following_count\":6}}}"),
		0, "2013-05-06 5 6;", NULL},
	    {SPAN_INIT("{\"ts\":1368057600.5,\"followers_count\":5.0,\"friends_count\":6,\"following\":false}"), 0,
		"2013-05-09 5 6;", NULL},
	    {SPAN_INIT("{\"created_at\":\"2013-05-06\",\"followers_count\":5}"), 1, "", "there is no date"},
	    {SPAN_INIT("{\"date\":\"2013-05-06\",\"followers\":1}\n{\"date\":\n{\"date\":\"2013-05-07\","
		       "\"followers\":1.204}\n"),
		3, "2013-05-06 1 -;", ":2: "},
	    {SPAN_INIT("[]"), 1, "", "no rows"},
	    {SPAN_INIT("[1,2]"), 1, "", ":1: "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct outcome outcome = outcome_text(cases[i].text, NULL);
		if (outcome.result != cases[i].result || (cases[i].says && !outcome_says(&outcome, cases[i].says)))
			fail_msg("case %zu: result %d, %s", i, outcome.result,
			    outcome.messages.count > 0 ? outcome.messages.text[0] : "silence");
		if (!cases[i].says)
			assert_int_equal(outcome.messages.count, 0);
		if (outcome.result != FOLLOWERS_ASK)
			outcome_is(&outcome, cases[i].readings);
		outcome_release(&outcome);
	}
}

static void
dates_told(void **state)
{
	static const char *const file = DATA "bad-ambiguous-dates.csv";
	struct followers_options options = {.dates = FOLLOWERS_DATES_DMY};
	struct outcome outcome = outcome_of(&file, 1, &options);

	(void)state;
	assert_int_equal(outcome.result, FOLLOWERS_READ);
	outcome_is(&outcome, "2013-05-04 531 -;2013-05-05 540 -;2013-05-06 552 -;");
	outcome_release(&outcome);
	options.dates = FOLLOWERS_DATES_MDY;
	outcome = outcome_of(&file, 1, &options);
	outcome_is(&outcome, "2013-04-05 531 -;2013-05-05 540 -;2013-06-05 552 -;");
	outcome_release(&outcome);
	outcome = outcome_text(SPAN("date,followers\n13/05/2013,1\n05/14/2013,2\n"), &options);
	assert_int_equal(outcome.result, FOLLOWERS_PARTLY);
	assert_true(outcome_says(&outcome, ":2: '13/05/2013' does not exist"));
	outcome_is(&outcome, "2013-05-14 2 -;");
	outcome_release(&outcome);
}

static void
anchors(void **state)
{
	static const char *const file = DATA "account_overview_analytics.csv";
	struct followers_options options = {
	    .anchored = true, .anchor_day = calendar_day(2024, 5, 7), .anchor_count = 1200};
	struct outcome outcome = outcome_of(&file, 1, &options);

	(void)state;
	outcome_is(&outcome, "2024-05-05 1167 -;2024-05-06 1183 -;2024-05-07 1200 -;");
	outcome_release(&outcome);
	/* before the first day of the changes the anchor is a reading of its own, and leads forward */
	options.anchor_day = calendar_day(2024, 5, 4);
	outcome = outcome_of(&file, 1, &options);
	outcome_is(&outcome, "2024-05-04 1200 -;2024-05-05 1201 -;2024-05-06 1217 -;2024-05-07 1234 -;");
	outcome_release(&outcome);
	/* a gap is not crossed, in neither direction */
	options.anchor_day = calendar_day(2024, 5, 2);
	outcome = outcome_text(
	    SPAN("Date,New follows,Unfollows\n2024-05-01,9,1\n2024-05-02,5,1\n2024-05-04,2,1\n"), &options);
	outcome_is(&outcome, "2024-05-01 1196 -;2024-05-02 1200 -;2024-05-04 - -;");
	assert_true(outcome_says(&outcome, "stays unknown"));
	outcome_release(&outcome);
	/* fewer than none is no level */
	options.anchor_count = 2;
	outcome = outcome_text(SPAN("Date,New follows,Unfollows\n2024-05-01,9,1\n2024-05-02,5,1\n"), &options);
	outcome_is(&outcome, "2024-05-01 - -;2024-05-02 2 -;");
	outcome_release(&outcome);
}

/* The export whose last day is later knows better, wherever it stands. */
static void
overlaps(void **state)
{
	static const struct followers_options options = {.anchored = true, .anchor_day = 15831, .anchor_count = 100};
	static const struct span orders[] = {
	    SPAN_INIT("Date,New follows,Unfollows\n2013-05-06,9,0\n2013-05-05,5,0\n"
		      "Date,Unfollows,New follows\n2013-05-05,0,7\n2013-05-04,0,1\n"),
	    SPAN_INIT("Date,Unfollows,New follows\n2013-05-05,0,7\n2013-05-04,0,1\n"
		      "Date,New follows,Unfollows\n2013-05-06,9,0\n2013-05-05,5,0\n"),
	};

	(void)state;
	assert_int_equal(calendar_day(2013, 5, 6), 15831);
	for (size_t i = 0; i < 2; i++) {
		struct outcome outcome = outcome_text(orders[i], &options);
		assert_int_equal(outcome.result, FOLLOWERS_READ);
		outcome_is(&outcome, "2013-05-04 86 -;2013-05-05 91 -;2013-05-06 100 -;");
		assert_int_equal(outcome.messages.count, 0);
		outcome_release(&outcome);
	}
}

static void
several_files(void **state)
{
	const char *names[] = {DATA "plain.csv", DATA "bad-conflict.csv", DATA "bad-empty.csv"};
	struct outcome outcome = outcome_of(names, 3, NULL);

	(void)state;
	assert_int_equal(outcome.result, FOLLOWERS_PARTLY);
	assert_int_equal(outcome.history.count, 5);
	assert_int_equal(outcome.history.readings[3].followers, 498);
	assert_true(outcome_says(&outcome, "bad-conflict.csv:4: "));
	outcome_release(&outcome);
}

static void
zones(void **state)
{
	struct zone zone;
	struct followers_options options = {.zone = &zone};
	struct span text = SPAN("2013-05-06T23:30:00Z,9\n20130507233000,10\n2013-05-09T23:30:00,11\n");
	struct outcome outcome;

	(void)state;
	assert_int_equal(zone_open(&zone, "Europe/Berlin"), 0);
	outcome = outcome_text(text, &options);
	outcome_is(&outcome, "2013-05-07 9 -;2013-05-08 10 -;2013-05-09 11 -;");
	outcome_release(&outcome);
	assert_int_equal(zone_open(&zone, "log"), 0);
	outcome = outcome_text(text, &options);
	outcome_is(&outcome, "2013-05-06 9 -;2013-05-07 10 -;2013-05-09 11 -;");
	outcome_release(&outcome);
}

/* Only a slip of a digit that both neighbours deny is suspect. */
static void
slips(void **state)
{
	static const struct {
		struct span text;
		size_t suspects;
	} cases[] = {
	    {SPAN_INIT("2014-01-05,4790\n2014-01-12,480\n2014-01-19,4830\n"), 1},
	    {SPAN_INIT("2014-01-05,4790\n2014-01-12,48000\n2014-01-19,48300\n"), 0},
	    {SPAN_INIT("2014-01-05,479\n2014-01-12,4800\n2014-01-19,9000\n"), 0},
	    {SPAN_INIT("2014-01-05,2\n2014-01-12,20\n2014-01-19,2\n"), 0},
	    {SPAN_INIT("2014-01-05,48000\n2014-01-12,4800\n"), 0},
	    {SPAN_INIT("2014-01-05,0\n2014-01-12,0\n2014-01-19,0\n"), 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct outcome outcome = outcome_text(cases[i].text, NULL);
		assert_int_equal(outcome.history.suspects, cases[i].suspects);
		assert_int_equal(outcome.result, FOLLOWERS_READ);
		outcome_release(&outcome);
	}
}

/* A file of nothing but bad rows names a few and counts the rest. */
static void
many_faults(void **state)
{
	size_t size = 100000;
	char *text = malloc(size * 4 + 100);
	struct outcome outcome;
	size_t used = (size_t)sprintf(text, "date,followers\n");

	(void)state;
	for (size_t i = 0; i < size; i++, used += 4)
		memcpy(text + used, "x,y\n", 4);
	outcome = outcome_text(span_make(text, used), NULL);
	assert_int_equal(outcome.result, FOLLOWERS_REFUSED);
	assert_int_equal(outcome.history.rejected, size);
	assert_true(outcome.messages.count < 10);
	outcome_release(&outcome);
	used += (size_t)sprintf(text + used, "2013-05-06,7\n");
	outcome = outcome_text(span_make(text, used), NULL);
	assert_int_equal(outcome.result, FOLLOWERS_PARTLY);
	assert_int_equal(outcome.messages.count, 21);
	assert_true(outcome_says(&outcome, "and 99980 more of 100001 rows"));
	outcome_release(&outcome);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dates),
	    cmocka_unit_test(counts),
	    cmocka_unit_test(rows),
	    cmocka_unit_test(cases_good),
	    cmocka_unit_test(texts),
	    cmocka_unit_test(dates_told),
	    cmocka_unit_test(anchors),
	    cmocka_unit_test(overlaps),
	    cmocka_unit_test(several_files),
	    cmocka_unit_test(zones),
	    cmocka_unit_test(slips),
	    cmocka_unit_test(many_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
