/*
 * svg: drawing by hand. Each picture is drawn twice, for wide and for narrow screens, because text in
 * a picture that is merely scaled can be read on neither.
 *
 * Colours and strokes are classes of the page's style; what stands here is places. Coordinates are
 * rounded to a tenth of a unit (a hundredth where marks are that fine), so pages stay small and equal.
 */
#ifndef FOOTFALL_ANALYZER_SVG_H
#define FOOTFALL_ANALYZER_SVG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define SVG_WIDE 880.0
#define SVG_NARROW 360.0
#define SVG_FONT 12.5 /* as in the page's style */

struct svg {
	FILE *to;
	bool narrow;
	double width, height;
	double left, right, top, bottom; /* edges of the plot inside */
};

/* Opens a picture of that height with a name and a description for those who do not see it. The
 * margins around the plot are: left, right, top, bottom. */
void svg_begin(struct svg *svg, FILE *to, bool narrow, double height, const double margins[4], const char *title,
    const char *description);
void svg_end(struct svg *svg);

/* A coordinate with `decimals` at most, without zeros behind the point. */
void svg_number(FILE *to, double value, int decimals);

enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };
/* Text, escaped; `class` may be NULL. */
void svg_label(const struct svg *svg, double x, double y, enum svg_anchor anchor, const char *class, const char *text);
void svg_line(const struct svg *svg, double x1, double y1, double x2, double y2, const char *class);
void svg_rect(const struct svg *svg, double x, double y, double width, double height, const char *class);

/* A line of many points, as the `d` of a path: each relative to the point before, which is half as long.
 * Begins anew after svg_lift; zero-initialise. */
struct svg_pen {
	long x, y; /* where it is, in tenths */
	bool down, drawing;
};
void svg_point(FILE *to, struct svg_pen *pen, double x, double y);
void svg_lift(struct svg_pen *pen);

/* How wide a text will be, about; never too little for digits and Latin letters. */
double svg_text_width(const char *text);

/* A scale from 0 to a round number at or above the largest value, with 2 to `ticks` round steps. */
struct svg_axis {
	double most, step;
	bool percent;
};
struct svg_axis svg_axis(double largest, unsigned ticks, bool whole);
/* Where a value lies between the bottom and the top of the plot. */
double svg_y(const struct svg *svg, const struct svg_axis *axis, double value);
/* Lines across the plot with their numbers left of it; `right` puts numbers alone right of it. */
void svg_axis_draw(const struct svg *svg, const struct svg_axis *axis, bool right);

/*
 * The weeks along the bottom: slot i of `count` is the week of mondays[i] (rising). Weeks that were
 * left out between two slots take no place.
 */
struct svg_weeks {
	const int32_t *mondays;
	size_t count;
};
double svg_slot(const struct svg *svg, const struct svg_weeks *weeks); /* width of one */
/* The middle of the day; days outside lie at the edges. */
double svg_x(const struct svg *svg, const struct svg_weeks *weeks, int32_t day);
/* Ticks and labels below the plot: years, months or days, as many as can be read. */
void svg_weeks_draw(const struct svg *svg, const struct svg_weeks *weeks);

#endif
