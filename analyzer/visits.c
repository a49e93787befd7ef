#include "analyzer/visits.h"
#include "base/alloc.h"
#include <stdlib.h>

/* Sorting moves numbers of page views, not page views. */
struct order {
	const struct tally *tally;
	bool years;
};

static const struct pageview *
view_of(const struct order *order, const void *number)
{
	return tally_view(order->tally, *(const uint32_t *)number);
}

static int32_t
period_number(const struct pageview *view, bool years)
{
	return years ? calendar_year(view->day) : calendar_monday(view->day);
}

static uint64_t
visitor_of(const struct pageview *view, bool years)
{
	return years ? view->year_visitor : view->week_visitor;
}

#define COMPARE(a, b) ((a) < (b) ? -1 : (a) > (b))

/* By identity, the one that is kept first. */
static int
by_identity(const void *left, const void *right, void *argument)
{
	const struct pageview *a = view_of(argument, left), *b = view_of(argument, right);
	int order = memcmp(a->id, b->id, sizeof(a->id));

	if (order == 0)
		order = COMPARE(a->evidence, b->evidence);
	if (order == 0)
		order = COMPARE(a->day, b->day);
	return order;
}

/* By period, robots last, then visitor and time. */
static int
by_visitor(const void *left, const void *right, void *argument)
{
	const struct order *order = argument;
	const struct pageview *a = view_of(order, left), *b = view_of(order, right);
	int by = COMPARE(period_number(a, order->years), period_number(b, order->years));

	if (by == 0)
		by = COMPARE(a->robot, b->robot);
	if (by == 0)
		by = COMPARE(visitor_of(a, order->years), visitor_of(b, order->years));
	if (by == 0)
		by = COMPARE(a->time, b->time);
	return by;
}

static int
by_any_version(const void *left, const void *right, void *argument)
{
	const struct pageview *a = view_of(argument, left), *b = view_of(argument, right);
	int by = COMPARE(calendar_year(a->day), calendar_year(b->day));

	if (by == 0)
		by = COMPARE(a->robot, b->robot);
	if (by == 0)
		by = COMPARE(a->any_visitor, b->any_visitor);
	return by;
}

/* The numbers of all page views of the sites, each identity once: the same page view may be
 * logged with a host in one log and without in another. */
static uint32_t *
select_views(struct order *order, const bool *use, size_t *count)
{
	const struct tally *tally = order->tally;
	uint32_t *numbers = alloc_zero(tally->count + 1, sizeof(*numbers));
	size_t found = 0, kept = 0;
	bool several = false;

	for (size_t i = 0; i < tally->count; i++) {
		if (!use[tally_view(tally, i)->site])
			continue;
		several = several || tally_view(tally, i)->site != tally_view(tally, numbers[0])->site;
		numbers[found++] = (uint32_t)i;
	}
	*count = found;
	if (!several)
		return numbers;
	qsort_r(numbers, found, sizeof(*numbers), by_identity, order);
	for (size_t i = 0; i < found; i++)
		if (kept == 0 || memcmp(tally_view(tally, numbers[kept - 1])->id, tally_view(tally, numbers[i])->id,
				     sizeof(tally_view(tally, 0)->id)) != 0)
			numbers[kept++] = numbers[i];
	*count = kept;
	return numbers;
}

/* Adds the page views numbers[0..n) of one visitor in one period. */
static void
add_visitor(struct visits_figures *figures, const struct tally *tally, const uint32_t *numbers, size_t n)
{
	unsigned strongest = EVIDENCE_TAG;

	if (tally_view(tally, numbers[0])->robot) {
		figures->robots++;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct pageview *view = tally_view(tally, numbers[i]);

		if (view->evidence < strongest)
			strongest = view->evidence;
		if (i == 0 || view->time - tally_view(tally, numbers[i - 1])->time > VISITS_GAP)
			figures->visits++;
	}
	figures->visitors++;
	figures->by_evidence[strongest]++;
	figures->page_views += n;
}

static struct visits_figures *
group(struct order *order, uint32_t *numbers, size_t n, size_t *count)
{
	const struct tally *tally = order->tally;
	struct visits_figures *figures = NULL;
	size_t room = 0, next;

	*count = 0;
	for (size_t i = 0; i < n; i = next) {
		const struct pageview *first = tally_view(tally, numbers[i]);
		int32_t number = period_number(first, order->years);

		for (next = i + 1; next < n; next++) {
			const struct pageview *view = tally_view(tally, numbers[next]);

			if (visitor_of(view, order->years) != visitor_of(first, order->years) ||
			    view->robot != first->robot || period_number(view, order->years) != number)
				break;
		}
		if (*count == 0 || figures[*count - 1].number != number) {
			figures = alloc_grow(figures, &room, *count + 1, sizeof(*figures));
			memset(&figures[*count], 0, sizeof(*figures));
			figures[(*count)++].number = number;
		}
		add_visitor(&figures[*count - 1], tally, numbers + i, next - i);
	}
	return figures;
}

/* Fills any_version of each year; `numbers` is sorted anew. */
static void
count_any_version(struct order *order, uint32_t *numbers, size_t n, struct visits_figures *figures, size_t count)
{
	const struct pageview *before = NULL;
	size_t at = 0;

	qsort_r(numbers, n, sizeof(*numbers), by_any_version, order);
	for (size_t i = 0; i < n; i++) {
		const struct pageview *view = tally_view(order->tally, numbers[i]);
		int32_t year = calendar_year(view->day);
		bool same = before && before->any_visitor == view->any_visitor && before->robot == view->robot &&
			    calendar_year(before->day) == year;

		before = view;
		if (view->robot || same)
			continue;
		while (at < count && figures[at].number != year)
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
	uint32_t *numbers = select_views(&order, use, &n);

	qsort_r(numbers, n, sizeof(*numbers), by_visitor, &order);
	figures = group(&order, numbers, n, count);
	if (years)
		count_any_version(&order, numbers, n, figures, *count);
	free(numbers);
	return figures;
}
