/* Where all visitors came from: the last year as bars, all years as a table. */
#include "analyzer/outputs/excerpt.h"
#include "analyzer/outputs/html.h"
#include "analyzer/outputs/page.h"
#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

#define SHOWN 12u /* bars; the table has all */
#define YEARS 12u /* columns of the table */
#define ROW 25.0
#define NARROW 18u /* columns of a name: those of --rules can be long, and the table has them whole */
#define WIDE 32u
#define BOLD 1.2 /* as wide, at most, as the same text that is not: the own source is set in bold */

/* The last year that is complete, else the last with records. */
static const struct series_row *
row_of(const struct series *all)
{
	const struct series_row *known = NULL;

	for (size_t i = all ? all->nrows : 0; i-- > 0;) {
		const struct series_row *row = &all->rows[i];
		if (!row->known || !row->by_source)
			continue;
		if (row->complete)
			return row;
		if (!known)
			known = row;
	}
	return known;
}

static bool
has_sources(const struct page *page)
{
	return row_of(page->sources) && page->sources->nsources > 0;
}

/* Numbers of the sources by falling count, in their own order where these are equal. */
static size_t *
by_count(const struct series *all, const struct series_row *row)
{
	size_t *order = alloc_zero(all->nsources + 1, sizeof(*order));

	for (size_t i = 0; i < all->nsources; i++) {
		size_t at = i;
		for (; at > 0 && row->by_source[order[at - 1]].count < row->by_source[i].count; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	return order;
}

static void
draw(FILE *to, const struct page *page, const size_t *order, bool narrow)
{
	const struct series *all = page->sources;
	const struct series_row *row = row_of(all);
	size_t n = all->nsources < SHOWN ? all->nsources : SHOWN;
	double margins[] = {0, 0, 4, 0}, most = 1;
	struct svg svg;

	for (size_t i = 0; i < n; i++) {
		margins[0] = fmax(margins[0], BOLD * svg_text_width(all->sources[order[i]].title) + 8);
		margins[1] = fmax(margins[1], BOLD * svg_text_width(HTML_COUNT(row->by_source[order[i]].count)) + 8);
		most = fmax(most, (double)row->by_source[order[i]].count);
	}
	margins[0] = fmin(margins[0], narrow ? 150 : 260);
	svg_begin(&svg, to, narrow, (double)n * ROW + 4, margins, "Visitors by source",
	    "Bar chart of the sources with most visitors. All numbers are in the table below.");
	for (size_t i = 0; i < n; i++) {
		const struct series_source *source = &all->sources[order[i]];
		uint64_t count = row->by_source[order[i]].count;
		double y = 4 + (double)i * ROW, width = (svg.right - svg.left) * (double)count / most;
		bool own = strcmp(source->name, page->weeks->source) == 0;
		char title[EXCERPT_ROOM];
		svg_label(&svg, svg.left - 8, y + 12.5, SVG_END, own ? "a" : NULL,
		    excerpt(title, span_str(source->title), narrow ? NARROW : WIDE, EXCERPT_HEAD, true));
		svg_rect(&svg, svg.left, y, count > 0 ? fmax(width, 1) : 0, 16, own ? "v" : "s");
		svg_label(&svg, svg.left + width + 6, y + 12.5, SVG_START, own ? "a" : NULL, HTML_COUNT(count));
	}
	svg_end(&svg);
}

static void
put_table(FILE *to, const struct series *all, const size_t *order)
{
	size_t first = all->nrows > YEARS ? all->nrows - YEARS : 0, n = all->nrows - first;
	const char *columns[YEARS + 2] = {"Source"};
	struct html_cells cells = {.count = 0};
	char names[YEARS][16];

	for (size_t i = 0; i < n; i++) {
		snprintf(names[i], sizeof(names[i]), "%d%s", all->rows[first + i].year,
		    all->rows[first + i].complete ? "" : "*");
		columns[i + 1] = names[i];
	}
	html_details(to, "All sources and years as a table",
	    "Visitors of each calendar year; * not every day has records", columns);
	for (size_t s = 0; s < all->nsources; s++) {
		html_cell(&cells, all->sources[order[s]].title);
		for (size_t i = 0; i < n; i++) {
			const struct series_row *row = &all->rows[first + i];
			bool known = row->known && row->by_source;
			html_cell_count(&cells, known, known ? row->by_source[order[s]].count : 0);
		}
		html_row(to, &cells);
	}
	html_details_end(to);
}

static void
write_sources(FILE *to, const struct page *page)
{
	const struct series_row *row = row_of(page->sources);
	size_t *order = by_count(page->sources, row);

	fprintf(to,
	    "<p>Visitors in %d%s. Each source is counted by itself: a visitor who came from two of them counts in "
	    "both.</p>\n<figure>\n",
	    row->year, row->complete ? "" : ", of which not every day has records");
	draw(to, page, order, false);
	draw(to, page, order, true);
	fputs("</figure>\n", to);
	put_table(to, page->sources, order);
	free(order);
}

const struct page_part page_sources = {"sources", "Where all visitors came from", has_sources, write_sources};
