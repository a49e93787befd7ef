#include "parsers/followers/days.h"

#include "base/alloc.h"
#include "base/calendar.h"
#include "base/message.h"
#include "parsers/followers/intake.h"

#include <stdlib.h>

/* Conflicts and slips that are named one by one. */
#define NAMED 20
/* Below this a count may well be ten times its neighbours. */
#define SLIP_LEAST 50

struct days {
	struct followers_history *history;
	const char *const *names;
	struct messages *messages;
};

/* Which of two readings of a day says more: by kind first. */
static int
weight_of(const struct followers_reading *reading)
{
	if (reading->flags & FOLLOWERS_ANCHOR)
		return 3;
	if (reading->flags & FOLLOWERS_CHANGE)
		return 0;
	return reading->flags & FOLLOWERS_MONTH ? 1 : 2;
}

static bool
by_time(const struct followers_reading *a, const struct followers_reading *b)
{
	return (a->flags & b->flags & (FOLLOWERS_TIMED | FOLLOWERS_CHANGE)) != 0;
}

/* Order of days; within a day the one to keep stands last. Two with times go by time, others by
 * their place. A mixed day must still have one order, so all its timed ones stand before. */
static int
reading_compare(const void *x, const void *y)
{
	const struct followers_reading *a = x, *b = y;
	int wa = weight_of(a), wb = weight_of(b);
	unsigned ta = a->flags & FOLLOWERS_TIMED, tb = b->flags & FOLLOWERS_TIMED;

	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	if (wa != wb)
		return wa - wb;
	if (ta != tb)
		return ta ? -1 : 1;
	if (by_time(a, b) && a->when != b->when)
		return a->when < b->when ? -1 : 1;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

/* Two counts of which neither is the later one by its time. */
static bool
in_conflict(const struct followers_reading *a, const struct followers_reading *b)
{
	if (weight_of(a) != weight_of(b) || (by_time(a, b) && a->when != b->when))
		return false;
	return a->followers != b->followers || a->gained != b->gained || a->lost != b->lost ||
	       (a->following >= 0 && b->following >= 0 && a->following != b->following);
}

static void
say_conflict(struct days *days, const struct followers_reading *set_aside, const struct followers_reading *kept)
{
	bool change = kept->flags & FOLLOWERS_CHANGE, mixed = (kept->flags ^ set_aside->flags) & FOLLOWERS_TIMED;
	char day[11];

	if (days->history->conflicts++ >= NAMED)
		return;
	calendar_print_day(day, kept->day);
	message_line(days->messages, days->names[kept->file], kept->line,
	    "a second count for %s: %lld is kept, the %s; %lld in %s%sline %llu is not", day,
	    (long long)(change ? kept->gained - kept->lost : kept->followers),
	    mixed ? "one without a time" : "later one",
	    (long long)(change ? set_aside->gained - set_aside->lost : set_aside->followers),
	    set_aside->file == kept->file ? "" : intake_name(days->names[set_aside->file]),
	    set_aside->file == kept->file ? "" : " ", (unsigned long long)set_aside->line);
}

/* Leaves one reading a day. */
static void
days_unite(struct days *days)
{
	struct followers_history *history = days->history;
	struct followers_reading *r = history->readings;
	size_t used = 0;

	for (size_t i = 0; i < history->count; i++) {
		if (used == 0 || r[used - 1].day != r[i].day) {
			r[used++] = r[i];
			continue;
		}
		if (in_conflict(&r[used - 1], &r[i])) {
			say_conflict(days, &r[used - 1], &r[i]);
			r[i].flags |= FOLLOWERS_CONFLICT;
		}
		/* the same count again, without the second one */
		if (r[i].following < 0 && r[i].followers >= 0 && r[i].followers == r[used - 1].followers)
			r[i].following = r[used - 1].following;
		/* an anchor on the day of a change takes the change with it: earlier days need it */
		if ((r[i].flags & FOLLOWERS_ANCHOR) && (r[used - 1].flags & FOLLOWERS_CHANGE)) {
			r[i].gained = r[used - 1].gained;
			r[i].lost = r[used - 1].lost;
			r[i].line = r[used - 1].line;
			r[i].file = r[used - 1].file;
			r[i].flags |= FOLLOWERS_CHANGE;
		}
		r[used - 1] = r[i];
	}
	history->count = used;
}

/* Sets the level of `to` from that of its neighbour; false when there is none to be had. */
static bool
level_carry(const struct followers_reading *from, struct followers_reading *to, bool back)
{
	int64_t change;

	/* readings of other files are of some hour of their day, not of its end */
	if (from->followers < 0 || !(from->flags & (FOLLOWERS_CHANGE | FOLLOWERS_ANCHOR)) ||
	    to->day - from->day != (back ? -1 : 1) || !(to->flags & FOLLOWERS_CHANGE))
		return false;
	if (back && from->gained < 0)
		return false;
	change = back ? from->lost - from->gained : to->gained - to->lost;
	return !__builtin_add_overflow(from->followers, change, &to->followers) && to->followers >= 0;
}

/* Levels out of changes: from each that is known to its neighbours, over days without a gap. */
static void
days_levels(struct days *days)
{
	struct followers_history *history = days->history;
	struct followers_reading *r = history->readings;

	for (size_t i = 0; i + 1 < history->count; i++)
		if (r[i + 1].followers < 0 && !level_carry(&r[i], &r[i + 1], false))
			r[i + 1].followers = -1;
	for (size_t i = history->count; i-- > 1;)
		if (r[i - 1].followers < 0 && !level_carry(&r[i], &r[i - 1], true))
			r[i - 1].followers = -1;
}

/* True when b stands out of a and c by ten times or a tenth: a digit too many or too few, as when
 * 4.8K is read as 48K. */
static bool
is_slip(int64_t a, int64_t b, int64_t c)
{
	double low = (double)(a < c ? a : c), high = (double)(a < c ? c : a), mid = (double)b;

	if (low < 1 || b < 1 || high > 1.5 * low || (high < SLIP_LEAST && b < SLIP_LEAST))
		return false;
	return (mid >= 8 * high && mid <= 12.5 * low) || (mid <= low / 8 && mid >= high / 12.5);
}

static void
days_slips(struct days *days)
{
	struct followers_history *history = days->history;
	struct followers_reading *r = history->readings;
	char day[11];

	for (size_t i = 1; i + 1 < history->count; i++) {
		if ((r[i].flags & (FOLLOWERS_CHANGE | FOLLOWERS_ANCHOR)) ||
		    !is_slip(r[i - 1].followers, r[i].followers, r[i + 1].followers))
			continue;
		r[i].flags |= FOLLOWERS_SUSPECT;
		if (history->suspects++ >= NAMED)
			continue;
		calendar_print_day(day, r[i].day);
		message_line(days->messages, days->names[r[i].file], r[i].line,
		    "%lld on %s is %s the readings before and after it: kept, but left out of comparisons",
		    (long long)r[i].followers, day,
		    r[i].followers > r[i - 1].followers ? "about ten times" : "about a tenth of");
	}
}

static void
days_anchor(struct followers_history *history, const struct followers_options *options)
{
	if (!options->anchored)
		return;
	history->readings =
	    alloc_grow(history->readings, &history->room, history->count + 1, sizeof(*history->readings));
	history->readings[history->count++] = (struct followers_reading){
	    .followers = options->anchor_count,
	    .following = -1,
	    .gained = -1,
	    .lost = -1,
	    .day = options->anchor_day,
	    .flags = FOLLOWERS_ANCHOR,
	};
}

static void
say_more(struct days *days, size_t count, const char *what)
{
	if (count > NAMED)
		message_say(days->messages, "and %zu more %s", count - NAMED, what);
}

/* Remarks on the whole, once the readings are final. */
static void
days_say(struct days *days, const struct followers_options *options)
{
	struct followers_history *history = days->history;
	const struct followers_reading *rounded = NULL, *unknown = NULL;

	for (size_t i = 0; i < history->count; i++) {
		const struct followers_reading *reading = &history->readings[i];
		if (reading->flags & FOLLOWERS_ROUNDED) {
			history->rounded++;
			rounded = rounded && rounded->line < reading->line ? rounded : reading;
		}
		if (reading->followers < 0) {
			history->unknown++;
			unknown = unknown ? unknown : reading;
		}
	}
	say_more(days, history->conflicts, "days with two counts");
	say_more(days, history->suspects, "readings that stand out of their neighbours");
	if (rounded)
		message_note(days->messages, "%s:%llu: a count with K or M is rounded; there %s %zu such %s",
		    intake_name(days->names[rounded->file]), (unsigned long long)rounded->line,
		    history->rounded == 1 ? "is" : "are", history->rounded,
		    history->rounded == 1 ? "reading" : "readings");
	if (unknown && !options->anchored)
		message_note(days->messages,
		    "%s: this has changes and no totals; say how many followers there were at the end of a day with "
		    "--anchor DATE=N",
		    intake_name(days->names[unknown->file]));
	else if (unknown)
		message_note(days->messages,
		    "%s: the level of %zu %s stays unknown: a day is missing between %s and the anchor, or the anchor "
		    "is "
		    "too small",
		    intake_name(days->names[unknown->file]), history->unknown, history->unknown == 1 ? "day" : "days",
		    history->unknown == 1 ? "it" : "them");
}

void
days_finish(struct followers_history *history, const struct followers_options *options, const char *const *names,
    struct messages *messages)
{
	struct days days = {.history = history, .names = names, .messages = messages};

	days_anchor(history, options);
	if (history->count > 0)
		qsort(history->readings, history->count, sizeof(*history->readings), reading_compare);
	days_unite(&days);
	days_levels(&days);
	days_slips(&days);
	days_say(&days, options);
}
