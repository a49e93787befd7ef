#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/distinct.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* splitmix64 (S. Vigna, public domain): uniformly distributed hashes, the same on every machine. */
static uint64_t
next(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void
fill(struct distinct *distinct, uint64_t seed, size_t n)
{
	for (size_t i = 0; i < n; i++)
		distinct_add(distinct, next(&seed));
}

static void
assert_same(const struct distinct *a, const struct distinct *b)
{
	assert_int_equal(a->sketch, b->sketch);
	assert_int_equal(distinct_count(a), distinct_count(b));
	if (a->sketch)
		assert_memory_equal(a->u.registers, b->u.registers, DISTINCT_REGISTERS);
}

static void
exact_up_to_4096(void **state)
{
	(void)state;
	for (size_t n = 0; n <= DISTINCT_EXACT; n += n < 20 ? 1 : 97) {
		struct distinct distinct = {0};

		fill(&distinct, n, n);
		fill(&distinct, n, n);
		assert_int_equal(distinct_count(&distinct), n);
		assert_true(distinct_error(&distinct) == 0);
		distinct_release(&distinct);
	}
}

static void
the_boundary(void **state)
{
	struct distinct distinct = {0};

	(void)state;
	fill(&distinct, 7, DISTINCT_EXACT);
	assert_false(distinct.sketch);
	assert_int_equal(distinct_count(&distinct), DISTINCT_EXACT);
	fill(&distinct, 7, DISTINCT_EXACT + 1);
	assert_true(distinct.sketch);
	assert_true(distinct_error(&distinct) == DISTINCT_ERROR);
	distinct_release(&distinct);
}

/* A hash of 0 is a hash like any other. */
static void
zero_counts(void **state)
{
	struct distinct distinct = {0};

	(void)state;
	distinct_add(&distinct, 0);
	distinct_add(&distinct, 0);
	assert_int_equal(distinct_count(&distinct), 1);
	distinct_release(&distinct);
}

/* Union in any order and grouping, twice, equals adding everything to one counter. */
static void
joins_are_unions(void **state)
{
	static const size_t sizes[] = {0, 1, 3, 900, 4096, 4097, 30000};
	const size_t count = sizeof(sizes) / sizeof(sizes[0]);

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++) {
			struct distinct a = {0}, b = {0}, ab = {0}, ba = {0}, all = {0};

			fill(&a, 11, sizes[i]);
			fill(&b, 12, sizes[k]);
			fill(&b, 11, sizes[k] / 2);
			fill(&all, 11, sizes[i]);
			fill(&all, 12, sizes[k]);
			fill(&all, 11, sizes[k] / 2);
			distinct_join(&ab, &a);
			distinct_join(&ab, &b);
			distinct_join(&ab, &b);
			distinct_join(&ba, &b);
			distinct_join(&ba, &a);
			assert_same(&ab, &all);
			assert_same(&ba, &all);
			distinct_release(&a);
			distinct_release(&b);
			distinct_release(&ab);
			distinct_release(&ba);
			distinct_release(&all);
		}
}

/* 100 runs each: root mean square error at most 0.9 %, worst under 3.5 %. */
static void
sketch_accuracy(void **state)
{
	static const size_t sizes[] = {5000, 10000, 20000, 41000, 50000, 100000, 300000, 1000000};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		double squares = 0, worst = 0, bias = 0, rms;

		for (uint64_t run = 0; run < 100; run++) {
			struct distinct distinct = {0};
			double error;

			fill(&distinct, (run + 1) * 1000003 + sizes[i], sizes[i]);
			error = (double)distinct_count(&distinct) / (double)sizes[i] - 1;
			squares += error * error;
			bias += error;
			if (fabs(error) > worst)
				worst = fabs(error);
			distinct_release(&distinct);
		}
		rms = sqrt(squares / 100);
		printf("# %zu visitors: rms %.3f %%, worst %.3f %%, mean %+.3f %%\n", sizes[i], rms * 100, worst * 100,
		    bias);
		assert_true(rms <= 0.009);
		assert_true(worst < 0.035);
	}
}

/* What goes through a file and back is the same, in whatever state the one is that it is joined into. */
static void
saved_and_joined(void **state)
{
	static const size_t sizes[] = {0, 1, 2, 7, 8, 100, 3000, DISTINCT_EXACT, 5000};
	enum { N = sizeof(sizes) / sizeof(sizes[0]) };
	static unsigned char bytes[DISTINCT_SAVED], again[DISTINCT_SAVED];

	(void)state;
	for (size_t i = 0; i < N * N; i++) {
		struct distinct want = {0}, one = {0}, other = {0}, loaded = {0};
		size_t a = sizes[i / N], b = sizes[i % N], n;

		/* half of the smaller is in both */
		fill(&want, 5, a);
		fill(&one, 5, a);
		fill(&other, 5, (a < b ? a : b) / 2);
		fill(&other, 77, b - (a < b ? a : b) / 2);
		distinct_join(&want, &other);
		n = distinct_save(&one, bytes);
		assert_true(distinct_load(&loaded, bytes, n, one.sketch));
		assert_same(&loaded, &one);
		assert_int_equal(distinct_save(&loaded, again), n);
		assert_memory_equal(bytes, again, n);
		/* a list and a table, a table and a list, a list and a list */
		assert_false(distinct_join(&loaded, &one));
		assert_int_equal(distinct_join(&loaded, &other),
		    distinct_save(&want, again) != n || want.sketch != one.sketch || memcmp(bytes, again, n) != 0);
		assert_same(&loaded, &want);
		assert_false(distinct_join(&loaded, &other));
		n = distinct_save(&other, bytes);
		assert_true(distinct_load(&one, bytes, n, other.sketch));
		assert_same(&one, &want);
		/* a list goes on to take single hashes */
		distinct_release(&one);
		assert_true(distinct_load(&one, bytes, n, other.sketch));
		fill(&one, 5, a);
		assert_same(&one, &want);
		distinct_release(&want);
		distinct_release(&one);
		distinct_release(&other);
		distinct_release(&loaded);
	}
}

static void
what_was_not_saved_is_refused(void **state)
{
	static const unsigned char twice[16] = {1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8}, zero[8];
	static unsigned char registers[DISTINCT_REGISTERS];
	struct distinct distinct = {0};

	(void)state;
	assert_false(distinct_load(&distinct, twice, 16, false));
	assert_false(distinct_load(&distinct, twice, 9, false));
	assert_false(distinct_load(&distinct, zero, 8, false));
	assert_false(distinct_load(&distinct, twice, 16, true));
	registers[7] = 52;
	assert_false(distinct_load(&distinct, registers, sizeof(registers), true));
	assert_int_equal(distinct_count(&distinct), 0);
	assert_true(distinct_load(&distinct, twice, 8, false));
	assert_false(distinct_load(&distinct, twice, 16, false));
	assert_int_equal(distinct_count(&distinct), 1);
	distinct_release(&distinct);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(exact_up_to_4096),
	    cmocka_unit_test(the_boundary),
	    cmocka_unit_test(zero_counts),
	    cmocka_unit_test(joins_are_unions),
	    cmocka_unit_test(saved_and_joined),
	    cmocka_unit_test(what_was_not_saved_is_refused),
	    cmocka_unit_test(sketch_accuracy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
