/* The frame of the report: head, contents, sections, foot. */
#include "analyzer/outputs/page.h"

#include "analyzer/outputs/html.h"
#include "analyzer/outputs/words.h"
#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

static const struct page_part *const parts[] = {
    &page_weeks,
    &page_comparison,
    &page_years,
    &page_evidence,
    &page_share,
    &page_links,
    &page_sources,
    &page_notes,
};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

bool
page_has_rows(const struct page *page)
{
	return page->weeks->any && page->weeks->nrows > 0;
}

const char *
page_week(char out[12], int32_t monday)
{
	calendar_print_week(out, monday);
	return out;
}

struct svg_weeks
page_mondays(const struct series *weeks)
{
	int32_t *mondays = alloc_zero(weeks->nrows + 1, sizeof(*mondays));

	for (size_t i = 0; i < weeks->nrows; i++)
		mondays[i] = weeks->rows[i].from;
	return (struct svg_weeks){mondays, weeks->nrows};
}

static int
descending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x < y) - (x > y);
}

/* Cuts where, among the highest twentieth, a week is three times the next and more. */
struct page_scale
page_scale(const struct series *weeks, bool narrow)
{
	double *counts = alloc_zero(weeks->nrows + 1, sizeof(*counts));
	struct page_scale scale = {.cut = (double)INFINITY};
	size_t n = 0, most = 0;

	for (size_t i = 0; i < weeks->nrows; i++)
		if (weeks->rows[i].known)
			counts[n++] = (double)weeks->rows[i].visitors.count;
	qsort(counts, n, sizeof(*counts), descending);
	for (size_t i = 0; n >= 8 && i < 1 + n / 20; i++)
		if (counts[i + 1] > 0 && counts[i] >= 3 * counts[i + 1])
			most = i + 1;
	scale.axis = svg_axis(n > 0 ? counts[most] : 1, narrow ? 4 : 5, true);
	if (most > 0)
		scale.cut = scale.axis.most;
	free(counts);
	return scale;
}

void
page_key(FILE *to, const struct page_key *keys)
{
	fputs("<ul class=\"key\">", to);
	for (; keys->text; keys++) {
		if (keys->no)
			continue;
		fprintf(to,
		    "<li><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 22 12\" aria-hidden=\"true\">%s</svg>",
		    keys->swatch);
		fputs("<span>", to);
		html_prose(to, keys->text);
		fputs("</span></li>", to);
	}
	fputs("</ul>\n", to);
}

/* ---- head and foot ---- */

/* "Visitors from Twitter to blog.example.org". */
static void
put_title(FILE *to, const struct page *page)
{
	const struct series *weeks = page->weeks;

	fputs("Visitors", to);
	if (strcmp(weeks->source, "all") != 0) {
		fputs(" from ", to);
		html_str(to, weeks->source_title);
	}
	if (weeks->own_host) {
		fputs(" to ", to);
		html_str(to, weeks->own_host);
	}
}

/* Marks that differ in form, not in colour alone; used by all charts of the page. */
static void
put_patterns(FILE *to)
{
	fputs("<svg class=\"defs\" xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"0\" "
	      "aria-hidden=\"true\"><defs>"
	      "<pattern id=\"part\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" "
	      "patternTransform=\"rotate(45)\"><path class=\"pa\" d=\"M0 0h2v4h-2z\"/></pattern>"
	      "<pattern id=\"gap\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
	      "patternTransform=\"rotate(-45)\"><path class=\"pg\" d=\"M0 0h1v6h-1z\"/></pattern>"
	      "<pattern id=\"dots\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
	      "<path class=\"pa\" d=\"M1 1h1.6v1.6h-1.6z\"/></pattern></defs></svg>\n",
	    to);
}

static void
put_head(FILE *to, const struct page *page)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\"><head><meta "
	      "charset=\"utf-8\"/>\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
	      "'sha256-",
	    to);
	fputs(page_style_hash, to);
	fputs("'; base-uri 'none'; form-action 'none'\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
	      "<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"generator\" content=\"footfall\"/>\n"
	      "<link rel=\"icon\" href=\"data:,\"/>\n<title>",
	    to);
	put_title(to, page);
	fputs("</title>\n<style>", to);
	for (size_t i = 0; page_style[i]; i++)
		fputs(page_style[i], to);
	fputs("</style></head>\n<body>\n", to);
}

static void
put_contents(FILE *to, const struct page *page)
{
	if (!page_has_rows(page))
		return;
	fputs("<nav aria-label=\"Contents\"><ul>", to);
	for (size_t i = 0; i < PARTS; i++) {
		if (!parts[i]->has(page))
			continue;
		fprintf(to, "<li><a href=\"#%s\">", parts[i]->id);
		html_str(to, parts[i]->title);
		fputs("</a></li>", to);
	}
	fputs("</ul></nav>\n", to);
}

static void
put_header(FILE *to, const struct page *page)
{
	const struct series *weeks = page->weeks;
	struct words words = {0};

	fputs("<header><h1>", to);
	put_title(to, page);
	fputs("</h1>\n", to);
	if (page_has_rows(page)) {
		fputs("<p class=\"span\">", to);
		html_str(to, HTML_DAYS_OF(weeks->first, weeks->last));
		fputs("</p>\n", to);
	}
	words_answer(&words, weeks);
	fputs("<p class=\"lead\">", to);
	html_prose(to, words.lines[0]);
	fputs("</p>\n", to);
	words_release(&words);
	fputs("</header>\n", to);
}

static void
put_part(FILE *to, const struct page *page, const struct page_part *part)
{
	fprintf(to, "<section id=\"%s\" aria-labelledby=\"%s-h\"><h2 id=\"%s-h\">", part->id, part->id, part->id);
	html_str(to, part->title);
	fputs("</h2>\n", to);
	part->write(to, page);
	fputs("</section>\n", to);
}

/* On a very wide screen the parts stand in two columns, about equally long with a comparison or without. */
static void
put_parts(FILE *to, const struct page *page)
{
	const struct page_part *last = page_comparison.has(page) ? &page_evidence : &page_share;
	bool columns = page_has_rows(page);

	fputs(columns ? "<div class=\"cols\"><div>\n" : "", to);
	for (size_t i = 0; i < PARTS; i++) {
		if (parts[i]->has(page))
			put_part(to, page, parts[i]);
		fputs(columns && parts[i] == last ? "</div><div>\n" : "", to);
	}
	fputs(columns ? "</div></div>\n" : "", to);
}

void
page_write(FILE *to, const struct page *page)
{
	put_head(to, page);
	put_patterns(to);
	put_header(to, page);
	fputs("<main>\n", to);
	if (page_has_rows(page))
		page_figures(to, page);
	put_contents(to, page);
	put_parts(to, page);
	fputs("</main>\n<footer><p>Counted by footfall from the web server\xE2\x80\x99s own logs. This page asks "
	      "nothing of any other place.</p></footer>\n</body></html>\n",
	    to);
}
