#include "analyzer/tally_add.h"
#include "analyzer/keys.h"
#include "analyzer/tally_io.h"
#include "analyzer/visitor.h"
#include "parsers/bytes.h"
#include "parsers/url.h"
#include <endian.h>

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

/* The state behind the agent's fingerprint, `digest`, is kept with the agent. */
static inline uint64_t
hash_under(
    const unsigned char *key, const unsigned char digest[16], struct agent_memo *memo, const struct visitor *visitor)
{
	struct sip sip SPAN_UNSET;

	if (memo->key != key) {
		sip = sip_begin(key, digest);
		memcpy(memo->state, sip.v, sizeof(memo->state));
		memo->key = key;
	}
	memcpy(sip.v, memo->state, sizeof(sip.v));
	return sip_end(sip, visitor->address, visitor->nwords);
}

/* The visitor under the keys of the two years that the day belongs to; mostly they are one. Under
 * the key of a closed year there is no hash but 0. */
static void
hash_record(struct hashes *out, const struct tally_present *present, const struct record *record, struct agent *agent)
{
	const unsigned char *digest = agent->digests->exact;

	visitor_make(&out->visitor, record->address);
	out->week = present->week_key ? hash_under(present->week_key, digest, &agent->memo, &out->visitor) : 0;
	out->year = present->year_key == present->week_key ? out->week
		    : present->year_key ? hash_under(present->year_key, digest, &agent->memo, &out->visitor)
					: 0;
}

static void
add_twitter(struct tally *tally, const struct tally_rules *rules, struct judge *judge, const struct record *record,
    struct judgement *judgement, const struct hashes *hashes)
{
	const struct tally_present *present = tally->present;
	char link[SOURCE_LINK_MAX] SPAN_UNSET;
	struct pageview dropped;
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
	if (present->year_key)
		view.any_visitor = hash_under(present->year_key, judge_agent_any(judge, record, judgement),
		    &judgement->agent->digests->any_memo, &hashes->visitor);
	if (pageviews_put(&tally->pageviews, &view, span_first(page_path(page_target(record->target)), TALLY_PATH),
		sources_link_text(judgement->origin.link, link), &dropped))
		tally_count_view(tally, &dropped);
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
	return tally_put_host(tally, lower);
}

/* Whether this tally has met the host of an origin, and the note beside it says so. */
static inline bool
is_noted(const struct tally *tally, const struct origin *origin)
{
	return origin->note && origin->note->of == tally->serial;
}

/* Id of the host that an unnamed origin comes from. */
static uint32_t
origin_host(struct tally *tally, const struct origin *origin)
{
	struct origin_note *note = origin->note;
	uint32_t id;

	if (is_noted(tally, origin))
		return tally->hosts[note->id].gone ? NAMES_REST : note->id;
	id = referer_host(tally, origin->host);
	if (note)
		*note = (struct origin_note){tally->serial, id};
	return id;
}

/* The periods whose counters take the visitors of the present day. */
static void
place_present(struct tally *tally)
{
	struct tally_present *present = tally->present;
	int32_t monday = calendar_monday(present->day);

	if (present->week_key) {
		present->week = periods_get(&tally->periods, present->site, false, monday);
		present->week->rules = RULES_VERSION;
	}
	if (present->year_key && !period_in_one_year(monday)) {
		present->year = periods_get(&tally->periods, present->site, true, calendar_year(present->day));
		present->year->rules = RULES_VERSION;
	}
	present->placed = true;
}

/* The counter of a host in a period. Mostly it stands where it stood for the page view before. */
static struct distinct *
host_counter(struct tally *tally, struct period *period, uint32_t host)
{
	uint32_t *at = &tally->hosts[host].at;

	if (*at >= period->nhosts || period->hosts[*at].host != host) {
		/* A new one makes others move. */
		distinct_flush(&tally->waiting);
		*at = (uint32_t)period_seek_host(period, host);
	}
	return &period->hosts[*at].visitors;
}

/* `host` counts for SOURCE_OTHER alone. */
static inline void
add_visitor(struct tally *tally, struct period *period, unsigned source, uint32_t host, uint64_t visitor)
{
	if (!period)
		return;
	if (source == SOURCE_OTHER)
		distinct_put(&tally->waiting, host_counter(tally, period, host), visitor);
	else
		distinct_put(&tally->waiting, &period->by_source[source], visitor);
}

/* A page view of any other source where those are not told apart: one counter has them all, and it stays near. */
static void
take_unsorted(struct tally *tally, const struct origin *origin, const struct hashes *hashes)
{
	const struct tally_present *present = tally->present;

	/* The name is taken in all the same: which names have a place depends on all that were met. */
	if (origin->source == SOURCE_OTHER && !is_noted(tally, origin))
		origin_host(tally, origin);
	if (present->week)
		distinct_add(&present->week->by_source[SOURCE_DIRECT], hashes->week);
	if (present->year)
		distinct_add(&present->year->by_source[SOURCE_DIRECT], hashes->year);
}

void
tally_take_view(struct tally *tally, const struct tally_rules *rules, struct judge *judge, const struct record *record,
    struct judgement *judgement)
{
	struct tally_present *present = tally->present;
	unsigned source = judgement->origin.source;
	uint32_t host = NAMES_REST;
	struct hashes hashes SPAN_UNSET;

	hash_record(&hashes, present, record, judgement->agent);
	tally->views[source]++;
	if (!present->placed)
		place_present(tally);
	if (source == SOURCE_TWITTER) {
		add_twitter(tally, rules, judge, record, judgement, &hashes);
		return;
	}
	if (rules->twitter_alone) {
		take_unsorted(tally, &judgement->origin, &hashes);
		return;
	}
	if (source == SOURCE_OTHER) {
		host = origin_host(tally, &judgement->origin);
		tally->hosts[host].views++;
	}
	add_visitor(tally, present->week, source, host, hashes.week);
	add_visitor(tally, present->year, source, host, hashes.year);
}

void
tally_take_robot(struct tally *tally, const struct tally_rules *rules, struct judge *judge, const struct record *record,
    struct judgement *judgement)
{
	struct hashes hashes SPAN_UNSET;

	hash_record(&hashes, tally->present, record, judgement->agent);
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
	if (tally->hosts[id].votes.count >= TALLY_SURE && tally_votes(&tally->hosts[id].votes) >= TALLY_SURE) {
		remember_sure(sure, record->referer, &url);
		return;
	}
	hash_record(&hashes, tally->present, record, judgement->agent);
	distinct_add(&tally->hosts[id].votes, hashes.year ? hashes.year : hashes.week);
}

void
tally_move(struct tally *tally, const struct tally_rules *rules, const struct record *record, struct span site)
{
	struct tally_present *present = tally_seek_present(tally, site);
	int32_t day = zone_day(rules->zone, rules->zone_cache, record->time, record->offset);
	uint32_t id = tally_put_site(tally, site);

	tally->present = present;
	memset(present, 0, sizeof(*present));
	present->site = id;
	present->day = day;
	present->offset = record->offset;
	present->site_n = site.n;
	memcpy(present->site_text, site.p, site.n);
	present->week_key = keys_of(rules->keys, calendar_year(calendar_monday(day) + 3));
	present->year_key = keys_of(rules->keys, calendar_year(day));
	present->sealed = day < rules->sealed_before || (!present->week_key && !present->year_key);
	present->half_sealed = !present->sealed && (!present->week_key || !present->year_key);
	if (!present->sealed)
		days_add(&tally->sites[id].days, day);
	/* Where a named zone changes its offset is not known here, so it is asked record by record. */
	if (rules->zone->kind == ZONE_NAMED)
		return;
	present->begin = (int64_t)day * 86400 - (rules->zone->kind == ZONE_LOG ? record->offset : 0);
	present->valid = true;
}
