#include "analyzer/history.h"
#include "analyzer/statistics/growth.h"
#include "base/alloc.h"
#include "base/calendar.h"
#include <math.h>
#include <stdlib.h>

/* Shortest stretch of steady growth that is told apart. */
#define SEGMENT_DAYS 28

/* Readings tagged with their place in the list: qsort is not stable. */
struct tagged {
	struct history_reading reading;
	size_t place;
};

static int
tagged_compare(const void *a, const void *b)
{
	const struct tagged *x = a, *y = b;

	if (x->reading.day != y->reading.day)
		return x->reading.day < y->reading.day ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static bool
useful(const struct history_reading *reading)
{
	return !(reading->flags & HISTORY_SUSPECT) && (reading->followers_known || reading->following_known);
}

/* Of two readings of a day each count of the later one is kept, and what that does not know of the other. */
static void
take_later(struct history_reading *reading, const struct history_reading *later)
{
	if (later->followers_known) {
		reading->followers_known = true;
		reading->followers = later->followers;
		reading->flags = later->flags;
	}
	if (later->following_known) {
		reading->following_known = true;
		reading->following = later->following;
	}
}

static void
sort_readings(struct history *history, const struct history_reading *readings, size_t count)
{
	struct tagged *all = alloc_zero(count, sizeof *all);
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		history->left_out += (readings[i].flags & HISTORY_SUSPECT) != 0;
		if (useful(&readings[i])) {
			all[n] = (struct tagged){readings[i], n};
			n++;
		}
	}
	qsort(all, n, sizeof *all, tagged_compare);
	history->readings = alloc_zero(n, sizeof *history->readings);
	for (size_t i = 0; i < n; i++) {
		if (history->count && history->readings[history->count - 1].day == all[i].reading.day)
			take_later(&history->readings[history->count - 1], &all[i].reading);
		else
			history->readings[history->count++] = all[i].reading;
	}
	free(all);
}

/* The readings with followers, at most one a week: daily noise would be taken for changes, and the
 * search for them takes time squared. The first and the last are always there. */
static size_t
thin(const struct history *history, struct history_reading *out)
{
	size_t n = 0;

	for (size_t i = 0; i < history->count; i++) {
		const struct history_reading *r = &history->readings[i];

		if (!r->followers_known)
			continue;
		if (n > 1 && calendar_monday(out[n - 1].day) == calendar_monday(r->day))
			n--;
		out[n++] = *r;
	}
	return n;
}

static size_t
readings_between(const struct history *history, int32_t from, int32_t to)
{
	size_t n = 0;

	for (size_t i = 0; i < history->count; i++)
		n += history->readings[i].followers_known && history->readings[i].day >= from &&
		     history->readings[i].day <= to;
	return n;
}

/* Growth over points[first..last], gains and days between them at hand. */
static struct history_growth
growth_over(const struct history *history, const struct history_reading *points, const double *g, const double *d,
    size_t first, size_t last)
{
	struct history_growth out = {
	    .from = points[first].day,
	    .to = points[last].day,
	    .start = points[first].followers,
	    .end = points[last].followers,
	};

	out.readings = readings_between(history, out.from, out.to);
	out.per_day = growth_rate(g + first, d + first, last - first, &out.interval);
	return out;
}

/* Gains and days between n points. */
static void
gains(const struct history_reading *points, size_t n, double *g, double *d)
{
	for (size_t i = 1; i < n; i++) {
		g[i - 1] = points[i].followers - points[i - 1].followers;
		d[i - 1] = points[i].day - points[i - 1].day;
	}
}

static void
find_segments(struct history *history)
{
	struct history_reading *points = alloc_zero(history->count, sizeof *points);
	size_t n = thin(history, points), first = 0;
	double *g = alloc_zero(n, sizeof *g), *d = alloc_zero(n, sizeof *d);
	struct changepoints cuts = {.objective = NAN};

	gains(points, n, g, d);
	if (n > 1)
		growth_segments(&cuts, g, d, n - 1, SEGMENT_DAYS);
	history->segments = alloc_zero(cuts.count + 1, sizeof *history->segments);
	for (size_t i = 0; n > 1 && i <= cuts.count; i++) {
		size_t last = i < cuts.count ? cuts.first[i] : n - 1;

		history->segments[history->nsegments++] = growth_over(history, points, g, d, first, last);
		first = last;
	}
	changepoints_release(&cuts);
	free(points);
	free(g);
	free(d);
}

struct history_milestone
history_reach(const struct history *history, double count)
{
	struct history_milestone m = {.count = count, .reached = CALENDAR_NO_DAY, .not_before = CALENDAR_NO_DAY};

	for (size_t i = 0; i < history->count && m.reached == CALENDAR_NO_DAY; i++) {
		const struct history_reading *r = &history->readings[i];

		if (!r->followers_known)
			continue;
		if (r->followers >= count) {
			m.reached = r->day;
			m.imprecise |= (r->flags & HISTORY_IMPRECISE) != 0;
		} else {
			m.not_before = r->day;
			m.imprecise = (r->flags & HISTORY_IMPRECISE) != 0;
		}
	}
	return m;
}

const struct history_reading *
history_most(const struct history *history)
{
	const struct history_reading *most = NULL;

	for (size_t i = 0; i < history->count; i++)
		if (history->readings[i].followers_known && (!most || history->readings[i].followers > most->followers))
			most = &history->readings[i];
	return most;
}

static void
add_milestone(struct history *history, size_t *room, double count)
{
	struct history_milestone m = history_reach(history, count);

	/* A number that lay behind from the start is a milestone of this history only if people ask for it. */
	if (m.reached == CALENDAR_NO_DAY ||
	    (m.not_before == CALENDAR_NO_DAY && count != 2000 && count != 5000 && count != 10000))
		return;
	history->milestones = alloc_grow(history->milestones, room, history->nmilestones + 1, sizeof m);
	history->milestones[history->nmilestones++] = m;
}

static void
find_milestones(struct history *history)
{
	static const double steps[] = {1, 2, 5};
	size_t room = 0;

	for (int power = 2; power < 12; power++)
		for (size_t i = 0; i < 3; i++)
			add_milestone(history, &room, pow(10, power) * steps[i]);
}

void
history_init(struct history *history, const struct history_reading *readings, size_t count)
{
	*history = (struct history){.count = 0};
	sort_readings(history, readings, count);
	find_segments(history);
	find_milestones(history);
}

void
history_release(struct history *history)
{
	free(history->readings);
	free(history->segments);
	free(history->milestones);
	*history = (struct history){.count = 0};
}

bool
history_span(const struct history *history, int32_t *first, int32_t *last)
{
	bool any = false;

	for (size_t i = 0; i < history->count; i++) {
		if (!history->readings[i].followers_known)
			continue;
		if (!any)
			*first = history->readings[i].day;
		*last = history->readings[i].day;
		any = true;
	}
	return any;
}

/* Index of the last reading on or before the day, SIZE_MAX when there is none. */
static size_t
last_until(const struct history *history, int32_t day)
{
	size_t low = 0, high = history->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (history->readings[middle].day <= day)
			low = middle + 1;
		else
			high = middle;
	}
	return low - 1;
}

static bool
known(const struct history_reading *r, bool following)
{
	return !(r->flags & HISTORY_IMPRECISE) && (following ? r->following_known : r->followers_known);
}

/* The readings of one kind around the end of a day; NULL when there is none. */
struct around {
	const struct history_reading *before, *after;
};

static struct around
around(const struct history *history, int32_t day, bool following)
{
	struct around out = {NULL, NULL};
	size_t at = last_until(history, day);

	for (size_t i = at; i != SIZE_MAX && !out.before; i--)
		if (known(&history->readings[i], following))
			out.before = &history->readings[i];
	for (size_t i = at + 1; i < history->count && !out.after; i++)
		if (known(&history->readings[i], following))
			out.after = &history->readings[i];
	return out;
}

static double
value_of(const struct history_reading *r, bool following)
{
	return following ? r->following : r->followers;
}

static struct history_count
count_at(const struct around *a, int32_t monday, bool following)
{
	int32_t sunday = monday + 6;
	struct history_count out = {false, false, NAN};
	double from, to;

	if (!a->before)
		return out;
	from = value_of(a->before, following);
	if (a->before->day >= monday)
		return (struct history_count){true, false, from};
	if (!a->after || a->after->day - a->before->day > HISTORY_GAP)
		return out;
	to = value_of(a->after, following);
	out.value = from + (to - from) * (sunday - a->before->day) / (a->after->day - a->before->day);
	out.known = out.interpolated = true;
	return out;
}

/* Growth over the week: from the last reading before it to the last in it, or the next one. */
static double
per_day(const struct around *start, const struct around *end)
{
	const struct history_reading *from = start->before, *to = end->before;

	if (from && to == from)
		to = end->after;
	if (!from || !to || to->day - from->day > HISTORY_GAP)
		return NAN;
	return (to->followers - from->followers) / (to->day - from->day);
}

struct history_week
history_week(const struct history *history, int32_t monday)
{
	struct around start = around(history, monday - 1, false), end = around(history, monday + 6, false);
	struct around following = around(history, monday + 6, true);
	struct history_week out = {
	    .followers = count_at(&end, monday, false),
	    .following = count_at(&following, monday, true),
	    .per_day = per_day(&start, &end),
	};

	out.near = out.followers.known && !out.followers.interpolated &&
		   ((end.before && monday + 6 - end.before->day <= HISTORY_NEAR) ||
		       (end.after && end.after->day - (monday + 6) <= HISTORY_NEAR));
	return out;
}

struct history_growth
history_growth(const struct history *history, int32_t from, int32_t to)
{
	struct history_reading *points = alloc_zero(history->count, sizeof *points);
	double *g = alloc_zero(history->count, sizeof *g), *d = alloc_zero(history->count, sizeof *d);
	struct history part = {.readings = history->readings};
	struct history_growth out = {.from = CALENDAR_NO_DAY,
	    .to = CALENDAR_NO_DAY,
	    .start = NAN,
	    .end = NAN,
	    .per_day = NAN,
	    .interval = {NAN, NAN}};
	size_t n, skip = 0;

	while (skip < history->count && history->readings[skip].day < from)
		skip++;
	part.readings += skip;
	while (skip + part.count < history->count && part.readings[part.count].day <= to)
		part.count++;
	n = thin(&part, points);
	gains(points, n, g, d);
	if (n > 1)
		out = growth_over(&part, points, g, d, 0, n - 1);
	free(points);
	free(g);
	free(d);
	return out;
}
