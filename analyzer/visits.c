#include "analyzer/visits.h"
#include "base/alloc.h"
#include "parsers/sources.h"
#include <stdlib.h>

/* Sorting moves these, not page views, and mostly looks at nothing else. */
struct item {
	uint64_t visitor; /* in that period */
	int32_t period; /* Monday of the week, or the year */
	uint32_t view; /* number of the page view */
};

struct order {
	const struct pageviews *views;
	bool years;
};

static uint32_t
number_of(const void *item)
{
	return ((const struct item *)item)->view;
}

static struct pageview
view_of(const struct order *order, const struct item *item)
{
	return pageviews_get(order->views, item->view);
}

#define COMPARE(a, b) ((a) < (b) ? -1 : (a) > (b))

/* By identity, the one that is kept first. */
static int
by_identity(const void *left, const void *right, void *argument)
{
	const struct pageview a = view_of(argument, left), b = view_of(argument, right);
	int order = memcmp(a.id, b.id, sizeof(a.id));

	if (order == 0)
		order = COMPARE(b.rules, a.rules);
	if (order == 0)
		order = COMPARE(a.evidence, b.evidence);
	if (order == 0)
		order = COMPARE(a.day, b.day);
	return order;
}

/* By period, visitor and time. A robot's agent is never a person's, so neither are its hashes. */
static int
by_visitor(const void *left, const void *right, void *argument)
{
	const struct item *a = left, *b = right;
	const struct order *order = argument;
	int by = COMPARE(a->period, b->period);

	if (by == 0)
		by = COMPARE(a->visitor, b->visitor);
	if (by == 0)
		by = COMPARE(pageviews_time(order->views, number_of(a)), pageviews_time(order->views, number_of(b)));
	return by;
}

/* So many items are sorted by comparing alone. */
#define FEW 1024
/* Up to so many are sorted without a call of the library's function, which costs more than a few comparisons. */
#define PILE 16
/* Visitors are hashes, so their first bits deal them out evenly. */
#define DEAL_BITS 16
#define PILES ((size_t)1 << DEAL_BITS)

static size_t
pile_of(const struct item *item)
{
	return (size_t)(item->visitor >> (64 - DEAL_BITS));
}

/* Deals the items out into piles by the first bits of their visitors, in place: each item moves to its pile and
 * the one that lay there moves on (McIlroy, Bostic and McIlroy: Engineering Radix Sort, 1993). */
static void
deal(struct item *items, size_t n)
{
	uint32_t *next = alloc_zero(PILES, sizeof(*next)), *end = alloc_zero(PILES, sizeof(*end)), start = 0;

	for (size_t i = 0; i < n; i++)
		end[pile_of(&items[i])]++;
	for (size_t i = 0; i < PILES; i++) {
		next[i] = start;
		start = end[i] += start;
	}
	for (size_t i = 0; i < PILES; i++)
		while (next[i] < end[i]) {
			struct item item = items[next[i]];
			size_t pile;

			while ((pile = pile_of(&item)) != i) {
				struct item there = items[next[pile]];

				items[next[pile]++] = item;
				item = there;
			}
			items[next[i]++] = item;
		}
	free(next);
	free(end);
}

/* Sorts a pile of a few items by insertion. */
static void
sort_pile(struct order *order, struct item *items, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct item item = items[i];
		size_t at = i;

		for (; at > 0 && by_visitor(&items[at - 1], &item, order) > 0; at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

/* Puts the items of each visitor in a period next to each other, in order of time. Comparing all of them would take
 * far longer: it is mostly a wrong guess. What is left to compare shares its first bits. */
static void
sort_visitors(struct order *order, struct item *items, size_t n)
{
	if (n <= FEW) {
		qsort_r(items, n, sizeof(*items), by_visitor, order);
		return;
	}
	deal(items, n);
	for (size_t i = 0, next; i < n; i = next) {
		next = i + 1;
		while (next < n && pile_of(&items[next]) == pile_of(&items[i]))
			next++;
		if (next - i <= PILE)
			sort_pile(order, items + i, next - i);
		else
			qsort_r(items + i, next - i, sizeof(*items), by_visitor, order);
	}
}

/* All page views of the sites, each identity once: the same page view may be logged with a host in
 * one log and without in another. */
static struct item *
select_views(struct order *order, const bool *use, size_t *count)
{
	const struct pageviews *views = order->views;
	struct item *items = alloc_zero(views->count + 1, sizeof(*items));
	size_t found = 0, kept = 0;
	bool several = false;
	unsigned site = 0;

	for (size_t i = 0; i < views->count; i++) {
		const struct pageview view = pageviews_get(views, i);
		uint64_t visitor = order->years ? view.year_visitor : view.week_visitor;

		/* Without a visitor its period is closed. */
		if (!use[view.site] || visitor == 0)
			continue;
		several = several || (found > 0 && view.site != site);
		site = view.site;
		items[found++] = (struct item){
		    .visitor = visitor,
		    .period = order->years ? calendar_year(view.day) : calendar_monday(view.day),
		    .view = (uint32_t)i,
		};
	}
	*count = found;
	if (!several)
		return items;
	qsort_r(items, found, sizeof(*items), by_identity, order);
	for (size_t i = 0; i < found; i++)
		if (kept == 0 ||
		    memcmp(pageviews_packed(views, items[kept - 1].view)->id,
			pageviews_packed(views, items[i].view)->id, sizeof(((struct pageview *)0)->id)) != 0)
			items[kept++] = items[i];
	*count = kept;
	return items;
}

/* ---- the figures ---- */

/* In the order of their periods. */
struct by_period {
	struct visits_figures *figures;
	size_t count, room;
};

/* The figures of a period, zero when they are new. */
static struct visits_figures *
figures_of(struct by_period *periods, int32_t number)
{
	size_t low = 0, high = periods->count;
	struct visits_figures *one;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (periods->figures[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == periods->count || periods->figures[low].number != number) {
		periods->figures =
		    alloc_grow(periods->figures, &periods->room, periods->count + 1, sizeof(*periods->figures));
		one = &periods->figures[low];
		memmove(one + 1, one, (periods->count++ - low) * sizeof(*one));
		*one = (struct visits_figures){.number = number};
	}
	return &periods->figures[low];
}

/* Adds the page views items[0..n) of one visitor in one period. */
static void
add_visitor(struct visits_figures *figures, const struct order *order, const struct item *items, size_t n)
{
	unsigned strongest = EVIDENCE_TAG;
	int64_t before = 0;

	if (view_of(order, items).robot) {
		figures->robots++;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct pageview view = view_of(order, &items[i]);

		if (view.evidence < strongest)
			strongest = view.evidence;
		if (i == 0 || view.time - before > VISITS_GAP)
			figures->visits++;
		before = view.time;
	}
	figures->visitors++;
	figures->by_evidence[strongest]++;
	figures->page_views += n;
}

static bool
is_same(const struct item *a, const struct item *b)
{
	return a->visitor == b->visitor && a->period == b->period;
}

static void
group(struct by_period *periods, const struct order *order, const struct item *items, size_t n)
{
	for (size_t i = 0, next; i < n; i = next) {
		next = i + 1;
		while (next < n && is_same(&items[next], &items[i]))
			next++;
		add_visitor(figures_of(periods, items[i].period), order, items + i, next - i);
	}
}

/* Fills any_version of each year; `items` is sorted anew. */
static void
count_any_version(struct order *order, struct item *items, size_t n, struct by_period *periods)
{
	for (size_t i = 0; i < n; i++)
		items[i].visitor = pageviews_packed(order->views, items[i].view)->any_visitor;
	sort_visitors(order, items, n);
	for (size_t i = 0; i < n; i++)
		if (!view_of(order, &items[i]).robot && (i == 0 || !is_same(&items[i - 1], &items[i])))
			figures_of(periods, items[i].period)->any_version++;
}

struct visits_figures *
visits_count(const struct tally *tally, const bool *use, bool years, size_t *count)
{
	struct order order = {&tally->pageviews, years};
	struct by_period periods = {0};
	size_t n;
	struct item *items = select_views(&order, use, &n);

	sort_visitors(&order, items, n);
	group(&periods, &order, items, n);
	if (years)
		count_any_version(&order, items, n, &periods);
	free(items);
	*count = periods.count;
	return periods.figures;
}
