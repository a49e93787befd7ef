/*
 * chart: visitors and followers a week above each other, with the claimed dates below.
 */
#ifndef FOOTFALL_ANALYZER_CHART_H
#define FOOTFALL_ANALYZER_CHART_H

#include "analyzer/compare.h"
#include "analyzer/outputs/output.h"
#include "analyzer/outputs/spark.h"

#define CHART_LABEL 11u /* columns before a line */
#define CHART_LINES 4

struct chart_line {
	const char *label;
	char text[3 * SPARK_COLUMNS + 64];
	char remark[64]; /* behind it; "" where there is none */
	bool axis;
};

struct chart {
	struct chart_line lines[CHART_LINES]; /* those in use come first; the text of the others is "" */
};

/* Draws the rows of a result that has some; the style decides width and marks. */
void chart_init(struct chart *chart, const struct compare_result *result, const struct style *style);

#endif
