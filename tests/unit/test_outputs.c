/* The four outputs and their writers, on rows made by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "analyzer/outputs/output.h"
#include "analyzer/outputs/table.h"
#include "analyzer/outputs/words.h"
#include "analyzer/outputs/write.h"
#include "analyzer/series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const struct style plain = {.width = 80, .utf8 = true};

/* What `write` makes of a text, as a string to be freed. */
static char *
written(void (*write)(FILE *, struct span), struct span text)
{
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);

	write(to, text);
	fclose(to);
	return out;
}

static void
expect_written(void (*write)(FILE *, struct span), struct span text, const char *expected)
{
	char *out = written(write, text);

	assert_string_equal(out, expected);
	free(out);
}

static void
test_json_strings(void **state)
{
	(void)state;
	expect_written(write_json, SPAN("plain \xC3\xA9 \xF0\x9F\x90\xA6"), "\"plain \xC3\xA9 \xF0\x9F\x90\xA6\"");
	expect_written(write_json, SPAN("a\"b\\c\n\x1b[31m\x7f"), "\"a\\\"b\\\\c\\u000a\\u001b[31m\\u007f\"");
	expect_written(write_json, SPAN("\xFF\xC3"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
	expect_written(write_json, SPAN("\xC2\x9B \xE2\x80\xAE"), "\"\\u009b \\u202e\"");
	/* Overlong, surrogate, beyond Unicode. */
	expect_written(write_json, SPAN("\xC0\xAF"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
	expect_written(write_json, SPAN("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
	expect_written(write_json, span_make("a\0b", 3), "\"a\\u0000b\"");
}

static void
test_csv_cells(void **state)
{
	(void)state;
	expect_written(write_csv, SPAN("2013-W19"), "2013-W19");
	expect_written(write_csv, SPAN("a,b"), "\"a,b\"");
	expect_written(write_csv, SPAN("say \"hi\""), "\"say \"\"hi\"\"\"");
	expect_written(write_csv, SPAN("=1+1"), "'=1+1");
	expect_written(write_csv, SPAN("@SUM(A1)"), "'@SUM(A1)");
	expect_written(write_csv, SPAN("-cmd|x"), "'-cmd|x");
	expect_written(write_csv, SPAN("-12.5"), "-12.5");
	expect_written(write_csv, SPAN("+1-2"), "'+1-2");
	expect_written(write_csv, SPAN("\t=1"), "\"'\t=1\"");
	/* other separators of spreadsheets */
	expect_written(write_csv, SPAN("/a;=1"), "\"/a;=1\"");
	expect_written(write_csv, SPAN("a\t=1"), "\"a\t=1\"");
	/* a carriage return moves the cursor of a terminal; blanks and wide signs stop no formula */
	expect_written(write_csv, SPAN("a\rb"),
	    "a\xEF\xBF\xBD"
	    "b");
	expect_written(write_csv, SPAN("\r\n"), "\"'\xEF\xBF\xBD\n\"");
	expect_written(write_csv, SPAN("  =2"), "'  =2");
	expect_written(write_csv,
	    SPAN("\xEF\xBC\x9D"
		 "3"),
	    "'\xEF\xBC\x9D"
	    "3");
	expect_written(write_csv, SPAN(" 3"), " 3");
	expect_written(write_csv, SPAN(""), "");
}

static void
test_markdown_text(void **state)
{
	(void)state;
	expect_written(write_markdown, SPAN("a|b <i>*x*_y_</i>"), "a\\|b &lt;i>\\*x\\*\\_y\\_&lt;/i>");
	expect_written(write_markdown, SPAN("[t](u) & `c`"), "\\[t\\](u) &amp; \\`c\\`");
	expect_written(write_markdown, span_make("\0", 1), "\xEF\xBF\xBD");
}

static void
test_numbers(void **state)
{
	char out[WRITE_GROUPED];

	(void)state;
	assert_string_equal(write_grouped(out, 0), "0");
	assert_string_equal(write_grouped(out, 999), "999");
	assert_string_equal(write_grouped(out, 2609), "2,609");
	assert_string_equal(write_grouped(out, UINT64_MAX), "18,446,744,073,709,551,615");
	assert_string_equal(words_share((char[16]){0}, 0.09), "9.0 %");
	assert_string_equal(words_share((char[16]){0}, 0.123), "12 %");
	assert_string_equal(words_share((char[16]){0}, 0), "0 %");
}

/* Three weeks: whole, without a record, incomplete. */
struct made {
	struct series series;
	struct series_row rows[3];
	struct series_gap gap;
	struct series_source sources[2];
	struct series_number by[3][2];
};

static void
made_weeks(struct made *made)
{
	*made = (struct made){
	    .rows = {{.from = calendar_day(2013, 5, 6),
			 .known = true,
			 .complete = true,
			 .days_covered = 7,
			 .visitors = {53, 0},
			 .by_referer = 50,
			 .by_app = 2,
			 .by_tag = 1,
			 .visits = 60,
			 .page_views = 2609,
			 .all_visitors = {5890, 0.0081},
			 .robots = 4},
		{.from = calendar_day(2013, 5, 13)},
		{.from = calendar_day(2013, 5, 20),
		    .known = true,
		    .days_covered = 5,
		    .visitors = {20, 0},
		    .by_referer = 20,
		    .visits = 20,
		    .page_views = 21,
		    .all_visitors = {100, 0}}},
	    .gap = {calendar_day(2013, 5, 13), calendar_day(2013, 5, 19)},
	};
	made->series = (struct series){
	    .kind = SERIES_WEEKS,
	    .source = "twitter",
	    .source_title = "Twitter",
	    .split = true,
	    .zone = "log",
	    .any = true,
	    .first = calendar_day(2013, 5, 6),
	    .last = calendar_day(2013, 5, 24),
	    .days_covered = 12,
	    .days_missing = 7,
	    .gaps = &made->gap,
	    .ngaps = 1,
	    .input = {.files = 1, .lines = 10, .blank = 1, .records = 8, .unparsable = 1, .robots = 2, .views = 6},
	    .counted = 5,
	    .other_sources = 1,
	    .rows = made->rows,
	    .nrows = 3,
	    .pace = {.weeks = 13,
		.per_week = 53.1,
		.low = 47,
		.high = 59,
		.least = 31,
		.most = 88,
		.per_year = 2770.5,
		.share = 0.09,
		.year_ago_known = true,
		.year_ago = 4},
	    .sketched = true,
	};
	for (size_t i = 0; i < 3; i++)
		made->rows[i].to = made->rows[i].from + 6;
}

static void
made_years(struct made *made)
{
	made_weeks(made);
	made->series.kind = SERIES_YEARS;
	for (int i = 0; i < 3; i++) {
		made->rows[i].year = 2012 + i;
		made->rows[i].from = calendar_day(2012 + i, 1, 1);
		made->rows[i].to = calendar_day(2012 + i, 12, 31);
	}
	made->rows[0].days_covered = 366;
	made->rows[0].visitors_any_version = 40;
	made->rows[0].weeks_complete = 52;
	made->rows[0].sum_of_weekly_visitors = 77;
}

static void
made_all(struct made *made)
{
	made->series.source = "all";
	made->series.source_title = "all sources";
	made->series.split = false;
	made->sources[0] = (struct series_source){"twitter", "Twitter"};
	made->sources[1] = (struct series_source){"google", "Google"};
	made->series.sources = made->sources;
	made->series.nsources = 2;
	for (size_t i = 0; i < 3; i++) {
		made->by[i][0] = (struct series_number){53 + i, 0};
		made->by[i][1] = (struct series_number){4500, 0.0081};
		made->rows[i].by_source = made->by[i];
	}
}

static char *
shown(const char *output, const struct series *series, const struct style *style)
{
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);

	output_named(output)->series(to, series, style);
	fclose(to);
	return out;
}

static void
expect_in(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no \"%s\" in:\n%s", part, text);
}

static void
expect_not_in(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" in:\n%s", part, text);
}

static void
test_json_weekly(void **state)
{
	struct made made;
	char *out;

	(void)state;
	made_weeks(&made);
	out = shown("json", &made.series, &plain);
	assert_string_equal(out,
	    "{\"schema\":\"footfall.weekly/1\",\"source\":\"twitter\",\"time_zone\":\"log\","
	    "\"coverage\":{\"first\":\"2013-05-06\",\"last\":\"2013-05-24\",\"days_covered\":12,\"days_missing\":7,"
	    "\"gaps\":[{\"from\":\"2013-05-13\",\"to\":\"2013-05-19\"}]},"
	    "\"input\":{\"files\":1,\"lines\":10,\"blank\":1,\"records\":8,\"unparsable\":1,\"excluded\":0,\"robots\":"
	    "2,"
	    "\"not_pages\":0,\"other_sources\":1,\"counted\":5,\"sealed\":0},"
	    "\"weeks\":[{\"week\":\"2013-W19\",\"from\":\"2013-05-06\",\"to\":\"2013-05-12\",\"days_covered\":7,"
	    "\"complete\":true,\"visitors\":53,\"by_referer\":50,\"by_app\":2,\"by_tag\":1,\"visits\":60,"
	    "\"page_views\":2609,\"all_visitors\":5890,\"all_visitors_error\":0.0081,\"robots\":4},"
	    "{\"week\":\"2013-W20\",\"from\":\"2013-05-13\",\"to\":\"2013-05-19\",\"days_covered\":0,"
	    "\"complete\":false,\"visitors\":null,\"by_referer\":null,\"by_app\":null,\"by_tag\":null,\"visits\":null,"
	    "\"page_views\":0,\"all_visitors\":null,\"all_visitors_error\":null,\"robots\":null},"
	    "{\"week\":\"2013-W21\",\"from\":\"2013-05-20\",\"to\":\"2013-05-26\",\"days_covered\":5,"
	    "\"complete\":false,\"visitors\":20,\"by_referer\":20,\"by_app\":0,\"by_tag\":0,\"visits\":20,"
	    "\"page_views\":21,\"all_visitors\":100,\"all_visitors_error\":0,\"robots\":0}],\"own_host\":null,\"rules_"
	    "changes\":[]}\n");
	free(out);
}

static void
test_json_yearly(void **state)
{
	struct made made;
	char *out;

	(void)state;
	made_years(&made);
	made.series.pace.high = NAN;
	made.series.own_host = "evil\x1b\".example";
	out = shown("json", &made.series, &plain);
	expect_in(out, "\"schema\":\"footfall.yearly/1\"");
	expect_in(out,
	    "\"years\":[{\"year\":2012,\"from\":\"2012-01-01\",\"to\":\"2012-12-31\",\"days_covered\":366,"
	    "\"complete\":true,\"visitors\":53,\"by_referer\":50,\"by_app\":2,\"by_tag\":1,\"visitors_any_version\":40,"
	    "\"visits\":60,\"page_views\":2609,\"all_visitors\":5890,\"all_visitors_error\":0.0081,\"robots\":4,"
	    "\"weeks_complete\":52,\"sum_of_weekly_visitors\":77},");
	expect_in(out,
	    "\"pace\":{\"weeks\":13,\"visitors_per_week\":53.1,\"ci95\":[47,null],\"visitor_weeks_per_year\":2770.5}");
	expect_in(out, "\"own_host\":\"evil\\u001b\\\".example\"");
	free(out);
	made.series.pace.weeks = 0;
	out = shown("json", &made.series, &plain);
	expect_in(out, "\"pace\":null");
	free(out);
}

static void
test_json_other_source(void **state)
{
	struct made made;
	char *out;

	(void)state;
	made_weeks(&made);
	made_all(&made);
	out = shown("json", &made.series, &plain);
	expect_in(out,
	    "\"visitors\":53,\"by_referer\":null,\"by_app\":null,\"by_tag\":null,\"visits\":null,\"page_views\":null");
	expect_in(out, "\"visitors_error\":0,\"sources\":{\"twitter\":{\"visitors\":53,\"error\":0},\"google\":{"
		       "\"visitors\":4500,\"error\":0.0081}}}");
	expect_in(out, "\"sources\":{\"twitter\":null,\"google\":null}");
	free(out);
}

static void
test_nothing(void **state)
{
	struct series none = {
	    .kind = SERIES_WEEKS, .source = "twitter", .source_title = "Twitter", .split = true, .zone = "log"};
	char *out = shown("json", &none, &plain);

	(void)state;
	expect_in(out, "\"coverage\":{\"first\":null,\"last\":null,\"days_covered\":0,\"days_missing\":0,\"gaps\":[]}");
	expect_in(out, "\"weeks\":[]");
	free(out);
	out = shown("text", &none, &plain);
	expect_in(out, "No log line was read");
	free(out);
	none.input.lines = none.input.unparsable = 3;
	out = shown("markdown", &none, &plain);
	expect_in(out, "No line could be read as a record");
	free(out);
	out = shown("csv", &none, &plain);
	expect_in(out, "week,from,to,days_covered,complete,visitors,by_referer,");
	free(out);
}

static void
test_csv_rows(void **state)
{
	struct made made;
	char *out;

	(void)state;
	made_weeks(&made);
	out = shown("csv", &made.series, &plain);
	assert_string_equal(out,
	    "week,from,to,days_covered,complete,visitors,by_referer,by_app,by_tag,visits,page_views,all_visitors,"
	    "all_visitors_error,robots\n"
	    "2013-W19,2013-05-06,2013-05-12,7,true,53,50,2,1,60,2609,5890,0.0081,4\n"
	    "2013-W20,2013-05-13,2013-05-19,0,false,,,,,,,,,\n"
	    "2013-W21,2013-05-20,2013-05-26,5,false,20,20,0,0,20,21,100,0,0\n");
	free(out);
	made_all(&made);
	out = shown("csv", &made.series, &plain);
	expect_in(out, ",visitors_error,visitors_twitter,visitors_google\n");
	free(out);
}

static void
test_text_weekly(void **state)
{
	struct made made;
	char *out;

	(void)state;
	made_weeks(&made);
	out = shown("text", &made.series, &plain);
	assert_int_equal(strncmp(out,
			     "53 visitors a week from Twitter (last 13 complete weeks; 31 to 88), 9 % of all; a year "
			     "earlier 4.\n",
			     strcspn(out, "\n") + 1),
	    0);
	expect_in(out, "2013-W20  2013-05-13");
	expect_in(out, "\xC2\xB7");
	expect_in(out, "5/7*");
	expect_in(out, "\xE2\x89\x88"
		       "0.9 %");
	expect_in(out, "\xE2\x96\x92");
	expect_in(out, "HyperLogLog");
	expect_in(out, "1 by campaign tag");
	expect_not_in(out, "\033");
	expect_not_in(out, "people");
	free(out);
}

/* No line is wider than the place, and without UTF-8 every byte is ASCII. */
static void
test_text_width(void **state)
{
	static const unsigned widths[] = {40, 60, 80, 100, 200};
	void (*const makers[])(struct made *) = {made_weeks, made_years};

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		struct style style = {.width = widths[i % 5], .wrap = true};
		struct made made;
		makers[i / 5 % 2](&made);
		if (i >= 10)
			made_all(&made);
		char *out = shown("text", &made.series, &style), *line = out;
		for (; *line; line += strcspn(line, "\n") + 1)
			assert_in_range(strcspn(line, "\n"), 0, style.width);
		for (const char *c = out; *c; c++)
			assert_in_range((unsigned char)*c, 1, 126);
		free(out);
	}
}

static void
test_text_color(void **state)
{
	struct style style = {.width = 80, .utf8 = true, .color = true};
	struct made made;
	char *out;

	(void)state;
	made_weeks(&made);
	out = shown("text", &made.series, &style);
	expect_in(out, "\033[36m");
	expect_in(out, "\033[0m\n");
	free(out);
}

static void
test_answers(void **state)
{
	struct style wide = {.width = 500};
	struct made made;
	char *out;

	(void)state;
	made_weeks(&made);
	made.series.pace = (struct series_pace){.share = -1};
	made.rows[0].complete = false;
	made.rows[0].days_covered = 6;
	out = shown("text", &made.series, &plain);
	expect_in(
	    out, "20 visitors from Twitter in 2013-W21, 5 of 7 days covered, 20 % of all. No week is complete yet.");
	free(out);
	made.rows[0].visitors.count = made.rows[2].visitors.count = 0;
	out = shown("text", &made.series, &plain);
	expect_in(out, "No visitor from Twitter");
	free(out);
	made_weeks(&made);
	made.series.pace.weeks = 1;
	made.series.pace.year_ago_known = false;
	made.series.pace.share = -1;
	out = shown("text", &made.series, &plain);
	expect_in(out, "53 visitors a week from Twitter (the one complete week).");
	free(out);
	made_years(&made);
	out = shown("text", &made.series, &wide);
	expect_in(out, "53 visitors from Twitter in 2012 (between about 40 and 53 readers)");
	expect_in(out, "would make 2,771 visitor-weeks a year");
	free(out);
}

static void
test_markdown_rows(void **state)
{
	struct made made;
	char *out;

	(void)state;
	made_weeks(&made);
	out = shown("markdown", &made.series, &plain);
	expect_in(out, "| Week | From | Days | Visitors |");
	expect_in(out, "| --- | --- | ---: | ---: |");
	expect_in(out, "| 2013-W19 | 2013-05-06 |  | 53 |");
	expect_in(out, "- \\* incomplete week");
	free(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_json_strings),
	    cmocka_unit_test(test_csv_cells),
	    cmocka_unit_test(test_markdown_text),
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_json_weekly),
	    cmocka_unit_test(test_json_yearly),
	    cmocka_unit_test(test_json_other_source),
	    cmocka_unit_test(test_nothing),
	    cmocka_unit_test(test_csv_rows),
	    cmocka_unit_test(test_text_weekly),
	    cmocka_unit_test(test_text_width),
	    cmocka_unit_test(test_text_color),
	    cmocka_unit_test(test_answers),
	    cmocka_unit_test(test_markdown_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
