/* The join of links with an archive: in whose tweets they stood, and which tweet brought whom. */
#include "analyzer/links_runs.h"
#include "base/alloc.h"
#include <stdlib.h>

/* The newest tweet that is not later than the visit; of none the first. The tweets are in order of time. */
static size_t
tweet_of_visit(const struct links_link *link, int64_t time)
{
	size_t k = link->ntweets;

	while (k > 1 && link->tweets[k - 1].tweet->time > time + LINKS_CLOCK)
		k--;
	return k - 1;
}

static bool
is_early(const struct links_link *link, const struct links_item *item)
{
	return !link->tweets[0].tweet->other && item->time + LINKS_CLOCK < link->tweets[0].tweet->time;
}

/* Puts each page view down to a tweet. */
static void
attribute(struct links_link *link, struct links_item *items)
{
	struct links_run *runs;
	size_t count;

	for (size_t i = 0; i < link->count; i++) {
		struct links_item *item = &items[link->begin + i];
		item->group = 0;
		item->part = (uint32_t)tweet_of_visit(link, item->time);
		link->early += is_early(link, item);
	}
	runs = links_runs_make(items + link->begin, link->count, &count);
	for (size_t i = 0; i < count; i++) {
		link->tweets[runs[i].part].visitors = runs[i].visitors;
		link->tweets[runs[i].part].page_views = runs[i].count;
	}
	free(runs);
	for (size_t k = 0; k < link->ntweets; k++)
		if (link->tweets[k].visitors >= link->tweets[link->tweet].visitors)
			link->tweet = k;
}

/* What a retweet's code was before the retweet is no riddle: it is the code of an older tweet. */
static enum links_relation
relation_of(const struct links_link *link)
{
	if (link->early > 0)
		return LINKS_BEFORE;
	if (link->ntweets > 1)
		return LINKS_SHARED;
	return link->tweets[0].tweet->other ? LINKS_OTHER : LINKS_OWN;
}

static void
join_link(struct links_link *link, struct links_tweet *room, const struct archive_tweet *tweets, size_t count,
    struct links_item *items)
{
	link->tweets = room;
	link->ntweets = count;
	for (size_t i = 0; i < count; i++)
		link->tweets[i] = (struct links_tweet){.tweet = &tweets[i]};
	attribute(link, items);
	link->relation = relation_of(link);
}

/* A visitor of two links of one kind is one visitor of that kind. */
static void
total_relations(struct links *links)
{
	struct links_total rest = {0}, *totals[LINKS_RELATIONS + 1] = {&rest};
	uint8_t *of = alloc_zero(links->texts + 1, 1);

	for (size_t i = 0; i < LINKS_RELATIONS; i++)
		totals[i + 1] = &links->by_relation[i];
	for (size_t i = 0; i < links->nlinks; i++) {
		of[links->links[i].text] = (uint8_t)(links->links[i].relation + 1);
		links_add_total(&links->by_relation[links->links[i].relation], &links->links[i]);
	}
	links_runs_count(links->items, links->nitems, of, totals);
	free(of);
}

/* A code made by an own tweet stays its own when the tweet is retweeted by its author. */
static bool
has_own(const struct links_link *link)
{
	for (size_t k = 0; k < link->ntweets; k++)
		if (!link->tweets[k].tweet->other)
			return true;
	return false;
}

/* A page view before the tweet cannot be its; those after it may be. */
static void
total_own(struct links *links)
{
	struct links_total *totals[] = {&links->own};
	struct links_item *items = alloc_zero(links->nitems + 1, sizeof(*items));
	size_t n = 0;

	for (size_t i = 0; i < links->nlinks; i++) {
		const struct links_link *link = &links->links[i];
		if (link->relation == LINKS_UNKNOWN || !has_own(link) || link->early == link->page_views)
			continue;
		for (size_t j = 0; j < link->count; j++)
			if (!is_early(link, &links->items[link->begin + j]))
				items[n++] = links->items[link->begin + j];
		links->own.links++;
		links->own.page_views += link->page_views - link->early;
	}
	links_runs_count(items, n, NULL, totals);
	free(items);
}

void
links_join(struct links *links, const struct archive *archive)
{
	size_t used = 0;

	links->joined = true;
	links->all_tweets = alloc_zero(archive->count + 1, sizeof(*links->all_tweets));
	for (size_t i = 0; i < links->nlinks; i++) {
		size_t count;
		const struct archive_tweet *tweets = archive_find(archive, links->links[i].code, &count);
		if (!tweets)
			continue;
		join_link(&links->links[i], links->all_tweets + used, tweets, count, links->items);
		used += count;
	}
	total_relations(links);
	total_own(links);
}
