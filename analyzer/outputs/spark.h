/*
 * spark: a series as one line of blocks, from zero to its largest value.
 */
#ifndef FOOTFALL_ANALYZER_SPARK_H
#define FOOTFALL_ANALYZER_SPARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPARK_COLUMNS 200u

/* Columns over the weeks from `first` (a Monday) on: each stands for the same share of `weeks`. */
struct spark {
	int32_t first;
	size_t weeks;
	unsigned columns; /* at most SPARK_COLUMNS, and no more than weeks */
	double sum[SPARK_COLUMNS];
	unsigned count[SPARK_COLUMNS];
	double most; /* the largest single value */
};

void spark_init(struct spark *spark, int32_t first, size_t weeks, unsigned columns);

/* The column of a week's Monday, which may lie outside: then at the nearest edge. */
unsigned spark_column(const struct spark *spark, int32_t monday);

void spark_add(struct spark *spark, int32_t monday, double value);

/* The line into `out` of at least 3 * SPARK_COLUMNS + 1 bytes: means of columns; blank where nothing is
 * known. */
void spark_print(const struct spark *spark, char *out, bool utf8);

#endif
