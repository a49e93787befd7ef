#include "parsers/followers/rows.h"

/* A longer cell is a quote that was left open. */
#define CELL_LIMIT ((size_t)1 << 20)
#define TASTED 50

void
rows_init(struct rows *rows, struct span text, char separator)
{
	*rows = (struct rows){.text = text, .line = 1, .separator = separator};
}

struct span
rows_cell(const struct rows_row *row, size_t i)
{
	return i < row->count && i < ROWS_CELLS ? row->cells[i] : span_make("", 0);
}

static bool
at_line_end(const struct rows *rows, size_t at)
{
	return at >= rows->text.n || rows->text.p[at] == '\n' || rows->text.p[at] == '\r';
}

/* The index behind the line break at `at`, if there is one. */
static size_t
behind_break(const struct rows *rows, size_t at)
{
	if (at >= rows->text.n || !at_line_end(rows, at))
		return at;
	if (rows->text.p[at] == '\r' && at + 1 < rows->text.n && rows->text.p[at + 1] == '\n')
		return at + 2;
	return at + 1;
}

static void
skip_line(struct rows *rows)
{
	while (!at_line_end(rows, rows->at))
		rows->at++;
	if (rows->at < rows->text.n)
		rows->line++;
	rows->at = behind_break(rows, rows->at);
}

static void
row_add(struct rows_row *row, struct span cell)
{
	if (row->count < ROWS_CELLS)
		row->cells[row->count] = span_trim(cell);
	row->count++;
}

static size_t
skip_blanks(const struct rows *rows, size_t at)
{
	while (at < rows->text.n && rows->text.p[at] != rows->separator &&
	       (rows->text.p[at] == ' ' || rows->text.p[at] == '\t'))
		at++;
	return at;
}

/* The closing quote of a cell whose content begins at `at`; SPAN_NONE when there is none near. */
static size_t
closing_quote(const struct rows *rows, size_t at)
{
	struct span text = span_first(rows->text, at + CELL_LIMIT);

	while (at < text.n) {
		size_t quote = span_chr(span_from(text, at), '"');
		if (quote == SPAN_NONE)
			return SPAN_NONE;
		at += quote;
		if (at + 1 >= rows->text.n || rows->text.p[at + 1] != '"')
			return at;
		at += 2;
	}
	return SPAN_NONE;
}

static uint64_t
count_breaks(const struct rows *rows, size_t from, size_t to)
{
	uint64_t n = 0;

	while (from < to) {
		size_t next = behind_break(rows, from);
		n += next > from;
		from = next > from ? next : from + 1;
	}
	return n;
}

/* Takes the quoted cell whose quote stands at `quote`; false for a faulty row. */
static bool
take_quoted(struct rows *rows, struct rows_row *row, size_t quote)
{
	size_t close = closing_quote(rows, quote + 1), behind;
	uint64_t breaks = close == SPAN_NONE ? 0 : count_breaks(rows, quote + 1, close);

	behind = close == SPAN_NONE ? 0 : skip_blanks(rows, close + 1);
	if (close != SPAN_NONE && (at_line_end(rows, behind) || rows->text.p[behind] == rows->separator)) {
		row_add(row, span_make(rows->text.p + quote + 1, close - quote - 1));
		rows->line += breaks;
		rows->at = behind;
		return true;
	}
	row->line = rows->line;
	row->fault = close == SPAN_NONE || breaks > 0 ? "a quote is opened here and never closed"
						      : "text stands behind a closing quote";
	return false;
}

static void
take_bare(struct rows *rows, struct rows_row *row)
{
	size_t from = rows->at;

	while (!at_line_end(rows, rows->at) && rows->text.p[rows->at] != rows->separator)
		rows->at++;
	row_add(row, span_make(rows->text.p + from, rows->at - from));
}

/* Takes all cells up to the end of the row; a faulty row ends with the line of its fault. */
static void
take_cells(struct rows *rows, struct rows_row *row)
{
	for (;;) {
		size_t start = skip_blanks(rows, rows->at);
		if (start < rows->text.n && rows->text.p[start] == '"') {
			if (!take_quoted(rows, row, start)) {
				skip_line(rows);
				return;
			}
		} else
			take_bare(rows, row);
		if (at_line_end(rows, rows->at))
			break;
		rows->at++;
	}
	skip_line(rows);
}

static bool
row_is_empty(const struct rows_row *row)
{
	for (size_t i = 0; i < row->count && i < ROWS_CELLS; i++)
		if (row->cells[i].n > 0)
			return false;
	return !row->fault;
}

bool
rows_next(struct rows *rows, struct rows_row *row)
{
	while (rows->at < rows->text.n) {
		row->count = 0;
		row->fault = NULL;
		row->line = rows->line;
		take_cells(rows, row);
		if (!row_is_empty(row))
			return true;
	}
	return false;
}

/* How many of the first rows have the commonest number of cells, two at least. */
static size_t
separator_agreement(struct span text, char separator, size_t *tasted)
{
	size_t counts[TASTED], most = 0;
	struct rows rows;
	struct rows_row row;

	*tasted = 0;
	rows_init(&rows, text, separator);
	while (*tasted < TASTED && rows_next(&rows, &row))
		counts[(*tasted)++] = row.fault ? 0 : row.count;
	for (size_t i = 0; i < *tasted; i++) {
		size_t same = 0;
		for (size_t k = 0; k < *tasted; k++)
			same += counts[k] == counts[i];
		if (counts[i] >= 2 && same > most)
			most = same;
	}
	return most;
}

char
rows_separator(struct span text)
{
	static const char separators[] = {'\t', ';', ','};
	size_t best = 0;
	char found = 0;

	for (size_t i = 0; i < sizeof(separators); i++) {
		size_t tasted, same = separator_agreement(text, separators[i], &tasted);
		if (2 * same > tasted)
			return separators[i];
		if (same > best) {
			best = same;
			found = separators[i];
		}
	}
	return found;
}
