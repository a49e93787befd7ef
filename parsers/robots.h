/*
 * robots: is a user agent an automated client, or a person's browser?
 *
 * Tested in this order: known people (in-app browsers, phones with "bot" in their name), signs in
 * the structure (a URL, an address, words such as crawl), names of robots. Judging costs several
 * patterns; parsers/agents.h remembers what was judged.
 */
#ifndef FOOTFALL_PARSERS_ROBOTS_H
#define FOOTFALL_PARSERS_ROBOTS_H

#include "base/span.h"

struct matcher;
struct rules;

struct robot_verdict {
	bool robot;
	bool twitter_app; /* Twitter's in-app browser: a person */
	const char *why; /* for `explain`: static text, "empty user agent", "names itself a crawler" */
};

/* Compiled rules, shared between threads. */
struct robot_rules;
struct robot_rules *robot_rules_open(void);
void robot_rules_close(struct robot_rules *rules);
/* Puts the user's rules for agents before all others; borrowed, before threads share the rules. */
void robot_rules_extend(struct robot_rules *rules, const struct rules *own);

/* Judges one agent (decoded; empty for an empty one or "-") without a cache. */
struct robot_verdict robots_judge(const struct robot_rules *rules, struct matcher *matcher, struct span agent);

#endif
