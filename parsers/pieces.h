/*
 * pieces: a stream of any length, cut into the elements of a JSON array or the rows of a CSV table,
 * one at a time, in bounded memory.
 *
 * The cutter knows no more than strings, brackets and quotes; what a piece means is its parser's
 * business. A piece lives until the next one is asked for.
 */
#ifndef FOOTFALL_PARSERS_PIECES_H
#define FOOTFALL_PARSERS_PIECES_H

#include "base/span.h"

struct source;

#define PIECES_BLOCK ((size_t)1 << 16)
/* A longer piece is passed over, which bounds the memory of a hostile file. */
#define PIECES_LIMIT ((size_t)1 << 20)

struct pieces {
	struct source *source; /* borrowed */
	char *block, *piece;
	size_t at, have; /* of the block */
	size_t used, room; /* of the piece */
	uint64_t line; /* of the next byte, from 1 */
	uint64_t begun; /* line in which the last piece begins */
	bool lost; /* the source was cut short or is damaged; what came before it has been given */
};

enum pieces_step {
	PIECES_ITEM,
	PIECES_LONG, /* passed over: longer than the limit */
	PIECES_END,
	PIECES_BROKEN, /* the stream ends inside of a piece or of the array */
};

/* Begins to read; a byte order mark of UTF-8 is passed over. */
void pieces_init(struct pieces *pieces, struct source *source);
void pieces_release(struct pieces *pieces);

/* What comes next without taking it: a whole block, or less at the end of a stream shorter than that.
 * Only before anything is taken. */
struct span pieces_taste(const struct pieces *pieces);

/* Takes all up to the next '[' and that too, and gives what stood before it, trimmed. PIECES_END when
 * nothing but blanks and semicolons is left; PIECES_LONG when no '[' comes soon. */
enum pieces_step pieces_array(struct pieces *pieces, struct span *before);

/* The next element of the array; PIECES_END behind its closing bracket. */
enum pieces_step pieces_element(struct pieces *pieces, struct span *element);

/* The next row, whose line breaks in quotes belong to it. */
enum pieces_step pieces_row(struct pieces *pieces, struct span *row);

#endif
