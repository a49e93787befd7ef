/*
 * scope: which part of a tally is asked for: the sites that count, and the hosts that are these sites themselves.
 */
#ifndef FOOTFALL_ANALYZER_SCOPE_H
#define FOOTFALL_ANALYZER_SCOPE_H

#include "base/span.h"

struct judge_settings;
struct tally;

/* Borrows the tally. */
struct scope {
	const struct tally *tally;
	bool *use; /* by site id */
	bool *own; /* by host id: judged to be the own host */
	struct span
	    own_host; /* the one that was inferred, borrowed; p is NULL where there is none, or --site names it */
	char *name; /* see scope_name */
};

void scope_init(struct scope *scope, const struct tally *tally, const struct judge_settings *judge);
void scope_release(struct scope *scope);

/* Whether a site that counts has a record of that day. */
bool scope_covers(const struct scope *scope, int32_t day);

/* Which sites count under the settings, by id; `use` has a place for each, all false. */
void scope_use(const struct tally *tally, const struct judge_settings *judge, bool *use);

/* Whether a site can only be had together with others: more are logged than have a place, and it is none of these. */
bool scope_mixes(const struct tally *tally, struct span site);

/* The name that closed periods have for a set of sites (closed.h), by `use` of site ids; the caller
 * frees it. */
char *scope_name(const struct tally *tally, const bool *use);

#endif
