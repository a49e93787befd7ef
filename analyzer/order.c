#include "analyzer/order.h"
#include "base/alloc.h"
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>

struct sized {
	uint64_t size;
	size_t number;
};

static int
larger_first(const void *left, const void *right)
{
	const struct sized *a = left, *b = right;

	if (a->size != b->size)
		return a->size > b->size ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

uint64_t
order_inputs(uint32_t *order, const char *const *names, size_t count, uint64_t share, uint64_t *workers)
{
	struct sized *sized = alloc_zero(count + 1, sizeof(*sized));
	uint64_t total = 0;

	*workers = 0;
	for (size_t i = 0; i < count; i++) {
		struct stat status;
		bool known = stat(names[i], &status) == 0 && S_ISREG(status.st_mode);

		sized[i].number = i;
		if (known)
			sized[i].size = (uint64_t)status.st_size;
		total += sized[i].size;
		*workers += 1 + (known ? sized[i].size / share : 1);
	}
	qsort(sized, count, sizeof(*sized), larger_first);
	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)sized[i].number;
	free(sized);
	return total;
}
