#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/networks.h"
#include <stdlib.h>

static void
parse(struct cidr *out, struct span text)
{
	assert_true(cidr_parse(text, out));
}

static bool
holds(const struct networks *networks, struct span text)
{
	unsigned char address[16];

	assert_true(address_parse(text, address));
	return networks_hold(networks, address);
}

static void
edges_belong_to_a_range(void **unused)
{
	struct networks networks = {0};
	struct cidr ranges[4];

	(void)unused;
	parse(&ranges[0], SPAN("203.0.113.64/26"));
	parse(&ranges[1], SPAN("192.0.2.9"));
	parse(&ranges[2], SPAN("2001:db8:1::/47"));
	parse(&ranges[3], SPAN("203.0.113.96/27"));
	networks_make(&networks, ranges, 4);
	assert_int_equal(networks.count, 3);
	assert_false(holds(&networks, SPAN("203.0.113.63")));
	assert_true(holds(&networks, SPAN("203.0.113.64")));
	assert_true(holds(&networks, SPAN("203.0.113.127")));
	assert_false(holds(&networks, SPAN("203.0.113.128")));
	assert_true(holds(&networks, SPAN("192.0.2.9")));
	assert_false(holds(&networks, SPAN("192.0.2.8")));
	assert_true(holds(&networks, SPAN("2001:db8:0:ffff::1")));
	assert_true(holds(&networks, SPAN("2001:db8:1:ffff:ffff:ffff:ffff:ffff")));
	assert_false(holds(&networks, SPAN("2001:db8:2::")));
	networks_release(&networks);
	networks_make(&networks, NULL, 0);
	assert_false(holds(&networks, SPAN("192.0.2.9")));
	networks_release(&networks);
}

/* A set is what its ranges are, one by one: random ones of all widths, close to each other and to where IPv4 is. */
static void
a_set_is_its_ranges(void **unused)
{
	(void)unused;
	srand(2013);
	for (int round = 0; round < 2000; round++) {
		struct cidr ranges[24];
		struct networks networks = {0};
		size_t n = (size_t)rand() % 25;

		for (size_t i = 0; i < n; i++) {
			memset(&ranges[i], 0, sizeof(ranges[i]));
			for (size_t at = 8; at < 16; at++)
				ranges[i].address[at] = (unsigned char)(rand() % 3 ? 0 : rand() % 4 ? 0xff : rand());
			ranges[i].bits = rand() % 2 ? 80 + (unsigned)rand() % 49 : (unsigned)rand() % 129;
		}
		networks_make(&networks, ranges, n);
		for (int asked = 0; asked < 200; asked++) {
			unsigned char address[16] = {0};
			bool held = false;

			for (size_t at = rand() % 8 ? 8 : 0; at < 16; at++)
				address[at] = (unsigned char)(rand() % 3 ? 0 : rand() % 4 ? 0xff : rand());
			for (size_t i = 0; i < n; i++)
				held = held || cidr_holds(&ranges[i], address);
			assert_int_equal(networks_hold(&networks, address), held);
		}
		networks_release(&networks);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(edges_belong_to_a_range),
	    cmocka_unit_test(a_set_is_its_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
