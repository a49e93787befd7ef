/* Options, suggestions and the numbers of visitors, as the commands use them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "analyzer/commands/appearance.h"
#include "analyzer/commands/inputs.h"
#include "analyzer/commands/options.h"
#include "analyzer/commands/suggest.h"
#include "analyzer/outputs/explanation.h"
#include "analyzer/series.h"

#include <limits.h>
#include <stdlib.h>

#define WORDS_MOST 24

/* Parses a command line written with blanks between its words. */
static int
parse(struct options *options, const char *text)
{
	static char words[256]; /* operands borrow from it */
	static char *argv[WORDS_MOST];
	int argc = 0;

	snprintf(words, sizeof(words), "%s", text);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	return options_parse(options, argc, argv);
}

static void
test_defaults(void **state)
{
	struct options options;

	(void)state;
	assert_int_equal(parse(&options, "weekly"), OPTIONS_GO);
	assert_ptr_equal(options.output, &output_text);
	assert_int_equal(options.source, SOURCE_TWITTER);
	assert_int_equal(options.since, INT32_MIN);
	assert_int_equal(options.until, INT32_MAX);
	assert_int_equal(options.only, EXPLAIN_ANY);
	assert_string_equal(options.zone.name, "log");
	assert_true(options.jobs >= 1);
	assert_int_equal(options.noperands, 0);
	options_release(&options);
}

static void
test_all_values(void **state)
{
	struct options options;

	(void)state;
	assert_int_equal(
	    parse(&options, "yearly a --json -j3 --since 2013-05 --until=2013-W19 --last 7 --source all b --site "
			    "Blog.Example.org:443 --exclude 2001:db8::/32"),
	    OPTIONS_GO);
	assert_ptr_equal(options.output, &output_json);
	assert_int_equal(options.jobs, 3);
	assert_int_equal(options.since, calendar_day(2013, 5, 1));
	assert_int_equal(options.until, calendar_day(2013, 5, 12));
	assert_int_equal(options.last, 7);
	assert_int_equal(options.source, SERIES_ALL);
	assert_int_equal(options.nsites, 1);
	assert_true(span_eq(options.sites[0], SPAN("blog.example.org")));
	assert_int_equal(options.nexcluded, 1);
	assert_int_equal(options.noperands, 2);
	assert_string_equal(options.operands[1], "b");
	options_release(&options);
}

static void
test_refused(void **state)
{
	static const char *const lines[] = {"weekly --last 0", "weekly --last 18446744073709551616", "weekly -j 257",
	    "weekly --since 2013-13", "weekly --only robot", "weekly --jsn", "weekly --json=1", "weekly -x",
	    "weekly -o", "status --csv", "status --format csv", "formats --since 2013", "weekly --files0-from list log",
	    "weekly --site /", "weekly --exclude 300.0.0.1", "explain --only maybe"};
	struct options options;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse(&options, lines[i]), 2);
		options_release(&options);
	}
}

/* Every row has what the parser and the help need, and names commands that exist. */
static void
test_table(void **state)
{
	(void)state;
	for (const struct option_row *row = option_rows; row->name; row++) {
		bool any = false;
		assert_non_null(row->help);
		assert_non_null(row->set);
		assert_true(!row->value || row->argument);
		for (size_t i = 0; commands[i]; i++)
			any = any || option_for(row, commands[i]->name);
		assert_true(any);
	}
}

static void
test_first_operand(void **state)
{
	char *plain[] = {"footfall", "--json", "-o", "out", "--last=3", "-qj2", "yearly", NULL};
	char *behind[] = {"footfall", "--", "yearly", NULL};
	char *unknown[] = {"footfall", "--frob", "yearly", NULL};
	char *dash[] = {"footfall", "-", NULL};

	(void)state;
	assert_int_equal(options_first_operand(7, plain), 6);
	assert_int_equal(options_first_operand(3, behind), 3);
	assert_int_equal(options_first_operand(3, unknown), 3);
	assert_int_equal(options_first_operand(2, dash), 1);
	assert_int_equal(options_first_operand(1, dash), 1);
}

static void
test_inputs(void **state)
{
	struct options options;
	struct inputs inputs;

	(void)state;
	assert_int_equal(parse(&options, "weekly a - b"), OPTIONS_GO);
	assert_int_equal(inputs_gather(&inputs, &options), OPTIONS_GO);
	assert_int_equal(inputs.count, 3);
	assert_string_equal(inputs.names[1], "-");
	inputs_release(&inputs);
	assert_int_equal(parse(&options, "weekly - -"), OPTIONS_GO);
	assert_int_equal(inputs_gather(&inputs, &options), 2);
	inputs_release(&inputs);
	options_release(&options);
}

static void
test_suggest(void **state)
{
	struct suggest suggest;

	(void)state;
	assert_int_equal(suggest_distance("", "abc"), 3);
	assert_int_equal(suggest_distance("weekly", "weekly"), 0);
	assert_int_equal(suggest_distance("WEEKLY", "weekly"), 0);
	assert_int_equal(suggest_distance("wekely", "weekly"), 1);
	assert_int_equal(suggest_distance("kitten", "sitting"), 3);
	assert_int_equal(suggest_distance("a", "an overlong word of more than thirty-one bytes"), UINT_MAX);
	suggest_begin(&suggest, "yaerly");
	suggest_try(&suggest, "weekly");
	suggest_try(&suggest, "yearly");
	assert_string_equal(suggest.best, "yearly");
	suggest_begin(&suggest, "access");
	suggest_try(&suggest, "weekly");
	assert_null(suggest.best);
}

static void
test_appearance(void **state)
{
	struct appearance seen = {0};

	(void)state;
	for (int round = 0; round < 2; round++)
		for (uint64_t i = 0; i < 5000; i++)
			assert_int_equal(appearance_number(&seen, i * 0x9E3779B97F4A7C15u), i + 1);
	assert_int_equal(seen.count, 5000);
	appearance_release(&seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_defaults),
	    cmocka_unit_test(test_all_values),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_first_operand),
	    cmocka_unit_test(test_inputs),
	    cmocka_unit_test(test_suggest),
	    cmocka_unit_test(test_appearance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
