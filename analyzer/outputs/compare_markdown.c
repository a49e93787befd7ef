/* The screen as Markdown: the verdict, the chart as it is, figures as tables, notes as lists. */
#include "analyzer/outputs/chart.h"
#include "analyzer/outputs/screen.h"
#include "analyzer/outputs/write.h"

#include <string.h>

#define CHART_WIDTH 80u

static void
markdown_chart(FILE *to, const struct screen *screen)
{
	struct style style = {.width = CHART_WIDTH, .utf8 = true};
	struct chart chart;

	chart_init(&chart, &screen->comparison->result, &style);
	fputs("```\n", to);
	for (size_t i = 0; i < CHART_LINES && chart.lines[i].text[0]; i++)
		fprintf(to, "%-*s%s%s%s\n", (int)CHART_LABEL, chart.lines[i].label, chart.lines[i].text,
		    chart.lines[i].remark[0] ? "  " : "", chart.lines[i].remark);
	fputs("```\n", to);
}

static void
markdown_cells(FILE *to, const struct screen_line *line)
{
	const char *const cells[] = {line->text + strspn(line->text, " "), line->value, line->interval, line->remark};

	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		fputs(i > 0 ? " | " : "| ", to);
		write_markdown(to, span_str(cells[i]));
	}
	fputs(" |\n", to);
}

static void
markdown_line(FILE *to, const struct screen *screen, const struct screen_line *line)
{
	switch (line->kind) {
	case SCREEN_ANSWER:
		write_markdown(to, span_str(line->text));
		fputs("\n", to);
		break;
	case SCREEN_CHART:
		markdown_chart(to, screen);
		break;
	case SCREEN_HEADING:
		if (line->value[0]) {
			markdown_cells(to, line);
			fputs("| --- | ---: | --- | --- |\n", to);
			break;
		}
		fputs("### ", to);
		write_markdown(to, span_str(line->text));
		fputs("\n\n", to);
		break;
	case SCREEN_FIGURE:
		markdown_cells(to, line);
		break;
	case SCREEN_NOTE:
		fputs("- ", to);
		write_markdown(to, span_str(line->text));
		putc('\n', to);
		break;
	}
}

void
compare_markdown(FILE *to, const struct comparison *comparison, const struct style *style)
{
	const struct style marks = {.utf8 = true};
	enum screen_kind before = SCREEN_NOTE;
	struct screen screen;

	(void)style;
	screen_init(&screen, comparison, &marks);
	for (size_t i = 0; i < screen.count; i++) {
		enum screen_kind kind = screen.lines[i].kind;
		/* Blocks of one kind stand together; tables and lists need a blank line before them. */
		if (i > 0 && (kind != before || kind == SCREEN_ANSWER) && !(before == SCREEN_HEADING))
			putc('\n', to);
		markdown_line(to, &screen, &screen.lines[i]);
		before = kind;
	}
	screen_release(&screen);
}
