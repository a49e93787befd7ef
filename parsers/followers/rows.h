/*
 * rows: a text of separated values, cut into rows and cells.
 *
 * Cells borrow the text. Line ends are LF, CR LF or CR. A cell in quotes may hold separators,
 * doubled quotes (left doubled) and line breaks. A quote that is never closed spoils the row it
 * opens in and no other: reading goes on behind the line of the quote.
 */
#ifndef FOOTFALL_PARSERS_ROWS_H
#define FOOTFALL_PARSERS_ROWS_H

#include "base/span.h"

/* Cells of a row that are kept; those behind are counted only. */
#define ROWS_CELLS 64

struct rows {
	struct span text;
	size_t at;
	uint64_t line; /* of `at`, from 1 */
	char separator;
};

struct rows_row {
	struct span cells[ROWS_CELLS]; /* trimmed, without their quotes */
	size_t count; /* of all cells of the row */
	uint64_t line; /* where it begins; of a faulty row where the fault is */
	const char *fault; /* NULL, or why its cells cannot be had; static */
};

void rows_init(struct rows *rows, struct span text, char separator);

/* The next row that has anything in it; false at the end. */
bool rows_next(struct rows *rows, struct rows_row *row);

/* Of tab, semicolon and comma the one that divides most of the first 50 rows into the same number
 * of cells, two at least; 0 when none does. */
char rows_separator(struct span text);

/* The cell, or an empty span where the row is too short. */
struct span rows_cell(const struct rows_row *row, size_t i);

#endif
