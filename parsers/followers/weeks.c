#include "parsers/followers/weeks.h"

#include "base/alloc.h"
#include "base/calendar.h"
#include "base/message.h"
#include "parsers/followers/columns.h"
#include "parsers/followers/counts.h"
#include "parsers/followers/dates.h"
#include "parsers/followers/rows.h"
#include "parsers/followers/whole.h"

#include <stdlib.h>

#define NAMED 20 /* rejected rows that are named one by one */
#define CELL_SHOWN 60

/* Where the cells of a week stand; SPAN_NONE for a column that is not there. */
struct columns {
	size_t week, visitors, followers, following, complete;
};

struct reading {
	struct weeks *weeks;
	const char *name;
	struct messages *messages;
	struct columns columns;
	bool dmy;
};

void
weeks_release(struct weeks *weeks)
{
	free(weeks->list);
	*weeks = (struct weeks){0};
}

static void
reject(struct reading *reading, uint64_t line, struct span cell, const char *why)
{
	struct span shown = span_first(cell, CELL_SHOWN);

	if (++reading->weeks->rejected > NAMED)
		return;
	if (cell.n > 0)
		message_line(reading->messages, reading->name, line, "'%.*s%s' %s; this row is left out",
		    SPAN_ARG(shown), cell.n > CELL_SHOWN ? "..." : "", why);
	else
		message_line(reading->messages, reading->name, line, "%s; this row is left out", why);
}

static bool
is_monday(int32_t day)
{
	return day != CALENDAR_NO_DAY && calendar_monday(day) == day;
}

/* The day that a cell names, CALENDAR_NO_DAY for none. */
static int32_t
day_of(struct span cell, bool dmy)
{
	struct dates_date date = dates_parse(cell);
	int32_t first, last;

	if (date.kind == DATES_DAY)
		return date.day;
	if (date.kind == DATES_EITHER)
		return dates_order(date.year, date.first, date.second, dmy);
	if (calendar_parse_period(cell, &first, &last) && last - first == 6)
		return first;
	return CALENDAR_NO_DAY;
}

/* A count; -1 where there is none. False when it cannot be read, and the row is rejected. */
static bool
take_visitors(struct reading *reading, const struct rows_row *row, int64_t *out)
{
	struct span cell = rows_cell(row, reading->columns.visitors);
	struct counts_count count = {.value = -1};
	const char *why = counts_absent(cell) ? NULL : counts_parse(cell, &count);

	if (why) {
		reject(reading, row->line, cell, why);
		return false;
	}
	*out = count.value;
	return true;
}

/* A count beside the visitors; -1 where it cannot be read, for which the week is not given away. */
static int64_t
take_beside(struct reading *reading, const struct rows_row *row, size_t column, const char *what)
{
	struct span cell = column == SPAN_NONE ? SPAN("") : rows_cell(row, column),
		    shown = span_first(cell, CELL_SHOWN);
	struct counts_count count = {.value = -1};
	const char *why = counts_absent(cell) ? NULL : counts_parse(cell, &count);

	if (!why)
		return count.value;
	if (++reading->weeks->unread <= NAMED)
		message_line(reading->messages, reading->name, row->line, "'%.*s%s' %s; %s that week is left unknown",
		    SPAN_ARG(shown), cell.n > CELL_SHOWN ? "..." : "", why, what);
	return -1;
}

static void
take_row(struct reading *reading, const struct rows_row *row)
{
	const struct columns *c = &reading->columns;
	struct span cell = rows_cell(row, c->week);
	struct weeks *weeks = reading->weeks;
	struct weeks_week week = {.monday = day_of(cell, reading->dmy), .complete = true, .line = row->line};

	if (row->fault)
		reject(reading, row->line, SPAN(""), row->fault);
	else if (week.monday == CALENDAR_NO_DAY)
		reject(reading, row->line, cell, cell.n > 0 ? "is no week that is known" : "there is no week");
	else if (!is_monday(week.monday))
		reject(reading, row->line, cell, "is no Monday: weeks run from Monday to Sunday");
	else if (take_visitors(reading, row, &week.visitors)) {
		week.followers = take_beside(reading, row, c->followers, "who followed you");
		week.following = take_beside(reading, row, c->following, "whom you followed");
		if (c->complete != SPAN_NONE)
			week.complete = !span_ieq(rows_cell(row, c->complete), SPAN("false"));
		weeks->list = alloc_grow(weeks->list, &weeks->room, weeks->count + 1, sizeof(week));
		weeks->list[weeks->count++] = week;
	}
}

/* The columns of a header; those of a table without one by their place. False when there is no
 * column of visitors, which is said. */
static bool
find_columns(struct reading *reading, struct rows *rows)
{
	struct rows start = *rows;
	struct rows_row header;

	reading->columns = (struct columns){0, 1, 2, 3, SPAN_NONE};
	if (!rows_next(rows, &header))
		return true;
	if (day_of(rows_cell(&header, 0), true) != CALENDAR_NO_DAY) {
		*rows = start;
		return true;
	}
	reading->columns = (struct columns){
	    columns_find(&header, COLUMNS_MONDAY),
	    columns_find(&header, COLUMNS_VISITORS),
	    columns_find(&header, COLUMNS_FOLLOWERS),
	    columns_find(&header, COLUMNS_FOLLOWING),
	    columns_find(&header, COLUMNS_COMPLETE),
	};
	if (reading->columns.week != SPAN_NONE && reading->columns.visitors != SPAN_NONE)
		return true;
	message_line(reading->messages, reading->name, header.line,
	    "a table of weekly visitors needs the columns week_start and visitors, one row a week");
	return false;
}

/* Which of day and month comes first shows by which makes every week begin on a Monday. */
static enum followers_result
settle_order(struct reading *reading, struct rows rows, enum followers_dates asked)
{
	size_t dmy = 0, mdy = 0, differ = 0;
	struct rows_row row;

	reading->dmy = asked == FOLLOWERS_DATES_DMY;
	if (asked != FOLLOWERS_DATES_ASK)
		return FOLLOWERS_READ;
	while (rows_next(&rows, &row)) {
		struct span cell = rows_cell(&row, reading->columns.week);
		int32_t a = day_of(cell, true), b = day_of(cell, false);
		dmy += is_monday(a);
		mdy += is_monday(b);
		differ += a != b;
	}
	reading->dmy = dmy > mdy;
	if (differ == 0 || dmy != mdy)
		return FOLLOWERS_READ;
	message_file(reading->messages, reading->name,
	    "its dates can be read two ways: say --dates dmy (day first) or --dates mdy (month first)");
	return FOLLOWERS_ASK;
}

static int
by_week(const void *left, const void *right)
{
	const struct weeks_week *a = left, *b = right;

	if (a->monday != b->monday)
		return a->monday < b->monday ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

/* Leaves one row a week. */
static void
unite(struct reading *reading)
{
	struct weeks_week *list = reading->weeks->list;
	size_t used = 0, conflicts = 0;

	if (reading->weeks->count > 1)
		qsort(list, reading->weeks->count, sizeof(*list), by_week);
	for (size_t i = 0; i < reading->weeks->count; i++) {
		char day[11];

		if (used == 0 || list[used - 1].monday != list[i].monday) {
			list[used++] = list[i];
			continue;
		}
		if (list[used - 1].visitors != list[i].visitors && conflicts++ < NAMED) {
			calendar_print_day(day, list[i].monday);
			message_line(reading->messages, reading->name, list[i].line,
			    "a second count for the week of %s is kept; that of line %llu is not", day,
			    (unsigned long long)list[used - 1].line);
		}
		list[used - 1] = list[i];
	}
	reading->weeks->count = used;
}

static enum followers_result
read_text(struct reading *reading, struct span text, enum followers_dates dates)
{
	char separator = rows_separator(text);
	enum followers_result result;
	struct rows rows;
	struct rows_row row;
	size_t met = 0;

	rows_init(&rows, text, separator ? separator : ',');
	if (!find_columns(reading, &rows))
		return FOLLOWERS_REFUSED;
	result = settle_order(reading, rows, dates);
	if (result != FOLLOWERS_READ)
		return result;
	while (met < FOLLOWERS_ROWS && rows_next(&rows, &row)) {
		take_row(reading, &row);
		met++;
	}
	unite(reading);
	if (reading->weeks->rejected > NAMED)
		message_file(reading->messages, reading->name, "%llu rows are left out in all",
		    (unsigned long long)reading->weeks->rejected);
	if (reading->weeks->unread > NAMED)
		message_file(reading->messages, reading->name,
		    "%llu counts beside the visitors are left unknown in all",
		    (unsigned long long)reading->weeks->unread);
	if (reading->weeks->count > 0)
		return reading->weeks->rejected + reading->weeks->unread > 0 ? FOLLOWERS_PARTLY : FOLLOWERS_READ;
	message_file(reading->messages, reading->name, "no row gives the visitors of a week");
	return FOLLOWERS_REFUSED;
}

enum followers_result
weeks_read(struct weeks *weeks, const char *name, const struct followers_options *options, struct messages *messages)
{
	struct reading reading = {.weeks = weeks, .name = name, .messages = messages};
	enum followers_result result = FOLLOWERS_REFUSED;
	struct whole whole;

	*weeks = (struct weeks){0};
	if (whole_read(&whole, name, FOLLOWERS_LIMIT, messages) == 0)
		result = read_text(&reading, whole.text, options->dates);
	if (result == FOLLOWERS_READ && whole.lost)
		result = FOLLOWERS_PARTLY;
	whole_release(&whole);
	return result;
}
