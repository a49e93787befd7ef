/*
 * tally_add: takes a record into a tally, line after line.
 *
 * Who reads it, and on which day of which site, becomes hashes and periods; what is the same for most records in
 * a row is kept in the tally's `present`. Texts are copied.
 */
#ifndef FOOTFALL_ANALYZER_TALLY_ADD_H
#define FOOTFALL_ANALYZER_TALLY_ADD_H

#include "analyzer/tally.h"
#include "base/zone.h"
#include "parsers/judge.h"

struct keys;

/* A landing page is cut here: addresses of people end up in long paths. */
#define TALLY_PATH 512

/* What turns a record into hashes and days; constant, but for the cache of one thread. */
struct tally_rules {
	const struct keys *keys;
	const struct zone *zone;
	struct zone_cache *zone_cache;
	bool guess_own; /* collect the hosts of own assets: no --site is given */
	bool twitter_alone; /* of all other sources only the visitors together are wanted */
	int32_t sealed_before; /* days before it are sealed; those without a living key always are */
};

/* What tally_add does not do itself: it takes what is of every record, these what is not. */

/* Finds day, site and keys of a record that is not like the one before of its site, and marks the day. */
void tally_move(struct tally *tally, const struct tally_rules *rules, const struct record *record, struct span site);
/* A page view by a person. */
void tally_take_view(struct tally *tally, const struct tally_rules *rules, struct judge *judge,
    const struct record *record, struct judgement *judgement);
/* A robot's page view that Twitter evidence would else have counted. */
void tally_take_robot(struct tally *tally, const struct tally_rules *rules, struct judge *judge,
    const struct record *record, struct judgement *judgement);
/* A page's own style sheets and scripts bear the own host as their Referer; hardly anything else does.
 * So their visitors vote for it. */
void tally_take_vote(struct tally *tally, const struct record *record, const struct judgement *judgement);

/* A record of a closed period: its verdict is that of any other, so that the counters of the input add up. */
static inline void
tally_seal(struct tally *tally, const struct judgement *judgement)
{
	tally->sealed++;
	if (judgement->verdict != VERDICT_VIEW)
		return;
	tally->views[judgement->origin.source]++;
	if (judgement->origin.source == SOURCE_OTHER)
		tally->hosts[NAMES_REST].views++;
}

/* Where what is known of the present day of a site is kept; it may be of another site. */
static inline struct tally_present *
tally_seek_present(const struct tally *tally, struct span site)
{
	return &tally->presents[site.n > 0 ? span_hash_ends(site) % TALLY_PRESENTS : 0];
}

/* Whether it is of that site. */
static inline bool
tally_is_site(const struct tally_present *present, struct span site)
{
	return site.n == present->site_n && (site.n == 0 || memcmp(site.p, present->site_text, site.n) == 0);
}

/* Whether the record is of that day and offset. */
static inline bool
tally_is_day(const struct tally_present *present, const struct record *record)
{
	return (uint64_t)(record->time - present->begin) < 86400 && record->offset == present->offset;
}

/* Adds a record of which `judgement` is what `judge` said. One of another host than those of --site is as if it
 * were not there: it covers no day of theirs. */
static inline void
tally_add(struct tally *tally, const struct tally_rules *rules, struct judge *judge, const struct record *record,
    struct judgement *judgement)
{
	struct span site = judgement->site;

	if (judgement->foreign_host)
		return;
	tally->present = tally_seek_present(tally, site);
	if (!tally->present->valid || !tally_is_day(tally->present, record) || !tally_is_site(tally->present, site))
		tally_move(tally, rules, record, site);
	tally->sealed += tally->present->half_sealed;
	if (tally->present->sealed)
		tally_seal(tally, judgement);
	else if (judgement->verdict == VERDICT_VIEW)
		tally_take_view(tally, rules, judge, record, judgement);
	else if (judgement->verdict == VERDICT_ROBOT && judgement->page == PAGE_VIEW &&
		 judgement->origin.source == SOURCE_TWITTER)
		tally_take_robot(tally, rules, judge, record, judgement);
	else if (judgement->page == PAGE_OWN_ASSET && judgement->verdict == VERDICT_NOT_PAGE && rules->guess_own &&
		 site.n == 0)
		tally_take_vote(tally, record, judgement);
}

#endif
