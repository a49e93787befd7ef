#include "analyzer/periods.h"
#include "analyzer/names.h"
#include "base/alloc.h"
#include "base/calendar.h"
#include "parsers/sources.h"
#include <stdlib.h>

#define FIRST_INDEX 256

void
periods_init(struct periods *periods)
{
	memset(periods, 0, sizeof(*periods));
	periods->index_room = FIRST_INDEX;
	periods->index = alloc_zero(FIRST_INDEX, sizeof(*periods->index));
}

void
period_empty(struct period *period)
{
	for (unsigned i = 0; period->by_source && i < sources_count; i++)
		distinct_release(&period->by_source[i]);
	for (size_t i = 0; i < period->nhosts; i++)
		distinct_release(&period->hosts[i].visitors);
	distinct_release(&period->all);
	free(period->by_source);
	free(period->hosts);
	period->by_source = NULL;
	period->hosts = NULL;
	period->nhosts = period->hosts_room = 0;
}

void
periods_release(struct periods *periods)
{
	for (size_t i = 0; i < periods->count; i++) {
		period_empty(periods->list[i]);
		free(periods->list[i]);
	}
	free(periods->list);
	free(periods->index);
	memset(periods, 0, sizeof(*periods));
}

static uint64_t
hash_of(uint32_t site, bool is_year, int32_t number)
{
	uint64_t key = (uint64_t)site << 33 | (uint64_t)(uint32_t)number << 1 | (is_year ? 1 : 0);

	key *= UINT64_C(0x9e3779b97f4a7c15);
	return key ^ key >> 32;
}

static size_t
slot_of(const struct periods *periods, uint32_t site, bool is_year, int32_t number)
{
	size_t at = hash_of(site, is_year, number) & (periods->index_room - 1);

	while (periods->index[at] != 0) {
		const struct period *one = periods->list[periods->index[at] - 1];

		if (one->site == site && one->is_year == is_year && one->number == number)
			break;
		at = (at + 1) & (periods->index_room - 1);
	}
	return at;
}

static void
grow_index(struct periods *periods)
{
	free(periods->index);
	periods->index_room *= 2;
	periods->index = alloc_zero(periods->index_room, sizeof(*periods->index));
	for (size_t i = 0; i < periods->count; i++) {
		const struct period *one = periods->list[i];

		periods->index[slot_of(periods, one->site, one->is_year, one->number)] = (uint32_t)i + 1;
	}
}

struct period *
periods_find(const struct periods *periods, uint32_t site, bool is_year, int32_t number)
{
	uint32_t at = periods->index[slot_of(periods, site, is_year, number)];

	return at == 0 ? NULL : periods->list[at - 1];
}

struct period *
periods_get(struct periods *periods, uint32_t site, bool is_year, int32_t number)
{
	size_t at = slot_of(periods, site, is_year, number);
	struct period *one;

	if (periods->index[at] != 0)
		return periods->list[periods->index[at] - 1];
	if ((periods->count + 1) * 2 > periods->index_room) {
		grow_index(periods);
		at = slot_of(periods, site, is_year, number);
	}
	one = alloc_zero(1, sizeof(*one));
	one->by_source = alloc_zero(sources_count, sizeof(*one->by_source));
	one->site = site;
	one->is_year = is_year;
	one->number = number;
	periods->list = alloc_grow(periods->list, &periods->room, periods->count + 1, sizeof(*periods->list));
	periods->list[periods->count++] = one;
	periods->index[at] = (uint32_t)periods->count;
	return one;
}

size_t
period_seek_host(struct period *period, uint32_t host)
{
	struct period_host *one;
	size_t at = 0;

	/* Halves without a branch on what is compared, which would be guessed wrong every other time. */
	for (size_t n = period->nhosts; n > 0; n /= 2) {
		size_t half = n - n / 2;

		at += period->hosts[at + half - 1].host < host ? half : 0;
	}
	if (at < period->nhosts && period->hosts[at].host == host)
		return at;
	period->hosts = alloc_grow(period->hosts, &period->hosts_room, period->nhosts + 1, sizeof(*period->hosts));
	one = &period->hosts[at];
	memmove(one + 1, one, (period->nhosts++ - at) * sizeof(*one));
	memset(one, 0, sizeof(*one));
	one->host = host;
	return at;
}

void
period_drop_host(struct period *period, uint32_t gone)
{
	for (size_t k = 0; k < period->nhosts; k++) {
		struct distinct visitors = period->hosts[k].visitors;

		if (period->hosts[k].host != gone)
			continue;
		period->nhosts--;
		memmove(&period->hosts[k], &period->hosts[k + 1], (period->nhosts - k) * sizeof(period->hosts[k]));
		distinct_join(period_host(period, NAMES_REST), &visitors);
		distinct_release(&visitors);
		break;
	}
}

void
period_join(struct period *into, const struct period *from, const uint32_t *hosts)
{
	if (from->rules > into->rules)
		into->rules = from->rules;
	distinct_join(&into->all, &from->all);
	for (unsigned i = 0; i < sources_count; i++)
		distinct_join(&into->by_source[i], &from->by_source[i]);
	for (size_t i = 0; i < from->nhosts; i++) {
		uint32_t host = from->hosts[i].host;

		distinct_join(period_host(into, hosts ? hosts[host] : host), &from->hosts[i].visitors);
	}
}

/* Every page view has one source, so they need no count of
 * their own while records come in. */
void
period_unite(struct period *period)
{
	for (unsigned i = 0; period->by_source && i < sources_count; i++)
		distinct_join(&period->all, &period->by_source[i]);
	for (size_t i = 0; i < period->nhosts; i++)
		distinct_join(&period->all, &period->hosts[i].visitors);
}

bool
period_in_one_year(int32_t monday)
{
	return calendar_year(monday) == calendar_year(monday + 6);
}
