/*
 * utf16: a log in UTF-16, as Windows tools make them, read as UTF-8.
 *
 * A layer between source_read and whoever cuts lines. An input that begins with a byte order mark
 * of UTF-16, or in which every second of the first bytes is NUL, is converted while it is read;
 * any other passes through untouched. Zero-initialise.
 */
#ifndef FOOTFALL_PARSERS_UTF16_H
#define FOOTFALL_PARSERS_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct source;

struct utf16 {
	uint8_t kind; /* 0: not yet known */
	uint8_t npending; /* bytes of a character that was cut by the end of a block */
	unsigned char pending[4];
};

/* The least that may be asked for. */
#define UTF16_ROOM 64

/* Whether what was read so far was UTF-16. */
bool utf16_found(const struct utf16 *utf16);

/* What will be read is not UTF-16, however it begins. */
void utf16_refuse(struct utf16 *utf16);

/* As source_read; `size` is at least UTF16_ROOM. Half a pair becomes U+FFFD. */
ssize_t utf16_read(struct utf16 *utf16, struct source *source, char *out, size_t size);

#endif
