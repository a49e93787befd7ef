#include "analyzer/outputs/ranges.h"
#include "base/alloc.h"
#include "base/calendar.h"

#include <stdio.h>
#include <stdlib.h>

#define PERIOD 16

static void
add(struct ranges_kind *kind, int32_t number, int32_t step)
{
	size_t end = kind->count;

	if (end > 0 && number == kind->newest)
		return;
	kind->newest = number;
	if (kind->more > 0 || (end == RANGES_NAMED && number != kind->last[end - 1] + step)) {
		kind->more++;
	} else if (end > 0 && number == kind->last[end - 1] + step) {
		kind->last[end - 1] = number;
	} else {
		kind->first[end] = kind->last[end] = number;
		kind->count++;
	}
}

void
ranges_add(struct ranges *ranges, bool is_year, int32_t number)
{
	if (is_year)
		add(&ranges->years, number, 1);
	else
		add(&ranges->weeks, number, 7);
}

static const char *
print_period(char out[PERIOD], bool is_year, int32_t number)
{
	if (is_year)
		snprintf(out, PERIOD, "%d", (int)number);
	else
		calendar_print_week(out, number);
	return out;
}

/* The text with the ranges of a kind behind it, in its place. */
static char *
append(char *text, const struct ranges_kind *kind, bool is_year)
{
	const char *what = is_year ? "year" : "week";
	char first[PERIOD], last[PERIOD], *longer;

	for (size_t i = 0; i < kind->count; i++) {
		print_period(first, is_year, kind->first[i]);
		print_period(last, is_year, kind->last[i]);
		longer = alloc_text("%s%s%s%s%s", text, *text ? ", " : "", first,
		    kind->first[i] < kind->last[i] ? " to " : "", kind->first[i] < kind->last[i] ? last : "");
		free(text);
		text = longer;
	}
	if (kind->more > 0) {
		longer = alloc_text("%s and %zu more %s%s", text, kind->more, what, kind->more == 1 ? "" : "s");
		free(text);
		text = longer;
	}
	return text;
}

char *
ranges_print(const struct ranges *ranges)
{
	return append(append(alloc_text("%s", ""), &ranges->years, true), &ranges->weeks, false);
}
