/*
 * Each path compares a vector of bytes with the three marks, turns the result into a bit mask and
 * then writes an offset for each bit. Writing eight offsets at a time, wanted or not, is faster
 * than a loop that ends at the right one (D. Lemire and others describe it for JSON), which is why
 * `marks` needs room for eight more.
 */
#include "parsers/quotes.h"

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#define QUOTES_X86 1
#endif

size_t
quotes_find_portable(const char *block, size_t from, size_t n, uint32_t *marks)
{
	size_t count = 0;

	for (size_t i = from; i < n; i++) {
		char c = block[i];

		if (c == '"' || c == '\n' || c == '\\')
			marks[count++] = (uint32_t)i;
	}
	return count;
}

#ifdef QUOTES_X86

/* Writes the offsets of the bits of `mask`; gives where the next offset goes. */
static inline uint32_t *
put_bits(uint32_t *out, uint64_t mask, uint32_t at)
{
	int count = __builtin_popcountll(mask);

	for (int done = 0; done < count; done += 4)
		for (int i = 0; i < 4; i++) {
			/* On an empty mask the bit number means nothing; the offset is overwritten. */
			out[done + i] = at + (uint32_t)__builtin_ctzll(mask | (uint64_t)1 << 63);
			mask &= mask - 1;
		}
	return out + count;
}

__attribute__((target("avx2,bmi,popcnt"))) static inline uint32_t
mask32(const char *at)
{
	const __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)at);
	const __m256i quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"'));
	const __m256i newline = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\n'));
	const __m256i slash = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'));

	return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(quote, newline), slash));
}

/* The last vector reads beyond the block, into its padding; those bits are dropped. */
static inline uint64_t
last_bits(uint64_t mask, size_t left)
{
	return left >= 64 ? mask : mask & (((uint64_t)1 << left) - 1);
}

__attribute__((target("avx2,bmi,popcnt"))) static size_t
find_avx2(const char *block, size_t from, size_t n, uint32_t *marks)
{
	uint32_t *out = marks;

	for (size_t i = from; i < n; i += 64) {
		uint64_t mask = (uint64_t)mask32(block + i) | (uint64_t)mask32(block + i + 32) << 32;

		out = put_bits(out, last_bits(mask, n - i), (uint32_t)i);
	}
	return (size_t)(out - marks);
}

__attribute__((target("sse2"))) static inline uint32_t
mask16(const char *at)
{
	const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)at);
	const __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
	const __m128i newline = _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'));
	const __m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));

	return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, newline), slash));
}

__attribute__((target("sse2"))) static size_t
find_sse2(const char *block, size_t from, size_t n, uint32_t *marks)
{
	uint32_t *out = marks;

	for (size_t i = from; i < n; i += 64) {
		uint64_t mask = 0;

		for (size_t part = 0; part < 4; part++)
			mask |= (uint64_t)mask16(block + i + 16 * part) << (16 * part);
		out = put_bits(out, last_bits(mask, n - i), (uint32_t)i);
	}
	return (size_t)(out - marks);
}

size_t
quotes_find(const char *block, size_t from, size_t n, uint32_t *marks)
{
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"))
		return find_avx2(block, from, n, marks);
	if (__builtin_cpu_supports("sse2"))
		return find_sse2(block, from, n, marks);
	return quotes_find_portable(block, from, n, marks);
}

#else

size_t
quotes_find(const char *block, size_t from, size_t n, uint32_t *marks)
{
	return quotes_find_portable(block, from, n, marks);
}

#endif
