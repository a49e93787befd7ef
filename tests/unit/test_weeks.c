/* A table of weekly visitors: columns, weeks, what is left out. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "base/message.h"
#include "parsers/followers/weeks.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Reads a table written to a file of its own; messages are dropped. */
static enum followers_result
read_text(struct weeks *weeks, const char *text, enum followers_dates dates)
{
	struct followers_options options = {.dates = dates};
	struct messages messages = {0};
	char name[] = "/tmp/test_weeks.XXXXXX";
	int fd = mkstemp(name);
	enum followers_result result;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	result = weeks_read(weeks, name, &options, &messages);
	messages_release(&messages);
	unlink(name);
	return result;
}

static int32_t
monday(int year, int week)
{
	return calendar_week_monday(year, week);
}

static void
test_plain(void **state)
{
	struct weeks weeks;

	(void)state;
	assert_int_equal(read_text(&weeks,
			     "week_start,visitors,followers,following\n2013-05-06,53,1204,790\n2013-05-13,,1210,\n"
			     "2013-05-20,\"1,200\",,\n",
			     FOLLOWERS_DATES_ASK),
	    FOLLOWERS_READ);
	assert_int_equal(weeks.count, 3);
	assert_int_equal(weeks.list[0].monday, monday(2013, 19));
	assert_int_equal(weeks.list[0].visitors, 53);
	assert_int_equal(weeks.list[0].followers, 1204);
	assert_int_equal(weeks.list[0].following, 790);
	assert_true(weeks.list[0].complete);
	assert_int_equal(weeks.list[1].visitors, -1);
	assert_int_equal(weeks.list[1].following, -1);
	assert_int_equal(weeks.list[2].visitors, 1200);
	assert_int_equal(weeks.list[2].followers, -1);
	weeks_release(&weeks);
}

/* What `weekly --csv` writes, and what was cut down to two columns by hand. */
static void
test_shapes(void **state)
{
	struct weeks weeks;

	(void)state;
	assert_int_equal(read_text(&weeks,
			     "week,from,to,days_covered,complete,visitors,by_referer\n"
			     "2013-W19,2013-05-06,2013-05-12,7,true,5,5\n2013-W20,2013-05-13,2013-05-19,2,false,1,1\n",
			     FOLLOWERS_DATES_ASK),
	    FOLLOWERS_READ);
	assert_int_equal(weeks.list[0].visitors, 5);
	assert_true(weeks.list[0].complete);
	assert_false(weeks.list[1].complete);
	weeks_release(&weeks);
	assert_int_equal(
	    read_text(&weeks, "week;visitors\n2013-W19;5\n2012-W53;6\n", FOLLOWERS_DATES_ASK), FOLLOWERS_PARTLY);
	assert_int_equal(weeks.count, 1);
	assert_int_equal(weeks.rejected, 1);
	weeks_release(&weeks);
	assert_int_equal(read_text(&weeks, "2013-05-06\t5\n2013-05-13\t6\n", FOLLOWERS_DATES_ASK), FOLLOWERS_READ);
	assert_int_equal(weeks.count, 2);
	assert_int_equal(weeks.list[1].visitors, 6);
	weeks_release(&weeks);
}

static void
test_order(void **state)
{
	static const char either[] = "week_start,visitors\n01/07/2013,5\n";
	struct weeks weeks;

	(void)state;
	assert_int_equal(read_text(&weeks, "week_start,visitors\n07/01/2013,5\n14/01/2013,6\n", FOLLOWERS_DATES_ASK),
	    FOLLOWERS_READ);
	assert_int_equal(weeks.list[0].monday, monday(2013, 2));
	weeks_release(&weeks);
	/* 7 January and 1 July 2013 are Mondays both. */
	assert_int_equal(read_text(&weeks, either, FOLLOWERS_DATES_ASK), FOLLOWERS_ASK);
	weeks_release(&weeks);
	assert_int_equal(read_text(&weeks, either, FOLLOWERS_DATES_MDY), FOLLOWERS_READ);
	assert_int_equal(weeks.list[0].monday, monday(2013, 2));
	weeks_release(&weeks);
	assert_int_equal(read_text(&weeks, either, FOLLOWERS_DATES_DMY), FOLLOWERS_READ);
	assert_int_equal(weeks.list[0].monday, monday(2013, 27));
	weeks_release(&weeks);
}

static void
test_refused(void **state)
{
	static const char *const texts[] = {"", "week_start,visitors\n", "date,followers\n2013-05-06,5\n",
	    "week_start,visitors\n2013-05-07,5\n", "week_start,visitors\n2013-05-06,-5\n", "visitors\n5\n",
	    "<!doctype html><html></html>"};
	struct weeks weeks;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(read_text(&weeks, texts[i], FOLLOWERS_DATES_ASK), FOLLOWERS_REFUSED);
		weeks_release(&weeks);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain),
	    cmocka_unit_test(test_shapes),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
