/* Which part of all visitors came from the source, week by week. */
#include "analyzer/outputs/html.h"
#include "analyzer/outputs/page.h"

#include <math.h>
#include <stdlib.h>

double
page_share_of(const struct series_row *row)
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
		if (page_share_of(&weeks->rows[i]) >= 0)
			return true;
	return false;
}

static bool
is_drawn(const struct series *series, size_t i)
{
	return i < series->nrows && page_share_of(&series->rows[i]) >= 0;
}

/* A week between two gaps has no line. */
static void
draw_dots(
    const struct svg *svg, const struct series *series, const struct svg_weeks *weeks, const struct svg_axis *axis)
{
	for (size_t i = 0; i < series->nrows; i++) {
		if (!is_drawn(series, i) || is_drawn(series, i + 1) || (i > 0 && is_drawn(series, i - 1)))
			continue;
		fputs("<circle class=\"v\" r=\"3\" cx=\"", svg->to);
		svg_number(svg->to, svg->left + ((double)i + 0.5) * svg_slot(svg, weeks), 1);
		fputs("\" cy=\"", svg->to);
		svg_number(svg->to, svg_y(svg, axis, page_share_of(&series->rows[i])), 1);
		fputs("\"/>\n", svg->to);
	}
}

static void
draw(FILE *to, const struct page *page, bool narrow)
{
	static const double margins[] = {44, 6, 10, 26};
	const struct series *series = page->weeks;
	struct svg_weeks weeks = page_mondays(series);
	struct svg_axis axis;
	struct svg svg;
	struct svg_pen pen = {0};
	double most = 0;

	for (size_t i = 0; i < series->nrows; i++)
		most = fmax(most, page_share_of(&series->rows[i]));
	axis = svg_axis(fmin(fmax(most, 0.001), 1), narrow ? 3 : 4, false);
	axis.percent = true;
	svg_begin(&svg, to, narrow, narrow ? 180 : 200, margins, "Share of all visitors, week by week",
	    "Line chart of the share in percent. All numbers are in the table of all weeks.");
	svg_axis_draw(&svg, &axis, false);
	svg_weeks_draw(&svg, &weeks);
	fputs("<path class=\"l\" d=\"", to);
	for (size_t i = 0; i < series->nrows; i++) {
		double x = svg.left + ((double)i + 0.5) * svg_slot(&svg, &weeks),
		       share = page_share_of(&series->rows[i]);
		if (share < 0) {
			svg_lift(&pen);
			continue;
		}
		svg_point(to, &pen, x, svg_y(&svg, &axis, share));
	}
	fputs("\"/>\n", to);
	draw_dots(&svg, series, &weeks, &axis);
	svg_end(&svg);
	free((void *)weeks.mondays);
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
	fputs("<p class=\"note np\">Its numbers stand in <a href=\"#all-weeks\">the table of all weeks</a>.</p>\n", to);
}

const struct page_part page_share = {"share", "Share of all visitors", has_share, write_share};
