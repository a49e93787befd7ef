/*
 * judge: what one record is to the count. Every record ends in exactly one verdict.
 */
#ifndef FOOTFALL_PARSERS_JUDGE_H
#define FOOTFALL_PARSERS_JUDGE_H

#include "parsers/address.h"
#include "parsers/agents.h"
#include "parsers/page.h"
#include "parsers/record.h"
#include "parsers/sources.h"

/* Version of the built-in rules: what is a page, a robot, a source. A change of the tables that moves
 * any figure raises it, by one a release. */
#define RULES_VERSION 1

/* In the order in which the first that holds is given. VERDICT_VIEW is a page view by a person;
 * whether it is "counted" or "other-source" depends on the source that is asked for. */
enum verdict { VERDICT_EXCLUDED, VERDICT_ROBOT, VERDICT_NOT_PAGE, VERDICT_VIEW };

struct rules;

/* What the user says of his site; borrowed, constant, shared between threads. */
struct judge_settings {
	const struct span *sites; /* --site: lower-case names without port */
	size_t nsites;
	const struct cidr *excluded; /* --exclude */
	size_t nexcluded;
	const struct rules *rules; /* --rules, NULL: none; for judge_rules_extend */
};

struct judge_rules; /* compiled patterns, shared */
struct judge_rules *judge_rules_open(void);
void judge_rules_close(struct judge_rules *rules);
/* Puts the rules of --rules (NULL: none) before the built-in ones; borrowed. Before any judge_open. */
void judge_rules_extend(struct judge_rules *rules, const struct rules *own);

/* Caches and match data of one thread. */
struct judge {
	struct agents *agents;
	bool excludes; /* by address */
	bool sited; /* --site is given */
	struct judge_own *own; /* what judge.c alone needs */
};
struct judge *judge_open(
    const struct judge_rules *rules, const struct judge_settings *settings, const struct agents_hashes *hashes);
void judge_close(struct judge *judge);

struct judgement {
	enum verdict verdict;
	bool foreign_host; /* excluded because the logged host is not one of --site */
	enum page_kind page; /* set unless excluded */
	struct agent *agent; /* set unless excluded; valid until the next record, but see judge_glance */
	struct origin
	    origin; /* set when page is PAGE_VIEW (also for robots, with the evidence that they would else have) */
	struct span site; /* logged host, lower case, without port; empty when not logged */
	char site_name[254]; /* backs `site`, unless it was known */
};

/* Judges a record. */
void judge_record(struct judge *judge, const struct record *record, struct judgement *out);
/* The same in two steps: what judge_begin gives for a record goes on to judge_hinted, by when what is remembered of
 * its agent has come near. */
static inline struct agents_hint
judge_begin(const struct judge *judge, const struct record *record)
{
	return agents_begin(judge->agents, record->agent);
}
void judge_hinted(struct judge *judge, const struct record *record, struct agents_hint hint, struct judgement *out);

/* Whether --exclude names the address of a record. */
bool judge_excludes_address(const struct judge *judge, struct span written);

/* The first verdict that holds, of a record that counts; without a branch, which would be guessed wrong. */
static inline enum verdict
judge_verdict(bool robot, enum page_kind page)
{
	_Static_assert(VERDICT_NOT_PAGE >> 1 == VERDICT_ROBOT && VERDICT_VIEW >> 1 == VERDICT_ROBOT &&
			   VERDICT_VIEW == VERDICT_NOT_PAGE + 1,
	    "what a robot does loses its last bit");
	return (enum verdict)((VERDICT_NOT_PAGE + (page == PAGE_VIEW)) >> robot);
}

/* The same for many records at a time, which bear an agent: what nearly all of them need is told at a glance, verdict,
 * page and agent. False when that does not do: then judge_hinted. The agent stays valid until that is called. Not for
 * records that bear a host where --site is given. */
static inline bool
judge_glance(struct judge *judge, const struct record *record, struct agents_hint hint, struct judgement *out)
{
	struct agent *agent;
	bool robot;
	if ((judge->excludes && judge_excludes_address(judge, record->address)) ||
	    !(agent = agents_glance(judge->agents, hint, &robot)))
		return false;
	out->agent = agent;
	out->page = page_kind(record);
	out->verdict = judge_verdict(robot, out->page);
	return true;
}
/* What is still missing of a page view that judge_glance judged, its site (url_host_name of the host; borrowed) and
 * origin, in two steps: what is remembered of the Referer's host comes near, and is used a little later. */
void judge_expect(struct judge *judge, const struct record *record, struct span site, struct judgement *of);
void judge_view(struct judge *judge, const struct record *record, struct judgement *of);

/* The digest without versions of the agent of the judgement just given. */
const unsigned char *judge_agent_any(struct judge *judge, const struct record *record, struct judgement *of);

#endif
