/* By which evidence the visitors of each year are known; the levels stay apart. */
#include "analyzer/outputs/html.h"
#include "analyzer/outputs/page.h"
#include "analyzer/outputs/words.h"

#define ROW 26.0

static bool
is_drawn(const struct series_row *row)
{
	return row->known && row->visitors.count > 0;
}

static bool
has_evidence(const struct page *page)
{
	for (size_t i = 0; page->years->split && i < page->years->nrows; i++)
		if (is_drawn(&page->years->rows[i]))
			return true;
	return false;
}

static void
draw_row(const struct svg *svg, const struct series_row *row, double y)
{
	const struct {
		const char *class;
		uint64_t count;
	} levels[] = {{"v", row->by_referer}, {"p", row->by_app}, {"d", row->by_tag}};
	double x = svg->left;
	char year[16];

	snprintf(year, sizeof(year), "%d", row->year);
	svg_label(svg, svg->left - 8, y + 12.5, SVG_END, NULL, year);
	for (size_t i = 0; i < 3; i++) {
		double width = (svg->right - svg->left) * (double)levels[i].count / (double)row->visitors.count;
		if (levels[i].count > 0)
			svg_rect(svg, x, y, width, 16, levels[i].class);
		x += width;
	}
}

static void
draw(FILE *to, const struct series *years, bool narrow)
{
	static const double margins[] = {44, 6, 4, 0};
	struct svg svg;
	double y = 4, height = 8;

	for (size_t i = 0; i < years->nrows; i++)
		height += is_drawn(&years->rows[i]) ? ROW : 0;
	svg_begin(&svg, to, narrow, height, margins, "Evidence, year by year",
	    "Bars of equal length, one a year, parted into Referer, in-app browser and campaign tag. All numbers are "
	    "in "
	    "the table below.");
	for (size_t i = 0; i < years->nrows; i++)
		if (is_drawn(&years->rows[i])) {
			draw_row(&svg, &years->rows[i], y);
			y += ROW;
		}
	svg_end(&svg);
}

/* "373 (12 %)" */
static void
cell_share(struct html_cells *cells, const struct series_row *row, uint64_t part)
{
	char share[16], text[64];

	if (row->visitors.count > 0)
		snprintf(text, sizeof(text), "%s (%s)", HTML_COUNT(part),
		    words_share(share, (double)part / (double)row->visitors.count));
	else
		snprintf(text, sizeof(text), "%s", HTML_COUNT(part));
	html_cell(cells, row->known ? text : NULL);
}

static void
put_row(FILE *to, const struct series_row *row)
{
	struct html_cells cells = {.count = 0};
	char year[16];

	snprintf(year, sizeof(year), "%d", row->year);
	html_cell(&cells, year);
	html_cell_count(&cells, row->known, row->visitors.count);
	cell_share(&cells, row, row->by_referer);
	cell_share(&cells, row, row->by_app);
	cell_share(&cells, row, row->by_tag);
	html_row(to, &cells);
}

static void
write_evidence(FILE *to, const struct page *page)
{
	static const char *const columns[] = {
	    "Year", "Visitors", "By Referer", "By in-app browser", "By campaign tag", NULL};
	const struct series *years = page->years;

	fputs("<p>Each visitor counts once, under the strongest evidence of the year.</p>\n<figure>\n", to);
	draw(to, years, false);
	draw(to, years, true);
	page_key(to, (const struct page_key[]){
			 {"<path class=\"v\" d=\"M0 0h22v12h-22z\"/>", "Referer: the browser said so", false},
			 {"<path class=\"p\" d=\"M0 0h22v12h-22z\"/>", "app: opened inside the Twitter app", false},
			 {"<path class=\"d\" d=\"M0 0h22v12h-22z\"/>", "tag: a campaign tag in the link", false},
			 {NULL, NULL, false}});
	fputs("</figure>\n", to);
	html_table(to, "Evidence of each calendar year", columns);
	for (size_t i = 0; i < years->nrows; i++)
		put_row(to, &years->rows[i]);
	html_table_end(to);
}

const struct page_part page_evidence = {"evidence", "How they are known", has_evidence, write_evidence};
