/*
 * tally: the state that joins. Twitter page views as a set, distinct counters, covered days.
 *
 * Threads count apart and join by union; so will nights and machines. Every part is a function of
 * the set of records added, so a join may be repeated, and neither order nor split shows. The site
 * (the virtual host as logged, site 0 where none is) is part of every key.
 */
#ifndef FOOTFALL_ANALYZER_TALLY_H
#define FOOTFALL_ANALYZER_TALLY_H

#include "analyzer/distinct.h"
#include "analyzer/names.h"
#include "analyzer/pageviews.h"
#include "base/calendar.h"
#include "base/zone.h"
#include "parsers/judge.h"

struct keys;

/* Sites and unnamed referring hosts that have counters of their own; see names.h. */
#define TALLY_SITES 1024
#define TALLY_HOSTS 1024
/* So many visitors who load a style sheet or script from a page of a host make the host sure. */
#define TALLY_SURE 64

/* Distinct visitors by unnamed referring host, sorted by host id. */
struct tally_host_count {
	uint32_t host;
	struct distinct visitors;
};

/* One ISO week or calendar year of one site. */
struct tally_period {
	uint32_t site;
	bool is_year;
	int32_t number; /* Monday of the week, or the year */
	unsigned rules; /* the highest version of the rules that filled the counters */
	struct distinct all;
	struct distinct *by_source; /* sources_count of them; SOURCE_TWITTER stays empty: it is the page views */
	struct tally_host_count *hosts; /* of SOURCE_OTHER; NAMES_REST where the host has no place */
	size_t nhosts, hosts_room;
	size_t last_host; /* where the host asked for last stands */
};

/* An unnamed host that sent visitors, or whose pages loaded own assets. */
struct tally_host {
	struct distinct votes; /* visitors who loaded an own asset from it, up to TALLY_SURE */
	uint64_t views; /* page views as met, repeats included */
	bool gone;
};

/* Covered days as bits, the first bit of `bits` being day `first`. */
struct tally_days {
	int32_t first;
	size_t count; /* days in bits */
	uint64_t *bits;
};

struct tally_site {
	struct tally_days days;
	bool gone; /* handed over to site 0 */
};

/* How the Referers of a host begin that has all votes it needs. */
struct tally_sure {
	size_t n; /* 0: none yet */
	char text[64];
};

/* Day, site, periods and keys of the record before: those of the next one are mostly the same. */
struct tally_present {
	bool valid;
	bool sealed; /* the day lies in periods that are closed */
	int64_t begin; /* the instant at which the day begins at the offset */
	int32_t offset, day;
	uint32_t site;
	char site_text[256];
	size_t site_n;
	const unsigned char *week_key, *year_key; /* NULL where the period is closed */
	bool placed; /* the periods are found; a page view needs them */
	struct tally_period *week; /* NULL when it is closed */
	struct tally_period *year; /* NULL too where the year is made from its weeks, see tally_finish */
};

struct tally {
	struct names site_names, host_names;
	struct tally_site *sites; /* by id; [0] is "not logged, or no place" */
	size_t nsites, sites_room;
	struct tally_host *hosts; /* by id */
	size_t nhosts, hosts_room;
	uint64_t *views; /* page views by people as met, by source id; SOURCE_OTHER: all unnamed hosts */
	uint64_t sealed; /* records as met of days whose periods are closed; nothing else is kept of them */

	struct pageviews pageviews;

	struct tally_period **periods;
	size_t nperiods, periods_room;
	uint32_t *period_index;
	size_t period_index_room;
	struct tally_present present;
	struct tally_sure sure;
	struct distinct_waiting waiting;
};

/* A landing page is cut here: addresses of people end up in long paths. */
#define TALLY_PATH 512

/* What turns a record into hashes and days; constant, but for the cache of one thread. */
struct tally_rules {
	const struct keys *keys;
	const struct zone *zone;
	struct zone_cache *zone_cache;
	bool guess_own; /* collect the hosts of own assets: no --site is given */
	int32_t sealed_before; /* days before it are sealed; those without a living key always are */
};

/* `keep_text`: landing pages and links are wanted. Tallies that are joined agree in it. */
void tally_init(struct tally *tally, bool keep_text);
void tally_release(struct tally *tally);

/* What tally_add does not do itself: it takes what is of every record, these what is not. */

/* Finds day, site and keys of a record that is not like the one before, and marks the day. */
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

/* Whether the record is of the day, offset and site of the one before. */
static inline bool
tally_is_present(const struct tally_present *present, const struct record *record, struct span site)
{
	return present->valid && (uint64_t)(record->time - present->begin) < 86400 &&
	       record->offset == present->offset && site.n == present->site_n &&
	       (site.n == 0 || memcmp(site.p, present->site_text, site.n) == 0);
}

/* Adds a record of which `judgement` is what `judge` said. */
static inline void
tally_add(struct tally *tally, const struct tally_rules *rules, struct judge *judge, const struct record *record,
    struct judgement *judgement)
{
	struct span site = judgement->foreign_host ? span_make("", 0) : judgement->site;

	if (!tally_is_present(&tally->present, record, site))
		tally_move(tally, rules, record, site);
	if (tally->present.sealed)
		tally->sealed++;
	else if (judgement->verdict == VERDICT_VIEW)
		tally_take_view(tally, rules, judge, record, judgement);
	else if (judgement->verdict == VERDICT_ROBOT && judgement->page == PAGE_VIEW &&
		 judgement->origin.source == SOURCE_TWITTER)
		tally_take_robot(tally, rules, judge, record, judgement);
	else if (judgement->page == PAGE_OWN_ASSET && judgement->verdict == VERDICT_NOT_PAGE && rules->guess_own &&
		 site.n == 0)
		tally_take_vote(tally, record, judgement);
}

/* Makes the counters of years whole: of a week that lies in one year they are the union of the week's,
 * so records are added to the week alone. To be called once all records are in, before counters of
 * years are asked for; calling it again, or joining finished tallies, changes nothing. */
void tally_finish(struct tally *tally);

/* into becomes the union of both; the counts of page views as met are summed. `from` stays as it is, but for
 * what waited to be counted. */
void tally_join(struct tally *into, struct tally *from);

/* The same, and releases `from` on the way, so that the memory of both is not held at once. */
void tally_absorb(struct tally *into, struct tally *from);

/* The counters of a site in the ISO week that begins on Monday `number`, or in the calendar year
 * `number`; NULL when there are none. */
const struct tally_period *tally_period(const struct tally *tally, uint32_t site, bool is_year, int32_t number);

/* Whether a site has a record of that day. */
bool tally_covered(const struct tally *tally, uint32_t site, int32_t day);

/* First and last covered day of all sites. False when there is none. */
bool tally_span(const struct tally *tally, int32_t *first, int32_t *last);

/* Id of a site by its lower-case name, without taking it in; false when it is not there. */
bool tally_find_site(const struct tally *tally, struct span name, uint32_t *id);

#endif
