/* Lines that were judged, as text, JSON, CSV and Markdown; each row is written when its line was read. */
#include "analyzer/outputs/explanation.h"

#include "analyzer/outputs/style.h"
#include "analyzer/outputs/write.h"
#include "base/message.h"
#include "base/span.h"

const char *const explain_words[] = {
    [EXPLAIN_COUNTED] = "counted",
    [EXPLAIN_ROBOT] = "robot",
    [EXPLAIN_NOT_PAGE] = "not-a-page",
    [EXPLAIN_OTHER_SOURCE] = "other-source",
    [EXPLAIN_EXCLUDED] = "excluded",
    [EXPLAIN_UNPARSABLE] = "unparsable",
    NULL,
};

static const char *
or_dash(const char *text)
{
	return text && text[0] ? text : "-";
}

/* Columns wide enough for nearly all; what is wider moves the rest of its line only. */
static void
text_row(FILE *to, const struct explanation *e, const struct style *style)
{
	char file[64], visitor[24] = "-";
	bool dim = style->color && e->word != EXPLAIN_COUNTED;

	if (e->visitor > 0)
		snprintf(visitor, sizeof(visitor), "#%llu", (unsigned long long)e->visitor);
	message_safe(file, sizeof(file), span_str(e->file));
	fprintf(to, "%s%s:%-5llu  %-12s  %-10s  %-7s  %6s  %-25s  %-42s  %s%s\n", dim ? STYLE_DIM : "", file,
	    (unsigned long long)e->line, explain_words[e->word], or_dash(e->source), or_dash(e->evidence), visitor,
	    or_dash(e->time), e->why, e->path, dim ? STYLE_PLAIN : "");
}

static void
json_text(FILE *to, const char *name, const char *value)
{
	fprintf(to, ",\"%s\":", name);
	if (value && value[0])
		write_json(to, span_str(value));
	else
		fputs("null", to);
}

static void
json_row(FILE *to, const struct explanation *e, const struct style *style)
{
	(void)style;
	fputs("{\"file\":", to);
	write_json(to, span_str(e->file));
	fprintf(to, ",\"line\":%llu,\"verdict\":\"%s\"", (unsigned long long)e->line, explain_words[e->word]);
	json_text(to, "source", e->source);
	json_text(to, "evidence", e->evidence);
	if (e->visitor > 0)
		fprintf(to, ",\"visitor\":%llu", (unsigned long long)e->visitor);
	else
		fputs(",\"visitor\":null", to);
	json_text(to, "time", e->time);
	json_text(to, "why", e->why);
	fputs("}\n", to);
}

/* Nothing where there is none. */
static void
visitor_cell(FILE *to, const struct explanation *e)
{
	if (e->visitor > 0)
		fprintf(to, "%llu", (unsigned long long)e->visitor);
}

static void
csv_text(FILE *to, const char *value)
{
	putc(',', to);
	if (value)
		write_csv(to, span_str(value));
}

static void
csv_row(FILE *to, const struct explanation *e, const struct style *style)
{
	(void)style;
	write_csv(to, span_str(e->file));
	fprintf(to, ",%llu,%s", (unsigned long long)e->line, explain_words[e->word]);
	csv_text(to, e->source);
	csv_text(to, e->evidence);
	putc(',', to);
	visitor_cell(to, e);
	csv_text(to, e->time);
	csv_text(to, e->why);
	putc('\n', to);
}

static void
markdown_cell(FILE *to, const char *value)
{
	fputs(" | ", to);
	if (value)
		write_markdown(to, span_str(value));
}

static void
markdown_row(FILE *to, const struct explanation *e, const struct style *style)
{
	(void)style;
	fputs("| ", to);
	write_markdown(to, span_str(e->file));
	fprintf(to, " | %llu | %s", (unsigned long long)e->line, explain_words[e->word]);
	markdown_cell(to, e->source);
	markdown_cell(to, e->evidence);
	fputs(" | ", to);
	visitor_cell(to, e);
	markdown_cell(to, e->time);
	markdown_cell(to, e->why);
	fputs(" |\n", to);
}

static const struct {
	const struct output *output;
	struct explanation_output as;
} forms[] = {
    {&output_text, {"", text_row}},
    {&output_json, {"", json_row}},
    {&output_csv, {"file,line,verdict,source,evidence,visitor,time,why\n", csv_row}},
    {&output_markdown, {"| File | Line | Verdict | Source | Evidence | Visitor | Time | Why |\n"
			"| --- | ---: | --- | --- | --- | ---: | --- | --- |\n",
			   markdown_row}},
};

const struct explanation_output *
explanation_output(const struct output *output)
{
	size_t i = 0;

	while (forms[i].output != output)
		i++;
	return &forms[i].as;
}
