/*
 * Which links brought the visitors, in whose tweets they stood, and where they led.
 *
 * Paths, links and tweets are texts of strangers: they are cut, and escaped where all text is (html.c).
 * However long a log is, the rows here are bounded; `footfall tweets` has them all.
 */
#include "analyzer/outputs/excerpt.h"
#include "analyzer/outputs/html.h"
#include "analyzer/outputs/page.h"
#include "analyzer/outputs/words.h"

#include <stdlib.h>

#define LINKS_SHOWN 8u /* rows with a bar */
#define PAGES_SHOWN 12u
#define ROWS 20u /* of each table */
#define TWEET 120u /* columns of a text */
#define PATH 64u
#define LINK 40u
#define WIDE 10000u /* counts from here on need a wider column */

#define COUNT HTML_COUNT
#define DAY(time) HTML_DAY_OF(day_of(time))

static int32_t
day_of(int64_t time)
{
	return (int32_t)((time - (time % 86400 + 86400) % 86400) / 86400);
}

static bool
has_links(const struct page *page)
{
	return page->tweets && (page->tweets->links.all.visitors > 0 || page->tweets->open_year > 0);
}

static void
put(FILE *to, struct span text, unsigned columns, enum excerpt_end keep)
{
	char cut[EXCERPT_ROOM];

	html_str(to, excerpt(cut, text, columns, keep, true));
}

/* ---- whose they are ---- */

/* What can be told of a page view by its link; each has one. */
struct class {
	const char *name, *mark, *swatch;
	struct links_total total;
};
#define CLASSES 6

static void
add_total(struct links_total *total, const struct links_total *more)
{
	total->links += more->links;
	total->visitors += more->visitors;
	total->page_views += more->page_views;
}

static void
classes_of(struct class classes[CLASSES], const struct links *links)
{
	static const struct class names[CLASSES] = {
	    {"your own tweets", "v", "<path class=\"v\" d=\"M0 0h22v12h-22z\"/>", {0}},
	    {"several tweets", "p", "<path class=\"p\" d=\"M0 0h22v12h-22z\"/>", {0}},
	    {"before their tweet", "d", "<path class=\"d\" d=\"M0 0h22v12h-22z\"/>", {0}},
	    {"your retweets", "u", "<path class=\"u\" d=\"M0 0h22v12h-22z\"/>", {0}},
	    {"not in the archive", "s", "<path class=\"s\" d=\"M0 0h22v12h-22z\"/>", {0}},
	    {"without a code", "nc", "<path class=\"nc\" d=\"M.5 .5h21v11h-21z\"/>", {0}},
	};
	static const enum links_relation relations[] = {
	    LINKS_OWN, LINKS_SHARED, LINKS_BEFORE, LINKS_OTHER, LINKS_UNKNOWN};

	memcpy(classes, names, sizeof(names));
	for (size_t i = 0; i + 1 < CLASSES; i++)
		add_total(&classes[i].total, &links->by_relation[relations[i]]);
	add_total(&classes[CLASSES - 1].total, &links->without_code);
}

static void
draw_classes(FILE *to, const struct class *classes, uint64_t all, bool narrow)
{
	static const double margins[] = {1, 1, 2, 2};
	struct svg svg;
	double x;

	svg_begin(&svg, to, narrow, 28, margins, "Page views by whose link it was",
	    "One bar, parted by the tweets that the links stood in. All numbers are in the table below.");
	x = svg.left;
	for (size_t i = 0; i < CLASSES; i++) {
		double width = (svg.right - svg.left) * (double)classes[i].total.page_views / (double)all;
		if (width > 0)
			svg_rect(&svg, x, 2, width, 24, classes[i].mark);
		x += width;
	}
	svg_end(&svg);
}

static void
put_class_table(FILE *to, const struct class *classes, uint64_t all)
{
	static const char *const columns[] = {"Whose", "Links", "Visitors", "Page views", NULL};
	struct html_cells cells = {.count = 0};
	char share[16], views[64];

	html_table(to, "Whose links; a visitor of several kinds counts in each", columns);
	for (size_t i = 0; i < CLASSES; i++) {
		const struct links_total *total = &classes[i].total;
		if (total->page_views == 0)
			continue;
		html_cell(&cells, classes[i].name);
		html_cell_count(&cells, true, total->links);
		html_cell_count(&cells, true, total->visitors);
		snprintf(views, sizeof(views), "%s (%s)", COUNT(total->page_views),
		    words_share(share, (double)total->page_views / (double)all));
		html_cell(&cells, views);
		html_row(to, &cells);
	}
	html_table_end(to);
}

static void
put_classes(FILE *to, const struct links *links)
{
	struct class classes[CLASSES];
	struct page_key keys[CLASSES + 1] = {{NULL, NULL, false}};

	classes_of(classes, links);
	for (size_t i = 0; i < CLASSES; i++)
		keys[i] = (struct page_key){classes[i].swatch, classes[i].name, classes[i].total.page_views == 0};
	keys[CLASSES] = (struct page_key){NULL, NULL, false};
	fputs("<figure>\n", to);
	draw_classes(to, classes, links->all.page_views, false);
	draw_classes(to, classes, links->all.page_views, true);
	page_key(to, keys);
	fputs("</figure>\n", to);
	put_class_table(to, classes, links->all.page_views);
}

/* ---- rows with a bar ---- */

/* One column for all counts, wide enough for the largest: the bars beside them share a scale. */
static void
begin_rows(FILE *to, uint64_t most)
{
	fprintf(to, "<ol class=\"top%s\">\n", most >= WIDE ? " wide" : "");
}

/* Opens a row: how many visitors, and that as a bar beside the most. */
static void
begin_row(FILE *to, uint64_t visitors, uint64_t most, const char *class)
{
	fprintf(to,
	    "<li><b>%s</b><div><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 1\" "
	    "preserveAspectRatio=\"none\" aria-hidden=\"true\"><path class=\"%s\" d=\"M0 0h",
	    COUNT(visitors), class);
	svg_number(to, 100 * (double)visitors / (double)most, 1);
	fputs("v1H0z\"/></svg>", to);
}

static void
end_row(FILE *to)
{
	fputs("</div></li>\n", to);
}

/* "your tweet of 6 May 2013" */
static void
put_whose(FILE *to, const struct links_link *link)
{
	static const char *const words[LINKS_RELATIONS][2] = {
	    [LINKS_UNKNOWN] = {"in no tweet of the archive", ""},
	    [LINKS_OWN] = {"your tweet of ", ""},
	    [LINKS_OTHER] = {"your retweet of ", ""},
	    [LINKS_SHARED] = {"your tweet of ", " and others with the same code"},
	    [LINKS_BEFORE] = {"your tweet of ", ", though visits came before it"},
	};
	const struct archive_tweet *tweet = tweets_of(link);

	fputs(words[link->relation][0], to);
	if (tweet)
		html_str(to, DAY(tweet->time));
	fputs(words[link->relation][1], to);
}

static void
put_landed(FILE *to, const struct links_link *link)
{
	if (link->npages == 0 || link->pages[0].path.n == 0)
		return;
	fputs("led to <span>", to);
	put(to, link->pages[0].path, PATH, EXCERPT_TAIL);
	fputs("</span>", to);
	if (link->npages > 1)
		fprintf(to, " and %s more", COUNT(link->npages - 1));
}

static void
put_link(FILE *to, const struct links *links, const struct links_link *link, uint64_t most)
{
	const struct archive_tweet *tweet = tweets_of(link);
	char words[ARCHIVE_TEXT];

	/* As in the bar above: what is nobody's own is grey. */
	begin_row(to, link->visitors, most, links->joined && (!tweet || tweet->other) ? "s" : "v");
	fputs("<p>", to);
	if (tweet)
		put(to, tweets_words(words, tweet->text, link->code), TWEET, EXCERPT_HEAD);
	else
		put(to, link->link, LINK, EXCERPT_HEAD);
	fputs("</p><small>", to);
	if (tweet) {
		put(to, link->link, LINK, EXCERPT_HEAD);
		fputs(", ", to);
	}
	if (links->joined && link->code.n > 0) {
		put_whose(to, link);
		fputs("; ", to);
	}
	put_landed(to, link);
	fputs("</small>", to);
	end_row(to);
}

/* The next of both lists, which have the most visitors first; without a link there is nothing to show. */
static const struct links_link *
next_link(const struct links *links, size_t *with, size_t *without)
{
	const struct links_link *a, *b;

	while (*without < links->nothers && links->others[*without].link.n == 0)
		++*without;
	a = *with < links->nlinks ? &links->links[*with] : NULL;
	b = *without < links->nothers ? &links->others[*without] : NULL;
	if (a && (!b || a->visitors >= b->visitors)) {
		++*with;
		return a;
	}
	*without += b != NULL;
	return b;
}

static void
put_top_links(FILE *to, const struct links *links)
{
	size_t with = 0, without = 0;
	const struct links_link *link = next_link(links, &with, &without);
	uint64_t most = link ? link->visitors : 1;

	if (!link)
		return;
	fprintf(to, "<div><h3>%s that brought most visitors</h3>", links->joined ? "Tweets and links" : "Links");
	begin_rows(to, most);
	for (size_t i = 0; link && i < LINKS_SHOWN; i++, link = next_link(links, &with, &without))
		put_link(to, links, link, most);
	fputs("</ol></div>\n", to);
}

static void
put_top_pages(FILE *to, const struct links *links)
{
	if (links->npages == 0)
		return;
	fputs("<div><h3>Pages where they landed</h3>", to);
	begin_rows(to, links->pages[0].visitors);
	for (size_t i = 0; i < links->npages && i < PAGES_SHOWN; i++) {
		begin_row(to, links->pages[i].visitors, links->pages[0].visitors, "v");
		fputs("<p><span>", to);
		put(to, links->pages[i].path, PATH, EXCERPT_TAIL);
		fputs("</span></p>", to);
		end_row(to);
	}
	fputs("</ol></div>\n", to);
}

/* ---- tables ---- */

/* "the first 50 of 1,204" */
static const char *
caption(char out[160], const char *what, size_t count, const char *behind)
{
	if (count > ROWS)
		snprintf(out, 160, "%s: the first %u of %s%s", what, ROWS, COUNT(count), behind);
	else
		snprintf(out, 160, "%s%s", what, behind);
	return out;
}

static void
cell_text(struct html_cells *cells, struct span text, unsigned columns, enum excerpt_end keep)
{
	char cut[EXCERPT_ROOM];

	html_cell_literal(cells, text.n > 0 ? excerpt(cut, text, columns, keep, true) : NULL);
}

static void
cell_tweet(struct html_cells *cells, const struct links_link *link)
{
	static const char *const whose[LINKS_RELATIONS] = {
	    "not in the archive", "own", "retweet", "several tweets", "before its tweet"};
	const struct archive_tweet *tweet = tweets_of(link);

	html_cell(cells, whose[link->relation]);
	cell_text(cells, tweet ? tweet->text : SPAN(""), TWEET, EXCERPT_HEAD);
}

static void
put_link_rows(FILE *to, const struct links_link *list, size_t count, bool whose)
{
	struct html_cells cells = {.count = 0};

	for (size_t i = 0, shown = 0; i < count && shown < ROWS; i++) {
		const struct links_link *link = &list[i];
		if (link->link.n == 0)
			continue;
		shown++;
		cell_text(&cells, link->link, LINK, EXCERPT_HEAD);
		html_cell_count(&cells, true, link->visitors);
		html_cell_count(&cells, true, link->page_views);
		html_cell(&cells, HTML_SHORT(day_of(link->first)));
		html_cell(&cells, HTML_SHORT(day_of(link->last)));
		cell_text(&cells, link->npages > 0 ? link->pages[0].path : SPAN(""), PATH, EXCERPT_TAIL);
		if (whose)
			cell_tweet(&cells, link);
		html_row(to, &cells);
	}
}

static void
put_link_tables(FILE *to, const struct links *links)
{
	static const char *const columns[] = {"Link", "Visitors", "Page views", "First visit", "Last visit",
	    "Landing page", "Whose", "Tweet", NULL},
				 *const short_columns[] = {"Link", "Visitors", "Page views", "First visit",
				     "Last visit", "Landing page", NULL};
	char text[160];
	size_t named = 0;

	for (size_t i = 0; i < links->nothers; i++)
		named += links->others[i].link.n > 0;
	fputs("<div class=\"lt\">", to);
	if (links->nlinks > 0) {
		html_details(to, "Links as a table",
		    caption(text, "Links with a t.co code", links->nlinks, "; days of UTC"),
		    links->joined ? columns : short_columns);
		put_link_rows(to, links->links, links->nlinks, links->joined);
		html_details_end(to);
	}
	if (named > 0) {
		html_details(to, "Pages of Twitter, without a code",
		    caption(text, "Links that are no t.co code", named, "; days of UTC"), short_columns);
		put_link_rows(to, links->others, links->nothers, false);
		html_details_end(to);
	}
	fputs("</div>\n", to);
}

static void
put_page_table(FILE *to, const struct links *links)
{
	static const char *const columns[] = {"Landing page", "Visitors", "Page views", NULL};
	struct html_cells cells = {.count = 0};
	char text[160];

	if (links->npages == 0)
		return;
	html_details(to, "Landing pages as a table", caption(text, "Landing pages", links->npages, ""), columns);
	for (size_t i = 0; i < links->npages && i < ROWS; i++) {
		cell_text(&cells, links->pages[i].path, PATH, EXCERPT_TAIL);
		html_cell_count(&cells, true, links->pages[i].visitors);
		html_cell_count(&cells, true, links->pages[i].page_views);
		html_row(to, &cells);
	}
	html_details_end(to);
}

/* ---- the part ---- */

static void
write_links(FILE *to, const struct page *page)
{
	const struct links *links = &page->tweets->links;
	char *sentences[TWEETS_SENTENCES];

	tweets_sentences(sentences, page->tweets);
	fputs("<p>", to);
	html_prose(to, sentences[0]);
	fputs("</p>\n", to);
	if (links->joined && links->all.page_views > 0)
		put_classes(to, links);
	fputs("<div class=\"two\">\n", to);
	put_top_links(to, links);
	put_top_pages(to, links);
	fputs("</div>\n", to);
	put_link_tables(to, links);
	put_page_table(to, links);
	fputs("<ul class=\"n\">\n", to);
	if (page->links_chosen)
		fputs("<li>Shown are links and landing pages that were used in the weeks of this page; each is counted "
		      "over all that was read.</li>\n",
		    to);
	for (size_t i = 1; sentences[i]; i++) {
		fputs("<li>", to);
		html_prose(to, sentences[i]);
		fputs("</li>\n", to);
	}
	fputs("</ul>\n", to);
	for (size_t i = 0; sentences[i]; i++)
		free(sentences[i]);
}

const struct page_part page_links = {"links", "Links, tweets and landing pages", has_links, write_links};
