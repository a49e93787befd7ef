/* A row a week: what a spreadsheet needs to draw both series itself. */
#include "analyzer/outputs/comparison.h"

void
compare_csv(FILE *to, const struct comparison *comparison, const struct style *style)
{
	const struct compare_result *result = &comparison->result;

	(void)style;
	for (const struct comparison_column *column = comparison_columns; column->name; column++)
		fprintf(to, "%s%s", column == comparison_columns ? "" : ",", column->name);
	putc('\n', to);
	for (size_t i = 0; i < result->nrows; i++) {
		for (const struct comparison_column *column = comparison_columns; column->name; column++) {
			struct field field = column->get(&result->rows[i]);
			fputs(column == comparison_columns ? "" : ",", to);
			fields_csv(to, &field);
		}
		putc('\n', to);
	}
}
