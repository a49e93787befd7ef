#include "parsers/utf16.h"
#include "parsers/source.h"
#include <endian.h>
#include <string.h>

enum kind { UNKNOWN, OTHER, LITTLE, BIG };

/* What the first bytes show. A hole of NULs, as copytruncate leaves, is not UTF-16. */
static enum kind
taste(const unsigned char *p, size_t n)
{
	if (n >= 2 && p[0] == 0xff && p[1] == 0xfe)
		return LITTLE;
	if (n >= 2 && p[0] == 0xfe && p[1] == 0xff)
		return BIG;
	if (n >= 4 && p[0] && !p[1] && p[2] && !p[3])
		return LITTLE;
	if (n >= 4 && !p[0] && p[1] && !p[2] && p[3])
		return BIG;
	return OTHER;
}

bool
utf16_found(const struct utf16 *utf16)
{
	return utf16->kind == LITTLE || utf16->kind == BIG;
}

void
utf16_refuse(struct utf16 *utf16)
{
	utf16->kind = OTHER;
}

static uint32_t
unit(const unsigned char *p, enum kind kind)
{
	return kind == LITTLE ? (uint32_t)(p[0] | p[1] << 8) : (uint32_t)(p[1] | p[0] << 8);
}

/* Bytes that the character at `p` takes, 0 when more must be read to know. */
static size_t
take(const unsigned char *p, size_t n, enum kind kind, uint32_t *point)
{
	uint32_t low;

	if (n < 2)
		return 0;
	*point = unit(p, kind);
	if (*point < 0xd800 || *point >= 0xe000)
		return 2;
	if (*point < 0xdc00) {
		if (n < 4)
			return 0;
		low = unit(p + 2, kind);
		if (low >= 0xdc00 && low < 0xe000) {
			*point = 0x10000 + ((*point - 0xd800) << 10) + (low - 0xdc00);
			return 4;
		}
	}
	*point = 0xfffd;
	return 2;
}

static char *
put(char *out, uint32_t point)
{
	static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	int bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

	if (bytes == 1) {
		*out++ = (char)point;
		return out;
	}
	*out++ = (char)(leads[bytes] | point >> (6 * (bytes - 1)));
	for (int i = bytes - 2; i >= 0; i--)
		*out++ = (char)(0x80 | (point >> (6 * i) & 0x3f));
	return out;
}

/* Converts four characters of ASCII, as nearly all in a log are. False when they are not. */
static inline bool
convert_four(char *out, const unsigned char *raw, enum kind kind)
{
	uint64_t units;
	uint32_t bytes;

	memcpy(&units, raw, sizeof(units));
	units = le64toh(units);
	if (units & (kind == LITTLE ? UINT64_C(0xff80ff80ff80ff80) : UINT64_C(0x80ff80ff80ff80ff)))
		return false;
	if (kind == BIG)
		units >>= 8;
	/* 0a0b0c0d, 0ab00cd0 with what is not wanted, abcd */
	units = (units | units >> 8) & UINT64_C(0x0000ffff0000ffff);
	bytes = htole32((uint32_t)(units | units >> 16));
	memcpy(out, &bytes, sizeof(bytes));
	return true;
}

/* Converts the `n` bytes at `raw`, which lie so far behind `out` that they are read before they are
 * written over: two bytes make three at most. Gives the number of bytes written. */
static size_t
convert(struct utf16 *utf16, char *out, const unsigned char *raw, size_t n)
{
	char *end = out;
	uint32_t point;
	size_t used;

	for (;;) {
		for (; n >= 8 && convert_four(end, raw, (enum kind)utf16->kind); raw += 8, n -= 8)
			end += 4;
		used = take(raw, n, (enum kind)utf16->kind, &point);
		if (used == 0)
			break;
		raw += used;
		n -= used;
		end = put(end, point);
	}
	memcpy(utf16->pending, raw, n);
	utf16->npending = (uint8_t)n;
	return (size_t)(end - out);
}

/* Reads until the kind shows, or the input ends. */
static ssize_t
begin(struct utf16 *utf16, struct source *source, char *out, size_t size)
{
	size_t n = 0;
	ssize_t got = 0;

	while (n < 4 && (got = source_read(source, out + n, size - n)) > 0)
		n += (size_t)got;
	/* A loss right behind the first bytes is told when they have been taken. */
	if (n == 0)
		return got;
	utf16->kind = (uint8_t)taste((const unsigned char *)out, n);
	return (ssize_t)n;
}

ssize_t
utf16_read(struct utf16 *utf16, struct source *source, char *out, size_t size)
{
	size_t room = size / 3 * 2 - 8, n, written;
	char *raw = out + (size - room);
	ssize_t got;

	if (utf16->kind == OTHER)
		return source_read(source, out, size);
	if (utf16->kind == UNKNOWN) {
		got = begin(utf16, source, out, room);
		if (got <= 0 || utf16->kind == OTHER)
			return got;
		memmove(raw, out, (size_t)got);
		written = convert(utf16, out, (unsigned char *)raw, (size_t)got);
		if (written > 0)
			return (ssize_t)written;
	}
	do {
		n = utf16->npending;
		memcpy(raw, utf16->pending, n);
		got = source_read(source, raw + n, room - n);
		if (got <= 0)
			return got;
		written = convert(utf16, out, (unsigned char *)raw, n + (size_t)got);
	} while (written == 0);
	return (ssize_t)written;
}
