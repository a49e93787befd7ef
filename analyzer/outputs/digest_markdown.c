/* The digest as a heading and three tables. */
#include "analyzer/outputs/digest.h"
#include "analyzer/outputs/excerpt.h"
#include "analyzer/outputs/write.h"

#define TEXT 140u

static void
markdown_cell(FILE *to, struct span text)
{
	char cell[EXCERPT_ROOM];

	write_markdown(to, span_str(excerpt(cell, text, TEXT, EXCERPT_HEAD, true)));
	fputs(" |", to);
}

static void
markdown_tops(FILE *to, const struct digest *digest)
{
	const struct links_link *link;
	char grouped[WRITE_GROUPED];

	if (digest->links.npages == 0)
		return;
	fputs("\n| Visitors | Link | Landing page |\n| ---: | --- | --- |\n", to);
	for (size_t i = 0; (link = digest_link(digest, i)); i++) {
		fprintf(to, "| %s | ", write_grouped(grouped, link->visitors));
		markdown_cell(to, digest_link_name(link));
		putc(' ', to);
		markdown_cell(to, link->npages > 0 ? link->pages[0].path : SPAN(""));
		putc('\n', to);
	}
	fputs("\n| Visitors | Landing page |\n| ---: | --- |\n", to);
	for (size_t i = 0; i < digest->links.npages && i < DIGEST_TOP; i++) {
		fprintf(to, "| %s | ", write_grouped(grouped, digest->links.pages[i].visitors));
		markdown_cell(to, digest->links.pages[i].path);
		putc('\n', to);
	}
}

void
digest_markdown(FILE *to, const struct digest *digest, const struct digest_head *head)
{
	struct digest_figure figures[DIGEST_FIGURES];
	size_t n = digest_figures(figures, digest);
	char line[DIGEST_LINE], days[64], note[DIGEST_NOTE];

	(void)head;
	fprintf(to, "## %s\n\n%s\n\n|  | Visitors |  |\n| --- | ---: | --- |\n", digest_subject(line, digest),
	    digest_days(days, digest));
	for (size_t i = 0; i < n; i++)
		fprintf(to, "| %s | %s | %s |\n", figures[i].label, figures[i].number, figures[i].remark);
	markdown_tops(to, digest);
	fprintf(to, "\n%s\n", digest_evidence(note, digest));
	fprintf(to, "%s\n", digest_complete(note, digest));
}
