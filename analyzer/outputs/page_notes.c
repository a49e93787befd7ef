/* How it was counted and what was left out: the sentences of the screen, for weeks and for years. */
#include "analyzer/outputs/html.h"
#include "analyzer/outputs/page.h"
#include "analyzer/outputs/words.h"

static bool
has_notes(const struct page *page)
{
	(void)page;
	return true;
}

static void
put_gaps(FILE *to, const struct series *series)
{
	static const char *const columns[] = {"From", "To", "Days", NULL};
	struct html_cells cells = {.count = 0};

	if (series->ngaps == 0)
		return;
	html_details(to, "Days without any record", "Missing days are unknown, not zero", columns);
	for (size_t i = 0; i < series->ngaps; i++) {
		const struct series_gap *gap = &series->gaps[i];
		html_cell(&cells, HTML_DAY_OF(gap->from));
		html_cell(&cells, HTML_DAY_OF(gap->to));
		html_cell_count(&cells, true, (uint64_t)(gap->to - gap->from + 1));
		html_row(to, &cells);
	}
	html_details_end(to);
}

static void
write_notes(FILE *to, const struct page *page)
{
	static const struct style style = {.utf8 = true};
	struct words words = {0};

	words_notes(&words, page->weeks, &style);
	fputs("<ul class=\"n\">\n<li>A visitor is one address with one browser, known only by a keyed hash. A new "
	      "address or "
	      "a new browser version makes a new visitor, and a shared address hides some; so these are never said to "
	      "be people.</li>\n",
	    to);
	for (size_t i = 0; i < words.count; i++) {
		/* What is not known is a dot on the screen and a dash here. */
		bool dot = span_starts(span_str(words.lines[i]), SPAN("\xC2\xB7"));
		fputs(dot ? "<li>\xE2\x80\x93" : "<li>", to);
		html_prose(to, words.lines[i] + (dot ? 2 : 0));
		fputs("</li>\n", to);
	}
	fputs("</ul>\n", to);
	words_release(&words);
	put_gaps(to, page->weeks);
}

const struct page_part page_notes = {"notes", "How it was counted, and what was left out", has_notes, write_notes};
