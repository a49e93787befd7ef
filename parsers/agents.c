#include "parsers/agents.h"
#include "base/alloc.h"
#include "parsers/bytes.h"
#include <stdlib.h>

/* What is left of an agent without its versions; longer ones are told apart by this much. */
#define AGENTS_ANY_MAX 2048

/* What is asked of few lines. */
struct agents_far {
	struct agent_digests alone_digests;
	unsigned char hand[AGENTS_SETS];
	struct agent alone; /* the answer for an agent that is not kept */
	const struct robot_rules *rules;
	struct matcher *matcher;
	void (*fingerprint)(unsigned char out[16], struct span text);
};

struct agents *
agents_open(const struct robot_rules *rules, struct matcher *matcher, const struct agents_hashes *hashes)
{
	struct agents *agents = alloc_zero(1, sizeof(*agents));
	struct agents_far *far = alloc_zero(1, sizeof(*far));
	far->rules = rules;
	far->matcher = matcher;
	far->fingerprint = hashes->fingerprint;
	agents->far = far;
	agents->near = alloc_pages(sizeof(*agents->near));
	far->alone.digests = &far->alone_digests;
	hashes->random(&agents->secret, sizeof(agents->secret));
	return agents;
}

void
agents_close(struct agents *agents)
{
	if (!agents)
		return;
	alloc_free_pages(agents->near, sizeof(*agents->near));
	free(agents->far);
	free(agents);
}

static struct agent *
agents_judge(struct agents *agents, struct agent *out, struct span agent)
{
	agents->missed++;
	out->verdict = robots_judge(agents->far->rules, agents->far->matcher, agent);
	out->digests->has_any = false;
	out->memo.key = out->digests->any_memo.key = NULL;
	agents->far->fingerprint(out->digests->exact, agent);
	return out;
}

/* The way to give up: the first one that was not asked for since the hand passed it. */
static unsigned
agents_victim(struct agents *agents, size_t set)
{
	uint32_t *rest = agents->near->sets[set].rest;
	unsigned way = agents->far->hand[set];
	while (rest[way] & AGENTS_USED) {
		rest[way] &= ~(uint32_t)AGENTS_USED;
		way = (way + 1) % AGENTS_WAYS;
	}
	agents->far->hand[set] = (unsigned char)((way + 1) % AGENTS_WAYS);
	return way;
}

static struct agent *
agents_keep(struct agents *agents, struct span agent, struct agents_hint hint)
{
	unsigned way = agents_victim(agents, hint.set);
	struct agents_set *set = &agents->near->sets[hint.set];
	struct agent *one = &agents->near->agents[hint.set][way];
	one->digests = &agents->near->digests[hint.set][way];
	agents_judge(agents, one, agent);
	set->tags[way] = hint.tag;
	set->rest[way] = (hint.rest & ~(uint32_t)AGENTS_FLAGS) | AGENTS_TAKEN | (one->verdict.robot ? AGENTS_ROBOT : 0);
	return one;
}

struct agent *
agents_search(struct agents *agents, struct span agent, struct agents_hint hint)
{
	struct agents_set *set = &agents->near->sets[hint.set];
	if (agent.n > AGENTS_LONGEST)
		return agents_judge(agents, &agents->far->alone, agent);
	/* Behind another of the same tag. */
	for (unsigned way = 0; way < AGENTS_WAYS; way++) {
		if (agents_differ(set, way, hint) != 0)
			continue;
		set->rest[way] |= AGENTS_USED;
		return &agents->near->agents[hint.set][way];
	}
	return agents_keep(agents, agent, hint);
}

struct agent *
agents_find(struct agents *agents, struct span agent)
{
	bool robot;
	return agents_find_hinted(agents, agent, agents_begin(agents, agent), &robot);
}

const unsigned char *
agents_any(struct agents *agents, struct agent *entry, struct span agent)
{
	if (!entry->digests->has_any) {
		char text[AGENTS_ANY_MAX] SPAN_UNSET;
		agents->far->fingerprint(entry->digests->any, agents_without_versions(agent, text, sizeof(text)));
		entry->digests->has_any = true;
	}
	return entry->digests->any;
}

void
agents_stats(const struct agents *agents, uint64_t *asked, uint64_t *hits)
{
	*asked = agents->asked;
	*hits = agents->asked - agents->missed;
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
