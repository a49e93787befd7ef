/*
 * Plain tables: date, followers and perhaps following, with or without a header. Columns go by
 * name where a name is known, else by place.
 */
#include "parsers/followers/columns.h"
#include "parsers/followers/counts.h"
#include "parsers/followers/dates.h"
#include "parsers/followers/intake.h"
#include "parsers/followers/reader.h"

#include "base/message.h"

#include <stdio.h>

static bool
is_date(struct span cell)
{
	return dates_parse(cell).kind != DATES_NONE;
}

/* The count of a row; NULL, or why there is none. Of a count cut in two by its comma both halves
 * are put together again. */
static const char *
row_followers(
    const struct reader_columns *columns, const struct rows_row *row, struct span *cell, struct counts_count *count)
{
	char whole[8];

	*cell = rows_cell(row, columns->followers);
	if (columns->joined) {
		struct span tail = rows_cell(row, columns->followers + 1);
		int n = snprintf(
		    whole, sizeof(whole), "%.*s%.*s", SPAN_ARG(span_first(*cell, 3)), SPAN_ARG(span_first(tail, 3)));
		return counts_parse(span_make(whole, (size_t)n), count);
	}
	return counts_parse(*cell, count);
}

/* True when there is something in cells that should not be there. */
static bool
row_too_long(const struct reader_columns *columns, const struct rows_row *row)
{
	for (size_t i = columns->width; i < row->count && i < ROWS_CELLS; i++)
		if (row->cells[i].n > 0)
			return true;
	return false;
}

void
reader_row(struct intake *intake, const struct reader_columns *columns, const struct rows_row *row,
    const struct dates_date *date)
{
	struct followers_reading reading = {.following = -1, .gained = -1, .lost = -1, .line = row->line};
	struct counts_count count;
	struct span cell, second;
	const char *why;

	if (row->fault || (!columns->ragged && row_too_long(columns, row))) {
		intake_reject(intake, row->line, SPAN(""),
		    row->fault ? row->fault : "there are more cells than columns (a thousands mark without quotes?)");
		return;
	}
	why = row_followers(columns, row, &cell, &count);
	if (why) {
		intake_reject_dated(intake, row->line, cell, cell.n > 0 ? why : "there is no count of followers", date);
		return;
	}
	reading.followers = count.value;
	reading.flags = (count.rounded ? FOLLOWERS_ROUNDED : 0) | (columns->week ? FOLLOWERS_WEEK : 0);
	second = columns->following == SPAN_NONE ? SPAN("") : rows_cell(row, columns->following);
	why = counts_absent(second) ? NULL : counts_parse(second, &count);
	if (!why && !counts_absent(second)) {
		reading.following = count.value;
		reading.flags |= count.rounded ? FOLLOWERS_ROUNDED : 0;
	}
	if (why && !columns->guessed)
		intake_unread(intake, row->line, second, why);
	intake_add(intake, date, rows_cell(row, columns->date), &reading);
}

/* The commonest width of the first rows: the file's, when there is no header to tell. */
static size_t
usual_width(struct span text, char separator)
{
	size_t counts[ROWS_CELLS + 1] = {0}, best = 2;
	struct rows rows;
	struct rows_row row;

	rows_init(&rows, text, separator);
	for (size_t i = 0; i < 50 && rows_next(&rows, &row); i++)
		counts[row.count < ROWS_CELLS ? row.count : ROWS_CELLS]++;
	for (size_t i = 2; i <= ROWS_CELLS; i++)
		if (counts[i] > counts[best])
			best = i;
	return best;
}

static bool
all_digits(struct span cell, size_t least, size_t most)
{
	uint64_t value;

	return cell.n >= least && cell.n <= most && span_u64(cell, &value);
}

/* 2009-07-05,4,920 in all rows below a header of two columns: only so can it be known that the
 * comma belongs to the number. */
static bool
is_split(struct rows rows, char separator)
{
	struct rows_row row;
	size_t n = 0;

	for (; rows_next(&rows, &row); n++)
		if (row.fault || row.count != 3 || !all_digits(row.cells[1], 1, 3) || row.cells[1].p[0] == '0' ||
		    !all_digits(row.cells[2], 3, 3))
			return false;
	return n > 0 && separator == ',';
}

/* The columns of a header. -1 when the followers cannot be told, which is said. */
static int
columns_of(struct intake *intake, const struct rows_row *header, struct reader_columns *columns)
{
	size_t week = columns_find(header, COLUMNS_WEEK), date = columns_find(header, COLUMNS_DATE);

	*columns = (struct reader_columns){
	    .date = week != SPAN_NONE	? week
		    : date != SPAN_NONE ? date
					: 0,
	    .followers = columns_find(header, COLUMNS_FOLLOWERS),
	    .following = columns_find(header, COLUMNS_FOLLOWING),
	    .width = header->count,
	    .week = week != SPAN_NONE,
	};
	if (columns->followers == SPAN_NONE && columns->date == 0 && header->count > 1 &&
	    columns_rank(header->cells[1], COLUMNS_OTHER) == SPAN_NONE && columns->following != 1)
		columns->followers = 1;
	if (columns->followers == SPAN_NONE) {
		message_line(intake->messages, intake->file, header->line,
		    "no column is named followers: this is no follower history, or its header needs the names "
		    "date,followers,following");
		return -1;
	}
	if (columns->following == SPAN_NONE && columns->date == 0 && columns->followers == 1 && header->count > 2 &&
	    columns_rank(header->cells[2], COLUMNS_OTHER) == SPAN_NONE) {
		columns->following = 2;
		columns->guessed = true;
	}
	return 0;
}

/* What came first is a row when it begins with a date, or when its cells are figures rather than
 * names: it is then rejected by its line and not lost in silence. */
static bool
is_header(const struct rows_row *first)
{
	if (first->fault || is_date(first->cells[0]))
		return false;
	for (size_t i = 0; i < first->count && i < ROWS_CELLS; i++)
		if (columns_rank(first->cells[i], COLUMNS_DATE) != SPAN_NONE ||
		    columns_rank(first->cells[i], COLUMNS_FOLLOWERS) != SPAN_NONE)
			return true;
	for (size_t i = 0; i < first->count && i < ROWS_CELLS; i++)
		if (first->cells[i].n > 0 && first->cells[i].p[0] >= '0' && first->cells[i].p[0] <= '9')
			return false;
	return true;
}

static bool
table_fits(const struct rows_row *first)
{
	(void)first;
	return true;
}

/* Finds the columns and leaves `rows` at the first row. */
static int
table_begin(struct intake *intake, struct rows *rows, struct reader_columns *columns)
{
	struct rows start = *rows;
	struct rows_row first;

	if (!rows_next(rows, &first))
		return 0;
	if (is_header(&first)) {
		if (columns_of(intake, &first, columns) != 0)
			return -1;
		columns->joined = columns->width == 2 && columns->followers == 1 && is_split(*rows, rows->separator);
	} else {
		*columns = (struct reader_columns){.followers = 1, .width = usual_width(rows->text, rows->separator)};
		columns->following = columns->width > 2 ? 2 : SPAN_NONE;
		columns->guessed = true;
		*rows = start;
	}
	if (columns->joined) {
		columns->width = 3;
		intake->history->joined = true;
		message_note(intake->messages,
		    "%s: every row has one cell of three digits too many: the comma in counts such as 4,920 stands "
		    "without quotes; the digits were joined",
		    intake_name(intake->file));
	}
	return 0;
}

static int
table_read(struct intake *intake, struct span text, char separator)
{
	struct reader_columns columns = {0};
	struct rows rows;
	struct rows_row row;

	rows_init(&rows, text, separator);
	if (table_begin(intake, &rows, &columns) != 0)
		return -1;
	while (rows_next(&rows, &row) && intake_next(intake)) {
		struct dates_date date = dates_parse(rows_cell(&row, columns.date));
		reader_row(intake, &columns, &row, &date);
	}
	return 0;
}

const struct reader reader_table = {.title = "plain table", .fits = table_fits, .read = table_read};
