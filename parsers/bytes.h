/*
 * bytes: eight or sixteen bytes looked at together, for what is done with every line of a log.
 *
 * A word has the first byte lowest on every machine. Sixteen bytes at a time are SSE2, which every
 * x86-64 has, or else, and with FOOTFALL_PORTABLE, plain C with the same answers.
 */
#ifndef FOOTFALL_PARSERS_BYTES_H
#define FOOTFALL_PARSERS_BYTES_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__) && !defined(FOOTFALL_PORTABLE)
#include <emmintrin.h>
#define BYTES_SSE2 1
#endif

/* The lowest and the highest bit of each byte of a word. */
#define BYTES_ONES UINT64_C(0x0101010101010101)
#define BYTES_TOPS UINT64_C(0x8080808080808080)

/* The eight bytes at `at`. */
static inline uint64_t
bytes_word(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/* The word of a literal of eight bytes, a constant to the compiler. */
#define BYTES_WORD(literal) bytes_word("" literal)

/* A bit set for the first `n` bytes of a word, 1 to 8. */
static inline uint64_t
bytes_first(size_t n)
{
	return ~UINT64_C(0) >> (8 * (8 - n));
}

/* Of a word XORed with '0's: the top bit of each byte that was no digit. */
static inline uint64_t
bytes_not_digits(uint64_t value)
{
	return ((value + BYTES_ONES * 0x76) | value) & BYTES_TOPS;
}

/* The top bit of each byte of a word that is `c`. */
static inline uint64_t
bytes_equal(uint64_t word, char c)
{
	uint64_t other = word ^ BYTES_ONES * (unsigned char)c;

	return ~(((other & ~BYTES_TOPS) + ~BYTES_TOPS) | other) & BYTES_TOPS;
}

#ifdef BYTES_SSE2
static inline __m128i
bytes_load(const char *at)
{
	return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* All ones in each byte in which the sixteen at `a` and `b` agree. */
static inline __m128i
bytes_agree(const char *a, const char *b)
{
	return _mm_cmpeq_epi8(bytes_load(a), bytes_load(b));
}

/* All ones in each byte in which two texts of `n` bytes agree in the 16 bytes from `at` on and in those
 * that begin as far from the end. */
static inline __m128i
bytes_agree_twice(const char *a, const char *b, size_t at, size_t n)
{
	size_t back = n - at - 16;

	return _mm_and_si128(bytes_agree(a + at, b + at), bytes_agree(a + back, b + back));
}

/* Whether two texts of at least 16 bytes are the same. */
static inline bool
bytes_same(const char *a, const char *b, size_t n)
{
	__m128i all = bytes_agree_twice(a, b, 0, n);

	if (n > 32)
		all = _mm_and_si128(all, bytes_agree_twice(a, b, 16, n));
	if (n > 64)
		all = _mm_and_si128(all, _mm_and_si128(bytes_agree_twice(a, b, 32, n), bytes_agree_twice(a, b, 48, n)));
	return _mm_movemask_epi8(all) == 0xffff && (n <= 128 || memcmp(a + 64, b + 64, n - 128) == 0);
}

/* All ones in each of the sixteen bytes at `at` that is `x` or `y`. */
static inline __m128i
bytes_either(const char *at, char x, char y)
{
	const __m128i v = bytes_load(at);

	return _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(x)), _mm_cmpeq_epi8(v, _mm_set1_epi8(y)));
}

/* Whether one of the sixteen bytes at `p` or of those `b` further on is `x` or `y`. */
static inline bool
bytes_among(const char *p, size_t b, char x, char y)
{
	return _mm_movemask_epi8(_mm_or_si128(bytes_either(p, x, y), bytes_either(p + b, x, y))) != 0;
}

/* Which of four numbers is `number`, the first one; 4 when none is. */
static inline unsigned
bytes_find_four(const uint32_t numbers[4], uint32_t number)
{
	const __m128i same = _mm_cmpeq_epi32(bytes_load((const char *)numbers), _mm_set1_epi32((int)number));

	return (unsigned)__builtin_ctz((unsigned)_mm_movemask_ps(_mm_castsi128_ps(same)) | 0x10);
}

/* A bit for each of the sixteen bytes at `at` that is `c`, the first one lowest. */
static inline uint32_t
bytes_mask(const char *at, char c)
{
	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes_load(at), _mm_set1_epi8(c)));
}

/* A bit for each of them that is below `c`, which is ASCII, or 128 and more above it: what the top bit of the
 * difference tells, and a comparison costs more. */
static inline uint32_t
bytes_mask_below(const char *at, char c)
{
	return (uint32_t)_mm_movemask_epi8(_mm_sub_epi8(bytes_load(at), _mm_set1_epi8(c)));
}

/* A bit for each of them that is a hexadecimal digit. */
static inline uint32_t
bytes_mask_hex(const char *at)
{
	const __m128i v = bytes_load(at), lower = _mm_or_si128(v, _mm_set1_epi8(0x20));
	/* What is subtracted with saturation leaves 0 for what is not above it. */
	const __m128i digit = _mm_subs_epu8(_mm_sub_epi8(v, _mm_set1_epi8('0')), _mm_set1_epi8(9));
	const __m128i letter = _mm_subs_epu8(_mm_sub_epi8(lower, _mm_set1_epi8('a')), _mm_set1_epi8(5));

	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(digit, letter), _mm_setzero_si128()));
}
#else
static inline bool
bytes_same(const char *a, const char *b, size_t n)
{
	return memcmp(a, b, n) == 0;
}

static inline bool
bytes_among(const char *p, size_t b, char x, char y)
{
	return memchr(p, x, 16) || memchr(p, y, 16) || memchr(p + b, x, 16) || memchr(p + b, y, 16);
}

static inline unsigned
bytes_find_four(const uint32_t numbers[4], uint32_t number)
{
	unsigned i = 0;

	while (i < 4 && numbers[i] != number)
		i++;
	return i;
}

static inline uint32_t
bytes_mask(const char *at, char c)
{
	uint32_t mask = 0;

	for (int i = 0; i < 16; i++)
		mask |= (uint32_t)(at[i] == c) << i;
	return mask;
}

static inline uint32_t
bytes_mask_below(const char *at, char c)
{
	uint32_t mask = 0;

	for (int i = 0; i < 16; i++)
		mask |= (uint32_t)((unsigned char)(at[i] - c) >> 7) << i;
	return mask;
}

static inline uint32_t
bytes_mask_hex(const char *at)
{
	uint32_t mask = 0;

	for (int i = 0; i < 16; i++)
		mask |= (uint32_t)((at[i] >= '0' && at[i] <= '9') || ((at[i] | 0x20) >= 'a' && (at[i] | 0x20) <= 'f'))
			<< i;
	return mask;
}
#endif

/* Where the first byte of those that bytes_mask_below finds stands among the sixteen at `at`; 16 when none does. */
static inline unsigned
bytes_find_below(const char *at, char c)
{
	return (unsigned)__builtin_ctz(bytes_mask_below(at, c) | 0x10000);
}

/* Whether two texts of any length are the same. */
static inline bool
bytes_alike(const char *a, const char *b, size_t n)
{
	if (n >= 16)
		return bytes_same(a, b, n);
	if (n >= 8)
		return ((bytes_word(a) ^ bytes_word(b)) | (bytes_word(a + n - 8) ^ bytes_word(b + n - 8))) == 0;
	return memcmp(a, b, n) == 0;
}

/* Whether a text of at least 16 bytes holds `x` or `y`. Two blocks at once, which overlap in a short text and at
 * the end of a long one: how long it is would be guessed wrong by a loop. */
static inline bool
bytes_hold(const char *p, size_t n, char x, char y)
{
	const char *end = p + n;

	if (n <= 32)
		return bytes_among(p, n - 16, x, y);
	for (; end - p > 32; p += 32)
		if (bytes_among(p, 16, x, y))
			return true;
	return bytes_among(end - 32, 16, x, y);
}

#endif
