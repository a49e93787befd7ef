/* This year over the last, week by week; and the years, each counted over the year. */
#include "analyzer/outputs/html.h"
#include "analyzer/outputs/page.h"
#include "base/alloc.h"
#include "base/calendar.h"

#include <math.h>
#include <stdlib.h>

#define WEEKS 53
#define YEARS_SHOWN 12u /* columns of the table of weeks */

/* Rows by ISO year and week; NULL where there is none. */
struct years_grid {
	int first;
	size_t count;
	const struct series_row *(*rows)[WEEKS];
};

static struct years_grid
grid_of(const struct series *weeks)
{
	struct years_grid grid = {0};
	int last = 0, year, week;

	for (size_t i = 0; i < weeks->nrows; i++) {
		calendar_week(weeks->rows[i].from, &year, &week);
		grid.first = i == 0 ? year : grid.first;
		last = year;
	}
	if (last - grid.first >= (int)YEARS_SHOWN)
		grid.first = last - (int)YEARS_SHOWN + 1;
	grid.count = (size_t)(last - grid.first + 1);
	grid.rows = alloc_zero(grid.count, sizeof(*grid.rows));
	for (size_t i = 0; i < weeks->nrows; i++) {
		calendar_week(weeks->rows[i].from, &year, &week);
		if (year >= grid.first)
			grid.rows[year - grid.first][week - 1] = &weeks->rows[i];
	}
	return grid;
}

static double
years_x(const struct svg *svg, double week)
{
	return svg->left + (week + 0.5) * (svg->right - svg->left) / WEEKS;
}

/* Whole weeks only: the last, broken off one would look like a fall. */
static void
draw_year(
    const struct svg *svg, const struct page_scale *scale, const struct series_row *const *rows, const char *class)
{
	bool down = false;

	fprintf(svg->to, "<path class=\"%s\" d=\"", class);
	for (int week = 0; week < WEEKS; week++) {
		const struct series_row *row = rows[week];
		/* Many years have no week 53; the line simply ends. */
		if (!row || !row->complete) {
			down = false;
			continue;
		}
		putc(down ? 'L' : 'M', svg->to);
		svg_number(svg->to, years_x(svg, week), 1);
		putc(' ', svg->to);
		svg_number(svg->to, svg_y(svg, &scale->axis, (double)row->visitors.count), 1);
		fputs(down ? "" : "h0", svg->to);
		down = true;
	}
	fputs("\"/>\n", svg->to);
}

/* Where a year's line ends: its label stands there. */
static bool
year_end(
    const struct svg *svg, const struct page_scale *scale, const struct series_row *const *rows, double *x, double *y)
{
	for (int week = WEEKS; week-- > 0;)
		if (rows[week] && rows[week]->complete) {
			*x = years_x(svg, week);
			*y = svg_y(svg, &scale->axis, (double)rows[week]->visitors.count);
			return true;
		}
	return false;
}

static void
draw_labels(const struct svg *svg, const struct page_scale *scale, const struct years_grid *grid)
{
	double x, y, other_x = 0, other_y = -100;
	char text[16];

	for (size_t i = grid->count; i-- > 0 && i + 2 >= grid->count;) {
		if (!year_end(svg, scale, grid->rows[i], &x, &y))
			continue;
		if (fabs(y - other_y) < 14 && fabs(x - other_x) < 40)
			y = other_y + (y < other_y ? -14 : 14);
		snprintf(text, sizeof(text), "%d", grid->first + (int)i);
		svg_label(svg, x + 6, y + 4, SVG_START, i + 1 == grid->count ? "a" : NULL, text);
		other_x = x, other_y = y;
	}
}

static void
draw_months(const struct svg *svg)
{
	for (int month = 1; month <= 12; month += svg->narrow ? 3 : 1) {
		double x = years_x(svg, (month - 1) * 30.44 / 7 - 0.5);
		svg_line(svg, x, svg->bottom, x, svg->bottom + 4, "b");
		svg_label(svg, x, svg->bottom + 18, SVG_START, NULL, html_month(month));
	}
}

static void
draw(FILE *to, const struct page *page, const struct years_grid *grid, bool narrow)
{
	struct page_scale scale = page_scale(page->weeks, narrow);
	double margins[] = {svg_text_width(HTML_REAL(scale.axis.most)) + 10, 40, 10, 26};
	char description[200];
	struct svg svg;
	int last = grid->first + (int)grid->count - 1;

	snprintf(description, sizeof(description),
	    "Line chart over the weeks of a year: %d as a solid line%s. All numbers are in the table below.", last,
	    grid->count > 1 ? ", the year before as a dashed line" : "");
	svg_begin(&svg, to, narrow, narrow ? 220 : 260, margins, "The last two years, week by week", description);
	svg_axis_draw(&svg, &scale.axis, false);
	draw_months(&svg);
	if (grid->count > 1)
		draw_year(&svg, &scale, grid->rows[grid->count - 2], "l2");
	draw_year(&svg, &scale, grid->rows[grid->count - 1], "l");
	draw_labels(&svg, &scale, grid);
	svg_end(&svg);
}

static void
put_weeks(FILE *to, const struct years_grid *grid)
{
	char names[YEARS_SHOWN][16], text[32];
	const char *columns[YEARS_SHOWN + 2] = {"Week"};
	struct html_cells cells = {.count = 0};

	for (size_t i = 0; i < grid->count; i++) {
		snprintf(names[i], sizeof(names[i]), "%d", grid->first + (int)i);
		columns[i + 1] = names[i];
	}
	html_details(to, "Weeks side by side as a table",
	    "Visitors in each ISO week of a year; * not every day has records", columns);
	for (int week = 0; week < WEEKS; week++) {
		snprintf(text, sizeof(text), "W%02d", week + 1);
		html_cell(&cells, text);
		for (size_t i = 0; i < grid->count; i++) {
			const struct series_row *row = grid->rows[i][week];
			bool known = row && row->known;
			if (known)
				snprintf(text, sizeof(text), "%s%s", HTML_COUNT(row->visitors.count),
				    row->complete ? "" : "*");
			html_cell(&cells, known ? text : NULL);
		}
		html_row(to, &cells);
	}
	html_details_end(to);
}

static void
put_year(FILE *to, const struct series_row *row, bool split)
{
	struct html_cells cells = {.count = 0};
	char text[2 * WRITE_GROUPED + 8];

	snprintf(text, sizeof(text), "%d", row->year);
	html_cell(&cells, text);
	snprintf(text, sizeof(text), "%u of %d", row->days_covered, row->to - row->from + 1);
	html_cell(&cells, text);
	html_cell_count(&cells, row->known, row->visitors.count);
	if (split) {
		if (row->visitors_any_version < row->visitors.count)
			snprintf(text, sizeof(text), "%s to %s", HTML_COUNT(row->visitors_any_version),
			    HTML_COUNT(row->visitors.count));
		else
			snprintf(text, sizeof(text), "%s", HTML_COUNT(row->visitors.count));
		html_cell(&cells, row->known ? text : NULL);
		html_cell_count(&cells, row->known, row->visits);
		html_cell_count(&cells, row->known, row->page_views);
	}
	html_cell_count(&cells, row->known, row->all_visitors.count);
	html_cell_count(&cells, row->known, row->sum_of_weekly_visitors);
	html_row(to, &cells);
}

static void
put_years(FILE *to, const struct series *years)
{
	static const char *const split[] = {"Year", "Days with records", "Visitors", "Readers, about", "Visits",
	    "Page views", "All visitors", "Sum of weekly visitors", NULL};
	static const char *const plain[] = {
	    "Year", "Days with records", "Visitors", "All visitors", "Sum of weekly visitors", NULL};

	html_table(to, "Visitors counted over each calendar year", years->split ? split : plain);
	for (size_t i = 0; i < years->nrows; i++)
		put_year(to, &years->rows[i], years->split);
	html_table_end(to);
}

/* Two years of weeks. */
static void
put_chart(FILE *to, const struct page *page, const struct years_grid *grid)
{
	struct page_scale scale = page_scale(page->weeks, false);
	int last = grid->first + (int)grid->count - 1;
	char solid[64], dashed[64];

	snprintf(solid, sizeof(solid), "%d", last);
	snprintf(dashed, sizeof(dashed), "%d; whole weeks only", last - 1);
	fputs("<figure>\n", to);
	draw(to, page, grid, false);
	draw(to, page, grid, true);
	page_key(to, (const struct page_key[]){
			 {"<path class=\"l\" d=\"M1 6h20\"/>", solid, false},
			 {"<path class=\"l2\" d=\"M1 6h20\"/>", dashed, false},
			 {"<path class=\"l2\" d=\"M1 11l8-10h5l7 10\"/>",
			     "higher than the scale: drawn at its upper edge", isinf(scale.cut) != 0},
			 {NULL, NULL, false},
		     });
	fputs("</figure>\n", to);
}

/* A week belongs to the year of its Thursday, so the weeks of few days may be another year's. */
static void
put_note(FILE *to, const struct series *years)
{
	bool fewer = false;

	for (size_t i = 0; i < years->nrows; i++)
		fewer = fewer || years->rows[i].sum_of_weekly_visitors > years->rows[i].visitors.count;
	if (fewer)
		fputs("<p class=\"note\">A visitor who comes back in another week counts again there, so a "
		      "year\xE2\x80\x99s visitors can be fewer than its weeks added up; a week belongs to the year of "
		      "its Thursday.</p>\n",
		    to);
}

static void
write_years(FILE *to, const struct page *page)
{
	struct years_grid grid = grid_of(page->weeks);

	if (grid.count > 1)
		put_chart(to, page, &grid);
	else
		fputs("<p>There is no week of a year before to compare with yet.</p>\n", to);
	put_weeks(to, &grid);
	put_years(to, page->years);
	put_note(to, page->years);
	free(grid.rows);
}

const struct page_part page_years = {"years", "Year over year", page_has_rows, write_years};
