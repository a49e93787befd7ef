/*
 * The screen: the answer, aligned rows with a bar each, the notes. Every bar starts at zero and
 * the largest fills what is left of the line, so lengths can be compared with the eye.
 */
#include "analyzer/outputs/comparison.h"
#include "analyzer/outputs/style.h"
#include "analyzer/outputs/table.h"
#include "analyzer/outputs/tweets.h"
#include "analyzer/outputs/words.h"
#include "analyzer/outputs/wrap.h"
#include "analyzer/outputs/write.h"
#include "analyzer/series.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define GAP 2u /* blanks between columns */
#define BAR_LEAST 10u /* a shorter bar says nothing */

/* Which columns of a table fit, how wide they are, and what is left for bars. */
struct layout {
	unsigned *widths; /* 0: left out */
	unsigned bar;
	double most;
};

static unsigned
layout_used(const struct layout *layout, const struct table *table)
{
	unsigned used = 0;

	for (size_t c = 0; c < table->ncolumns; c++)
		if (layout->widths[c] > 0)
			used += layout->widths[c] + (used > 0 ? GAP : 0);
	return used;
}

/* Leaves out the column that is missed least. False when all that are left must stay. */
static bool
layout_drop(struct layout *layout, const struct table *table)
{
	size_t worst = SIZE_MAX;

	for (size_t c = 0; c < table->ncolumns; c++)
		if (layout->widths[c] > 0 && table->columns[c].drop > 0 &&
		    (worst == SIZE_MAX || table->columns[c].drop > table->columns[worst].drop))
			worst = c;
	if (worst == SIZE_MAX)
		return false;
	layout->widths[worst] = 0;
	return true;
}

static void
layout_init(struct layout *layout, const struct table *table, unsigned width)
{
	unsigned reserve = table->bars && table->bar_first ? GAP + BAR_LEAST : 0, used;

	*layout = (struct layout){.widths = alloc_zero(table->ncolumns + 1, sizeof(*layout->widths))};
	for (size_t c = 0; c < table->ncolumns; c++) {
		layout->widths[c] = wrap_width(table->columns[c].title);
		for (size_t r = 0; r < table->nrows; r++) {
			unsigned cell = wrap_width(table_cell(table, r, c));
			if (cell > layout->widths[c])
				layout->widths[c] = cell;
		}
	}
	while ((used = layout_used(layout, table)) + reserve > width)
		if (!layout_drop(layout, table))
			break;
	if (table->bars && used + GAP + BAR_LEAST <= width)
		layout->bar = width - used - GAP;
	for (size_t r = 0; table->bars && r < table->nrows; r++)
		if (table->bars[r] > layout->most)
			layout->most = table->bars[r];
}

static void
text_cell(FILE *to, const char *text, unsigned width, bool left, bool last)
{
	unsigned pad = width > wrap_width(text) ? width - wrap_width(text) : 0;

	if (!left)
		wrap_blanks(to, pad);
	fputs(text, to);
	if (left && !last)
		wrap_blanks(to, pad);
}

/* The heading of the bars is their scale. */
static void
text_header(FILE *to, const struct table *table, const struct layout *layout)
{
	char most[WRITE_GROUPED];
	bool begun = false;

	for (size_t c = 0; c < table->ncolumns; c++) {
		if (layout->widths[c] == 0)
			continue;
		wrap_blanks(to, begun ? GAP : 0);
		text_cell(to, table->columns[c].title, layout->widths[c], table->columns[c].left, false);
		begun = true;
	}
	if (layout->bar > 0 && layout->most > 0) {
		write_grouped(most, (uint64_t)layout->most);
		wrap_blanks(to, GAP);
		fputs("0", to);
		text_cell(to, most, layout->bar - 1, false, true);
	}
	putc('\n', to);
}

/* Eighths of a block where the place can show them, else whole characters; hatched when the row is
 * incomplete. What is not zero is never drawn as nothing. */
static void
text_bar(FILE *to, double share, unsigned width, bool hatched, bool utf8)
{
	static const char *const eighths[] = {"", "\xE2\x96\x8F", "\xE2\x96\x8E", "\xE2\x96\x8D", "\xE2\x96\x8C",
	    "\xE2\x96\x8B", "\xE2\x96\x8A", "\xE2\x96\x89"};
	bool fine = utf8 && !hatched;
	unsigned steps = fine ? 8 : 1;
	unsigned length = (unsigned)(share * width * steps + 0.5);
	const char *whole = hatched ? ":" : "#";

	if (length == 0 && share > 0)
		length = 1;
	if (utf8)
		whole = hatched ? "\xE2\x96\x92" : "\xE2\x96\x88";
	for (unsigned i = 0; i < length / steps; i++)
		fputs(whole, to);
	if (fine)
		fputs(eighths[length % 8], to);
}

static void
text_row(FILE *to, const struct table *table, const struct layout *layout, size_t r, const struct style *style)
{
	bool unknown = table->states[r] == TABLE_UNKNOWN, begun = false;
	bool bar = layout->bar > 0 && table->bars[r] > 0;

	for (size_t c = 0; c < table->ncolumns; c++) {
		bool dim = style->color && (unknown || table->columns[c].dim);
		if (layout->widths[c] == 0)
			continue;
		wrap_blanks(to, begun ? GAP : 0);
		fputs(dim ? STYLE_DIM : "", to);
		text_cell(to, table_cell(table, r, c), layout->widths[c], table->columns[c].left, false);
		fputs(dim ? STYLE_PLAIN : "", to);
		begun = true;
	}
	if (bar) {
		wrap_blanks(to, GAP);
		fputs(style->color ? STYLE_ACCENT : "", to);
		text_bar(
		    to, table->bars[r] / layout->most, layout->bar, table->states[r] == TABLE_INCOMPLETE, style->utf8);
		fputs(style->color ? STYLE_PLAIN : "", to);
	}
	putc('\n', to);
}

static void
text_table(FILE *to, const struct series *series, const struct style *style)
{
	struct table table;
	struct layout layout;

	table_init(&table, series, style);
	layout_init(&layout, &table, style->width);
	text_header(to, &table, &layout);
	for (size_t r = 0; r < table.nrows; r++)
		text_row(to, &table, &layout, r, style);
	putc('\n', to);
	free(layout.widths);
	table_release(&table);
}

static void
text_series(FILE *to, const struct series *series, const struct style *style)
{
	struct words words = {0};

	words_answer(&words, series);
	wrap_paragraph(to, words.lines[0], style->wrap ? style->width : TABLE_WIDE, 0, 0);
	putc('\n', to);
	if (series->nrows > 0)
		text_table(to, series, style);
	words_notes(&words, series, style);
	for (size_t i = 1; i < words.count; i++)
		wrap_paragraph(to, words.lines[i], style->width, 2, 0);
	words_release(&words);
}

const struct output output_text = {
    .name = "text",
    .summary = "a screen to read, with bars",
    .series = text_series,
    .compare = compare_text,
    .tweets = tweets_text,
};
