/*
 * decode: fields as the client sent them, out of what servers write for safety.
 *
 * Decoded copies live in the scratch memory of the format_state until the next line. Decoding
 * never lengthens a field; decode_begin makes room for every byte of the line to be decoded twice
 * and joined once.
 */
#ifndef FOOTFALL_PARSERS_DECODE_H
#define FOOTFALL_PARSERS_DECODE_H

#include "base/span.h"

struct format_state;

enum decode {
	DECODE_NONE,
	DECODE_BACKSLASH, /* \" \\ \n \xHH: Apache, nginx */
	DECODE_JSON, /* these and \/ \uXXXX */
};

/* The value of a hexadecimal digit, or something over 15. */
static inline unsigned
decode_hex(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c = span_lower(c);
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 16;
}

/* Before the first field of a line of `n` bytes: forgets the copies of the line before. */
void decode_begin(struct format_state *state, size_t n);

/* Backslash escapes; what is no escape is kept as it stands. */
struct span decode_escapes(struct format_state *state, struct span field, enum decode how);

/* Two hexadecimal digits behind each `mark` ('%', or '#' in HAProxy's captures). A `blank` other
 * than 0 stands for a blank ('+' in IIS's fields). Gives the field itself when nothing is to do. */
struct span decode_hexed(struct format_state *state, struct span field, char mark, char blank);

/* The two one behind the other, with `between` (0: nothing) in between. */
struct span decode_join(struct format_state *state, struct span left, char between, struct span right);

/* A copy in which two `c` behind each other are one: "" in quoted fields of W3C logs. */
struct span decode_undouble(struct format_state *state, struct span field, char c);

#endif
