/*
 * Each path compares a vector of bytes with the marks, turns the result into a bit mask and writes
 * an offset for each bit. Writing several offsets at a time, wanted or not, is faster than a loop
 * that ends at the right one (D. Lemire and others describe it for JSON), which is why `marks`
 * needs QUOTES_SPARE places more.
 */
#include "parsers/quotes.h"

#if defined(__x86_64__) && !defined(FOOTFALL_PORTABLE)
#include <immintrin.h>
#define QUOTES_X86 1
#endif

void
quotes_find_portable(struct quotes *quotes, const char *block, size_t from, size_t n)
{
	for (size_t i = from; i < n; i++)
		if (block[i] == '\n' || block[i] == '"' || block[i] == '\\')
			quotes->marks[quotes->nmarks++] = (uint32_t)i;
}

#ifdef QUOTES_X86

/* The last vectors read beyond the block, into its padding; those bits are dropped. */
static inline uint64_t
drop_padding(uint64_t mask, size_t left)
{
	return mask & (((uint64_t)1 << left) - 1);
}

/* One look-up by the low half of each byte gives the one mark that has it, or a byte that differs. */
__attribute__((target("avx2,bmi,popcnt"))) static inline uint64_t
mask_avx2(const char *at)
{
	const __m256i table =
	    _mm256_broadcastsi128_si256(_mm_setr_epi8(-1, 0, '"', 0, 0, 0, 0, 0, 0, 0, '\n', 0, '\\', 0, 0, 0));
	const __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)at);
	const __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));
	uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, a), a));
	uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, b), b));

	return low | (uint64_t)high << 32;
}

/* Writes the bits of the 64 bytes at offset `at` to `out`; gives the place behind them. */
__attribute__((target("avx2,bmi,popcnt"))) static inline uint32_t *
put_avx2(uint32_t *out, uint64_t mask, uint32_t at)
{
	uint32_t *end = out + __builtin_popcountll(mask);

	/* Four are what 64 bytes of a log mostly have at most. Of no bit at all _tzcnt_u64 gives 64. */
	do {
		out[0] = at + (uint32_t)_tzcnt_u64(mask);
		mask = _blsr_u64(mask);
		out[1] = at + (uint32_t)_tzcnt_u64(mask);
		mask = _blsr_u64(mask);
		out[2] = at + (uint32_t)_tzcnt_u64(mask);
		mask = _blsr_u64(mask);
		out[3] = at + (uint32_t)_tzcnt_u64(mask);
		mask = _blsr_u64(mask);
		out += 4;
	} while (out < end);
	return end;
}

__attribute__((target("avx2,bmi,popcnt"))) static void
find_avx2(struct quotes *quotes, const char *block, size_t from, size_t n)
{
	uint32_t *out = quotes->marks + quotes->nmarks;
	size_t i = from;

	for (; i + 64 <= n; i += 64)
		out = put_avx2(out, mask_avx2(block + i), (uint32_t)i);
	if (i < n)
		out = put_avx2(out, drop_padding(mask_avx2(block + i), n - i), (uint32_t)i);
	quotes->nmarks = (size_t)(out - quotes->marks);
}

__attribute__((target("sse2"))) static inline uint64_t
mask_sse2(const char *at)
{
	const __m128i newline = _mm_set1_epi8('\n'), quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
	uint64_t mask = 0;

	for (int part = 0; part < 4; part++) {
		const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * part));
		const __m128i mark = _mm_or_si128(
		    _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)), _mm_cmpeq_epi8(v, newline));

		mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(mark) << (16 * part);
	}
	return mask;
}

static inline uint32_t *
put_sse2(uint32_t *out, uint64_t mask, uint32_t at)
{
	for (; mask != 0; mask &= mask - 1)
		*out++ = at + (uint32_t)__builtin_ctzll(mask);
	return out;
}

__attribute__((target("sse2"))) static void
find_sse2(struct quotes *quotes, const char *block, size_t from, size_t n)
{
	uint32_t *out = quotes->marks + quotes->nmarks;
	size_t i = from;

	for (; i + 64 <= n; i += 64)
		out = put_sse2(out, mask_sse2(block + i), (uint32_t)i);
	if (i < n)
		out = put_sse2(out, drop_padding(mask_sse2(block + i), n - i), (uint32_t)i);
	quotes->nmarks = (size_t)(out - quotes->marks);
}

void
quotes_find(struct quotes *quotes, const char *block, size_t from, size_t n)
{
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi"))
		find_avx2(quotes, block, from, n);
	else if (__builtin_cpu_supports("sse2"))
		find_sse2(quotes, block, from, n);
	else
		quotes_find_portable(quotes, block, from, n);
}

#else

void
quotes_find(struct quotes *quotes, const char *block, size_t from, size_t n)
{
	quotes_find_portable(quotes, block, from, n);
}

#endif
