/*
 * ODU WS-DL FollowerCountHistory: counts out of web archives. Its tables of 2017 are plain ones;
 * those with an address or a time of a memento are read here. Growth and rates are ignored: the
 * rates it calls daily are per second.
 */
#include "parsers/followers/columns.h"
#include "parsers/followers/dates.h"
#include "parsers/followers/intake.h"
#include "parsers/followers/reader.h"

#include "base/message.h"

static bool
odu_fits(const struct rows_row *first)
{
	return first && columns_find(first, COLUMNS_MEMENTO) != SPAN_NONE &&
	       columns_find(first, COLUMNS_FOLLOWERS) != SPAN_NONE;
}

/* The layout of 2018 has the day alone, and its time only in the memento's address
 * (/web/20120424194414/): without it several mementos of a day could not be told apart. */
static struct dates_date
odu_date(struct span cell, struct span url)
{
	struct dates_date date = dates_parse(cell);

	if (date.kind != DATES_DAY || date.seconds >= 0)
		return date;
	while (url.n > 0) {
		struct span part = span_cut(&url, '/');
		struct dates_date memento = part.n == 14 ? dates_parse(part) : (struct dates_date){0};
		if (memento.kind == DATES_DAY && memento.day == date.day)
			return memento;
	}
	return date;
}

static int
odu_read(struct intake *intake, struct span text, char separator)
{
	struct reader_columns columns = {.following = SPAN_NONE};
	struct rows rows;
	struct rows_row row;
	size_t url;

	rows_init(&rows, text, separator);
	if (!rows_next(&rows, &row))
		return 0;
	columns.date = columns_find(&row, COLUMNS_DATE);
	columns.followers = columns_find(&row, COLUMNS_FOLLOWERS);
	url = columns_find(&row, COLUMNS_MEMENTO_URL);
	columns.width = row.count;
	/* an address may hold commas, and behind the count they do no harm */
	columns.ragged = url != SPAN_NONE && url > columns.followers;
	if (columns.date == SPAN_NONE) {
		message_line(intake->messages, intake->file, row.line, "no column is named date or MementoDatetime");
		return -1;
	}
	while (rows_next(&rows, &row) && intake_next(intake)) {
		struct dates_date date = odu_date(rows_cell(&row, columns.date), rows_cell(&row, url));
		reader_row(intake, &columns, &row, &date);
	}
	return 0;
}

const struct reader reader_odu = {.title = "ODU FollowerCountHistory", .fits = odu_fits, .read = odu_read};
