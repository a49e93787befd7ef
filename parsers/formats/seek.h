/*
 * seek: the bytes that end something, thirty-two at a time.
 *
 * Most keys and values are shorter, so one step finds the end of each, and there is no loop whose length
 * a processor would have to guess. All read up to SEEK_READS bytes behind what they are given, which
 * every line has behind it (QUOTES_PADDING); what stands there never shows. With SSE2 or in plain C, as
 * parsers/bytes.h says, with the same answers.
 */
#ifndef FOOTFALL_PARSERS_SEEK_H
#define FOOTFALL_PARSERS_SEEK_H

#include "parsers/bytes.h"

#define SEEK_READS 32

/* A bit for each of the bytes that is `a` or `b`, the first one lowest. */
static inline uint32_t
seek_mask_portable(const char *at, char a, char b)
{
	uint32_t mask = 0;

	for (unsigned i = 0; i < SEEK_READS; i++)
		mask |= (uint32_t)(at[i] == a || at[i] == b) << i;
	return mask;
}

/* A bit for each that is... */
struct seek_json {
	uint32_t quotes, slashes;
	uint32_t opens, closes; /* brackets and braces */
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
static inline uint32_t
seek_differ_portable(const char *at, const char *text)
{
	uint32_t mask = 0;

	for (unsigned i = 0; i < SEEK_READS; i++)
		mask |= (uint32_t)(at[i] != text[i]) << i;
	return mask;
}

#ifdef BYTES_SSE2

/* The bits of two halves, each byte of which is all ones or none. */
static inline uint32_t
seek_bits(__m128i low, __m128i high)
{
	return (uint32_t)_mm_movemask_epi8(low) | (uint32_t)_mm_movemask_epi8(high) << 16;
}

static inline __m128i
seek_either(__m128i v, char a, char b)
{
	return _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(a)), _mm_cmpeq_epi8(v, _mm_set1_epi8(b)));
}

static inline uint32_t
seek_mask(const char *at, char a, char b)
{
	return seek_bits(seek_either(bytes_load(at), a, b), seek_either(bytes_load(at + 16), a, b));
}

static inline uint32_t
seek_equal(__m128i low, __m128i high, char c)
{
	return seek_bits(_mm_cmpeq_epi8(low, _mm_set1_epi8(c)), _mm_cmpeq_epi8(high, _mm_set1_epi8(c)));
}

/* Brackets differ from braces by one bit. */
static inline struct seek_json
seek_json(const char *at)
{
	const __m128i low = bytes_load(at), high = bytes_load(at + 16), bit = _mm_set1_epi8('[' ^ '{');
	const __m128i brace = _mm_or_si128(low, bit), braces = _mm_or_si128(high, bit);

	return (struct seek_json){
	    .quotes = seek_equal(low, high, '"'),
	    .slashes = seek_equal(low, high, '\\'),
	    .opens = seek_equal(brace, braces, '{'),
	    .closes = seek_equal(brace, braces, '}'),
	};
}

static inline uint32_t
seek_differ(const char *at, const char *text)
{
	return ~seek_bits(_mm_cmpeq_epi8(bytes_load(at), bytes_load(text)),
	    _mm_cmpeq_epi8(bytes_load(at + 16), bytes_load(text + 16)));
}

#else
#define seek_mask(at, a, b) seek_mask_portable(at, a, b)
#define seek_json(at) seek_json_portable(at)
#define seek_differ(at, text) seek_differ_portable(at, text)
#endif

/* The first `a` or `b` from `at` on, `end` when there is none before it. */
static inline const char *
seek_two(const char *at, const char *end, char a, char b)
{
	for (; at < end; at += SEEK_READS) {
		uint32_t mask = seek_mask(at, a, b);

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

/* A bit for each byte that is within a string: from an opening quote up to the byte before the closing
 * one. `inside`: a string goes on from before. */
static inline uint32_t
seek_strings(uint32_t quotes, bool inside)
{
	quotes ^= quotes << 1;
	quotes ^= quotes << 2;
	quotes ^= quotes << 4;
	quotes ^= quotes << 8;
	quotes ^= quotes << 16;
	return inside ? ~quotes : quotes;
}

/* The first `n` bits, 0 to 32. */
static inline uint32_t
seek_first(size_t n)
{
	return (uint32_t)((UINT64_C(1) << n) - 1);
}

/* Whether the `n` bytes at both are the same, of which there are 64 at most. SEEK_READS bytes are readable
 * at both, and of a longer text all of it. */
static inline bool
seek_same(const char *at, const char *text, size_t n)
{
	if (n <= SEEK_READS)
		return (seek_differ(at, text) & seek_first(n)) == 0;
	return (seek_differ(at, text) | seek_differ(at + n - SEEK_READS, text + n - SEEK_READS)) == 0;
}

#endif
