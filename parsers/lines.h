/*
 * lines: cuts what a source gives into lines.
 *
 * A line borrows the reader's buffer and dies at the next call. CR before the newline, NULs at
 * the start (the hole that copytruncate leaves) and a UTF-8 byte order mark are no part of a line;
 * a mark may stand before any line, for files with one are put together, too. A line over
 * LINES_LIMIT is passed over to its true end.
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
	LINE_NONE = 0, /* the input is at its end */
	LINE_WHOLE = 1, /* ended by a newline */
	LINE_UNTERMINATED = 2, /* the last line, and no newline behind it */
	LINE_TOO_LONG = 4, /* over LINES_LIMIT; text is empty */
	LINE_UNTERMINATED_LONG = LINE_UNTERMINATED | LINE_TOO_LONG, /* both are asked for with & */
};

/* A line and the marks in it: offsets from `base` of each '"' and '\\' of the line, ascending. */
struct line {
	struct span text;
	const char *base;
	const uint32_t *marks;
	size_t nmarks;
	bool clean; /* there are six, and all are quotes */
};

struct lines {
	struct source *source;
	struct utf16 utf16;
	char *buffer;
	size_t room; /* of buffer, without padding */
	size_t start, end; /* unread bytes of the buffer */
	struct quotes quotes; /* of the buffer up to `known` */
	size_t known;
	size_t mark; /* the first one of what is unread */
	size_t searched; /* from `mark` up to here none is a newline */
	size_t marks_before; /* of a line before */
	uint64_t number; /* of the line given last, from 1 */
	uint64_t empty; /* empty lines passed over in bulk; they are numbered, but not given */
	uint64_t nuls; /* NULs passed over at the start of lines */
	bool at_end, lost, skipping;
};

/* Reads from `source`, which stays the caller's and is closed after lines_release. */
void lines_init(struct lines *lines, struct source *source);

/* The source begins in the middle of an input: UTF-16 is not looked for at its start, and the lines are
 * numbered from 2 on. Before the first line. */
void lines_inside(struct lines *lines);

/* The source goes on after it gave an end behind a whole line. */
void lines_go_on(struct lines *lines);

/* True when the seven marks are six quotes and a newline right behind the last one: the three kinds
 * of mark have no bit pattern in common with which others could add up to a quote. */
static inline bool
lines_usual(const char *base, const uint32_t *marks)
{
	int bits = base[marks[0]] | base[marks[1]] | base[marks[2]] | base[marks[3]] | base[marks[4]] | base[marks[5]];

	return bits == '"' && marks[5] + 1 == marks[6] && base[marks[6]] == '\n';
}

/* The same as lines_next, for where a line is not the usual one. */
enum line_kind lines_search(struct lines *lines, struct line *line);

/* The next line; runs of empty ones may be passed over, see lines->empty. Once it gives LINE_NONE,
 * lines->lost tells whether the input broke. */
static inline enum line_kind
lines_next(struct lines *lines, struct line *line)
{
	const uint32_t *marks = lines->quotes.marks + lines->mark;
	const char *base = lines->buffer, *text = base + lines->start;

	if (lines->quotes.nmarks - lines->mark < 7 || !lines_usual(base, marks) || lines->skipping ||
	    marks[6] - lines->start > LINES_LIMIT || (signed char)*text <= '\0')
		return lines_search(lines, line);
	line->text = span_make(text, marks[6] - lines->start);
	line->base = base;
	line->marks = marks;
	line->nmarks = 6;
	line->clean = true;
	lines->start = marks[6] + (size_t)1;
	lines->mark += 7;
	lines->searched = lines->mark;
	lines->number++;
	return LINE_WHOLE;
}

/* Whether the next line lies in memory whole: then lines_next leaves the texts of lines before where they are. */
bool lines_near(struct lines *lines);

void lines_release(struct lines *lines);

/* Looks for marks until there are seven behind `mark`. False when what is in memory has no more. */
bool lines_more(struct lines *lines);

/* The line to come, when it lies in memory, ends behind its sixth mark and is nothing special; what the
 * marks are is not looked at, and `clean` is not set. Nothing changes until lines_pass. For whoever
 * compares the text around the marks anyhow. */
static inline bool
lines_peek(struct lines *lines, struct line *line)
{
	const uint32_t *marks = lines->quotes.marks + lines->mark;

	if ((lines->quotes.nmarks - lines->mark < 7 && !lines_more(lines)) || lines->skipping ||
	    marks[6] - lines->start > LINES_LIMIT || lines->buffer[marks[6]] != '\n')
		return false;
	line->text = span_make(lines->buffer + lines->start, marks[6] - lines->start);
	line->base = lines->buffer;
	line->marks = marks;
	line->nmarks = 6;
	return true;
}

/* Goes on behind the line that lines_peek showed. */
static inline void
lines_pass(struct lines *lines)
{
	lines->start = lines->quotes.marks[lines->mark + 6] + (size_t)1;
	lines->mark += 7;
	lines->searched = lines->mark;
	lines->number++;
}

/* Finds the marks of a line that stands alone, for callers without a reader (explain, tests):
 * `marks` has room for text.n + QUOTES_SPARE offsets, the text holds no newline, and both live as
 * long as the line. At least QUOTES_PADDING readable bytes stand behind the text. */
void line_of(struct line *line, struct span text, uint32_t *marks);

#endif
