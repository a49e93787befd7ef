/*
 * The screen: the answer, a line a link (with an archive its tweet below), the landing pages, the notes.
 * Only the first rows are shown; programs get them all.
 */
#include "analyzer/outputs/excerpt.h"
#include "analyzer/outputs/style.h"
#include "analyzer/outputs/tweets.h"
#include "analyzer/outputs/wrap.h"
#include "analyzer/outputs/write.h"

#include <stdlib.h>

#define ROWS 20u /* of each table */
#define WIDE 100000u

#define COUNTS 18u /* visitors and views, and the gap behind them */
#define LINK_LEAST 6u
#define LINK_MOST 24u
#define WHOSE 7u
#define PAGE_LEAST 12u /* the end of a path that still tells pages apart */

/* The columns of the table of links. */
struct columns {
	bool views, first, whose; /* where there is room for them */
	unsigned link, page; /* widths */
};

/* What the column says; the sentences below say more. */
static const char *const whose[LINKS_RELATIONS] = {
    [LINKS_UNKNOWN] = "others'",
    [LINKS_OWN] = "own",
    [LINKS_OTHER] = "retweet",
    [LINKS_SHARED] = "shared",
    [LINKS_BEFORE] = "early",
};

static void
put(FILE *to, const struct style *style, const char *color, const char *text)
{
	if (style->color && color)
		fprintf(to, "%s%s%s", color, text, STYLE_PLAIN);
	else
		fputs(text, to);
}

static void
put_padded(FILE *to, const char *text, unsigned width)
{
	unsigned used = wrap_width(text);

	fputs(text, to);
	wrap_blanks(to, width > used ? width - used : 0);
}

/* "      58      73  ". */
static void
put_counts(FILE *to, uint64_t visitors, uint64_t views, bool both)
{
	char grouped[WRITE_GROUPED];

	fprintf(to, "%8s", write_grouped(grouped, visitors));
	if (both)
		fprintf(to, "%8s", write_grouped(grouped, views));
	fputs("  ", to);
}

/* What stands before the landing page, in columns. */
static unsigned
columns_before(const struct columns *columns)
{
	return COUNTS - (columns->views ? 0 : 8) + (columns->first ? 12 : 0) + columns->link + 2 +
	       (columns->whose ? WHOSE + 2 : 0);
}

/* The width of the column of links. */
static unsigned
link_column(const struct links_link *links, size_t n, bool utf8)
{
	char text[EXCERPT_ROOM];
	unsigned width = LINK_LEAST;

	for (size_t i = 0; i < n; i++) {
		unsigned one = wrap_width(excerpt(text, links[i].link, LINK_MOST, EXCERPT_HEAD, utf8));
		width = one > width ? one : width;
	}
	return width;
}

/* A narrow screen has room for the landing page, but not for all else. */
static void
columns_find(struct columns *columns, const struct links *links, size_t n, const struct style *style)
{
	bool *const least_first[] = {&columns->first, &columns->views, &columns->whose};

	columns->views = columns->first = true;
	columns->whose = links->joined;
	columns->link = link_column(links->links, n, style->utf8);
	for (size_t i = 0; i < 3 && columns_before(columns) + PAGE_LEAST > style->width; i++)
		*least_first[i] = false;
	columns->page =
	    columns_before(columns) + PAGE_LEAST > style->width ? PAGE_LEAST : style->width - columns_before(columns);
}

static void
put_tweet(FILE *to, const struct links_link *link, const struct columns *columns, const struct style *style)
{
	unsigned before = columns->first ? COUNTS : 10;
	const struct archive_tweet *tweet = tweets_of(link);
	char when[24], text[EXCERPT_ROOM], without[ARCHIVE_TEXT];
	struct span words;

	if (!tweet)
		return;
	wrap_blanks(to, before);
	tweets_instant(when, tweet->time);
	when[10] = '\0';
	put(to, style, STYLE_DIM, when);
	fputs("  ", to);
	words = tweets_words(without, tweet->text, link->code);
	before += 12;
	fputs(
	    excerpt(text, words, style->width > before + 8 ? style->width - before : 8, EXCERPT_HEAD, style->utf8), to);
	putc('\n', to);
}

static void
put_link(FILE *to, const struct links *links, const struct links_link *link, const struct columns *columns,
    const struct style *style)
{
	char first[24], text[EXCERPT_ROOM];
	struct span page = link->npages > 0 ? link->pages[0].path : SPAN("");

	put_counts(to, link->visitors, link->page_views, columns->views);
	if (columns->first) {
		tweets_instant(first, link->first);
		first[10] = '\0';
		put(to, style, STYLE_DIM, first);
		fputs("  ", to);
	}
	put_padded(to, excerpt(text, link->link, LINK_MOST, EXCERPT_HEAD, style->utf8), columns->link + 2);
	if (columns->whose)
		put_padded(to, whose[link->relation], WHOSE + 2);
	fputs(excerpt(text, page, columns->page, EXCERPT_TAIL, style->utf8), to);
	putc('\n', to);
	if (links->joined)
		put_tweet(to, link, columns, style);
}

/* CSV has the links with a code alone, so where else to look differs. */
static void
put_rest(FILE *to, size_t count, const char *what, const char *where, const struct style *style)
{
	char grouped[WRITE_GROUPED], rest[128];
	unsigned indent = style->width < 64 ? 10 : COUNTS;

	if (count > ROWS) {
		snprintf(rest, sizeof(rest), "%s more %s%s: %s", write_grouped(grouped, count - ROWS), what,
		    count - ROWS == 1 ? "" : "s", where);
		wrap_blanks(to, indent);
		wrap_paragraph(to, rest, style->width, indent, indent);
	}
	putc('\n', to);
}

static void
put_links(FILE *to, const struct links *links, const struct style *style)
{
	size_t n = links->nlinks < ROWS ? links->nlinks : ROWS;
	struct columns columns;

	if (n == 0)
		return;
	columns_find(&columns, links, n, style);
	fprintf(to, "Visitors%s  %s", columns.views ? "   Views" : "", columns.first ? "First visit " : "");
	put_padded(to, "Link", columns.link + 2);
	if (columns.whose)
		put_padded(to, "Whose", WHOSE + 2);
	fputs("Landing page\n", to);
	for (size_t i = 0; i < n; i++)
		put_link(to, links, &links->links[i], &columns, style);
	put_rest(to, links->nlinks, "link", "--json or --csv has them all", style);
}

/* Where old links without a code stood: pages of Twitter. */
static void
put_others(FILE *to, const struct links *links, const struct style *style)
{
	char text[EXCERPT_ROOM];
	size_t known = 0;

	for (size_t i = 0; i < links->nothers; i++) {
		if (links->others[i].link.n == 0 || known++ >= ROWS)
			continue;
		if (known == 1)
			fprintf(
			    to, "Visitors   Views  Page of Twitter%s\n", style->width < 64 ? "" : ", without a code");
		put_counts(to, links->others[i].visitors, links->others[i].page_views, true);
		fputs(excerpt(text, links->others[i].link, style->width - COUNTS, EXCERPT_HEAD, style->utf8), to);
		putc('\n', to);
	}
	if (known > 0)
		put_rest(to, known, "page", "--json has all pages of Twitter", style);
}

static void
put_pages(FILE *to, const struct links *links, const struct style *style)
{
	char text[EXCERPT_ROOM];

	if (links->npages == 0)
		return;
	fprintf(to, "Visitors   Views  Landing page%s\n", style->width < 64 ? "" : ", by links with a code or without");
	for (size_t i = 0; i < links->npages && i < ROWS; i++) {
		put_counts(to, links->pages[i].visitors, links->pages[i].page_views, true);
		fputs(excerpt(text, links->pages[i].path, style->width - COUNTS, EXCERPT_TAIL, style->utf8), to);
		putc('\n', to);
	}
	put_rest(to, links->npages, "landing page", "--json has them all", style);
}

void
tweets_text(FILE *to, const struct tweets *tweets, const struct style *style)
{
	char *sentences[TWEETS_SENTENCES];

	tweets_sentences(sentences, tweets);
	wrap_paragraph(to, sentences[0], style->wrap ? style->width : WIDE, 0, 0);
	putc('\n', to);
	put_links(to, &tweets->links, style);
	put_others(to, &tweets->links, style);
	put_pages(to, &tweets->links, style);
	for (size_t i = 1; sentences[i]; i++)
		wrap_paragraph(to, sentences[i], style->width, 2, 0);
	for (size_t i = 0; sentences[i]; i++)
		free(sentences[i]);
}
