#include "analyzer/outputs/svg.h"

#include "analyzer/outputs/html.h"
#include "base/calendar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
svg_begin(struct svg *svg, FILE *to, bool narrow, double height, const double margins[4], const char *title,
    const char *description)
{
	*svg = (struct svg){.to = to,
	    .narrow = narrow,
	    .width = narrow ? SVG_NARROW : SVG_WIDE,
	    .height = height,
	    .left = margins[0],
	    .top = margins[2],
	    .bottom = height - margins[3]};
	svg->right = svg->width - margins[1];
	fprintf(to,
	    "<svg class=\"%s\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" role=\"img\"><title>",
	    narrow ? "n" : "w", svg->width, height);
	html_str(to, title);
	fputs("</title><desc>", to);
	html_str(to, description);
	fputs("</desc>\n", to);
}

void
svg_end(struct svg *svg)
{
	fputs("</svg>\n", svg->to);
}

void
svg_number(FILE *to, double value, int decimals)
{
	char text[40];
	size_t n = (size_t)snprintf(text, sizeof(text), "%.*f", decimals, value);

	while (decimals > 0 && text[n - 1] == '0')
		text[--n] = '\0', decimals--;
	if (text[n - 1] == '.')
		text[--n] = '\0';
	fputs(strcmp(text, "-0") == 0 ? "0" : text, to);
}

static void
put_attribute(FILE *to, const char *name, double value)
{
	fprintf(to, " %s=\"", name);
	svg_number(to, value, 1);
	putc('"', to);
}

/* Tenths, without a zero before the point; a blank only where the sign does not part it from what was. */
static void
put_tenths(FILE *to, long tenths, bool first)
{
	long size = labs(tenths);

	if (tenths < 0 || !first)
		putc(tenths < 0 ? '-' : ' ', to);
	if (size >= 10 || size == 0)
		fprintf(to, "%ld", size / 10);
	if (size % 10 != 0)
		fprintf(to, ".%ld", size % 10);
}

void
svg_point(FILE *to, struct svg_pen *pen, double x, double y)
{
	long next_x = lround(x * 10), next_y = lround(y * 10);
	bool letter = !pen->down || !pen->drawing;

	if (letter)
		putc(pen->down ? 'l' : 'M', to);
	put_tenths(to, pen->down ? next_x - pen->x : next_x, letter);
	put_tenths(to, pen->down ? next_y - pen->y : next_y, false);
	*pen = (struct svg_pen){.x = next_x, .y = next_y, .down = true, .drawing = pen->down};
}

void
svg_lift(struct svg_pen *pen)
{
	*pen = (struct svg_pen){0};
}

void
svg_label(const struct svg *svg, double x, double y, enum svg_anchor anchor, const char *class, const char *text)
{
	static const char *const anchors[] = {
	    [SVG_START] = "", [SVG_MIDDLE] = " text-anchor=\"middle\"", [SVG_END] = " text-anchor=\"end\""};

	fputs("<text", svg->to);
	put_attribute(svg->to, "x", x);
	put_attribute(svg->to, "y", y);
	fputs(anchors[anchor], svg->to);
	if (class)
		fprintf(svg->to, " class=\"%s\"", class);
	putc('>', svg->to);
	html_str(svg->to, text);
	fputs("</text>\n", svg->to);
}

void
svg_line(const struct svg *svg, double x1, double y1, double x2, double y2, const char *class)
{
	fprintf(svg->to, "<line class=\"%s\"", class);
	put_attribute(svg->to, "x1", x1);
	put_attribute(svg->to, "y1", y1);
	put_attribute(svg->to, "x2", x2);
	put_attribute(svg->to, "y2", y2);
	fputs("/>\n", svg->to);
}

void
svg_rect(const struct svg *svg, double x, double y, double width, double height, const char *class)
{
	fprintf(svg->to, "<rect class=\"%s\"", class);
	put_attribute(svg->to, "x", x);
	put_attribute(svg->to, "y", y);
	put_attribute(svg->to, "width", width);
	put_attribute(svg->to, "height", height);
	fputs("/>\n", svg->to);
}

double
svg_text_width(const char *text)
{
	double width = 0;

	for (; *text; text++)
		if (((unsigned char)*text & 0xC0) != 0x80)
			width += strchr(" ,.'il1", *text) ? 0.42 : 0.6;
	return width * SVG_FONT;
}

/* ---- values ---- */

/* The least of 1, 2, 5, 10, 20, ... that is not below x. */
static double
round_up(double x)
{
	double power = pow(10, floor(log10(x)));
	static const double steps[] = {1, 2, 5, 10};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i] * power >= x * (1 - 1e-9))
			return steps[i] * power;
	return 10 * power;
}

struct svg_axis
svg_axis(double largest, unsigned ticks, bool whole)
{
	struct svg_axis axis = {.step = 1};

	if (largest > 0)
		axis.step = round_up(largest / ticks);
	if (whole && axis.step < 1)
		axis.step = 1;
	axis.most = axis.step * fmax(1, ceil(largest / axis.step - 1e-9));
	return axis;
}

double
svg_y(const struct svg *svg, const struct svg_axis *axis, double value)
{
	return svg->bottom - fmin(fmax(value / axis->most, 0), 1) * (svg->bottom - svg->top);
}

void
svg_axis_draw(const struct svg *svg, const struct svg_axis *axis, bool right)
{
	char text[WRITE_GROUPED + 2];

	/* NOLINTNEXTLINE(cert-flp30-c): whole numbers, which a double counts exactly */
	for (double i = 0; i * axis->step <= axis->most * (1 + 1e-9); i++) {
		double value = i * axis->step, y = svg_y(svg, axis, value);
		html_real(text, axis->percent ? value * 100 : value);
		if (axis->percent)
			memcpy(text + strlen(text), "%", 2);
		if (!right)
			svg_line(svg, svg->left, y, svg->right, y, i > 0 ? "g" : "b");
		svg_label(svg, right ? svg->right + 6 : svg->left - 6, y + 4, right ? SVG_START : SVG_END, NULL, text);
	}
}

/* ---- weeks ---- */

double
svg_slot(const struct svg *svg, const struct svg_weeks *weeks)
{
	return (svg->right - svg->left) / (double)(weeks->count > 0 ? weeks->count : 1);
}

/* The last slot whose Monday is not after the day. */
static size_t
slot_of(const struct svg_weeks *weeks, int32_t day)
{
	size_t low = 0, high = weeks->count;

	while (low + 1 < high) {
		size_t middle = (low + high) / 2;
		if (weeks->mondays[middle] <= day)
			low = middle;
		else
			high = middle;
	}
	return low;
}

double
svg_x(const struct svg *svg, const struct svg_weeks *weeks, int32_t day)
{
	size_t slot;
	double within;

	if (weeks->count == 0 || day < weeks->mondays[0])
		return svg->left;
	slot = slot_of(weeks, day);
	within = fmin((day - weeks->mondays[slot] + 0.5) / 7, 1);
	return svg->left + ((double)slot + within) * svg_slot(svg, weeks);
}

/* Where labels may stand: the first day of every so many days, months or years. */
struct rhythm {
	unsigned days, months, years;
	double room; /* units that a label needs */
};

static const struct rhythm rhythms[] = {
    {.days = 7, .room = 46},
    {.days = 14, .room = 46},
    {.months = 1, .room = 34},
    {.months = 3, .room = 34},
    {.months = 6, .room = 34},
    {.years = 1, .room = 36},
    {.years = 2, .room = 36},
    {.years = 5, .room = 36},
    {.years = 10, .room = 36},
    {.years = 50, .room = 36},
};
#define RHYTHMS (sizeof(rhythms) / sizeof(rhythms[0]))

/* A month's label beside another, and beside a year's. */
static double
rhythm_span(const struct rhythm *rhythm)
{
	return rhythm->days + rhythm->months * 30.4 + rhythm->years * 365.25;
}

static const struct rhythm *
rhythm_for(const struct svg *svg, const struct svg_weeks *weeks)
{
	double day = svg_slot(svg, weeks) / 7;

	/* Days are for a few weeks; in a year of them months are what one looks for. */
	for (size_t i = weeks->count > 16 ? 2 : 0; i < RHYTHMS; i++)
		if (rhythm_span(&rhythms[i]) * day >= rhythms[i].room)
			return &rhythms[i];
	return &rhythms[RHYTHMS - 1];
}

/* The tick of the rhythm that falls into this week, or CALENDAR_NO_DAY. */
static int32_t
rhythm_tick(const struct rhythm *rhythm, const struct svg_weeks *weeks, size_t slot)
{
	int32_t monday = weeks->mondays[slot];
	int y, m, d;

	if (rhythm->days > 0)
		return (monday - weeks->mondays[0]) % (int32_t)rhythm->days == 0 ? monday : CALENDAR_NO_DAY;
	calendar_civil(monday + 6, &y, &m, &d);
	if (d > 7)
		return CALENDAR_NO_DAY;
	if (rhythm->months > 0)
		return (unsigned)(m - 1) % rhythm->months == 0 ? calendar_day(y, m, 1) : CALENDAR_NO_DAY;
	return m == 1 && (unsigned)y % rhythm->years == 0 ? calendar_day(y, 1, 1) : CALENDAR_NO_DAY;
}

/* A year where it begins, else month or day. */
static const char *
rhythm_label(char out[24], const struct rhythm *rhythm, int32_t day)
{
	int y, m, d;

	calendar_civil(day, &y, &m, &d);
	if (rhythm->days > 0)
		snprintf(out, 24, "%d %s", d, html_month(m));
	else if (m == 1)
		snprintf(out, 24, "%d", y);
	else
		snprintf(out, 24, "%s", html_month(m));
	return out;
}

void
svg_weeks_draw(const struct svg *svg, const struct svg_weeks *weeks)
{
	const struct rhythm *rhythm = rhythm_for(svg, weeks);
	double free_from = svg->left - 20;
	char text[24];

	for (size_t i = 0; i < weeks->count; i++) {
		int32_t day = rhythm_tick(rhythm, weeks, i);
		double x, half;
		if (day == CALENDAR_NO_DAY)
			continue;
		rhythm_label(text, rhythm, day);
		half = svg_text_width(text) / 2;
		/* A week's label stands below its bar, a month's where the month begins. */
		x = rhythm->days > 0 ? svg->left + ((double)i + 0.5) * svg_slot(svg, weeks) : svg_x(svg, weeks, day);
		svg_line(svg, x, svg->bottom, x, svg->bottom + 4, "b");
		if (x - half < free_from || x + half > svg->width)
			continue;
		svg_label(svg, x, svg->bottom + 18, SVG_MIDDLE, NULL, text);
		free_from = x + half + 6;
	}
}
