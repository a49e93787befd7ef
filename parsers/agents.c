#include "parsers/agents.h"
#include "base/alloc.h"
#include "parsers/bytes.h"
#include <stdlib.h>

#define AGENTS_WAYS 4
#define AGENTS_SETS (AGENTS_ENTRIES / AGENTS_WAYS)
/* What is left of an agent without its versions; longer ones are told apart by this much. */
#define AGENTS_ANY_MAX 2048

/* Most agents fit in here, so that slot and text are fetched from memory together. */
#define AGENTS_INLINE 168

struct agents_slot {
	struct agent agent;
	uint16_t n, room;
	bool used; /* asked for since the hand came by */
	char text[AGENTS_INLINE];
	char *longer; /* holds the text when it does not fit; `room` bytes */
};

/* `tags` stand apart, so that a set is looked through in one cache line. */
struct agents {
	uint32_t tags[AGENTS_SETS][AGENTS_WAYS];
	struct agents_slot slots[AGENTS_SETS][AGENTS_WAYS];
	unsigned char hand[AGENTS_SETS];
	struct agents_slot alone; /* the answer for an agent that is not kept */
	const struct robot_rules *rules;
	struct matcher *matcher;
	void (*fingerprint)(unsigned char out[16], struct span text);
	uint64_t asked, hits;
};

struct agents *
agents_open(const struct robot_rules *rules, struct matcher *matcher,
    void (*fingerprint)(unsigned char out[16], struct span text))
{
	struct agents *agents = alloc_zero(1, sizeof(*agents));
	agents->rules = rules;
	agents->matcher = matcher;
	agents->fingerprint = fingerprint;
	return agents;
}

void
agents_close(struct agents *agents)
{
	if (!agents)
		return;
	for (size_t set = 0; set < AGENTS_SETS; set++)
		for (size_t way = 0; way < AGENTS_WAYS; way++)
			free(agents->slots[set][way].longer);
	free(agents);
}

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

/* Short agents are padded; they differ at the front too. Not inlined, for the sake of the others. */
__attribute__((noinline)) static uint64_t
agents_hash_short(struct span text)
{
	char pad[64] = {0};
	if (text.n)
		memcpy(pad, text.p, text.n);
	return agents_hash_long(pad, sizeof(pad)) + bytes_word(pad) * UINT64_C(0x9e3779b97f4a7c15);
}

static struct agent *
agents_judge(struct agents *agents, struct agents_slot *slot, struct span agent)
{
	slot->agent.verdict = robots_judge(agents->rules, agents->matcher, agent);
	slot->agent.has_any = false;
	slot->agent.memo_key = NULL;
	agents->fingerprint(slot->agent.digest, agent);
	return &slot->agent;
}

/* The way to give up: the first one that was not asked for since the hand passed it. */
static unsigned
agents_victim(struct agents *agents, size_t set)
{
	unsigned way = agents->hand[set];
	while (agents->slots[set][way].used) {
		agents->slots[set][way].used = false;
		way = (way + 1) % AGENTS_WAYS;
	}
	agents->hand[set] = (unsigned char)((way + 1) % AGENTS_WAYS);
	return way;
}

static inline struct span
agents_text(const struct agents_slot *slot)
{
	return span_make(slot->n <= AGENTS_INLINE ? slot->text : slot->longer, slot->n);
}

static struct agent *
agents_keep(struct agents *agents, size_t set, uint32_t tag, struct span agent)
{
	unsigned way = agents_victim(agents, set);
	struct agents_slot *slot = &agents->slots[set][way];
	if (agent.n > AGENTS_INLINE && slot->room < agent.n) {
		slot->room = (uint16_t)((agent.n + 31) / 32 * 32);
		slot->longer = alloc_resize(slot->longer, slot->room, 1);
	}
	slot->n = (uint16_t)agent.n;
	if (agent.n)
		memcpy(agent.n <= AGENTS_INLINE ? slot->text : slot->longer, agent.p, agent.n);
	agents->tags[set][way] = tag;
	return agents_judge(agents, slot, agent);
}

struct agents_hint
agents_hint(struct agents *agents, struct span agent)
{
	uint64_t hash = agent.n >= 64 ? agents_hash_long(agent.p, agent.n) : agents_hash_short(agent);
	/* A tag of 0 marks an empty way. */
	struct agents_hint hint = {.set = (uint32_t)hash % AGENTS_SETS, .tag = (uint32_t)(hash >> 32) | 1};
	const uint32_t *tags = agents->tags[hint.set];
	/* The first way when it is none of them; without branches, which would be guessed wrong. */
	size_t way =
	    (size_t)(tags[1] == hint.tag) | (size_t)(tags[2] == hint.tag) << 1 | (size_t)(tags[3] == hint.tag) * 3;
	hint.slot = &agents->slots[hint.set][way % AGENTS_WAYS];
	for (size_t line = 0; line < sizeof(*hint.slot); line += 64)
		__builtin_prefetch((const char *)hint.slot + line);
	return hint;
}

/* An agent that is not where its tag was first found. Not inlined, for the sake of all others. */
__attribute__((noinline)) static struct agent *
agents_search(struct agents *agents, struct span agent, struct agents_hint hint)
{
	if (agent.n > AGENTS_LONGEST)
		return agents_judge(agents, &agents->alone, agent);
	for (unsigned way = 0; way < AGENTS_WAYS; way++) {
		struct agents_slot *slot = &agents->slots[hint.set][way];
		if (agents->tags[hint.set][way] != hint.tag || !span_eq(agents_text(slot), agent))
			continue;
		agents->hits++;
		slot->used = true;
		return &slot->agent;
	}
	return agents_keep(agents, hint.set, hint.tag, agent);
}

struct agent *
agents_find_hinted(struct agents *agents, struct span agent, struct agents_hint hint)
{
	struct agents_slot *slot = hint.slot;
	agents->asked++;
	if (slot->n != agent.n || agent.n < 16 || agent.n > AGENTS_INLINE || !bytes_same(slot->text, agent.p, agent.n))
		return agents_search(agents, agent, hint);
	agents->hits++;
	slot->used = true;
	return &slot->agent;
}

struct agent *
agents_find(struct agents *agents, struct span agent)
{
	return agents_find_hinted(agents, agent, agents_hint(agents, agent));
}

const unsigned char *
agents_any(struct agents *agents, struct agent *entry, struct span agent)
{
	if (!entry->has_any) {
		char text[AGENTS_ANY_MAX];
		agents->fingerprint(entry->digest_any, agents_without_versions(agent, text, sizeof(text)));
		entry->has_any = true;
	}
	return entry->digest_any;
}

void
agents_stats(const struct agents *agents, uint64_t *asked, uint64_t *hits)
{
	*asked = agents->asked;
	*hits = agents->hits;
}

static bool
agents_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
agents_is_word(char c)
{
	return agents_is_digit(c) || (span_lower(c) >= 'a' && span_lower(c) <= 'z');
}

/* Words before a plain number that make it a version: "Android 14", "Windows NT 6", "rv:11". */
static bool
agents_names_version(struct span before)
{
	static const struct span words[] = {SPAN_INIT("Android "), SPAN_INIT(" OS "), SPAN_INIT(" NT "),
	    SPAN_INIT(" X "), SPAN_INIT("MSIE "), SPAN_INIT("rv:"), SPAN_INIT("iOS "), SPAN_INIT("Adr ")};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_ends(before, words[i]))
			return true;
	return false;
}

/* Length of the version that starts at `from`, 0 when none does. Behind '/' everything up to a
 * blank, ';', ',' or a bracket is one; elsewhere a number with a dot or underscore in it. */
static size_t
agents_version(struct span agent, size_t from)
{
	size_t at = from;
	char before = from ? agent.p[from - 1] : ' ';
	if (before == '/') {
		while (at < agent.n && !memchr(" ;,()[]", agent.p[at], 7))
			at++;
		return at - from;
	}
	if (!agents_is_digit(agent.p[from]) || agents_is_word(before) || before == '_' || before == '-')
		return 0;
	bool parts = false;
	while (at < agent.n && (agents_is_digit(agent.p[at]) || agent.p[at] == '.' || agent.p[at] == '_'))
		parts |= !agents_is_digit(agent.p[at++]);
	if (at < agent.n && agents_is_word(agent.p[at]) && !parts)
		return 0;
	return parts || agents_names_version(span_first(agent, from)) ? at - from : 0;
}

struct span
agents_without_versions(struct span agent, char *out, size_t size)
{
	size_t n = 0, at = 0;
	while (at < agent.n && n < size) {
		size_t version = agents_version(agent, at);
		at += version;
		if (!version)
			out[n++] = agent.p[at++];
	}
	return span_make(out, n);
}
