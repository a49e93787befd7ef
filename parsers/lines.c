#include "parsers/lines.h"
#include "base/alloc.h"
#include "parsers/source.h"
#include <stdlib.h>

/* One read. Large enough that system calls cost nothing, small enough that the block is still in
 * the second-level cache when its lines are parsed. */
#define BLOCK ((size_t)256 << 10)

static void
make_room(struct lines *lines, size_t room)
{
	lines->buffer = alloc_resize(lines->buffer, room + QUOTES_PADDING, 1);
	/* Room for a block of nothing but quotes, or nothing but newlines; what is not used is never
	 * touched, so it costs address space alone. */
	lines->quotes.marks = alloc_resize(lines->quotes.marks, room + QUOTES_SPARE, sizeof(*lines->quotes.marks));
	lines->quotes.ends = alloc_resize(lines->quotes.ends, room, sizeof(*lines->quotes.ends));
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
	free(lines->quotes.marks);
	free(lines->quotes.ends);
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
	for (size_t i = lines->mark; i < lines->quotes.nmarks; i++)
		lines->quotes.marks[kept++] = lines->quotes.marks[i] - (uint32_t)lines->start;
	lines->quotes.nmarks = kept;
	lines->quotes.nends = 0;
	lines->mark = lines->next_end = 0;
	lines->end -= lines->start;
	lines->start = 0;
}

/* A line that has grown over the limit is dropped piece by piece until its end shows. */
static void
skip(struct lines *lines)
{
	lines->skipping = true;
	lines->start = lines->end = lines->mark = lines->next_end = 0;
	lines->quotes.nmarks = lines->quotes.nends = 0;
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
	quotes_find(&lines->quotes, lines->buffer, lines->end, lines->end + (size_t)got);
	lines->end += (size_t)got;
	return true;
}

/* Hands out the unread bytes before `stop_at`, with their marks up to number `mark`. */
static inline enum line_kind
give(struct lines *lines, struct line *line, size_t stop_at, size_t mark, enum line_kind kind)
{
	const char *text = lines->buffer + lines->start, *stop = lines->buffer + stop_at;

	lines->number++;
	if (lines->first && stop - text >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	lines->first = false;
	line->base = lines->buffer;
	line->marks = lines->quotes.marks + lines->mark;
	line->nmarks = mark - lines->mark;
	lines->mark = mark;
	if (lines->skipping || stop_at - lines->start > LINES_LIMIT) {
		lines->skipping = false;
		line->text = span_make(text, 0);
		line->nmarks = 0;
		return LINE_TOO_LONG;
	}
	while (text < stop && *text == '\0')
		text++;
	if (text < stop && stop[-1] == '\r')
		stop--;
	line->text = span_make(text, (size_t)(stop - text));
	return kind;
}

enum line_kind
lines_next(struct lines *lines, struct line *line)
{
	enum line_kind kind;

	while (lines->next_end == lines->quotes.nends)
		if (!fill(lines)) {
			if (lines->start == lines->end && !lines->skipping)
				return LINE_NONE;
			kind = give(lines, line, lines->end, lines->quotes.nmarks, LINE_UNTERMINATED);
			lines->start = lines->end;
			return kind;
		}
	const struct quotes_end *end = &lines->quotes.ends[lines->next_end++];

	kind = give(lines, line, end->at, end->marks, LINE_WHOLE);
	lines->start = end->at + (size_t)1;
	return kind;
}

void
line_of(struct line *line, struct span text, uint32_t *marks)
{
	struct quotes_end none;
	struct quotes quotes = {.marks = marks, .ends = &none};

	quotes_find(&quotes, text.p, 0, text.n);
	line->text = text;
	line->base = text.p;
	line->marks = marks;
	line->nmarks = quotes.nmarks;
}
