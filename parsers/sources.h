/*
 * sources: where a page view came from, and how strong the evidence for Twitter is.
 *
 * The table sources[] has a row for each source by name; adding one is adding a row. The rules of
 * Twitter evidence, with their traps, are in docs/counting.md.
 */
#ifndef FOOTFALL_PARSERS_SOURCES_H
#define FOOTFALL_PARSERS_SOURCES_H

#include "parsers/record.h"

struct matcher;
struct rules;

/* Evidence that a page view came from Twitter, the strongest first. */
enum evidence {
	EVIDENCE_NONE = 0,
	EVIDENCE_REFERER = 1, /* Referer on a Twitter host, or a Twitter app id */
	EVIDENCE_APP = 2, /* no Referer, Twitter's in-app browser */
	EVIDENCE_TAG = 3, /* no Referer or a neutral shortener's, a Twitter campaign tag */
};
/* "referer", "app", "tag"; "" for none. */
const char *evidence_name(enum evidence evidence);

/* Ids with a meaning to the program; rows of sources[] follow from SOURCE_FIRST_NAMED on. The
 * ids are those of one run: whatever is kept is kept by name. */
enum {
	SOURCE_TWITTER = 0,
	SOURCE_DIRECT = 1, /* no Referer, no tag */
	SOURCE_INTERNAL = 2, /* own host */
	SOURCE_OTHER = 3, /* a site that no row names */
	SOURCE_FIRST_NAMED = 4,
};

struct source_row {
	const char *name; /* as typed after --source: "google" */
	const char *title; /* as shown: "Google" */
	const char *kind; /* "network", "search", "reader", "mail", "shortener", ...: for grouping */
	const char *const *domains; /* NULL-terminated, lower case; matched at dot boundaries */
	const char *const *apps; /* android-app packages, exact; NULL when none */
	bool neutral; /* a shortener or scheduler: a Twitter tag decides */
};

/* All sources by id, from 0 to sources_count - 1; the first four rows have no domains of their
 * own except Twitter's. Read only: behind the table's rows stand those of sources_add. */
extern const struct source_row *sources;
extern unsigned sources_count;

/* The most that can be added. */
#define SOURCES_OWN 64

/* The id of a source, which is added when there is none of that name; -1 when there is no room. The
 * sources of a run are one list for all of it, like its time zone: to be called while the command
 * line is read or a database is loaded, before anything is counted. */
int sources_add(struct span name);

/* Id of a source by name ("x" is accepted for "twitter"), or -1. */
int sources_named(struct span name);

/* What is known of one page view's origin. */
/* What whoever counts calls a host, kept beside it: an id, and of what. Zero at first. */
struct origin_note {
	uint32_t of, id;
};

struct origin {
	unsigned source; /* id */
	enum evidence evidence; /* EVIDENCE_NONE unless source is SOURCE_TWITTER */
	bool dated; /* the Referer is of Twitter, but its host was not always */
	struct span host; /* Referer's host as written, without port; empty when there is none */
	struct span link; /* of Twitter evidence by Referer: see sources_link; else empty */
	struct origin_note *note; /* beside the host, valid until the next origin is sought; NULL where none is kept */
};

/* Compiled rules; open once, share between threads. Compiles on first need of each pattern is not
 * required: opening costs under a millisecond. */
struct source_rules;
struct source_rules *source_rules_open(void);
void source_rules_close(struct source_rules *rules);
/* Puts the user's hosts before all others; borrowed, before threads share the rules. */
void source_rules_extend(struct source_rules *rules, const struct rules *own);
/* Whether those name any host: then a host is not the own one before they were asked. */
bool source_rules_name_hosts(const struct source_rules *rules);

/* Never false for a host that sources_judge may take for Twitter's; cheap. */
static inline bool
sources_may_be_twitter(struct span host)
{
	if (host.n < 4)
		return false;
	const char *end = host.p + host.n;
	if (span_lower(end[-1]) == 'o')
		return end[-3] == '.' && span_lower(end[-4]) == 't';
	return host.n >= 5 && span_lower(end[-1]) == 'm' && end[-4] == '.' &&
	       (span_lower(end[-5]) == 'x' || span_lower(end[-5]) == 'r');
}

/* The link of a Referer whose host, as written, is Twitter's; `path` is what stands behind it and its port.
 * "t.co/CODE" or "twitter.com/user/status/N", borrowed without scheme, query and fragment; empty where there is none,
 * or a longer one than any tweet or profile has. */
#define SOURCE_LINK_MAX 255
struct span sources_link(struct span host, struct span path);

/* The same as it is kept: the host in lower case, without final dot and port. The text itself where it is so
 * already, else in `text`. */
struct span sources_link_text(struct span link, char text[SOURCE_LINK_MAX]);

/* Where the page view came from. `in_app`: the agent is Twitter's in-app browser. SOURCE_INTERNAL
 * is given only when the Referer's host equals one of `own` (lower-case names, `nown` of them) but
 * for "www."; a Referer of any other unnamed host is SOURCE_OTHER. */
void sources_judge(const struct source_rules *rules, struct matcher *matcher, const struct record *record, bool in_app,
    const struct span *own, size_t nown, struct origin *out);

#endif
