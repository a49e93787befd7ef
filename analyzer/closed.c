#include "analyzer/closed.h"
#include "base/calendar.h"
#include <stdlib.h>

void
closed_release(struct closed *closed)
{
	free(closed->rows);
	arena_release(&closed->arena);
	memset(closed, 0, sizeof(*closed));
}

bool
closed_holds(const struct closed *closed, bool is_year, int32_t number)
{
	if (!closed)
		return false;
	return is_year ? number < closed->open_year : calendar_year(number + 3) < closed->open_week_year;
}

int32_t
closed_until(const struct closed *closed)
{
	int32_t year, week;

	if (closed->open_year == 0 || closed->open_week_year == 0)
		return INT32_MIN;
	year = calendar_day(closed->open_year, 1, 1);
	week = calendar_week_monday(closed->open_week_year, 1);
	return year < week ? year : week;
}

void
closed_move(struct closed *closed, int open_year, int open_week_year)
{
	if (open_year > closed->open_year)
		closed->open_year = open_year;
	if (open_week_year > closed->open_week_year)
		closed->open_week_year = open_week_year;
}

/* By period first, so that all rows of one stand together. */
static int
compare(const struct closed_row *a, const struct closed_row *b)
{
	int order;

	if (a->is_year != b->is_year)
		return a->is_year ? 1 : -1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	order = span_compare(a->set, b->set);
	return order != 0 ? order : span_compare(a->source, b->source);
}

static size_t
place_of(const struct closed *closed, const struct closed_row *row, bool *found)
{
	size_t low = 0, high = closed->count;

	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(row, &closed->rows[middle]);

		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static bool
is_larger(const struct closed_row *row, const struct closed_row *than)
{
	for (size_t i = 0; i < CLOSED_FIGURES; i++)
		if (row->figures[i] != than->figures[i])
			return row->figures[i] > than->figures[i];
	return false;
}

void
closed_put(struct closed *closed, const struct closed_row *row)
{
	bool found;
	size_t at = place_of(closed, row, &found);

	if (found) {
		if (is_larger(row, &closed->rows[at]))
			memcpy(closed->rows[at].figures, row->figures, sizeof(row->figures));
		return;
	}
	closed->rows = alloc_grow(closed->rows, &closed->room, closed->count + 1, sizeof(*closed->rows));
	memmove(&closed->rows[at + 1], &closed->rows[at], (closed->count++ - at) * sizeof(*closed->rows));
	closed->rows[at] = *row;
	closed->rows[at].set = arena_copy(&closed->arena, row->set);
	closed->rows[at].source = arena_copy(&closed->arena, row->source);
}

const struct closed_row *
closed_find(const struct closed *closed, struct span set, struct span source, bool is_year, int32_t number)
{
	const struct closed_row row = {.set = set, .source = source, .is_year = is_year, .number = number};
	bool found;
	size_t at = place_of(closed, &row, &found);

	return found ? &closed->rows[at] : NULL;
}

bool
closed_has(const struct closed *closed, bool is_year, int32_t number)
{
	const struct closed_row row = {
	    .set = span_make("", 0), .source = span_make("", 0), .is_year = is_year, .number = number};
	bool found;
	size_t at = place_of(closed, &row, &found);

	return at < closed->count && closed->rows[at].is_year == is_year && closed->rows[at].number == number;
}

bool
closed_has_year(const struct closed *closed, int year)
{
	for (size_t i = 0; i < closed->count; i++) {
		const struct closed_row *row = &closed->rows[i];

		if ((row->is_year ? row->number : calendar_year(row->number + 3)) == year)
			return true;
	}
	return false;
}
