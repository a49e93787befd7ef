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
	return fabs(got->value - x) <= tolerance * fmax(fabs(x), 1e-9) || (fabs(x) < 1e-9 && fabs(got->value - x) < 1e-6);
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
		    !got           ? "(absent)"
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
