/*
 * links_runs: page views as small items, of which any table of links, pages or tweets is one sort and one walk. What
 * the files of links share; nobody else includes it.
 */
#ifndef FOOTFALL_ANALYZER_LINKS_RUNS_H
#define FOOTFALL_ANALYZER_LINKS_RUNS_H

#include "analyzer/links.h"

struct links_item {
	uint64_t visitor;
	int64_t time;
	uint32_t view; /* number of the page view */
	uint32_t link, path; /* numbers of the tally's texts, 0 for none */
	uint32_t group, part; /* what is counted at present: runs of equal groups, in them of equal parts */
	int32_t day;
};

/* What a run of items with the same group and part holds. */
struct links_run {
	size_t begin, count;
	uint32_t group, part;
	uint64_t visitors;
};

#define LINKS_COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

/* Sorts the items by group, part and visitor, and gives the runs; the caller frees them. */
struct links_run *links_runs_make(struct links_item *items, size_t nitems, size_t *count);

/* Counts distinct visitors by class of each item's link; `of` is by text number, NULL: all are of class 0. The
 * visitors of each class go to totals[class]; the items stay as they are. */
void links_runs_count(const struct links_item *items, size_t nitems, const uint8_t *of, struct links_total **totals);

static inline void
links_add_total(struct links_total *total, const struct links_link *link)
{
	total->links++;
	total->page_views += link->page_views;
}

#endif
