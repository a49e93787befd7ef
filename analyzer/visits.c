#include "analyzer/visits.h"
#include "base/alloc.h"
#include <stdlib.h>

/* Sorting moves these, not page views, and mostly looks at nothing else. */
struct item {
	uint64_t visitor; /* in that period */
	int32_t period; /* Monday of the week, or the year */
	uint32_t view; /* number of the page view */
};

struct order {
	const struct tally *tally;
	bool years;
};

static const struct pageview *
view_of(const struct order *order, const void *item)
{
	return tally_view(order->tally, ((const struct item *)item)->view);
}

#define COMPARE(a, b) ((a) < (b) ? -1 : (a) > (b))

/* By identity, the one that is kept first. */
static int
by_identity(const void *left, const void *right, void *argument)
{
	const struct pageview *a = view_of(argument, left), *b = view_of(argument, right);
	int order = memcmp(a->id, b->id, sizeof(a->id));

	if (order == 0)
		order = COMPARE(b->rules, a->rules);
	if (order == 0)
		order = COMPARE(a->evidence, b->evidence);
	if (order == 0)
		order = COMPARE(a->day, b->day);
	return order;
}

/* By period, visitor and time. A robot's agent is never a person's, so neither are its hashes. */
static int
by_visitor(const void *left, const void *right, void *argument)
{
	const struct item *a = left, *b = right;
	int by = COMPARE(a->period, b->period);

	if (by == 0)
		by = COMPARE(a->visitor, b->visitor);
	if (by == 0)
		by = COMPARE(view_of(argument, left)->time, view_of(argument, right)->time);
	return by;
}

/* So many items are sorted by comparing alone. */
#define FEW 1024
/* Visitors are hashes, so their first bits deal them out evenly. */
#define DEAL_BITS 16

struct range {
	int32_t least, most; /* periods */
};

static struct range
range_of(const struct item *items, size_t n)
{
	struct range range = {items[0].period, items[0].period};

	for (size_t i = 1; i < n; i++) {
		if (items[i].period < range.least)
			range.least = items[i].period;
		if (items[i].period > range.most)
			range.most = items[i].period;
	}
	return range;
}

static size_t
pile_of(const struct item *item, const struct range *range)
{
	return range ? (size_t)(item->period - range->least) : (size_t)(item->visitor >> (64 - DEAL_BITS));
}

/* Deals the items out by period, or by visitor where `range` is NULL; what shares a pile keeps its order. */
static void
deal(const struct item *from, struct item *to, size_t n, const struct range *range)
{
	size_t piles = range ? (size_t)(range->most - range->least) + 1 : (size_t)1 << DEAL_BITS, start = 0;
	size_t *places = alloc_zero(piles, sizeof(*places));

	for (size_t i = 0; i < n; i++)
		places[pile_of(&from[i], range)]++;
	for (size_t i = 0; i < piles; i++) {
		size_t count = places[i];

		places[i] = start;
		start += count;
	}
	for (size_t i = 0; i < n; i++)
		to[places[pile_of(&from[i], range)]++] = from[i];
	free(places);
}

/* As qsort_r with by_visitor does, in much less time: page views are many, and comparing two of them is
 * mostly a wrong guess. What is left to compare shares period and first bits. */
static void
sort_items(struct order *order, struct item *items, size_t n)
{
	struct item *dealt;
	struct range range;

	if (n <= FEW) {
		qsort_r(items, n, sizeof(*items), by_visitor, order);
		return;
	}
	dealt = alloc_zero(n, sizeof(*dealt));
	range = range_of(items, n);
	deal(items, dealt, n, NULL);
	deal(dealt, items, n, &range);
	free(dealt);
	for (size_t i = 0, next; i < n; i = next) {
		next = i + 1;
		while (next < n && items[next].period == items[i].period &&
		       pile_of(&items[next], NULL) == pile_of(&items[i], NULL))
			next++;
		if (next - i > 1)
			qsort_r(items + i, next - i, sizeof(*items), by_visitor, order);
	}
}

/* All page views of the sites, each identity once: the same page view may be logged with a host in
 * one log and without in another. */
static struct item *
select_views(struct order *order, const bool *use, size_t *count)
{
	const struct tally *tally = order->tally;
	struct item *items = alloc_zero(tally->count + 1, sizeof(*items));
	size_t found = 0, kept = 0;
	bool several = false;

	for (size_t i = 0; i < tally->count; i++) {
		const struct pageview *view = tally_view(tally, i);

		uint64_t visitor = order->years ? view->year_visitor : view->week_visitor;

		/* Without a visitor its period is closed. */
		if (!use[view->site] || visitor == 0)
			continue;
		several = several || (found > 0 && view->site != view_of(order, &items[0])->site);
		items[found++] = (struct item){
		    .visitor = visitor,
		    .period = order->years ? calendar_year(view->day) : calendar_monday(view->day),
		    .view = (uint32_t)i,
		};
	}
	*count = found;
	if (!several)
		return items;
	qsort_r(items, found, sizeof(*items), by_identity, order);
	for (size_t i = 0; i < found; i++)
		if (kept == 0 || memcmp(view_of(order, &items[kept - 1])->id, view_of(order, &items[i])->id,
				     sizeof(tally_view(tally, 0)->id)) != 0)
			items[kept++] = items[i];
	*count = kept;
	return items;
}

/* Adds the page views items[0..n) of one visitor in one period. */
static void
add_visitor(struct visits_figures *figures, const struct order *order, const struct item *items, size_t n)
{
	unsigned strongest = EVIDENCE_TAG;

	if (view_of(order, items)->robot) {
		figures->robots++;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct pageview *view = view_of(order, &items[i]);

		if (view->evidence < strongest)
			strongest = view->evidence;
		if (i == 0 || view->time - view_of(order, &items[i - 1])->time > VISITS_GAP)
			figures->visits++;
	}
	figures->visitors++;
	figures->by_evidence[strongest]++;
	figures->page_views += n;
}

static struct visits_figures *
group(const struct order *order, const struct item *items, size_t n, size_t *count)
{
	struct visits_figures *figures = NULL;
	size_t room = 0, next;

	*count = 0;
	for (size_t i = 0; i < n; i = next) {
		next = i + 1;
		while (next < n && items[next].period == items[i].period && items[next].visitor == items[i].visitor)
			next++;
		if (*count == 0 || figures[*count - 1].number != items[i].period) {
			figures = alloc_grow(figures, &room, *count + 1, sizeof(*figures));
			memset(&figures[*count], 0, sizeof(*figures));
			figures[(*count)++].number = items[i].period;
		}
		add_visitor(&figures[*count - 1], order, items + i, next - i);
	}
	return figures;
}

/* Fills any_version of each year; `items` is sorted anew. */
static void
count_any_version(struct order *order, struct item *items, size_t n, struct visits_figures *figures)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		items[i].visitor = view_of(order, &items[i])->any_visitor;
	sort_items(order, items, n);
	for (size_t i = 0; i < n; i++) {
		if (view_of(order, &items[i])->robot ||
		    (i > 0 && items[i - 1].period == items[i].period && items[i - 1].visitor == items[i].visitor))
			continue;
		while (figures[at].number != items[i].period)
			at++;
		figures[at].any_version++;
	}
}

struct visits_figures *
visits_count(const struct tally *tally, const bool *use, bool years, size_t *count)
{
	struct order order = {tally, years};
	struct visits_figures *figures;
	size_t n;
	struct item *items = select_views(&order, use, &n);

	sort_items(&order, items, n);
	figures = group(&order, items, n, count);
	if (years)
		count_any_version(&order, items, n, figures);
	free(items);
	return figures;
}
