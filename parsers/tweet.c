#include "parsers/tweet.h"

#include "base/calendar.h"
#include "parsers/followers/dates.h"
#include "parsers/followers/rows.h"
#include "parsers/jsontree.h"

#include <stdio.h>

#define DAY 86400

/* ---- codes ---- */

/* Length of the run of letters and digits that the text begins with. */
static size_t
code_length(struct span text)
{
	size_t n = 0;

	while (n < text.n && ((text.p[n] >= '0' && text.p[n] <= '9') ||
				 (span_lower(text.p[n]) >= 'a' && span_lower(text.p[n]) <= 'z')))
		n++;
	return n;
}

static void
add_code(struct tweet *tweet, struct span code)
{
	if (code.n == 0 || code.n > TWEET_CODE_MOST || tweet->ncodes == TWEET_CODES)
		return;
	for (size_t i = 0; i < tweet->ncodes; i++)
		if (span_eq(tweet->codes[i], code))
			return;
	tweet->codes[tweet->ncodes++] = code;
}

/* The codes in a running text. Old retweets end where their room did: a code before dots may be half of
 * one, and half a code may be a whole one of somebody else. */
static void
add_codes_of_text(struct tweet *tweet, struct span text)
{
	static const struct span before = SPAN_INIT("://t.co/");
	size_t at;

	while ((at = span_find(text, before)) != SPAN_NONE) {
		size_t n;
		text = span_from(text, at + before.n);
		n = code_length(text);
		struct span behind = span_from(text, n);
		if (!span_starts(behind, SPAN("\xE2\x80\xA6")) && !span_starts(behind, SPAN("..")))
			add_code(tweet, span_first(text, n));
		text = behind;
	}
}

/* entities.urls[].url of a tweet. What else it links, such as its pictures, leads to Twitter. False when it
 * lists no links at all. */
static bool
add_codes_of_entities(struct tweet *tweet, const struct jsontree *tree)
{
	const struct jsontree *urls = jsontree_member(jsontree_member(tree, "entities"), "urls");

	for (size_t i = 0; i < jsontree_count(urls); i++) {
		struct span url;
		if (jsontree_string(jsontree_member(jsontree_element(urls, i), "url"), &url))
			add_codes_of_text(tweet, url);
	}
	return jsontree_kind(urls) == JSONTREE_ARRAY;
}

/* ---- times ---- */

/* Two digits as in "08". */
static bool
two_digits(struct span text, unsigned most, int64_t *out)
{
	uint64_t number;

	if (text.n != 2 || !span_u64(text, &number) || number > most)
		return false;
	*out = (int64_t)number;
	return true;
}

/* "08:15:00" to seconds. */
static bool
clock_seconds(struct span text, int64_t *out)
{
	struct span hour = span_cut(&text, ':'), minute = span_cut(&text, ':');
	int64_t h, m, s;

	if (!two_digits(hour, 23, &h) || !two_digits(minute, 59, &m) || !two_digits(text, 60, &s))
		return false;
	*out = h * 3600 + m * 60 + s;
	return true;
}

/* "+0200" to seconds. */
static bool
offset_seconds(struct span text, int64_t *out)
{
	int64_t h, m;

	if (text.n != 5 || (text.p[0] != '+' && text.p[0] != '-') || !two_digits(span_make(text.p + 1, 2), 23, &h) ||
	    !two_digits(span_make(text.p + 3, 2), 59, &m))
		return false;
	*out = (h * 3600 + m * 60) * (text.p[0] == '-' ? -1 : 1);
	return true;
}

/* "Mon May 06 08:15:00 +0000 2013" */
static bool
time_of_twitter(struct span text, int64_t *out)
{
	struct span word[6];
	int64_t day, seconds, offset;
	uint64_t year;
	int month;

	for (size_t i = 0; i < 6; i++)
		word[i] = span_cut(&text, ' ');
	month = word[1].n == 3 ? calendar_month(word[1].p) : 0;
	if (text.n > 0 || month == 0 || !two_digits(word[2], 31, &day) || !clock_seconds(word[3], &seconds) ||
	    !offset_seconds(word[4], &offset) || !span_u64(word[5], &year) || year < 1990 || year > 2199 ||
	    !calendar_valid((int)year, month, (int)day))
		return false;
	*out = (int64_t)calendar_day((int)year, month, (int)day) * DAY + seconds - offset;
	return true;
}

bool
tweet_time(struct span text, int64_t *out)
{
	struct dates_date date;

	text = span_trim(text);
	if (time_of_twitter(text, out))
		return true;
	date = dates_parse(text);
	if (date.kind != DATES_DAY || date.seconds < 0)
		return false;
	*out = (int64_t)date.day * DAY + date.seconds - date.offset;
	return true;
}

/* ---- tweets ---- */

static bool
is_id(struct span text)
{
	uint64_t number;

	return span_u64(text, &number) && number > 0;
}

/* Every number of a new archive is a string; in an old one id_str is, and id may be too long for a double. */
static bool
find_id(struct tweet *tweet, const struct jsontree *tree)
{
	static const char *const names[] = {"id_str", "id"};
	int64_t number;

	for (size_t i = 0; i < 2; i++)
		if (jsontree_string(jsontree_member(tree, names[i]), &tweet->id) && is_id(tweet->id))
			return true;
	if (!jsontree_integer(jsontree_member(tree, "id"), &number) || number <= 0)
		return false;
	snprintf(tweet->digits, sizeof(tweet->digits), "%lld", (long long)number);
	tweet->id = span_str(tweet->digits);
	return true;
}

static bool
is_retweet(struct span text)
{
	return span_starts(text, SPAN("RT @"));
}

const char *
tweet_from_json(struct tweet *tweet, const struct jsontree *element)
{
	const struct jsontree *inner = jsontree_member(element, "tweet");
	const struct jsontree *tree = inner ? inner : element, *original = jsontree_member(tree, "retweeted_status");
	struct span when;

	*tweet = (struct tweet){.text = SPAN("")};
	if (jsontree_kind(tree) != JSONTREE_OBJECT)
		return "it is no object";
	if (!find_id(tweet, tree))
		return "it has no id";
	if (!jsontree_string(jsontree_member(tree, "created_at"), &when) || !tweet_time(when, &tweet->time))
		return "it has no time that can be read";
	if (!jsontree_string(jsontree_member(tree, "full_text"), &tweet->text))
		jsontree_string(jsontree_member(tree, "text"), &tweet->text);
	tweet->other = jsontree_kind(original) == JSONTREE_OBJECT || is_retweet(tweet->text);
	if (!add_codes_of_entities(tweet, tree))
		add_codes_of_text(tweet, tweet->text);
	add_codes_of_entities(tweet, original);
	return NULL;
}

static size_t
column_named(const struct rows_row *header, struct span name)
{
	for (size_t i = 0; i < header->count && i < ROWS_CELLS; i++)
		if (span_ieq(rows_cell(header, i), name))
			return i;
	return SIZE_MAX;
}

bool
tweet_columns_find(struct tweet_columns *columns, const struct rows_row *header)
{
	*columns = (struct tweet_columns){
	    .id = column_named(header, SPAN("tweet_id")),
	    .time = column_named(header, SPAN("timestamp")),
	    .text = column_named(header, SPAN("text")),
	    .retweeted = column_named(header, SPAN("retweeted_status_id")),
	};
	return columns->id != SIZE_MAX && columns->time != SIZE_MAX && columns->text != SIZE_MAX;
}

static struct span
column_cell(const struct rows_row *row, size_t column)
{
	return column == SIZE_MAX ? SPAN("") : rows_cell(row, column);
}

const char *
tweet_from_row(struct tweet *tweet, const struct tweet_columns *columns, const struct rows_row *row)
{
	*tweet = (struct tweet){.id = column_cell(row, columns->id), .text = column_cell(row, columns->text)};
	if (!is_id(tweet->id))
		return "it has no id";
	if (!tweet_time(column_cell(row, columns->time), &tweet->time))
		return "it has no time that can be read";
	tweet->other = column_cell(row, columns->retweeted).n > 0 || is_retweet(tweet->text);
	add_codes_of_text(tweet, tweet->text);
	return NULL;
}
