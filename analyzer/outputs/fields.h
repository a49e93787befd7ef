/*
 * fields: the columns of a row as JSON and CSV give them, by name and in order.
 */
#ifndef FOOTFALL_ANALYZER_FIELDS_H
#define FOOTFALL_ANALYZER_FIELDS_H

#include "analyzer/series.h"
#include <stdio.h>

enum field_kind { FIELD_NULL, FIELD_TEXT, FIELD_COUNT, FIELD_REAL, FIELD_TRUTH };

struct field {
	enum field_kind kind;
	char text[12]; /* FIELD_TEXT */
	uint64_t count; /* FIELD_COUNT */
	double real; /* FIELD_REAL */
	bool truth; /* FIELD_TRUTH */
};

struct field_column {
	const char *name;
	unsigned where; /* series that have the column: sum of the marks in fields.c */
	struct field (*get)(const struct series_row *row);
};

/* All columns, ended by a row without a name; a series has those for which fields_has is true. */
extern const struct field_column fields[];
bool fields_has(const struct series *series, const struct field_column *column);

/* Whether readers add the column up over rows, and so need a number in each. */
bool fields_is_summed(const struct field_column *column);

/* The column's value in a row; FIELD_NULL where it is not known. */
struct field fields_get(const struct series *series, const struct series_row *row, const struct field_column *column);

/* The value as JSON, and as a cell of CSV, where what is not known is empty. */
void fields_json(FILE *to, const struct field *field);
void fields_csv(FILE *to, const struct field *field);

#endif
