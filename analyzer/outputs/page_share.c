/* Which part of all visitors came from the source, week by week. */
#include "analyzer/outputs/html.h"
#include "analyzer/outputs/page.h"
#include "analyzer/outputs/words.h"

#include <math.h>
#include <stdlib.h>

static double
share_of(const struct series_row *row)
{
	return row->known && row->all_visitors.count > 0 ? (double)row->visitors.count / (double)row->all_visitors.count
							 : -1;
}

static bool
has_share(const struct page *page)
{
	const struct series *weeks = page->weeks;

	if (strcmp(weeks->source, "all") == 0)
		return false;
	for (size_t i = 0; i < weeks->nrows; i++)
		if (share_of(&weeks->rows[i]) >= 0)
			return true;
	return false;
}

static void
draw(FILE *to, const struct page *page, bool narrow)
{
	static const double margins[] = {44, 6, 10, 26};
	const struct series *series = page->weeks;
	struct svg_weeks weeks = page_mondays(series);
	struct svg_axis axis;
	struct svg svg;
	double most = 0;
	bool down = false;

	for (size_t i = 0; i < series->nrows; i++)
		most = fmax(most, share_of(&series->rows[i]));
	axis = svg_axis(fmin(fmax(most, 0.001), 1), narrow ? 3 : 4, false);
	axis.percent = true;
	svg_begin(&svg, to, narrow, narrow ? 180 : 200, margins, "Share of all visitors, week by week",
	    "Line chart of the share in percent. All numbers are in the table below.");
	svg_axis_draw(&svg, &axis, false);
	svg_weeks_draw(&svg, &weeks);
	fputs("<path class=\"l\" d=\"", to);
	for (size_t i = 0; i < series->nrows; i++) {
		double share = share_of(&series->rows[i]);
		if (share < 0) {
			down = false;
			continue;
		}
		putc(down ? 'L' : 'M', to);
		svg_number(to, svg.left + ((double)i + 0.5) * svg_slot(&svg, &weeks), 1);
		putc(' ', to);
		svg_number(to, svg_y(&svg, &axis, share), 1);
		/* A week between two gaps is a dot. */
		if (!down && (i + 1 == series->nrows || share_of(&series->rows[i + 1]) < 0))
			fputs("m-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0", to);
		down = true;
	}
	fputs("\"/>\n", to);
	svg_end(&svg);
	free((void *)weeks.mondays);
}

static void
put_table(FILE *to, const struct series *series)
{
	static const char *const columns[] = {"Week", "Visitors", "All visitors", "Share", NULL};
	struct html_cells cells = {.count = 0};

	html_details(to, "The share as a table", "Visitors of each week beside those of all sources", columns);
	for (size_t i = 0; i < series->nrows; i++) {
		const struct series_row *row = &series->rows[i];
		char share[16];
		html_cell(&cells, PAGE_WEEK(row->from));
		html_cell_count(&cells, row->known, row->visitors.count);
		html_cell_count(&cells, row->known, row->all_visitors.count);
		html_cell(&cells, share_of(row) >= 0 ? words_share(share, share_of(row)) : NULL);
		html_row(to, &cells);
	}
	html_details_end(to);
}

static void
write_share(FILE *to, const struct page *page)
{
	fputs("<figure>\n", to);
	draw(to, page, false);
	draw(to, page, true);
	fputs("</figure>\n", to);
	if (page->weeks->sketched)
		fputs("<p class=\"note\">All visitors of a large week are estimated; the standard error is about 0.8 "
		      "%.</p>\n",
		    to);
	put_table(to, page->weeks);
}

const struct page_part page_share = {"share", "Share of all visitors", has_share, write_share};
