#include "analyzer/visits.h"
#include "base/alloc.h"
#include "parsers/sources.h"
#include <stdlib.h>

/* What is needed of a page view: sorting moves these, and looks at nothing else, for page views lie far apart. */
struct item {
	uint64_t visitor; /* in that period */
	uint64_t when; /* as struct pageviews_packed has it */
};

struct order {
	const struct pageviews *views;
	bool years;
};

#define COMPARE(a, b) ((a) < (b) ? -1 : (a) > (b))

/* Monday of the week, or the year. */
static int32_t
period_of(const struct order *order, const struct item *item)
{
	int32_t day = pageviews_when_day(item->when);

	return order->years ? calendar_year(day) : calendar_monday(day);
}

/* Most page views of a visitor are of one day, which is in one period. */
static int
compare_periods(const struct order *order, const struct item *a, const struct item *b)
{
	if (pageviews_when_day(a->when) == pageviews_when_day(b->when))
		return 0;
	return COMPARE(period_of(order, a), period_of(order, b));
}

/* Numbers of page views by identity, the one that is kept first. */
static int
by_identity(const void *left, const void *right, void *argument)
{
	const struct order *order = argument;
	const struct pageview a = pageviews_get(order->views, *(const uint32_t *)left),
			      b = pageviews_get(order->views, *(const uint32_t *)right);
	int by = memcmp(a.id, b.id, sizeof(a.id));

	return by != 0 ? by : pageviews_prefer(&a, &b);
}

/* By visitor, period and time. Under one set of rules no agent, and so no visitor, is a robot and a person. */
static int
by_visitor(const void *left, const void *right, void *argument)
{
	const struct item *a = left, *b = right;
	int by = COMPARE(a->visitor, b->visitor);

	if (by == 0)
		by = compare_periods(argument, a, b);
	if (by == 0)
		by = COMPARE(pageviews_when_time(a->when), pageviews_when_time(b->when));
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

/* Whether a page view counts in such periods: of one of the sites, and not of a closed period, in which it has no
 * visitor. */
static bool
is_used(const struct order *order, const bool *use, const struct pageview *view)
{
	return use[view->site] && (order->years ? view->year_visitor : view->week_visitor) != 0;
}

/* Whether page views of more than one site are used. */
static bool
are_several(const struct order *order, const bool *use)
{
	uint32_t site = UINT32_MAX;

	for (size_t i = 0; i < order->views->count; i++) {
		const struct pageview view = pageviews_get(order->views, i);

		if (!is_used(order, use, &view))
			continue;
		if (site != UINT32_MAX && view.site != site)
			return true;
		site = view.site;
	}
	return false;
}

/* The same page view may be logged with a host in one log and without in another: marks all but one of each identity.
 * NULL where no more than one site is used; the caller frees it. */
static bool *
find_repeats(struct order *order, const bool *use)
{
	const struct pageviews *views = order->views;
	uint32_t *numbers;
	size_t n = 0;
	bool *repeats;

	if (!are_several(order, use))
		return NULL;
	numbers = alloc_zero(views->count, sizeof(*numbers));
	repeats = alloc_zero(views->count, sizeof(*repeats));
	for (size_t i = 0; i < views->count; i++) {
		const struct pageview view = pageviews_get(views, i);

		if (is_used(order, use, &view))
			numbers[n++] = (uint32_t)i;
	}
	qsort_r(numbers, n, sizeof(*numbers), by_identity, order);
	for (size_t i = 1; i < n; i++)
		repeats[numbers[i]] = memcmp(pageviews_packed(views, numbers[i - 1])->id,
					  pageviews_packed(views, numbers[i])->id, 16) == 0;
	free(numbers);
	return repeats;
}

/* All page views that count but repeats, by visitors with or without versions; gives their number. */
static size_t
list_views(const struct order *order, const bool *use, const bool *repeats, bool any_version, struct item *items)
{
	size_t n = 0;

	for (size_t i = 0; i < order->views->count; i++) {
		const struct pageview view = pageviews_get(order->views, i);

		if (!is_used(order, use, &view) || (repeats && repeats[i]))
			continue;
		items[n++] = (struct item){
		    .visitor = any_version    ? view.any_visitor
			       : order->years ? view.year_visitor
					      : view.week_visitor,
		    .when = pageviews_packed(order->views, i)->when,
		};
	}
	return n;
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
add_visitor(struct visits_figures *figures, const struct item *items, size_t n)
{
	unsigned strongest = EVIDENCE_TAG;
	int64_t before = 0;

	if (pageviews_when_robot(items->when)) {
		figures->robots++;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		unsigned evidence = pageviews_when_evidence(items[i].when);
		int64_t time = pageviews_when_time(items[i].when);

		if (evidence < strongest)
			strongest = evidence;
		if (i == 0 || time - before > VISITS_GAP)
			figures->visits++;
		before = time;
	}
	figures->visitors++;
	figures->by_evidence[strongest]++;
	figures->page_views += n;
}

static bool
is_same(const struct order *order, const struct item *a, const struct item *b)
{
	return a->visitor == b->visitor && compare_periods(order, a, b) == 0;
}

static void
group(struct by_period *periods, const struct order *order, const struct item *items, size_t n)
{
	for (size_t i = 0, next; i < n; i = next) {
		next = i + 1;
		while (next < n && is_same(order, &items[next], &items[i]))
			next++;
		add_visitor(figures_of(periods, period_of(order, &items[i])), items + i, next - i);
	}
}

/* Fills any_version of each year. Without its version a robot's agent may be a person's: the person counts. */
static void
count_any_version(struct by_period *periods, const struct order *order, const struct item *items, size_t n)
{
	bool person = false;

	for (size_t i = 0; i < n; i++) {
		person = person || !pageviews_when_robot(items[i].when);
		if (i + 1 < n && is_same(order, &items[i], &items[i + 1]))
			continue;
		figures_of(periods, period_of(order, &items[i]))->any_version += person;
		person = false;
	}
}

struct visits_figures *
visits_count(const struct tally *tally, const bool *use, bool years, size_t *count)
{
	struct order order = {&tally->pageviews, years};
	struct by_period periods = {0};
	bool *repeats = find_repeats(&order, use);
	struct item *items = alloc_zero(tally->pageviews.count + 1, sizeof(*items));
	size_t n = list_views(&order, use, repeats, false, items);

	sort_visitors(&order, items, n);
	group(&periods, &order, items, n);
	if (years) {
		list_views(&order, use, repeats, true, items);
		sort_visitors(&order, items, n);
		count_any_version(&periods, &order, items, n);
	}
	free(repeats);
	free(items);
	*count = periods.count;
	return periods.figures;
}
