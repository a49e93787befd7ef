/*
 * decode: fields as the client sent them, out of what servers write for safety.
 *
 * Decoded copies live in the scratch memory of the format_state until the next line. Decoding
 * never lengthens a field; decode_begin makes room for every byte of the line to be decoded twice
 * and joined once. Fields are read up to SEEK_READS bytes behind their end (parsers/formats/seek.h),
 * and the scratch memory is written so far beyond what is kept.
 */
#ifndef FOOTFALL_PARSERS_DECODE_H
#define FOOTFALL_PARSERS_DECODE_H

#include "base/span.h"

struct format_state;

/* Bytes that the scratch memory has beyond what is decoded. */
#define DECODE_SPARE 64

enum decode {
	DECODE_NONE,
	DECODE_BACKSLASH, /* \" \\ \n \xHH: Apache, nginx */
	DECODE_JSON, /* these and \/ \uXXXX */
};

/* By byte: one more than the value of the hexadecimal digit, or 0. */
extern const unsigned char decode_digits[256];

/* The value of a hexadecimal digit, or something over 15, which has no bit of these. */
static inline unsigned
decode_hex(char c)
{
	return (decode_digits[(unsigned char)c] - 1u) & 0x1fu;
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
