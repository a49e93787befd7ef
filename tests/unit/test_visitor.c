#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/hash.h"
#include "analyzer/visitor.h"
#include "parsers/address.h"
#include <stdio.h>
#include <stdlib.h>

static void
the_hash_is_siphash(void **unused)
{
	unsigned char key[HASH_KEY], bytes[VISITOR_BYTES];
	struct visitor visitor;

	(void)unused;
	srand(24);
	for (int round = 0; round < 3000; round++) {
		for (size_t i = 0; i < sizeof(key); i++)
			key[i] = (unsigned char)rand();
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (unsigned char)rand();
		visitor.nwords = (size_t)(round % VISITOR_WORDS) + 1;
		for (size_t i = 0; i < visitor.nwords; i++)
			visitor.address[i] = bytes_word((char *)bytes + SIP_HEAD + 8 * i);
		assert_int_equal(sip_end(sip_begin(key, bytes), visitor.address, visitor.nwords),
		    hash_visitor(key, bytes, SIP_HEAD + 8 * visitor.nwords));
	}
}

/* An address as logs have it: nothing but zeros stands around it. */
static struct visitor
made(const char *text)
{
	char room[96] = {0};
	struct visitor visitor = {{0}, 0};

	assert_true(strlen(text) + 32 < sizeof(room));
	memcpy(room + 16, text, strlen(text));
	visitor_make(&visitor, span_make(room + 16, strlen(text)));
	return visitor;
}

static bool
same(const char *a, const char *b)
{
	struct visitor left = made(a), right = made(b);

	return left.nwords == right.nwords &&
	       memcmp(left.address, right.address, left.nwords * sizeof(left.address[0])) == 0;
}

static void
one_address_in_many_forms(void **unused)
{
	static const char *const alike[][2] = {
	    {"192.0.2.1", "::ffff:192.0.2.1"},
	    {"192.0.2.1", "192.0.2.1:51234"},
	    {"1.2.3.4", "::ffff:1.2.3.4"},
	    {"1.2.3.4", "1.2.3.4:80"},
	    {"203.0.113.255", "::ffff:cb00:71ff"},
	    {"2001:db8:1:2::5", "2001:db8:1:2:ffff::6"},
	    {"2001:db8:1:2::5", "[2001:0DB8:1:2::7]:443"},
	    {"2001:db8::5", "2001:db8:0:0:1::"},
	    {"Host.Example.NET", "host.example.net"},
	};
	static const char *const apart[][2] = {
	    {"1.2.3.4", "1.2.3.40"},
	    {"1.2.3.4", "1.2.3.41"},
	    {"1.2.3.40", "1.2.3.4.0"},
	    {"192.0.2.1", "192.0.2.10"},
	    {"192.0.2.1", "192.0.21"},
	    {"192.0.2.1", "192.0.2.01"},
	    {"111.111.111.111", "111.111.111.112"},
	    {"192.0.2.1", "c000:201::"},
	    {"2001:db8:1:2::5", "2001:db8:1:3::5"},
	    {"a.example", "b.example"},
	    {"1.2.3", "1.2.4"},
	    {"-", "1.2.3.4"},
	    {"999.1.1.1", "999.1.1.2"},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(alike) / sizeof(alike[0]); i++)
		if (!same(alike[i][0], alike[i][1]))
			fail_msg("%s is not %s", alike[i][0], alike[i][1]);
	for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++)
		if (same(apart[i][0], apart[i][1]))
			fail_msg("%s is %s", apart[i][0], apart[i][1]);
}

/* The short way and address_parse agree on what is an address in eight groups, and on its first half. */
static void
ipv6_in_eight_groups(void **unused)
{
	static const char bytes[] = "0123456789abcdefABCDEF:::.g%";
	unsigned full = 0;

	(void)unused;
	srand(6);
	for (int round = 0; round < 300000; round++) {
		char text[96];
		unsigned char out[16];
		uint64_t prefix;
		int n = 0;

		for (int group = 0; group < 8; group++)
			n += snprintf(text + n, sizeof(text) - (size_t)n, "%s%x", group ? ":" : "",
			    (unsigned)rand() & (0xffffu >> (rand() % 4 * 4)));
		for (int i = rand() % 3; i > 0; i--)
			text[rand() % n] = bytes[(size_t)rand() % (sizeof(bytes) - 1)];
		if (!address_full(span_make(text, (size_t)n), &prefix))
			continue;
		full++;
		assert_true(address_parse(span_make(text, (size_t)n), out));
		for (int i = 0; i < 8; i++)
			assert_int_equal(out[i], prefix >> (56 - 8 * i) & 0xff);
	}
	assert_true(full > 100000);
}

static int
by_value(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

/* Every number stands in every place once; no two of those addresses are one. */
static void
no_two_ipv4_addresses_are_one(void **unused)
{
	enum { N = 256 * 256 };
	uint64_t *words = malloc(N * sizeof(*words));
	char text[48];
	size_t n = 0;

	(void)unused;
	assert_non_null(words);
	for (int a = 0; a < 256; a++)
		for (int b = 0; b < 256; b++) {
			struct visitor visitor;

			snprintf(text, sizeof(text), "%d.%d.%d.%d", a, b, (a + b) % 256, (a * 7 + b) % 256);
			visitor = made(text);
			assert_int_equal(visitor.nwords, 1);
			words[n++] = visitor.address[0];
		}
	qsort(words, n, sizeof(*words), by_value);
	for (size_t i = 1; i < n; i++)
		assert_true(words[i - 1] != words[i]);
	free(words);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_hash_is_siphash),
	    cmocka_unit_test(one_address_in_many_forms),
	    cmocka_unit_test(ipv6_in_eight_groups),
	    cmocka_unit_test(no_two_ipv4_addresses_are_one),
	};

	if (hash_start() != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
