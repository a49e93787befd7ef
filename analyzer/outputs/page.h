/*
 * page: the report, everything in one file: figures, charts with their tables, sentences.
 *
 * No script, nothing fetched from anywhere; the page's own policy forbids both. The same series give
 * the same bytes on any day and machine.
 */
#ifndef FOOTFALL_ANALYZER_PAGE_H
#define FOOTFALL_ANALYZER_PAGE_H

#include "analyzer/outputs/comparison.h"
#include "analyzer/outputs/svg.h"
#include "analyzer/outputs/tweets.h"
#include "analyzer/outputs/write.h"
#include "analyzer/series.h"

/* All borrowed. */
struct page {
	const struct series *weeks, *years;
	const struct series *sources; /* years of all sources; NULL: not wanted */
	const struct comparison *comparison; /* NULL: neither followers nor events were given */
	const struct tweets *tweets; /* NULL: not wanted */
	bool links_chosen; /* its links are those with a page view in the weeks of the page */
};

void page_write(FILE *to, const struct page *page);

/* ---- for the files page_*.c alone ---- */

/* A section; the table of contents and the page both follow the table of them. */
struct page_part {
	const char *id, *title;
	bool (*has)(const struct page *page);
	void (*write)(FILE *to, const struct page *page);
};
extern const struct page_part page_weeks, page_years, page_links, page_evidence, page_share, page_sources,
    page_comparison, page_notes;

void page_figures(FILE *to, const struct page *page);

/* The style in pieces, ended by NULL, and its SHA-256 in base64 as the page's policy names it. */
extern const char *const page_style[];
extern const char page_style_hash[];

/* Which part of all visitors a week's are, 0 to 1; -1 when that is unknown. */
double page_share_of(const struct series_row *row);

/* True when there is a row with records. */
bool page_has_rows(const struct page *page);

/* A scale that one week of ten times the others does not own: values above `cut` are drawn broken. */
struct page_scale {
	struct svg_axis axis;
	double cut; /* INFINITY: nothing is cut */
};
struct page_scale page_scale(const struct series *weeks, bool narrow);

/* The Mondays of the rows; the caller frees them. */
struct svg_weeks page_mondays(const struct series *weeks);

/* Swatches and words below a chart, ended by a NULL `text`; rows with `no` are left out. */
struct page_key {
	const char *swatch; /* SVG shapes in a box of 22 by 12 */
	const char *text;
	bool no;
};
void page_key(FILE *to, const struct page_key *keys);

/* "2013-W19" */
#define PAGE_WEEK(monday) page_week((char[12]){0}, (monday))
const char *page_week(char out[12], int32_t monday);

#endif
