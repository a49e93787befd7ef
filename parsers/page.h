/*
 * page: is a request a page view (../docs/counting.md says which are).
 */
#ifndef FOOTFALL_PARSERS_PAGE_H
#define FOOTFALL_PARSERS_PAGE_H

#include "parsers/record.h"

enum page_kind {
	PAGE_VIEW, /* GET, 200 or 304, a page */
	PAGE_METHOD, /* another method, or no request at all */
	PAGE_STATUS, /* another status */
	PAGE_ASSET, /* the path ends in a static-asset or feed extension */
	PAGE_OWN_ASSET, /* the same: a style sheet, script or font, which a page loads from its own site */
	PAGE_MACHINE, /* robots.txt, wp-json, feeds and other paths for machines */
};

enum page_kind page_kind(const struct record *record);

/* Words for `explain`: why a request of that kind is not a page view; "" for PAGE_VIEW. */
const char *page_kind_text(enum page_kind kind);

/* The target without scheme and host where it is absolute ("http://host/path?q"), else as it is.
 * An absolute target without a path gives "/". */
struct span page_target(struct span target);

/* Path of such a target: what stands before the first '?' or '#'; "/" when nothing does, but of no target none. */
struct span page_path(struct span target);

#endif
