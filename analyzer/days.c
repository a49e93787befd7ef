#include "analyzer/days.h"
#include "base/alloc.h"
#include <stdlib.h>

void
days_release(struct days *days)
{
	free(days->bits);
	memset(days, 0, sizeof(*days));
}

static void
widen(struct days *days, int32_t day)
{
	int32_t first = days->count == 0 || day < days->first ? day : days->first;
	int32_t last = days->count == 0 ? day : days->first + (int32_t)days->count - 1;
	uint64_t *bits;
	size_t words;

	if (day > last)
		last = day;
	/* Whole words, so that old words move as they are. */
	if (days->count > 0)
		first = days->first - (days->first - first + 63) / 64 * 64;
	words = ((size_t)(last - first) + 64) / 64;
	bits = alloc_zero(words, sizeof(*bits));
	if (days->count > 0)
		memcpy(bits + (days->first - first) / 64, days->bits, days->count / 64 * sizeof(*bits));
	free(days->bits);
	days->bits = bits;
	days->first = first;
	days->count = words * 64;
}

void
days_add(struct days *days, int32_t day)
{
	size_t at;

	if (days->count == 0 || day < days->first || (size_t)(day - days->first) >= days->count)
		widen(days, day);
	at = (size_t)(day - days->first);
	days->bits[at / 64] |= (uint64_t)1 << (at % 64);
}

void
days_join(struct days *into, const struct days *from)
{
	for (size_t i = 0; i < from->count; i++)
		if (from->bits[i / 64] >> (i % 64) & 1)
			days_add(into, from->first + (int32_t)i);
}
