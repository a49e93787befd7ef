/*
 * plain: the combined line as nearly every line of nearly every log has it, read by the shortest way.
 *
 *   [HOST] ADDRESS - - [TIME] "METHOD TARGET PROTOCOL" STATUS BYTES "REFERER" "AGENT"
 *
 * Six quotes, no escape, nothing more. The offsets of the quotes are known (parsers/quotes.h), so a
 * few words around them are compared and nothing is searched for. It stands in a header because it is
 * a good part of all that is done with a line.
 */
#ifndef FOOTFALL_PARSERS_PLAIN_H
#define FOOTFALL_PARSERS_PLAIN_H

#include "parsers/bytes.h"
#include "parsers/formats/format.h"
#include "parsers/hosts.h"
#include "parsers/lines.h"

/* " - - [10/Oct/2000:13:55:" and "36 -0700", which end where the request's quote is 2 bytes ahead. */
#define PLAIN_MINUTE 24
#define PLAIN_HEAD (PLAIN_MINUTE + 8 + 2)

/* The minute of the line before, which mostly is this one's too. Zero-initialise. */
struct plain_minute {
	uint64_t text[PLAIN_MINUTE / 8]; /* what stands before the seconds */
	uint64_t rest; /* the word with the seconds as "00" */
	int64_t utc; /* of its first second */
	int32_t offset; /* seconds east of UTC */
};

/* Takes the minute of the line of which PLAIN_HEAD bytes stand at `head`. False when that is not the shape,
 * or no time of which a record can be made here: a leap second. */
bool plain_remember(struct plain_minute *minute, const char *head);

/* A request that begins otherwise than with "GET /": the length of its method and the blank behind it, 0 when
 * there is none. `request` is its quote, the target ends at `end`. */
size_t plain_method(const char *request, const char *end);

/* The seconds of the minute at `head`, or something over 59 when it is another minute. */
static inline unsigned
plain_second(const struct plain_minute *minute, const char *head)
{
	uint64_t rest = bytes_word(head + PLAIN_MINUTE) ^ minute->rest;

	if ((bytes_word(head) ^ minute->text[0]) | (bytes_word(head + 8) ^ minute->text[1]) |
	    (bytes_word(head + 16) ^ minute->text[2]) | (rest >> 16))
		return UINT32_MAX;
	return (rest & 0xff) > 5 || (rest >> 8) > 9 ? UINT32_MAX : (unsigned)((rest & 0xff) * 10 + (rest >> 8));
}

/* True when no byte from `at` up to the blank at `end` is one that addresses do not have: they have none below '-',
 * among which are blanks, and the commas between hops. 16 bytes behind can be read. */
static inline bool
plain_is_address(const char *at, const char *end)
{
	unsigned odd;

	for (; (odd = bytes_find_below(at, '-')) == 16; at += 16)
		;
	return at + odd == end;
}

/* The virtual host in front of the address, one that was met there before. NULL when there is none, or no address
 * behind it. Of a name that by its look is a host nothing else can be meant there (front.c), but "-" is no address. */
static inline const struct host *
plain_host(const struct hosts *hosts, const char *start, const char *head)
{
	const char *blank = memchr(start, ' ', (size_t)(head - start));
	const struct host *host;

	if (!blank || head - blank < 3 || !plain_is_address(blank + 1, head))
		return NULL;
	host = hosts_find(hosts, span_make(start, (size_t)(blank - start)));
	return host && host->in_front ? host : NULL;
}

/* True when the `n` bytes that end at `end` are 1 to 8 digits, or the dash that stands for none. */
static inline bool
plain_is_count(const char *end, size_t n)
{
	uint64_t value = bytes_word(end - 8) ^ BYTES_ONES * '0';

	if (n - 1 > 7)
		return false;
	return bytes_not_digits(value) >> (8 * (8 - n)) == 0 || (n == 1 && end[-1] == '-');
}

/* What stands between two quotes; "-" is how servers write "none". */
static inline struct span
plain_between(const char *open, const char *close)
{
	size_t n = (size_t)(close - open - 1), dash = (n == 1) & (open[1] == '-');

	return span_make(open + 1, n - dash);
}

/* True when the line has that shape and a time that exists: *record is filled, and *host is NULL or the host in
 * front. False: the line may still be a record, and the scanner of combined.c finds out; both are undefined. */
static inline bool
plain_scan(struct plain_minute *minute, const struct hosts *hosts, const struct line *line, struct record *record,
    const struct host **host)
{
	const char *start = line->text.p, *base = line->base;
	const uint32_t *marks = line->marks;
	const char *request = base + marks[0], *behind = base + marks[1], *referer = base + marks[2];
	const char *head = request - PLAIN_HEAD, *target = request + 5, *protocol = behind - 9, *address = start;
	uint64_t status, three;
	unsigned second;

	/* A line that begins with '#' is a directive or was commented out, whatever follows; so is a NUL none, nor
	 * a byte order mark. */
	if (line->nmarks != 6 || (signed char)*start <= '#')
		return false;
	if (request - start <= PLAIN_HEAD || marks[1] - marks[0] < 11 || marks[2] - marks[1] < 8 ||
	    marks[4] - marks[3] != 2 || base + marks[5] + 1 != start + line->text.n || base[marks[5]] != '"')
		return false;
	*host = NULL;
	if (!plain_is_address(start, head)) {
		if (!(*host = plain_host(hosts, start, head)))
			return false;
		address = start + (*host)->n + 1;
	}
	second = plain_second(minute, head);
	if (second > 59 && (!plain_remember(minute, head) || (second = plain_second(minute, head)) > 59))
		return false;
	/* "] \"GET /" before the target, and " HTTP/1.1" behind it, whose digits are below 4. */
	if (bytes_word(request - 2) != BYTES_WORD("] \"GET /")) {
		size_t method = plain_method(request, protocol);

		if (method == 0)
			return false;
		target = request + 1 + method;
	}
	if (((bytes_word(protocol + 1) ^ BYTES_WORD("HTTP/1.1")) & ~BYTES_WORD("\0\0\0\0\0\3\0\3")) != 0 ||
	    *protocol != ' ' || target > protocol)
		return false;
	/* "\" 200 1234 \"" and "\" \"". */
	status = bytes_word(behind) ^ BYTES_WORD("\" 000 \0\0");
	three = status >> 16 & 0xffffff;
	if ((((status + BYTES_WORD("\x7f\x7f\x76\x76\x76\x7f\0\0")) | status) & BYTES_TOPS & bytes_first(6)) ||
	    three == 0 || (bytes_word(base + marks[3]) ^ BYTES_WORD("\" \"\0\0\0\0\0")) & bytes_first(3) ||
	    referer[-1] != ' ' || *referer != '"' || !plain_is_count(referer - 1, marks[2] - marks[1] - 7))
		return false;

	record->address = span_make(address, (size_t)(head - address));
	/* Not one from the other: what was written in two halves a moment ago is slow to read as a whole. */
	record->host = span_make(start, *host ? (*host)->n : 0);
	record->forwarded = span_make(start, 0);
	record->method = span_make(request + 1, (size_t)(target - request) - 2);
	record->target = span_make(target, (size_t)(protocol - target));
	record->status = (uint16_t)((three & 0xff) * 100 + (three >> 8 & 0xff) * 10 + (three >> 16));
	record->time = minute->utc + second;
	record->offset = minute->offset;
	record->leap = false;
	record->referer = plain_between(referer, base + marks[3]);
	record->agent = plain_between(base + marks[4], base + marks[5]);
	record->has_referer = record->has_agent = record->has_method = record->has_status = true;
	return true;
}

#endif
