#include "analyzer/tally.h"
#include "analyzer/keys.h"
#include "analyzer/tally_io.h"
#include "analyzer/visitor.h"
#include "parsers/bytes.h"
#include "parsers/url.h"
#include <endian.h>
#include <stdlib.h>

#define FIRST_INDEX 256

void
tally_init(struct tally *tally, bool keep_text)
{
	memset(tally, 0, sizeof(*tally));
	pageviews_init(&tally->pageviews, keep_text);
	tally->site_names.limit = TALLY_SITES;
	tally->host_names.limit = TALLY_HOSTS;
	tally->sites = alloc_grow(NULL, &tally->sites_room, 1, sizeof(*tally->sites));
	memset(tally->sites, 0, sizeof(*tally->sites));
	tally->nsites = 1;
	tally->hosts = alloc_grow(NULL, &tally->hosts_room, 1, sizeof(*tally->hosts));
	memset(tally->hosts, 0, sizeof(*tally->hosts));
	tally->nhosts = 1;
	tally->views = alloc_zero(sources_count, sizeof(*tally->views));
	tally->period_index_room = FIRST_INDEX;
	tally->period_index = alloc_zero(FIRST_INDEX, sizeof(*tally->period_index));
}

/* Frees the counters; the period stays in the index. */
static void
empty_period(struct tally_period *period)
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
tally_release(struct tally *tally)
{
	for (size_t i = 0; i < tally->nperiods; i++) {
		empty_period(tally->periods[i]);
		free(tally->periods[i]);
	}
	for (size_t i = 0; i < tally->nsites; i++)
		free(tally->sites[i].days.bits);
	for (size_t i = 0; i < tally->nhosts; i++)
		distinct_release(&tally->hosts[i].votes);
	pageviews_release(&tally->pageviews);
	names_release(&tally->site_names);
	names_release(&tally->host_names);
	free(tally->sites);
	free(tally->hosts);
	free(tally->views);
	free(tally->periods);
	free(tally->period_index);
	memset(tally, 0, sizeof(*tally));
}

/* ---- covered days ---- */

static void
days_widen(struct tally_days *days, int32_t day)
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

static bool
days_hold(const struct tally_days *days, int32_t day)
{
	size_t at = (size_t)((int64_t)day - days->first);

	return day >= days->first && at < days->count && (days->bits[at / 64] >> (at % 64) & 1);
}

static void
days_add(struct tally_days *days, int32_t day)
{
	size_t at;

	if (days->count == 0 || day < days->first || (size_t)(day - days->first) >= days->count)
		days_widen(days, day);
	at = (size_t)(day - days->first);
	days->bits[at / 64] |= (uint64_t)1 << (at % 64);
}

static void
days_join(struct tally_days *into, const struct tally_days *from)
{
	for (size_t i = 0; i < from->count; i++)
		if (from->bits[i / 64] >> (i % 64) & 1)
			days_add(into, from->first + (int32_t)i);
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
		const struct tally_days *days = &tally->sites[i].days;

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

/* ---- periods ---- */

static uint64_t
period_hash(uint32_t site, bool is_year, int32_t number)
{
	uint64_t key = (uint64_t)site << 33 | (uint64_t)(uint32_t)number << 1 | (is_year ? 1 : 0);

	key *= UINT64_C(0x9e3779b97f4a7c15);
	return key ^ key >> 32;
}

static size_t
period_slot(const struct tally *tally, uint32_t site, bool is_year, int32_t number)
{
	size_t at = period_hash(site, is_year, number) & (tally->period_index_room - 1);

	while (tally->period_index[at] != 0) {
		const struct tally_period *one = tally->periods[tally->period_index[at] - 1];

		if (one->site == site && one->is_year == is_year && one->number == number)
			break;
		at = (at + 1) & (tally->period_index_room - 1);
	}
	return at;
}

static void
index_periods(struct tally *tally)
{
	free(tally->period_index);
	tally->period_index_room *= 2;
	tally->period_index = alloc_zero(tally->period_index_room, sizeof(*tally->period_index));
	for (size_t i = 0; i < tally->nperiods; i++) {
		const struct tally_period *one = tally->periods[i];

		tally->period_index[period_slot(tally, one->site, one->is_year, one->number)] = (uint32_t)i + 1;
	}
}

static struct tally_period *
period_of(struct tally *tally, uint32_t site, bool is_year, int32_t number)
{
	size_t at = period_slot(tally, site, is_year, number);
	struct tally_period *one;

	if (tally->period_index[at] != 0)
		return tally->periods[tally->period_index[at] - 1];
	if ((tally->nperiods + 1) * 2 > tally->period_index_room) {
		index_periods(tally);
		at = period_slot(tally, site, is_year, number);
	}
	one = alloc_zero(1, sizeof(*one));
	one->by_source = alloc_zero(sources_count, sizeof(*one->by_source));
	one->site = site;
	one->is_year = is_year;
	one->number = number;
	tally->periods = alloc_grow(tally->periods, &tally->periods_room, tally->nperiods + 1, sizeof(*tally->periods));
	tally->periods[tally->nperiods++] = one;
	tally->period_index[at] = (uint32_t)tally->nperiods;
	return one;
}

const struct tally_period *
tally_period(const struct tally *tally, uint32_t site, bool is_year, int32_t number)
{
	uint32_t at = tally->period_index[period_slot(tally, site, is_year, number)];

	return at == 0 ? NULL : tally->periods[at - 1];
}

/* The counter of an unnamed host in a period. */
static struct distinct *
host_counter(struct tally_period *period, uint32_t host)
{
	size_t low = 0, high = period->nhosts;
	struct tally_host_count *one;

	if (period->last_host < high && period->hosts[period->last_host].host == host)
		return &period->hosts[period->last_host].visitors;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (period->hosts[middle].host == host) {
			period->last_host = middle;
			return &period->hosts[middle].visitors;
		}
		if (period->hosts[middle].host < host)
			low = middle + 1;
		else
			high = middle;
	}
	period->hosts = alloc_grow(period->hosts, &period->hosts_room, period->nhosts + 1, sizeof(*period->hosts));
	one = &period->hosts[low];
	memmove(one + 1, one, (period->nhosts++ - low) * sizeof(*one));
	memset(one, 0, sizeof(*one));
	one->host = host;
	period->last_host = low;
	return &one->visitors;
}

/* ---- names that come and go ---- */

/* Hands the counters of a host that lost its place over to the rest. */
static void
drop_host(struct tally *tally, uint32_t gone)
{
	distinct_flush(&tally->waiting);
	for (size_t i = 0; i < tally->nperiods; i++) {
		struct tally_period *period = tally->periods[i];

		for (size_t k = 0; k < period->nhosts; k++) {
			struct distinct visitors = period->hosts[k].visitors;

			if (period->hosts[k].host != gone)
				continue;
			period->nhosts--;
			memmove(
			    &period->hosts[k], &period->hosts[k + 1], (period->nhosts - k) * sizeof(period->hosts[k]));
			distinct_join(host_counter(period, NAMES_REST), &visitors);
			distinct_release(&visitors);
			break;
		}
	}
	tally->hosts[NAMES_REST].views += tally->hosts[gone].views;
	distinct_release(&tally->hosts[gone].votes);
	tally->hosts[gone].views = 0;
	tally->hosts[gone].gone = true;
}

static uint32_t
host_id(struct tally *tally, struct span name)
{
	uint32_t gone, id = names_id(&tally->host_names, name, &gone);

	while (tally->nhosts <= id) {
		tally->hosts = alloc_grow(tally->hosts, &tally->hosts_room, tally->nhosts + 1, sizeof(*tally->hosts));
		memset(&tally->hosts[tally->nhosts++], 0, sizeof(*tally->hosts));
	}
	if (gone != NAMES_REST)
		drop_host(tally, gone);
	return id;
}

static void join_period(struct tally_period *into, const struct tally_period *from, const uint32_t *hosts);

/* Hands a site that lost its place over to site 0. Its page views keep their number: who asks for
 * sites asks for those that have a place. */
static void
drop_site(struct tally *tally, uint32_t gone)
{
	distinct_flush(&tally->waiting);
	for (size_t i = 0; i < tally->nperiods; i++) {
		struct tally_period *period = tally->periods[i];

		if (period->site != gone)
			continue;
		join_period(period_of(tally, NAMES_REST, period->is_year, period->number), period, NULL);
		empty_period(period);
	}
	days_join(&tally->sites[NAMES_REST].days, &tally->sites[gone].days);
	free(tally->sites[gone].days.bits);
	memset(&tally->sites[gone].days, 0, sizeof(tally->sites[gone].days));
	tally->sites[gone].gone = true;
	tally->present.valid = false;
}

static uint32_t
site_id(struct tally *tally, struct span name)
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
	return id;
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

/* ---- adding a record ---- */

/* The year whose key an identity takes. It must not depend on the offset that the line was written
 * with, and must be at least the calendar year and the ISO year of the line's day, so that the key
 * lives as long as either period is open: an offset is at most 14 hours, and an ISO year begins at
 * most three days before its calendar year. */
static int
identity_year(int64_t time)
{
	int64_t latest = time + 3 * 86400 + 14 * 3600;

	return calendar_year((int32_t)(latest / 86400 - (latest % 86400 < 0 ? 1 : 0)));
}

struct hashes {
	struct visitor visitor;
	uint64_t week, year;
};

/* Identity of a page view: instant, target, visitor. */
static void
identify(unsigned char id[16], const struct keys *keys, const struct visitor *visitor, const struct record *record,
    const struct agent *agent)
{
	unsigned char bytes[8 + 1 + 16 + VISITOR_BYTES] SPAN_UNSET;
	uint64_t time = htole64((uint64_t)record->time);
	size_t n;

	memcpy(bytes, &time, sizeof(time));
	bytes[8] = record->leap;
	hash_fingerprint(bytes + 9, page_target(record->target));
	n = visitor_bytes(visitor, agent->digests->exact, bytes + 25);
	hash_identity(id, keys_of(keys, identity_year(record->time)), bytes, 25 + n);
}

/* The state behind the agent's fingerprint is kept with the agent. */
static inline uint64_t
hash_under(const unsigned char *key, struct agent *agent, const struct visitor *visitor)
{
	struct sip sip SPAN_UNSET;

	if (agent->memo_key != key) {
		sip = sip_begin(key, agent->digests->exact);
		memcpy(agent->memo, sip.v, sizeof(agent->memo));
		agent->memo_key = key;
	}
	memcpy(sip.v, agent->memo, sizeof(sip.v));
	return sip_end(sip, visitor->address, visitor->nwords);
}

/* The visitor under the keys of the two years that the day belongs to; mostly they are one. Under
 * the key of a closed year there is no hash but 0. */
static void
hash_record(struct hashes *out, const struct tally_present *present, const struct record *record, struct agent *agent)
{
	visitor_make(&out->visitor, record->address);
	out->week = present->week_key ? hash_under(present->week_key, agent, &out->visitor) : 0;
	out->year = present->year_key == present->week_key ? out->week
		    : present->year_key			   ? hash_under(present->year_key, agent, &out->visitor)
							   : 0;
}

static void
add_twitter(struct tally *tally, const struct tally_rules *rules, struct judge *judge, const struct record *record,
    struct judgement *judgement, const struct hashes *hashes)
{
	const struct tally_present *present = &tally->present;
	unsigned char any[VISITOR_BYTES] SPAN_UNSET;
	size_t n;
	struct pageview view = {
	    .week_visitor = hashes->week,
	    .year_visitor = hashes->year,
	    .time = record->time,
	    .day = present->day,
	    .site = present->site & 0xfffff,
	    .evidence = (unsigned)judgement->origin.evidence & 3,
	    .robot = judgement->verdict == VERDICT_ROBOT,
	    .rules = RULES_VERSION,
	};

	identify(view.id, rules->keys, &hashes->visitor, record, judgement->agent);
	/* It comes from far while the other hash is made. */
	pageviews_expect(&tally->pageviews, view.id);
	if (present->year_key) {
		n = visitor_bytes(&hashes->visitor, judge_agent_any(judge, record, judgement), any);
		view.any_visitor = hash_visitor(present->year_key, any, n);
	}
	pageviews_put(&tally->pageviews, &view, span_first(page_path(page_target(record->target)), TALLY_PATH),
	    judgement->origin.link);
}

/* Id of a host as a Referer writes it. */
static uint32_t
referer_host(struct tally *tally, struct span written)
{
	char name[URL_HOST_MAX + 1] SPAN_UNSET;
	struct span lower;
	uint32_t id;

	if (names_lately(&tally->host_names, written, &id))
		return id;
	lower = url_host_lower(written, name);
	return lower.n == 0 ? NAMES_REST : host_id(tally, lower);
}

/* Whether all days of a week are of one calendar year, which then is its ISO year too: its visitors
 * bear the same hashes in the week and in the year. */
static bool
lies_in_one_year(int32_t monday)
{
	return calendar_year(monday) == calendar_year(monday + 6);
}

/* The periods whose counters take the visitors of the present day. */
static void
place_present(struct tally *tally)
{
	struct tally_present *present = &tally->present;
	int32_t monday = calendar_monday(present->day);

	if (present->week_key) {
		present->week = period_of(tally, present->site, false, monday);
		present->week->rules = RULES_VERSION;
	}
	if (present->year_key && !lies_in_one_year(monday)) {
		present->year = period_of(tally, present->site, true, calendar_year(present->day));
		present->year->rules = RULES_VERSION;
	}
	present->placed = true;
}

/* `host` counts for SOURCE_OTHER alone. */
static inline void
add_visitor(
    struct distinct_waiting *waiting, struct tally_period *period, unsigned source, uint32_t host, uint64_t visitor)
{
	if (!period)
		return;
	if (source == SOURCE_OTHER)
		distinct_put(waiting, host_counter(period, host), visitor);
	else if (source != SOURCE_TWITTER)
		distinct_put(waiting, &period->by_source[source], visitor);
}

void
tally_take_view(struct tally *tally, const struct tally_rules *rules, struct judge *judge, const struct record *record,
    struct judgement *judgement)
{
	struct tally_present *present = &tally->present;
	unsigned source = judgement->origin.source;
	uint32_t host = NAMES_REST;
	struct hashes hashes SPAN_UNSET;

	hash_record(&hashes, present, record, judgement->agent);
	tally->views[source]++;
	if (source == SOURCE_TWITTER) {
		add_twitter(tally, rules, judge, record, judgement, &hashes);
	} else if (source == SOURCE_OTHER) {
		host = referer_host(tally, judgement->origin.host);
		tally->hosts[host].views++;
	}
	if (!present->placed)
		place_present(tally);
	add_visitor(&tally->waiting, present->week, source, host, hashes.week);
	add_visitor(&tally->waiting, present->year, source, host, hashes.year);
}

void
tally_take_robot(struct tally *tally, const struct tally_rules *rules, struct judge *judge, const struct record *record,
    struct judgement *judgement)
{
	struct hashes hashes SPAN_UNSET;

	hash_record(&hashes, &tally->present, record, judgement->agent);
	add_twitter(tally, rules, judge, record, judgement, &hashes);
}

/* Keeps a Referer up to the slash behind its host; what begins so is of that host. */
static void
remember_sure(struct tally_sure *sure, struct span referer, const struct url *url)
{
	size_t n = (size_t)(url->path.p - referer.p) + 1;

	if (url->path.n == 0 || url->path.p[0] != '/' || n > sizeof(sure->text))
		return;
	memcpy(sure->text, referer.p, n);
	sure->n = n;
}

void
tally_take_vote(struct tally *tally, const struct record *record, const struct judgement *judgement)
{
	struct tally_sure *sure = &tally->sure;
	struct hashes hashes SPAN_UNSET;
	struct url url SPAN_UNSET;
	uint32_t id;

	/* "https://blog.example.org/": nearly all votes are for one host, and it needs no more. */
	if (sure->n > 0 && record->referer.n >= sure->n && bytes_alike(record->referer.p, sure->text, sure->n))
		return;
	if (!url_split(record->referer, &url))
		return;
	id = referer_host(tally, url.host);
	if (id == NAMES_REST)
		return;
	if (tally->hosts[id].votes.count >= TALLY_SURE) {
		remember_sure(sure, record->referer, &url);
		return;
	}
	hash_record(&hashes, &tally->present, record, judgement->agent);
	distinct_add(&tally->hosts[id].votes, hashes.year ? hashes.year : hashes.week);
}

void
tally_move(struct tally *tally, const struct tally_rules *rules, const struct record *record, struct span site)
{
	struct tally_present *present = &tally->present;
	int32_t day = zone_day(rules->zone, rules->zone_cache, record->time, record->offset);
	uint32_t id = site_id(tally, site);

	memset(present, 0, sizeof(*present));
	present->site = id;
	present->day = day;
	present->offset = record->offset;
	present->site_n = site.n;
	memcpy(present->site_text, site.p, site.n);
	present->week_key = keys_of(rules->keys, calendar_year(calendar_monday(day) + 3));
	present->year_key = keys_of(rules->keys, calendar_year(day));
	present->sealed = day < rules->sealed_before || (!present->week_key && !present->year_key);
	if (!present->sealed)
		days_add(&tally->sites[id].days, day);
	/* Where a named zone changes its offset is not known here, so it is asked record by record. */
	if (rules->zone->kind == ZONE_NAMED)
		return;
	present->begin = (int64_t)day * 86400 - (rules->zone->kind == ZONE_LOG ? record->offset : 0);
	present->valid = true;
}

/* The visitors of all sources together. Every page view has one source, so they need no count of
 * their own while records come in. */
static void
unite_sources(struct tally_period *period)
{
	for (unsigned i = 0; period->by_source && i < sources_count; i++)
		distinct_join(&period->all, &period->by_source[i]);
	for (size_t i = 0; i < period->nhosts; i++)
		distinct_join(&period->all, &period->hosts[i].visitors);
}

/* A Twitter page view by a person is in no counter yet. Not into a period that has none, which is closed,
 * or a year that is made from its weeks. */
static void
unite_view(struct tally *tally, struct pageview view)
{
	int32_t numbers[] = {calendar_monday(view.day), calendar_year(view.day)};
	uint64_t visitors[] = {view.week_visitor, view.year_visitor};
	uint32_t site = tally->sites[view.site].gone ? NAMES_REST : view.site;

	if (view.robot)
		return;
	for (int is_year = 0; is_year < 2; is_year++) {
		size_t at = period_slot(tally, site, is_year, numbers[is_year]);

		if (tally->period_index[at] != 0 && visitors[is_year] != 0)
			distinct_add(&tally->periods[tally->period_index[at] - 1]->all, visitors[is_year]);
	}
}

void
tally_finish(struct tally *tally)
{
	size_t count = tally->nperiods;

	distinct_flush(&tally->waiting);
	pageviews_settle(&tally->pageviews);
	for (size_t i = 0; i < count; i++)
		unite_sources(tally->periods[i]);
	for (size_t i = 0; i < tally->pageviews.count; i++)
		unite_view(tally, pageviews_get(&tally->pageviews, i));
	for (size_t i = 0; i < count; i++) {
		const struct tally_period *week = tally->periods[i];

		if (!week->is_year && week->by_source && lies_in_one_year(week->number))
			join_period(period_of(tally, week->site, true, calendar_year(week->number)), week, NULL);
	}
}

/* ---- joining ---- */

/* `hosts` maps the ids of `from` to those of `into`; NULL when both are of one tally. */
static void
join_period(struct tally_period *into, const struct tally_period *from, const uint32_t *hosts)
{
	if (from->rules > into->rules)
		into->rules = from->rules;
	distinct_join(&into->all, &from->all);
	for (unsigned i = 0; i < sources_count; i++)
		distinct_join(&into->by_source[i], &from->by_source[i]);
	for (size_t i = 0; i < from->nhosts; i++) {
		uint32_t host = from->hosts[i].host;

		distinct_join(host_counter(into, hosts ? hosts[host] : host), &from->hosts[i].visitors);
	}
}

/* Takes the names of `from` into `into`; gives the ids that its ids have there. A name that goes
 * again while others come stands for the rest. */
static uint32_t *
map_hosts(struct tally *into, const struct tally *from)
{
	uint32_t *map = alloc_zero(from->nhosts, sizeof(*map));

	for (size_t i = 0; i < from->host_names.count; i++)
		map[from->host_names.sorted[i].id] = host_id(into, from->host_names.sorted[i].text);
	for (size_t i = 0; i < from->nhosts; i++)
		if (into->hosts[map[i]].gone)
			map[i] = NAMES_REST;
	return map;
}

static uint32_t *
map_sites(struct tally *into, const struct tally *from)
{
	uint32_t *map = alloc_zero(from->nsites, sizeof(*map));

	for (size_t i = 0; i < from->site_names.count; i++)
		map[from->site_names.sorted[i].id] = site_id(into, from->site_names.sorted[i].text);
	for (size_t i = 0; i < from->nsites; i++)
		if (into->sites[map[i]].gone)
			map[i] = NAMES_REST;
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
	for (size_t i = 0; i < from->nperiods; i++) {
		const struct tally_period *period = from->periods[i];

		if (from->sites[period->site].gone)
			continue;
		join_period(period_of(into, sites[period->site], period->is_year, period->number), period, hosts);
	}
	for (size_t i = 0; i < from->pageviews.count; i++) {
		struct pageview view = pageviews_get(&from->pageviews, i);

		view.site = sites[view.site] & 0xfffff;
		pageviews_put(
		    &into->pageviews, &view, pageviews_path(&from->pageviews, i), pageviews_link(&from->pageviews, i));
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

uint32_t
tally_put_site(struct tally *tally, struct span name)
{
	return site_id(tally, name);
}

uint32_t
tally_put_host(struct tally *tally, struct span name)
{
	return name.n == 0 ? NAMES_REST : host_id(tally, name);
}

void
tally_put_day(struct tally *tally, uint32_t site, int32_t day)
{
	days_add(&tally->sites[site].days, day);
}

struct tally_period *
tally_put_period(struct tally *tally, uint32_t site, bool is_year, int32_t number)
{
	return period_of(tally, site, is_year, number);
}

struct distinct *
tally_put_counter(struct tally_period *period, unsigned source, uint32_t host)
{
	return source == SOURCE_OTHER ? host_counter(period, host) : &period->by_source[source];
}

void
tally_put_view(struct tally *tally, const struct pageview *view, struct span path, struct span link)
{
	pageviews_put(&tally->pageviews, view, path, link);
}
