/*
 * pageviews: Twitter page views as a set, part of a tally.
 *
 * They are what a long log needs most memory for, so they are kept packed, and the index over them goes
 * when nobody adds any more (pageviews_settle).
 */
#ifndef FOOTFALL_ANALYZER_PAGEVIEWS_H
#define FOOTFALL_ANALYZER_PAGEVIEWS_H

#include "analyzer/texts.h"
#include <stdint.h>

/* A Twitter page view; its key is (site, id). Of duplicates the newest rules, then the strongest
 * evidence, then the earliest day, then the byte-wise least link is kept. A visitor whose period is
 * closed has the hash 0. */
struct pageview {
	unsigned char id[16]; /* keyed hash of visitor, instant and target */
	uint64_t week_visitor; /* visitor under the key of the ISO week-year */
	uint64_t year_visitor, any_visitor; /* under the calendar year's, with and without agent versions */
	int64_t time; /* UTC seconds, of 40 bits */
	int32_t day; /* since 1970, of 20 bits */
	unsigned site : 20, evidence : 2, robot : 1;
	unsigned rules : 9; /* version of the built-in rules that judged it; of duplicates the higher is kept */
};

/* The same, packed. On most days week and year have one key, and so one visitor. */
struct pageviews_packed {
	unsigned char id[16];
	uint64_t week_visitor, any_visitor;
	uint64_t when; /* from the lowest bit: time 40, day 20, evidence 2, robot 1, and 1 where the year's visitor
			* stands in pageviews_other */
	uint32_t site_rules; /* site 20, rules 9 */
} __attribute__((packed, aligned(4)));

/* Where a page view led and which link it came by: numbers of texts, 0 for none. Kept apart from the
 * page view, because reports of numbers need neither. */
struct pageviews_text {
	uint32_t path, link;
};

/* The visitor under the calendar year's key, where it is not the week's. */
struct pageviews_other {
	uint32_t number; /* of the page view */
	uint64_t year_visitor;
} __attribute__((packed, aligned(4)));

/* Where a page view is found; number 0: free. */
struct pageviews_slot {
	uint32_t tag; /* a part of its identity */
	uint32_t number; /* of the page view + 1 */
};

#define PAGEVIEWS_CHUNK 1024

/* Numbers of page views are below count. */
struct pageviews {
	size_t count;
	struct pageviews_packed **chunks; /* of PAGEVIEWS_CHUNK page views each */
	struct pageviews_text **text_chunks; /* beside them; NULL unless keep_text */
	size_t chunks_room;
	bool keep_text;
	struct texts texts;
	struct pageviews_slot *index; /* open addressing; NULL: made when it is needed */
	size_t index_room; /* a power of two */
	struct pageviews_other *others; /* in the order of their numbers */
	size_t nothers, others_room;
};

/* `keep_text`: landing pages and links are wanted. */
void pageviews_init(struct pageviews *views, bool keep_text);
void pageviews_release(struct pageviews *views);

/* Adds a page view, or joins it with the one that has its key. The texts are copied. True when that one has another
 * local day, of an instant logged with two offsets: *dropped is then the one of both that is not kept. */
bool pageviews_put(
    struct pageviews *views, const struct pageview *view, struct span path, struct span link, struct pageview *dropped);

/* Of two page views of one identity, which is kept: below 0 `a`, above 0 `b`, 0 where their links decide. */
int pageviews_prefer(const struct pageview *a, const struct pageview *b);

/* Frees what only pageviews_put needs. It may be called all the same. */
void pageviews_settle(struct pageviews *views);

/* Frees the chunk of the page view `number`, which is the last one that was needed of it, and of those before. */
void pageviews_forget(struct pageviews *views, size_t number);

/* Landing page (path without query) and link of a page view; empty where none is kept. */
struct span pageviews_path(const struct pageviews *views, size_t number);
struct span pageviews_link(const struct pageviews *views, size_t number);

/* The year's visitor where it is not the week's. */
uint64_t pageviews_other(const struct pageviews *views, size_t number);

static inline const struct pageviews_packed *
pageviews_packed(const struct pageviews *views, size_t number)
{
	return &views->chunks[number / PAGEVIEWS_CHUNK][number % PAGEVIEWS_CHUNK];
}

static inline const struct pageviews_text *
pageviews_text(const struct pageviews *views, size_t number)
{
	return &views->text_chunks[number / PAGEVIEWS_CHUNK][number % PAGEVIEWS_CHUNK];
}

/* What the word `when` of a packed page view holds. */
static inline int64_t
pageviews_when_time(uint64_t when)
{
	return (int64_t)(when << 24) >> 24;
}
static inline int32_t
pageviews_when_day(uint64_t when)
{
	return (int32_t)((int64_t)(when << 4) >> 44);
}
static inline unsigned
pageviews_when_evidence(uint64_t when)
{
	return (unsigned)(when >> 60) & 3;
}
static inline bool
pageviews_when_robot(uint64_t when)
{
	return when >> 62 & 1;
}

static inline struct pageview
pageviews_get(const struct pageviews *views, size_t number)
{
	const struct pageviews_packed *packed = pageviews_packed(views, number);
	uint64_t when = packed->when;
	struct pageview view = {
	    .week_visitor = packed->week_visitor,
	    .year_visitor = when >> 63 ? pageviews_other(views, number) : packed->week_visitor,
	    .any_visitor = packed->any_visitor,
	    .time = pageviews_when_time(when),
	    .day = pageviews_when_day(when),
	    .site = packed->site_rules & 0xfffff,
	    .evidence = pageviews_when_evidence(when) & 3,
	    .robot = pageviews_when_robot(when),
	    .rules = packed->site_rules >> 20 & 511,
	};

	memcpy(view.id, packed->id, sizeof(view.id));
	return view;
}

/* Fetches where a page view will be sought, for pageviews_put a little later. */
static inline void
pageviews_expect(const struct pageviews *views, const unsigned char id[16])
{
	uint64_t hash;

	memcpy(&hash, id, sizeof(hash));
	if (views->index)
		__builtin_prefetch(&views->index[hash & (views->index_room - 1)]);
}

#endif
