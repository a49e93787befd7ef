/*
 * html: text, numbers and dates for a page.
 *
 * A page is written as HTML that is also well-formed XML, so it can be checked by strict parsers. Text
 * is escaped here, at the sink, once and after all decoding; nothing else may put text into a page.
 */
#ifndef FOOTFALL_ANALYZER_HTML_H
#define FOOTFALL_ANALYZER_HTML_H

#include "analyzer/outputs/write.h"
#include "base/span.h"
#include <stdio.h>

/* Text as content of an element or as the value of a quoted attribute: markup becomes references;
 * what XML forbids, bytes that are no UTF-8 and what turns the direction of reading become U+FFFD. */
void html_text(FILE *to, struct span text);
void html_str(FILE *to, const char *text);
/* The same with dates such as 2013-05-06 as people write them: 6 May 2013; and no break before a %. */
void html_prose(FILE *to, const char *text);

/* "6 May 2013"; gives `out`. */
#define HTML_DAY 24
char *html_day(char out[HTML_DAY], int32_t day);

/* "6 May 2013", "31 Dec 2012"; gives `out`. */
char *html_day_short(char out[HTML_DAY], int32_t day);

/* "6 to 12 May 2013", "29 April to 5 May 2013", "31 December 2012 to 6 January 2013"; gives `out`. */
#define HTML_DAYS 64
char *html_days(char out[HTML_DAYS], int32_t from, int32_t to);

/* "Jan" to "Dec" for 1 to 12. */
const char *html_month(int month);

/* "2,609", "12.4", "0.04": whole from a hundred on, else with one decimal, below one with two; no
 * zeros behind the point. Gives `out`. */
char *html_real(char out[WRITE_GROUPED], double value);

/* For use inside one call. */
#define HTML_DAY_OF(day) html_day((char[HTML_DAY]){0}, (day))
#define HTML_SHORT(day) html_day_short((char[HTML_DAY]){0}, (day))
#define HTML_DAYS_OF(from, to) html_days((char[HTML_DAYS]){0}, (from), (to))
#define HTML_COUNT(n) write_grouped((char[WRITE_GROUPED]){0}, (n))
#define HTML_REAL(x) html_real((char[WRITE_GROUPED]){0}, (x))

/* The parts of a table that can be read with and without eyes: `columns` are headings, ended by NULL;
 * the first cell of a row is its name. What is not known becomes a dash. */
void html_table(FILE *to, const char *caption, const char *const *columns);

/* The cells of a row, taken one by one; zero-initialise. */
#define HTML_CELLS 16
#define HTML_CELL_ROOM 512
struct html_cells {
	char text[HTML_CELLS][HTML_CELL_ROOM];
	bool known[HTML_CELLS], literal[HTML_CELLS];
	size_t count;
};
/* Copies the text; NULL is not known. */
void html_cell(struct html_cells *cells, const char *text);
/* The same for what somebody else wrote: a path with a date in it stays as it is. */
void html_cell_literal(struct html_cells *cells, const char *text);
/* A count, where it is known. */
void html_cell_count(struct html_cells *cells, bool known, uint64_t count);
/* Writes the row and empties the cells. */
void html_row(FILE *to, struct html_cells *cells);
void html_table_end(FILE *to);

/* The same behind a summary that opens it by mouse or key. */
void html_details(FILE *to, const char *summary, const char *caption, const char *const *columns);
void html_details_end(FILE *to);

#endif
