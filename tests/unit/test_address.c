#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/address.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char v4[16] = {[10] = 0xff, 0xff, 192, 0, 2, 7};

static void
addresses_are_made_canonical(void **state)
{
	(void)state;
	static const char *const same[] = {
	    "192.0.2.7", "192.0.2.7:51234", "::ffff:192.0.2.7", "::FFFF:c000:207", "[::ffff:192.0.2.7]:443"};
	static const char *const bad[] = {"", "-", "host.example", "192.0.2", "192.0.2.256", "192.0.2.07",
	    "192.0.2.7.1", "192.0.2.7:", "192.0.2.7:port", "192.0.2.7 ", "1.2.3.4567", "[::1", "[::1]x", "[192.0.2.7]",
	    "::1::", "g::", "12345::", "::1/64", "%eth0", "192.0.2.7%eth0"};
	unsigned char out[16], other[16];
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		assert_true(address_parse(span_str(same[i]), out));
		assert_memory_equal(out, v4, 16);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (address_parse(span_str(bad[i]), out))
			fail_msg("took '%s' for an address", bad[i]);
	assert_true(address_parse(SPAN("fe80::1%eth0"), out));
	assert_true(address_parse(SPAN("[fe80::1%eth0]:80"), other));
	assert_memory_equal(out, other, 16);
	assert_false(address_parse(SPAN("::1\0x"), out));
}

/* Our own reader of IPv6 addresses and the system's agree on made-up ones, good and bad. */
static void
the_system_agrees(void **state)
{
	static const char *const pieces[] = {":", "::", "0", "1", "db8", "2001", "ffff", "FFFF", "00a", "12345", "g",
	    "192.0.2.7", "255", ".", "1.2.3", ":1", "fe80:"};
	unsigned good = 0;
	(void)state;
	srand(4291);
	for (unsigned round = 0; round < 400000; round++) {
		char text[200] = "";
		size_t n = 0;
		unsigned char ours[16], theirs[16];
		int count = 1 + rand() % 11;
		for (int i = 0; i < count; i++)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s", i > 0 && rand() % 4 ? ":" : "",
			    pieces[(size_t)rand() % (sizeof(pieces) / sizeof(pieces[0]))]);
		/* A lone IPv4 address, with a port or without, is another matter. */
		if (strchr(text, '.') && (!strchr(text, ':') || strchr(text, '.') < strchr(text, ':')))
			continue;
		bool is = inet_pton(AF_INET6, text, theirs) == 1;
		if (address_parse(span_str(text), ours) != is)
			fail_msg("%s: the system says %s", text, is ? "yes" : "no");
		if (is)
			assert_memory_equal(ours, theirs, 16);
		good += is;
	}
	assert_true(good > 1000);
}

static bool
holds(const char *range, const char *address)
{
	struct cidr cidr;
	unsigned char out[16];
	assert_true(cidr_parse(span_str(range), &cidr));
	assert_true(address_parse(span_str(address), out));
	return cidr_holds(&cidr, out);
}

static void
ranges_hold_what_they_say(void **state)
{
	static const char *const wide[] = {"::/0", "::/8", "::1/64", "::/80", "::/95"};
	(void)state;
	assert_true(holds("203.0.113.0/24", "203.0.113.255"));
	assert_false(holds("203.0.113.0/24", "203.0.112.255"));
	assert_true(holds("203.0.113.0/25", "203.0.113.127"));
	assert_false(holds("203.0.113.0/25", "203.0.113.128"));
	assert_true(holds("203.0.113.9", "203.0.113.9"));
	assert_false(holds("203.0.113.9", "203.0.113.8"));
	assert_true(holds("0.0.0.0/0", "198.51.100.1"));
	assert_false(holds("0.0.0.0/0", "2001:db8::1"));
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		assert_false(holds(wide[i], "198.51.100.1"));
		assert_true(holds(wide[i], "::1"));
	}
	assert_true(holds("::/0", "2001:db8::1"));
	assert_true(holds("::ffff:0:0/96", "198.51.100.1"));
	assert_true(holds("::ffff:198.51.100.0/120", "198.51.100.1"));
	assert_true(holds("2001:db8::/32", "2001:db8:ffff::1"));
	assert_false(holds("2001:db8::/32", "2001:db9::1"));
	assert_true(holds("2001:db8::/33", "2001:db8:7fff::1"));
	assert_false(holds("2001:db8::/33", "2001:db8:8000::1"));
	assert_true(holds("203.0.113.9/24", "203.0.113.1"));
}

static void
other_texts_are_no_ranges(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "/", "/24", "203.0.113.0/", "203.0.113.0/33", "203.0.113.0/-1",
	    "203.0.113.0/2x", "203.0.113.0/024x", "203.0.113/24", "2001:db8::/129", "host.example", "host.example/8",
	    "203.0.113.0:80/24", "[2001:db8::]/32", "203.0.113.0/24/8"};
	struct cidr cidr;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (cidr_parse(span_str(bad[i]), &cidr))
			fail_msg("took '%s' for a range", bad[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(addresses_are_made_canonical),
	    cmocka_unit_test(the_system_agrees),
	    cmocka_unit_test(ranges_hold_what_they_say),
	    cmocka_unit_test(other_texts_are_no_ranges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
