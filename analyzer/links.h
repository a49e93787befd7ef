/*
 * links: which links brought Twitter's page views, and where they led; and whose tweets they stood in.
 *
 * Visitors are distinct visitor-years: who comes in two calendar years counts twice (of one week they
 * are its visitors). Like all visitors they are not additive over links or landing pages.
 *
 * Texts are borrowed from the tally and the archive, which must live as long.
 */
#ifndef FOOTFALL_ANALYZER_LINKS_H
#define FOOTFALL_ANALYZER_LINKS_H

#include "analyzer/tally.h"
#include "parsers/archive.h"

/* A visit so many seconds before its tweet is put down to clocks that differ. */
#define LINKS_CLOCK 300

struct links_request {
	const struct judge_settings *judge; /* which sites count */
	int32_t from, to; /* page views of these days alone; INT32_MIN and INT32_MAX: of all */
	int32_t since, until; /* rows with a page view on one of these days, none of which is cut */
	bool week; /* from to to is a week: its visitors, not visitor-years */
};

/* How a link's tweets stand to its visitors. */
enum links_relation {
	LINKS_UNKNOWN, /* in no tweet of the archive: of somebody else, or deleted */
	LINKS_OWN,
	LINKS_OTHER, /* a retweet: the code belongs to a tweet of somebody else */
	LINKS_SHARED, /* in several tweets: each page view goes to the newest not later than it */
	LINKS_BEFORE, /* page views came before the first tweet with the code, so it cannot be theirs alone */
};
#define LINKS_RELATIONS 5

/* "own", "other", "shared-code", "before-tweet"; "" for LINKS_UNKNOWN. */
const char *links_relation_name(enum links_relation relation);

struct links_page {
	struct span path;
	uint64_t visitors, page_views;
};

/* A tweet with the link's code, and what was attributed to it. */
struct links_tweet {
	const struct archive_tweet *tweet;
	uint64_t visitors, page_views;
};

struct links_link {
	struct span link; /* "t.co/CODE", "twitter.com/user/status/1"; empty: none is known */
	struct span code; /* of t.co; empty: it has none */
	uint64_t visitors, page_views;
	int64_t first, last; /* UTC seconds of the first and last page view */
	struct links_page *pages; /* the most visitors first */
	size_t npages;
	enum links_relation relation;
	struct links_tweet *tweets; /* the earliest first */
	size_t ntweets;
	size_t tweet; /* the one that most visitors were attributed to */
	uint64_t early; /* page views earlier than any of the tweets, by more than LINKS_CLOCK */
	size_t begin, count; /* its page views, in links->items */
	uint32_t text; /* number of the link's text in the tally */
};

struct links_total {
	uint64_t links, visitors, page_views;
};

struct links {
	struct links_link *links; /* with a code; the most visitors first */
	size_t nlinks;
	struct links_link *others; /* without one; the most visitors first */
	size_t nothers;
	struct links_page *pages; /* of all; the most visitors first */
	size_t npages;
	struct links_total with_code, without_code, all; /* over rows that were not chosen, too */
	struct links_total by_relation[LINKS_RELATIONS]; /* of the rows with a code; after links_join */
	struct links_total own; /* of page views that are put down to an own tweet, with shared codes among them */
	bool joined; /* an archive has been joined */
	struct links_item *items;
	size_t nitems;
	struct links_link **by_code; /* the rows with a code, by code */
	size_t texts; /* of the tally */
	struct links_page *all_pages; /* what the pages of links are parts of */
	struct links_tweet *all_tweets;
};

/* Counts page views of people (no robots) in a tally that kept texts. */
void links_init(struct links *links, const struct links_request *request, const struct tally *tally);
void links_release(struct links *links);

/* Whether a link has the code: an archive_wanted whose context is the links. */
bool links_wanted(void *links, struct span code);

/* Finds each link's tweets. Once. */
void links_join(struct links *links, const struct archive *archive);

#endif
