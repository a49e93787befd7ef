/*
 * nh: a hash of texts under a secret, by which a table may tell them apart without keeping them.
 *
 * NH (J. Black and others: UMAC, Fast and Secure Message Authentication, 1999) with words of 64 bits: the sum of
 * the products of pairs of words, to each of which a word of the secret is added. Whatever two texts a stranger
 * writes, their sums are equal for one secret of 2^64, and he does not know it. A million agents of which any two are
 * taken for one: once in some 10^7 logs. It stands in a header because it is gone on every line of a log.
 */
#ifndef FOOTFALL_PARSERS_NH_H
#define FOOTFALL_PARSERS_NH_H

#include "parsers/bytes.h"

/* The longest text. */
#define NH_LONGEST 512
/* Texts of this length and up to twice of it are hashed without a loop. */
#define NH_USUAL 64

/* Random words: the first four for the length and the end, and two for each sixteen bytes of text. */
struct nh_secret {
	uint64_t words[4 + NH_LONGEST / 8];
};

struct nh_sum {
	uint64_t low, high;
};

/* The product of two words, added. */
static inline struct nh_sum
nh_product(struct nh_sum sum, uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	__extension__ typedef unsigned __int128 wide;
	wide all = ((wide)sum.high << 64 | sum.low) + (wide)a * b;

	return (struct nh_sum){(uint64_t)all, (uint64_t)(all >> 64)};
#else
	uint64_t low = (uint32_t)a * (uint64_t)(uint32_t)b, high = (a >> 32) * (b >> 32);
	uint64_t one = (a >> 32) * (uint32_t)b, two = (uint32_t)a * (b >> 32);
	uint64_t middle = (low >> 32) + (uint32_t)one + (uint32_t)two;

	low = (uint32_t)low | middle << 32;
	sum.low += low;
	sum.high += high + (one >> 32) + (two >> 32) + (middle >> 32) + (sum.low < low);
	return sum;
#endif
}

/* Sixteen bytes, added under two words of the secret. */
static inline struct nh_sum
nh_add(struct nh_sum sum, const char *at, const uint64_t secret[2])
{
	return nh_product(sum, bytes_word(at) + secret[0], bytes_word(at + 8) + secret[1]);
}

/* The hash that a sum makes of a text of `n` bytes. */
static inline uint64_t
nh_end(const struct nh_secret *secret, struct nh_sum sum, size_t n)
{
	struct nh_sum all = nh_product(sum, n + secret->words[0], secret->words[1]);

	all = nh_product((struct nh_sum){0, 0}, all.low ^ secret->words[2], all.high ^ secret->words[3]);
	return all.low ^ all.high;
}

/* Of NH_USUAL to 2 * NH_USUAL bytes: the first and the last NH_USUAL, which may overlap. */
static inline uint64_t
nh_usual(const struct nh_secret *secret, const char *text, size_t n)
{
	const char *end = text + n - NH_USUAL;
	struct nh_sum sum = {0, 0};

	for (size_t i = 0; i < NH_USUAL; i += 16) {
		sum = nh_add(sum, text + i, &secret->words[4 + i / 8]);
		sum = nh_add(sum, end + i, &secret->words[4 + (NH_USUAL + i) / 8]);
	}
	return nh_end(secret, sum, n);
}

/* Of any other length up to NH_LONGEST. */
uint64_t nh_other(const struct nh_secret *secret, const char *text, size_t n);

#endif
