#include "parsers/nh.h"

uint64_t
nh_other(const struct nh_secret *secret, const char *text, size_t n)
{
	const uint64_t *words = secret->words + 4;
	/* A short text has zeros behind it; its length tells it from one that really ends so. */
	char padded[NH_USUAL] = {0};
	const char *at = text, *last = text + n - 16;
	struct nh_sum sum = {0, 0};

	if (n < NH_USUAL) {
		if (n > 0)
			memcpy(padded, text, n);
		at = padded;
		last = padded + NH_USUAL - 16;
	}
	for (; at < last; at += 16, words += 2)
		sum = nh_add(sum, at, words);
	return nh_end(secret, nh_add(sum, last, words), n);
}
