#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/history.h"
#include "base/calendar.h"
#include <math.h>

static const int32_t monday = 15831; /* 2013-05-06 */

static struct history_reading
reading(int32_t day, double followers)
{
	return (struct history_reading){day, true, false, followers, 0, 0};
}

static void
test_week(void **state)
{
	/* Sunday before; Thursday and Saturday in; a week without; then the Sunday after 14 and after 15 days. */
	struct history_reading r[] = {
	    reading(monday - 1, 100), reading(monday + 5, 160), reading(monday + 3, 130), reading(monday + 19, 300)};
	struct history h;
	struct history_week w;

	(void)state;
	history_init(&h, r, 4);
	w = history_week(&h, monday);
	assert_true(w.followers.known && !w.followers.interpolated && w.followers.value == 160);
	assert_true(w.near && w.per_day == 10 && !w.following.known);
	w = history_week(&h, monday + 7);
	assert_true(w.followers.known && w.followers.interpolated && fabs(w.followers.value - 240) < 1e-9 && !w.near);
	assert_true(w.per_day == 10);
	/* Never beyond the ends, except within the week of the reading. */
	assert_true(history_week(&h, monday + 14).followers.value == 300);
	assert_false(history_week(&h, monday + 21).followers.known);
	assert_false(history_week(&h, monday - 14).followers.known);
	assert_true(isnan(history_week(&h, monday + 21).per_day));
	history_release(&h);
	r[3].day++;
	history_init(&h, r, 4);
	assert_false(history_week(&h, monday + 7).followers.known);
	assert_true(isnan(history_week(&h, monday + 7).per_day));
	history_release(&h);
}

static void
test_same_day_and_flags(void **state)
{
	struct history_reading r[] = {reading(monday, 1), reading(monday, 2), reading(monday + 1, 20000),
	    reading(monday + 2, 30), reading(monday + 6, 40)};
	struct history h;
	int32_t first, last;

	(void)state;
	r[2].flags = HISTORY_SUSPECT;
	r[4].flags = HISTORY_IMPRECISE;
	history_init(&h, r, 5);
	assert_int_equal(h.count, 3);
	assert_int_equal(h.left_out, 1);
	assert_true(h.readings[0].followers == 2);
	assert_true(history_week(&h, monday).followers.value == 30);
	assert_int_equal(h.nmilestones, 0);
	assert_true(history_span(&h, &first, &last) && first == monday && last == monday + 6);
	history_release(&h);
	history_init(&h, NULL, 0);
	assert_false(history_span(&h, &first, &last));
	assert_true(isnan(history_growth(&h, INT32_MIN, INT32_MAX).per_day));
	history_release(&h);
}

static void
test_milestones(void **state)
{
	struct history_reading r[] = {reading(monday, 1500), reading(monday + 7, 1990), reading(monday + 9, 2030),
	    reading(monday + 20, 1980), reading(monday + 30, 5000)};
	struct history h;

	(void)state;
	history_init(&h, r, 5);
	assert_int_equal(h.nmilestones, 2);
	assert_true(h.milestones[0].count == 2000 && h.milestones[1].count == 5000);
	assert_int_equal(h.milestones[0].reached, monday + 9);
	assert_int_equal(h.milestones[0].not_before, monday + 7);
	assert_int_equal(h.milestones[1].reached, monday + 30);
	assert_int_equal(h.milestones[1].not_before, monday + 20);
	history_release(&h);
	/* A history that begins above knows no earlier day. */
	history_init(&h, r + 4, 1);
	assert_int_equal(h.nmilestones, 2);
	assert_int_equal(h.milestones[0].not_before, CALENDAR_NO_DAY);
	history_release(&h);
}

static void
test_segments(void **state)
{
	struct history_reading r[300];
	struct history h;
	struct history_growth g;
	double count = 100;

	(void)state;
	for (int i = 0; i < 300; i++) {
		count += i < 150 ? 3 + i % 3 - 1 : 20 + i % 7 - 3;
		r[i] = reading(monday + i, count);
	}
	history_init(&h, r, 300);
	assert_int_equal(h.nsegments, 2);
	assert_true(fabs(h.segments[0].per_day - 3) < 0.5 && fabs(h.segments[1].per_day - 20) < 0.5);
	assert_int_equal(h.segments[0].to, h.segments[1].from);
	assert_true(h.segments[1].to == monday + 299 && h.segments[1].end == count);
	g = history_growth(&h, monday + 160, monday + 250);
	assert_true(g.from == monday + 160 && g.to == monday + 250 && g.readings == 91);
	assert_true(fabs(g.per_day - 20) < 0.2 && g.interval.low < 20 && g.interval.high > 20);
	assert_true(isnan(history_growth(&h, monday + 500, monday + 600).per_day));
	history_release(&h);
	history_release(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_week),
	    cmocka_unit_test(test_same_day_and_flags),
	    cmocka_unit_test(test_milestones),
	    cmocka_unit_test(test_segments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
