/*
 * agents: the user agents that one thread has judged, remembered.
 *
 * Nearly all lines of a log bear an agent that was seen a moment ago, so they are answered from
 * here. The cache is bounded: AGENTS_ENTRIES agents of at most AGENTS_LONGEST bytes; it finds an
 * agent by a cheap hash and confirms it byte by byte, so an answer never depends on what else the
 * log holds. Longer agents are judged each time.
 */
#ifndef FOOTFALL_PARSERS_AGENTS_H
#define FOOTFALL_PARSERS_AGENTS_H

#include "parsers/robots.h"

#define AGENTS_ENTRIES 8192
#define AGENTS_LONGEST 512

/* What an agent is to the program: the verdict, and two fingerprints
 * that stand for the agent inside visitor hashes. */
struct agent {
	struct robot_verdict verdict;
	unsigned char digest[16]; /* of the agent as it is */
	unsigned char digest_any[16]; /* of the agent without version numbers; made on first use */
	bool has_any;
	/* What whoever counts made from the digest under a key; NULL: nothing yet. */
	const void *memo_key;
	uint64_t memo[4];
};
struct agents;
/* `fingerprint` makes a 16-byte digest of a text; it is called once for each agent judged. */
struct agents *agents_open(const struct robot_rules *rules, struct matcher *matcher,
    void (*fingerprint)(unsigned char out[16], struct span text));
void agents_close(struct agents *agents);
/* The agent's entry; it stays valid until the next call. */
struct agent *agents_find(struct agents *agents, struct span agent);
/* The same in two steps: agents_hint begins to fetch the entry from memory, so that other work can be
 * done meanwhile, and what it gives for an agent goes to agents_find_hinted. */
struct agents_hint {
	struct agents_slot *slot; /* where the agent probably is */
	uint32_t set, tag;
};
struct agents_hint agents_hint(struct agents *agents, struct span agent);
struct agent *agents_find_hinted(struct agents *agents, struct span agent, struct agents_hint hint);
/* digest_any of an entry found for `agent`, made when missing. */
const unsigned char *agents_any(struct agents *agents, struct agent *entry, struct span agent);
/* Questions asked and answered from the cache, for the benchmark. */
void agents_stats(const struct agents *agents, uint64_t *asked, uint64_t *hits);

/* The agent without its version numbers, into `out` of `size` bytes (cut when longer). Models of
 * phones keep their numbers: another phone is another visitor. */
struct span agents_without_versions(struct span agent, char *out, size_t size);

#endif
