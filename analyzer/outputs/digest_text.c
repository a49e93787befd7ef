/* The digest as text of at most 76 columns. */
#include "analyzer/outputs/digest.h"
#include "analyzer/outputs/excerpt.h"
#include "analyzer/outputs/wrap.h"
#include "analyzer/outputs/write.h"

#define WIDTH 76u
#define BAR 40u

static void
text_figures(FILE *to, const struct digest *digest)
{
	struct digest_figure figures[DIGEST_FIGURES];
	size_t n = digest_figures(figures, digest), label = 0, number = 0;

	for (size_t i = 0; i < n; i++) {
		label = strlen(figures[i].label) > label ? strlen(figures[i].label) : label;
		number = strlen(figures[i].number) > number ? strlen(figures[i].number) : number;
	}
	for (size_t i = 0; i < n; i++) {
		const char *remark = figures[i].remark;
		bool fits = 2 + label + 2 + number + 3 + strlen(remark) <= WIDTH;
		fprintf(to, "  %-*s  %*s", (int)label, figures[i].label, (int)number, figures[i].number);
		fprintf(to, "%s%s\n", !*remark ? "" : fits ? "   " : "\n    ", remark);
	}
}

static void
text_bars(FILE *to, const struct digest *digest)
{
	uint64_t most = 1;
	char name[9], grouped[WRITE_GROUPED];

	for (size_t i = 0; i < DIGEST_BARS; i++)
		if (digest->bars[i] && digest->bars[i]->visitors.count > most)
			most = digest->bars[i]->visitors.count;
	fputs("\nThe last eight weeks\n\n", to);
	for (size_t i = 0; i < DIGEST_BARS; i++) {
		const struct series_row *row = digest->bars[i];
		calendar_print_week(name, digest->week->from - 7 * (int32_t)(DIGEST_BARS - 1 - i));
		if (!row) {
			fprintf(to, "  %s         .  no record\n", name);
			continue;
		}
		unsigned bar = (unsigned)((double)row->visitors.count / (double)most * BAR + 0.5);
		fprintf(to, "  %s %9s%s", name, write_grouped(grouped, row->visitors.count),
		    row->visitors.count > 0 ? "  " : "");
		for (unsigned k = 0; k < bar || (k == 0 && row->visitors.count > 0); k++)
			putc(row->complete ? '#' : ':', to);
		fputs(row->complete ? "\n" : " incomplete\n", to);
	}
}

static void
text_links(FILE *to, const struct digest *digest)
{
	const struct links_link *link;
	char name[EXCERPT_ROOM], path[EXCERPT_ROOM], grouped[WRITE_GROUPED];

	if (!digest_link(digest, 0))
		return;
	fputs("\nLinks they came by\n\n", to);
	for (size_t i = 0; (link = digest_link(digest, i)); i++) {
		struct span page = link->npages > 0 ? link->pages[0].path : SPAN("");
		fprintf(to, "  %8s  %-18s %s\n", write_grouped(grouped, link->visitors),
		    excerpt(name, digest_link_name(link), 18, EXCERPT_HEAD, false),
		    excerpt(path, page, WIDTH - 31, EXCERPT_TAIL, false));
	}
}

static void
text_pages(FILE *to, const struct digest *digest)
{
	char path[EXCERPT_ROOM], grouped[WRITE_GROUPED];

	if (digest->links.npages == 0)
		return;
	fputs("\nPages they came to\n\n", to);
	for (size_t i = 0; i < digest->links.npages && i < DIGEST_TOP; i++)
		fprintf(to, "  %8s  %s\n", write_grouped(grouped, digest->links.pages[i].visitors),
		    excerpt(path, digest->links.pages[i].path, WIDTH - 12, EXCERPT_TAIL, false));
}

void
digest_text(FILE *to, const struct digest *digest, const struct digest_head *head)
{
	char line[DIGEST_LINE], days[64], note[DIGEST_NOTE];

	(void)head;
	wrap_paragraph(to, digest_subject(line, digest), WIDTH, 0, 0);
	fprintf(to, "(%s)\n\n", digest_days(days, digest));
	text_figures(to, digest);
	text_bars(to, digest);
	text_links(to, digest);
	text_pages(to, digest);
	putc('\n', to);
	wrap_paragraph(to, digest_evidence(note, digest), WIDTH, 0, 0);
	wrap_paragraph(to, digest_complete(note, digest), WIDTH, 0, 0);
}
