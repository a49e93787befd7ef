/*
 * hops: does one private address stand for most visitors of a log? Then a proxy stands before the
 * server, and all who came through it are counted as one.
 *
 * Parts of a log may be looked at apart and joined; the outcome is that of the whole.
 */
#ifndef FOOTFALL_ANALYZER_HOPS_H
#define FOOTFALL_ANALYZER_HOPS_H

#include "parsers/record.h"

/* So many records are looked at whatever they are, so that a short log is judged too. */
#define HOPS_FIRST 64
/* Private addresses are told apart by two numbers below it. */
#define HOPS_PLACES 256

/* Zero-initialise, one a log or part of a log. */
struct hops {
	uint64_t looked;
	uint32_t counts[2][HOPS_PLACES]; /* of private addresses among those looked at */
	struct hops_first {
		uint8_t place[2];
		bool private, sampled;
	} first[HOPS_FIRST];
	size_t nfirst;
};

/* Whether a record is in the sample is told by its time alone, so that it does not matter what was
 * read before it: one second of 64. */
static inline bool
hops_sampled(const struct record *record)
{
	return (uint64_t)record->time * UINT64_C(0x9e3779b97f4a7c15) >> 58 == 0;
}

void hops_take(struct hops *hops, const struct record *record);

/* Shows it a record. */
static inline void
hops_look(struct hops *hops, const struct record *record)
{
	if (hops->nfirst < HOPS_FIRST || hops_sampled(record))
		hops_take(hops, record);
}

/* Adds what the part of the log gave that comes right behind. */
void hops_join(struct hops *into, const struct hops *behind);

/* Whether most of them share one private address. */
bool hops_shared(const struct hops *hops);

/* Says so, with what to do about it; `forwarded`: the log has lists of hops; `trusted`: --trusted-proxy
 * is given. Never with the address. */
void hops_say(const char *file, bool forwarded, bool trusted);

#endif
