#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/url.h"

static void
hosts_are_split_as_browsers_do(void **state)
{
	(void)state;
	static const struct {
		const char *text, *host, *path;
	} cases[] = {
	    {"https://t.co/Ab", "t.co", "/Ab"},
	    {"HTTPS://T.CO/Ab", "T.CO", "/Ab"},
	    {"https://t.co:443/Ab", "t.co", "/Ab"},
	    {"https://t.co:/Ab", "t.co", "/Ab"},
	    {"https://t.co./Ab", "t.co", "/Ab"},
	    {"https://t.co.:443", "t.co.", ""},
	    {"https://t.co?amp=1", "t.co", "?amp=1"},
	    {"https://t.co#x", "t.co", "#x"},
	    {"https://t.co", "t.co", ""},
	    {"https://t.co@files.example/a", "files.example", "/a"},
	    {"https://a:b@c@files.example/a@b", "files.example", "/a@b"},
	    {"https://t.co\\@files.example/", "t.co", "\\@files.example/"},
	    {"https://[2001:db8::1]:443/", "[2001:db8::1]", "/"},
	    {"android-app://com.example.app/x", "com.example.app", "/x"},
	};
	struct url url;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(url_split(span_str(cases[i].text), &url));
		bool dotted = cases[i].host[strlen(cases[i].host) - 1] == '.';
		assert_true(span_eq(url.host, span_first(span_str(cases[i].host), strlen(cases[i].host) - dotted)));
		assert_true(span_eq(url.path, span_str(cases[i].path)));
	}
}

static void
what_is_no_url_is_refused(void **state)
{
	(void)state;
	static const char *const cases[] = {"", "-", "about:blank", "t.co/abc", "//t.co/", "https:/t.co/", "https://",
	    "https:///x", "https://:80/", "https://./", "://t.co/", "1http://t.co/", "https://t.co:evil.example/",
	    "https://t.co:123456/", "https://[2001:db8::1/", "https://[::1]x/"};
	struct url url;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (url_split(span_str(cases[i]), &url))
			fail_msg("took '%s' for a URL", cases[i]);
}

static void
hosts_match_at_dots_alone(void **state)
{
	(void)state;
	assert_true(url_host_in(SPAN("T.co"), SPAN("t.co")));
	assert_true(url_host_in(SPAN("mobile.x.com"), SPAN("x.com")));
	assert_false(url_host_in(SPAN("netflix.com"), SPAN("x.com")));
	assert_false(url_host_in(SPAN("x.com.example"), SPAN("x.com")));
	assert_false(url_host_in(SPAN("co"), SPAN("t.co")));
	assert_true(url_same_site(SPAN("www.example.org"), SPAN("example.org")));
	assert_true(url_same_site(SPAN("example.org"), SPAN("example.org")));
	assert_false(url_same_site(SPAN("www.example.org"), SPAN("ww2.example.org")));
	assert_false(url_same_site(SPAN("www.www.example.org"), SPAN("example.org")));
}

static void
host_names_are_made_plain(void **state)
{
	(void)state;
	char out[URL_HOST_MAX + 1], longer[300];
	assert_true(span_eq(url_host_name(SPAN("Blog.Example.org:443"), out), SPAN("blog.example.org")));
	assert_true(span_eq(url_host_name(SPAN("example.org."), out), SPAN("example.org")));
	assert_true(span_eq(url_host_name(SPAN("[::1]:80"), out), SPAN("[::1]")));
	assert_true(span_eq(url_host_name(SPAN("2001:DB8::1"), out), SPAN("2001:db8::1")));
	assert_int_equal(url_host_name(SPAN(""), out).n, 0);
	memset(longer, 'a', sizeof(longer));
	assert_int_equal(url_host_name(span_make(longer, 254), out).n, 0);
	assert_int_equal(url_host_name(span_make(longer, 253), out).n, 253);
}

static void
parameters_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *target, *value;
	} cases[] = {
	    {"/?utm_source=twitter", "twitter"},
	    {"/?a=1&utm_source=x", "x"},
	    {"/?utm%5Fsource=t%2Eco", "t.co"},
	    {"/?%75tm_source=a+b", "a b"},
	    {"/?utm_source=first&utm_source=second", "first"},
	    {"/?utm_source", ""},
	    {"/?utm_source=", ""},
	    {"/?utm_source=a=b", "a=b"},
	    {"/?utm_source=%zz%4", "%zz%4"},
	    {"/?utm_source=a#utm_source=b", "a"},
	    {"/?utm_source=0123456789abcdef", "0123456789abcde"},
	    {"/utm_source=a", NULL},
	    {"/?my_utm_source=a", NULL},
	    {"/?utm_sources=a", NULL},
	    {"/?UTM_SOURCE=a", NULL},
	    {"/?q=utm_source%3Da", NULL},
	    {"/?amp;utm_source=a", NULL},
	    {"/#?utm_x=a", NULL},
	    {"/?", NULL},
	    {"", NULL},
	};
	char out[15];
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span value = {"", 0};
		bool found = url_param(span_str(cases[i].target), SPAN("utm_source"), out, sizeof(out), &value);
		if (found != (cases[i].value != NULL) || !span_eq(value, span_str(cases[i].value)))
			fail_msg("%s gave '%.*s'", cases[i].target, SPAN_ARG(value));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hosts_are_split_as_browsers_do),
	    cmocka_unit_test(what_is_no_url_is_refused),
	    cmocka_unit_test(hosts_match_at_dots_alone),
	    cmocka_unit_test(host_names_are_made_plain),
	    cmocka_unit_test(parameters_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
