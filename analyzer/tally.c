#include "analyzer/tally.h"
#include "analyzer/tally_io.h"
#include "parsers/sources.h"
#include <stdatomic.h>
#include <stdlib.h>

void
tally_init(struct tally *tally, bool keep_text)
{
	static _Atomic uint32_t serials;

	memset(tally, 0, sizeof(*tally));
	tally->serial = ++serials;
	pageviews_init(&tally->pageviews, keep_text);
	periods_init(&tally->periods);
	tally->site_names.limit = TALLY_SITES;
	tally->host_names.limit = TALLY_HOSTS;
	tally->site_names.next = TALLY_OTHERS;
	tally->nsites = TALLY_OTHERS + 1;
	tally->sites = alloc_grow(NULL, &tally->sites_room, tally->nsites, sizeof(*tally->sites));
	memset(tally->sites, 0, tally->nsites * sizeof(*tally->sites));
	tally->hosts = alloc_grow(NULL, &tally->hosts_room, 1, sizeof(*tally->hosts));
	memset(tally->hosts, 0, sizeof(*tally->hosts));
	tally->nhosts = 1;
	tally->views = alloc_zero(sources_count, sizeof(*tally->views));
	tally->presents = alloc_zero(TALLY_PRESENTS, sizeof(*tally->presents));
	tally->present = tally->presents;
}

void
tally_release(struct tally *tally)
{
	for (size_t i = 0; i < tally->nsites; i++)
		days_release(&tally->sites[i].days);
	for (size_t i = 0; i < tally->nhosts; i++)
		distinct_release(&tally->hosts[i].votes);
	pageviews_release(&tally->pageviews);
	periods_release(&tally->periods);
	names_release(&tally->site_names);
	names_release(&tally->host_names);
	free(tally->sites);
	free(tally->hosts);
	free(tally->views);
	free(tally->presents);
	memset(tally, 0, sizeof(*tally));
}

bool
tally_covered(const struct tally *tally, uint32_t site, int32_t day)
{
	return site < tally->nsites && days_hold(&tally->sites[site].days, day);
}

bool
tally_span(const struct tally *tally, int32_t *first, int32_t *last)
{
	bool any = false;

	for (size_t i = 0; i < tally->nsites; i++) {
		const struct days *days = &tally->sites[i].days;

		for (size_t at = 0; at < days->count; at++) {
			int32_t day = days->first + (int32_t)at;

			if (!days_hold(days, day))
				continue;
			if (!any || day < *first)
				*first = day;
			if (!any || day > *last)
				*last = day;
			any = true;
		}
	}
	return any;
}

const struct period *
tally_period(const struct tally *tally, uint32_t site, bool is_year, int32_t number)
{
	return periods_find(&tally->periods, site, is_year, number);
}

/* ---- names that come and go ---- */

/* Hands the counters of a host that lost its place over to the rest. */
static void
drop_host(struct tally *tally, uint32_t gone)
{
	distinct_flush(&tally->waiting);
	for (size_t i = 0; i < tally->periods.count; i++)
		period_drop_host(tally->periods.list[i], gone);
	tally->hosts[NAMES_REST].views += tally->hosts[gone].views;
	distinct_release(&tally->hosts[gone].votes);
	tally->hosts[gone].views = 0;
	tally->hosts[gone].gone = true;
}

uint32_t
tally_put_host(struct tally *tally, struct span name)
{
	uint32_t gone, id;

	if (name.n == 0)
		return NAMES_REST;
	id = names_id(&tally->host_names, name, &gone);
	while (tally->nhosts <= id) {
		tally->hosts = alloc_grow(tally->hosts, &tally->hosts_room, tally->nhosts + 1, sizeof(*tally->hosts));
		memset(&tally->hosts[tally->nhosts++], 0, sizeof(*tally->hosts));
	}
	if (gone != NAMES_REST)
		drop_host(tally, gone);
	return id;
}

/* Hands a site that lost its place over to the others. Its page views keep its number: see
 * scope_use. */
static void
drop_site(struct tally *tally, uint32_t gone)
{
	distinct_flush(&tally->waiting);
	for (size_t i = 0; i < tally->periods.count; i++) {
		struct period *period = tally->periods.list[i];

		if (period->site != gone)
			continue;
		period_join(periods_get(&tally->periods, TALLY_OTHERS, period->is_year, period->number), period, NULL);
		period_empty(period);
	}
	days_join(&tally->sites[TALLY_OTHERS].days, &tally->sites[gone].days);
	days_release(&tally->sites[gone].days);
	tally->sites[gone].gone = true;
	for (size_t i = 0; i < TALLY_PRESENTS; i++)
		tally->presents[i].valid = false;
}

uint32_t
tally_put_site(struct tally *tally, struct span name)
{
	uint32_t gone, id;

	if (name.n == 0)
		return NAMES_REST;
	id = names_id(&tally->site_names, name, &gone);
	while (tally->nsites <= id) {
		tally->sites = alloc_grow(tally->sites, &tally->sites_room, tally->nsites + 1, sizeof(*tally->sites));
		memset(&tally->sites[tally->nsites++], 0, sizeof(*tally->sites));
	}
	if (gone != NAMES_REST)
		drop_site(tally, gone);
	return id == NAMES_REST ? TALLY_OTHERS : id;
}

bool
tally_find_site(const struct tally *tally, struct span name, uint32_t *id)
{
	for (size_t i = 0; i < tally->site_names.count; i++)
		if (span_eq(tally->site_names.sorted[i].text, name)) {
			*id = tally->site_names.sorted[i].id;
			return true;
		}
	return false;
}

/* ---- all records are in ---- */

/* Not into a period that has no counters, which is closed, or a year that is made from its weeks. */
void
tally_count_view(struct tally *tally, const struct pageview *view)
{
	int32_t numbers[] = {calendar_monday(view->day), calendar_year(view->day)};
	uint64_t visitors[] = {view->week_visitor, view->year_visitor};
	uint32_t site = tally->sites[view->site].gone ? TALLY_OTHERS : view->site;

	if (view->robot)
		return;
	for (int is_year = 0; is_year < 2; is_year++) {
		struct period *period = periods_find(&tally->periods, site, is_year, numbers[is_year]);

		if (period && visitors[is_year] != 0)
			distinct_add(&period->all, visitors[is_year]);
	}
}

void
tally_finish(struct tally *tally)
{
	size_t count = tally->periods.count;

	distinct_flush(&tally->waiting);
	pageviews_settle(&tally->pageviews);
	for (size_t i = 0; i < count; i++)
		period_unite(tally->periods.list[i]);
	for (size_t i = 0; i < tally->pageviews.count; i++) {
		const struct pageview view = pageviews_get(&tally->pageviews, i);

		tally_count_view(tally, &view);
	}
	for (size_t i = 0; i < count; i++) {
		const struct period *week = tally->periods.list[i];

		if (!week->is_year && week->by_source && period_in_one_year(week->number))
			period_join(
			    periods_get(&tally->periods, week->site, true, calendar_year(week->number)), week, NULL);
	}
}

/* ---- joining ---- */

/* Takes the names of `from` into `into`; gives the ids that its ids have there. A name that goes
 * again while others come stands for the rest. */
static uint32_t *
map_hosts(struct tally *into, const struct tally *from)
{
	uint32_t *map = alloc_zero(from->nhosts, sizeof(*map));

	for (size_t i = 0; i < from->host_names.count; i++)
		map[from->host_names.sorted[i].id] = tally_put_host(into, from->host_names.sorted[i].text);
	for (size_t i = 0; i < from->nhosts; i++)
		if (into->hosts[map[i]].gone)
			map[i] = NAMES_REST;
	return map;
}

static uint32_t *
map_sites(struct tally *into, const struct tally *from)
{
	uint32_t *map = alloc_zero(from->nsites, sizeof(*map));

	for (size_t i = TALLY_OTHERS; i < from->nsites; i++)
		map[i] = TALLY_OTHERS;
	for (size_t i = 0; i < from->site_names.count; i++)
		map[from->site_names.sorted[i].id] = tally_put_site(into, from->site_names.sorted[i].text);
	for (size_t i = 0; i < from->nsites; i++)
		if (into->sites[map[i]].gone)
			map[i] = TALLY_OTHERS;
	return map;
}

static void
join(struct tally *into, struct tally *from, bool absorb)
{
	distinct_flush(&into->waiting);
	distinct_flush(&from->waiting);

	uint32_t *hosts = map_hosts(into, from), *sites = map_sites(into, from);

	into->sealed += from->sealed;
	for (unsigned i = 0; i < sources_count; i++)
		into->views[i] += from->views[i];
	for (size_t i = 0; i < from->nhosts; i++) {
		into->hosts[hosts[i]].views += from->hosts[i].views;
		if (hosts[i] != NAMES_REST)
			distinct_join(&into->hosts[hosts[i]].votes, &from->hosts[i].votes);
	}
	for (size_t i = 0; i < from->nsites; i++)
		days_join(&into->sites[sites[i]].days, &from->sites[i].days);
	for (size_t i = 0; i < from->periods.count; i++) {
		const struct period *period = from->periods.list[i];

		if (from->sites[period->site].gone)
			continue;
		period_join(
		    periods_get(&into->periods, sites[period->site], period->is_year, period->number), period, hosts);
	}
	for (size_t i = 0; i < from->pageviews.count; i++) {
		struct pageview view = pageviews_get(&from->pageviews, i), dropped;

		view.site = sites[view.site] & 0xfffff;
		if (pageviews_put(&into->pageviews, &view, pageviews_path(&from->pageviews, i),
			pageviews_link(&from->pageviews, i), &dropped))
			tally_count_view(into, &dropped);
		if (absorb && i % PAGEVIEWS_CHUNK == PAGEVIEWS_CHUNK - 1)
			pageviews_forget(&from->pageviews, i);
	}
	free(hosts);
	free(sites);
}

void
tally_join(struct tally *into, struct tally *from)
{
	join(into, from, false);
}

void
tally_absorb(struct tally *into, struct tally *from)
{
	pageviews_settle(&from->pageviews);
	join(into, from, true);
	tally_release(from);
}

/* ---- for the store ---- */

void
tally_put_day(struct tally *tally, uint32_t site, int32_t day)
{
	days_add(&tally->sites[site].days, day);
}

struct period *
tally_put_period(struct tally *tally, uint32_t site, bool is_year, int32_t number)
{
	distinct_flush(&tally->waiting);
	return periods_get(&tally->periods, site, is_year, number);
}

struct distinct *
tally_put_counter(struct period *period, unsigned source, uint32_t host)
{
	return source == SOURCE_OTHER ? period_host(period, host) : &period->by_source[source];
}

void
tally_put_view(struct tally *tally, const struct pageview *view, struct span path, struct span link)
{
	struct pageview dropped;

	/* The counters of a database have both already. */
	pageviews_put(&tally->pageviews, view, path, link, &dropped);
}

uint32_t
tally_votes(const struct distinct *votes)
{
	uint32_t counted = 0, known = 0;

	if (votes->sketch)
		return TALLY_SURE;
	for (uint32_t i = 0; i < votes->room; i++) {
		counted += votes->u.hashes[i] > 0 && votes->u.hashes[i] <= TALLY_SURE;
		known += votes->u.hashes[i] > TALLY_SURE;
	}
	known = known > counted ? known : counted;
	return known < TALLY_SURE ? known : TALLY_SURE;
}
