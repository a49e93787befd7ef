/*
 * Each path compares a vector of bytes with the marks, turns the results into bit masks and writes
 * an offset for each bit. Writing several offsets at a time, wanted or not, is faster than a loop
 * that ends at the right one (D. Lemire and others describe it for JSON), which is why `marks`
 * needs QUOTES_SPARE places more. Newlines are few, so each is taken by itself.
 */
#include "parsers/quotes.h"

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#define QUOTES_X86 1
#endif

void
quotes_find_portable(struct quotes *quotes, const char *block, size_t from, size_t n)
{
	for (size_t i = from; i < n; i++) {
		if (block[i] == '\n')
			quotes->ends[quotes->nends++] = (struct quotes_end){(uint32_t)i, (uint32_t)quotes->nmarks};
		else if (block[i] == '"' || block[i] == '\\')
			quotes->marks[quotes->nmarks++] = (uint32_t)i;
		quotes->slashes |= block[i] == '\\';
	}
}

#ifdef QUOTES_X86

/* 64 bytes as bits: which are newlines, which are marks. */
struct masks {
	uint64_t newline, mark;
};

/* The number of the lowest bit; of no bit at all any number, which costs no branch. */
static inline uint32_t
lowest(uint64_t mask)
{
	return (uint32_t)__builtin_ctzll(mask | (uint64_t)1 << 63);
}

/* Writes down the bits of 64 bytes at offset `at`. */
static inline void
put_masks(struct quotes *quotes, struct masks masks, uint32_t at)
{
	uint32_t *out = quotes->marks + quotes->nmarks;
	size_t count = (size_t)__builtin_popcountll(masks.mark);

	while (masks.newline) {
		uint64_t before = masks.mark & ((masks.newline & -masks.newline) - 1);

		quotes->ends[quotes->nends++] = (struct quotes_end){
		    at + lowest(masks.newline), (uint32_t)(quotes->nmarks + (size_t)__builtin_popcountll(before))};
		masks.newline &= masks.newline - 1;
	}
	for (size_t done = 0; done < count; done += 2) {
		out[done] = at + lowest(masks.mark);
		masks.mark &= masks.mark - 1;
		out[done + 1] = at + lowest(masks.mark);
		masks.mark &= masks.mark - 1;
	}
	quotes->nmarks += count;
}

/* The last vectors read beyond the block, into its padding; those bits are dropped. */
static inline struct masks
drop_padding(struct masks masks, size_t left)
{
	uint64_t keep = ((uint64_t)1 << left) - 1;

	return (struct masks){masks.newline & keep, masks.mark & keep};
}

__attribute__((target("avx2,bmi,popcnt"))) static inline struct masks
masks_avx2(const char *at, __m256i *slashes)
{
	const __m256i newline = _mm256_set1_epi8('\n'), quote = _mm256_set1_epi8('"'), slash = _mm256_set1_epi8('\\');
	struct masks masks = {0, 0};

	for (int part = 0; part < 2; part++) {
		const __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32 * part));
		const __m256i slashed = _mm256_cmpeq_epi8(v, slash);
		const __m256i mark = _mm256_or_si256(_mm256_cmpeq_epi8(v, quote), slashed);

		*slashes = _mm256_or_si256(*slashes, slashed);
		masks.newline |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, newline)) << (32 * part);
		masks.mark |= (uint64_t)(uint32_t)_mm256_movemask_epi8(mark) << (32 * part);
	}
	return masks;
}

__attribute__((target("avx2,bmi,popcnt"))) static void
find_avx2(struct quotes *quotes, const char *block, size_t from, size_t n)
{
	struct quotes local = *quotes;
	__m256i slashes = _mm256_setzero_si256();
	size_t i = from;

	for (; i + 64 <= n; i += 64)
		put_masks(&local, masks_avx2(block + i, &slashes), (uint32_t)i);
	if (i < n)
		put_masks(&local, drop_padding(masks_avx2(block + i, &slashes), n - i), (uint32_t)i);
	local.slashes |= _mm256_movemask_epi8(slashes) != 0;
	*quotes = local;
}

__attribute__((target("sse2"))) static inline struct masks
masks_sse2(const char *at, __m128i *slashes)
{
	const __m128i newline = _mm_set1_epi8('\n'), quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
	struct masks masks = {0, 0};

	for (int part = 0; part < 4; part++) {
		const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * part));
		const __m128i slashed = _mm_cmpeq_epi8(v, slash);
		const __m128i mark = _mm_or_si128(_mm_cmpeq_epi8(v, quote), slashed);

		*slashes = _mm_or_si128(*slashes, slashed);
		masks.newline |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, newline)) << (16 * part);
		masks.mark |= (uint64_t)(uint32_t)_mm_movemask_epi8(mark) << (16 * part);
	}
	return masks;
}

__attribute__((target("sse2"))) static void
find_sse2(struct quotes *quotes, const char *block, size_t from, size_t n)
{
	struct quotes local = *quotes;
	__m128i slashes = _mm_setzero_si128();
	size_t i = from;

	for (; i + 64 <= n; i += 64)
		put_masks(&local, masks_sse2(block + i, &slashes), (uint32_t)i);
	if (i < n)
		put_masks(&local, drop_padding(masks_sse2(block + i, &slashes), n - i), (uint32_t)i);
	local.slashes |= _mm_movemask_epi8(slashes) != 0;
	*quotes = local;
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
