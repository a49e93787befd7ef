#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "parsers/quotes.h"
#include <stdlib.h>
#include <string.h>

#define ROOM 4096

struct found {
	uint32_t marks[ROOM + QUOTES_SPARE];
	struct quotes quotes;
};

static void
start(struct found *found)
{
	found->quotes = (struct quotes){.marks = found->marks};
}

/* Random text rich in marks, at every length and alignment: all paths give the same offsets, and
 * bytes behind the block never show. */
static void
paths_agree(void **state)
{
	static const char letters[] = "ab \"\\\n\"xyz0123456789\n\x80\xff";
	struct found *fast = malloc(sizeof(*fast)), *slow = malloc(sizeof(*slow));
	char *block = malloc(ROOM + QUOTES_PADDING);

	(void)state;
	srand(20130506);
	for (size_t i = 0; i < ROOM + QUOTES_PADDING; i++)
		block[i] = letters[(size_t)rand() % (sizeof(letters) - 1)];
	for (size_t n = 0; n < 700; n++)
		for (size_t from = 0; from <= n && from < 70; from += 1 + from / 3) {
			start(fast);
			start(slow);
			quotes_find(&fast->quotes, block, 0, from);
			quotes_find(&fast->quotes, block, from, n);
			quotes_find_portable(&slow->quotes, block, 0, n);
			assert_int_equal(fast->quotes.nmarks, slow->quotes.nmarks);
			assert_memory_equal(fast->marks, slow->marks, fast->quotes.nmarks * sizeof(*fast->marks));
		}
	/* Every byte there is, in every place of a vector. */
	for (size_t i = 0; i < ROOM + QUOTES_PADDING; i++)
		block[i] = (char)(unsigned char)(i * 33 / 32);
	start(fast);
	start(slow);
	quotes_find(&fast->quotes, block, 0, ROOM);
	quotes_find_portable(&slow->quotes, block, 0, ROOM);
	assert_int_equal(fast->quotes.nmarks, slow->quotes.nmarks);
	assert_memory_equal(fast->marks, slow->marks, fast->quotes.nmarks * sizeof(*fast->marks));
	memset(block, '"', ROOM + QUOTES_PADDING);
	start(fast);
	quotes_find(&fast->quotes, block, 0, ROOM);
	assert_int_equal(fast->quotes.nmarks, ROOM);
	memset(block, '\n', ROOM + QUOTES_PADDING);
	start(fast);
	quotes_find(&fast->quotes, block, 0, ROOM);
	assert_int_equal(fast->quotes.nmarks, ROOM);
	assert_int_equal(fast->marks[ROOM - 1], ROOM - 1);
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
