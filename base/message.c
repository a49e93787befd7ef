#include "base/message.h"
#include "base/alloc.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A line longer than this says no more to anybody. */
#define MESSAGE_MAX 1000

/* Of a longer file name the ends are shown, so that the words behind it are not pushed out. */
#define NAME_MAX_SHOWN 512

/* Set once by main before threads start; a parameter through every call would carry nothing else. */
static bool quiet_notes;

/* Length of the UTF-8 character that `s` begins with, and the character; 0 when it begins with
 * none (overlong forms, surrogates and values above U+10FFFF are none). */
static size_t
decode_character(struct span s, uint32_t *out)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = (unsigned char)s.p[0];
	size_t n = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
	if (n == 0 || n > s.n)
		return 0;
	uint32_t c = n == 1 ? lead : lead & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		unsigned char next = (unsigned char)s.p[i];
		if ((next & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (next & 0x3f);
	}
	if (n > 1 && (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)))
		return 0;
	*out = c;
	return n;
}

/* Characters that move the cursor, end a line, or turn the direction of writing. */
static bool
is_harmless(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} harmful[] = {
	    {0x00, 0x1f},
	    {0x7f, 0x9f},
	    {0x200e, 0x200f},
	    {0x2028, 0x202e},
	    {0x2066, 0x2069},
	};
	for (size_t i = 0; i < sizeof(harmful) / sizeof(*harmful); i++)
		if (c >= harmful[i].first && c <= harmful[i].last)
			return false;
	return true;
}

size_t
message_safe(char *out, size_t size, struct span text)
{
	static const char digits[] = "0123456789abcdef";
	size_t used = 0;
	if (size == 0)
		return 0;
	while (text.n) {
		uint32_t c = 0;
		size_t n = decode_character(text, &c);
		bool keep = n && is_harmless(c);
		if (n == 0)
			n = 1;
		if ((keep ? n : 4 * n) > size - 1 - used)
			break;
		for (size_t i = 0; i < n; i++) {
			unsigned char byte = (unsigned char)text.p[i];
			if (keep) {
				out[used++] = (char)byte;
				continue;
			}
			out[used++] = '\\';
			out[used++] = 'x';
			out[used++] = digits[byte >> 4];
			out[used++] = digits[byte & 15];
		}
		text = span_from(text, n);
	}
	out[used] = '\0';
	return used;
}

/* One write, so that lines of several processes do not mix; a lost message is no reason to stop. */
static void
print_line(const char *text)
{
	char line[sizeof("footfall: ") + MESSAGE_MAX + 1];
	int length = snprintf(line, sizeof(line), "footfall: %s\n", text);
	const char *from = line;
	size_t left = length < 0 ? 0 : (size_t)length;
	while (left) {
		ssize_t n = write(STDERR_FILENO, from, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		from += n;
		left -= (size_t)n;
	}
}

/* Text that is put together piece by piece; what does not fit is dropped. */
struct draft {
	size_t used;
	char text[4 * MESSAGE_MAX];
};

static void
draft_add(struct draft *draft, const char *format, va_list args)
{
	size_t room = sizeof(draft->text) - draft->used;
	int n = vsnprintf(draft->text + draft->used, room, format, args);
	if (n > 0)
		draft->used += (size_t)n < room ? (size_t)n : room - 1;
}

static void MESSAGE_FORMAT(2, 3) draft_print(struct draft *draft, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	draft_add(draft, format, args);
	va_end(args);
}

static void
draft_file(struct draft *draft, const char *file)
{
	struct span name = span_str(file && strcmp(file, "-") != 0 ? file : "standard input");
	const int end = NAME_MAX_SHOWN / 2;
	if (name.n <= NAME_MAX_SHOWN)
		draft_print(draft, "%s", name.p);
	else
		draft_print(draft, "%.*s...%s", end, name.p, name.p + name.n - end);
}

/* A cut line ends in dots, so that nobody takes it for the whole. */
static void
draft_finish(struct draft *draft, struct messages *to)
{
	char line[MESSAGE_MAX + 1];
	char safe[4 * sizeof(draft->text) + 1];
	size_t n = message_safe(safe, sizeof(safe), span_make(draft->text, draft->used));
	if (n > MESSAGE_MAX) {
		/* made again rather than cut, so that the cut falls between characters */
		n = message_safe(line, sizeof(line) - 3, span_make(draft->text, draft->used));
		memcpy(line + n, "...", 4);
	} else {
		memcpy(line, safe, n + 1);
	}
	if (!to) {
		print_line(line);
		return;
	}
	to->text = alloc_grow(to->text, &to->room, to->count + 1, sizeof(*to->text));
	to->text[to->count++] = alloc_copy(span_str(line));
}

void
message_say(struct messages *to, const char *format, ...)
{
	struct draft draft = {0};
	va_list args;
	va_start(args, format);
	draft_add(&draft, format, args);
	va_end(args);
	draft_finish(&draft, to);
}

void
message_note(struct messages *to, const char *format, ...)
{
	struct draft draft = {0};
	va_list args;
	if (quiet_notes)
		return;
	va_start(args, format);
	draft_add(&draft, format, args);
	va_end(args);
	draft_finish(&draft, to);
}

void
message_file(struct messages *to, const char *file, const char *format, ...)
{
	struct draft draft = {0};
	va_list args;
	draft_file(&draft, file);
	draft_print(&draft, ": ");
	va_start(args, format);
	draft_add(&draft, format, args);
	va_end(args);
	draft_finish(&draft, to);
}

void
message_line(struct messages *to, const char *file, uint64_t line, const char *format, ...)
{
	struct draft draft = {0};
	va_list args;
	draft_file(&draft, file);
	draft_print(&draft, ":%llu: ", (unsigned long long)line);
	va_start(args, format);
	draft_add(&draft, format, args);
	va_end(args);
	draft_finish(&draft, to);
}

void
message_byte(struct messages *to, const char *file, uint64_t byte, const char *format, ...)
{
	struct draft draft = {0};
	va_list args;
	draft_file(&draft, file);
	draft_print(&draft, ": at byte %llu: ", (unsigned long long)byte);
	va_start(args, format);
	draft_add(&draft, format, args);
	va_end(args);
	draft_finish(&draft, to);
}

void
messages_print(struct messages *from)
{
	for (size_t i = 0; i < from->count; i++)
		print_line(from->text[i]);
	messages_release(from);
}

void
messages_release(struct messages *from)
{
	for (size_t i = 0; i < from->count; i++)
		free(from->text[i]);
	free(from->text);
	*from = (struct messages){0};
}

void
message_quiet(bool quiet)
{
	quiet_notes = quiet;
}
