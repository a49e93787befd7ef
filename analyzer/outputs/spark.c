#include "analyzer/outputs/spark.h"

#include <string.h>

#define LEVELS 8

void
spark_init(struct spark *spark, int32_t first, size_t weeks, unsigned columns)
{
	if (columns > SPARK_COLUMNS)
		columns = SPARK_COLUMNS;
	*spark = (struct spark){
	    .first = first,
	    .weeks = weeks,
	    .columns = weeks < columns ? (unsigned)weeks : columns,
	};
}

unsigned
spark_column(const struct spark *spark, int32_t monday)
{
	int64_t week = ((int64_t)monday - spark->first) / 7;

	if (week < 0 || spark->columns == 0)
		return 0;
	if (week >= (int64_t)spark->weeks)
		return spark->columns - 1;
	return (unsigned)((uint64_t)week * spark->columns / spark->weeks);
}

void
spark_add(struct spark *spark, int32_t monday, double value)
{
	unsigned column = spark_column(spark, monday);

	if (spark->columns == 0)
		return;
	spark->sum[column] += value;
	spark->count[column]++;
	if (value > spark->most)
		spark->most = value;
}

/* The largest mean of a column; the height of all is measured by it. */
static double
tallest(const struct spark *spark)
{
	double most = 0;

	for (unsigned i = 0; i < spark->columns; i++)
		if (spark->count[i] > 0 && spark->sum[i] / spark->count[i] > most)
			most = spark->sum[i] / spark->count[i];
	return most;
}

void
spark_print(const struct spark *spark, char *out, bool utf8)
{
	static const char *const blocks[LEVELS] = {"\xE2\x96\x81", "\xE2\x96\x82", "\xE2\x96\x83", "\xE2\x96\x84",
	    "\xE2\x96\x85", "\xE2\x96\x86", "\xE2\x96\x87", "\xE2\x96\x88"};
	static const char *const plain[LEVELS] = {"_", ".", ":", "-", "=", "+", "*", "#"};
	double most = tallest(spark);

	out[0] = '\0';
	for (unsigned i = 0; i < spark->columns; i++) {
		double share = most > 0 && spark->count[i] > 0 ? spark->sum[i] / spark->count[i] / most : 0;
		unsigned level = (unsigned)(share * LEVELS);
		const char *mark = (utf8 ? blocks : plain)[level < LEVELS ? level : LEVELS - 1];

		if (spark->count[i] == 0)
			mark = " ";
		memcpy(out, mark, strlen(mark) + 1);
		out += strlen(mark);
	}
}
