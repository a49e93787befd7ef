#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/source.h"
#include "parsers/utf16.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads the bytes through a file, `step` bytes at a time. */
static size_t
convert(const void *bytes, size_t n, size_t step, char *out, size_t room)
{
	char name[] = "/tmp/footfall-utf16-XXXXXX";
	int fd = mkstemp(name);
	struct utf16 utf16 = {0};
	struct source *source;
	size_t used = 0;
	ssize_t got;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
	source = source_open(name, NULL);
	unlink(name);
	assert_non_null(source);
	while (room - used >= step && (got = utf16_read(&utf16, source, out + used, step)) > 0)
		used += (size_t)got;
	source_close(source);
	return used;
}

static void
assert_converted(const void *bytes, size_t n, const char *want, size_t wanted)
{
	char out[4096];

	for (size_t step = 64; step < 80; step++) {
		assert_int_equal(convert(bytes, n, step, out, sizeof(out)), wanted);
		assert_memory_equal(out, want, wanted);
	}
}

static void
other_inputs_pass(void **unused)
{
	static const char hole[] = "\0\0\0\0\0line\n", text[] = "203.0.113.7 - -\n", one[] = "\xff";

	(void)unused;
	assert_converted(hole, sizeof(hole) - 1, hole, sizeof(hole) - 1);
	assert_converted(text, sizeof(text) - 1, text, sizeof(text) - 1);
	assert_converted(one, 1, one, 1);
	assert_converted("", 0, "", 0);
}

static void
both_orders(void **unused)
{
	static const char little[] = "\xff\xfe"
				     "a\0\xe9\0\xac\x20\x3d\xd8\x00\xde\n\0",
			  big[] = "\xfe\xff\0a\0\xe9\x20\xac\xd8\x3d\xde\x00\0\n";
	static const char want[] = "\xef\xbb\xbf"
				   "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\n";

	(void)unused;
	assert_converted(little, sizeof(little) - 1, want, sizeof(want) - 1);
	assert_converted(big, sizeof(big) - 1, want, sizeof(want) - 1);
	/* without a mark, by the NULs */
	assert_converted("a\0b\0\n\0", 6, "ab\n", 3);
	assert_converted("\0a\0b\0\n", 6, "ab\n", 3);
}

/* Half pairs, an odd byte at the end, and a text longer than many blocks. */
static void
broken_and_long(void **unused)
{
	unsigned char bytes[2002];
	char want[3000];

	(void)unused;
	assert_converted("\xff\xfe\x00\xd8"
			 "a\0\x00\xdc\n\0x",
	    11,
	    "\xef\xbb\xbf\xef\xbf\xbd"
	    "a\xef\xbf\xbd\n",
	    11);
	bytes[0] = 0xff;
	bytes[1] = 0xfe;
	memcpy(want, "\xef\xbb\xbf", 3);
	for (size_t i = 1; i < 900; i++) {
		bytes[2 * i] = 0xac;
		bytes[2 * i + 1] = 0x20;
		memcpy(want + 3 * i, "\xe2\x82\xac", 3);
	}
	assert_converted(bytes, 1800, want, 2700);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(other_inputs_pass),
	    cmocka_unit_test(both_orders),
	    cmocka_unit_test(broken_and_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
