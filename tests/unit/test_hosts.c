#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/hosts.h"
#include <stdio.h>

static bool
is(const struct hosts *hosts, struct span written, struct span site)
{
	const struct host *host = hosts_find(hosts, written);

	return host && span_eq(host_site(host), site);
}

static void
hosts_are_found_as_written(void **unused)
{
	struct hosts hosts = {0};

	(void)unused;
	assert_null(hosts_find(&hosts, SPAN("a.example")));
	assert_null(hosts_find(&hosts, SPAN("")));
	hosts_put(&hosts, SPAN("Blog.Example.org:443"), false);
	hosts_put(&hosts, SPAN("a"), false);
	hosts_put(&hosts, SPAN("[2001:db8::1]:80"), false);
	assert_true(is(&hosts, SPAN("Blog.Example.org:443"), SPAN("blog.example.org")));
	assert_true(is(&hosts, SPAN("a"), SPAN("a")));
	assert_true(is(&hosts, SPAN("[2001:db8::1]:80"), SPAN("[2001:db8::1]")));
	assert_null(hosts_find(&hosts, SPAN("blog.example.org:443")));
	assert_int_equal(host_site(NULL).n, 0);
	hosts_release(&hosts);
}

/* Once met in front a host stays so, wherever it is met again. */
static void
in_front_is_kept(void **unused)
{
	struct hosts hosts = {0};

	(void)unused;
	hosts_put(&hosts, SPAN("a.example"), false);
	assert_false(hosts_find(&hosts, SPAN("a.example"))->in_front);
	hosts_put(&hosts, SPAN("a.example"), true);
	hosts_put(&hosts, SPAN("a.example"), false);
	assert_true(hosts_find(&hosts, SPAN("a.example"))->in_front);
	hosts_put(&hosts, SPAN("a,b:80"), true);
	assert_false(hosts_find(&hosts, SPAN("a,b:80"))->in_front);
	hosts_release(&hosts);
}

/* More hosts than have a place, and hosts that have none: none is ever taken for another. */
static void
the_table_is_bounded(void **unused)
{
	struct hosts hosts = {0};
	char text[HOSTS_TEXT + 8];
	unsigned found = 0;

	(void)unused;
	for (unsigned i = 0; i < 3 * HOSTS_SLOTS; i++) {
		struct span written = span_make(text, (size_t)snprintf(text, sizeof(text), "Site%u.example:80", i));

		hosts_put(&hosts, written, true);
		assert_non_null(hosts_find(&hosts, written));
	}
	for (unsigned i = 0; i < 3 * HOSTS_SLOTS; i++) {
		struct span written = span_make(text, (size_t)snprintf(text, sizeof(text), "Site%u.example:80", i));
		char site[HOSTS_TEXT];
		size_t n = (size_t)snprintf(site, sizeof(site), "site%u.example", i);
		const struct host *host = hosts_find(&hosts, written);

		found += host != NULL;
		assert_true(!host || span_eq(host_site(host), span_make(site, n)));
	}
	assert_true(found > HOSTS_SLOTS / 4);
	for (size_t n = HOSTS_TEXT - 1; n < HOSTS_TEXT + 2; n++) {
		memset(text, 'a', sizeof(text));
		hosts_put(&hosts, span_make(text, n), true);
		assert_int_equal(hosts_find(&hosts, span_make(text, n)) != NULL, n <= HOSTS_TEXT);
	}
	hosts_release(&hosts);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hosts_are_found_as_written),
	    cmocka_unit_test(in_front_is_kept),
	    cmocka_unit_test(the_table_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
