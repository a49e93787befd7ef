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

/* The top bit of each byte that is not a decimal digit. */
static inline uint64_t
not_digits(uint64_t word)
{
	uint64_t value = word ^ ONES * '0';

	return ((value + ONES * 0x76) | value) & TOPS;
}

/* The bits of the last `n` bytes of a word, 1 to 8. */
static inline uint64_t
last_bytes(size_t n)
{
	return ~UINT64_C(0) << (8 * (8 - n));
}

/* True when the `n` bytes that end at `end` are digits; at least 7 more stand before them. */
static inline bool
digits_before(const char *end, size_t n)
{
	return n >= 1 && n <= 8 && (not_digits(word_at(end - 8)) & last_bytes(n)) == 0;
}

/* "METHOD TARGET HTTP/1.1": the blanks are where they nearly always are. */
static inline bool
split(const char *at, const char *end, struct record *record)
{
	const char *protocol = end - 9;
	size_t method;

	if (end - at < 14 || memcmp(protocol, " HTTP/", 6) != 0 || protocol[6] == ' ' || protocol[7] == ' ' ||
	    protocol[8] == ' ')
		return false;
	if (at[3] == ' ')
		method = 3;
	else if (at[4] == ' ')
		method = 4;
	else
		return false;
	if (at[0] == ' ' || at[1] == ' ' || at[2] == ' ')
		return false;
	record->method = span_make(at, method);
	record->target = span_make(at + method + 1, (size_t)(protocol - at) - method - 1);
	return protocol > at + method;
}

/* What stands between two quotes; "-" is how servers write "none". */
static inline struct span
between(const char *open, const char *close)
{
	size_t n = (size_t)(close - open - 1);

	return span_make(open + 1, n == 1 && open[1] == '-' ? 0 : n);
}

/* True when a blank is among the `n` bytes at `at`, behind which at least 8 more are readable. */
static inline bool
has_blank(const char *at, size_t n)
{
	for (size_t i = 0; i < n; i += 8) {
		uint64_t word = word_at(at + i) ^ ONES * ' ';
		uint64_t blanks = ~(((word & ~TOPS) + ~TOPS) | word) & TOPS;

		if (n - i < 8)
			blanks &= ~last_bytes(8 - (n - i));
		if (blanks)
			return true;
	}
	return false;
}

bool
plain_scan(struct timestamp_cache *times, const struct line *line, struct record *record)
{
	enum { TIME = TIMESTAMP_CLF + 3 /* "[TIME] " */, DASHES = 5 /* " - - " */ };
	const char *start = line->text.p, *base = line->base, *request, *behind, *referer, *agent;
	const uint32_t *marks = line->marks;
	struct timestamp time;
	size_t address;

	if (line->nmarks != 6 || !line->clean)
		return false;
	request = base + marks[0];
	behind = base + marks[1];
	referer = base + marks[2];
	agent = base + marks[4];
	address = (size_t)(request - start) - TIME - DASHES;
	if (request - start < TIME + DASHES + 1 || base + marks[5] + 1 != start + line->text.n ||
	    referer - behind < 8 || marks[4] - marks[3] != 2 || agent[-1] != ' ')
		return false;
	if (memcmp(start + address, " - - [", 6) != 0 || memcmp(request - 2, "] ", 2) != 0 || has_blank(start, address))
		return false;
	/* " 200 1234 ": the line before the status is long enough to be read from. */
	if (behind[1] != ' ' || behind[5] != ' ' || referer[-1] != ' ' || !digits_before(behind + 5, 3) ||
	    !digits_before(referer - 1, (size_t)(referer - behind) - 7))
		return false;
	if (!split(request + 1, behind, record) || !timestamp_clf(times, request - TIME + 1, &time))
		return false;

	record->address = span_make(start, address);
	record->host = span_make(start, 0);
	record->status = (uint16_t)((behind[2] - '0') * 100 + (behind[3] - '0') * 10 + (behind[4] - '0'));
	record->time = time.utc;
	record->offset = time.offset;
	record->leap = time.leap;
	record->referer = between(referer, base + marks[3]);
	record->agent = between(agent, base + marks[5]);
	record->has_referer = record->has_agent = true;
	return true;
}
