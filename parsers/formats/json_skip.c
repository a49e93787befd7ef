/*
 * Thirty-two bytes at a time become bits, and the bits of quotes become those of strings (G. Langdale and
 * D. Lemire, "Parsing Gigabytes of JSON per Second"), so that nothing is decided byte by byte. Where
 * there is a backslash, which is rare, bytes are looked at one by one.
 */
#include "parsers/formats/json_skip.h"

struct skip {
	size_t depth;
	bool string; /* one goes on */
	bool escape; /* a backslash in it stands before the next byte */
};

/* The bits of brackets in order. Gives the bit of the last closing one, or `n`. */
static unsigned
count(struct skip *skip, uint32_t opens, uint32_t closes, unsigned n)
{
	for (uint32_t left = opens | closes; left; left &= left - 1) {
		if (opens & left & -left)
			skip->depth++;
		else if (--skip->depth == 0)
			return (unsigned)__builtin_ctz(left);
	}
	return n;
}

/* The first `n` bytes one by one; gives the place of the last closing bracket, or `n`. */
static unsigned
count_bytes(struct skip *skip, const char *at, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (skip->escape) {
			skip->escape = false;
		} else if (skip->string) {
			skip->string = at[i] != '"';
			skip->escape = at[i] == '\\';
		} else if (at[i] == '"') {
			skip->string = true;
		} else if (at[i] == '{' || at[i] == '[') {
			skip->depth++;
		} else if ((at[i] == '}' || at[i] == ']') && --skip->depth == 0) {
			return i;
		}
	}
	return n;
}

/* The next `n` bytes, SEEK_READS at most. */
static inline unsigned
step(struct skip *skip, const char *at, unsigned n)
{
	uint32_t valid = seek_first(n), strings;
	unsigned last;
	struct seek_json bits = seek_json(at);

	if ((bits.slashes & valid) || skip->escape)
		return count_bytes(skip, at, n);
	strings = seek_strings(bits.quotes & valid, skip->string);
	last = count(skip, bits.opens & valid & ~strings, bits.closes & valid & ~strings, n);
	skip->string = strings >> 31;
	return last;
}

const char *
json_skip(const char *at, const char *end, size_t *depth, bool *string)
{
	struct skip skip = {.depth = *depth};

	while (at < end) {
		unsigned n = end - at < SEEK_READS ? (unsigned)(end - at) : SEEK_READS, last = step(&skip, at, n);

		if (last < n) {
			*depth = 0;
			return at + last + 1;
		}
		at += n;
	}
	*depth = skip.depth;
	if (string)
		*string = skip.string;
	return NULL;
}
