#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/formats/format.h"
#include "parsers/formats/json_skip.h"
#include "parsers/lines.h"
#include <stdio.h>
#include <stdlib.h>

/* The same numbers on any machine. */
static unsigned
next_random(uint64_t *seed, size_t below)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)((*seed >> 33) % below);
}

/* ---- the vector code against plain C ---- */

static void
fill(char *text, size_t n, uint64_t *seed)
{
	static const char letters[] = "ab \"\\{}[]\"\"\\:,\t\n%x0123\x80\xff\x7b\x5b\x1b\x3b";

	for (size_t i = 0; i < n; i++)
		text[i] = letters[next_random(seed, sizeof(letters))];
}

static void
vectors_agree(void **unused)
{
	char text[256], other[256];
	uint64_t seed = 20130506;

	(void)unused;
	for (int round = 0; round < 20000; round++) {
		const char *at = text + next_random(&seed, sizeof(text) - SEEK_READS);
		struct seek_json fast, slow;

		fill(text, sizeof(text), &seed);
		memcpy(other, text, sizeof(other));
		other[next_random(&seed, sizeof(other))] ^= 1;
		assert_int_equal(seek_mask(at, '"', '\\'), seek_mask_portable(at, '"', '\\'));
		assert_int_equal(seek_mask(at, '%', '%'), seek_mask_portable(at, '%', '%'));
		assert_int_equal(seek_differ(at, other + (at - text)), seek_differ_portable(at, other + (at - text)));
		fast = seek_json(at);
		slow = seek_json_portable(at);
		assert_memory_equal(&fast, &slow, sizeof(fast));
	}
}

/* What json_skip does, byte by byte. */
static const char *
skip_slowly(const char *at, const char *end, size_t depth)
{
	bool string = false;

	for (; at < end; at++) {
		if (string && *at == '\\')
			at++;
		else if (*at == '"')
			string = !string;
		else if (!string && (*at == '{' || *at == '['))
			depth++;
		else if (!string && (*at == '}' || *at == ']') && --depth == 0)
			return at + 1;
	}
	return NULL;
}

static void
brackets_agree(void **unused)
{
	char text[256 + SEEK_READS];
	uint64_t seed = 7;

	(void)unused;
	for (int round = 0; round < 50000; round++) {
		size_t n = next_random(&seed, 256), depth = 1 + next_random(&seed, 3), before = depth;

		fill(text, sizeof(text), &seed);
		assert_ptr_equal(json_skip(text, text + n, &depth, NULL), skip_slowly(text, text + n, before));
	}
}

/* ---- lines that are damaged ---- */

static const struct sample {
	const char *path;
	bool json; /* an object a line; those that go over several lines depend on the lines before */
} samples[] = {
    {"sample-logs/formats/combined.log", false},
    {"sample-logs/servers/json.log", true},
    {"sample-logs/servers/json-docker.log", true},
    {"sample-logs/servers/json-pretty.log", false},
    {"sample-logs/servers/json-array.log", true},
    {"sample-logs/servers/caddy.log", true},
    {"sample-logs/servers/traefik.log", true},
    {"sample-logs/servers/cloudfront-json.log", true},
    {"sample-logs/servers/cloudfront.log", false},
    {"sample-logs/servers/cloudfront-twice.log", false},
    {"sample-logs/servers/w3c-iis.log", false},
    {"sample-logs/servers/w3c-quoted.log", false},
    {"sample-logs/servers/haproxy.log", false},
    {"sample-logs/servers/haproxy-syslog.log", false},
    {"sample-logs/servers/s3.log", false},
    {"sample-logs/servers/alb.log", false},
};

/* Bytes that mean something somewhere. */
static const char *const pieces[] = {"\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\t", "%", "%25", "%2", "+", "-",
    "\\\"", "\\u0041", "\\ud83d\\ude00", "\\x4", "#22", "|", "null", "9", "-1", "\xff", "{}", "[]", "GET ", "HTTP/1.1",
    "T", "Z", "+02:00", "60", "  "};

#define LINE_ROOM 4096

/* Does one thing to the line of `n` bytes; gives its new length. */
static size_t
damage(char *line, size_t n, uint64_t *seed)
{
	size_t at = next_random(seed, n + 1), cut = next_random(seed, 24);
	const char *piece = pieces[next_random(seed, sizeof(pieces) / sizeof(pieces[0]))];
	size_t length = strlen(piece);

	if (cut > n - at)
		cut = n - at;
	switch (next_random(seed, 4)) {
	case 0: /* takes bytes away */
		memmove(line + at, line + at + cut, n - at - cut);
		return n - cut;
	case 1: /* puts some in */
		if (n + length > LINE_ROOM)
			return n;
		memmove(line + at + length, line + at, n - at);
		memcpy(line + at, piece, length);
		return n + length;
	case 2: /* changes one */
		if (at < n)
			line[at] = piece[0];
		return n;
	default: /* breaks it off, seldom */
		return next_random(seed, 4) == 0 ? at : n;
	}
}

static bool
within(struct span inner, const char *p, size_t n)
{
	return inner.n == 0 || (inner.p >= p && inner.p + inner.n <= p + n);
}

static bool
is_borrowed(struct span field, const struct format_state *state, struct span line, size_t inner)
{
	return within(field, line.p, line.n) ||
	       (state->scratch && within(field, state->scratch, state->scratch_room)) || inner > 0;
}

static void
check_record(const struct record *record, const struct format_state *state, struct span line)
{
	const struct span fields[] = {
	    record->address, record->forwarded, record->host, record->target, record->referer, record->agent};
	size_t inner = state->inner ? 1 : 0; /* then fields may stand in its own memory */

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		assert_true(is_borrowed(fields[i], state, line, inner));
	assert_in_range(record->time, INT64_C(7304) * 86400, INT64_C(84007) * 86400);
	assert_true(record->status <= 999);
	assert_true(record->address.n > 0);
}

static void
check_same(const struct record *a, const struct record *b)
{
	assert_true(span_eq(a->address, b->address));
	assert_true(span_eq(a->forwarded, b->forwarded));
	assert_true(span_eq(a->host, b->host));
	assert_true(span_eq(a->method, b->method));
	assert_true(span_eq(a->target, b->target));
	assert_true(span_eq(a->referer, b->referer));
	assert_true(span_eq(a->agent, b->agent));
	assert_true(a->time == b->time && a->offset == b->offset && a->status == b->status && a->leap == b->leap);
	assert_true(a->has_referer == b->has_referer && a->has_agent == b->has_agent);
}

/* Parses the `n` bytes, which are copied to memory of that size and the padding, so that a sanitizer
 * sees what is read beyond. `alone`: as nothing but JSON, and as if no line had come before as well. */
static void
parse(struct format_state *state, const char *text, size_t n, bool alone)
{
	char *copy = malloc(n + QUOTES_PADDING);
	uint32_t *marks = malloc((n + QUOTES_SPARE) * sizeof(*marks));
	struct format_state fresh = {.only = alone ? format_named(SPAN("json")) : NULL};
	struct record record = {0}, other = {0};
	struct line line;
	enum reject reject;

	memcpy(copy, text, n);
	memset(copy + n, '"', QUOTES_PADDING);
	line_of(&line, span_make(copy, n), marks);
	state->only = fresh.only;
	reject = format_parse(state, &line, &record, NULL);
	if (reject == REJECT_NONE)
		check_record(&record, state, line.text);
	if (alone) {
		assert_int_equal(format_parse(&fresh, &line, &other, NULL), reject);
		if (reject == REJECT_NONE)
			check_same(&record, &other);
	}
	format_release(&fresh);
	free(marks);
	free(copy);
}

/* All samples, each line damaged in many ways. */
static void
damage_all(bool json, int rounds)
{
	uint64_t seed = 20130506;

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		struct format_state state = {0};
		char line[LINE_ROOM + 1];

		if (json && !samples[i].json)
			continue;
		for (int round = 0; round < rounds; round++) {
			FILE *file = fopen(samples[i].path, "r");

			assert_non_null(file);
			while (fgets(line, sizeof(line), file)) {
				size_t n = strcspn(line, "\n");

				for (unsigned k = next_random(&seed, 4); k > 0; k--)
					n = damage(line, n, &seed);
				parse(&state, line, n, json);
			}
			fclose(file);
		}
		format_release(&state);
	}
}

static void
spans_are_borrowed(void **unused)
{
	(void)unused;
	damage_all(false, 400);
}

/* The order of keys that is remembered says nothing about a line: it is read as the first one is. */
static void
order_of_keys_says_nothing(void **unused)
{
	(void)unused;
	damage_all(true, 150);
}

/* More names than are remembered, objects in objects, and the names anew in another place. */
static void
names_without_end(void **unused)
{
	struct format_state state = {0};
	uint64_t seed = 3;
	char line[LINE_ROOM];

	(void)unused;
	for (int round = 0; round < 3000; round++) {
		size_t n = (size_t)snprintf(line, sizeof(line),
		    "{\"time\":\"2013-05-06T06:15:00Z\",\"key%u\":1,\"request\":{\"key%u\":[{}],\"uri\":\"/a/\","
		    "\"headers\":{\"Referer\":[\"https://t.co/A%u\"],\"key%u\":\"\",\"status\":\"%u\"}},\"key%u\": "
		    "{\"uri\":2}, "
		    "\"remote_addr\":\"203.0.113.7\",\"status\":%u}",
		    next_random(&seed, 400), next_random(&seed, 400), next_random(&seed, 9), next_random(&seed, 400),
		    next_random(&seed, 999), next_random(&seed, 400), 100 + next_random(&seed, 900));

		parse(&state, line, n, true);
	}
	format_release(&state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(vectors_agree),
	    cmocka_unit_test(brackets_agree),
	    cmocka_unit_test(spans_are_borrowed),
	    cmocka_unit_test(order_of_keys_says_nothing),
	    cmocka_unit_test(names_without_end),
	};

	return cmocka_run_group_tests_name("format_fuzz", tests, NULL, NULL);
}
