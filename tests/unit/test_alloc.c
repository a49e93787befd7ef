/* clang-format off: cmocka wants its headers in this order */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "base/alloc.h"
#include <fcntl.h>
#include <stdalign.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void
test_gives_and_grows(void **state)
{
	(void)state;
	free(alloc_bytes(0));
	char *zero = alloc_zero(3, 5);
	for (int i = 0; i < 15; i++)
		assert_int_equal(zero[i], 0);
	free(zero);
	size_t room = 0, calls = 0;
	int *numbers = NULL;
	for (size_t i = 0; i < 10000; i++) {
		size_t before = room;
		numbers = alloc_grow(numbers, &room, i + 1, sizeof(*numbers));
		calls += room != before;
		numbers[i] = (int)i;
	}
	assert_int_equal(numbers[9999], 9999);
	assert_true(calls < 25);
	free(numbers);
	char *copy = alloc_copy(SPAN("a\0b"));
	assert_memory_equal(copy, "a\0b", 4);
	free(copy);
}

static void
test_arena_keeps_pieces_apart(void **state)
{
	(void)state;
	struct arena arena = {0};
	for (int round = 0; round < 2; round++) {
		struct span kept = arena_copy(&arena, SPAN("kept"));
		for (size_t n = 0; n < 300000; n = n * 2 + 1) {
			char *p = arena_bytes(&arena, n);
			assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
			memset(p, 0xee, n);
		}
		assert_true(span_eq(kept, SPAN("kept")));
		assert_int_equal(kept.p[4], 0);
		arena_release(&arena);
	}
	arena_release(&arena);
}

static void
allocate_too_much(void)
{
	/* volatile: the compiler would see the overflow */
	volatile size_t count = SIZE_MAX / 2;
	free(alloc_zero(count, 3));
}

static void
test_overflow_ends_the_run(void **state)
{
	(void)state;
	char text[100];
	int fds[2], status;
	assert_int_equal(pipe(fds), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(fds[1], STDERR_FILENO);
		allocate_too_much();
		_exit(0);
	}
	close(fds[1]);
	ssize_t n = read(fds[0], text, sizeof(text));
	close(fds[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_true(span_eq(span_make(text, (size_t)n), SPAN("footfall: out of memory\n")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_gives_and_grows),
	    cmocka_unit_test(test_arena_keeps_pieces_apart),
	    cmocka_unit_test(test_overflow_ends_the_run),
	};
	return cmocka_run_group_tests_name("alloc", tests, NULL, NULL);
}
