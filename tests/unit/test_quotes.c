#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/quotes.h"
#include <stdlib.h>
#include <string.h>

#define ROOM 4096

/* Random text rich in marks, at every length and alignment: all paths give the same offsets, and
 * bytes behind the block never show. */
static void
paths_agree(void **state)
{
	static const char letters[] = "ab \"\\\n\"xyz0123456789\n\x80\xff";
	char *block = malloc(ROOM + QUOTES_PADDING);
	uint32_t *fast = malloc((ROOM + 8) * sizeof(*fast)), *slow = malloc((ROOM + 8) * sizeof(*slow));

	(void)state;
	srand(20130506);
	for (size_t i = 0; i < ROOM + QUOTES_PADDING; i++)
		block[i] = letters[(size_t)rand() % (sizeof(letters) - 1)];
	for (size_t n = 0; n < 700; n++)
		for (size_t from = 0; from <= n && from < 70; from += 1 + from / 3) {
			size_t a = quotes_find(block, from, n, fast), b = quotes_find_portable(block, from, n, slow);

			assert_int_equal(a, b);
			assert_memory_equal(fast, slow, a * sizeof(*fast));
		}
	memset(block, '"', ROOM + QUOTES_PADDING);
	assert_int_equal(quotes_find(block, 0, ROOM, fast), ROOM);
	assert_int_equal(fast[ROOM - 1], ROOM - 1);
	free(block);
	free(fast);
	free(slow);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(paths_agree)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
