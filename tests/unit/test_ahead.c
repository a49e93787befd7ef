/* What is read ahead is what would have been read, with the same end. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/message.h"
#include "parsers/ahead.h"
#include "parsers/source.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define ROOM ((size_t)3 << 20)

static char name[] = "/tmp/test_ahead-XXXXXX";
static char text[ROOM], want[ROOM], got[ROOM];

static void *
run(void *ahead)
{
	ahead_run(ahead);
	return NULL;
}

static void
write_gzip(size_t n, off_t cut)
{
	gzFile file = gzopen(name, "wb1");

	assert_non_null(file);
	assert_int_equal(gzwrite(file, text, (unsigned)n), n);
	assert_int_equal(gzclose(file), Z_OK);
	if (cut > 0)
		assert_int_equal(truncate(name, cut), 0);
}

/* Reads in one thread; gives the number of bytes. */
static size_t
read_alone(ssize_t *end, struct messages *messages)
{
	struct source *source = source_open(name, messages);
	size_t n = 0;

	assert_non_null(source);
	while ((*end = source_read(source, want + n, ROOM - n < 100000 ? ROOM - n : 100000)) > 0)
		n += (size_t)*end;
	source_close(source);
	return n;
}

/* Reads `most` bytes or all, the first `alone` of them without the other thread. */
static size_t
read_ahead(size_t alone, size_t most, size_t piece, ssize_t *end, struct messages *messages)
{
	struct source *source = source_open(name, messages);
	struct ahead *ahead;
	pthread_t thread;
	size_t n = 0;

	assert_non_null(source);
	while (n < alone && (*end = source_take(source, got + n, alone - n)) > 0)
		n += (size_t)*end;
	if (n < alone) {
		source_close(source);
		return n;
	}
	ahead = ahead_open(source);
	assert_int_equal(pthread_create(&thread, NULL, run, ahead), 0);
	while (n < most && (*end = ahead_read(ahead, got + n, most - n < piece ? most - n : piece)) > 0)
		n += (size_t)*end;
	if (n < most)
		assert_int_equal(ahead_read(ahead, got, 1), 0);
	ahead_close(ahead);
	pthread_join(thread, NULL);
	source_close(source);
	return n;
}

static void
compare(void)
{
	static const size_t pieces[] = {1000, 70000, 131072, 1000000};
	struct messages said = {0}, heard = {0};
	ssize_t want_end, got_end;
	size_t n = read_alone(&want_end, &said);

	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		assert_int_equal(read_ahead(i * 50000, ROOM, pieces[i], &got_end, &heard), n);
		assert_memory_equal(got, want, n);
		assert_int_equal(got_end, want_end);
		assert_int_equal(heard.count, said.count);
		for (size_t j = 0; j < said.count; j++)
			assert_string_equal(heard.text[j], said.text[j]);
		messages_release(&heard);
	}
	messages_release(&said);
}

static void
test_same(void **state)
{
	(void)state;
	write_gzip(ROOM - 5, 0);
	compare();
	write_gzip(300000, 0);
	compare();
	write_gzip(0, 0);
	compare();
}

static void
test_cut(void **state)
{
	(void)state;
	for (off_t cut = 100; cut < 300000; cut += 73000) {
		write_gzip(ROOM - 5, cut);
		compare();
	}
}

/* Who needs no more closes, and the other thread ends. */
static void
test_stop(void **state)
{
	ssize_t end;

	(void)state;
	write_gzip(ROOM - 5, 0);
	for (size_t most = 0; most < 1000000; most += 77777)
		assert_int_equal(read_ahead(0, most, 50000, &end, NULL), most);
}

static int
set_up(void **state)
{
	uint32_t seed = 1;
	int fd = mkstemp(name);

	(void)state;
	for (size_t i = 0; i < ROOM; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = i % 80 == 79 ? '\n' : (char)('a' + (seed >> 28));
	}
	return fd < 0 || close(fd) != 0;
}

static int
tear_down(void **state)
{
	(void)state;
	return unlink(name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_stop),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
