/* The answer, a table of links, one of landing pages, the notes. */
#include "analyzer/outputs/excerpt.h"
#include "analyzer/outputs/tweets.h"
#include "analyzer/outputs/write.h"

#include <stdlib.h>

#define TEXT 140u /* columns of a tweet or path */

static void
markdown_cell(FILE *to, struct span text)
{
	char cell[EXCERPT_ROOM];

	fputs(" | ", to);
	write_markdown(to, span_str(excerpt(cell, text, TEXT, EXCERPT_HEAD, true)));
}

static void
markdown_counts(FILE *to, uint64_t visitors, uint64_t views)
{
	char grouped[2][WRITE_GROUPED];

	fprintf(to, "| %s | %s", write_grouped(grouped[0], visitors), write_grouped(grouped[1], views));
}

static void
markdown_link(FILE *to, const struct links_link *link)
{
	const struct archive_tweet *tweet = tweets_of(link);
	char first[24];

	markdown_counts(to, link->visitors, link->page_views);
	tweets_instant(first, link->first);
	markdown_cell(to, span_first(span_str(first), 10));
	markdown_cell(to, link->link);
	markdown_cell(to, link->npages > 0 ? link->pages[0].path : SPAN(""));
	markdown_cell(to, span_str(links_relation_name(link->relation)));
	markdown_cell(to, tweet ? tweet->text : SPAN(""));
	fputs(" |\n", to);
}

void
tweets_markdown(FILE *to, const struct tweets *tweets, const struct style *style)
{
	const struct links *links = &tweets->links;
	char *sentences[TWEETS_SENTENCES];

	(void)style;
	tweets_sentences(sentences, tweets);
	write_markdown(to, span_str(sentences[0]));
	fputs("\n", to);
	if (links->nlinks > 0)
		fputs("\n| Visitors | Page views | First | Link | Landing page | Whose | Tweet |\n"
		      "| ---: | ---: | --- | --- | --- | --- | --- |\n",
		    to);
	for (size_t i = 0; i < links->nlinks; i++)
		markdown_link(to, &links->links[i]);
	if (links->npages > 0)
		fputs("\n| Visitors | Page views | Landing page |\n| ---: | ---: | --- |\n", to);
	for (size_t i = 0; i < links->npages; i++) {
		markdown_counts(to, links->pages[i].visitors, links->pages[i].page_views);
		markdown_cell(to, links->pages[i].path);
		fputs(" |\n", to);
	}
	putc('\n', to);
	for (size_t i = 1; sentences[i]; i++) {
		fputs("- ", to);
		write_markdown(to, span_str(sentences[i]));
		putc('\n', to);
	}
	for (size_t i = 0; sentences[i]; i++)
		free(sentences[i]);
}
