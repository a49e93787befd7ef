/*
 * periods: the weeks and years of a tally, each with its counters of visitors. Found by site, kind and number.
 */
#ifndef FOOTFALL_ANALYZER_PERIODS_H
#define FOOTFALL_ANALYZER_PERIODS_H

#include "analyzer/distinct.h"

/* Distinct visitors by unnamed referring host. */
struct period_host {
	uint32_t host;
	struct distinct visitors;
};

/* One ISO week or calendar year of one site. */
struct period {
	uint32_t site;
	bool is_year;
	int32_t number; /* Monday of the week, or the year */
	unsigned rules; /* the highest version of the rules that filled the counters */
	struct distinct all;
	struct distinct *by_source; /* sources_count of them, NULL when the period is emptied; SOURCE_TWITTER stays
				     * empty: it is the page views */
	struct period_host *hosts; /* of SOURCE_OTHER, sorted by host id; NAMES_REST where the host has no place */
	size_t nhosts, hosts_room;
};

struct periods {
	struct period **list; /* in the order in which they came; a period never moves */
	size_t count, room;
	uint32_t *index; /* open addressing: number in the list + 1, 0 is free */
	size_t index_room; /* a power of two */
};

void periods_init(struct periods *periods);
void periods_release(struct periods *periods);

/* NULL when there is none. */
struct period *periods_find(const struct periods *periods, uint32_t site, bool is_year, int32_t number);

/* The same; one that is not there is made. */
struct period *periods_get(struct periods *periods, uint32_t site, bool is_year, int32_t number);

/* Frees the counters. The period is still found, but has no counters any more, and takes none. */
void period_empty(struct period *period);

/* into becomes the union of both. `hosts` maps the host ids of `from` to those of `into`; NULL when both are
 * of one tally. */
void period_join(struct period *into, const struct period *from, const uint32_t *hosts);

/* Makes `all` the visitors of all sources together. */
void period_unite(struct period *period);

/* Hands the counter of a host that lost its place over to the rest. */
void period_drop_host(struct period *period, uint32_t gone);

/* Whether all days of a week are of one calendar year, which then is its ISO year too: its visitors bear the
 * same hashes in the week and in the year. */
bool period_in_one_year(int32_t monday);

/* The number, among `hosts`, of the counter of an unnamed host, which is made when it is not there. Numbers hold until
 * the next one is made or dropped. */
size_t period_seek_host(struct period *period, uint32_t host);

/* The counter itself. */
static inline struct distinct *
period_host(struct period *period, uint32_t host)
{
	/* First, for it may move them. */
	size_t at = period_seek_host(period, host);

	return &period->hosts[at].visitors;
}

#endif
