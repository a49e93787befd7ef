#include "parsers/followers/whole.h"

#include "base/alloc.h"
#include "base/message.h"
#include "parsers/opening.h"
#include "parsers/source.h"

#include <stdlib.h>

#define BLOCK ((size_t)1 << 16)

/* Reads all of the source; -1 when it is longer than the limit. */
static int
whole_take(struct whole *whole, struct source *source, size_t limit)
{
	size_t room = 0, used = 0;
	ssize_t got;

	for (;;) {
		whole->bytes = alloc_grow(whole->bytes, &room, used + BLOCK, 1);
		got = source_read(source, whole->bytes + used, BLOCK);
		if (got == SOURCE_LOST)
			whole->lost = true;
		if (got <= 0)
			break;
		used += (size_t)got;
		if (used > limit)
			return -1;
	}
	whole->text = span_make(whole->bytes, used);
	return 0;
}

static size_t
put_utf8(char *out, uint32_t c)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};

	for (size_t i = n; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)(leads[n] | c);
	return n;
}

/* The 16 bits at unit `i`. */
static uint32_t
unit_at(struct span s, size_t i, bool big)
{
	uint32_t a = (unsigned char)s.p[2 * i], b = (unsigned char)s.p[2 * i + 1];

	return big ? a << 8 | b : b << 8 | a;
}

/* UTF-16 behind its mark to UTF-8; halves that stand alone become U+FFFD. */
static void
whole_convert(struct whole *whole, bool big)
{
	struct span from = span_from(whole->text, 2);
	size_t units = from.n / 2, used = 0;
	char *out = alloc_bytes(units * 3 + 1);

	for (size_t i = 0; i < units; i++) {
		uint32_t c = unit_at(from, i, big);
		if (c >= 0xD800 && c < 0xE000) {
			uint32_t low = c < 0xDC00 && i + 1 < units ? unit_at(from, i + 1, big) : 0;
			bool pair = low >= 0xDC00 && low < 0xE000;
			c = pair ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
			i += pair;
		}
		used += put_utf8(out + used, c);
	}
	free(whole->bytes);
	whole->bytes = out;
	whole->text = span_make(out, used);
}

static void
whole_decode(struct whole *whole)
{
	if (span_starts(whole->text, SPAN("\xEF\xBB\xBF")))
		whole->text = span_from(whole->text, 3);
	else if (span_starts(whole->text, SPAN("\xFF\xFE")))
		whole_convert(whole, false);
	else if (span_starts(whole->text, SPAN("\xFE\xFF")))
		whole_convert(whole, true);
}

/* Lists of accounts are counted for the user: their length is the one thing they tell. */
static uint64_t
count_accounts(struct span text)
{
	uint64_t n = 0;
	size_t at;

	while ((at = span_find(text, SPAN("\"accountId\""))) != SPAN_NONE) {
		n++;
		text = span_from(text, at + 11);
	}
	return n;
}

/* What no reader of histories reads, by how it begins. */
static const struct {
	struct span start;
	const char *why;
} strangers[] = {
    {SPAN_INIT("PK\003\004"), "this is a zip (or an .xlsx): unpack it, or save the sheet as CSV"},
    {SPAN_INIT("<"), "this is a web page or XML, not a follower history: download the data itself"},
    {SPAN_INIT("%PDF"), "this is a PDF, not a follower history: export the figures as CSV"},
    {SPAN_INIT("window.YTD."),
	"this is a part of a Twitter archive, which holds no follower history; tweets.js is for: footfall tweets "
	"--archive"},
    {SPAN_INIT("Grailbird.data."),
	"this is a part of a Twitter archive, which holds no follower history; it is for: footfall tweets --archive"},
};

static int
whole_refuse(const struct whole *whole, const char *name, struct messages *messages)
{
	struct span text = span_trim(whole->text);
	size_t nul = span_chr(whole->text, '\0');

	if (text.n == 0) {
		message_file(messages, name, "the file is empty; name another");
		return -1;
	}
	if (span_starts(text, SPAN("window.YTD.follow"))) {
		message_file(messages, name,
		    "this lists the accounts on the day of the archive (%llu of them), without dates: one count, not a "
		    "history; write it into a table of date,followers",
		    (unsigned long long)count_accounts(text));
		return -1;
	}
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++)
		if (span_starts(text, strangers[i].start)) {
			message_file(messages, name, "%s", strangers[i].why);
			return -1;
		}
	if (nul != SPAN_NONE) {
		message_byte(messages, name, nul, "a NUL byte: this is no text; save the history as CSV in UTF-8");
		return -1;
	}
	return 0;
}

int
whole_read(struct whole *whole, const char *name, size_t limit, struct messages *messages)
{
	struct source *source;
	int result;

	*whole = (struct whole){.text = SPAN("")};
	if (opening_is_folder(name)) {
		message_file(messages, name, "is a directory: give the file in it that has the numbers");
		return -1;
	}
	source = source_open(name, messages);
	if (!source)
		return -1;
	source_any(source);
	result = whole_take(whole, source, limit);
	source_close(source);
	if (result != 0) {
		message_file(messages, name, "over %zu MiB: a follower history is never that large", limit >> 20);
		return -1;
	}
	whole_decode(whole);
	return whole_refuse(whole, name, messages);
}

void
whole_release(struct whole *whole)
{
	free(whole->bytes);
	*whole = (struct whole){.text = SPAN("")};
}
