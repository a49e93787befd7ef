#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/hash.h"
#include "parsers/nh.h"
#include <stdlib.h>

static uint64_t
hash(const struct nh_secret *secret, const char *text, size_t n)
{
	return n - NH_USUAL <= NH_USUAL ? nh_usual(secret, text, n) : nh_other(secret, text, n);
}

static int
by_value(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

/* Every length, and for each every text that differs from it in one bit: no two have one hash. */
static void
texts_are_told_apart(void **unused)
{
	/* What stands behind a text is never looked at. */
	static char text[2 * NH_LONGEST];
	static uint64_t hashes[(size_t)NH_LONGEST * (NH_LONGEST + 1) / 2 + NH_LONGEST + 1];
	struct nh_secret secret;
	size_t count = 0;

	(void)unused;
	hash_random(&secret, sizeof(secret));
	for (size_t n = 0; n <= NH_LONGEST; n++) {
		memset(text, 'a', n);
		hashes[count++] = hash(&secret, text, n);
		for (size_t i = 0; i < n; i++) {
			text[i] ^= (char)(1 << (i + n) % 8);
			hashes[count++] = hash(&secret, text, n);
			text[i] = 'a';
		}
		memset(text + n, (int)(n % 256), NH_LONGEST);
		assert_true(hash(&secret, text, n) == hashes[count - n - 1]);
	}
	qsort(hashes, count, sizeof(*hashes), by_value);
	for (size_t i = 1; i < count; i++)
		assert_true(hashes[i - 1] != hashes[i]);
}

/* Zeros at the end are a part of the text. */
static void
lengths_are_told_apart(void **unused)
{
	static const char zeros[NH_LONGEST];
	uint64_t hashes[NH_LONGEST + 1];
	struct nh_secret secret;

	(void)unused;
	hash_random(&secret, sizeof(secret));
	for (size_t n = 0; n <= NH_LONGEST; n++)
		hashes[n] = hash(&secret, zeros, n);
	qsort(hashes, NH_LONGEST + 1, sizeof(*hashes), by_value);
	for (size_t i = 1; i <= NH_LONGEST; i++)
		assert_true(hashes[i - 1] != hashes[i]);
}

static void
the_secret_decides(void **unused)
{
	static const char text[] = "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0";
	struct nh_secret one, two;

	(void)unused;
	hash_random(&one, sizeof(one));
	hash_random(&two, sizeof(two));
	assert_true(hash(&one, text, sizeof(text) - 1) == hash(&one, text, sizeof(text) - 1));
	assert_true(hash(&one, text, sizeof(text) - 1) != hash(&two, text, sizeof(text) - 1));
	assert_true(hash(&one, text, 10) != hash(&two, text, 10));
}

/* 3 * 5 + 2^64 - 1, and the square of 2^64 - 1. */
static void
products_are_wide(void **unused)
{
	struct nh_sum sum = nh_product((struct nh_sum){UINT64_MAX, 0}, 3, 5);

	(void)unused;
	assert_true(sum.low == 14 && sum.high == 1);
	sum = nh_product((struct nh_sum){0, 0}, UINT64_MAX, UINT64_MAX);
	assert_true(sum.low == 1 && sum.high == UINT64_MAX - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_are_told_apart),
	    cmocka_unit_test(lengths_are_told_apart),
	    cmocka_unit_test(the_secret_decides),
	    cmocka_unit_test(products_are_wide),
	};

	return hash_start() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
