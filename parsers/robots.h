/*
 * robots: is a user agent an automated client, or a person's browser?
 *
 * Tested in this order: known people (in-app browsers, phones with "bot" in their name), signs in
 * the structure (a URL, an address, words such as crawl), names of robots. Judging costs several
 * patterns, so a bounded cache remembers agents; nearly all lines are answered from it.
 */
#ifndef FOOTFALL_PARSERS_ROBOTS_H
#define FOOTFALL_PARSERS_ROBOTS_H

#include "base/span.h"

struct matcher;

/* Version of the built-in robot and source rules; stored beside what they judged. Raise it when a
 * row of either table changes. */
#define RULES_VERSION 1

struct robot_verdict {
	bool robot;
	bool twitter_app; /* Twitter's in-app browser: a person */
	const char *why; /* for `explain`: static text, "empty user agent", "names itself a crawler" */
};

/* Compiled rules, shared between threads. */
struct robot_rules;
struct robot_rules *robot_rules_open(void);
void robot_rules_close(struct robot_rules *rules);

/* Judges one agent (decoded; empty for an empty one or "-") without a cache. */
struct robot_verdict robots_judge(const struct robot_rules *rules, struct matcher *matcher, struct span agent);

/* The cache of one thread. What an agent is to the program: the verdict, and two fingerprints
 * that stand for the agent inside visitor hashes. */
struct agent {
	struct robot_verdict verdict;
	unsigned char digest[16]; /* of the agent as it is */
	unsigned char digest_any[16]; /* of the agent without version numbers; made on first use */
	bool has_any;
};
struct agents;
/* `fingerprint` makes a 16-byte digest of a text; it is called once for each agent judged. */
struct agents *agents_open(const struct robot_rules *rules, struct matcher *matcher,
    void (*fingerprint)(unsigned char out[16], struct span text));
void agents_close(struct agents *agents);
/* The agent's entry; it stays valid until the next call. */
struct agent *agents_find(struct agents *agents, struct span agent);
/* digest_any of an entry found for `agent`, made when missing. */
const unsigned char *agents_any(struct agents *agents, struct agent *entry, struct span agent);
/* Questions asked and answered from the cache, for the benchmark. */
void agents_stats(const struct agents *agents, uint64_t *asked, uint64_t *hits);

/* The agent without its version numbers, into `out` of `size` bytes (cut when longer). */
struct span robots_without_versions(struct span agent, char *out, size_t size);

#endif
