/* Who the visitor is behind proxies, and which addresses are private. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "parsers/proxies.h"

static void
test_client(void **state)
{
	static const struct {
		const char *peer, *list, *client;
	} cases[] = {
	    {"203.0.113.9", "198.51.100.1", "203.0.113.9"}, /* no proxy of ours: he may say what he likes */
	    {"10.0.0.1", "198.51.100.1", "198.51.100.1"},
	    {"10.0.0.1", "198.51.100.1, 203.0.113.4", "203.0.113.4"},
	    {"10.0.0.1", "198.51.100.1,203.0.113.4,10.0.0.2", "203.0.113.4"},
	    {"10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"}, /* all are trusted: the first */
	    {"10.0.0.1", "", "10.0.0.1"},
	    {"10.0.0.1", "unknown", "10.0.0.1"},
	    {"10.0.0.1", "198.51.100.1, unknown, 10.0.0.2", "10.0.0.2"},
	    {"10.0.0.1", ", ,", "10.0.0.1"},
	    {"", "198.51.100.1, 203.0.113.4", "203.0.113.4"}, /* who connected is not logged */
	    {"unix:", "198.51.100.1", "198.51.100.1"},
	    {"2001:db8:7::1", "2001:db8::9", "2001:db8::9"},
	    {"[2001:db8:7::1]:443", "\"[2001:db8::9]:1234\"", "2001:db8::9"},
	    {"10.0.0.1:80", "203.0.113.4:5123", "203.0.113.4"},
	    {"::ffff:10.0.0.1", "203.0.113.4", "203.0.113.4"},
	};
	struct cidr ranges[2];
	const struct proxies proxies = {ranges, 2};

	(void)state;
	assert_true(cidr_parse(SPAN("10.0.0.0/8"), &ranges[0]) && cidr_parse(SPAN("2001:db8:7::/48"), &ranges[1]));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span client = proxies_client(&proxies, span_str(cases[i].peer), span_str(cases[i].list));
		if (!span_eq(client, span_str(cases[i].client)))
			fail_msg("%s and %s give %.*s", cases[i].peer, cases[i].list, SPAN_ARG(client));
	}
}

static void
test_list(void **state)
{
	(void)state;
	assert_true(proxies_is_list(SPAN("203.0.113.1")));
	assert_true(proxies_is_list(SPAN("203.0.113.1, 2001:db8::1,10.0.0.1")));
	assert_false(proxies_is_list(SPAN("")));
	assert_false(proxies_is_list(SPAN("-")));
	assert_true(proxies_is_list(SPAN("unknown, 203.0.113.1")));
	assert_true(proxies_is_list(SPAN("a\\x22b, 203.0.113.1:4711")));
	assert_false(proxies_is_list(SPAN("203.0.113.1, gateway")));
	assert_false(proxies_is_list(SPAN("203.0.113.1, ")));
	assert_false(proxies_is_list(SPAN("0.012")));
}

static void
test_private(void **state)
{
	static const char *const yes[] = {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1",
	    "169.254.1.1", "100.64.0.1", "::1", "fd00::1", "fe80::1%eth0", "::ffff:10.1.1.1", "unix:"};
	static const char *const no[] = {
	    "203.0.113.1", "172.32.0.1", "11.0.0.1", "100.128.0.1", "2001:db8::1", "::", "host.example.org", "-", ""};

	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!proxies_is_private(span_str(yes[i])))
			fail_msg("%s is private", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (proxies_is_private(span_str(no[i])))
			fail_msg("%s is not private", no[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_client),
	    cmocka_unit_test(test_list),
	    cmocka_unit_test(test_private),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
