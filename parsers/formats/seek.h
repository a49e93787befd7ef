/*
 * seek: the bytes that end something, sixteen at a time; the formats' other vector code.
 *
 * All read up to SEEK_READS bytes behind what they are given, which every line has behind it
 * (QUOTES_PADDING); what stands there never shows. With SSE2, which every x86-64 has, else in plain
 * C; both give the same.
 */
#ifndef FOOTFALL_PARSERS_SEEK_H
#define FOOTFALL_PARSERS_SEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define SEEK_READS 16

/* A bit for each of sixteen bytes that is `a` or `b`, the first one lowest. */
static inline unsigned
seek_mask_portable(const char *at, char a, char b)
{
	unsigned mask = 0;

	for (unsigned i = 0; i < 16; i++)
		mask |= (unsigned)(at[i] == a || at[i] == b) << i;
	return mask;
}

/* A bit for each that is... */
struct seek_json {
	unsigned quotes, slashes;
	unsigned opens, closes; /* brackets and braces */
};

static inline struct seek_json
seek_json_portable(const char *at)
{
	return (struct seek_json){
	    .quotes = seek_mask_portable(at, '"', '"'),
	    .slashes = seek_mask_portable(at, '\\', '\\'),
	    .opens = seek_mask_portable(at, '{', '['),
	    .closes = seek_mask_portable(at, '}', ']'),
	};
}

/* A bit for each that differs from the byte of `text` in its place. */
static inline unsigned
seek_differ_portable(const char *at, const char *text)
{
	unsigned mask = 0;

	for (unsigned i = 0; i < 16; i++)
		mask |= (unsigned)(at[i] != text[i]) << i;
	return mask;
}

#ifdef __SSE2__

static inline __m128i
seek_load(const char *at)
{
	return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static inline unsigned
seek_mask(const char *at, char a, char b)
{
	const __m128i v = seek_load(at);

	return (unsigned)_mm_movemask_epi8(
	    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(a)), _mm_cmpeq_epi8(v, _mm_set1_epi8(b))));
}

static inline unsigned
seek_equal(__m128i v, char c)
{
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(c)));
}

/* Brackets differ from braces by one bit. */
static inline struct seek_json
seek_json(const char *at)
{
	const __m128i v = seek_load(at), folded = _mm_or_si128(v, _mm_set1_epi8('[' ^ '{'));

	return (struct seek_json){
	    .quotes = seek_equal(v, '"'),
	    .slashes = seek_equal(v, '\\'),
	    .opens = seek_equal(folded, '{'),
	    .closes = seek_equal(folded, '}'),
	};
}

static inline unsigned
seek_differ(const char *at, const char *text)
{
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(seek_load(at), seek_load(text))) ^ 0xffff;
}

#else
#define seek_mask seek_mask_portable
#define seek_json seek_json_portable
#define seek_differ seek_differ_portable
#endif

/* The first `a` or `b` from `at` on, `end` when there is none before it. */
static inline const char *
seek_two(const char *at, const char *end, char a, char b)
{
	for (; at < end; at += 16) {
		unsigned mask = seek_mask(at, a, b);

		if (mask) {
			at += __builtin_ctz(mask);
			break;
		}
	}
	return at < end ? at : end;
}

static inline const char *
seek_one(const char *at, const char *end, char c)
{
	return seek_two(at, end, c, c);
}

/* The quote that closes the string whose first byte is at `at`; NULL when none does before `end`. */
static inline const char *
seek_string_end(const char *at, const char *end, bool *escaped)
{
	*escaped = false;
	while ((at = seek_two(at, end, '"', '\\')) < end) {
		if (*at == '"')
			return at;
		*escaped = true;
		at += 2;
	}
	return NULL;
}

/* A bit for each of sixteen bytes that is within a string: from an opening quote up to the byte
 * before the closing one. `inside`, all bits or none: a string goes on from before. */
static inline unsigned
seek_strings(unsigned quotes, unsigned inside)
{
	quotes ^= quotes << 1;
	quotes ^= quotes << 2;
	quotes ^= quotes << 4;
	quotes ^= quotes << 8;
	return (quotes ^ inside) & 0xffff;
}

/* Whether the `n` bytes at both are the same. Both are readable up to the next multiple of sixteen. */
static inline bool
seek_same(const char *at, const char *text, size_t n)
{
	for (; n > 16; n -= 16, at += 16, text += 16)
		if (seek_differ(at, text))
			return false;
	return (seek_differ(at, text) & ((1u << n) - 1)) == 0;
}

#endif
