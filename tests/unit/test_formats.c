#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "parsers/formats/format.h"
#include "parsers/lines.h"
#include "parsers/quotes.h"
#include <stdio.h>
#include <stdlib.h>

#define TIME "[06/May/2013:08:15:00 +0200]"

struct test_case {
	const char *line;
	const char *format; /* NULL: rejected */
	enum reject reject;
	const char *host, *address, *method, *target, *referer, *agent;
	unsigned status;
};

static const struct test_case cases[] = {
    /* the three shapes */
    {"203.0.113.7 - - " TIME " \"GET /a HTTP/1.1\" 200 12 \"https://t.co/A\" \"Mozilla/5.0 (X)\"", "combined", 0, "",
	"203.0.113.7", "GET", "/a", "https://t.co/A", "Mozilla/5.0 (X)", 200},
    {"blog.example.org:443 203.0.113.7 - - " TIME " \"GET /a HTTP/1.1\" 304 - \"-\" \"M\"", "vhost-combined", 0,
	"blog.example.org:443", "203.0.113.7", "GET", "/a", "", "M", 304},
    {"203.0.113.7 - - " TIME " \"GET /a HTTP/1.1\" 200 12", "common", 0, "", "203.0.113.7", "GET", "/a", "", "", 200},
    /* fields before: a host without port, a user with a blank, names for addresses, IPv6 */
    {"blog.example.org 203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200 12 \"-\" \"M\" \"miss\" \"https\"",
	"vhost-combined", 0, "blog.example.org", "203.0.113.7", "GET", "/", "", "M", 200},
    {"203.0.113.7 - some user " TIME " \"GET / HTTP/1.1\" 200 12 \"-\" \"M\"", "combined", 0, "", "203.0.113.7", "GET",
	"/", "", "M", 200},
    {"www.example.org:80 client.example.net - - " TIME " \"GET / HTTP/1.1\" 200 12 \"-\" \"M\"", "vhost-combined", 0,
	"www.example.org:80", "client.example.net", "GET", "/", "", "M", 200},
    {"client.example.net - - " TIME " \"GET / HTTP/1.1\" 200 12 \"-\" \"M\"", "combined", 0, "", "client.example.net",
	"GET", "/", "", "M", 200},
    {"2001:db8::1 - - " TIME " \"GET / HTTP/1.1\" 200 12 \"-\" \"M\"", "combined", 0, "", "2001:db8::1", "GET", "/", "",
	"M", 200},
    {"2001:db8::1 - a b " TIME " \"GET / HTTP/1.1\" 200 12 \"-\" \"M\"", "combined", 0, "", "2001:db8::1", "GET", "/",
	"", "M", 200},
    {"203.0.113.7 " TIME " \"GET / HTTP/1.1\" 200 12 \"-\" \"M\"", "combined", 0, "", "203.0.113.7", "GET", "/", "",
	"M", 200},
    {"0.011 203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200 12 \"-\" \"M\"", "combined", 0, "", "203.0.113.7", "GET",
	"/", "", "M", 200},
    /* fields between and behind */
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.0\" 200 191 367 464 1 \"-\" \"M\"", "combined", 0, "", "203.0.113.7",
	"GET", "/", "", "M", 200},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200 5 \"-\" \"M\" 500 \"r@d\" \"http://192.0.2.3:80\" 0ms",
	"combined", 0, "", "203.0.113.7", "GET", "/", "", "M", 200},
    {"203.0.113.7 - - " TIME " \"GET /x HTTP/1.1\" - - \"-\" \"M\" 1 \"-\"", "combined", 0, "", "203.0.113.7", "GET",
	"/x", "", "M", 0},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200 5 0.002", "common", 0, "", "203.0.113.7", "GET", "/", "", "",
	200},
    /* escapes of Apache and nginx */
    {"203.0.113.7 - - " TIME " \"GET /a\\\"b HTTP/1.1\" 200 5 \"-\" \"A \\\"q\\\" \\\\\"", "combined", 0, "",
	"203.0.113.7", "GET", "/a\"b", "", "A \"q\" \\", 200},
    {"203.0.113.7 - - " TIME " \"GET /\\x22\\xC3\\xA9 HTTP/1.1\" 200 5 \"-\" \"\\x22n\\x22\\x5C\"", "combined", 0, "",
	"203.0.113.7", "GET", "/\"\xc3\xa9", "", "\"n\"\\", 200},
    {"203.0.113.7 - - " TIME " \"GET /\\t HTTP/1.1\" 200 5 \"-\" \"a\\qb\\x4\"", "combined", 0, "", "203.0.113.7",
	"GET", "/\t", "", "a\\qb\\x4", 200},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200 5 \"\" \"a \"bare\" b\"", "combined", 0, "", "203.0.113.7", "GET",
	"/", "", "a \"bare", 200},
    /* requests that are none are records all the same */
    {"203.0.113.7 - - " TIME " \"-\" 400 0 \"-\" \"-\"", "combined", 0, "", "203.0.113.7", "", "", "", "", 400},
    {"203.0.113.7 - - " TIME " \"\" 400 0 \"-\" \"-\"", "combined", 0, "", "203.0.113.7", "", "", "", "", 400},
    {"203.0.113.7 - - " TIME " \"\\x16\\x03\\x01\" 400 0 \"-\" \"-\"", "combined", 0, "", "203.0.113.7", "", "", "", "",
	400},
    {"203.0.113.7 - - " TIME " \"GET /a b c HTTP/1.1\" 200 0 \"-\" \"M\"", "combined", 0, "", "203.0.113.7", "GET",
	"/a b c", "", "M", 200},
    {"203.0.113.7 - - " TIME " \"GET /\" 200 0 \"-\" \"M\"", "combined", 0, "", "203.0.113.7", "GET", "", "", "M", 200},
    {"- - - " TIME " \"GET / HTTP/1.1\" 200 18446744073709551616 \"-\" \"M\"", "combined", 0, "", "-", "GET", "/", "",
	"M", 200},
    /* no records */
    {"", NULL, REJECT_BLANK, 0, 0, 0, 0, 0, 0, 0},
    {"   \t ", NULL, REJECT_BLANK, 0, 0, 0, 0, 0, 0, 0},
    {"#Fields: date time", NULL, REJECT_BLANK, 0, 0, 0, 0, 0, 0, 0},
    {"hello", NULL, REJECT_UNKNOWN, 0, 0, 0, 0, 0, 0, 0},
    {"a \"quoted\" word", NULL, REJECT_NO_TIME, 0, 0, 0, 0, 0, 0, 0},
    {"203.0.113.7 - - " TIME " GET / 200", NULL, REJECT_NO_REQUEST, 0, 0, 0, 0, 0, 0, 0},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1", NULL, REJECT_NO_REQUEST, 0, 0, 0, 0, 0, 0, 0},
    {TIME " \"GET / HTTP/1.1\" 200 5 \"-\" \"M\"", NULL, REJECT_NO_ADDRESS, 0, 0, 0, 0, 0, 0, 0},
    {"203.0.113.7 - - [31/Feb/2013:08:15:00 +0200] \"GET / HTTP/1.1\" 200 5 \"-\" \"M\"", NULL, REJECT_BAD_TIME, 0, 0,
	0, 0, 0, 0, 0},
    {"203.0.113.7 - - [2/Mar/2013 8:00] \"GET / HTTP/1.1\" 200 5 \"-\" \"M\"", NULL, REJECT_BAD_TIME, 0, 0, 0, 0, 0, 0,
	0},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 99999 5 \"-\" \"M\"", NULL, REJECT_BAD_STATUS, 0, 0, 0, 0, 0, 0, 0},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" -1 5 \"-\" \"M\"", NULL, REJECT_BAD_STATUS, 0, 0, 0, 0, 0, 0, 0},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200 -5 \"-\" \"M\"", NULL, REJECT_BAD_SIZE, 0, 0, 0, 0, 0, 0, 0},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200", NULL, REJECT_BAD_SIZE, 0, 0, 0, 0, 0, 0, 0},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200 5 \"https://t", NULL, REJECT_NO_REFERER, 0, 0, 0, 0, 0, 0, 0},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200 5 \"-\"", NULL, REJECT_NO_AGENT, 0, 0, 0, 0, 0, 0, 0},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200 5 \"-\" \"Mozilla/5.0 (X", NULL, REJECT_NO_AGENT, 0, 0, 0, 0, 0,
	0, 0},
    {"203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200 5 \"-\" \"M\\\"", NULL, REJECT_NO_AGENT, 0, 0, 0, 0, 0, 0, 0},
};

/* The text with padding behind it, and its marks. */
struct held {
	char *text;
	uint32_t *marks;
	struct line line;
};

static void
hold(struct held *held, struct span text)
{
	held->text = alloc_zero(text.n + QUOTES_PADDING, 1);
	held->marks = alloc_zero(text.n + QUOTES_SPARE, sizeof(*held->marks));
	if (text.n > 0)
		memcpy(held->text, text.p, text.n);
	line_of(&held->line, span_make(held->text, text.n), held->marks);
}

static void
let_go(struct held *held)
{
	free(held->text);
	free(held->marks);
}

static void
assert_field(const char *line, const char *name, struct span got, const char *want)
{
	if (!span_eq(got, span_str(want)))
		fail_msg("%s of %s: got '%.*s', want '%s'", name, line, SPAN_ARG(got), want);
}

static void
lines_parse(void **unused)
{
	struct format_state state = {0};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct test_case *one = &cases[i];
		const struct format *format = NULL;
		struct record record;
		enum reject reject;
		struct held held;

		hold(&held, span_str(one->line));
		reject = format_parse(&state, &held.line, &record, &format);
		if (reject != one->reject)
			fail_msg("%s: got '%s', want '%s'", one->line, format_reject_text(reject),
			    format_reject_text(one->reject));
		if (one->format) {
			assert_string_equal(format->name, one->format);
			assert_field(one->line, "host", record.host, one->host);
			assert_field(one->line, "address", record.address, one->address);
			assert_field(one->line, "method", record.method, one->method);
			assert_field(one->line, "target", record.target, one->target);
			assert_field(one->line, "referer", record.referer, one->referer);
			assert_field(one->line, "agent", record.agent, one->agent);
			assert_int_equal(record.status, one->status);
			assert_int_equal(record.time, 1367820900);
			assert_int_equal(record.has_agent, format->has_agent);
		}
		let_go(&held);
	}
	format_release(&state);
}

/* What stands before the time, and what is made of it. */
static const struct front_case {
	const char *front;
	const char *format, *host, *address, *forwarded;
} fronts[] = {
    /* behind more fields, counted back from the time */
    {"10.0.0.1 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"198.51.100.6 198.51.100.9 - frank", "combined", "", "198.51.100.9", ""},
    {"10.0.0.1 2001:db8::7 ident frank", "combined", "", "2001:db8::7", ""},
    {"10.0.0.1 203.0.113.7:51234 - -", "combined", "", "203.0.113.7:51234", ""},
    /* nginx logs any name that a client gives for a user: it must not stand for an address. */
    {"192.0.2.7 - 198.51.100.9 - -", "combined", "", "192.0.2.7", ""},
    {"192.0.2.7 - 198.51.100.9 - x", "combined", "", "192.0.2.7", ""},
    {"192.0.2.7 - x: 198.51.100.9 - -", "combined", "", "192.0.2.7", ""},
    {"192.0.2.7 - a | 198.51.100.9 - -", "combined", "", "192.0.2.7", ""},
    {"192.0.2.7 - a b c d e f g h i j k l 198.51.100.9 - -", "combined", "", "192.0.2.7", ""},
    {"blog.example.org 192.0.2.7 - 198.51.100.9 - x", "vhost-combined", "blog.example.org", "192.0.2.7", ""},
    {"blog.example.org:443 192.0.2.7 - 198.51.100.9 - x", "vhost-combined", "blog.example.org:443", "192.0.2.7", ""},
    {"blog.example.org 192.0.2.7 - x: 198.51.100.9 - -", "vhost-combined", "blog.example.org", "192.0.2.7", ""},
    {"- 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"x - 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"blog.example.org 10.0.0.1 192.0.2.7 - -", "vhost-combined", "blog.example.org", "192.0.2.7", ""},
    {"10.0.0.1 192.0.2.7 - some user", "combined", "", "192.0.2.7", ""},
    {"10.0.0.1 192.0.2.7 ident some user", "combined", "", "192.0.2.7", ""},
    {"blog.example.org 203.0.113.7 - some user", "vhost-combined", "blog.example.org", "203.0.113.7", ""},
    {"203.0.113.7 - Doe, John", "combined", "", "203.0.113.7", ""},
    {"203.0.113.7 - user of 10.0.0.1", "combined", "", "203.0.113.7", ""},
    {"203.0.113.7:51234 - some user", "combined", "", "203.0.113.7:51234", ""},
    {"client.example.net - some user", "combined", "", "client.example.net", ""},
    {"www.example.org:80 client.example.net - some user", "vhost-combined", "www.example.org:80", "client.example.net",
	""},
    {"192.0.2.10:80 client.example.net - -", "vhost-combined", "192.0.2.10:80", "client.example.net", ""},
    {"192.0.2.10:80 203.0.113.7 - -", "vhost-combined", "192.0.2.10:80", "203.0.113.7", ""},
    {"- 203.0.113.7 - -", "combined", "", "203.0.113.7", ""},
    {"blog.example.org 203.0.113.7", "vhost-combined", "blog.example.org", "203.0.113.7", ""},
    {"203.0.113.7 198.51.100.4 -", "combined", "", "203.0.113.7", ""},
    {"203.0.113.7 blog.example.org:8080 -", "lighttpd", "blog.example.org:8080", "203.0.113.7", ""},
    {"203.0.113.7 0.011 -", "combined", "", "203.0.113.7", ""},
    /* clocks and numbers of cards are no addresses */
    {"10:00:00 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"10:00:00.123 192.0.2.7 - some user", "combined", "", "192.0.2.7", ""},
    {"10:00 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"10:00:00 client.example.net - -", "combined", "", "client.example.net", ""},
    {"00:00:5e:00:53:01 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"0.5ms 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"812:140 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    /* what is no host */
    {"550e8400-e29b-41d4-a716-446655440000 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"550e8400-e29b-41d4-a716-446655440000 client.example.net - -", "combined", "", "client.example.net", ""},
    {"a1b2c3d4 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"req-17 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"INFO 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"unknown 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"localhost 192.0.2.7 - -", "vhost-combined", "localhost", "192.0.2.7", ""},
    {"web1:8080 192.0.2.7 - -", "vhost-combined", "web1:8080", "192.0.2.7", ""},
    /* fields in quotes */
    {"\"203.0.113.5\" 192.0.2.7 - -", "combined", "", "192.0.2.7", "203.0.113.5"},
    {"\"203.0.113.5, 10.0.0.2\" 192.0.2.7 - -", "combined", "", "192.0.2.7", "203.0.113.5, 10.0.0.2"},
    {"\"-\" 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"\"\" 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"\"a \\\"b\\\" c\" 192.0.2.7 - -", "combined", "", "192.0.2.7", ""},
    {"blog.example.org \"203.0.113.5\" 192.0.2.7 - -", "vhost-combined", "blog.example.org", "192.0.2.7",
	"203.0.113.5"},
    {"\"203.0.113.5\" - -", "combined", "", "203.0.113.5", ""},
    {"\" 198.51.100.6 , 203.0.113.5\" - -", "combined", "", "203.0.113.5", "198.51.100.6 , 203.0.113.5"},
    {"\"198.51.100.6, 203.0.113.5\" - -", "combined", "", "203.0.113.5", "198.51.100.6, 203.0.113.5"},
    /* lists: nobody but the nearest server is believed */
    {"198.51.100.6, 203.0.113.5 - -", "combined", "", "203.0.113.5", "198.51.100.6, 203.0.113.5"},
    {"198.51.100.6,203.0.113.5 - -", "combined", "", "203.0.113.5", "198.51.100.6,203.0.113.5"},
    {"10.0.0.1,::1 - -", "combined", "", "::1", "10.0.0.1,::1"},
    {"unknown, 203.0.113.5 - some user", "combined", "", "203.0.113.5", "unknown, 203.0.113.5"},
    {"203.0.113.5, unknown - -", "combined", "", "203.0.113.5", "203.0.113.5, unknown"},
    {"blog.example.org 198.51.100.6, 203.0.113.5 - -", "vhost-combined", "blog.example.org", "203.0.113.5",
	"198.51.100.6, 203.0.113.5"},
    {"198.51.100.6, 203.0.113.5 192.0.2.7 - -", "combined", "", "192.0.2.7", "198.51.100.6, 203.0.113.5"},
};

static void
fronts_are_read(void **unused)
{
	struct format_state state = {0};

	(void)unused;
	for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
		const struct front_case *one = &fronts[i];
		const struct format *format = NULL;
		struct record record;
		struct held held;
		char line[512];

		snprintf(line, sizeof(line), "%s %s", one->front, TIME " \"GET / HTTP/1.1\" 200 12 \"-\" \"M\"");
		hold(&held, span_str(line));
		assert_int_equal(format_parse(&state, &held.line, &record, &format), REJECT_NONE);
		assert_field(line, "format", span_str(format->name), one->format);
		assert_field(line, "host", record.host, one->host);
		assert_field(line, "address", record.address, one->address);
		assert_field(line, "forwarded", record.forwarded, one->forwarded);
		let_go(&held);
	}
	format_release(&state);
}

/* The rows' own examples are recognised as what they are. */
static void
examples_parse(void **unused)
{
	struct format_state state = {0};

	(void)unused;
	for (size_t i = 0; formats[i]; i++) {
		const struct format *found = NULL;
		struct record record;
		struct held held;

		hold(&held, span_str(formats[i]->example));
		assert_int_equal(format_parse(&state, &held.line, &record, &found), REJECT_NONE);
		assert_ptr_equal(found, formats[i]);
		assert_int_equal(record.has_referer, formats[i]->has_referer);
		assert_ptr_equal(format_named(span_str(formats[i]->name)), formats[i]);
		let_go(&held);
	}
	assert_null(format_named(SPAN("no such format")));
	format_release(&state);
}

/* Named, a format reads the fields where it has them, whatever the line looks like. */
static void
a_named_format_overrules(void **unused)
{
	struct format_state state = {.only = format_named(SPAN("vhost-combined"))};
	const char *text = "203.0.113.1 203.0.113.7 - - " TIME " \"GET / HTTP/1.1\" 200 5 \"-\" \"M\"";
	struct record record;
	struct held held;

	(void)unused;
	hold(&held, span_str(text));
	assert_int_equal(format_parse(&state, &held.line, &record, NULL), REJECT_NONE);
	assert_field(text, "host", record.host, "203.0.113.1");
	assert_field(text, "address", record.address, "203.0.113.7");
	state.only = format_named(SPAN("common"));
	assert_int_equal(format_parse(&state, &held.line, &record, NULL), REJECT_NONE);
	assert_false(record.has_referer);
	let_go(&held);
	format_release(&state);
}

/* A combined line cut at any byte never parses as one that could count, and never crashes. */
static void
cut_lines_do_not_count(void **unused)
{
	struct span whole = span_str(cases[0].line);
	struct format_state state = {0};

	(void)unused;
	for (size_t n = 0; n < whole.n; n++) {
		const struct format *format = NULL;
		struct record record;
		struct held held;

		hold(&held, span_first(whole, n));
		if (format_parse(&state, &held.line, &record, &format) == REJECT_NONE)
			assert_false(format->closed);
		let_go(&held);
	}
	format_release(&state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_parse),
	    cmocka_unit_test(fronts_are_read),
	    cmocka_unit_test(examples_parse),
	    cmocka_unit_test(a_named_format_overrules),
	    cmocka_unit_test(cut_lines_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
