#include "base/span.h"

static bool
same_letters(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_lower(a[i]) != span_lower(b[i]))
			return false;
	return true;
}

bool
span_ieq(struct span a, struct span b)
{
	return a.n == b.n && same_letters(a.p, b.p, a.n);
}

bool
span_starts(struct span s, struct span with)
{
	return s.n >= with.n && span_eq(span_first(s, with.n), with);
}

bool
span_istarts(struct span s, struct span with)
{
	return s.n >= with.n && same_letters(s.p, with.p, with.n);
}

bool
span_ends(struct span s, struct span with)
{
	return s.n >= with.n && span_eq(span_from(s, s.n - with.n), with);
}

bool
span_iends(struct span s, struct span with)
{
	return s.n >= with.n && span_ieq(span_from(s, s.n - with.n), with);
}

int
span_compare(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	/* memcmp may not be given a NULL pointer, not even for no bytes */
	int order = n ? memcmp(a.p, b.p, n) : 0;
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

size_t
span_chr(struct span s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
	return at ? (size_t)(at - s.p) : SPAN_NONE;
}

size_t
span_rchr(struct span s, char c)
{
	const char *at = s.n ? memrchr(s.p, c, s.n) : NULL;
	return at ? (size_t)(at - s.p) : SPAN_NONE;
}

size_t
span_find(struct span s, struct span what)
{
	if (what.n == 0)
		return 0;
	if (what.n > s.n)
		return SPAN_NONE;
	const char *at = memmem(s.p, s.n, what.p, what.n);
	return at ? (size_t)(at - s.p) : SPAN_NONE;
}

size_t
span_ifind(struct span s, struct span what)
{
	for (size_t i = 0; what.n <= s.n && i <= s.n - what.n; i++)
		if (same_letters(s.p + i, what.p, what.n))
			return i;
	return SPAN_NONE;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span
span_trim(struct span s)
{
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	size_t from = 0;
	while (from < s.n && is_blank(s.p[from]))
		from++;
	return from ? span_from(s, from) : s;
}

bool
span_u64(struct span s, uint64_t *out)
{
	uint64_t value = 0;
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		uint64_t digit = (uint64_t)(s.p[i] - '0');
		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

struct span
span_cut(struct span *rest, char c)
{
	size_t at = span_chr(*rest, c);
	struct span before = span_first(*rest, at);
	*rest = span_from(*rest, at == SPAN_NONE ? rest->n : at + 1);
	return before;
}
