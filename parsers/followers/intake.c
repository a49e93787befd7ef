#include "parsers/followers/intake.h"

#include "base/alloc.h"
#include "base/calendar.h"
#include "base/message.h"
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_SECONDS 86400
#define CELL_SHOWN 60
#define EXPORTS 256 /* told apart in one file; those behind count as one */

void
intake_init(struct intake *intake, const char *file, uint32_t index, const struct followers_options *options,
    struct messages *messages, struct followers_history *history)
{
	*intake =
	    (struct intake){.file = file, .index = index, .options = options, .messages = messages, .history = history};
}

void
intake_release(struct intake *intake)
{
	free(intake->rows);
	intake->rows = NULL;
	intake->count = intake->room = 0;
}

/* Keeps the faults with the lowest lines, sorted: those of the dates are found after the others. */
static void
intake_fault(struct intake *intake, uint64_t line, struct span cell, const char *why, const char *consequence)
{
	size_t at = intake->nfaults;
	struct intake_fault *fault;

	while (at > 0 && intake->faults[at - 1].line > line)
		at--;
	if (at == INTAKE_NAMED)
		return;
	if (intake->nfaults < INTAKE_NAMED)
		intake->nfaults++;
	memmove(&intake->faults[at + 1], &intake->faults[at], (intake->nfaults - 1 - at) * sizeof(intake->faults[0]));
	fault = &intake->faults[at];
	fault->line = line;
	if (cell.n > 0)
		snprintf(fault->text, sizeof(fault->text), "'%.*s%s' %s%s", SPAN_ARG(span_first(cell, CELL_SHOWN)),
		    cell.n > CELL_SHOWN ? "..." : "", why, consequence);
	else
		snprintf(fault->text, sizeof(fault->text), "%s%s", why, consequence);
}

bool
intake_next(struct intake *intake)
{
	if (intake->met < FOLLOWERS_ROWS) {
		intake->met++;
		return true;
	}
	message_file(intake->messages, intake->file, "over %u rows: only these are read", FOLLOWERS_ROWS);
	intake->cut = true;
	return false;
}

void
intake_reject(struct intake *intake, uint64_t line, struct span cell, const char *why)
{
	intake->rejected++;
	intake_fault(intake, line, cell, why, "; this row is left out");
}

void
intake_reject_dated(
    struct intake *intake, uint64_t line, struct span cell, const char *why, const struct dates_date *date)
{
	struct intake_row *witness = &intake->witness;

	if (date->kind == DATES_EITHER && witness->year == 0 &&
	    dates_may_be(date->first, date->second, true) != dates_may_be(date->first, date->second, false))
		*witness = (struct intake_row){
		    .reading = {.line = line},
		    .year = (int16_t)date->year,
		    .first = (int8_t)date->first,
		    .second = (int8_t)date->second,
		};
	intake_reject(intake, line, cell, why);
}

void
intake_unread(struct intake *intake, uint64_t line, struct span cell, const char *why)
{
	intake->unread++;
	intake_fault(intake, line, cell, why, "; whom you followed that day is left unknown");
}

void
intake_add(
    struct intake *intake, const struct dates_date *date, struct span cell, const struct followers_reading *reading)
{
	struct intake_row *row;

	if (date->kind == DATES_NONE || date->kind == DATES_IMPOSSIBLE) {
		const char *why = date->kind == DATES_NONE
				      ? "is no date that is known"
				      : "is a date that does not exist or lies outside 1990 to 2199";
		intake_reject(intake, reading->line, cell, cell.n > 0 ? why : "there is no date");
		return;
	}
	intake->rows = alloc_grow(intake->rows, &intake->room, intake->count + 1, sizeof(*intake->rows));
	row = &intake->rows[intake->count++];
	*row = (struct intake_row){
	    .reading = *reading,
	    .year = (int16_t)(date->kind == DATES_EITHER ? date->year : 0),
	    .first = (int8_t)date->first,
	    .second = (int8_t)date->second,
	    .zoned = date->zoned,
	    .seconds = date->seconds,
	    .offset = date->offset,
	    .export = intake->export,
	};
	row->reading.day = date->day;
	row->reading.file = intake->index;
	if (date->kind == DATES_MONTH)
		row->reading.flags |= FOLLOWERS_MONTH;
}

/* What the dates of a file say of their order. */
struct order {
	const struct intake_row *dmy, *mdy, *open; /* first row that can be only so, or either way */
	size_t undecided, certain; /* rows */
};

static struct order
order_of(const struct intake *intake)
{
	struct order order = {0};

	for (size_t i = 0; i < intake->count; i++) {
		const struct intake_row *row = &intake->rows[i];
		bool dmy, mdy;
		if (row->year == 0) {
			order.certain++;
			continue;
		}
		dmy = dates_may_be(row->first, row->second, true);
		mdy = dates_may_be(row->first, row->second, false);
		/* 5/5 is the same day either way and neither decides nor needs a decision */
		if (dmy && mdy && row->first == row->second)
			continue;
		if (dmy && mdy) {
			order.undecided++;
			order.open = order.open ? order.open : row;
		} else if (dmy)
			order.dmy = order.dmy ? order.dmy : row;
		else
			order.mdy = order.mdy ? order.mdy : row;
	}
	/* What was left out is believed where nothing else tells. */
	if (!order.dmy && !order.mdy && intake->witness.year != 0) {
		bool dmy = dates_may_be(intake->witness.first, intake->witness.second, true);

		order.dmy = dmy ? &intake->witness : NULL;
		order.mdy = dmy ? NULL : &intake->witness;
	}
	return order;
}

static enum followers_result
order_ask(const struct intake *intake, const struct order *order)
{
	const struct intake_row *row = order->open;

	if (order->dmy && order->mdy)
		message_file(intake->messages, intake->file,
		    "line %llu has the day before the month, line %llu behind it: say which order holds with --dates "
		    "dmy or --dates mdy",
		    (unsigned long long)order->dmy->reading.line, (unsigned long long)order->mdy->reading.line);
	else
		message_line(intake->messages, intake->file, row->reading.line,
		    "%02d/%02d/%04d can be read two ways, and no date of the file decides: say --dates dmy (day first) "
		    "or "
		    "--dates mdy (month first)",
		    row->first, row->second, row->year);
	return FOLLOWERS_ASK;
}

/* The day on which a reading with a time falls, and its instant. */
static void
row_time(const struct intake *intake, struct intake_row *row, struct zone_cache *cache)
{
	const struct zone *zone = intake->options->zone;
	struct followers_reading *reading = &row->reading;
	static const struct zone utc = {.kind = ZONE_UTC};

	if (reading->flags & FOLLOWERS_CHANGE) {
		reading->when = row->export < EXPORTS ? row->export : EXPORTS - 1;
		return;
	}
	if (row->seconds < 0)
		return;
	reading->when = (int64_t)reading->day * DAY_SECONDS + row->seconds - row->offset;
	reading->flags |= FOLLOWERS_TIMED;
	/* a time without zone is in the writer's own: its date stands as written */
	if (row->zoned)
		reading->day = zone_day(zone && zone->kind == ZONE_NAMED ? zone : &utc, cache, reading->when, 0);
}

/* Decides an undecided date; false when that makes it none. */
static bool
row_decide(struct intake_row *row, bool dmy)
{
	if (row->year == 0)
		return true;
	row->reading.day = dates_order(row->year, row->first, row->second, dmy);
	return row->reading.day != CALENDAR_NO_DAY;
}

static void
reject_row(struct intake *intake, const struct intake_row *row, const char *why)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%02d/%02d/%04d", row->first, row->second, row->year);

	intake_reject(intake, row->reading.line, span_make(text, (size_t)n), why);
}

static void
intake_take(struct intake *intake, const struct order *order)
{
	enum followers_dates dates = intake->options->dates;
	bool told = dates != FOLLOWERS_DATES_ASK || order->dmy || order->mdy;
	bool dmy = dates == FOLLOWERS_DATES_DMY || (dates == FOLLOWERS_DATES_ASK && order->dmy);
	struct followers_history *history = intake->history;
	struct zone_cache cache = {0};

	for (size_t i = 0; i < intake->count; i++) {
		struct intake_row *row = &intake->rows[i];
		if (!told && row->year != 0 && row->first != row->second) {
			reject_row(intake, row, "can be read two ways (say --dates dmy or --dates mdy)");
			continue;
		}
		if (!row_decide(row, dmy)) {
			reject_row(intake, row,
			    dmy ? "does not exist with the day first" : "does not exist with the month first");
			continue;
		}
		if (row->reading.flags & FOLLOWERS_WEEK)
			row->reading.day = calendar_monday(row->reading.day) + 6;
		row_time(intake, row, &cache);
		history->readings =
		    alloc_grow(history->readings, &history->room, history->count + 1, sizeof(*history->readings));
		history->readings[history->count++] = row->reading;
	}
}

/* Of a day in several exports the one made last is kept. So the number of the export, which stands
 * in `when` of changes, is replaced by the last day of that export. */
static void
intake_exports(struct followers_history *history, size_t from)
{
	struct followers_reading *r = history->readings;
	int32_t last[EXPORTS];

	for (size_t i = 0; i < EXPORTS; i++)
		last[i] = INT32_MIN;
	for (size_t i = from; i < history->count; i++)
		if ((r[i].flags & FOLLOWERS_CHANGE) && r[i].day > last[r[i].when])
			last[r[i].when] = r[i].day;
	for (size_t i = from; i < history->count; i++)
		if (r[i].flags & FOLLOWERS_CHANGE)
			r[i].when = last[r[i].when];
}

/* Of a file without any good row a few examples will do. */
static void
intake_say(const struct intake *intake, bool good)
{
	uint64_t all = intake->rejected + intake->unread;
	size_t shown = good || intake->nfaults < INTAKE_EXAMPLES ? intake->nfaults : INTAKE_EXAMPLES;

	for (size_t i = 0; i < shown; i++)
		message_line(intake->messages, intake->file, intake->faults[i].line, "%s", intake->faults[i].text);
	if (all > shown)
		message_file(intake->messages, intake->file, "and %llu more of %llu rows",
		    (unsigned long long)(all - shown), (unsigned long long)intake->met);
}

enum followers_result
intake_settle(struct intake *intake)
{
	struct followers_history *history = intake->history;
	size_t before = history->count;
	struct order order = order_of(intake);
	bool told = intake->options->dates != FOLLOWERS_DATES_ASK;

	if (!told && ((order.dmy && order.mdy) || (order.undecided > order.certain && !order.dmy && !order.mdy)))
		return order_ask(intake, &order);
	intake_take(intake, &order);
	intake_exports(history, before);
	intake_say(intake, history->count > before);
	history->rows += intake->met;
	history->rejected += intake->rejected;
	history->unread_cells += intake->unread;
	if (history->count == before) {
		message_file(intake->messages, intake->file,
		    intake->met > 0 ? "no row could be read: there is no follower history in it"
				    : "it has no rows: there is no follower history in it");
		return FOLLOWERS_REFUSED;
	}
	return intake->cut || intake->rejected + intake->unread > 0 ? FOLLOWERS_PARTLY : FOLLOWERS_READ;
}
