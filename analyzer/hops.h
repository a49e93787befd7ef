/*
 * hops: does one private address stand for most visitors of a log? Then a proxy stands before the
 * server, and all who came through it are counted as one.
 */
#ifndef FOOTFALL_ANALYZER_HOPS_H
#define FOOTFALL_ANALYZER_HOPS_H

#include "parsers/record.h"

/* Zero-initialise, one a log. */
struct hops {
	char address[48]; /* the private one that most of those looked at may share */
	size_t n;
	uint64_t looked, shared, votes;
	bool forwarded; /* the log has lists of hops; set by the reader */
};

#define HOPS_FIRST 64

void hops_take(struct hops *hops, struct span address);

/* Takes the record of that number, from 1: the first ones and then a sample, which costs nothing. */
static inline void
hops_look(struct hops *hops, uint64_t number, const struct record *record)
{
	if (number <= HOPS_FIRST || number % HOPS_FIRST == 0)
		hops_take(hops, record->address);
}

/* Whether most of them share one private address. */
bool hops_shared(const struct hops *hops);

/* Says so, with what to do about it; `trusted`: --trusted-proxy is given. Never with the address. */
void hops_say(const struct hops *hops, const char *file, bool trusted);

#endif
