#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/claims.h"
#include "base/calendar.h"
#include <math.h>
#include <string.h>

#define SIDE 60

static struct claim
claim(const char *text)
{
	struct claim out;
	const char *why;

	if (!claims_parse(&out, span_str(text), &why))
		fail_msg("%s: %s", text, why);
	return out;
}

static void
test_parse(void **state)
{
	static const struct {
		const char *text;
		double low, high, days;
		enum claim_sense sense;
		bool followers, extra;
	} rows[] = {
	    {"50/week", 50, 50, 7, CLAIM_AS_SAID, false, false},
	    {"50 visitors a week", 50, 50, 7, CLAIM_AS_SAID, false, false},
	    {"over 50 visitors a week", 50, 50, 7, CLAIM_AT_LEAST, false, false},
	    {"50+/week", 50, 50, 7, CLAIM_AT_LEAST, false, false},
	    {"more than 50 a week", 50, 50, 7, CLAIM_AT_LEAST, false, false},
	    {"at most 50 per week", 50, 50, 7, CLAIM_AT_MOST, false, false},
	    {"2400/year", 2400, 2400, 365.2425, CLAIM_AS_SAID, false, false},
	    {"2,400 extra a year", 2400, 2400, 365.2425, CLAIM_AS_SAID, false, true},
	    {"over 2.400 extra people a year", 2400, 2400, 365.2425, CLAIM_AT_LEAST, false, true},
	    {"2,400 more people each year", 2400, 2400, 365.2425, CLAIM_AS_SAID, false, true},
	    {"2.4k visitors yearly", 2400, 2400, 365.2425, CLAIM_AS_SAID, false, false},
	    {"20 followers/day", 20, 20, 1, CLAIM_AS_SAID, true, false},
	    {"20 new followers a day", 20, 20, 1, CLAIM_AS_SAID, true, false},
	    {"1-5 followers/day", 1, 5, 1, CLAIM_AS_SAID, true, false},
	    {"1 to 5 followers a day", 1, 5, 1, CLAIM_AS_SAID, true, false},
	    {"> 100 followers daily", 100, 100, 1, CLAIM_AT_LEAST, true, false},
	    {"0.5/week", 0.5, 0.5, 7, CLAIM_AS_SAID, false, false},
	    {"less than 50 a week", 50, 50, 7, CLAIM_AT_MOST, false, false},
	    {"no more than 50 a week", 50, 50, 7, CLAIM_AT_MOST, false, false},
	    {"no fewer than 50 a week", 50, 50, 7, CLAIM_AT_LEAST, false, false},
	    {"not under 50 a week.", 50, 50, 7, CLAIM_AT_LEAST, false, false},
	    {"between 1 and 5 followers a day", 1, 5, 1, CLAIM_AS_SAID, true, false},
	    {"2 400 extra people, a year", 2400, 2400, 365.2425, CLAIM_AS_SAID, false, true},
	    {"nearly 50 visitors/wk", 50, 50, 7, CLAIM_AS_SAID, false, false},
	    {"passed 5,000", 5000, 5000, 0, CLAIM_AT_LEAST, true, false},
	    {"5k followers", 5000, 5000, 0, CLAIM_AT_LEAST, true, false},
	    {"reached 50 visitors a week", 50, 50, 7, CLAIM_AT_LEAST, false, false},
	    {"1,234,567 VISITORS/MONTH", 1234567, 1234567, 30.436875, CLAIM_AS_SAID, false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct claim c = claim(rows[i].text);

		assert_true(fabs(c.low - rows[i].low) < 1e-9 && fabs(c.high - rows[i].high) < 1e-9);
		assert_true(c.days == rows[i].days && c.followers == rows[i].followers && c.extra == rows[i].extra);
		assert_int_equal(c.sense, rows[i].sense);
	}
}

static void
test_refused(void **state)
{
	static const char *const texts[] = {"", "50", "week", "/week", "many a week", "50/fortnight", "5-1/day",
	    "1 2 3/week", "50 visitors and followers a week", "20 followers of visitors/day", "50/week/year",
	    "\xff\xfe/week", "50\n/week", "99999999999999999999/week", "1-2-3/week", "-", "50 fewer a week",
	    "no 50 a week", "50 extra a week before", "1-5 followers a day, then 20", "20/day since yesterday",
	    "20/day since", "1-5 followers", "passed 50 visitors", "5 before since 2013 a day",
	    "2 visitors a week more than before", "passed 5,800 followers before", "5800 followers since 2013-01-01",
	    "50 extra a week since 2013-06-01"};
	struct claim c;
	const char *why;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (claims_parse(&c, span_str(texts[i]), &why))
			fail_msg("'%s' was taken", texts[i]);
		assert_non_null(why);
	}
	assert_false(claims_parse(&c, span_make("50\0/week", 8), &why));
}

/* 10 a week, then about 60; 3 followers a day, then 20; an event between the halves. */
struct story {
	struct compare_week weeks[2 * SIDE];
	struct history_reading readings[2 * SIDE];
	struct compare_claimed event;
	struct compare_result result;
};

static void
tell(struct story *s, bool event)
{
	struct compare_input input = {s->weeks, 2 * SIDE, s->readings, 2 * SIDE, &s->event, event};
	double followers = 100;

	for (int i = 0; i < 2 * SIDE; i++) {
		int32_t monday = calendar_day(2012, 1, 2) + 7 * i;

		followers += i < SIDE ? 21 + i % 3 - 1 : 140 + i % 5 - 2;
		s->weeks[i] = (struct compare_week){.monday = monday,
		    .complete = true,
		    .known = true,
		    .visitors = (i < SIDE ? 10 : 60) + i * 5 % 7 - 3};
		s->readings[i] = (struct history_reading){monday + 6, true, false, followers, 0, 0};
	}
	s->event = (struct compare_claimed){s->weeks[SIDE].monday, NULL};
	compare_init(&s->result, &input);
}

static struct claim_answer
answer(const struct story *s, const char *text)
{
	static const struct claim_year years[] = {
	    {2012, true, 0, 480, 520, 52}, {2013, true, 2, 2800, 3000, 52}, {2014, false, 0, 1, 1, 1}};
	struct claim c = claim(text);
	struct claim_answer out;

	claims_answer(&out, &c, &s->result, years, 3);
	assert_non_null(out.sentence);
	assert_null(strstr(out.sentence, "nan"));
	assert_null(strstr(out.sentence, "inf"));
	return out;
}

static void
verdict(const struct story *s, const char *text, const char *word, double measured)
{
	struct claim_answer a = answer(s, text);

	assert_string_equal(claims_word(a.answer), word);
	assert_true(fabs(a.measured - measured) <= 0.05 * fabs(measured));
	assert_true(a.ci95.low <= a.measured && a.measured <= a.ci95.high);
	claims_release(&a);
}

static void
test_answers(void **state)
{
	static struct story s;
	struct claim_answer a;

	(void)state;
	tell(&s, true);
	verdict(&s, "60/week", "consistent", 60);
	verdict(&s, "over 50/week", "consistent", 60);
	verdict(&s, "40/week", "too-low", 60);
	verdict(&s, "under 40/week", "too-low", 60);
	verdict(&s, "100/week", "too-high", 60);
	verdict(&s, "3131/year", "consistent", 60 * 52.1775);
	verdict(&s, "2600 extra a year", "consistent", 50 * 52.1775);
	verdict(&s, "3 followers/day", "consistent", 3);
	verdict(&s, "1-5 followers/day", "consistent", 3);
	verdict(&s, "20 followers a day", "consistent", 20);
	verdict(&s, "over 100 followers/day", "too-high", 20);
	verdict(&s, "17 extra followers/day", "consistent", 17);
	a = answer(&s, "2400/year");
	assert_true(a.projected && a.event == 0 && a.recent_weeks == 52);
	assert_int_equal(a.nyears, 1);
	assert_int_equal(a.years[0].year, 2013);
	assert_non_null(strstr(a.sentence, "counted: 2,800 visitors in 2013 (3,000 visitor-weeks, 2 days missing)"));
	claims_release(&a);
	claims_release(&a);
	compare_release(&s.result);
}

static void
test_without_event_or_data(void **state)
{
	static struct story s;
	struct claim_answer a;
	struct compare_input none = {NULL, 0, NULL, 0, NULL, 0};

	(void)state;
	tell(&s, false);
	a = answer(&s, "35/week");
	assert_true(a.event == -1 && a.answer == CLAIM_CONSISTENT && fabs(a.measured - 35) < 1);
	claims_release(&a);
	a = answer(&s, "2400 extra/year");
	assert_int_equal(a.answer, CLAIM_NOT_MEASURABLE);
	claims_release(&a);
	compare_release(&s.result);
	compare_init(&s.result, &none);
	a = answer(&s, "50/week");
	assert_true(a.answer == CLAIM_NOT_MEASURABLE && isnan(a.measured));
	claims_release(&a);
	a = answer(&s, "20 followers/day");
	assert_int_equal(a.answer, CLAIM_NOT_MEASURABLE);
	claims_release(&a);
	compare_release(&s.result);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_parse),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_answers),
	    cmocka_unit_test(test_without_event_or_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
