/*
 * agents: the user agents that one thread has judged, remembered.
 *
 * Nearly all lines of a log bear an agent that was seen a moment ago, so they are answered from
 * here. The cache is bounded: AGENTS_ENTRIES agents of at most AGENTS_LONGEST bytes. It keeps no
 * texts, but 64 bits of a hash that no stranger can steer (parsers/nh.h): as with visitors, who are
 * hashes too, an answer does not depend on what else the log holds. Longer agents are judged each time.
 */
#ifndef FOOTFALL_PARSERS_AGENTS_H
#define FOOTFALL_PARSERS_AGENTS_H

#include "parsers/bytes.h"
#include "parsers/nh.h"
#include "parsers/robots.h"

#define AGENTS_ENTRIES 8192
#define AGENTS_LONGEST NH_LONGEST

/* What whoever counts made from a digest under a key; `key` NULL: nothing yet. */
struct agent_memo {
	const void *key;
	uint64_t state[4];
};

/* Fingerprints that stand for the agent inside visitor hashes. */
struct agent_digests {
	unsigned char exact[16]; /* of the agent as it is */
	unsigned char any[16]; /* of the agent without version numbers; made on first use */
	bool has_any;
	struct agent_memo any_memo; /* as that of the agent, of `any` */
};

/* What an agent is to the program; as long as a cache line. */
struct agent {
	struct robot_verdict verdict;
	struct agent_digests *digests;
	struct agent_memo memo; /* of the exact digest */
};

/* Fetches what few agents are asked for, a little before it is needed. */
static inline void
agents_expect(const struct agent *agent)
{
	__builtin_prefetch(agent->digests);
	__builtin_prefetch((const char *)(agent->digests + 1) - 1);
}

#define AGENTS_WAYS 4
#define AGENTS_SETS (AGENTS_ENTRIES / AGENTS_WAYS)

/* Of the lower half of a hash these bits are something else: the entry is not empty, was asked for since the hand
 * came by, is a robot. The first bits tell the set. */
enum { AGENTS_TAKEN = 4, AGENTS_USED = 2, AGENTS_ROBOT = 1, AGENTS_FLAGS = 7 };

/* What is asked of every line of a log, in half a cache line. */
struct agents_set {
	uint32_t tags[AGENTS_WAYS]; /* upper half of the hash */
	uint32_t rest[AGENTS_WAYS]; /* lower half; 0: empty */
};

/* What is looked at on every line, and of every page view: all of it is one large page. */
struct agents_near {
	struct agents_set sets[AGENTS_SETS];
	struct agent agents[AGENTS_SETS][AGENTS_WAYS];
	struct agent_digests digests[AGENTS_SETS][AGENTS_WAYS];
};

struct agents_far;
struct agents {
	struct agents_near *near;
	struct agents_far *far;
	uint64_t asked, missed;
	struct nh_secret secret;
};

struct agents_hashes {
	/* Makes a digest of a text; called once for each agent judged. */
	void (*fingerprint)(unsigned char out[16], struct span text);
	/* Gives `n` bytes that nobody can guess. */
	void (*random)(void *out, size_t n);
};
struct agents *agents_open(
    const struct robot_rules *rules, struct matcher *matcher, const struct agents_hashes *hashes);
void agents_close(struct agents *agents);
/* The agent's entry; it stays valid until the next call. */
struct agent *agents_find(struct agents *agents, struct span agent);
/* The digest without versions of an entry found for `agent`, made when missing. */
const unsigned char *agents_any(struct agents *agents, struct agent *entry, struct span agent);
/* Questions asked and answered from the cache, for the benchmark. */
void agents_stats(const struct agents *agents, uint64_t *asked, uint64_t *hits);

/* The agent without its version numbers, into `out` of `size` bytes (cut when longer). Models of
 * phones keep their numbers: another phone is another visitor. */
struct span agents_without_versions(struct span agent, char *out, size_t size);

/* ---- the common way, inline because it is gone on every line ---- */

/* The hash of an agent, as a set has it. */
struct agents_hint {
	uint32_t set, tag, rest;
};

/* An agent that a glance did not find. */
struct agent *agents_search(struct agents *agents, struct span agent, struct agents_hint hint);

/* agents_find in two steps, so that other work can be done while what is remembered comes near. The second gives the
 * verdict apart: who needs no more than *robot does not have the entry fetched too. agents_glance gives NULL for an
 * agent that is not there; what it gives stays valid until an agent is sought otherwise. */
static inline struct agents_hint
agents_begin(const struct agents *agents, struct span agent)
{
	bool usual = agent.n - NH_USUAL <= NH_USUAL;
	uint64_t hash;

	/* What no entry has. */
	if (agent.n > AGENTS_LONGEST)
		return (struct agents_hint){.set = 0, .rest = ~(uint32_t)AGENTS_TAKEN};
	hash = usual ? nh_usual(&agents->secret, agent.p, agent.n) : nh_other(&agents->secret, agent.p, agent.n);
	struct agents_hint hint = {
	    .set = (uint32_t)hash % AGENTS_SETS,
	    .tag = (uint32_t)(hash >> 32),
	    .rest = (uint32_t)hash | AGENTS_TAKEN,
	};
	__builtin_prefetch(&agents->near->sets[hint.set]);
	return hint;
}

/* 0 when an entry is of that hash. */
static inline uint32_t
agents_differ(const struct agents_set *set, unsigned way, struct agents_hint hint)
{
	return ((set->rest[way] ^ hint.rest) & ~(uint32_t)(AGENTS_USED | AGENTS_ROBOT)) | (set->tags[way] ^ hint.tag);
}

static inline struct agent *
agents_glance(struct agents *agents, struct agents_hint hint, bool *robot)
{
	struct agents_set *set = &agents->near->sets[hint.set];
	/* The first way when it is none of them, which then has another tag; without branches, which would be guessed
	 * wrong. */
	unsigned way = bytes_find_four(set->tags, hint.tag) % AGENTS_WAYS;

	if (agents_differ(set, way, hint) != 0)
		return NULL;
	agents->asked++;
	set->rest[way] |= AGENTS_USED;
	*robot = set->rest[way] & AGENTS_ROBOT;
	return &agents->near->agents[hint.set][way];
}

static inline struct agent *
agents_find_hinted(struct agents *agents, struct span agent, struct agents_hint hint, bool *robot)
{
	struct agent *found = agents_glance(agents, hint, robot);

	if (found)
		return found;
	agents->asked++;
	found = agents_search(agents, agent, hint);
	*robot = found->verdict.robot;
	return found;
}

#endif
