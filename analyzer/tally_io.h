/*
 * tally_io: puts back into a tally what was kept of one. For the store; who reads logs uses tally.h.
 *
 * Everything is joined in, so putting a thing twice changes nothing.
 */
#ifndef FOOTFALL_ANALYZER_TALLY_IO_H
#define FOOTFALL_ANALYZER_TALLY_IO_H

#include "analyzer/tally.h"

/* Id of a site or host by its lower-case name, which is taken in; NAMES_REST for the empty name. One that has no
 * place is of TALLY_OTHERS if a site, of NAMES_REST if a host. */
uint32_t tally_put_site(struct tally *tally, struct span name);
uint32_t tally_put_host(struct tally *tally, struct span name);

void tally_put_day(struct tally *tally, uint32_t site, int32_t day);

/* The counters of a period, which are made when they are not there. */
struct period *tally_put_period(struct tally *tally, uint32_t site, bool is_year, int32_t number);

/* The counter of a source, of an unnamed host for SOURCE_OTHER; valid until the next call. */
struct distinct *tally_put_counter(struct period *period, unsigned source, uint32_t host);

void tally_put_view(struct tally *tally, const struct pageview *view, struct span path, struct span link);

#endif
