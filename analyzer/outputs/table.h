/*
 * table: the rows of a series as people read them: cells of text, and a bar a row.
 */
#ifndef FOOTFALL_ANALYZER_TABLE_H
#define FOOTFALL_ANALYZER_TABLE_H

#include "analyzer/outputs/output.h"

struct series;

#define TABLE_CELL 48 /* bytes of a cell with its NUL */
#define TABLE_WIDE 100000u /* a width at which nothing is left out */

struct table_column {
	char title[TABLE_CELL];
	bool left; /* text, not a number */
	bool dim; /* a date: of less weight than the figures */
	unsigned drop; /* of columns that do not fit the highest goes first; 0 stays */
};

/* How a row stands to the truth. */
enum table_state { TABLE_WHOLE, TABLE_INCOMPLETE, TABLE_UNKNOWN };

struct table {
	size_t ncolumns, nrows, room;
	struct table_column *columns;
	char (*cells)[TABLE_CELL]; /* nrows times ncolumns */
	double *bars; /* one a row; NULL: no bars */
	enum table_state *states; /* one a row */
	bool bar_first; /* a bar is worth dropping columns for */
};

/* Fills the table; `style` decides the marks and, where sources are columns, how many fit. */
void table_init(struct table *table, const struct series *series, const struct style *style);
void table_release(struct table *table);

/* The cell of a row and column. */
const char *table_cell(const struct table *table, size_t row, size_t column);

#endif
