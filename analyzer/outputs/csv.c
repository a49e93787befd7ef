/* RFC 4180 but for the line end, which is LF: a header line, then the columns that JSON has. */
#include "analyzer/outputs/comparison.h"
#include "analyzer/outputs/fields.h"
#include "analyzer/outputs/output.h"
#include "analyzer/outputs/tweets.h"
#include "analyzer/outputs/write.h"

static void
csv_header(FILE *to, const struct series *series)
{
	const char *between = "";

	for (const struct field_column *column = fields; column->name; column++) {
		if (!fields_has(series, column))
			continue;
		fprintf(to, "%s%s", between, column->name);
		between = ",";
	}
	for (size_t i = 0; series->sources && i < series->nsources; i++) {
		fputs(",visitors_", to);
		write_csv(to, span_str(series->sources[i].name));
	}
	putc('\n', to);
}

static void
csv_row(FILE *to, const struct series *series, const struct series_row *row)
{
	const char *between = "";

	for (const struct field_column *column = fields; column->name; column++) {
		if (!fields_has(series, column))
			continue;
		struct field field = fields_get(series, row, column);
		fputs(between, to);
		fields_csv(to, &field);
		between = ",";
	}
	for (size_t i = 0; series->sources && i < series->nsources; i++) {
		putc(',', to);
		if (row->known && row->by_source)
			fprintf(to, "%llu", (unsigned long long)row->by_source[i].count);
	}
	putc('\n', to);
}

static void
csv_series(FILE *to, const struct series *series, const struct style *style)
{
	(void)style;
	csv_header(to, series);
	for (size_t i = 0; i < series->nrows; i++)
		csv_row(to, series, &series->rows[i]);
}

const struct output output_csv = {
    .name = "csv",
    .summary = "a row a week or year for spreadsheets, with a header line",
    .series = csv_series,
    .compare = compare_csv,
    .tweets = tweets_csv,
};
