#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "parsers/formats/combined.h"
#include "parsers/formats/plain.h"
#include "parsers/lines.h"
#include <stdlib.h>

static const char *const seeds[] = {
    "203.0.113.7 - - [06/May/2013:08:15:00 +0200] \"GET /a HTTP/1.1\" 200 12 \"https://t.co/A\" \"Mozilla/5.0 (X)\"",
    "2001:db8::1:2:3 - - [06/May/2013:08:15:59 +0200] \"POST /a?b=c HTTP/2.0\" 304 0 \"-\" \"-\"",
    "name.example.net - - [31/Dec/2016:23:59:60 +0000] \"HEAD / HTTP/1.0\" 404 123456789 \"\" \"\"",
    "blog.example.org:443 203.0.113.7 - - [06/May/2013:08:15:00 +0200] \"GET / HTTP/1.1\" 200 12 \"-\" \"M (X)\"",
    "Example.ORG 2001:db8::1:2:3 - - [06/May/2013:08:15:00 +0200] \"GET / HTTP/1.1\" 200 12 \"-\" \"M (X)\"",
    "- - - [29/Feb/2024:00:00:00 -0700] \"GET / HTTP/1.1\" 200 - \"http://x.com/\" \"M\"",
};
#define ROUNDS 400000

static void
mutate(char *text, size_t *n)
{
	static const char bytes[] = " \"-,[]/:+09aZ\\\t.\x80";
	size_t at = (size_t)rand() % *n;

	switch (rand() % 4) {
	case 0:
		text[at] = bytes[(size_t)rand() % (sizeof(bytes) - 1)];
		break;
	case 1:
		memmove(text + at, text + at + 1, *n - at - 1);
		(*n)--;
		break;
	case 2:
		memmove(text + at + 1, text + at, *n - at);
		text[at] = bytes[(size_t)rand() % (sizeof(bytes) - 1)];
		(*n)++;
		break;
	default:
		break;
	}
}

static bool
same(const struct record *a, const struct record *b)
{
	return span_eq(a->address, b->address) && span_eq(a->host, b->host) && span_eq(a->method, b->method) &&
	       span_eq(a->target, b->target) && span_eq(a->referer, b->referer) && span_eq(a->agent, b->agent) &&
	       a->time == b->time && a->offset == b->offset && a->status == b->status && a->leap == b->leap &&
	       a->has_agent == b->has_agent && a->has_referer == b->has_referer && a->has_method == b->has_method &&
	       a->has_status == b->has_status;
}

/* Whatever the short way takes, the scanner for all shapes reads the same out of it. */
static void
the_long_way_agrees(void **unused)
{
	struct format_state state = {0};
	struct plain_minute minute = {0};
	struct hosts hosts = {0};
	uint32_t marks[512];
	/* What stands before a line may be looked at, as in a log. */
	char room[64 + 512 + QUOTES_PADDING] = {0}, *text = room + 64;
	unsigned taken = 0, fronts = 0;

	(void)unused;
	srand(2013);
	hosts_put(&hosts, SPAN("blog.example.org:443"), true);
	hosts_put(&hosts, SPAN("Example.ORG"), true);
	hosts_put(&hosts, SPAN("203.0.113.7"), false);
	for (unsigned round = 0; round < ROUNDS; round++) {
		const char *seed = seeds[(size_t)rand() % (sizeof(seeds) / sizeof(seeds[0]))];
		const struct format *found = &format_combined;
		struct record quick, slow;
		const struct host *host;
		size_t n = strlen(seed);
		struct line line;

		memset(text, 0, 512 + QUOTES_PADDING);
		memcpy(text, seed, n);
		for (int i = rand() % 4; i > 0; i--)
			mutate(text, &n);
		line_of(&line, span_make(text, n), marks);
		if (!plain_scan(&minute, &hosts, &line, &quick, &host))
			continue;
		taken++;
		fronts += host != NULL;
		if (host)
			found = &format_vhost_combined;
		if (format_combined.parse(&format_combined, &state, &line, &slow) != REJECT_NONE ||
		    state.last != found || !same(&quick, &slow))
			fail_msg("read differently: %.*s", (int)n, text);
	}
	assert_true(taken > ROUNDS / 10 && fronts > ROUNDS / 20);
	hosts_release(&hosts);
	format_release(&state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_long_way_agrees)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
