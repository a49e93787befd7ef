/*
 * X Analytics, account overview: new follows and unfollows per day, newest first, and no totals.
 * Exports that were written one behind the other are told apart by their header lines.
 */
#include "parsers/followers/columns.h"
#include "parsers/followers/counts.h"
#include "parsers/followers/dates.h"
#include "parsers/followers/intake.h"
#include "parsers/followers/reader.h"

struct overview {
	size_t date, gained, lost, width;
};

static bool
overview_fits(const struct rows_row *first)
{
	return first && columns_find(first, COLUMNS_GAINED) != SPAN_NONE &&
	       columns_find(first, COLUMNS_LOST) != SPAN_NONE;
}

static struct overview
overview_of(const struct rows_row *header)
{
	size_t date = columns_find(header, COLUMNS_DATE);

	return (struct overview){
	    .date = date == SPAN_NONE ? 0 : date,
	    .gained = columns_find(header, COLUMNS_GAINED),
	    .lost = columns_find(header, COLUMNS_LOST),
	    .width = header->count,
	};
}

static void
overview_row(struct intake *intake, const struct overview *overview, const struct rows_row *row)
{
	struct followers_reading reading = {
	    .followers = -1, .following = -1, .flags = FOLLOWERS_CHANGE, .line = row->line};
	struct span gained = rows_cell(row, overview->gained), lost = rows_cell(row, overview->lost);
	struct span cell = rows_cell(row, overview->date);
	struct dates_date date = dates_parse(cell);
	struct counts_count count = {0};
	const char *why;

	/* a date without its quotes moves all cells behind it, so the width matters */
	if (row->fault || row->count > overview->width) {
		intake_reject(
		    intake, row->line, SPAN(""), row->fault ? row->fault : "there are more cells than columns");
		return;
	}
	why = counts_parse(gained, &count);
	reading.gained = count.value;
	if (why) {
		intake_reject_dated(
		    intake, row->line, gained, gained.n > 0 ? why : "there is no number of new follows", &date);
		return;
	}
	why = counts_parse(lost, &count);
	reading.lost = count.value;
	if (why) {
		intake_reject_dated(
		    intake, row->line, lost, lost.n > 0 ? why : "there is no number of unfollows", &date);
		return;
	}
	intake_add(intake, &date, cell, &reading);
}

static int
overview_read(struct intake *intake, struct span text, char separator)
{
	struct overview overview;
	struct rows rows;
	struct rows_row row;

	rows_init(&rows, text, separator);
	if (!rows_next(&rows, &row))
		return 0;
	overview = overview_of(&row);
	while (rows_next(&rows, &row)) {
		if (!row.fault && overview_fits(&row)) {
			overview = overview_of(&row);
			intake->export ++;
			continue;
		}
		if (!intake_next(intake))
			break;
		overview_row(intake, &overview, &row);
	}
	return 0;
}

const struct reader reader_overview = {.title = "X account overview", .fits = overview_fits, .read = overview_read};
