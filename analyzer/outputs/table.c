#include "analyzer/outputs/table.h"

#include "analyzer/outputs/words.h"
#include "analyzer/outputs/write.h"
#include "analyzer/series.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

const char *
table_cell(const struct table *table, size_t row, size_t column)
{
	return table->cells[row * table->ncolumns + column];
}

void
table_release(struct table *table)
{
	free(table->columns);
	free(table->cells);
	free(table->bars);
	free(table->states);
	*table = (struct table){0};
}

static struct table_column *
table_column_add(struct table *table, const char *title)
{
	struct table_column *column;

	table->columns = alloc_grow(table->columns, &table->room, table->ncolumns + 1, sizeof(*table->columns));
	column = &table->columns[table->ncolumns++];
	*column = (struct table_column){0};
	snprintf(column->title, sizeof(column->title), "%s", title);
	return column;
}

/* Room for the cells, once the columns are known. */
static void
table_rows(struct table *table, size_t nrows, bool bars)
{
	table->nrows = nrows;
	table->cells = alloc_zero(nrows * table->ncolumns + 1, sizeof(*table->cells));
	table->states = alloc_zero(nrows + 1, sizeof(*table->states));
	table->bars = bars ? alloc_zero(nrows + 1, sizeof(*table->bars)) : NULL;
}

static void
cell_number(char cell[TABLE_CELL], const struct series_number *number, const struct style *style)
{
	char grouped[WRITE_GROUPED];

	snprintf(cell, TABLE_CELL, "%s%s", number->error > 0 ? words_about(style) : "",
	    write_grouped(grouped, number->count));
}

static enum table_state
row_state(const struct series_row *row)
{
	if (!row->known)
		return TABLE_UNKNOWN;
	return row->complete ? TABLE_WHOLE : TABLE_INCOMPLETE;
}

static bool
has_incomplete(const struct series *series)
{
	for (size_t i = 0; i < series->nrows; i++)
		if (row_state(&series->rows[i]) == TABLE_INCOMPLETE)
			return true;
	return false;
}

/*
 * One source: a row a week or year, a column a figure.
 */
typedef void figure_fill(char cell[TABLE_CELL], const struct series_row *row, const struct style *style);

/* Behind the name of a week or year that other rules judged than the one before. */
static void
mark_rules(char cell[TABLE_CELL], const struct series_row *row, const struct style *style)
{
	size_t n = strlen(cell);

	if (row->rules_before > 0)
		snprintf(cell + n, TABLE_CELL - n, " %s", words_other_rules(style));
}

static void
fill_name_week(char cell[TABLE_CELL], const struct series_row *row, const struct style *style)
{
	calendar_print_week(cell, row->from);
	mark_rules(cell, row, style);
}

static void
fill_name_year(char cell[TABLE_CELL], const struct series_row *row, const struct style *style)
{
	snprintf(cell, TABLE_CELL, "%d", row->year);
	mark_rules(cell, row, style);
}

static void
fill_from(char cell[TABLE_CELL], const struct series_row *row, const struct style *style)
{
	(void)style;
	calendar_print_day(cell, row->from);
}

/* "5/7*", and nothing in a row without a fault. */
static void
fill_days(char cell[TABLE_CELL], const struct series_row *row, const struct style *style)
{
	(void)style;
	if (!row->complete)
		snprintf(cell, TABLE_CELL, "%u/%d*", row->days_covered, (int)(row->to - row->from + 1));
}

static void
fill_visitors(char cell[TABLE_CELL], const struct series_row *row, const struct style *style)
{
	cell_number(cell, &row->visitors, style);
}

static void
fill_all(char cell[TABLE_CELL], const struct series_row *row, const struct style *style)
{
	cell_number(cell, &row->all_visitors, style);
}

static void
fill_share(char cell[TABLE_CELL], const struct series_row *row, const struct style *style)
{
	char share[16];

	if (row->all_visitors.count == 0)
		return;
	words_share(share, (double)row->visitors.count / (double)row->all_visitors.count);
	snprintf(
	    cell, TABLE_CELL, "%s%s", row->all_visitors.error > 0 && share[0] <= '9' ? words_about(style) : "", share);
}

static void
fill_readers(char cell[TABLE_CELL], const struct series_row *row, const struct style *style)
{
	char low[WRITE_GROUPED], high[WRITE_GROUPED];

	(void)style;
	snprintf(cell, TABLE_CELL, "%s to %s", write_grouped(low, row->visitors_any_version),
	    write_grouped(high, row->visitors.count));
}

static void
fill_year_ago(char cell[TABLE_CELL], const struct series_row *row, const struct style *style)
{
	size_t n;

	if (row->year_ago_known)
		cell_number(cell, &row->year_ago, style);
	else
		snprintf(cell, TABLE_CELL, "%s", style->utf8 ? "\xC2\xB7" : ".");
	n = strlen(cell);
	if (row->year_ago_known && !row->year_ago_complete && n + 1 < TABLE_CELL)
		memcpy(cell + n, "*", 2);
}

#define FILL_COUNT(name, member)                                                                                       \
	static void name(char cell[TABLE_CELL], const struct series_row *row, const struct style *style)               \
	{                                                                                                              \
		(void)style;                                                                                           \
		write_grouped(cell, row->member);                                                                      \
	}
FILL_COUNT(fill_visits, visits)
FILL_COUNT(fill_views, page_views)
FILL_COUNT(fill_weeks, weeks_complete)
FILL_COUNT(fill_sum, sum_of_weekly_visitors)

enum {
	F_WEEKS = 1,
	F_YEARS = 2,
	F_BOTH = 3,
	F_SPLIT = 4, /* only where the evidence is split */
	F_FAULT = 8, /* only where a row is incomplete */
	F_YEAR_AGO = 32, /* only where rows stand beside those of the year before */
	F_NAME = 16, /* filled in rows without a record too */
};

static const struct figure {
	const char *title;
	unsigned where;
	unsigned drop;
	figure_fill *fill;
} figures[] = {
    {"Week", F_WEEKS | F_NAME, 0, fill_name_week},
    {"Year", F_YEARS | F_NAME, 0, fill_name_year},
    {"From", F_WEEKS | F_NAME, 6, fill_from},
    {"Days", F_BOTH | F_FAULT, 1, fill_days},
    {"Visitors", F_BOTH, 0, fill_visitors},
    {"Year ago", F_BOTH | F_YEAR_AGO, 0, fill_year_ago},
    {"Readers, about", F_YEARS | F_SPLIT, 2, fill_readers},
    {"Visits", F_BOTH | F_SPLIT, 4, fill_visits},
    {"Page views", F_BOTH | F_SPLIT, 3, fill_views},
    {"All visitors", F_BOTH, 7, fill_all},
    {"Share", F_BOTH, 5, fill_share},
    {"Whole weeks", F_YEARS, 8, fill_weeks},
    {"Weeks' sum", F_YEARS, 9, fill_sum},
};
#define NFIGURES (sizeof(figures) / sizeof(figures[0]))

static bool
figure_shown(const struct figure *figure, const struct series *series, bool fault)
{
	if (!(figure->where & (series->kind == SERIES_WEEKS ? F_WEEKS : F_YEARS)))
		return false;
	if ((figure->where & F_SPLIT) && !series->split)
		return false;
	if ((figure->where & F_YEAR_AGO) && !series->year_ago)
		return false;
	return fault || !(figure->where & F_FAULT);
}

static void
table_one_source(struct table *table, const struct series *series, const struct style *style)
{
	const struct figure *shown[NFIGURES];
	bool fault = has_incomplete(series);

	for (size_t i = 0; i < NFIGURES; i++) {
		if (!figure_shown(&figures[i], series, fault))
			continue;
		shown[table->ncolumns] = &figures[i];
		struct table_column *column = table_column_add(table, figures[i].title);
		column->drop = figures[i].drop;
		column->left = column->dim = figures[i].where & F_NAME;
	}
	table_rows(table, series->nrows, true);
	table->bar_first = series->kind == SERIES_WEEKS;
	for (size_t r = 0; r < series->nrows; r++) {
		const struct series_row *row = &series->rows[r];
		table->states[r] = row_state(row);
		table->bars[r] = row->known ? (double)row->visitors.count : 0;
		for (size_t c = 0; c < table->ncolumns; c++) {
			char *cell = table->cells[r * table->ncolumns + c];
			if (row->known || (shown[c]->where & F_NAME))
				shown[c]->fill(cell, row, style);
			else if (!(shown[c]->where & F_FAULT))
				snprintf(cell, TABLE_CELL, "%s", style->utf8 ? "\xC2\xB7" : ".");
		}
	}
}

/*
 * All sources; series->sources has those with the most visitors first.
 */
static void
cell_source(
    char cell[TABLE_CELL], const struct series_row *row, const struct series_number *number, const struct style *style)
{
	if (row->known && number)
		cell_number(cell, number, style);
	else
		snprintf(cell, TABLE_CELL, "%s", style->utf8 ? "\xC2\xB7" : ".");
}

/* How many source columns fit beside week, days, rest and all. */
static size_t
sources_that_fit(const struct series *series, const struct style *style)
{
	size_t used = 8 + 6 + 8 + 14, n = 0;

	for (; n < series->nsources; n++) {
		size_t title = strlen(series->sources[n].title);
		used += 2 + (title > 7 ? title : 7);
		if (used > style->width)
			break;
	}
	return n > 0 ? n : 1;
}

/* A visitor of two sources counts in both, so the rest is a sum of counts, not a count. */
static struct series_number
rest_of(const struct series_row *row, size_t from, size_t to)
{
	struct series_number rest = {0};

	for (size_t i = from; i < to; i++) {
		rest.count += row->by_source[i].count;
		if (row->by_source[i].error > 0)
			rest.error = row->by_source[i].error;
	}
	return rest;
}

static void
table_weeks_all(struct table *table, const struct series *series, const struct style *style)
{
	size_t nshown = series->nsources > 0 ? sources_that_fit(series, style) : 0;
	bool rest = nshown < series->nsources;
	size_t c;

	table_column_add(table, "Week")->left = true;
	table_column_add(table, "Days")->drop = 1;
	table->columns[0].dim = table->columns[1].dim = true;
	for (size_t i = 0; i < nshown; i++)
		table_column_add(table, series->sources[i].title);
	if (rest)
		table_column_add(table, "Rest")->drop = 3;
	table_column_add(table, "All visitors")->drop = 2;
	table_rows(table, series->nrows, false);
	for (size_t r = 0; r < series->nrows; r++) {
		const struct series_row *row = &series->rows[r];
		char(*cells)[TABLE_CELL] = &table->cells[r * table->ncolumns];
		table->states[r] = row_state(row);
		fill_name_week(cells[0], row, style);
		fill_days(cells[1], row, style);
		for (c = 0; c < nshown; c++)
			cell_source(cells[2 + c], row, row->by_source ? &row->by_source[c] : NULL, style);
		if (rest) {
			struct series_number sum = {0};
			if (row->known && row->by_source)
				sum = rest_of(row, nshown, series->nsources);
			cell_source(cells[2 + c++], row, &sum, style);
		}
		cell_source(cells[2 + c], row, &row->all_visitors, style);
	}
}

/* Years are few and sources many: a row a source, a column a year, the earliest dropped first. */
static void
table_years_all(struct table *table, const struct series *series, const struct style *style)
{
	char title[TABLE_CELL];

	table_column_add(table, "Source")->left = true;
	for (size_t y = 0; y < series->nrows; y++) {
		const struct series_row *row = &series->rows[y];
		snprintf(title, sizeof(title), "%d%s", row->year, row_state(row) == TABLE_INCOMPLETE ? "*" : "");
		mark_rules(title, row, style);
		table_column_add(table, title)->drop = (unsigned)(series->nrows - 1 - y);
	}
	table_rows(table, series->nsources + 1, false);
	for (size_t s = 0; s <= series->nsources; s++) {
		char(*cells)[TABLE_CELL] = &table->cells[s * table->ncolumns];
		bool last = s == series->nsources;
		const char *name = last ? "All visitors" : series->sources[s].title;
		snprintf(cells[0], TABLE_CELL, "%s", name);
		for (size_t y = 0; y < series->nrows; y++) {
			const struct series_row *row = &series->rows[y];
			const struct series_number *by = row->by_source ? &row->by_source[s] : NULL;
			cell_source(cells[1 + y], row, last ? &row->all_visitors : by, style);
		}
	}
}

void
table_init(struct table *table, const struct series *series, const struct style *style)
{
	*table = (struct table){0};
	if (!series->sources)
		table_one_source(table, series, style);
	else if (series->kind == SERIES_WEEKS)
		table_weeks_all(table, series, style);
	else
		table_years_all(table, series, style);
}
