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

#include "parsers/bytes.h"
#include "parsers/robots.h"

#define AGENTS_ENTRIES 8192
#define AGENTS_LONGEST 512

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
/* Most agents fit in here; all of struct agents_near then is one large page. */
#define AGENTS_INLINE 160

/* What is asked of every line of a log, in half a cache line. */
struct agents_set {
	uint32_t tags[AGENTS_WAYS]; /* 0: empty */
	uint16_t n[AGENTS_WAYS]; /* length of the text */
	bool robot[AGENTS_WAYS];
	bool used[AGENTS_WAYS]; /* asked for since the hand came by */
};

/* What is looked at on every line. */
struct agents_near {
	struct agents_set sets[AGENTS_SETS];
	char texts[AGENTS_SETS][AGENTS_WAYS][AGENTS_INLINE];
	struct agent agents[AGENTS_SETS][AGENTS_WAYS];
};

struct agents_far;
struct agents {
	struct agents_near *near;
	struct agents_far *far;
	uint64_t asked, missed;
};

/* `fingerprint` makes a 16-byte digest of a text; it is called once for each agent judged. */
struct agents *agents_open(const struct robot_rules *rules, struct matcher *matcher,
    void (*fingerprint)(unsigned char out[16], struct span text));
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

/* Where an agent probably is. */
struct agents_hint {
	uint32_t set, way, tag;
};

/*
 * A hash for this cache alone. Of a long agent the system in its brackets and the end are taken,
 * where browsers differ; the middle is the same in millions. Agents that agree in both share a set
 * of ways. Whoever makes collisions gains that his own agents are judged anew, no more.
 */
static inline uint64_t
agents_hash_long(const char *p, size_t n)
{
	const char *system = p + 13, *end = p + n - 32;
	uint64_t a = (bytes_word(system) ^ bytes_word(end)) * UINT64_C(0x9e3779b97f4a7c15);
	a += (bytes_word(system + 8) ^ bytes_word(end + 8)) * UINT64_C(0xc2b2ae3d27d4eb4f);
	a += (bytes_word(system + 16) ^ bytes_word(end + 16)) * UINT64_C(0x165667b19e3779f9);
	a += (bytes_word(system + 24) ^ bytes_word(end + 24) ^ n) * UINT64_C(0xd6e8feb86659fd93);
	a = (a ^ a >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	return a ^ a >> 32;
}

/* The same for agents under 64 bytes, padded: they differ at the front too. */
uint64_t agents_hash_short(struct span agent);

/* An agent that is not where the hint says. */
struct agent *agents_search(struct agents *agents, struct span agent, struct agents_hint *hint);

/* agents_find in three steps, so that other work can be done while the next one's memory comes near: what
 * agents_begin and agents_hint give for an agent goes on to the next. The last gives the verdict apart: who
 * needs no more than *robot does not have the entry fetched too. agents_glance gives NULL for an agent that is
 * not where it probably is; what it gives stays valid until an agent is sought otherwise. */
static inline struct agents_hint
agents_begin(const struct agents *agents, struct span agent)
{
	uint64_t hash = agent.n >= 64 ? agents_hash_long(agent.p, agent.n) : agents_hash_short(agent);
	struct agents_hint hint = {.set = (uint32_t)hash % AGENTS_SETS, .tag = (uint32_t)(hash >> 32) | 1};
	__builtin_prefetch(&agents->near->sets[hint.set]);
	return hint;
}

static inline void
agents_hint(const struct agents *agents, struct span agent, struct agents_hint *hint)
{
	/* The first way when it is none of them; without branches, which would be guessed wrong. */
	hint->way = bytes_find_four(agents->near->sets[hint->set].tags, hint->tag) % AGENTS_WAYS;
	const char *text = agents->near->texts[hint->set][hint->way];
	__builtin_prefetch(text);
	__builtin_prefetch(text + 64);
	__builtin_prefetch(text + (agent.n < AGENTS_INLINE ? agent.n : AGENTS_INLINE) - 1);
	__builtin_prefetch(&agents->near->agents[hint->set][hint->way]);
}

static inline struct agent *
agents_glance(struct agents *agents, struct span agent, struct agents_hint hint, bool *robot)
{
	struct agents_set *set = &agents->near->sets[hint.set];
	if (set->n[hint.way] != agent.n || agent.n < 16 || agent.n > AGENTS_INLINE ||
	    !bytes_same(agents->near->texts[hint.set][hint.way], agent.p, agent.n))
		return NULL;
	agents->asked++;
	set->used[hint.way] = true;
	*robot = set->robot[hint.way];
	return &agents->near->agents[hint.set][hint.way];
}

static inline struct agent *
agents_find_hinted(struct agents *agents, struct span agent, struct agents_hint hint, bool *robot)
{
	struct agent *found = agents_glance(agents, agent, hint, robot);
	if (found)
		return found;
	agents->asked++;
	found = agents_search(agents, agent, &hint);
	*robot = found->verdict.robot;
	return found;
}

#endif
