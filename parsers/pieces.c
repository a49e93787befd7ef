#include "parsers/pieces.h"

#include "base/alloc.h"
#include "parsers/source.h"

#include <stdlib.h>

#define AT_END (-1)
/* What stands before an array is a short assignment. */
#define BEFORE_MOST 512u

/* Fills the block as far as the source can, so that a pipe's short reads do not show. */
static void
pieces_fill(struct pieces *pieces)
{
	ssize_t got = 1;

	pieces->at = pieces->have = 0;
	while (pieces->have < PIECES_BLOCK && got > 0) {
		got = source_read(pieces->source, pieces->block + pieces->have, PIECES_BLOCK - pieces->have);
		if (got == SOURCE_LOST)
			pieces->lost = true;
		else
			pieces->have += (size_t)got;
	}
}

void
pieces_init(struct pieces *pieces, struct source *source)
{
	*pieces = (struct pieces){.source = source, .block = alloc_bytes(PIECES_BLOCK), .line = 1};
	pieces_fill(pieces);
	if (span_starts(pieces_taste(pieces), SPAN("\xEF\xBB\xBF")))
		pieces->at = 3;
}

void
pieces_release(struct pieces *pieces)
{
	free(pieces->block);
	free(pieces->piece);
	*pieces = (struct pieces){0};
}

struct span
pieces_taste(const struct pieces *pieces)
{
	return span_make(pieces->block + pieces->at, pieces->have - pieces->at);
}

/* The next byte without taking it. */
static inline int
pieces_peek(struct pieces *pieces)
{
	if (pieces->at == pieces->have) {
		if (pieces->have > 0)
			pieces_fill(pieces);
		if (pieces->have == 0)
			return AT_END;
	}
	return (unsigned char)pieces->block[pieces->at];
}

static inline int
pieces_take(struct pieces *pieces)
{
	int c = pieces_peek(pieces);

	if (c == AT_END)
		return c;
	pieces->at++;
	pieces->line += c == '\n';
	return c;
}

/* Begins a piece at the next byte. */
static void
piece_begin(struct pieces *pieces)
{
	pieces->used = 0;
	pieces->begun = pieces->line;
}

/* Beyond the limit bytes are counted only. */
static inline void
piece_put(struct pieces *pieces, int c)
{
	if (pieces->used < PIECES_LIMIT) {
		if (pieces->used == pieces->room)
			pieces->piece = alloc_grow(pieces->piece, &pieces->room, pieces->used + 4096, 1);
		pieces->piece[pieces->used] = (char)c;
	}
	pieces->used++;
}

static enum pieces_step
piece_end(const struct pieces *pieces, struct span *out)
{
	*out = SPAN("");
	if (pieces->used > PIECES_LIMIT)
		return PIECES_LONG;
	if (pieces->used > 0)
		*out = span_trim(span_make(pieces->piece, pieces->used));
	return PIECES_ITEM;
}

static bool
is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

enum pieces_step
pieces_array(struct pieces *pieces, struct span *before)
{
	bool any = false;
	int c;

	piece_begin(pieces);
	*before = SPAN("");
	while ((c = pieces_take(pieces)) != AT_END && c != '[') {
		any = any || !(is_blank(c) || c == ';');
		if (any)
			piece_put(pieces, c);
		else
			pieces->begun = pieces->line;
		if (pieces->used > BEFORE_MOST)
			return PIECES_LONG;
	}
	if (c == AT_END)
		return any ? PIECES_LONG : PIECES_END;
	return piece_end(pieces, before);
}

/* Takes a string's rest, behind its first quote. False when it is not closed. */
static bool
take_string(struct pieces *pieces)
{
	int c;

	while ((c = pieces_take(pieces)) != AT_END) {
		piece_put(pieces, c);
		if (c == '"')
			return true;
		if (c == '\\' && (c = pieces_take(pieces)) != AT_END)
			piece_put(pieces, c);
	}
	return false;
}

enum pieces_step
pieces_element(struct pieces *pieces, struct span *element)
{
	uint64_t depth = 0;
	int c;

	*element = SPAN("");
	while (is_blank(c = pieces_peek(pieces)) || c == ',')
		pieces_take(pieces);
	piece_begin(pieces);
	while ((c = pieces_peek(pieces)) != AT_END) {
		if (depth == 0 && (c == ']' || c == ','))
			break;
		piece_put(pieces, pieces_take(pieces));
		if (c == '"' && !take_string(pieces))
			return PIECES_BROKEN;
		depth += c == '{' || c == '[';
		if ((c == '}' || c == ']') && (depth == 0 || --depth == 0))
			break;
	}
	if (c == AT_END)
		return PIECES_BROKEN;
	if (pieces->used == 0) {
		pieces_take(pieces);
		return PIECES_END;
	}
	return piece_end(pieces, element);
}

enum pieces_step
pieces_row(struct pieces *pieces, struct span *row)
{
	bool quoted = false;
	int c;

	piece_begin(pieces);
	*row = SPAN("");
	while ((c = pieces_take(pieces)) != AT_END) {
		/* A doubled quote closes and opens again. */
		quoted ^= c == '"';
		if (c == '\n' && !quoted)
			break;
		piece_put(pieces, c);
	}
	if (c == AT_END && pieces->used == 0)
		return PIECES_END;
	if (c == AT_END && quoted)
		return PIECES_BROKEN;
	return piece_end(pieces, row);
}
