/*
 * rules: what the user knows of his own visitors, from the file of --rules.
 *
 *   # a comment
 *   robot PATTERN        agents that match are robots
 *   person PATTERN       agents that match are people
 *   source NAME HOST     Referers of that host, or of a host beneath it, are from NAME
 *   exclude CIDR         an address or range that is not counted
 *
 * Patterns are PCRE2 on the agent alone, ASCII case ignored. The rules come before the built-in
 * tables, and of several the first that fits decides.
 */
#ifndef FOOTFALL_PARSERS_RULES_H
#define FOOTFALL_PARSERS_RULES_H

#include "parsers/address.h"

/* Letters of a source's name. */
#define RULES_NAME_MAX 32

struct pattern;
struct matcher;

struct rules_agent {
	struct pattern *pattern;
	bool robot;
};

struct rules_host {
	struct span host; /* lower case */
	unsigned source; /* id */
};

/* Zero-initialise; shared between threads once it is read. */
struct rules {
	struct rules_agent *agents;
	size_t nagents, agents_room;
	struct rules_host *hosts;
	size_t nhosts, hosts_room;
	struct cidr *excluded;
	size_t nexcluded, excluded_room;
	char *text; /* the rules alone, one a line, as rules_take would take them again */
	size_t ntext, text_room;
};

/* Adds the rules of a file. 0, or -1: what is wrong has been said, as FILE:LINE. Names of sources
 * are entered with sources_add, so this comes before threads and tallies. */
int rules_read(struct rules *rules, const char *file);
/* The same of a text; `file` is the name for messages. */
int rules_take(struct rules *rules, const char *file, struct span text);
void rules_release(struct rules *rules);

/* The rule for an agent, NULL when none fits. */
const struct rules_agent *rules_find_agent(const struct rules *rules, struct matcher *matcher, struct span agent);

/* The source of a Referer's host (any case), or -1. */
int rules_find_source(const struct rules *rules, struct span host);

#endif
