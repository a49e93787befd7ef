#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "parsers/lines.h"
#include "parsers/source.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* An input of those bytes, in a file without a name. */
static struct source *
input_of(const char *bytes, size_t n, char name[32])
{
	char path[] = "/tmp/footfall-lines-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	for (size_t done = 0; done < n;) {
		ssize_t wrote = write(fd, bytes + done, n - done);

		assert_true(wrote > 0);
		done += (size_t)wrote;
	}
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	snprintf(name, 32, "/dev/fd/%d", fd);
	unlink(path);
	return source_open(name, NULL);
}

struct want {
	enum line_kind kind;
	const char *text;
};

static void
assert_lines(const char *bytes, size_t n, const struct want *want, size_t count)
{
	char name[32];
	struct source *source = input_of(bytes, n, name);
	struct lines lines;
	struct line line;

	assert_non_null(source);
	lines_init(&lines, source);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(lines_next(&lines, &line), want[i].kind);
		assert_int_equal(lines.number, i + 1);
		assert_true(span_eq(line.text, span_str(want[i].text)));
	}
	assert_int_equal(lines_next(&lines, &line), LINE_NONE);
	assert_int_equal(lines_next(&lines, &line), LINE_NONE);
	assert_false(lines.lost);
	lines_release(&lines);
	source_close(source);
	close(atoi(name + strlen("/dev/fd/")));
}

#define CHECK(bytes, ...)                                                                                              \
	do {                                                                                                           \
		const struct want want[] = {__VA_ARGS__};                                                              \
		assert_lines(bytes, sizeof(bytes) - 1, want, sizeof(want) / sizeof(want[0]));                          \
	} while (0)

static void
ends_of_lines(void **state)
{
	(void)state;
	assert_lines("", 0, NULL, 0);
	CHECK("\n", {LINE_WHOLE, ""});
	CHECK("a", {LINE_UNTERMINATED, "a"});
	CHECK("a\nb", {LINE_WHOLE, "a"}, {LINE_UNTERMINATED, "b"});
	CHECK("a\r\n\r\nb\r\n", {LINE_WHOLE, "a"}, {LINE_WHOLE, ""}, {LINE_WHOLE, "b"});
	CHECK("a\rb\n", {LINE_WHOLE, "a\rb"});
	CHECK("\xef\xbb\xbfx\n\xef\xbb\xbfy\n", {LINE_WHOLE, "x"}, {LINE_WHOLE, "y"});
	CHECK("\0\0\0a\n\0\n", {LINE_WHOLE, "a"}, {LINE_WHOLE, ""});
}

/* The marks of each line are those of a scan of the line alone. */
static void
assert_marks(const struct line *line)
{
	size_t found = 0;

	for (size_t i = 0; i < line->text.n; i++)
		if (line->text.p[i] == '"' || line->text.p[i] == '\\') {
			assert_true(found < line->nmarks);
			assert_ptr_equal(line->base + line->marks[found], line->text.p + i);
			found++;
		}
	assert_int_equal(found, line->nmarks);
}

/* Lines of every length around the size of a read, and around the limit. */
static void
long_lines(void **state)
{
	static const size_t lengths[] = {0, 1, 4095, 4096, 65535, 262143, 262144, 262145, 300000, 524288, 1048575,
	    1048576, 1048577, 1600000, 3000000, 5, 17};
	const size_t count = sizeof(lengths) / sizeof(lengths[0]);
	size_t n = 0, at = 0;
	struct source *source;
	struct lines lines;
	struct line line;
	char name[32];
	char *bytes;

	(void)state;
	for (size_t i = 0; i < count; i++)
		n += lengths[i] + 1;
	bytes = alloc_bytes(n);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < lengths[i]; k++)
			bytes[at++] = k % 40 == 3 ? '"' : k % 1000 == 7 ? '\\' : (char)('a' + k % 23);
		bytes[at++] = '\n';
	}
	source = input_of(bytes, n, name);
	lines_init(&lines, source);
	at = 0;
	for (size_t i = 0; i < count; i++) {
		enum line_kind kind = lines_next(&lines, &line);

		if (lengths[i] > LINES_LIMIT) {
			assert_int_equal(kind, LINE_TOO_LONG);
			assert_int_equal(line.text.n, 0);
		} else {
			assert_int_equal(kind, LINE_WHOLE);
			assert_int_equal(line.text.n, lengths[i]);
			assert_memory_equal(line.text.p, bytes + at, lengths[i]);
			assert_marks(&line);
		}
		at += lengths[i] + 1;
	}
	assert_int_equal(lines_next(&lines, &line), LINE_NONE);
	lines_release(&lines);
	source_close(source);
	free(bytes);
	close(atoi(name + strlen("/dev/fd/")));
}

/* A hole of NULs of any size is no line and takes no room; a line that never ends is one line, the last. */
static void
holes(void **state)
{
	const size_t hole = (size_t)5 << 20;
	char *bytes = alloc_zero(hole + 8, 1), name[32];
	struct source *source;
	struct lines lines;
	struct line line;

	(void)state;
	memcpy(bytes + hole, "visit\n", 6);
	source = input_of(bytes, hole + 6, name);
	lines_init(&lines, source);
	assert_int_equal(lines_next(&lines, &line), LINE_WHOLE);
	assert_true(span_eq(line.text, SPAN("visit")));
	assert_true(lines.room <= LINES_LIMIT);
	assert_int_equal(lines_next(&lines, &line), LINE_NONE);
	lines_release(&lines);
	source_close(source);
	close(atoi(name + strlen("/dev/fd/")));

	memset(bytes, 'x', hole);
	source = input_of(bytes, hole, name);
	lines_init(&lines, source);
	assert_int_equal(lines_next(&lines, &line), LINE_UNTERMINATED_LONG);
	assert_int_equal(lines_next(&lines, &line), LINE_NONE);
	assert_int_equal(lines.number, 1);
	lines_release(&lines);
	source_close(source);
	close(atoi(name + strlen("/dev/fd/")));
	free(bytes);
}

/* A line that is near leaves those before it where they are; lines have many marks, few, or none. */
static void
near_lines_move_nothing(void **state)
{
	enum { LINES = 40000, KEPT = 64 };
	(void)state;
	char *bytes = alloc_bytes((size_t)LINES * 128), name[32], want[128];
	struct span kept[KEPT];
	size_t n = 0, nkept = 0, near = 0;
	struct source *source;
	struct lines lines;
	struct line line;

	for (int i = 0; i < LINES; i++)
		n += (size_t)sprintf(bytes + n, "%d %.*s\n", i, i % 7 == 0 ? i % 50 : 12,
		    "\"a\\\"\"b\":\"c\"\"d\":\"e\"..........................................");
	source = input_of(bytes, n, name);
	assert_non_null(source);
	lines_init(&lines, source);
	for (int i = 0; i < LINES; i++) {
		if (!lines_near(&lines) || nkept == KEPT)
			nkept = 0;
		assert_int_equal(lines_next(&lines, &line), LINE_WHOLE);
		kept[nkept++] = line.text;
		near += nkept > 1;
		for (size_t k = 0; k < nkept; k++) {
			int at = i - (int)(nkept - 1 - k), length = snprintf(want, sizeof(want), "%d ", at);

			assert_memory_equal(kept[k].p, want, (size_t)length);
		}
	}
	assert_true(near > LINES * 9 / 10);
	assert_false(lines_near(&lines));
	assert_int_equal(lines_next(&lines, &line), LINE_NONE);
	lines_release(&lines);
	source_close(source);
	close(atoi(name + strlen("/dev/fd/")));
	free(bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ends_of_lines),
	    cmocka_unit_test(long_lines),
	    cmocka_unit_test(holes),
	    cmocka_unit_test(near_lines_move_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
