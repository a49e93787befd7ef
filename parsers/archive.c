#include "parsers/archive.h"

#include "base/message.h"
#include "parsers/followers/rows.h"
#include "parsers/jsontree.h"
#include "parsers/opening.h"
#include "parsers/pieces.h"
#include "parsers/source.h"
#include "parsers/tweet.h"

#include <stdlib.h>

/* Faults of a file that are named; then they are counted only. */
#define NAMED 3u

/* One file being read. */
struct reading {
	struct archive *archive;
	archive_wanted *wanted;
	void *context;
	const char *name;
	struct messages *messages;
	struct pieces pieces;
	uint64_t rejected; /* in this file */
	bool full;
};

/* ---- what is kept ---- */

/* Copies a text with the three escapes of archives undone. */
static struct span
copy_text(struct arena *arena, struct span text)
{
	static const struct {
		struct span escape;
		char is;
	} escapes[] = {{SPAN_INIT("&amp;"), '&'}, {SPAN_INIT("&lt;"), '<'}, {SPAN_INIT("&gt;"), '>'}};
	char out[ARCHIVE_TEXT];
	size_t n = 0;

	while (text.n > 0 && n < sizeof(out)) {
		size_t taken = 1;
		out[n] = text.p[0];
		for (size_t i = 0; i < 3 && taken == 1; i++)
			if (span_starts(text, escapes[i].escape)) {
				out[n] = escapes[i].is;
				taken = escapes[i].escape.n;
			}
		text = span_from(text, taken);
		n++;
	}
	/* No character is cut in two. */
	while (text.n > 0 && n > 0 && ((unsigned char)text.p[0] & 0xC0) == 0x80) {
		text = span_make(text.p - 1, text.n + 1);
		n--;
	}
	return arena_copy(arena, span_make(out, n));
}

static void
archive_keep(struct archive *archive, const struct tweet *tweet, struct span code)
{
	archive->tweets = alloc_grow(archive->tweets, &archive->room, archive->count + 1, sizeof(*archive->tweets));
	archive->tweets[archive->count++] = (struct archive_tweet){
	    .code = arena_copy(&archive->arena, code),
	    .id = arena_copy(&archive->arena, tweet->id),
	    .text = copy_text(&archive->arena, tweet->text),
	    .time = tweet->time,
	    .other = tweet->other,
	};
}

static void
take_tweet(struct reading *reading, const struct tweet *tweet)
{
	struct archive *archive = reading->archive;

	archive->read++;
	for (size_t i = 0; i < tweet->ncodes; i++) {
		if (!reading->wanted(reading->context, tweet->codes[i]))
			continue;
		if (archive->count < ARCHIVE_MOST)
			archive_keep(archive, tweet, tweet->codes[i]);
		else
			reading->full = true;
	}
}

static void
reject(struct reading *reading, uint64_t line, const char *why)
{
	reading->archive->rejected++;
	if (reading->rejected++ < NAMED)
		message_line(reading->messages, reading->name, line, "this is no tweet: %s", why);
}

/* ---- JSON ---- */

static void
take_element(struct reading *reading, struct span text)
{
	const char *why = NULL;
	struct jsontree *tree = jsontree_parse(text, &why);
	struct tweet tweet;

	if (tree)
		why = tweet_from_json(&tweet, tree);
	if (tree && !why)
		take_tweet(reading, &tweet);
	else
		reject(reading, reading->pieces.begun, why);
	jsontree_release(tree);
}

/* How the assignment before an array must begin, with the names that mean tweets. */
static bool
is_tweets(struct span before)
{
	static const struct span starts[] = {SPAN_INIT("window.YTD.tweets.part"), SPAN_INIT("window.YTD.tweet.part"),
	    SPAN_INIT("Grailbird.data.tweets_")};

	if (before.n == 0)
		return true;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (span_starts(before, starts[i]))
			return before.p[before.n - 1] == '=';
	return false;
}

static int
take_array(struct reading *reading)
{
	enum pieces_step step;
	struct span element;

	while ((step = pieces_element(&reading->pieces, &element)) != PIECES_END) {
		if (step == PIECES_BROKEN) {
			message_line(reading->messages, reading->name, reading->pieces.begun,
			    "the file ends inside of its list: it was cut short; what came before is used");
			return -1;
		}
		if (step == PIECES_LONG)
			reject(reading, reading->pieces.begun, "it is longer than 1 MiB");
		else
			take_element(reading, element);
	}
	return 0;
}

/* One array, or several that were joined with cat. */
static int
take_json(struct reading *reading)
{
	enum pieces_step step;
	struct span before;

	while ((step = pieces_array(&reading->pieces, &before)) == PIECES_ITEM) {
		if (!is_tweets(before)) {
			message_line(reading->messages, reading->name, reading->pieces.begun,
			    "what follows is no list of tweets, and is not read");
			return -1;
		}
		if (take_array(reading) != 0)
			return -1;
	}
	if (step == PIECES_END)
		return 0;
	message_line(reading->messages, reading->name, reading->pieces.begun, "no list of tweets begins here");
	return -1;
}

/* ---- CSV ---- */

/* The cells of one row. */
static bool
split_row(struct rows_row *cells, struct span row)
{
	struct rows rows;

	rows_init(&rows, row, ',');
	return rows_next(&rows, cells);
}

/* Doubled quotes are one in the text; nothing else of a tweet has any. */
static struct span
undouble(struct span text, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		out[n++] = text.p[i];
		i += text.p[i] == '"' && i + 1 < text.n && text.p[i + 1] == '"';
	}
	return span_make(out, n);
}

static void
take_row(struct reading *reading, const struct tweet_columns *columns, struct span row)
{
	struct rows_row cells;
	struct tweet tweet;
	const char *why;
	char *text;

	if (!split_row(&cells, row))
		return;
	why = cells.fault ? cells.fault : tweet_from_row(&tweet, columns, &cells);
	if (why) {
		reject(reading, reading->pieces.begun, why);
		return;
	}
	text = alloc_bytes(tweet.text.n + 1);
	tweet.text = undouble(tweet.text, text);
	take_tweet(reading, &tweet);
	free(text);
}

static int
take_csv(struct reading *reading)
{
	struct tweet_columns columns;
	enum pieces_step step;
	struct rows_row cells;
	struct span row;

	if (pieces_row(&reading->pieces, &row) != PIECES_ITEM || !split_row(&cells, row) ||
	    !tweet_columns_find(&columns, &cells)) {
		message_file(reading->messages, reading->name,
		    "no tweets of an archive: give its data/tweets.js, or tweets.csv of an old one");
		return -1;
	}
	while ((step = pieces_row(&reading->pieces, &row)) != PIECES_END) {
		if (step == PIECES_BROKEN) {
			message_line(reading->messages, reading->name, reading->pieces.begun,
			    "the file ends inside of quotes: it was cut short, or a quote is missing");
			return -1;
		}
		if (step == PIECES_LONG)
			reject(reading, reading->pieces.begun, "it is longer than 1 MiB");
		else
			take_row(reading, &columns, row);
	}
	return 0;
}

/* ---- files ---- */

/* What is no list of tweets, by how it begins. */
static const struct {
	struct span start;
	bool part; /* another part of an archive: a remark is enough */
	const char *why;
} strangers[] = {
    {SPAN_INIT("PK\003\004"), false, "this is a zip: unpack it and give its data/tweets.js"},
    {SPAN_INIT("<"), false, "this is a web page: give the archive's data/tweets.js"},
    {SPAN_INIT("\xFF\xFE"), false, "this is UTF-16: give the file as it is in the archive, or convert it to UTF-8"},
    {SPAN_INIT("\xFE\xFF"), false, "this is UTF-16: give the file as it is in the archive, or convert it to UTF-8"},
    {SPAN_INIT("window."), true, "another part of a Twitter archive than its tweets; it is passed over"},
    {SPAN_INIT("Grailbird."), true, "another part of a Twitter archive than its tweets; it is passed over"},
    {SPAN_INIT("var "), true, "another part of a Twitter archive than its tweets; it is passed over"},
};

/* True when it may be read; else *part says whether a remark was enough, and it has been said. */
static bool
judge_start(const struct reading *reading, struct span text, bool *part)
{
	struct span before = span_trim(span_first(text, span_chr(text, '[')));

	*part = false;
	if (text.n == 0) {
		message_file(reading->messages, reading->name, "the file is empty: there are no tweets in it");
		return false;
	}
	if (is_tweets(before))
		return true;
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		if (!span_starts(text, strangers[i].start))
			continue;
		*part = strangers[i].part;
		if (*part)
			message_note(reading->messages, "%s: %s", reading->name, strangers[i].why);
		else
			message_file(reading->messages, reading->name, "%s", strangers[i].why);
		return false;
	}
	return true;
}

static int
take_file(struct reading *reading)
{
	struct span text = span_trim(pieces_taste(&reading->pieces));
	uint64_t before = reading->archive->read;
	bool part, whole;
	int result;

	if (!judge_start(reading, text, &part))
		return part ? 0 : -1;
	result = is_tweets(span_trim(span_first(text, span_chr(text, '[')))) ? take_json(reading) : take_csv(reading);
	if (reading->rejected > NAMED)
		message_file(reading->messages, reading->name, "%llu elements are no tweets",
		    (unsigned long long)reading->rejected);
	if (reading->full)
		message_file(reading->messages, reading->name,
		    "over %u tweets have these codes: the rest of them is left out", ARCHIVE_MOST);
	whole = result == 0 && reading->rejected == 0 && !reading->full && !reading->pieces.lost;
	reading->archive->files += whole || reading->archive->read > before;
	return whole ? 0 : -1;
}

static int
by_code(const void *left, const void *right)
{
	const struct archive_tweet *a = left, *b = right;
	int order = span_compare(a->code, b->code);

	if (order == 0)
		order = (a->time > b->time) - (a->time < b->time);
	return order != 0 ? order : span_compare(a->id, b->id);
}

/* Parts of two archives of one account hold the same tweets. */
static void
archive_sort(struct archive *archive)
{
	size_t kept = 0;

	if (archive->count > 0)
		qsort(archive->tweets, archive->count, sizeof(*archive->tweets), by_code);
	for (size_t i = 0; i < archive->count; i++)
		if (kept == 0 || by_code(&archive->tweets[kept - 1], &archive->tweets[i]) != 0)
			archive->tweets[kept++] = archive->tweets[i];
	archive->count = kept;
}

static struct source *
open_file(const char *name, struct messages *messages)
{
	if (!opening_is_folder(name))
		return source_open(name, messages);
	message_file(messages, name, "is a directory: give the tweets in it, data/tweets.js and its parts");
	return NULL;
}

enum archive_result
archive_read(struct archive *archive, const char *const *names, size_t count, archive_wanted *wanted, void *context,
    struct messages *messages)
{
	enum archive_result result = ARCHIVE_READ;

	for (size_t i = 0; i < count; i++) {
		struct reading reading = {
		    .archive = archive,
		    .wanted = wanted,
		    .context = context,
		    .name = names[i],
		    .messages = messages,
		};
		struct source *source = open_file(names[i], messages);
		if (!source) {
			result = ARCHIVE_PARTLY;
			continue;
		}
		source_any(source);
		pieces_init(&reading.pieces, source);
		if (take_file(&reading) != 0)
			result = ARCHIVE_PARTLY;
		pieces_release(&reading.pieces);
		source_close(source);
	}
	archive_sort(archive);
	return result;
}

void
archive_release(struct archive *archive)
{
	free(archive->tweets);
	arena_release(&archive->arena);
	*archive = (struct archive){0};
}

const struct archive_tweet *
archive_find(const struct archive *archive, struct span code, size_t *count)
{
	size_t low = 0, high = archive->count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (span_compare(archive->tweets[middle].code, code) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < archive->count && span_eq(archive->tweets[end].code, code);)
		end++;
	*count = end - low;
	return *count > 0 ? &archive->tweets[low] : NULL;
}
