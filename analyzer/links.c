#include "analyzer/links.h"
#include "analyzer/links_runs.h"
#include "analyzer/scope.h"
#include "base/alloc.h"
#include <stdlib.h>

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
		order = pageviews_prefer(&x, &y);
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

static bool
is_chosen(const struct links_item *items, const struct links_run *run, const struct links_request *request)
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
	return avisitors != bvisitors ? LINKS_COMPARE(bvisitors, avisitors) : LINKS_COMPARE(bviews, aviews);
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
page_of(const struct links_run *run, const struct links_item *items, const struct tally *tally)
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
	struct links_run *runs;
	size_t count;

	for (size_t i = 0; i < links->nitems; i++) {
		links->items[i].group = links->items[i].path;
		links->items[i].part = 0;
	}
	runs = links_runs_make(links->items, links->nitems, &count);
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
link_of(const struct links_run *run, const struct links_item *items, const struct tally *tally)
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

/* The pages of each link are a run of all_pages. */
static void
make_link_pages(struct links *links, const struct tally *tally, struct links_run *runs, size_t nruns)
{
	struct links_item *parts = alloc_zero(links->nitems + 1, sizeof(*parts));
	size_t count, next = 0;
	struct links_run *pages;

	/* In an order of their own, since the runs of links are to stay. */
	memcpy(parts, links->items, links->nitems * sizeof(*parts));
	for (size_t i = 0; i < links->nitems; i++)
		parts[i].part = parts[i].path;
	pages = links_runs_make(parts, links->nitems, &count);
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
	struct links_run *runs;
	size_t count, next = 0;

	for (size_t i = 0; i < links->nitems; i++) {
		links->items[i].group = links->items[i].link;
		links->items[i].part = 0;
	}
	runs = links_runs_make(links->items, links->nitems, &count);
	make_link_pages(links, tally, runs, count);
	links->links = alloc_zero(count + 1, sizeof(*links->links));
	links->others = alloc_zero(count + 1, sizeof(*links->others));
	for (size_t i = 0; i < count; i++) {
		struct links_link link = link_of(&runs[i], links->items, tally);
		link.pages = links->all_pages + next;
		link.npages = runs[i].part;
		next += link.npages;
		if (!is_chosen(links->items, &runs[i], request))
			continue;
		links_add_total(link.code.n > 0 ? &links->with_code : &links->without_code, &link);
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

/* Of the rows that were chosen, as the rows themselves are: whole. */
static void
make_totals(struct links *links, const struct tally *tally)
{
	uint8_t *of = alloc_zero(tally->pageviews.texts.count + 1, 1);
	struct links_total rest = {0}, *all[] = {&rest, &links->all},
			   *by_code[] = {&rest, &links->without_code, &links->with_code};

	for (size_t i = 0; i < links->nlinks; i++)
		of[links->links[i].text] = 2;
	for (size_t i = 0; i < links->nothers; i++)
		of[links->others[i].text] = 1;
	links_runs_count(links->items, links->nitems, of, by_code);
	for (size_t i = 0; i <= tally->pageviews.texts.count; i++)
		of[i] = of[i] > 0;
	links_runs_count(links->items, links->nitems, of, all);
	links->all.links = links->with_code.links + links->without_code.links;
	links->all.page_views = links->with_code.page_views + links->without_code.page_views;
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

bool
links_wanted(void *context, struct span code)
{
	const struct links *links = context;
	const struct links_link wanted = {.code = code}, *const pointer = &wanted;

	return bsearch(&pointer, links->by_code, links->nlinks, sizeof(*links->by_code), code_order) != NULL;
}
