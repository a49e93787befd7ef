/* A file that several workers read in pieces gives what one reader gives, whatever is in it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "analyzer/hash.h"
#include "analyzer/read.h"
#include "base/message.h"
#include "parsers/formats/format.h"
#include "parsers/source.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ROOM ((size_t)4 << 20)

/* A log that a test makes up. */
static struct {
	size_t n;
	char p[ROOM];
} text;

/* All that reading gave, in a form that can be compared. */
struct outcome {
	struct read_counts counts;
	size_t opened, views, periods, sites, said_n;
	bool lost;
	int status;
	uint64_t views_hash, periods_hash, hosts_hash, helped;
	/* What hooks are told. */
	struct read_counts visited, whole;
	struct stretch stretch;
	uint64_t line;
	const struct format *format;
	bool plain, visit_lost;
	char said[4096];
};

static char name[] = "/tmp/test_share-XXXXXX", said_name[] = "/tmp/test_share-said-XXXXXX";
static struct zone zone;
static struct keys keys;
static unsigned seed;

static unsigned
dice(unsigned sides)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % sides;
}

static void
put(const char *bytes, size_t n)
{
	assert_true(text.n + n <= ROOM);
	memcpy(text.p + text.n, bytes, n);
	text.n += n;
}

static void
say(const char *line)
{
	put(line, strlen(line));
}

/* A line without its end, of the format that `shape` tells. */
static void
put_record(const char *shape)
{
	static const char *const referers[] = {"https://t.co/Ab12345678", "https://www.example.com/", "-",
	    "https://blog.example.org/a", "https://twitter.com/"};
	static const char *const targets[] = {"/a", "/b?utm_source=twitter", "/style.css", "/c/d/", "/feed/"};
	char line[512], when[40], address[32];

	snprintf(when, sizeof(when), "%02u/%s/2024:%02u:%02u:%02u +0000", 1 + dice(28), dice(2) ? "Dec" : "Jan",
	    dice(24), dice(60), dice(60));
	snprintf(address, sizeof(address), dice(4) ? "10.0.0.1" : "203.0.113.%u", dice(250));
	if (strcmp(shape, "combined") == 0)
		snprintf(line, sizeof(line), "%s - - [%s] \"GET %s HTTP/1.1\" 200 51 \"%s\" \"Mozilla/5.0 (X11; %u)\"",
		    address, when, targets[dice(5)], referers[dice(5)], dice(50));
	else if (strcmp(shape, "vhost") == 0)
		snprintf(line, sizeof(line),
		    "blog%u.example.org:443 %s - - [%s] \"GET %s HTTP/1.1\" 200 51 \"%s\" \"Mozilla/5.0 (X11; %u)\"",
		    dice(3), address, when, targets[dice(5)], referers[dice(5)], dice(50));
	else if (strcmp(shape, "common") == 0)
		snprintf(line, sizeof(line), "%s - - [%s] \"GET %s HTTP/1.1\" 200 51%u", address, when,
		    targets[dice(5)], dice(9));
	else if (strcmp(shape, "json") == 0)
		snprintf(line, sizeof(line),
		    "{\"time\":\"2024-01-%02uT08:00:00Z\",\"remote_addr\":\"%s\",\"request\":\"GET %s HTTP/1.1\","
		    "\"status\":200,\"http_referer\":\"%s\",\"http_user_agent\":\"Mozilla/5.0 (X11; %u)\"}",
		    1 + dice(28), address, targets[dice(5)], referers[dice(5)], dice(50));
	else if (strcmp(shape, "pretty") == 0)
		snprintf(line, sizeof(line),
		    "{\n  \"time\": \"2024-01-%02uT08:00:00Z\",\n  \"remote_addr\": \"%s\",\n  \"request\": \"GET %s "
		    "HTTP/1.1\",\n  \"status\": 200,\n  \"http_referer\": \"%s\",\n  \"http_user_agent\": "
		    "\"Mozilla/5.0 "
		    "(X11; %u)\"\n}",
		    1 + dice(28), address, targets[dice(5)], referers[dice(5)], dice(50));
	else if (strcmp(shape, "syslog") == 0)
		snprintf(line, sizeof(line),
		    "Mar  2 08:00:00 host nginx[12]: %s - - [%s] \"GET %s HTTP/1.1\" 200 51 \"%s\" \"Mozilla/5.0 (X11; "
		    "%u)\"",
		    address, when, targets[dice(5)], referers[dice(5)], dice(50));
	else
		snprintf(line, sizeof(line), "2024-01-%02u 08:00:%02u %s GET /w 200 %s Mozilla/5.0+(X11;+%u)",
		    1 + dice(28), dice(60), address, referers[dice(5)], dice(50));
	say(line);
}

static void
put_records(const char *shape, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		put_record(shape);
		say("\n");
	}
}

/* ---- reading it ---- */

static uint64_t
mix(uint64_t hash, uint64_t with)
{
	hash = (hash ^ with) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

static void
sum_tally(struct outcome *to, const struct tally *tally)
{
	to->views = tally->pageviews.count;
	to->periods = tally->periods.count;
	to->sites = tally->nsites;
	for (size_t i = 0; i < tally->pageviews.count; i++) {
		const struct pageview view = pageviews_get(&tally->pageviews, i);
		uint64_t id;

		memcpy(&id, view.id, sizeof(id));
		to->views_hash +=
		    mix(mix(mix(mix(id, view.week_visitor), (uint64_t)view.time), view.evidence), view.robot);
	}
	for (size_t i = 0; i < tally->periods.count; i++) {
		const struct period *period = tally->periods.list[i];
		uint64_t hash = mix((uint64_t)period->number, distinct_count(&period->all));

		for (size_t j = 0; j < sources_count; j++)
			hash = mix(hash, distinct_count(&period->by_source[j]));
		to->periods_hash += hash;
	}
	for (size_t i = 0; i < sources_count; i++)
		to->hosts_hash = mix(to->hosts_hash, tally->views[i]);
}

/* Reads on behind an earlier part of the text, as a nightly run does. */
struct watch {
	struct outcome *to;
	uint64_t from;
	struct stretch stretch;
};

static void
tap(void *context, const char *bytes, size_t n)
{
	stretch_add(context, bytes, n);
}

static bool
begin(void *context, struct read_visit *visit)
{
	struct watch *watch = context;

	if (watch->from > 0 && source_resume(visit->source, watch->from)) {
		visit->line = 5;
		visit->format = format_named(SPAN("combined"));
	}
	source_tap(visit->source, tap, &watch->stretch);
	return true;
}

static bool
end(void *context, struct read_visit *visit)
{
	struct watch *watch = context;
	struct outcome *to = watch->to;

	stretch_join(&watch->stretch, &visit->helped);
	source_tap(visit->source, NULL, NULL);
	to->stretch = watch->stretch;
	to->visited = visit->counts;
	to->whole = visit->whole;
	to->line = visit->line;
	to->format = visit->format;
	to->plain = visit->plain;
	to->visit_lost = visit->lost;
	assert_false(visit->skipped || visit->stopped);
	sum_tally(to, visit->tally);
	return true;
}

/* What is said goes to standard error, which is a file meanwhile. `watch`: hooks look on; NULL: there are none. */
static void
read_text(struct outcome *to, unsigned jobs, uint64_t piece, struct watch *watch)
{
	static const volatile sig_atomic_t stop;
	const struct read_hooks hooks = {watch, begin, end, &stop};
	struct read_settings settings = {.zone = &zone,
	    .keys = &keys,
	    .jobs = jobs,
	    .keep_text = true,
	    .piece = piece,
	    .hooks = watch ? &hooks : NULL};
	const char *const names[] = {name};
	int fd = open(said_name, O_RDWR | O_TRUNC), kept = dup(STDERR_FILENO);
	struct read_result result;
	ssize_t n;

	memset(to, 0, sizeof(*to));
	assert_true(fd >= 0 && kept >= 0 && dup2(fd, STDERR_FILENO) >= 0);
	read_inputs(&settings, names, 1, &result);
	assert_true(dup2(kept, STDERR_FILENO) >= 0);
	close(kept);
	n = pread(fd, to->said, sizeof(to->said), 0);
	close(fd);
	assert_true(n >= 0);
	to->said_n = (size_t)n;
	to->counts = result.counts;
	to->opened = result.opened;
	to->lost = result.lost;
	to->helped = result.helped;
	to->status = read_status(&result);
	if (!watch)
		sum_tally(to, &result.tally);
	read_release(&result);
}

static void
write_text(void)
{
	FILE *file = fopen(name, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
	assert_int_equal(fclose(file), 0);
}

static size_t
compare_with(bool hooked, uint64_t from)
{
	static const uint64_t pieces[] = {600, 777, 1024, 5000, 40000};
	struct outcome want, got;
	struct watch watch = {.to = &want, .from = from};
	size_t helped = 0;

	read_text(&want, 1, 0, hooked ? &watch : NULL);
	assert_int_equal(want.helped, 0);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++)
		for (unsigned jobs = 2; jobs <= 7; jobs += 5) {
			watch = (struct watch){.to = &got, .from = from};
			read_text(&got, jobs, pieces[i], hooked ? &watch : NULL);
			helped += got.helped > 0;
			got.helped = 0;
			assert_int_equal(got.said_n, want.said_n);
			assert_memory_equal(got.said, want.said, want.said_n);
			assert_memory_equal(&got, &want, sizeof(got));
		}
	return helped;
}

/* Reads the text in pieces of many sizes and compares; for hooks, too, from the start or from the end of a line on.
 * Gives how many of the readings without hooks were helped. */
static size_t
compare(void)
{
	const char *newline = memchr(text.p + text.n / 3, '\n', text.n - text.n / 3);
	static unsigned turn;
	size_t helped;

	write_text();
	helped = compare_with(false, 0);
	compare_with(true, newline && turn++ % 2 ? (uint64_t)(newline + 1 - text.p) : 0);
	text.n = 0;
	return helped;
}

/* ---- tests ---- */

static void
test_combined(void **state)
{
	(void)state;
	put_records("combined", 2000);
	assert_int_equal(compare(), 10);
	say("\xef\xbb\xbf");
	put_records("vhost", 1000);
	put_records("combined", 1000);
	assert_int_equal(compare(), 10);
	put_records("json", 1000);
	assert_int_equal(compare(), 10);
}

static void
test_small(void **state)
{
	(void)state;
	assert_int_equal(compare(), 0);
	say("\n");
	assert_int_equal(compare(), 0);
	put_record("combined");
	assert_int_equal(compare(), 0);
	put_records("combined", 3);
	compare();
	say("no log line\n");
	compare();
	for (size_t n = 1; n < 40; n++) {
		put_records("combined", n);
		compare();
	}
}

/* Every kind of line that is not counted, at many places, so that pieces begin and end in all of them. */
static void
put_oddity(void)
{
	static const char nuls[5000];

	switch (dice(12)) {
	case 0:
		say("\r\n");
		break;
	case 1:
		put(nuls, dice(sizeof(nuls)));
		break;
	case 2:
		say("this is no log line\n");
		break;
	case 3:
		say("\n\n\n\n");
		break;
	case 4:
		put_record("combined");
		say("\r\n");
		break;
	case 5:
		say("203.0.113.1 - - [31/Feb/2024:08:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"\n");
		break;
	case 6:
		say("\xef\xbb\xbf");
		break;
	case 7:
		put_records("common", 1 + dice(4));
		break;
	case 8:
		for (unsigned n = dice(3000); n > 0; n--)
			say("x\"");
		say("\n");
		break;
	case 9:
		put_records("vhost", 1 + dice(4));
		break;
	default:
		put_records("combined", 1 + dice(9));
	}
}

static void
test_oddities(void **state)
{
	size_t helped = 0;

	(void)state;
	for (seed = 0; seed < 40; seed++) {
		unsigned begin = seed;

		put_records("combined", 8);
		for (unsigned n = 1 + dice(100); n > 0; n--)
			put_oddity();
		if (dice(2))
			put_record(dice(2) ? "combined" : "common");
		if (dice(4) == 0)
			text.n -= dice(60);
		helped += compare();
		seed = begin;
	}
	/* It is seldom that a file of these formats must be read in one go. */
	assert_true(helped > 300);
}

static void
test_long_lines(void **state)
{
	(void)state;
	put_records("combined", 20);
	for (size_t i = 0; i < ((size_t)1 << 20) + 9; i++)
		put("y", 1);
	say("\n");
	put_records("combined", 20);
	for (size_t i = 0; i < 200000; i++)
		put("", 1);
	put_records("combined", 5);
	for (size_t i = 0; i < 70000; i++)
		put("z", 1);
	assert_true(compare() > 0);
}

static void
test_empty_lines(void **state)
{
	(void)state;
	put_records("combined", 20);
	for (size_t i = 0; i < 1100000; i++)
		put("\n", 1);
	put_records("combined", 20);
	assert_true(compare() > 0);
}

/* What says something of later lines is read in one go. */
static void
test_states(void **state)
{
	static const char fields[] =
	    "#Software: x\n#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(Referer) "
	    "cs(User-Agent)\n";

	(void)state;
	say(fields);
	put_records("w3c", 500);
	assert_int_equal(compare(), 0);
	put_records("syslog", 500);
	compare();
	put_records("pretty", 500);
	assert_int_equal(compare(), 0);
	/* It begins free and does not stay so. */
	put_records("combined", 300);
	say(fields);
	put_records("w3c", 300);
	assert_int_equal(compare(), 0);
	put_records("combined", 300);
	put_records("syslog", 300);
	compare();
	put_records("combined", 300);
	put_records("pretty", 300);
	compare();
	put_records("combined", 300);
	put_records("json", 300);
	put_records("combined", 300);
	compare();
}

static void
test_utf16(void **state)
{
	char *wide;
	size_t n;

	(void)state;
	put_records("combined", 200);
	n = text.n;
	wide = malloc(2 * n);
	assert_non_null(wide);
	for (size_t i = 0; i < n; i++) {
		wide[2 * i] = text.p[i];
		wide[2 * i + 1] = '\0';
	}
	text.n = 0;
	say("\xff\xfe");
	put(wide, 2 * n);
	free(wide);
	assert_int_equal(compare(), 0);
}

/* A common line without its end counts behind a common line alone, and may stand in a piece by itself. */
static void
test_last_line(void **state)
{
	static const char *const before[] = {"common", "combined"};

	(void)state;
	for (size_t i = 0; i < 2; i++)
		for (size_t length = 0; length < 300; length += 7) {
			put_records("common", 30);
			put_records(before[i], 5);
			for (size_t n = 0; n < length; n++)
				say("#");
			say("\n");
			put_record("common");
			compare();
		}
}

/* The last line is cut anywhere. */
static void
test_random_cuts(void **state)
{
	(void)state;
	for (unsigned cut = 0; cut < 60; cut++) {
		put_records("combined", 30);
		put_records("common", 3);
		text.n -= cut * 7;
		compare();
	}
}

static int
set_up(void **state)
{
	int fd = mkstemp(name), said = mkstemp(said_name);

	(void)state;
	zone_open(&zone, "log");
	keys_public(&keys);
	close(fd);
	close(said);
	return fd < 0 || said < 0;
}

static int
tear_down(void **state)
{
	(void)state;
	unlink(name);
	unlink(said_name);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_combined),
	    cmocka_unit_test(test_small),
	    cmocka_unit_test(test_oddities),
	    cmocka_unit_test(test_long_lines),
	    cmocka_unit_test(test_empty_lines),
	    cmocka_unit_test(test_states),
	    cmocka_unit_test(test_utf16),
	    cmocka_unit_test(test_last_line),
	    cmocka_unit_test(test_random_cuts),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
