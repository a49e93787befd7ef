#include "parsers/lines.h"
#include "base/alloc.h"
#include "parsers/quotes.h"
#include "parsers/source.h"
#include <stdlib.h>

/* One read. Large enough that system calls cost nothing, small enough that the block is still in
 * the second-level cache when its lines are parsed. */
#define BLOCK ((size_t)256 << 10)

static void
make_room(struct lines *lines, size_t room)
{
	lines->buffer = alloc_resize(lines->buffer, room + QUOTES_PADDING, 1);
	lines->marks = alloc_resize(lines->marks, room + 8, sizeof(*lines->marks));
	lines->room = room;
}

void
lines_init(struct lines *lines, struct source *source)
{
	memset(lines, 0, sizeof(*lines));
	lines->source = source;
	lines->first = true;
	make_room(lines, BLOCK);
	memset(lines->buffer + BLOCK, 0, QUOTES_PADDING);
}

void
lines_release(struct lines *lines)
{
	free(lines->buffer);
	free(lines->marks);
	memset(lines, 0, sizeof(*lines));
}

/* Moves the line that has begun to the front of the buffer. NULs at its start go: a hole of
 * gigabytes that copytruncate left costs no memory. */
static void
compact(struct lines *lines)
{
	size_t kept = 0;

	while (lines->start < lines->end && lines->buffer[lines->start] == '\0')
		lines->start++;
	if (lines->start == 0)
		return;
	memmove(lines->buffer, lines->buffer + lines->start, lines->end - lines->start);
	for (size_t i = lines->mark; i < lines->nmarks; i++)
		if (lines->marks[i] >= lines->start)
			lines->marks[kept++] = lines->marks[i] - (uint32_t)lines->start;
	lines->mark = 0;
	lines->nmarks = kept;
	lines->end -= lines->start;
	lines->start = 0;
}

/* A line that has grown over the limit is dropped piece by piece until its end shows. */
static void
skip(struct lines *lines)
{
	lines->skipping = true;
	lines->start = lines->end = lines->mark = lines->nmarks = 0;
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
	if (lines->end == lines->room)
		make_room(lines, lines->room * 2);
	got = source_read(lines->source, lines->buffer + lines->end, lines->room - lines->end);
	if (got <= 0) {
		lines->at_end = true;
		lines->lost = got < 0;
		return false;
	}
	lines->nmarks += quotes_find(lines->buffer, lines->end, lines->end + (size_t)got, lines->marks + lines->nmarks);
	lines->end += (size_t)got;
	return true;
}

/* Hands out the bytes up to `end` of the buffer, whose marks end at `mark`. */
static enum line_kind
give(struct lines *lines, struct line *line, size_t end, size_t mark, enum line_kind kind)
{
	const char *text = lines->buffer + lines->start, *stop = lines->buffer + end;
	bool too_long = lines->skipping || end - lines->start > LINES_LIMIT;

	lines->number++;
	lines->skipping = false;
	if (lines->first && stop - text >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	lines->first = false;
	while (text < stop && *text == '\0')
		text++;
	if (text < stop && stop[-1] == '\r')
		stop--;
	line->text = span_make(text, too_long ? 0 : (size_t)(stop - text));
	line->base = lines->buffer;
	line->marks = lines->marks + lines->mark;
	line->nmarks = too_long ? 0 : mark - lines->mark;
	return too_long ? LINE_TOO_LONG : kind;
}

enum line_kind
lines_next(struct lines *lines, struct line *line)
{
	size_t mark = lines->mark;
	enum line_kind kind;

	for (;;) {
		while (mark < lines->nmarks && lines->buffer[lines->marks[mark]] != '\n')
			mark++;
		if (mark < lines->nmarks) {
			size_t newline = lines->marks[mark];

			kind = give(lines, line, newline, mark, LINE_WHOLE);
			lines->start = newline + 1;
			lines->mark = mark + 1;
			return kind;
		}
		/* fill moves the marks to the front, or drops them with the line. */
		mark -= lines->mark;
		if (!fill(lines))
			break;
		mark = lines->skipping ? 0 : lines->mark + mark;
	}
	if (lines->start == lines->end && !lines->skipping)
		return LINE_NONE;
	kind = give(lines, line, lines->end, lines->nmarks, LINE_UNTERMINATED);
	lines->start = lines->end;
	lines->mark = lines->nmarks;
	return kind;
}

void
line_of(struct line *line, struct span text, uint32_t *marks)
{
	line->text = text;
	line->base = text.p;
	line->marks = marks;
	line->nmarks = quotes_find(text.p, 0, text.n, marks);
}
