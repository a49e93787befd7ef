/*
 * The comparison: the verdict on each claimed date in words, both rates with their intervals drawn, and
 * the figures. The sentences are those of the screen, so page and terminal never disagree.
 */
#include "analyzer/outputs/html.h"
#include "analyzer/outputs/page.h"
#include "analyzer/outputs/screen.h"

#include <math.h>
#include <stdlib.h>

#define ROW 26.0

static bool
has_comparison(const struct page *page)
{
	return page->comparison != NULL;
}

/* ---- before and after, drawn ---- */

static bool
is_drawn(const struct event *event)
{
	return event->before.weeks > 0 && event->after.weeks > 0;
}

/* Where a whisker ends on paper: intervals without a bound go to the edge. */
static double
side_high(const struct event_side *side)
{
	return isfinite(side->interval.high) ? side->interval.high : side->per_week;
}

static double
rate_x(const struct svg *svg, const struct svg_axis *axis, double rate)
{
	return svg->left + fmin(fmax(rate / axis->most, 0), 1) * (svg->right - svg->left);
}

static void
draw_side(const struct svg *svg, const struct svg_axis *axis, const struct event_side *side, const char *name, double y)
{
	double x = rate_x(svg, axis, side->per_week);

	svg_label(svg, svg->left - 8, y + 4, SVG_END, NULL, name);
	if (isfinite(side->interval.low))
		svg_line(svg, rate_x(svg, axis, side->interval.low), y, rate_x(svg, axis, side_high(side)), y, "w1");
	fputs("<circle class=\"v\" r=\"4.5\" cx=\"", svg->to);
	svg_number(svg->to, x, 1);
	fputs("\" cy=\"", svg->to);
	svg_number(svg->to, y, 1);
	fputs("\"/>\n", svg->to);
	svg_label(svg, rate_x(svg, axis, side_high(side)) + 10, y + 4, SVG_START, "i", HTML_REAL(side->per_week));
}

/* The scale along the bottom of a picture of rates. */
static void
draw_scale(const struct svg *svg, const struct svg_axis *axis)
{
	/* NOLINTNEXTLINE(cert-flp30-c): whole numbers, which a double counts exactly */
	for (double i = 0; i * axis->step <= axis->most * (1 + 1e-9); i++) {
		double x = rate_x(svg, axis, i * axis->step);
		svg_line(svg, x, svg->top, x, svg->bottom, i > 0 ? "g" : "b");
		svg_label(svg, x, svg->bottom + 16, SVG_MIDDLE, NULL, HTML_REAL(i * axis->step));
	}
}

/* "1 before" where there are several dates. */
static const char *
side_name(char out[32], size_t number, size_t count, const char *side)
{
	if (count > 1)
		snprintf(out, 32, "%zu %s", number, side);
	else
		snprintf(out, 32, "%s", side);
	return out;
}

static void
draw(FILE *to, const struct compare_result *result, bool narrow)
{
	double margins[] = {70, 44, 4, 24}, most = 0, y = 16;
	size_t rows = 0;
	struct svg_axis axis;
	struct svg svg;
	char name[32];

	for (size_t i = 0; i < result->nevents; i++) {
		const struct event *event = &result->events[i].event;
		if (!is_drawn(event))
			continue;
		rows += 2;
		most = fmax(most, fmax(side_high(&event->before), side_high(&event->after)));
	}
	if (rows == 0)
		return;
	axis = svg_axis(most > 0 ? most : 1, narrow ? 4 : 8, false);
	svg_begin(&svg, to, narrow, (double)rows * ROW + 32, margins, "Visitors a week before and after",
	    "Dots are means over whole weeks, lines their 95 percent intervals. All numbers are in the tables below.");
	draw_scale(&svg, &axis);
	for (size_t i = 0; i < result->nevents; i++) {
		const struct event *event = &result->events[i].event;
		if (!is_drawn(event))
			continue;
		draw_side(&svg, &axis, &event->before, side_name(name, i + 1, result->nevents, "before"), y);
		draw_side(&svg, &axis, &event->after, side_name(name, i + 1, result->nevents, "after"), y + ROW);
		y += 2 * ROW;
	}
	svg_end(&svg);
}

/* ---- the words of the screen ---- */

static void
put_chart(FILE *to, const struct page *page)
{
	const struct compare_result *result = &page->comparison->result;
	bool any = false;

	for (size_t i = 0; i < result->nevents; i++)
		any |= is_drawn(&result->events[i].event);
	if (!any)
		return;
	fputs("<figure>\n", to);
	draw(to, result, false);
	draw(to, result, true);
	page_key(to, (const struct page_key[]){
			 {"<path class=\"w1\" d=\"M1 6h20\"/><circle class=\"v\" cx=\"11\" cy=\"6\" r=\"4.5\"/>",
			     "visitors a week before and after, with 95 % intervals", false},
			 {NULL, NULL, false},
		     });
	fputs("</figure>\n", to);
}

static bool
is_table(const struct screen_line *line)
{
	return line->kind == SCREEN_FIGURE || line->kind == SCREEN_HEADING;
}

/* The figures from line `i` on, up to the next line that is none; gives the number of the line behind. */
static size_t
put_figures(FILE *to, const struct screen *screen, size_t i)
{
	const struct screen_line *heading = &screen->lines[i];
	const char *columns[5] = {" ", heading->value, heading->interval, heading->remark, NULL};
	struct html_cells cells = {.count = 0};

	html_table(to, heading->text, columns);
	for (i++; i < screen->count && screen->lines[i].kind == SCREEN_FIGURE; i++) {
		const struct screen_line *line = &screen->lines[i];
		html_cell(&cells, line->text);
		html_cell(&cells, line->value);
		html_cell(&cells, line->interval);
		html_cell(&cells, line->remark);
		html_row(to, &cells);
	}
	html_table_end(to);
	return i;
}

/* Sentences that follow each other, as a list. */
static size_t
put_notes(FILE *to, const struct screen *screen, size_t i)
{
	fputs("<ul class=\"n\">\n", to);
	for (; i < screen->count && screen->lines[i].kind == SCREEN_NOTE; i++) {
		fputs("<li>", to);
		html_prose(to, screen->lines[i].text);
		fputs("</li>\n", to);
	}
	fputs("</ul>\n", to);
	return i;
}

/* A heading without figures below it is one of sentences. */
static size_t
put_heading(FILE *to, const struct screen *screen, size_t i)
{
	if (i + 1 < screen->count && screen->lines[i + 1].kind == SCREEN_FIGURE)
		return put_figures(to, screen, i);
	fputs("<h3>", to);
	html_prose(to, screen->lines[i].text);
	fputs("</h3>\n", to);
	return i + 1;
}

static void
write_comparison(FILE *to, const struct page *page)
{
	static const struct style style = {.width = 100000, .utf8 = true};
	struct screen screen;

	screen_init(&screen, page->comparison, &style);
	fputs("<div class=\"cmp\">\n", to);
	for (size_t i = 0; i < screen.count;) {
		const struct screen_line *line = &screen.lines[i];
		if (line->kind == SCREEN_ANSWER) {
			fputs("<p class=\"verdict\">", to);
			html_prose(to, line->text);
			fputs("</p>\n", to);
			i++;
		} else if (line->kind == SCREEN_CHART) {
			put_chart(to, page);
			i++;
		} else if (is_table(line))
			i = put_heading(to, &screen, i);
		else
			i = put_notes(to, &screen, i);
	}
	fputs("</div>\n", to);
	screen_release(&screen);
}

const struct page_part page_comparison = {"comparison", "Did it change?", has_comparison, write_comparison};
