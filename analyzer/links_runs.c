/*
 * Every page view becomes a small item with the numbers of its link and landing page. Rows are runs of
 * items in some order, and distinct visitors are changes of visitor in a run, so each table is one sort
 * and one walk.
 */
#include "analyzer/links_runs.h"
#include "base/alloc.h"
#include <stdlib.h>

static int
by_group(const void *left, const void *right)
{
	const struct links_item *a = left, *b = right;
	int order = LINKS_COMPARE(a->group, b->group);

	if (order == 0)
		order = LINKS_COMPARE(a->part, b->part);
	return order != 0 ? order : LINKS_COMPARE(a->visitor, b->visitor);
}

struct links_run *
links_runs_make(struct links_item *items, size_t nitems, size_t *count)
{
	struct links_run *runs = NULL;
	size_t room = 0;

	*count = 0;
	if (nitems > 0)
		qsort(items, nitems, sizeof(*items), by_group);
	for (size_t i = 0; i < nitems; i++) {
		struct links_run *run = *count > 0 ? &runs[*count - 1] : NULL;
		if (!run || run->group != items[i].group || run->part != items[i].part) {
			runs = alloc_grow(runs, &room, *count + 1, sizeof(*runs));
			run = &runs[(*count)++];
			*run = (struct links_run){.begin = i, .group = items[i].group, .part = items[i].part};
		}
		run->visitors += run->count == 0 || items[i].visitor != items[i - 1].visitor;
		run->count++;
	}
	return runs;
}

void
links_runs_count(const struct links_item *from, size_t nitems, const uint8_t *of, struct links_total **totals)
{
	struct links_item *items = alloc_zero(nitems + 1, sizeof(*items));
	struct links_run *runs;
	size_t count;

	memcpy(items, from, nitems * sizeof(*items));
	for (size_t i = 0; i < nitems; i++) {
		items[i].group = of ? of[items[i].link] : 0;
		items[i].part = 0;
	}
	runs = links_runs_make(items, nitems, &count);
	for (size_t i = 0; i < count; i++)
		totals[runs[i].group]->visitors = runs[i].visitors;
	free(runs);
	free(items);
}
