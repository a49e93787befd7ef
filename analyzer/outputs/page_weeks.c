/*
 * Visitors week by week as bars, followers as a line on a scale of their own, claimed dates as numbered
 * flags. Every bar starts at zero; a week without records is a hatched gap and never a bar of nothing.
 */
#include "analyzer/outputs/html.h"
#include "analyzer/outputs/page.h"
#include "analyzer/outputs/words.h"
#include "base/calendar.h"

#include <math.h>
#include <stdlib.h>

#define FLAG 9.0 /* radius */
#define MILESTONES 6u /* labels that may stand on the line */
#define TIPS 420u /* more weeks than these are too narrow to be pointed at */

struct weeks_chart {
	struct svg svg;
	const struct page *page;
	const struct series *series;
	struct svg_weeks weeks;
	struct page_scale scale;
	struct svg_axis followers;
	bool line; /* followers are drawn */
};

static const struct history *
history_of(const struct page *page)
{
	return page->comparison ? &page->comparison->result.history : NULL;
}

/* A reading inside the weeks that are shown. */
static bool
is_shown(const struct page *page, int32_t day)
{
	const struct series *weeks = page->weeks;

	return weeks->nrows > 0 && day >= weeks->rows[0].from && day <= weeks->rows[weeks->nrows - 1].to;
}

static double
followers_most(const struct page *page)
{
	const struct history *history = history_of(page);
	double most = -1;

	for (size_t i = 0; history && i < history->count; i++)
		if (history->readings[i].followers_known && is_shown(page, history->readings[i].day))
			most = fmax(most, history->readings[i].followers);
	return most;
}

static size_t
events_shown(const struct page *page)
{
	size_t n = 0;

	for (size_t i = 0; page->comparison && i < page->comparison->result.nevents; i++)
		n += is_shown(page, page->comparison->result.events[i].event.day);
	return n;
}

/* ---- bars and gaps ---- */

/* A bar as a stroke, upwards from zero; of a week that is not complete as an area, for it has a pattern. */
static void
draw_bar(const struct weeks_chart *chart, size_t i, double width, bool complete)
{
	const struct svg *svg = &chart->svg;
	double slot = svg_slot(svg, &chart->weeks), middle = svg->left + ((double)i + 0.5) * slot;
	double y = svg_y(svg, &chart->scale.axis, (double)chart->series->rows[i].visitors.count);
	double height = fmax(svg->bottom - y, 1);
	int decimals = slot < 4 ? 2 : 1;

	putc('M', svg->to);
	svg_number(svg->to, complete ? middle : middle - width / 2, decimals);
	putc(' ', svg->to);
	svg_number(svg->to, svg->bottom, 1);
	fputs("v-", svg->to);
	svg_number(svg->to, height, 1);
	if (complete)
		return;
	putc('h', svg->to);
	svg_number(svg->to, width, decimals);
	putc('v', svg->to);
	svg_number(svg->to, height, 1);
	putc('z', svg->to);
}

/* All weeks of one kind as one path. */
static void
draw_bars(const struct weeks_chart *chart, bool complete)
{
	const struct svg *svg = &chart->svg;
	double slot = svg_slot(svg, &chart->weeks), width = slot >= 3 ? fmin(slot * 0.8, 64) : slot;
	bool any = false;

	for (size_t i = 0; i < chart->series->nrows; i++) {
		const struct series_row *row = &chart->series->rows[i];
		if (!row->known || row->complete != complete || row->visitors.count == 0)
			continue;
		if (!any && complete) {
			fputs("<path class=\"vb\" stroke-width=\"", svg->to);
			svg_number(svg->to, width, 2);
			fputs("\" d=\"", svg->to);
		} else if (!any)
			fputs("<path class=\"p\" d=\"", svg->to);
		any = true;
		draw_bar(chart, i, width, complete);
	}
	fputs(any ? "\"/>\n" : "", svg->to);
}

static void
draw_gaps(const struct weeks_chart *chart)
{
	const struct svg *svg = &chart->svg;
	double slot = svg_slot(svg, &chart->weeks);

	for (size_t i = 0, end; i < chart->series->nrows; i = end + 1) {
		for (end = i; end < chart->series->nrows && !chart->series->rows[end].known; end++)
			;
		if (end == i)
			continue;
		svg_rect(
		    svg, svg->left + (double)i * slot, svg->top, (double)(end - i) * slot, svg->bottom - svg->top, "u");
		if ((double)(end - i) * slot > 90)
			svg_label(svg, svg->left + (double)(i + end) * slot / 2, svg->bottom - 8, SVG_MIDDLE, "i",
			    "no records");
	}
}

/* Bars that go beyond the scale are broken, and say how far they go where there is room. */
static void
draw_cut(const struct weeks_chart *chart)
{
	const struct svg *svg = &chart->svg;
	double slot = svg_slot(svg, &chart->weeks), width = fmax(fmin(slot * 0.8, 64), 4), free_from = 0;

	for (size_t i = 0; i < chart->series->nrows; i++) {
		const struct series_row *row = &chart->series->rows[i];
		double x = svg->left + ((double)i + 0.5) * slot, half;
		if (!row->known || (double)row->visitors.count <= chart->scale.cut)
			continue;
		fputs("<path class=\"c\" d=\"M", svg->to);
		svg_number(svg->to, x - width / 2 - 2, 1);
		putc(' ', svg->to);
		svg_number(svg->to, svg->top + 14, 1);
		putc('l', svg->to);
		svg_number(svg->to, width + 4, 1);
		fputs(" -5\"/>\n", svg->to);
		half = svg_text_width(HTML_COUNT(row->visitors.count)) / 2;
		x = fmin(fmax(x, half), svg->width - half);
		if (x - half < free_from)
			continue;
		svg_label(svg, x, svg->top - 5, SVG_MIDDLE, "a", HTML_COUNT(row->visitors.count));
		free_from = x + half + 6;
	}
}

/* ---- followers ---- */

/* Readings that lie too far apart to tell what was between them are joined by dots, in `far`. */
static void
draw_line(const struct weeks_chart *chart, bool far)
{
	const struct history *history = history_of(chart->page);
	const struct svg *svg = &chart->svg;
	double last_x = 0, last_y = 0;
	int32_t last_day = CALENDAR_NO_DAY;
	struct svg_pen pen = {0};

	if (far)
		fputs("<path class=\"o2\" d=\"", svg->to);
	else
		fprintf(svg->to, "<g class=\"oh\"><path id=\"line-%c\" d=\"", svg->narrow ? 'n' : 'w');
	for (size_t i = 0; i < history->count; i++) {
		const struct history_reading *reading = &history->readings[i];
		double x, y;
		bool apart;
		if (!reading->followers_known || !is_shown(chart->page, reading->day))
			continue;
		x = svg_x(svg, &chart->weeks, reading->day);
		y = svg_y(svg, &chart->followers, reading->followers);
		apart = last_day == CALENDAR_NO_DAY || reading->day - last_day > HISTORY_GAP;
		/* Several readings a unit cannot be told apart. */
		if (!apart && x - last_x < 1.2 && i + 1 < history->count) {
			last_day = reading->day;
			continue;
		}
		if (apart)
			svg_lift(&pen);
		if (far && apart && last_day != CALENDAR_NO_DAY)
			svg_point(svg->to, &pen, last_x, last_y);
		/* A reading for itself is a dot: a line of no length with round ends. */
		if (!far && apart)
			svg_point(svg->to, &pen, x, y);
		if (!far || (apart && last_day != CALENDAR_NO_DAY))
			svg_point(svg->to, &pen, x, y);
		last_x = x, last_y = y, last_day = reading->day;
	}
	fputs("\"/>", svg->to);
	/* Once more, thinner: an edge in the colour of the page tells it from the bars. */
	if (!far)
		fprintf(svg->to, "</g><g class=\"o\"><use href=\"#line-%c\"/></g>", svg->narrow ? 'n' : 'w');
	putc('\n', svg->to);
}

/* Diamonds where round numbers were passed; the last ones have their numbers, where there is room. */
static void
draw_milestones(const struct weeks_chart *chart)
{
	const struct history *history = history_of(chart->page);
	const struct svg *svg = &chart->svg;
	double last_x = svg->width + 100;
	unsigned left = svg->narrow ? MILESTONES / 2 : MILESTONES;

	for (size_t i = history->nmilestones; i-- > 0 && left > 0;) {
		const struct history_milestone *milestone = &history->milestones[i];
		double x, y, width;
		if (milestone->imprecise || !is_shown(chart->page, milestone->reached))
			continue;
		x = svg_x(svg, &chart->weeks, milestone->reached);
		y = svg_y(svg, &chart->followers, milestone->count);
		width = svg_text_width(HTML_REAL(milestone->count));
		if (x + 6 > last_x || x - width - 8 < svg->left)
			continue;
		fputs("<path class=\"m\" d=\"", svg->to);
		svg_point(svg->to, &(struct svg_pen){0}, x, y - 4.5);
		fputs("l4.5 4.5-4.5 4.5-4.5-4.5z\"/>\n", svg->to);
		svg_label(svg, x - 8, y - 3, SVG_END, "fl", HTML_REAL(milestone->count));
		last_x = x - width - 8;
		left--;
	}
}

/* ---- claimed dates ---- */

static void
draw_flag(const struct weeks_chart *chart, size_t number, double x, double flag_x)
{
	const struct svg *svg = &chart->svg;
	char text[24];

	svg_line(svg, x, FLAG * 2 + 2, x, svg->bottom, "e");
	fputs("<circle class=\"ec\" r=\"9\" cx=\"", svg->to);
	svg_number(svg->to, flag_x, 1);
	fputs("\" cy=\"10\"/>\n", svg->to);
	snprintf(text, sizeof(text), "%zu", number);
	svg_label(svg, flag_x, FLAG + 5, SVG_MIDDLE, "et", text);
}

/* Flags in the order of their days; those that would overlap move aside, their lines do not. */
static void
draw_flags(const struct weeks_chart *chart)
{
	const struct comparison *comparison = chart->page->comparison;
	double free_from = FLAG;
	int32_t done = INT32_MIN;

	for (size_t drawn = 0, total = events_shown(chart->page); drawn < total;) {
		int32_t next = INT32_MAX;
		for (size_t i = 0; i < comparison->result.nevents; i++) {
			int32_t day = comparison->result.events[i].event.day;
			if (day > done && day < next && is_shown(chart->page, day))
				next = day;
		}
		for (size_t i = 0; i < comparison->result.nevents; i++) {
			double x = svg_x(&chart->svg, &chart->weeks, next), flag_x;
			if (comparison->result.events[i].event.day != next)
				continue;
			flag_x = fmin(fmax(x, free_from), chart->svg.width - FLAG);
			draw_flag(chart, i + 1, x, flag_x);
			free_from = flag_x + 2 * FLAG + 2;
			drawn++;
		}
		done = next;
	}
}

/* Below the chart, for their numbers alone say little. */
static void
list_events(FILE *to, const struct page *page)
{
	const struct comparison *comparison = page->comparison;

	if (!comparison || comparison->result.nevents == 0)
		return;
	fputs("<ol class=\"ev\">", to);
	for (size_t i = 0; i < comparison->result.nevents; i++) {
		const struct event *event = &comparison->result.events[i].event;
		fputs("<li>", to);
		html_str(to, HTML_DAY_OF(event->day));
		fputs(event->label ? ": " : "", to);
		html_str(to, event->label);
		fputs(is_shown(page, event->day) ? "</li>" : " (outside the weeks shown)</li>", to);
	}
	fputs("</ol>\n", to);
}

/* ---- the picture ---- */

/* What a pointer is told, over the whole height, so that small bars can be hit. */
static void
draw_tips(const struct weeks_chart *chart)
{
	const struct svg *svg = &chart->svg;
	double slot = svg_slot(svg, &chart->weeks);

	if (svg->narrow || chart->series->nrows > TIPS)
		return;
	fputs("<g class=\"h\" stroke-width=\"", svg->to);
	svg_number(svg->to, slot, 2);
	fputs("\">\n", svg->to);
	for (size_t i = 0; i < chart->series->nrows; i++) {
		const struct series_row *row = &chart->series->rows[i];
		if (!row->known)
			continue;
		fputs("<path d=\"M", svg->to);
		svg_number(svg->to, svg->left + ((double)i + 0.5) * slot, 1);
		fprintf(svg->to, " %.0fV%.0f\"><title>Week of %s: %s%s</title></path>\n", svg->top, svg->bottom,
		    HTML_SHORT(row->from), HTML_COUNT(row->visitors.count), row->complete ? "" : ", incomplete");
	}
	fputs("</g>\n", svg->to);
}

static void
describe(char *out, size_t size, const struct page *page)
{
	const struct series *weeks = page->weeks;
	const struct series_row *best = &weeks->rows[0];
	size_t missing = 0;

	for (size_t i = 0; i < weeks->nrows; i++) {
		missing += !weeks->rows[i].known;
		if (weeks->rows[i].visitors.count > best->visitors.count)
			best = &weeks->rows[i];
	}
	snprintf(out, size,
	    "Bar chart of %s week%s, %s. The highest week has %s visitors (%s). Weeks without records: %s.%s All "
	    "numbers "
	    "are in the table below.",
	    HTML_COUNT(weeks->nrows), weeks->nrows == 1 ? "" : "s",
	    HTML_DAYS_OF(weeks->rows[0].from, weeks->rows[weeks->nrows - 1].to), HTML_COUNT(best->visitors.count),
	    HTML_DAYS_OF(best->from, best->to), HTML_COUNT(missing),
	    followers_most(page) >= 0 ? " A line shows followers on its own scale." : "");
}

/* Both scales have the same number of steps, so one set of lines serves both. */
static void
scale_followers(struct weeks_chart *chart)
{
	double most = followers_most(chart->page), steps = chart->scale.axis.most / chart->scale.axis.step;

	chart->line = most >= 0;
	if (!chart->line)
		return;
	for (unsigned ticks = (unsigned)(steps + 0.5);; ticks--) {
		chart->followers = svg_axis(most, ticks, true);
		if (chart->followers.most / chart->followers.step <= steps || ticks == 1)
			break;
	}
	chart->followers.most = chart->followers.step * steps;
}

static bool
has_visitor(const struct series *weeks)
{
	for (size_t i = 0; i < weeks->nrows; i++)
		if (weeks->rows[i].known && weeks->rows[i].visitors.count > 0)
			return true;
	return false;
}

static void
draw(FILE *to, const struct page *page, bool narrow)
{
	struct weeks_chart chart = {.page = page, .series = page->weeks, .weeks = page_mondays(page->weeks)};
	double margins[4];
	char description[400];

	chart.scale = page_scale(page->weeks, narrow);
	scale_followers(&chart);
	margins[0] = svg_text_width(HTML_REAL(chart.scale.axis.most)) + 10;
	margins[1] = chart.line ? svg_text_width(HTML_REAL(chart.followers.most)) + 10 : 6;
	margins[2] = 8 + (events_shown(page) > 0 ? 2 * FLAG : 0) + (isfinite(chart.scale.cut) ? 16 : 0);
	margins[3] = 26;
	describe(description, sizeof(description), page);
	svg_begin(&chart.svg, to, narrow, narrow ? 270 : 330, margins, "Visitors week by week", description);
	draw_gaps(&chart);
	svg_axis_draw(&chart.svg, &chart.scale.axis, false);
	draw_bars(&chart, true);
	draw_bars(&chart, false);
	if (isfinite(chart.scale.cut))
		draw_cut(&chart);
	draw_flags(&chart);
	if (chart.line) {
		svg_axis_draw(&chart.svg, &chart.followers, true);
		draw_line(&chart, true);
		draw_line(&chart, false);
		draw_milestones(&chart);
	}
	svg_weeks_draw(&chart.svg, &chart.weeks);
	if (!has_visitor(page->weeks))
		svg_label(&chart.svg, (chart.svg.left + chart.svg.right) / 2, chart.svg.bottom - 14, SVG_MIDDLE, "i",
		    "no visitor in these weeks");
	draw_tips(&chart);
	svg_end(&chart.svg);
	free((void *)chart.weeks.mondays);
}

static void
put_key(FILE *to, const struct page *page)
{
	struct page_scale scale = page_scale(page->weeks, false);
	bool incomplete = false, unknown = false;

	for (size_t i = 0; i < page->weeks->nrows; i++) {
		incomplete |= page->weeks->rows[i].known && !page->weeks->rows[i].complete;
		unknown |= !page->weeks->rows[i].known;
	}
	page_key(to,
	    (const struct page_key[]){
		{"<path class=\"v\" d=\"M2 12v-7h5v7zM9 12v-12h5v12zM16 12v-9h5v9z\"/>", "visitors a week", false},
		{"<path class=\"p\" d=\"M2 12v-10h18v10z\"/>", "not every day has records: a lower bound", !incomplete},
		{"<path class=\"u\" d=\"M0 0h22v12h-22z\"/>", "no records: unknown, not zero", !unknown},
		{"<path class=\"o\" d=\"M1 10 21 2\"/>", "followers, scale at the right", followers_most(page) < 0},
		{"<path class=\"v\" d=\"M6 12v-12h8v12z\"/><path class=\"c\" d=\"M3 7l14-4\"/>",
		    "higher than the scale; its number stands above", !isfinite(scale.cut)},
		{NULL, NULL, false},
	    });
}

/* ---- the table ---- */

static void
put_row(FILE *to, const struct page *page, const struct series_row *row)
{
	const struct history *history = history_of(page);
	struct html_cells cells = {.count = 0};

	html_cell(&cells, PAGE_WEEK(row->from));
	html_cell(&cells, HTML_SHORT(row->from));
	html_cell_count(&cells, true, row->days_covered);
	html_cell_count(&cells, row->known, row->visitors.count);
	if (page->weeks->split) {
		html_cell_count(&cells, row->known, row->visits);
		html_cell_count(&cells, row->known, row->page_views);
		html_cell_count(&cells, row->known, row->robots);
	}
	if (page_share.has(page)) {
		char share[16];
		html_cell_count(&cells, row->known, row->all_visitors.count);
		html_cell(&cells, page_share_of(row) >= 0 ? words_share(share, page_share_of(row)) : NULL);
	}
	if (followers_most(page) >= 0) {
		struct history_week week = history_week(history, row->from);
		html_cell(&cells, week.followers.known ? HTML_REAL(week.followers.value) : NULL);
	}
	html_row(to, &cells);
}

static void
put_table(FILE *to, const struct page *page)
{
	const char *columns[12] = {"Week", "Begins", "Days with records", "Visitors"};
	size_t n = 4;

	if (page->weeks->split) {
		columns[n++] = "Visits";
		columns[n++] = "Page views";
		columns[n++] = "Robots left out";
	}
	if (page_share.has(page)) {
		columns[n++] = "All visitors";
		columns[n++] = "Share";
	}
	if (followers_most(page) >= 0)
		columns[n++] = "Followers at its end";
	fputs("<div id=\"all-weeks\">", to);
	html_details(to, "All weeks as a table", "Weeks from Monday to Sunday", columns);
	for (size_t i = 0; i < page->weeks->nrows; i++)
		put_row(to, page, &page->weeks->rows[i]);
	html_details_end(to);
	fputs("</div>\n", to);
}

static void
write_weeks(FILE *to, const struct page *page)
{
	fputs("<figure>\n", to);
	draw(to, page, false);
	draw(to, page, true);
	put_key(to, page);
	fputs("</figure>\n", to);
	list_events(to, page);
	put_table(to, page);
}

const struct page_part page_weeks = {"weeks", "Week by week", page_has_rows, write_weeks};
