#include "parsers/formats/plain.h"
#include "parsers/lines.h"
#include <endian.h>

#define ONES UINT64_C(0x0101010101010101)
#define TOPS UINT64_C(0x8080808080808080)

/* The eight bytes at `at`, the first one lowest. */
static inline uint64_t
word_at(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/* The word of a text of eight bytes, a constant to the compiler. */
#define WORD(text) word_at("" text)

/* The first `n` bytes of a word, 1 to 8. */
static inline uint64_t
first_bytes(size_t n)
{
	return ~UINT64_C(0) >> (8 * (8 - n));
}

static inline bool
same_four(const char *at, const char *text)
{
	return memcmp(at, text, 4) == 0;
}

/* The place of the first blank, or something over 7. */
static inline size_t
first_blank(uint64_t word)
{
	uint64_t other = word ^ ONES * ' ';
	/* Borrows may set bits behind the first blank, never before it. */
	uint64_t blanks = (other - ONES) & ~other & TOPS;

	return blanks ? (size_t)__builtin_ctzll(blanks) / 8 : SIZE_MAX;
}

/* True when the first blank behind `at` is at `end`, where one is known to be. */
static inline bool
is_one_word(const char *at, const char *end)
{
	size_t blank;

	for (; (blank = first_blank(word_at(at))) == SIZE_MAX; at += 8)
		;
	return at + blank == end;
}

/* True when the `n` bytes that end at `end` are digits, or the dash alone that stands for none. */
static inline bool
is_count(const char *end, size_t n)
{
	uint64_t value = word_at(end - 8) ^ ONES * '0';
	uint64_t wrong = ((value + ONES * 0x76) | value) & TOPS;

	if (n < 1 || n > 8)
		return false;
	return wrong >> (8 * (8 - n)) == 0 || (n == 1 && end[-1] == '-');
}

/* " 200 " at `at`, which is read as eight bytes: the status, or 0. */
static inline unsigned
status_at(const char *at)
{
	uint64_t value = word_at(at) ^ WORD(" 000 \0\0\0");
	uint64_t wrong = (value + WORD("\x7f\x76\x76\x76\x7f\0\0\0")) | value;

	if (wrong & TOPS & first_bytes(5))
		return 0;
	return (unsigned)((value >> 8 & 0xff) * 100 + (value >> 16 & 0xff) * 10 + (value >> 24 & 0xff));
}

/* "METHOD TARGET HTTP/1.1": the blanks are where they nearly always are, and the digits are below 4. */
static inline bool
split(const char *at, const char *end, struct record *record)
{
	const char *last = end - 9;
	size_t method = same_four(at, "GET ") ? 3 : first_blank(word_at(at));

	if (*last != ' ' || ((word_at(last + 1) ^ WORD("HTTP/1.1")) & ~WORD("\0\0\0\0\0\3\0\3")) != 0)
		return false;
	if (method < 1 || method > 7 || last - at <= (ptrdiff_t)method)
		return false;
	record->method = span_make(at, method);
	record->target = span_make(at + method + 1, (size_t)(last - at) - method - 1);
	return true;
}

/* What stands between two quotes; "-" is how servers write "none". */
static inline struct span
between(const char *open, const char *close)
{
	size_t n = (size_t)(close - open - 1);

	return span_make(open + 1, n == 1 && open[1] == '-' ? 0 : n);
}

bool
plain_scan(struct timestamp_cache *times, const struct line *line, struct record *record)
{
	enum { TIME = TIMESTAMP_CLF + 3 /* "[TIME] " */, DASHES = 5 /* " - - " */ };
	const char *start = line->text.p, *base = line->base, *request, *behind, *referer, *agent, *address;
	const uint32_t *marks = line->marks;
	struct timestamp time;
	unsigned status;

	/* A line that begins with '#' is a directive or was commented out, whatever follows. */
	if (line->nmarks != 6 || !line->clean || *start == '#')
		return false;
	request = base + marks[0];
	behind = base + marks[1];
	referer = base + marks[2];
	agent = base + marks[4];
	address = request - TIME - DASHES; /* its end */
	if (request - start < TIME + DASHES + 1 || base + marks[5] + 1 != start + line->text.n ||
	    behind - request < 10 || referer - behind < 8 || marks[4] - marks[3] != 2 || agent[-1] != ' ')
		return false;
	/* " - - [" by two words that overlap, and "] ". */
	if (!same_four(address, " - -") || !same_four(address + 2, " - [") || request[-2] != ']' ||
	    request[-1] != ' ' || !is_one_word(start, address))
		return false;
	/* " 200 1234 ": the line before the status is long enough to be read from. */
	status = status_at(behind + 1);
	if (status == 0 || referer[-1] != ' ' || !is_count(referer - 1, (size_t)(referer - behind) - 7))
		return false;
	if (!split(request + 1, behind, record) || !timestamp_clf(times, request - TIME + 1, &time))
		return false;

	record->address = span_make(start, (size_t)(address - start));
	record->host = record->forwarded = span_make(start, 0);
	record->status = (uint16_t)status;
	record->time = time.utc;
	record->offset = time.offset;
	record->leap = time.leap;
	record->referer = between(referer, base + marks[3]);
	record->agent = between(agent, base + marks[5]);
	record->has_referer = record->has_agent = true;
	return true;
}
