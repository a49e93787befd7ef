/*
 * lines: cuts what a source gives into lines.
 *
 * A line borrows the reader's buffer and dies at the next call. CR before the newline, NULs at
 * the start (the hole that copytruncate leaves) and a UTF-8 byte order mark at the start of the
 * input are no part of a line. A line over LINES_LIMIT is passed over to its true end.
 */
#ifndef FOOTFALL_PARSERS_LINES_H
#define FOOTFALL_PARSERS_LINES_H

#include "base/span.h"
#include "parsers/quotes.h"
#include "parsers/utf16.h"

struct source;

/* The longest line that is read, in bytes. */
#define LINES_LIMIT ((size_t)1 << 20)

enum line_kind {
	LINE_NONE, /* the input is at its end */
	LINE_WHOLE, /* ended by a newline */
	LINE_UNTERMINATED, /* the last line, and no newline behind it */
	LINE_TOO_LONG, /* over LINES_LIMIT; text is empty */
};

/* A line and the marks in it: offsets from `base` of each '"' and '\\' of the line, ascending. */
struct line {
	struct span text;
	const char *base;
	const uint32_t *marks;
	size_t nmarks;
	bool clean; /* surely no backslash among the marks */
};

struct lines {
	struct source *source;
	struct utf16 utf16;
	char *buffer;
	size_t room; /* of buffer, without padding */
	size_t start, end; /* unread bytes of the buffer */
	struct quotes quotes; /* of the buffer up to `end` */
	size_t mark, next_end; /* the first ones of what is unread */
	uint64_t number; /* of the line given last, from 1 */
	uint64_t empty; /* empty lines passed over in bulk; they are numbered, but not given */
	uint64_t nuls; /* NULs passed over at the start of lines */
	bool at_end, lost, skipping;
};

/* Reads from `source`, which stays the caller's and is closed after lines_release. */
void lines_init(struct lines *lines, struct source *source);

/* The next line; runs of empty ones may be passed over, see lines->empty. Once it gives LINE_NONE, lines->lost tells whether the input broke. */
enum line_kind lines_next(struct lines *lines, struct line *line);

void lines_release(struct lines *lines);

/* Finds the marks of a line that stands alone, for callers without a reader (explain, tests):
 * `marks` has room for text.n + QUOTES_SPARE offsets, the text holds no newline, and both live as
 * long as the line. At least QUOTES_PADDING readable bytes stand behind the text. */
void line_of(struct line *line, struct span text, uint32_t *marks);

#endif
