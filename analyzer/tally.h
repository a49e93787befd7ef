/*
 * tally: the state that joins. Twitter page views as a set, distinct counters, covered days.
 *
 * Threads count apart and join by union; so will nights and machines. Every part is a function of
 * the set of records added, so a join may be repeated, and neither order nor split shows. The site
 * (the virtual host as logged, site 0 where none is) is part of every key.
 */
#ifndef FOOTFALL_ANALYZER_TALLY_H
#define FOOTFALL_ANALYZER_TALLY_H

#include "analyzer/days.h"
#include "analyzer/names.h"
#include "analyzer/pageviews.h"
#include "analyzer/periods.h"
#include "base/calendar.h"

/* Sites and unnamed referring hosts that have counters of their own; see names.h. */
#define TALLY_SITES 1024
#define TALLY_HOSTS 4096
/* The site of all that log a host without a place of its own; what logs none is site 0. Kept under a name that no
 * log can have, since hosts are taken in lower case. */
#define TALLY_OTHERS 1u
#define TALLY_OTHERS_NAME "(Other hosts)"
/* So many sites may take turns in a log. */
#define TALLY_PRESENTS 256
/* So many visitors who load a style sheet or script from a page of a host make the host sure. */
#define TALLY_SURE 64

/* An unnamed host that sent visitors, or whose pages loaded own assets. */
struct tally_host {
	struct distinct votes; /* visitors who loaded an own asset from it, up to TALLY_SURE */
	uint64_t views; /* page views as met, repeats included */
	uint32_t at; /* for tally_add: where its counter stood in the period of the last page view from it */
	bool gone;
};

struct tally_site {
	struct days days;
	bool gone; /* handed over to TALLY_OTHERS */
};

/* For tally_add: how the Referers of a host begin that has all votes it needs. */
struct tally_sure {
	size_t n; /* 0: none yet */
	char text[64];
};

/* For tally_add: day, periods and keys of the record before of a site; those of the next one are mostly the same. */
struct tally_present {
	bool valid;
	bool sealed; /* the day lies in periods that are closed */
	bool half_sealed; /* its week or its year is closed, and the other counts: a day about New Year */
	int64_t begin; /* the instant at which the day begins at the offset */
	int32_t offset, day;
	uint32_t site;
	char site_text[256];
	size_t site_n;
	const unsigned char *week_key, *year_key; /* NULL where the period is closed */
	bool placed; /* the periods are found; a page view needs them */
	struct period *week; /* NULL when it is closed */
	struct period *year; /* NULL too where the year is made from its weeks, see tally_finish */
};

struct tally {
	uint32_t serial; /* no other one of this process has it */
	struct names site_names, host_names;
	struct tally_site *sites; /* by id; [0] is "not logged" */
	size_t nsites, sites_room;
	struct tally_host *hosts; /* by id */
	size_t nhosts, hosts_room;
	uint64_t *views; /* page views by people as met, by source id; SOURCE_OTHER: all unnamed hosts */
	/* Records as met of days in a period that is closed. Where both are, nothing else is kept of them, but that
	 * page views are in `views`. */
	uint64_t sealed;

	struct pageviews pageviews;

	struct periods periods;
	struct tally_present *presents; /* TALLY_PRESENTS of them, by a hash of the site */
	struct tally_present *present; /* of the record that is taken */
	struct tally_sure sure;
	struct distinct_waiting waiting;
};

/* `keep_text`: landing pages and links are wanted. Tallies that are joined agree in it. */
void tally_init(struct tally *tally, bool keep_text);
void tally_release(struct tally *tally);

/* Makes the counters of years whole: of a week that lies in one year they are the union of the week's,
 * so records are added to the week alone. To be called once all records are in, before counters of
 * years are asked for; calling it again, or joining finished tallies, changes nothing. */
void tally_finish(struct tally *tally);

/* Counts the visitor of a page view by a person among all of its week and year. Of a page view that is kept
 * tally_finish does it; of one that gave way to its double of another local day it is done at once, so that all
 * visitors are the same however the two were met. */
void tally_count_view(struct tally *tally, const struct pageview *view);

/* into becomes the union of both; the counts of page views as met are summed. `from` stays as it is, but for
 * what waited to be counted. */
void tally_join(struct tally *into, struct tally *from);

/* The same, and releases `from` on the way, so that the memory of both is not held at once. */
void tally_absorb(struct tally *into, struct tally *from);

/* The counters of a site in the ISO week that begins on Monday `number`, or in the calendar year
 * `number`; NULL when there are none. */
const struct period *tally_period(const struct tally *tally, uint32_t site, bool is_year, int32_t number);

/* Whether a site has a record of that day. */
bool tally_covered(const struct tally *tally, uint32_t site, int32_t day);

/* First and last covered day of all sites. False when there is none. */
bool tally_span(const struct tally *tally, int32_t *first, int32_t *last);

/* Id of a site by its lower-case name, without taking it in; false when it is not there. */
bool tally_find_site(const struct tally *tally, struct span name, uint32_t *id);

/* How many votes these are, up to TALLY_SURE. Of votes whose visitors were forgotten, or need not be known, the numbers
 * 1 to n stand for their count. Whoever of them votes again is not known again, so these and the others are two counts
 * of what may be the same, and the larger holds. */
uint32_t tally_votes(const struct distinct *votes);

#endif
