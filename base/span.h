/*
 * span: a borrowed piece of text, pointer and length.
 *
 * A span never owns its bytes and never ends in NUL; whoever made the bytes frees them. It is
 * passed by value. All comparisons are of bytes; "i" variants fold ASCII letters only, so no
 * result depends on the locale.
 */
#ifndef FOOTFALL_BASE_SPAN_H
#define FOOTFALL_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const char *p;
	size_t n;
};

/* A span over a string literal, as a constant expression: SPAN("twitter"). */
#define SPAN(literal) ((struct span){(literal), sizeof(literal) - 1})
/* The same for static tables, where a compound literal is not allowed. */
#define SPAN_INIT(literal)                                                                                             \
	{                                                                                                              \
		(literal), sizeof(literal) - 1                                                                         \
	}
/* For printf: printf("%.*s", SPAN_ARG(s)). Spans over INT_MAX bytes are not printed so. */
#define SPAN_ARG(s) (int)(s).n, (s).p
/* For a buffer that is written before it is read, in what is done with many lines: it is not cleared, which
 * the build otherwise has the compiler do with all locals. */
#if defined(__has_attribute)
#if __has_attribute(uninitialized)
#define SPAN_UNSET __attribute__((uninitialized))
#endif
#endif
#ifndef SPAN_UNSET
#define SPAN_UNSET
#endif
/* "not found", for the functions that give an index. */
#define SPAN_NONE SIZE_MAX

static inline struct span
span_make(const char *p, size_t n)
{
	return (struct span){p, n};
}

/* A span over a NUL-terminated string; NULL gives the empty span. */
static inline struct span
span_str(const char *s)
{
	return s ? span_make(s, strlen(s)) : span_make("", 0);
}

/* The bytes from index `from` on; `from` beyond the end gives the empty span at the end. */
static inline struct span
span_from(struct span s, size_t from)
{
	if (from > s.n)
		from = s.n;
	return span_make(s.p + from, s.n - from);
}

/* The first `n` bytes, or all when there are fewer. */
static inline struct span
span_first(struct span s, size_t n)
{
	return span_make(s.p, n < s.n ? n : s.n);
}

static inline bool
span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* A hash of the length, the first and the last eight bytes, good in all its bits but cheap and not secret; for tables
 * of one run, since machines differ in it. */
static inline uint64_t
span_hash_ends(struct span s)
{
	uint64_t first = 0, last = 0;
	if (s.n >= sizeof(first)) {
		memcpy(&first, s.p, sizeof(first));
		memcpy(&last, s.p + s.n - sizeof(last), sizeof(last));
	} else {
		for (size_t i = 0; i < s.n; i++)
			last = last << 8 | (unsigned char)s.p[i];
	}
	first = (first ^ s.n) * UINT64_C(0x9e3779b97f4a7c15);
	last = (last ^ first ^ first >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return last ^ last >> 32;
}

/* ASCII lower case of one byte; every other byte is given back unchanged. */
static inline char
span_lower(char c)
{
	return (c >= 'A' && c <= 'Z') ? (char)(c + 32) : c;
}

bool span_ieq(struct span a, struct span b);
bool span_starts(struct span s, struct span with);
bool span_istarts(struct span s, struct span with);
bool span_ends(struct span s, struct span with);
bool span_iends(struct span s, struct span with);

/* Byte-wise order as memcmp, a shorter span before a longer one it begins: <0, 0, >0. */
int span_compare(struct span a, struct span b);

/* Index of the first/last byte `c`, or SPAN_NONE. */
size_t span_chr(struct span s, char c);
size_t span_rchr(struct span s, char c);

/* Index of the first occurrence of `what`, or SPAN_NONE; an empty `what` is found at 0. */
size_t span_find(struct span s, struct span what);
size_t span_ifind(struct span s, struct span what);

/* Without leading and trailing blanks, tabs, CR and LF. */
struct span span_trim(struct span s);

/* Decimal digits alone, as in "42", to a number. False (and *out untouched) when the span is
 * empty, holds anything but digits, or exceeds 64 bits. */
bool span_u64(struct span s, uint64_t *out);

/* Cuts `*rest` at the first byte `c`: gives what stands before it and leaves in *rest what stands
 * behind it. Without `c`, gives all of *rest and leaves the empty span. */
struct span span_cut(struct span *rest, char c);

#endif
