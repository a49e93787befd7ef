/*
 * JSON rows: an array of objects, an object whose `table` is such an array, one object a line, or
 * user objects of the X API saved with the time beside them. `created_at` is never a reading's
 * date: in a user object it is the day on which the account was made.
 */
#include "parsers/followers/columns.h"
#include "parsers/followers/counts.h"
#include "parsers/followers/dates.h"
#include "parsers/followers/intake.h"
#include "parsers/followers/reader.h"
#include "parsers/jsontree.h"

#include <math.h>
#include <stdio.h>

/* How deep below a row its counts may lie: row > data > public_metrics. */
#define DEPTH 3

/* The surest member of each role met so far. */
struct found {
	const struct jsontree *date, *followers, *following;
	size_t date_rank, followers_rank, following_rank;
	unsigned depth;
};

static void
found_take(const struct jsontree **best, size_t *best_rank, size_t rank, const struct jsontree *value)
{
	if (rank < *best_rank) {
		*best_rank = rank;
		*best = value;
	}
}

static bool found_member(void *context, struct span name, const struct jsontree *value);

/* The objects around the counts in the API's answers. */
static bool
is_wrapper(struct span name)
{
	static const struct span wrappers[] = {
	    SPAN_INIT("data"), SPAN_INIT("user"), SPAN_INIT("public_metrics"), SPAN_INIT("legacy")};

	for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++)
		if (span_ieq(name, wrappers[i]))
			return true;
	return false;
}

static bool
found_member(void *context, struct span name, const struct jsontree *value)
{
	struct found *found = context;
	enum jsontree_kind kind = jsontree_kind(value);

	if (kind == JSONTREE_OBJECT && found->depth < DEPTH && is_wrapper(name)) {
		found->depth++;
		jsontree_members(value, found_member, found);
		found->depth--;
	}
	if (kind != JSONTREE_STRING && kind != JSONTREE_INTEGER && kind != JSONTREE_REAL)
		return true;
	found_take(&found->date, &found->date_rank, columns_rank(name, COLUMNS_DATE), value);
	found_take(&found->followers, &found->followers_rank, columns_rank(name, COLUMNS_FOLLOWERS), value);
	found_take(&found->following, &found->following_rank, columns_rank(name, COLUMNS_FOLLOWING), value);
	return true;
}

/* A value as the text of a cell; numbers are written into `out`. */
static struct span
cell_of(const struct jsontree *value, char out[32])
{
	struct span text = SPAN("");
	int64_t integer;
	double real;
	int n = 0;

	if (jsontree_string(value, &text))
		return span_trim(text);
	if (jsontree_integer(value, &integer))
		n = snprintf(out, 32, "%lld", (long long)integer);
	else if (jsontree_real(value, &real))
		n = fabs(real) < 1e15 ? snprintf(out, 32, "%.3f", real) : snprintf(out, 32, "%.3e", real);
	return span_make(out, (size_t)n);
}

/* A count, with its text for messages. Only a string may be grouped: the number 1.204 is a fraction. */
static const char *
count_of(const struct jsontree *value, char out[32], struct span *cell, struct counts_count *count)
{
	int64_t integer;

	*cell = cell_of(value, out);
	if (jsontree_kind(value) == JSONTREE_REAL && !jsontree_integer(value, &integer))
		return "is a fraction, not a count";
	return counts_parse(*cell, count);
}

static void
json_object(struct intake *intake, const struct jsontree *tree, uint64_t line)
{
	struct found found = {.date_rank = SPAN_NONE, .followers_rank = SPAN_NONE, .following_rank = SPAN_NONE};
	struct followers_reading reading = {.following = -1, .gained = -1, .lost = -1, .line = line};
	char date_text[32], followers_text[32], following_text[32];
	struct span date_cell, cell;
	struct counts_count count;
	struct dates_date date;
	const char *why;

	jsontree_members(tree, found_member, &found);
	date_cell = cell_of(found.date, date_text);
	date = dates_parse(date_cell);
	why = count_of(found.followers, followers_text, &cell, &count);
	if (why) {
		intake_reject_dated(intake, line, cell, cell.n > 0 ? why : "there is no count of followers", &date);
		return;
	}
	reading.followers = count.value;
	reading.flags = count.rounded ? FOLLOWERS_ROUNDED : 0;
	why = count_of(found.following, following_text, &cell, &count);
	if (!why) {
		reading.following = count.value;
		reading.flags |= count.rounded ? FOLLOWERS_ROUNDED : 0;
	} else if (!counts_absent(cell))
		intake_unread(intake, line, cell, why);
	intake_add(intake, &date, date_cell, &reading);
}

static void
json_row(struct intake *intake, struct span text, uint64_t line)
{
	const char *why = "it is no object with a date and followers";
	struct jsontree *tree = jsontree_parse(text, &why);

	if (jsontree_kind(tree) == JSONTREE_OBJECT)
		json_object(intake, tree, line);
	else
		intake_reject(intake, line, SPAN(""), why);
	jsontree_release(tree);
}

static int
json_array(struct intake *intake, struct span text, uint64_t line)
{
	struct jsontree_items items;
	struct jsontree_item item;
	enum jsontree_step step;

	jsontree_items(&items, text, line);
	while ((step = jsontree_next(&items, &item)) == JSONTREE_ITEM) {
		if (!intake_next(intake))
			return 0;
		json_row(intake, item.text, item.line);
	}
	if (step == JSONTREE_BROKEN && intake_next(intake))
		intake_reject(
		    intake, items.line, SPAN(""), "the JSON is damaged or ends here before its closing bracket");
	return 0;
}

/* The array that is called `table` in the object; false when there is none. */
static bool
json_table(struct span text, struct jsontree_item *item)
{
	struct jsontree_items items;

	jsontree_items(&items, text, 1);
	while (jsontree_next(&items, item) == JSONTREE_ITEM)
		if (span_eq(item->name, SPAN("table")) && span_starts(item->text, SPAN("[")))
			return true;
	return false;
}

/* A value each line; a damaged line spoils no other. */
static void
json_lines(struct intake *intake, struct span text, uint64_t line)
{
	for (; text.n > 0; line++) {
		struct span row = span_trim(span_cut(&text, '\n'));
		if (row.n == 0)
			continue;
		if (!intake_next(intake))
			return;
		json_row(intake, row, line);
	}
}

static int
json_read(struct intake *intake, struct span text, char separator)
{
	uint64_t line = 1;
	struct jsontree_item item;
	size_t extent;

	(void)separator;
	/* blanks before the value still count as lines */
	while (text.n > 0 && strchr(" \t\r\n", text.p[0])) {
		line += text.p[0] == '\n';
		text = span_from(text, 1);
	}
	if (text.p[0] == '[')
		return json_array(intake, text, line);
	extent = jsontree_extent(text);
	if (json_table(text, &item))
		return json_array(intake, item.text, item.line + line - 1);
	/* one object over several lines, or one object a line */
	if (extent > 0 && span_trim(span_from(text, extent)).n == 0) {
		if (intake_next(intake))
			json_row(intake, span_first(text, extent), line);
		return 0;
	}
	json_lines(intake, text, line);
	return 0;
}

static bool
json_fits(const struct rows_row *first)
{
	return first == NULL;
}

const struct reader reader_json = {.title = "JSON rows", .fits = json_fits, .read = json_read};
