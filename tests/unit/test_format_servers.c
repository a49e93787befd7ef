#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "parsers/formats/detect.h"
#include "parsers/quotes.h"
#include "parsers/source.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- sample-logs/servers: the fourteen requests of sample-logs/formats/combined.log ---- */

static const struct sample {
	const char *file, *format;
	unsigned lines, blank, records;
} samples[] = {
    {"alb", "alb", 14, 0, 14},
    {"caddy", "caddy", 14, 0, 14},
    {"caddy-compose", "caddy", 14, 0, 14},
    {"cloudfront", "cloudfront", 16, 2, 14},
    {"cloudfront-json", "cloudfront-json", 14, 0, 14},
    {"cloudfront-twice", "cloudfront", 16, 2, 14},
    {"compose", "combined", 14, 0, 14},
    {"elb", "elb", 14, 0, 14},
    {"gandi", "gandi", 14, 0, 14},
    {"haproxy", "haproxy", 14, 0, 14},
    {"haproxy-syslog", "haproxy", 14, 0, 14},
    {"json", "json", 14, 0, 14},
    {"json-array", "json", 14, 0, 14},
    {"json-docker", "json", 14, 0, 14},
    {"json-pretty", "json", 168, 154, 14},
    {"lighttpd", "lighttpd", 14, 0, 14},
    {"litespeed", "litespeed", 14, 0, 14},
    {"nginx-proxy-manager", "nginx-proxy-manager", 14, 0, 14},
    {"s3", "s3", 14, 0, 14},
    {"syslog", "combined", 14, 0, 14},
    {"traefik", "traefik", 14, 0, 14},
    {"traefik-clf", "combined", 14, 0, 14},
    {"varnish", "combined", 14, 0, 14},
    {"w3c-iis", "w3c", 18, 4, 14},
    {"w3c-quoted", "w3c", 19, 5, 14},
    {"w3c-utf16", "w3c", 18, 4, 14},
};

/* Opens a log; each record is handed to `take`. Gives lines and blank ones. */
static void
read_log(const char *path, struct detect *detect, unsigned *lines_read)
{
	struct source *source = source_open(path, NULL);
	struct lines lines;
	struct line line;
	enum line_kind kind;

	assert_non_null(source);
	detect_init(detect);
	*lines_read = 0;
	lines_init(&lines, source);
	while ((kind = lines_next(&lines, &line)) != LINE_NONE) {
		detect_add(detect, &line, kind, lines.number);
		++*lines_read;
	}
	lines_release(&lines);
	source_close(source);
}

static void
samples_of_servers(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *one = &samples[i];
		char path[128];
		struct detect detect;
		unsigned lines;

		snprintf(path, sizeof(path), "sample-logs/servers/%s.log", one->file);
		read_log(path, &detect, &lines);
		if (!detect_format(&detect) || strcmp(detect_format(&detect)->name, one->format) != 0)
			fail_msg("%s: taken for %s", one->file,
			    detect_format(&detect) ? detect_format(&detect)->name : "nothing");
		assert_int_equal(lines, one->lines);
		assert_int_equal(lines - detect.tried, one->blank);
		assert_int_equal(detect.records, one->records);
		assert_true(detect.with_referer > 0 || !detect_format(&detect)->has_referer);
		detect_release(&detect);
	}
}

static void
sentences(void **unused)
{
	struct detect detect;
	char text[256];
	unsigned lines;

	(void)unused;
	read_log("sample-logs/servers/alb.log", &detect, &lines);
	detect_sentence(&detect, text, sizeof(text));
	assert_string_equal(
	    text, "alb: 100.0 % of 14 lines fit; no line has a Referer, so visitors from Twitter cannot be seen in it");
	detect_release(&detect);
	read_log("sample-logs/followers.csv", &detect, &lines);
	assert_null(detect_format(&detect));
	detect_sentence(&detect, text, 30);
	assert_string_equal(text, "no known format: of 558 lines");
	detect_release(&detect);
}

/* ---- single lines ---- */

struct held {
	char *text;
	uint32_t *marks;
	struct line line;
};

static void
hold(struct held *held, struct span text)
{
	held->text = alloc_zero(text.n + QUOTES_PADDING, 1);
	held->marks = alloc_zero(text.n + QUOTES_PADDING, sizeof(*held->marks));
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

#define UA "Mozilla/5.0 (X11)"
#define CLF "[06/May/2013:08:15:00 +0200]"
#define TAIL CLF " \"GET /a HTTP/1.1\" 200 12 \"https://t.co/A\" \"" UA "\""

/* Lines in order: those with # say something about later ones. */
static const struct test_case {
	const char *line;
	enum reject reject;
	const char *format, *address, *target, *referer, *agent;
} cases[] = {
    /* JSON: escapes, surrogates, arrays, null, order, blanks, other objects, doubles */
    {"{\"time_local\":\"06\\/May\\/2013:08:15:00 +0200\",\"remote_addr\":\"203.0.113.7\",\"request\":\"GET "
     "\\/\\u00e9\\ud83d"
     "\\ude00\\\"\\\\ "
     "HTTP\\/1.1\",\"status\":200,\"http_referer\":\"https:\\/\\/t.co\\/A\",\"http_user_agent\":\"a\\tb\"}",
	0, "json", "203.0.113.7", "/\xc3\xa9\xf0\x9f\x98\x80\"\\", "https://t.co/A", "a\tb"},
    {"{ \"status\" : \"200\" , \"uri\" : \"/a\" , \"args\":\"x=1\", "
     "\"extra\":{\"a\":[1,{\"b\":\"}]\"}],\"ip\":\"192.0.2.1\"}, "
     "\"ts\" : 1367820900.5 , \"ip\":\"203.0.113.7\",\"referer\":null, \"agent\":[\"" UA "\",\"x\"] , \"n\":-1.5e3} ",
	0, "json", "203.0.113.7", "/a?x=1", "", UA},
    {"{\"@timestamp\":\"2013-05-06T08:15:00.123+02:00\",\"clientip\":\"203.0.113.7\",\"verb\":\"GET\",\"request\":"
     "\"GET /a "
     "HTTP/1.1\",\"response\":200,\"referrer\":\"https://t.co/A\",\"useragent\":\"\\x22q\\x22\"}",
	0, "json", "203.0.113.7", "/a", "https://t.co/A", "\"q\""},
    {"{\"ts\":1367820900,\"request\":{\"remote_addr\":\"203.0.113.7:5000\",\"uri\":\"/"
     "a\",\"method\":\"GET\",\"headers\":{"
     "\"User-Agent\":[\"" UA "\"],\"Referer\":[\"https://t.co/A\"]}},\"status\":200}",
	0, "caddy", "203.0.113.7", "/a", "https://t.co/A", UA},
    {"{\"log\":\"203.0.113.7 - - " CLF " \\\"GET /a HTTP/1.1\\\" 200 12 \\\"https://t.co/A\\\" \\\"" UA
     "\\\"\\n\",\"stream\":\"stdout\"}",
	0, "json", "203.0.113.7", "/a", "https://t.co/A", UA},
    {"{\"@timestamp\":\"2024-01-01T00:00:00Z\",\"message\":\"203.0.113.7 - - " CLF
     " \\\"GET /a HTTP/1.1\\\" 200 12 \\\"https://t.co/A\\\" \\\"" UA "\\\"\",\"host\":{\"name\":\"h\"}}",
	0, "json", "203.0.113.7", "/a", "https://t.co/A", UA},
    {"{\"httpRequest\":{\"requestMethod\":\"GET\",\"requestUrl\":\"/a\",\"status\":200,\"userAgent\":\"" UA
     "\",\"remoteIp\":\"203.0.113.7\",\"referer\":\"https://t.co/A\"},\"timestamp\":\"2013-05-06T06:15:00Z\"}",
	0, "json", "203.0.113.7", "/a", "https://t.co/A", UA},
    {"{\"ts\":1367820900,\"msg\":\"started\"}", REJECT_NOT_ACCESS, 0, 0, 0, 0, 0},
    {"{\"log\":\"{\\\"log\\\":\\\"x\\\"}\"}", REJECT_NOT_ACCESS, 0, 0, 0, 0, 0},
    {"{\"ts\":1,\"ip\":\"203.0.113.7\",\"uri\":\"/\",\"status\":200}", REJECT_BAD_TIME, 0, 0, 0, 0, 0},
    {"{\"ts\":1367820900,\"uri\":\"/\",\"status\":200}", REJECT_NO_ADDRESS, 0, 0, 0, 0, 0},
    {"{\"ip\":\"203.0.113.7\",\"uri\":\"/\",\"status\":200}", REJECT_NO_TIME, 0, 0, 0, 0, 0},
    {"{\"ts\":1367820900,\"ip\":\"203.0.113.7\",\"uri\":\"/\",\"status\":2000}", REJECT_BAD_STATUS, 0, 0, 0, 0, 0},
    {"{\"ts\":1367820900,\"ip\":\"203.0.113.7\",\"uri\":\"/", REJECT_BAD_JSON, 0, 0, 0, 0, 0},
    {"{\"ts\":1367820900,}", REJECT_BAD_JSON, 0, 0, 0, 0, 0},
    {"{\"ts\":1367820900} x", REJECT_BAD_JSON, 0, 0, 0, 0, 0},
    {"{{{{{{{{", REJECT_BAD_JSON, 0, 0, 0, 0, 0},
    {"{\"a\":[[[[[[[[[[[[[[[[", REJECT_BAD_JSON, 0, 0, 0, 0, 0},
    {"{}", REJECT_NOT_ACCESS, 0, 0, 0, 0, 0},
    /* an object over several lines, one that is cut off, and a line after it */
    {"[", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"  {", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"    \"ts\": 1367820900,", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"    \"ip\": \"203.0.113.7\", \"uri\": \"/a{\",", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"    \"headers\": {", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"       \"Referer\": [\"https://t.co/A\"], \"User-Agent\": [\"" UA "\"]", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"    }, \"status\": 200", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"  },", 0, "json", "203.0.113.7", "/a{", "https://t.co/A", UA},
    {"{", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"  \"ts\": 1367820900,", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"{\"ts\":1367820900,\"ip\":\"203.0.113.7\",\"uri\":\"/a\",\"status\":200}", 0, "json", "203.0.113.7", "/a", "",
	""},
    /* one that a line of another log cuts off; what would end it ends nothing */
    {"{", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"  \"ts\": 1367820900, \"log\": \"[a] \",", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"[2001:db8::9] - - " TAIL, 0, "combined", "[2001:db8::9]", "/a", "https://t.co/A", UA},
    {"  \"ip\": \"203.0.113.7\", \"uri\": \"/a\", \"status\": 200 }", REJECT_NO_TIME, 0, 0, 0, 0, 0},
    /* nothing but blanks */
    {" ", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"\t \t", REJECT_BLANK, 0, 0, 0, 0, 0},
    /* prefixes */
    {"Mar  2 08:00:00 www nginx: 203.0.113.7 - - " TAIL, 0, "combined", "203.0.113.7", "/a", "https://t.co/A", UA},
    {"2013-05-06T08:15:00+02:00 www nginx[7]: 203.0.113.7 - - " TAIL, 0, "combined", "203.0.113.7", "/a",
	"https://t.co/A", UA},
    {"<190>1 2013-05-06T08:15:00Z www caddy 7 - - "
     "{\"ts\":1367820900,\"ip\":\"203.0.113.7\",\"uri\":\"/a\",\"status\":200}",
	0, "json", "203.0.113.7", "/a", "", ""},
    {"Mar  2 08:00:00 www nginx: ", REJECT_UNKNOWN, 0, 0, 0, 0, 0},
    {"web-1  | 2001:db8::1 - - " TAIL, 0, "combined", "2001:db8::1", "/a", "https://t.co/A", UA},
    {"2024-01-01T00:00:00.000000001Z stdout F 203.0.113.7 - - " TAIL, 0, "combined", "203.0.113.7", "/a",
	"https://t.co/A", UA},
    {"2024-01-01T00:00:00.000000001Z 203.0.113.7 - - " TAIL, 0, "combined", "203.0.113.7", "/a", "https://t.co/A", UA},
    {"2024-01-01 00:00:00 2001:db8::1 - - " TAIL, 0, "combined", "2001:db8::1", "/a", "https://t.co/A", UA},
    {"\033[36mweb_1 |\033[0m 203.0.113.7 - - " TAIL, 0, "combined", "203.0.113.7", "/a", "https://t.co/A", UA},
    {"2024-01-01T00:00:00.000000001Z stdout F {\"ts\":1367820900,\"ip\":\"203.0.113.7\",\"uri\":\"/a\"}", 0, "json",
	"203.0.113.7", "/a", "", ""},
    {"2024-01-01T00:00:00.000000001Z {\"ts\":1367820900,\"ip\":\"203.0.113.7\",\"uri\":\"/a\"}", 0, "json",
	"203.0.113.7", "/a", "", ""},
    {"2001:db8:: - - " TAIL, 0, "combined", "2001:db8::", "/a", "https://t.co/A", UA},
    /* relatives of combined */
    {"\"203.0.113.7 - - " TAIL "\"", 0, "litespeed", "203.0.113.7", "/a", "https://t.co/A", UA},
    {"203.0.113.7 blog.example.org - " TAIL, 0, "lighttpd", "203.0.113.7", "/a", "https://t.co/A", UA},
    {"203.0.113.7 198.51.100.4 - " TAIL, 0, "combined", "203.0.113.7", "/a", "https://t.co/A", UA},
    /* W3C: none, its own, other columns, another date, an IIS line without header */
    {"2013-05-06 06:15:00 one two", REJECT_NO_FIELDS, 0, 0, 0, 0, 0},
    {"2013-05-06 06:15:00 192.0.2.1 GET /a x=1 443 - 203.0.113.7 Mozilla/5.0+(X11) https://t.co/A 200 0 0 12", 0, "w3c",
	"203.0.113.7", "/a?x=1", "https://t.co/A", UA},
    {"2013-05-06\t06:15:00\tFRA2\t5120\t203.0.113.7\tGET\td1.cloudfront.net\t/a\t200\thttps://t.co/A\tMozilla/"
     "5.0%2520(X11)"
     "\tx=%2525\t-\tHit\tid\tblog.example.org\thttps\t410\t0.012\t-\tTLSv1.2\tX\tHit",
	0, "cloudfront", "203.0.113.7", "/a?x=%25", "https://t.co/A", UA},
    {"#Fields: time c-ip cs-uri sc-status cs(User-Agent)", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"#Date: 2013-05-06 05:00:00", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"06:15:00 203.0.113.7 /a 200 \"a \"\"b\"\" c\"", 0, "w3c", "203.0.113.7", "/a", "", "a \"b\" c"},
    {"06:15:00 203.0.113.7 /a 200", REJECT_COLUMNS, 0, 0, 0, 0, 0},
    {"06:15:00 203.0.113.7 /a 200 x y", REJECT_COLUMNS, 0, 0, 0, 0, 0},
    {"06:15:00 203.0.113.7 /a 20x x", REJECT_BAD_STATUS, 0, 0, 0, 0, 0},
    {"25:15:00 203.0.113.7 /a 200 x", REJECT_BAD_TIME, 0, 0, 0, 0, 0},
    {"#Fields:\tdate\ttime\tc-ip\tcs-uri-stem\tcs-uri-query\tsc-status", REJECT_BLANK, 0, 0, 0, 0, 0},
    {"2013-05-06 06:15:00 203.0.113.7 /a - 200", 0, "w3c", "203.0.113.7", "/a", "", ""},
    /* HAProxy: no captures, two pairs of braces, escapes, an aborted request, no request */
    {"203.0.113.7:5000 [06/May/2013:06:15:00.123] w b/s 0/0/1/1/2 200 12 - - ---- 1/1/0/0/0 0/0 \"GET /a HTTP/1.1\"", 0,
	"haproxy", "203.0.113.7", "/a", "", ""},
    {"2001:db8::1:5000 [06/May/2013:06:15:00.123] w b/s 0/0/1/1/2 200 +12 - - ---- 1/1/0/0/0 0/0 {blog.example.org|" UA
     "|https://t.co/A} {text/html} \"GET /a#22 HTTP/1.1\"",
	0, "haproxy", "2001:db8::1", "/a\"", "https://t.co/A", UA},
    {"203.0.113.7:5000 [06/May/2013:06:15:00.123] w b/<NOSRV> -1/-1/-1/-1/2 -1 0 - - CR-- 1/1/0/0/0 0/0 {||} "
     "\"<BADREQ>\"",
	0, "haproxy", "203.0.113.7", "", "", ""},
    {"203.0.113.7:5000 [06/May/2013:06:15:00.123] w/b: SSL handshake failure", REJECT_NO_REQUEST, 0, 0, 0, 0, 0},
    /* S3, ALB: cut */
    {"0123 blog [06/May/2013:06:15:00 +0000] 203.0.113.7 - 3E WEBSITE.GET.OBJECT a \"GET /a HTTP/1.1\" 200 - 1 1 2 1 "
     "\"-\" "
     "\"" UA,
	REJECT_NO_AGENT, 0, 0, 0, 0, 0},
};

static void
assert_field(const char *line, const char *name, struct span got, const char *want)
{
	if (!span_eq(got, span_str(want)))
		fail_msg("%s of %s: got '%.*s', want '%s'", name, line, SPAN_ARG(got), want);
}

static void
single_lines(void **unused)
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
			assert_field(one->line, "address", record.address, one->address);
			assert_field(one->line, "target", record.target, one->target);
			assert_field(one->line, "referer", record.referer, one->referer);
			assert_field(one->line, "agent", record.agent, one->agent);
			if (record.time != 1367820900)
				fail_msg("%s: time %lld", one->line, (long long)record.time);
		}
		let_go(&held);
	}
	format_release(&state);
}

/* What one input said of its columns is not known of the next. */
static void
inputs_are_apart(void **unused)
{
	static const char *const lines[] = {
	    "#Fields: date time c-ip cs-uri sc-status", "2013-05-06 06:15:00 203.0.113.7 /a 200"};
	struct format_state state = {0};
	struct record record;
	struct held held[2];

	(void)unused;
	for (size_t i = 0; i < 2; i++)
		hold(&held[i], span_str(lines[i]));
	assert_int_equal(format_parse(&state, &held[0].line, &record, NULL), REJECT_BLANK);
	assert_int_equal(format_parse(&state, &held[1].line, &record, NULL), REJECT_NONE);
	format_begin(&state);
	assert_int_equal(format_parse(&state, &held[1].line, &record, NULL), REJECT_NO_FIELDS);
	for (size_t i = 0; i < 2; i++)
		let_go(&held[i]);
	format_release(&state);
}

/* Every example, cut at every byte and with every byte damaged, by content and by each name: no
 * crash, and a closed format takes no cut line for one that could count otherwise. */
static void
damaged_lines(void **unused)
{
	(void)unused;
	for (size_t i = 0; formats[i]; i++) {
		struct format_state any = {0}, named = {.only = formats[i]};
		struct span whole = span_str(formats[i]->example);

		for (size_t n = 1; n < 2 * whole.n; n++) {
			const struct format *found = NULL;
			struct record record;
			struct held held;

			hold(&held, n < whole.n ? span_first(whole, n) : whole);
			if (n >= whole.n) {
				held.text[n - whole.n] = "\"\\{}[] \t|%:0-\xff"[n % 14];
				line_of(&held.line, held.line.text, held.marks);
			}
			if (format_parse(&any, &held.line, &record, &found) == REJECT_NONE && n < whole.n &&
			    found->closed && found->has_agent)
				assert_field(
				    formats[i]->name, "agent", record.agent, "Mozilla/5.0 (X11; Linux x86_64)");
			format_parse(&named, &held.line, &record, NULL);
			format_begin(&any);
			let_go(&held);
		}
		format_release(&any);
		format_release(&named);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(samples_of_servers),
	    cmocka_unit_test(sentences),
	    cmocka_unit_test(single_lines),
	    cmocka_unit_test(inputs_are_apart),
	    cmocka_unit_test(damaged_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
