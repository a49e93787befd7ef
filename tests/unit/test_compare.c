#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/compare.h"
#include "base/calendar.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FOLDER "tests/data/compare/"
#define MANY 2000

struct table {
	struct compare_week weeks[MANY];
	struct history_reading readings[MANY];
	size_t n;
};

static int32_t
day_of(const char *text)
{
	int32_t first, last;

	assert_true(calendar_parse_period(span_str(text), &first, &last));
	return first;
}

/* week_start,visitors,followers,following; the counts are those of the week's Sunday. */
static void
load(struct table *table, const char *name)
{
	char path[200], line[200], day[11];
	double visitors, followers, following;
	FILE *file;

	snprintf(path, sizeof path, FOLDER "%s.csv", name);
	file = fopen(path, "r");
	assert_non_null(file);
	table->n = 0;
	while (fgets(line, sizeof line, file)) {
		size_t i = table->n;

		if (sscanf(line, "%10[0-9-],%lf,%lf,%lf", day, &visitors, &followers, &following) != 4)
			continue;
		table->weeks[i] =
		    (struct compare_week){.monday = day_of(day), .complete = true, .known = true, .visitors = visitors};
		table->readings[i] = (struct history_reading){day_of(day) + 6, true, true, followers, following, 0};
		table->n++;
	}
	fclose(file);
}

/* Flat at `before` weeks of `low`, then `after` weeks of `high`. */
static void
make(struct table *table, size_t before, size_t after, double low, double high)
{
	table->n = before + after;
	for (size_t i = 0; i < table->n; i++) {
		int32_t monday = day_of("2012-05-07") + 7 * (int32_t)i;

		table->weeks[i] = (struct compare_week){
		    .monday = monday, .complete = true, .known = true, .visitors = i < before ? low : high};
		table->readings[i] = (struct history_reading){monday + 6, true, false, 100 + 10 * (double)i, 0, 0};
	}
}

static void
run(struct compare_result *result, const struct table *table, int32_t day)
{
	struct compare_claimed event = {day, NULL};
	struct compare_input input = {table->weeks, table->n, table->readings, table->n, &event, 1};

	compare_init(result, &input);
}

/* Tolerances of the reference: negative binomial 1e-3, theta 1e-2, all else 1e-6. */
static bool
agrees(const char *key, const char *want, const struct figure *got)
{
	double tolerance = strstr(key, "_theta") ? 1e-2 : strstr(key, "_nb_") ? 1e-3 : 1e-6, x;
	size_t n = strlen(key);
	char *end;

	if (!got)
		return false;
	if (strcmp(want, "NA") == 0)
		return !got->text && isnan(got->value);
	if (strcmp(want, "inf") == 0)
		return !got->text && isinf(got->value);
	x = strtod(want, &end);
	if (*end != '\0' || got->text)
		return got->text && strcmp(got->text, want) == 0;
	if (n > 6 && strcmp(key + n - 6, "_theta") == 0 && x > 1000)
		return true;
	if (n > 2 && strcmp(key + n - 2, "_p") == 0 && x < 1e-12)
		return fabs(got->value) < 1e-9;
	return fabs(got->value - x) <= tolerance * fmax(fabs(x), 1e-9) ||
	       (fabs(x) < 1e-9 && fabs(got->value - x) < 1e-6);
}

static void
reference(const char *name)
{
	static struct table table;
	struct compare_result result;
	char path[200], line[400];
	unsigned bad = 0, seen = 0;
	FILE *file;

	load(&table, name);
	run(&result, &table, day_of("2013-05-06"));
	snprintf(path, sizeof path, FOLDER "%s.expected.tsv", name);
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof line, file)) {
		char *tab = strchr(line, '\t');
		const struct figure *got;

		assert_non_null(tab);
		*tab = '\0';
		tab[1 + strcspn(tab + 1, "\n")] = '\0';
		if (strncmp(line, "strucchange", 11) == 0 || strcmp(line, "ratio_exact_p") == 0)
			continue;
		seen++;
		got = figures_find(&result.events[0].event.models, line);
		if (agrees(line, tab + 1, got))
			continue;
		bad++;
		print_error("%s %s: %.10g %s, the reference has %s\n", name, line, got ? got->value : 0.0,
		    !got	? "(absent)"
		    : got->text ? got->text
				: "",
		    tab + 1);
	}
	fclose(file);
	compare_release(&result);
	assert_int_equal(bad, 0);
	assert_true(seen > 30);
}

static void
test_reference(void **state)
{
	static const char *const names[] = {"step", "trend-only", "flat-overdispersed", "lag2", "zero-before"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		reference(names[i]);
}

static const char *
verdict_at(const struct table *table, const char *day)
{
	struct compare_result result;
	const char *word;

	run(&result, table, day_of(day));
	word = verdict_word(result.events[0].event.verdict);
	/* Whatever the verdict, no figure is NAN where it should be a number or infinite where it must not. */
	for (size_t i = 0; i < result.nrows; i++)
		assert_true(isfinite(result.rows[i].week.visitors));
	compare_release(&result);
	return word;
}

static void
test_edges(void **state)
{
	static struct table t;

	(void)state;
	make(&t, 0, 0, 0, 0);
	assert_string_equal(verdict_at(&t, "2013-05-06"), "no-visitors");
	make(&t, 1, 0, 5, 5);
	assert_string_equal(verdict_at(&t, "2012-05-07"), "too-few-weeks");
	assert_string_equal(verdict_at(&t, "2013-05-06"), "too-few-weeks");
	make(&t, 52, 52, 0, 0);
	assert_string_equal(verdict_at(&t, "2013-05-06"), "no-visitors");
	make(&t, 52, 52, 0, 7);
	assert_string_equal(verdict_at(&t, "2013-05-06"), "no-model");
	make(&t, 52, 52, 7, 0);
	assert_string_equal(verdict_at(&t, "2013-05-06"), "no-model");
	make(&t, 5, 5, 9, 9);
	assert_string_equal(verdict_at(&t, "2012-06-11"), "too-few-weeks");
	make(&t, 5, 5, 1, 50);
	assert_string_equal(verdict_at(&t, "2012-06-11"), "too-few-weeks-differs");
	/* Constant series: rounding is no effect, a clean step is one. */
	make(&t, 52, 52, 10, 10);
	assert_string_equal(verdict_at(&t, "2013-05-06"), "not-distinguishable");
	make(&t, 40, 40, 10, 20);
	assert_string_equal(verdict_at(&t, "2013-02-11"), "changed-at-date");
	make(&t, 52, 52, 10, 10);
	assert_string_equal(verdict_at(&t, "1990-01-01"), "too-few-weeks");
	assert_string_equal(verdict_at(&t, "2199-12-31"), "too-few-weeks");
	make(&t, 52, 52, 1e12, 2e12);
	assert_string_equal(verdict_at(&t, "2013-05-06"), "changed-at-date");
	make(&t, 12, 12, 1, 1e9);
	assert_string_equal(verdict_at(&t, "2012-07-30"), "changed-at-date");
}

static void
test_one_visitor_before(void **state)
{
	static struct table t;

	(void)state;
	for (size_t only = 0; only < 52; only += 17) {
		make(&t, 52, 52, 0, 9);
		t.weeks[only].visitors = 1;
		verdict_at(&t, "2013-05-06");
		verdict_at(&t, "2012-09-03");
	}
}

static void
test_ratio_without_before(void **state)
{
	static struct table t;
	struct compare_result r;
	const struct event *e;

	(void)state;
	make(&t, 10, 10, 0, 6);
	run(&r, &t, day_of("2012-07-16"));
	e = &r.events[0].event;
	assert_true(isinf(e->ratio) && isinf(e->ci95.high) && e->ci95.low > 1 && isfinite(e->ci95.low));
	assert_true(e->provisional);
	assert_true(isnan(e->placebo_p) && isnan(e->detectable));
	assert_true(
	    e->ci95_extra.low > 0 && e->ci95_extra.low < e->extra_per_year && e->extra_per_year < e->ci95_extra.high);
	compare_release(&r);
}

/* A date inside a week leaves that week to neither side. */
static void
test_date_inside_a_week(void **state)
{
	static struct table t;
	struct compare_result r;

	(void)state;
	make(&t, 20, 20, 5, 5);
	t.weeks[19].visitors = 1000;
	run(&r, &t, t.weeks[19].monday + 3);
	assert_int_equal(r.events[0].event.before.weeks, 19);
	assert_int_equal(r.events[0].event.after.weeks, 20);
	assert_int_equal(r.events[0].event.split_week, t.weeks[19].monday);
	assert_true(r.events[0].event.before.visitors == 95);
	compare_release(&r);
	run(&r, &t, t.weeks[20].monday);
	assert_int_equal(r.events[0].event.before.weeks, 20);
	assert_int_equal(r.events[0].event.split_week, CALENDAR_NO_DAY);
	assert_true(r.events[0].event.viral);
	assert_int_equal(r.events[0].event.best_week, t.weeks[19].monday);
	compare_release(&r);
}

/* Weeks that are partial, unknown or absent enter no rate, and shift no other week. */
static void
test_missing_weeks(void **state)
{
	static struct table t;
	struct compare_result r;
	const struct figures *m;

	(void)state;
	make(&t, 52, 52, 10, 30);
	t.weeks[3].known = false;
	t.weeks[4].complete = false;
	t.weeks[4].visitors = 99999;
	t.weeks[60] = t.weeks[61]; /* twice the same Monday */
	run(&r, &t, day_of("2013-05-06"));
	m = &r.events[0].event.models;
	assert_int_equal(r.weeks_complete, 101);
	assert_int_equal(r.weeks_partial, 1);
	assert_int_equal(r.weeks_missing, 2);
	assert_true(figures_value(m, "mean_before") == 10 && figures_value(m, "mean_after") == 30);
	assert_true(fabs(figures_value(m, "M1_qp_step_ratio") - 3) < 1e-9);
	assert_true(figures_value(m, "yoy_weeks") == 49);
	assert_int_equal(r.nchange_points, 1);
	assert_int_equal(r.change_points[0].monday, day_of("2013-05-06"));
	assert_true(r.change_points[0].before_per_week == 10 && r.change_points[0].after_per_week == 30);
	assert_true(isnan(r.rows[4].per_1000));
	compare_release(&r);
}

static void
test_control(void **state)
{
	static struct table t;
	struct compare_result r;
	struct compare_claimed event = {0, "followed back"};
	struct compare_input input;

	(void)state;
	make(&t, 40, 40, 10, 30);
	for (size_t i = 0; i < t.n; i++) {
		t.weeks[i].control_known = true;
		t.weeks[i].control = i < 40 ? 100 : 300;
	}
	event.day = t.weeks[40].monday;
	input = (struct compare_input){t.weeks, t.n, NULL, 0, &event, 1};
	compare_init(&r, &input);
	assert_true(r.events[0].control.known && r.events[0].control.moved_too);
	assert_true(fabs(r.events[0].control.relative - 1) < 1e-9);
	assert_string_equal(r.events[0].event.label, "followed back");
	assert_false(r.followers_known || r.overlap);
	assert_true(isnan(r.association.spearman_levels));
	compare_release(&r);
}

static void
test_upheavals(void **state)
{
	(void)state;
	assert_null(compare_upheaval_near(day_of("2013-05-06")));
	assert_non_null(compare_upheaval_near(day_of("2011-08-20")));
	assert_non_null(compare_upheaval_near(day_of("2015-10-29")));
	assert_null(compare_upheaval_near(day_of("2015-10-30")));
	assert_non_null(compare_upheaval_near(day_of("2024-05-06")));
	assert_int_equal(compare_upheaval_near(day_of("2011-09-25"))->from, day_of("2011-10-10"));
	assert_int_equal(compare_upheaval_near(day_of("2025-12-28"))->to, day_of("2025-11-30"));
}

static void
test_many_weeks_quickly(void **state)
{
	static struct table t;
	struct compare_result r;
	clock_t start;
	double seconds;

	(void)state;
	make(&t, MANY / 2, MANY / 2, 10, 20);
	for (size_t i = 0; i < t.n; i++)
		t.weeks[i].visitors += (double)(i * 7919 % 13);
	start = clock();
	run(&r, &t, t.weeks[MANY / 2].monday);
	seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	print_message("%d weeks in %.2f s\n", MANY, seconds);
	/* The bound is 1 s; sanitizers and valgrind are slower. */
	assert_true(seconds < 30);
	assert_string_equal(verdict_word(r.events[0].event.verdict), "changed-at-date");
	compare_release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reference),
	    cmocka_unit_test(test_edges),
	    cmocka_unit_test(test_one_visitor_before),
	    cmocka_unit_test(test_ratio_without_before),
	    cmocka_unit_test(test_date_inside_a_week),
	    cmocka_unit_test(test_missing_weeks),
	    cmocka_unit_test(test_control),
	    cmocka_unit_test(test_upheavals),
	    cmocka_unit_test(test_many_weeks_quickly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
