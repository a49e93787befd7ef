#include "analyzer/outputs/html.h"

#include "base/calendar.h"

#include <math.h>

/* What XML forbids, and what would reorder the text around it. */
static bool
is_forbidden(uint32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c <= 0x9F) || c == 0x061C ||
	       (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0xFEFF || (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

static const char *
reference(uint32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void
html_text(FILE *to, struct span text)
{
	size_t length;

	for (; text.n > 0; text = span_from(text, length)) {
		uint32_t c = write_character(text, &length);
		const char *instead = reference(c);
		if (instead)
			fputs(instead, to);
		else if (c == 0xFFFD || is_forbidden(c))
			fputs("\xEF\xBF\xBD", to);
		else
			fwrite(text.p, 1, length, to);
	}
}

void
html_str(FILE *to, const char *text)
{
	html_text(to, span_str(text));
}

static bool
is_part(char c)
{
	return (c >= '0' && c <= '9') || c == '-' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The length of the date at the start of the text, or 0. */
static size_t
date_at(struct span text, int32_t *day)
{
	int32_t last;

	if (text.n < 10 || text.p[4] != '-' || text.p[7] != '-' || (text.n > 10 && is_part(text.p[10])))
		return 0;
	return calendar_parse_period(span_first(text, 10), day, &last) && last == *day ? 10 : 0;
}

/* What shall stand for the beginning of a text, in `out`: how long that beginning is, 0 for none. */
static size_t
replacement(struct span text, bool inside, char out[HTML_DAY])
{
	int32_t day;
	size_t length;

	if (span_starts(text, SPAN(" %"))) {
		memcpy(out, "\xC2\xA0", 3);
		return 1;
	}
	length = inside ? 0 : date_at(text, &day);
	if (length > 0)
		html_day(out, day);
	return length;
}

void
html_prose(FILE *to, const char *text)
{
	struct span all = span_str(text);
	size_t from = 0;
	char out[HTML_DAY];

	for (size_t i = 0; i < all.n; i++) {
		size_t length = replacement(span_from(all, i), i > 0 && is_part(all.p[i - 1]), out);
		if (length == 0)
			continue;
		html_text(to, span_make(all.p + from, i - from));
		html_str(to, out);
		from = i + length;
		i = from - 1;
	}
	html_text(to, span_from(all, from));
}

/* ---- dates and numbers ---- */

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December"};

const char *
html_month(int month)
{
	static const char *const brief[] = {
	    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

	return brief[month - 1];
}

char *
html_day(char out[HTML_DAY], int32_t day)
{
	int y, m, d;

	calendar_civil(day, &y, &m, &d);
	snprintf(out, HTML_DAY, "%d %s %d", d, months[m - 1], y);
	return out;
}

char *
html_day_short(char out[HTML_DAY], int32_t day)
{
	int y, m, d;

	calendar_civil(day, &y, &m, &d);
	snprintf(out, HTML_DAY, "%d %s %d", d, html_month(m), y);
	return out;
}

char *
html_days(char out[HTML_DAYS], int32_t from, int32_t to)
{
	int y, m, d, last_y, last_m, last_d;
	char last[HTML_DAY];

	html_day(last, to);
	calendar_civil(from, &y, &m, &d);
	calendar_civil(to, &last_y, &last_m, &last_d);
	if (from == to)
		snprintf(out, HTML_DAYS, "%s", last);
	else if (y != last_y)
		snprintf(out, HTML_DAYS, "%d %s %d to %s", d, months[m - 1], y, last);
	else if (m != last_m)
		snprintf(out, HTML_DAYS, "%d %s to %s", d, months[m - 1], last);
	else
		snprintf(out, HTML_DAYS, "%d to %s", d, last);
	return out;
}

char *
html_real(char out[WRITE_GROUPED], double value)
{
	double size = fabs(value);
	int decimals = size >= 99.95 ? 0 : size >= 0.995 ? 1 : 2;
	size_t n;

	if (!isfinite(value)) {
		snprintf(out, WRITE_GROUPED, "\xE2\x80\x93");
		return out;
	}
	if (size >= 999.5 && size < 1e18) {
		out[0] = '-';
		write_grouped(out + (value < 0), (uint64_t)(size + 0.5));
		return out;
	}
	snprintf(out, WRITE_GROUPED, "%.*f", decimals, value);
	n = strlen(out);
	while (decimals > 0 && out[n - 1] == '0')
		out[--n] = '\0', decimals--;
	if (n > 0 && out[n - 1] == '.')
		out[--n] = '\0';
	return out;
}

/* ---- tables ---- */

void
html_table(FILE *to, const char *caption, const char *const *columns)
{
	/* Wide tables scroll in themselves; whoever has only keys must be able to get there. */
	fputs("<div class=\"t\" role=\"region\" tabindex=\"0\" aria-label=\"", to);
	html_str(to, caption);
	fputs("\"><table><caption>", to);
	html_prose(to, caption);
	fputs("</caption><thead><tr>", to);
	for (size_t i = 0; columns[i]; i++) {
		fputs("<th scope=\"col\">", to);
		html_str(to, columns[i]);
		fputs("</th>", to);
	}
	fputs("</tr></thead><tbody>\n", to);
}

void
html_cell(struct html_cells *cells, const char *text)
{
	if (cells->count == HTML_CELLS)
		return;
	cells->known[cells->count] = text != NULL;
	cells->literal[cells->count] = false;
	snprintf(cells->text[cells->count++], sizeof(cells->text[0]), "%s", text ? text : "");
}

void
html_cell_literal(struct html_cells *cells, const char *text)
{
	size_t at = cells->count;

	html_cell(cells, text);
	if (cells->count > at)
		cells->literal[at] = true;
}

void
html_cell_count(struct html_cells *cells, bool known, uint64_t count)
{
	html_cell(cells, known ? HTML_COUNT(count) : NULL);
}

void
html_row(FILE *to, struct html_cells *cells)
{
	fputs("<tr>", to);
	for (size_t i = 0; i < cells->count; i++) {
		fputs(i == 0 ? "<th>" : "<td>", to);
		if (cells->literal[i] && cells->known[i])
			html_str(to, cells->text[i]);
		else
			html_prose(to, cells->known[i] ? cells->text[i] : "\xE2\x80\x93");
		fputs(i == 0 ? "</th>" : "</td>", to);
	}
	fputs("</tr>\n", to);
	cells->count = 0;
}

void
html_table_end(FILE *to)
{
	fputs("</tbody></table></div>\n", to);
}

void
html_details(FILE *to, const char *summary, const char *caption, const char *const *columns)
{
	fputs("<details><summary>", to);
	html_str(to, summary);
	fputs("</summary>\n", to);
	html_table(to, caption, columns);
}

void
html_details_end(FILE *to)
{
	html_table_end(to);
	fputs("</details>\n", to);
}
