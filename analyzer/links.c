/*
 * Every page view becomes a small item with the numbers of its link and landing page. Rows are runs of
 * items in some order, and distinct visitors are changes of visitor in a run, so each table below is one
 * sort and one walk.
 */
#include "analyzer/links.h"
#include "analyzer/scope.h"

#include "base/alloc.h"

#include <stdlib.h>

struct links_item {
	uint64_t visitor;
	int64_t time;
	uint32_t view; /* number of the page view */
	uint32_t link, path; /* numbers of the tally's texts, 0 for none */
	uint32_t group, part; /* what is counted at present: runs of equal groups, in them of equal parts */
	int32_t day;
};

/* What a run of items with the same group and part holds. */
struct run {
	size_t begin, count;
	uint32_t group, part;
	uint64_t visitors;
};

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

const char *
links_relation_name(enum links_relation relation)
{
	static const char *const names[LINKS_RELATIONS] = {"", "own", "other", "shared-code", "before-tweet"};

	return names[relation];
}

/* ---- the items ---- */

/* Of several page views with one identity the one that is kept comes first, as in a tally. */
static int
by_identity(const void *left, const void *right, void *argument)
{
	const struct links_item *a = left, *b = right;
	const struct tally *tally = argument;
	const struct pageview x = pageviews_get(&tally->pageviews, a->view),
			      y = pageviews_get(&tally->pageviews, b->view);
	int order = memcmp(x.id, y.id, sizeof(x.id));

	if (order == 0)
		order = COMPARE(y.rules, x.rules);
	if (order == 0)
		order = COMPARE(x.evidence, y.evidence);
	if (order == 0)
		order = COMPARE(x.day, y.day);
	return order != 0 ? order
			  : span_compare(
				pageviews_link(&tally->pageviews, a->view), pageviews_link(&tally->pageviews, b->view));
}

/* The same page view may be logged with a host in one log and without in another. */
static void
drop_repeats(struct links *links, const struct tally *tally)
{
	size_t kept = 0;

	qsort_r(links->items, links->nitems, sizeof(*links->items), by_identity, (void *)(uintptr_t)tally);
	for (size_t i = 0; i < links->nitems; i++) {
		const unsigned char *id = pageviews_packed(&tally->pageviews, links->items[i].view)->id;
		if (kept == 0 ||
		    memcmp(pageviews_packed(&tally->pageviews, links->items[kept - 1].view)->id, id, 16) != 0)
			links->items[kept++] = links->items[i];
	}
	links->nitems = kept;
}

static void
take_items(struct links *links, const struct links_request *request, const struct tally *tally)
{
	bool *use = alloc_zero(tally->nsites + 1, sizeof(*use)), several = false;
	uint32_t site = UINT32_MAX;

	scope_use(tally, request->judge, use);
	links->items = alloc_zero(tally->pageviews.count + 1, sizeof(*links->items));
	for (size_t i = 0; i < tally->pageviews.count; i++) {
		const struct pageview view = pageviews_get(&tally->pageviews, i);
		const struct pageviews_text *text = pageviews_text(&tally->pageviews, i);
		uint64_t visitor = request->week ? view.week_visitor : view.year_visitor;

		/* Without a visitor its period is closed. */
		if (view.robot || !use[view.site] || visitor == 0 || view.day < request->from || view.day > request->to)
			continue;
		several = several || (site != UINT32_MAX && site != view.site);
		site = view.site;
		links->items[links->nitems++] = (struct links_item){
		    .visitor = visitor,
		    .time = view.time,
		    .view = (uint32_t)i,
		    .link = text->link,
		    .path = text->path,
		    .day = view.day,
		};
	}
	if (several)
		drop_repeats(links, tally);
	free(use);
}

/* ---- runs ---- */

static int
by_group(const void *left, const void *right)
{
	const struct links_item *a = left, *b = right;
	int order = COMPARE(a->group, b->group);

	if (order == 0)
		order = COMPARE(a->part, b->part);
	return order != 0 ? order : COMPARE(a->visitor, b->visitor);
}

/* Sorts the items by group, part and visitor, and gives the runs; the caller frees them. */
static struct run *
make_runs(struct links_item *items, size_t nitems, size_t *count)
{
	struct run *runs = NULL;
	size_t room = 0;

	*count = 0;
	if (nitems > 0)
		qsort(items, nitems, sizeof(*items), by_group);
	for (size_t i = 0; i < nitems; i++) {
		struct run *run = *count > 0 ? &runs[*count - 1] : NULL;
		if (!run || run->group != items[i].group || run->part != items[i].part) {
			runs = alloc_grow(runs, &room, *count + 1, sizeof(*runs));
			run = &runs[(*count)++];
			*run = (struct run){.begin = i, .group = items[i].group, .part = items[i].part};
		}
		run->visitors += run->count == 0 || items[i].visitor != items[i - 1].visitor;
		run->count++;
	}
	return runs;
}

static bool
is_chosen(const struct links_item *items, const struct run *run, const struct links_request *request)
{
	for (size_t i = run->begin; i < run->begin + run->count; i++)
		if (items[i].day >= request->since && items[i].day <= request->until)
			return true;
	return false;
}

/* ---- rows ---- */

static int
by_visitors(uint64_t avisitors, uint64_t bvisitors, uint64_t aviews, uint64_t bviews)
{
	return avisitors != bvisitors ? COMPARE(bvisitors, avisitors) : COMPARE(bviews, aviews);
}

static int
page_order(const void *left, const void *right)
{
	const struct links_page *a = left, *b = right;
	int order = by_visitors(a->visitors, b->visitors, a->page_views, b->page_views);

	return order != 0 ? order : span_compare(a->path, b->path);
}

static int
link_order(const void *left, const void *right)
{
	const struct links_link *a = left, *b = right;
	int order = by_visitors(a->visitors, b->visitors, a->page_views, b->page_views);

	return order != 0 ? order : span_compare(a->link, b->link);
}

static struct links_page
page_of(const struct run *run, const struct links_item *items, const struct tally *tally)
{
	return (struct links_page){
	    .path = texts_get(&tally->pageviews.texts, items[run->begin].path),
	    .visitors = run->visitors,
	    .page_views = run->count,
	};
}

static void
make_pages(struct links *links, const struct links_request *request, const struct tally *tally)
{
	struct run *runs;
	size_t count;

	for (size_t i = 0; i < links->nitems; i++) {
		links->items[i].group = links->items[i].path;
		links->items[i].part = 0;
	}
	runs = make_runs(links->items, links->nitems, &count);
	links->pages = alloc_zero(count + 1, sizeof(*links->pages));
	for (size_t i = 0; i < count; i++)
		if (is_chosen(links->items, &runs[i], request))
			links->pages[links->npages++] = page_of(&runs[i], links->items, tally);
	free(runs);
	qsort(links->pages, links->npages, sizeof(*links->pages), page_order);
}

static struct span
code_of(struct span link)
{
	return span_starts(link, SPAN("t.co/")) ? span_from(link, 5) : SPAN("");
}

static struct links_link
link_of(const struct run *run, const struct links_item *items, const struct tally *tally)
{
	struct links_link link = {
	    .link = texts_get(&tally->pageviews.texts, run->group),
	    .visitors = run->visitors,
	    .page_views = run->count,
	    .first = INT64_MAX,
	    .last = INT64_MIN,
	    .begin = run->begin,
	    .count = run->count,
	    .text = run->group,
	};

	link.code = code_of(link.link);
	for (size_t i = run->begin; i < run->begin + run->count; i++) {
		if (items[i].time < link.first)
			link.first = items[i].time;
		if (items[i].time > link.last)
			link.last = items[i].time;
	}
	return link;
}

static void
add_total(struct links_total *total, const struct links_link *link)
{
	total->links++;
	total->page_views += link->page_views;
}

/* The pages of each link are a run of all_pages. */
static void
make_link_pages(struct links *links, const struct tally *tally, struct run *runs, size_t nruns)
{
	struct links_item *parts = alloc_zero(links->nitems + 1, sizeof(*parts));
	size_t count, next = 0;
	struct run *pages;

	/* In an order of their own, since the runs of links are to stay. */
	memcpy(parts, links->items, links->nitems * sizeof(*parts));
	for (size_t i = 0; i < links->nitems; i++)
		parts[i].part = parts[i].path;
	pages = make_runs(parts, links->nitems, &count);
	links->all_pages = alloc_zero(count + 1, sizeof(*links->all_pages));
	for (size_t i = 0; i < count; i++)
		links->all_pages[i] = page_of(&pages[i], parts, tally);
	for (size_t i = 0; i < nruns; i++) {
		size_t begin = next;
		while (next < count && pages[next].group == runs[i].group)
			next++;
		qsort(links->all_pages + begin, next - begin, sizeof(*links->all_pages), page_order);
		/* The part of a run of links is unused: it takes the number of pages. */
		runs[i].part = (uint32_t)(next - begin);
	}
	free(pages);
	free(parts);
}

static void
make_links(struct links *links, const struct links_request *request, const struct tally *tally)
{
	struct run *runs;
	size_t count, next = 0;

	for (size_t i = 0; i < links->nitems; i++) {
		links->items[i].group = links->items[i].link;
		links->items[i].part = 0;
	}
	runs = make_runs(links->items, links->nitems, &count);
	make_link_pages(links, tally, runs, count);
	links->links = alloc_zero(count + 1, sizeof(*links->links));
	links->others = alloc_zero(count + 1, sizeof(*links->others));
	for (size_t i = 0; i < count; i++) {
		struct links_link link = link_of(&runs[i], links->items, tally);
		link.pages = links->all_pages + next;
		link.npages = runs[i].part;
		next += link.npages;
		add_total(link.code.n > 0 ? &links->with_code : &links->without_code, &link);
		if (!is_chosen(links->items, &runs[i], request))
			continue;
		if (link.code.n > 0)
			links->links[links->nlinks++] = link;
		else
			links->others[links->nothers++] = link;
	}
	free(runs);
	qsort(links->links, links->nlinks, sizeof(*links->links), link_order);
	qsort(links->others, links->nothers, sizeof(*links->others), link_order);
}

/* ---- totals ---- */

/* Counts distinct visitors by class (below `classes`) of each item's link; `of` is by text number. */
static void
count_classes(const struct links *links, const uint8_t *of, struct links_total **totals)
{
	struct links_item *items = alloc_zero(links->nitems + 1, sizeof(*items));
	struct run *runs;
	size_t count;

	memcpy(items, links->items, links->nitems * sizeof(*items));
	for (size_t i = 0; i < links->nitems; i++) {
		items[i].group = of ? of[items[i].link] : 0;
		items[i].part = 0;
	}
	runs = make_runs(items, links->nitems, &count);
	for (size_t i = 0; i < count; i++)
		totals[runs[i].group]->visitors = runs[i].visitors;
	free(runs);
	free(items);
}

static void
make_totals(struct links *links, const struct tally *tally)
{
	uint8_t *of = alloc_zero(tally->pageviews.texts.count + 1, 1);
	struct links_total *all[] = {&links->all}, *by_code[] = {&links->without_code, &links->with_code};

	for (size_t i = 1; i <= tally->pageviews.texts.count; i++)
		of[i] = code_of(texts_get(&tally->pageviews.texts, (uint32_t)i)).n > 0;
	count_classes(links, NULL, all);
	count_classes(links, of, by_code);
	links->all.links = links->with_code.links + links->without_code.links;
	links->all.page_views = links->nitems;
	free(of);
}

static int
code_order(const void *left, const void *right)
{
	const struct links_link *const *a = left, *const *b = right;

	return span_compare((*a)->code, (*b)->code);
}

void
links_init(struct links *links, const struct links_request *request, const struct tally *tally)
{
	*links = (struct links){.texts = tally->pageviews.texts.count};
	take_items(links, request, tally);
	make_pages(links, request, tally);
	make_links(links, request, tally);
	make_totals(links, tally);
	links->by_code = alloc_zero(links->nlinks + 1, sizeof(*links->by_code));
	for (size_t i = 0; i < links->nlinks; i++)
		links->by_code[i] = &links->links[i];
	qsort(links->by_code, links->nlinks, sizeof(*links->by_code), code_order);
}

void
links_release(struct links *links)
{
	free(links->links);
	free(links->others);
	free(links->pages);
	free(links->items);
	free(links->by_code);
	free(links->all_pages);
	free(links->all_tweets);
	*links = (struct links){0};
}

/* ---- the join with an archive ---- */

bool
links_wanted(void *context, struct span code)
{
	const struct links *links = context;
	const struct links_link wanted = {.code = code}, *const pointer = &wanted;

	return bsearch(&pointer, links->by_code, links->nlinks, sizeof(*links->by_code), code_order) != NULL;
}

/* The newest tweet that is not later than the visit; of none the first. The tweets are in order of time. */
static size_t
tweet_of_visit(const struct links_link *link, int64_t time)
{
	size_t k = link->ntweets;

	while (k > 1 && link->tweets[k - 1].tweet->time > time + LINKS_CLOCK)
		k--;
	return k - 1;
}

/* Puts each page view down to a tweet. */
static void
attribute(struct links_link *link, struct links_item *items)
{
	const struct archive_tweet *first = link->tweets[0].tweet;
	struct run *runs;
	size_t count;

	for (size_t i = 0; i < link->count; i++) {
		struct links_item *item = &items[link->begin + i];
		item->group = 0;
		item->part = (uint32_t)tweet_of_visit(link, item->time);
		link->early += !first->other && item->time + LINKS_CLOCK < first->time;
	}
	runs = make_runs(items + link->begin, link->count, &count);
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
		add_total(&links->by_relation[links->links[i].relation], &links->links[i]);
	}
	count_classes(links, of, totals);
	free(of);
}

static void
total_own(struct links *links)
{
	struct links_total rest = {0}, *totals[] = {&rest, &links->own};
	uint8_t *of = alloc_zero(links->texts + 1, 1);

	for (size_t i = 0; i < links->nlinks; i++) {
		const struct links_link *link = &links->links[i];
		if (link->relation != LINKS_OWN && link->relation != LINKS_SHARED)
			continue;
		if (link->tweets[link->tweet].tweet->other)
			continue;
		of[link->text] = 1;
		add_total(&links->own, link);
	}
	count_classes(links, of, totals);
	free(of);
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
