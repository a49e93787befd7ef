/*
 * The screen of a comparison: the verdict, both series drawn above each other, the figures in columns,
 * sentences. Where the columns do not fit, each figure is a sentence too.
 */
#include "analyzer/outputs/chart.h"
#include "analyzer/outputs/screen.h"
#include "analyzer/outputs/style.h"
#include "analyzer/outputs/wrap.h"

#include <string.h>

#define GAP 2u
#define INDENT 2u
#define WIDE 100000u

/* Widths of the columns of all figures. */
struct columns {
	unsigned text, value, interval, remark;
};

static void
widen(unsigned *width, const char *text)
{
	if (wrap_width(text) > *width)
		*width = wrap_width(text);
}

static struct columns
columns_of(const struct screen *screen)
{
	struct columns c = {0};

	for (size_t i = 0; i < screen->count; i++) {
		const struct screen_line *line = &screen->lines[i];
		if (line->kind != SCREEN_FIGURE && (line->kind != SCREEN_HEADING || !line->value[0]))
			continue;
		widen(&c.text, line->text);
		widen(&c.value, line->value);
		widen(&c.interval, line->interval);
		widen(&c.remark, line->remark);
	}
	return c;
}

static void
pad(FILE *to, const char *text, unsigned width, bool right)
{
	unsigned blanks = width > wrap_width(text) ? width - wrap_width(text) : 0;

	if (right)
		wrap_blanks(to, blanks);
	fputs(text, to);
	if (!right)
		wrap_blanks(to, blanks);
}

/* A row without blanks at its end. */
static void
text_row(FILE *to, const struct screen_line *line, const struct columns *c, const struct style *style)
{
	bool heading = line->kind == SCREEN_HEADING;
	const char *dim = style->color ? STYLE_DIM : "", *plain = style->color ? STYLE_PLAIN : "";
	bool more = line->interval[0] || line->remark[0];

	wrap_blanks(to, heading ? 0 : INDENT);
	if (line->value[0] || more)
		pad(to, line->text, c->text + (heading ? INDENT : 0), false);
	else
		fputs(line->text, to);
	if (line->value[0] || more) {
		wrap_blanks(to, GAP);
		pad(to, line->value, c->value, true);
	}
	if (more) {
		wrap_blanks(to, GAP);
		fputs(dim, to);
		pad(to, line->interval, line->remark[0] ? c->interval : 0, false);
		fputs(plain, to);
	}
	if (line->remark[0]) {
		wrap_blanks(to, GAP);
		fputs(line->remark, to);
	}
	putc('\n', to);
}

/* The same as a sentence, for a narrow place. */
static void
text_stacked(FILE *to, const struct screen_line *line, unsigned width)
{
	char text[512];
	bool heading = line->kind == SCREEN_HEADING;

	if (heading)
		snprintf(text, sizeof(text), "%s%s%s", line->text, line->value[0] ? ", " : "", line->value);
	else
		snprintf(text, sizeof(text), "%s:%s%s%s%s%s%s%s", line->text + strspn(line->text, " "),
		    line->value[0] ? " " : "", line->value, line->interval[0] ? " (" : "", line->interval,
		    line->interval[0] ? ")" : "", line->remark[0] ? ", " : "", line->remark);
	wrap_blanks(to, heading ? 0 : INDENT);
	wrap_paragraph(to, text, width, 2 * INDENT, heading ? 0 : INDENT);
}

static void
text_chart(FILE *to, const struct screen *screen, const struct style *style)
{
	struct chart chart;

	chart_init(&chart, &screen->comparison->result, style);
	for (size_t i = 0; i < CHART_LINES && chart.lines[i].text[0]; i++) {
		pad(to, chart.lines[i].label, CHART_LABEL, false);
		fputs(style->color ? (chart.lines[i].axis ? STYLE_DIM : STYLE_ACCENT) : "", to);
		fputs(chart.lines[i].text, to);
		fputs(style->color ? STYLE_PLAIN : "", to);
		if (chart.lines[i].remark[0])
			fprintf(to, "  %s", chart.lines[i].remark);
		putc('\n', to);
	}
}

static void
text_line(FILE *to, const struct screen *screen, const struct screen_line *line, const struct columns *c,
    const struct style *style)
{
	bool fits = INDENT + c->text + GAP + c->value + GAP + c->interval + GAP + c->remark <= style->width;

	switch (line->kind) {
	case SCREEN_ANSWER:
		wrap_paragraph(to, line->text, style->wrap ? style->width : WIDE, 0, 0);
		break;
	case SCREEN_CHART:
		text_chart(to, screen, style);
		break;
	case SCREEN_HEADING:
	case SCREEN_FIGURE:
		if (fits)
			text_row(to, line, c, style);
		else
			text_stacked(to, line, style->width);
		break;
	case SCREEN_NOTE:
		wrap_blanks(to, INDENT);
		wrap_paragraph(to, line->text, style->width, 2 * INDENT, INDENT);
		break;
	}
}

void
compare_text(FILE *to, const struct comparison *comparison, const struct style *style)
{
	struct screen screen;
	struct columns c;

	screen_init(&screen, comparison, style);
	c = columns_of(&screen);
	for (size_t i = 0; i < screen.count; i++) {
		enum screen_kind kind = screen.lines[i].kind;
		if (i > 0 && (kind == SCREEN_HEADING || kind == SCREEN_CHART))
			putc('\n', to);
		text_line(to, &screen, &screen.lines[i], &c, style);
	}
	screen_release(&screen);
}
