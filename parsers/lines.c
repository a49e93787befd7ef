#include "parsers/lines.h"
#include "base/alloc.h"
#include "parsers/source.h"
#include <stdlib.h>

/* One read. Large enough that system calls cost nothing, small enough that the block is still in
 * the second-level cache when its lines are parsed. */
#define BLOCK ((size_t)256 << 10)
/* So much of it is looked through for marks at a time: it is then in the first-level cache. */
#define STRETCH ((size_t)12 << 10)

static void
make_room(struct lines *lines, size_t room)
{
	lines->buffer = alloc_resize(lines->buffer, room + QUOTES_PADDING, 1);
	/* Room for a block of nothing but marks; what is not used is never touched, so it costs address
	 * space alone. */
	lines->quotes.marks = alloc_resize(lines->quotes.marks, room + QUOTES_SPARE, sizeof(*lines->quotes.marks));
	lines->room = room;
}

void
lines_init(struct lines *lines, struct source *source)
{
	memset(lines, 0, sizeof(*lines));
	lines->source = source;
	make_room(lines, BLOCK);
	memset(lines->buffer + BLOCK, 0, QUOTES_PADDING);
}

void
lines_inside(struct lines *lines)
{
	lines->number = 1;
	utf16_refuse(&lines->utf16);
}

void
lines_go_on(struct lines *lines)
{
	lines->at_end = false;
}

void
lines_release(struct lines *lines)
{
	free(lines->buffer);
	free(lines->quotes.marks);
	memset(lines, 0, sizeof(*lines));
}

/* Moves the line that has begun to the front of the buffer. NULs at its start go: a hole of
 * gigabytes that copytruncate left costs no memory. */
static void
compact(struct lines *lines)
{
	size_t kept = 0;

	while (lines->start < lines->end && lines->buffer[lines->start] == '\0') {
		lines->start++;
		lines->nuls++;
	}
	if (lines->start == 0)
		return;
	memmove(lines->buffer, lines->buffer + lines->start, lines->end - lines->start);
	for (size_t i = lines->mark; i < lines->quotes.nmarks; i++)
		lines->quotes.marks[kept++] = lines->quotes.marks[i] - (uint32_t)lines->start;
	lines->quotes.nmarks = kept;
	lines->searched -= lines->mark;
	lines->mark = 0;
	lines->end -= lines->start;
	lines->known -= lines->start;
	lines->start = 0;
}

/* A line that has grown over the limit is dropped piece by piece until its end shows. */
static void
skip(struct lines *lines)
{
	lines->skipping = true;
	lines->start = lines->end = lines->known = lines->mark = lines->searched = lines->quotes.nmarks = 0;
}

/* Whether all of some bytes are newlines. */
static bool
all_newlines(const char *bytes, size_t n)
{
	return bytes[0] == '\n' && memcmp(bytes, bytes + 1, n - 1) == 0;
}

/* Reads on behind the line that has begun. False when there is no more. */
static bool
fill(struct lines *lines)
{
	ssize_t got;

	if (lines->at_end)
		return false;
	compact(lines);
	if (lines->skipping || lines->end > LINES_LIMIT)
		skip(lines);
	if (lines->room - lines->end < UTF16_ROOM)
		make_room(lines, lines->room * 2);
	got = utf16_read(&lines->utf16, lines->source, lines->buffer + lines->end, lines->room - lines->end);
	if (got <= 0) {
		lines->at_end = true;
		lines->lost = got < 0;
		return false;
	}
	/* A few kilobytes of zstd may hold gigabytes of empty lines: too many to be looked at one by one. */
	if (lines->end == 0 && !lines->skipping && lines->number > 0 && all_newlines(lines->buffer, (size_t)got)) {
		lines->number += (size_t)got;
		lines->empty += (size_t)got;
		return true;
	}
	lines->end += (size_t)got;
	return true;
}

/* Finds the marks of another stretch. False when all are known. */
static bool
look_on(struct lines *lines)
{
	size_t stop = lines->end - lines->known > STRETCH ? lines->known + STRETCH : lines->end;

	if (lines->known == lines->end)
		return false;
	quotes_find(&lines->quotes, lines->buffer, lines->known, stop);
	lines->known = stop;
	return true;
}

bool
lines_more(struct lines *lines)
{
	while (lines->quotes.nmarks - lines->mark < 7)
		if (!look_on(lines))
			return false;
	return true;
}

static inline bool
is_clean(const struct line *line)
{
	if (line->nmarks != 6)
		return false;
	for (size_t i = 0; i < 6; i++)
		if (line->base[line->marks[i]] != '"')
			return false;
	return true;
}

/* Hands out the unread bytes before `stop_at`, with their marks up to number `mark`. */
static void
give(struct lines *lines, struct line *line, size_t stop_at, size_t mark)
{
	const char *text = lines->buffer + lines->start, *stop = lines->buffer + stop_at;

	lines->number++;
	line->base = lines->buffer;
	line->marks = lines->quotes.marks + lines->mark;
	line->nmarks = mark - lines->mark;
	line->clean = is_clean(line);
	if (text < stop && stop[-1] == '\r')
		stop--;
	line->text = span_make(text, (size_t)(stop - text));
}

/* What is rare about a line: a byte order mark, NULs, a line over the limit. */
static enum line_kind
give_odd(struct lines *lines, struct line *line, enum line_kind kind)
{
	struct span *text = &line->text;

	/* Nearly all begin with ASCII. */
	if (text->n > 0 && (signed char)text->p[0] > 0 && !lines->skipping && text->n <= LINES_LIMIT)
		return kind;
	/* In any order: NULs at the start may be gone already, see compact. */
	for (;;) {
		bool mark = span_starts(*text, SPAN("\xef\xbb\xbf"));

		if (!mark && (text->n == 0 || text->p[0] != '\0'))
			break;
		*text = span_from(*text, mark ? 3 : 1);
		lines->nuls += !mark;
	}
	if (!lines->skipping && text->n <= LINES_LIMIT)
		return kind;
	lines->skipping = false;
	text->n = line->nmarks = 0;
	return kind == LINE_UNTERMINATED ? LINE_UNTERMINATED_LONG : LINE_TOO_LONG;
}

/* The number of the mark at an offset, which is one of those from number `from` on. */
static size_t
mark_at(const struct quotes *quotes, size_t from, uint32_t offset)
{
	size_t low = from, step = 1, high;

	/* A line has few marks beside the block: steps that double, then halves. */
	while (low + step < quotes->nmarks && quotes->marks[low + step] <= offset) {
		low += step;
		step *= 2;
	}
	high = low + step < quotes->nmarks ? low + step : quotes->nmarks;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (quotes->marks[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* The number of the mark that is the next newline, SIZE_MAX when none is known. A line of JSON has a hundred
 * marks, so they are not looked at one by one; and its neighbours mostly have as many. */
static size_t
next_newline(struct lines *lines)
{
	const struct quotes *quotes = &lines->quotes;
	size_t likely = lines->mark + lines->marks_before;
	const char *newline;
	uint32_t from;

	if (lines->searched == quotes->nmarks)
		return SIZE_MAX;
	from = quotes->marks[lines->searched];
	if (lines->buffer[from] == '\n')
		return lines->searched;
	newline = memchr(lines->buffer + from, '\n', lines->known - from);
	if (newline && likely < quotes->nmarks && lines->buffer + quotes->marks[likely] == newline)
		lines->searched = likely;
	else
		lines->searched =
		    newline ? mark_at(quotes, lines->searched, (uint32_t)(newline - lines->buffer)) : quotes->nmarks;
	return newline ? lines->searched : SIZE_MAX;
}

bool
lines_near(struct lines *lines)
{
	while (next_newline(lines) == SIZE_MAX)
		if (!look_on(lines))
			return false;
	return true;
}

enum line_kind
lines_search(struct lines *lines, struct line *line)
{
	size_t newline;

	while ((newline = next_newline(lines)) == SIZE_MAX)
		if (!look_on(lines) && !fill(lines)) {
			if (lines->start == lines->end && !lines->skipping)
				return LINE_NONE;
			give(lines, line, lines->end, lines->quotes.nmarks);
			lines->start = lines->end;
			lines->mark = lines->searched = lines->quotes.nmarks;
			return give_odd(lines, line, LINE_UNTERMINATED);
		}
	give(lines, line, lines->quotes.marks[newline], newline);
	lines->marks_before = line->nmarks;
	lines->start = lines->quotes.marks[newline] + (size_t)1;
	lines->mark = lines->searched = newline + 1;
	return give_odd(lines, line, LINE_WHOLE);
}

void
line_of(struct line *line, struct span text, uint32_t *marks)
{
	struct quotes quotes = {.marks = marks};

	quotes_find(&quotes, text.p, 0, text.n);
	line->text = text;
	line->base = text.p;
	line->marks = marks;
	line->nmarks = quotes.nmarks;
	line->clean = is_clean(line);
}
