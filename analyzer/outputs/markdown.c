/* The screen as a Markdown paragraph, a pipe table and a list of notes. */
#include "analyzer/outputs/comparison.h"
#include "analyzer/outputs/table.h"
#include "analyzer/outputs/tweets.h"
#include "analyzer/outputs/words.h"
#include "analyzer/outputs/write.h"
#include "analyzer/series.h"

static void
markdown_table(FILE *to, const struct table *table)
{
	for (size_t c = 0; c < table->ncolumns; c++) {
		fputs(c > 0 ? " | " : "| ", to);
		write_markdown(to, span_str(table->columns[c].title));
	}
	fputs(" |\n", to);
	for (size_t c = 0; c < table->ncolumns; c++)
		fprintf(to, "%s%s", c > 0 ? " | " : "| ", table->columns[c].left ? "---" : "---:");
	fputs(" |\n", to);
	for (size_t r = 0; r < table->nrows; r++) {
		for (size_t c = 0; c < table->ncolumns; c++) {
			fputs(c > 0 ? " | " : "| ", to);
			write_markdown(to, span_str(table_cell(table, r, c)));
		}
		fputs(" |\n", to);
	}
	putc('\n', to);
}

static void
markdown_series(FILE *to, const struct series *series, const struct style *style)
{
	struct style wide = {.width = TABLE_WIDE, .utf8 = true};
	struct words words = {0};
	struct table table;

	(void)style;
	words_answer(&words, series);
	write_markdown(to, span_str(words.lines[0]));
	fputs("\n\n", to);
	if (series->nrows > 0) {
		table_init(&table, series, &wide);
		markdown_table(to, &table);
		table_release(&table);
	}
	words_notes(&words, series, &wide);
	for (size_t i = 1; i < words.count; i++) {
		fputs("- ", to);
		write_markdown(to, span_str(words.lines[i]));
		putc('\n', to);
	}
	words_release(&words);
}

const struct output output_markdown = {
    .name = "markdown",
    .summary = "the same rows and notes for a page or a mail",
    .series = markdown_series,
    .compare = compare_markdown,
    .tweets = tweets_markdown,
};
