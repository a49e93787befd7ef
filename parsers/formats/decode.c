#include "parsers/formats/decode.h"
#include "base/alloc.h"
#include "parsers/formats/format.h"
#include "parsers/formats/seek.h"

const unsigned char decode_digits[256] = {
    ['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ['A'] = 11, 12, 13, 14, 15, 16, ['a'] = 11, 12, 13, 14, 15, 16};

void
decode_begin(struct format_state *state, size_t n)
{
	state->scratch_used = 0;
	if (state->scratch_room < 4 * n + DECODE_SPARE)
		state->scratch = alloc_grow(state->scratch, &state->scratch_room, 4 * n + DECODE_SPARE, 1);
}

static char *
scratch(const struct format_state *state)
{
	return state->scratch + state->scratch_used;
}

/* What was written up to `end` is kept. */
static struct span
keep(struct format_state *state, const char *end)
{
	struct span kept = span_make(scratch(state), (size_t)(end - scratch(state)));

	state->scratch_used += kept.n;
	return kept;
}

/* Copies what lies between two escapes, which is short; gives the place behind. */
static inline char *
copy(char *put, const char *from, const char *end)
{
	size_t n = (size_t)(end - from);

	if (n > 64) {
		memcpy(put, from, n);
		return put + n;
	}
	for (size_t i = 0; i < n; i += 16)
		memmove(put + i, from + i, 16);
	return put + n;
}

/* ---- backslashes ---- */

/* Four hexadecimal digits, or something over 0xffff. */
static uint32_t
four(const char *p)
{
	uint32_t number = 0;

	for (int i = 0; i < 4; i++) {
		if (decode_hex(p[i]) > 15)
			return 0x10000;
		number = number << 4 | decode_hex(p[i]);
	}
	return number;
}

static char *
put_utf8(char *put, uint32_t point)
{
	if (point < 0x80) {
		*put++ = (char)point;
		return put;
	}
	if (point < 0x800) {
		*put++ = (char)(0xc0 | point >> 6);
	} else {
		if (point < 0x10000) {
			*put++ = (char)(0xe0 | point >> 12);
		} else {
			*put++ = (char)(0xf0 | point >> 18);
			*put++ = (char)(0x80 | (point >> 12 & 0x3f));
		}
		*put++ = (char)(0x80 | (point >> 6 & 0x3f));
	}
	*put++ = (char)(0x80 | (point & 0x3f));
	return put;
}

/* \uXXXX at `p`, surrogates in pairs; a half alone becomes U+FFFD. Gives the length, 0: no escape. */
static size_t
unicode(const char *p, size_t n, char **put)
{
	uint32_t point = n >= 6 ? four(p + 2) : 0x10000, low;
	size_t used = 6;

	if (point > 0xffff)
		return 0;
	if (point >= 0xd800 && point < 0xe000) {
		low = point < 0xdc00 && n >= 12 && p[6] == '\\' && p[7] == 'u' ? four(p + 8) : 0;
		if (low >= 0xdc00 && low < 0xe000) {
			point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
			used = 12;
		} else
			point = 0xfffd;
	}
	*put = put_utf8(*put, point);
	return used;
}

/* Decodes the escape at `p`, `n` bytes from the end; gives its length, 0 when it is none. */
static size_t
escape(const char *p, size_t n, enum decode how, char **put)
{
	static const char letters[] = "nrtbvf", bytes[] = "\n\r\t\b\v\f";
	const char *letter;

	if (n < 2)
		return 0;
	if (p[1] == '"' || p[1] == '\\' || (how == DECODE_JSON && p[1] == '/')) {
		*(*put)++ = p[1];
		return 2;
	}
	if (p[1] == 'x' && n >= 4 && decode_hex(p[2]) < 16 && decode_hex(p[3]) < 16) {
		*(*put)++ = (char)(unsigned char)(decode_hex(p[2]) << 4 | decode_hex(p[3]));
		return 4;
	}
	if (p[1] == 'u' && how == DECODE_JSON)
		return unicode(p, n, put);
	letter = p[1] ? strchr(letters, p[1]) : NULL;
	if (!letter)
		return 0;
	*(*put)++ = bytes[letter - letters];
	return 2;
}

struct span
decode_escapes(struct format_state *state, struct span field, enum decode how)
{
	const char *p = field.p, *end = p + field.n;
	char *put = scratch(state);

	while (p < end) {
		const char *stop = seek_one(p, end, '\\');
		size_t used;

		put = copy(put, p, stop);
		p = stop;
		if (p == end)
			break;
		used = escape(p, (size_t)(end - p), how, &put);
		if (used == 0)
			*put++ = *p;
		p += used ? used : 1;
	}
	return keep(state, put);
}

/* ---- hexadecimal digits ---- */

struct span
decode_hexed(struct format_state *state, struct span field, char mark, char blank)
{
	const char *p = field.p, *end = p + field.n, *stop;
	char *put = scratch(state), other = blank ? blank : mark;

	stop = seek_two(p, end, mark, other);
	if (stop == end)
		return field;
	for (;;) {
		put = copy(put, p, stop);
		p = stop;
		if (p == end)
			break;
		if (*p != mark) {
			*put++ = ' ';
			p++;
		} else if (end - p >= 3 && (decode_hex(p[1]) | decode_hex(p[2])) < 16) {
			*put++ = (char)(unsigned char)(decode_hex(p[1]) << 4 | decode_hex(p[2]));
			p += 3;
		} else
			*put++ = *p++;
		stop = seek_two(p, end, mark, other);
	}
	return keep(state, put);
}

struct span
decode_join(struct format_state *state, struct span left, char between, struct span right)
{
	char *put = scratch(state);

	if (left.n > 0)
		memcpy(put, left.p, left.n);
	put += left.n;
	if (between)
		*put++ = between;
	if (right.n > 0)
		memcpy(put, right.p, right.n);
	return keep(state, put + right.n);
}

struct span
decode_undouble(struct format_state *state, struct span field, char c)
{
	char *put = scratch(state);

	for (size_t i = 0; i < field.n; i++) {
		*put++ = field.p[i];
		if (field.p[i] == c && i + 1 < field.n && field.p[i + 1] == c)
			i++;
	}
	return keep(state, put);
}
