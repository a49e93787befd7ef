#include "parsers/agents.h"
#include "base/alloc.h"
#include "parsers/bytes.h"
#include <stdlib.h>

/* What is left of an agent without its versions; longer ones are told apart by this much. */
#define AGENTS_ANY_MAX 2048

/* A text that does not fit inline; `room` bytes. */
struct agents_longer {
	char *text;
	size_t room;
};

/* What is asked of few lines. */
struct agents_far {
	struct agents_longer longer[AGENTS_SETS][AGENTS_WAYS];
	struct agent_digests digests[AGENTS_SETS][AGENTS_WAYS], alone_digests;
	unsigned char hand[AGENTS_SETS];
	struct agent alone; /* the answer for an agent that is not kept */
	const struct robot_rules *rules;
	struct matcher *matcher;
	void (*fingerprint)(unsigned char out[16], struct span text);
};

struct agents *
agents_open(const struct robot_rules *rules, struct matcher *matcher,
    void (*fingerprint)(unsigned char out[16], struct span text))
{
	struct agents *agents = alloc_zero(1, sizeof(*agents));
	struct agents_far *far = alloc_zero(1, sizeof(*far));
	far->rules = rules;
	far->matcher = matcher;
	far->fingerprint = fingerprint;
	agents->far = far;
	agents->near = alloc_pages(sizeof(*agents->near));
	far->alone.digests = &far->alone_digests;
	return agents;
}

void
agents_close(struct agents *agents)
{
	if (!agents)
		return;
	for (size_t set = 0; set < AGENTS_SETS; set++)
		for (size_t way = 0; way < AGENTS_WAYS; way++)
			free(agents->far->longer[set][way].text);
	alloc_free_pages(agents->near, sizeof(*agents->near));
	free(agents->far);
	free(agents);
}

uint64_t
agents_hash_short(struct span text)
{
	char pad[64] = {0};
	if (text.n)
		memcpy(pad, text.p, text.n);
	return agents_hash_long(pad, sizeof(pad)) + bytes_word(pad) * UINT64_C(0x9e3779b97f4a7c15);
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
	unsigned way = agents->far->hand[set];
	while (agents->near->sets[set].used[way]) {
		agents->near->sets[set].used[way] = false;
		way = (way + 1) % AGENTS_WAYS;
	}
	agents->far->hand[set] = (unsigned char)((way + 1) % AGENTS_WAYS);
	return way;
}

static inline struct span
agents_text(const struct agents *agents, size_t set, size_t way)
{
	size_t n = agents->near->sets[set].n[way];
	return span_make(n <= AGENTS_INLINE ? agents->near->texts[set][way] : agents->far->longer[set][way].text, n);
}

static struct agent *
agents_keep(struct agents *agents, struct span agent, struct agents_hint *hint)
{
	unsigned way = agents_victim(agents, hint->set);
	struct agents_set *set = &agents->near->sets[hint->set];
	struct agents_longer *longer = &agents->far->longer[hint->set][way];
	char *text = agents->near->texts[hint->set][way];
	if (agent.n > AGENTS_INLINE) {
		if (longer->room < agent.n)
			longer->text = alloc_grow(longer->text, &longer->room, agent.n, 1);
		text = longer->text;
	}
	if (agent.n)
		memcpy(text, agent.p, agent.n);
	set->n[way] = (uint16_t)agent.n;
	set->tags[way] = hint->tag;
	agents->near->agents[hint->set][way].digests = &agents->far->digests[hint->set][way];
	agents_judge(agents, &agents->near->agents[hint->set][way], agent);
	set->robot[way] = agents->near->agents[hint->set][way].verdict.robot;
	return &agents->near->agents[hint->set][way];
}

struct agent *
agents_search(struct agents *agents, struct span agent, struct agents_hint *hint)
{
	if (agent.n > AGENTS_LONGEST)
		return agents_judge(agents, &agents->far->alone, agent);
	for (unsigned way = 0; way < AGENTS_WAYS; way++) {
		if (agents->near->sets[hint->set].tags[way] != hint->tag ||
		    !span_eq(agents_text(agents, hint->set, way), agent))
			continue;
		agents->near->sets[hint->set].used[way] = true;
		return &agents->near->agents[hint->set][way];
	}
	return agents_keep(agents, agent, hint);
}

struct agent *
agents_find(struct agents *agents, struct span agent)
{
	struct agents_hint hint = agents_begin(agents, agent);
	bool robot;
	agents_hint(agents, agent, &hint);
	return agents_find_hinted(agents, agent, hint, &robot);
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
