#include "analyzer/outputs/excerpt.h"

#include "analyzer/outputs/write.h"
#include "base/message.h"

/* Bytes of the text that are looked at: no screen shows more. */
#define LOOKED 1536u

/* Characters that a terminal draws over two columns. */
static unsigned
columns_of(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} wide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},
	    {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F000, 0x1FAFF}, {0x20000, 0x3FFFD}};

	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (c >= wide[i].from && c <= wide[i].to)
			return 2;
	return 1;
}

/* One line without control characters; what is not ASCII becomes '?' where it cannot be shown. */
static struct span
make_safe(char out[4 * LOOKED + 1], struct span text, bool utf8)
{
	char flat[LOOKED];
	size_t n = 0, length;

	for (text = span_trim(text); text.n > 0 && n + 4 <= sizeof(flat); text = span_from(text, length)) {
		uint32_t c = write_character(text, &length);
		if (c == '\n' || c == '\r' || c == '\t' || c == ' ') {
			if (n > 0 && flat[n - 1] != ' ')
				flat[n++] = ' ';
		} else if (c >= 0x80 && !utf8)
			flat[n++] = '?';
		else {
			memcpy(flat + n, text.p, length);
			n += length;
		}
	}
	return span_make(out, message_safe(out, 4 * LOOKED + 1, span_make(flat, n)));
}

static unsigned
width_of(struct span text)
{
	unsigned width = 0;
	size_t length;

	for (; text.n > 0; text = span_from(text, length))
		width += columns_of(write_character(text, &length));
	return width;
}

/* The longest beginning of at most so many columns. */
static struct span
head_of(struct span text, unsigned columns)
{
	struct span rest = text;
	unsigned width = 0;
	size_t length;

	for (; rest.n > 0; rest = span_from(rest, length)) {
		width += columns_of(write_character(rest, &length));
		if (width > columns)
			break;
	}
	return span_first(text, text.n - rest.n);
}

static struct span
tail_of(struct span text, unsigned columns)
{
	unsigned width = width_of(text);
	size_t length;

	for (; width > columns; text = span_from(text, length))
		width -= columns_of(write_character(text, &length));
	return text;
}

char *
excerpt(char out[EXCERPT_ROOM], struct span text, unsigned columns, enum excerpt_end keep, bool utf8)
{
	char safe[4 * LOOKED + 1];
	struct span dots = utf8 ? SPAN("\xE2\x80\xA6") : SPAN(".."), part = make_safe(safe, text, utf8);
	unsigned room;
	size_t n = 0;

	if (columns > EXCERPT_COLUMNS)
		columns = EXCERPT_COLUMNS;
	if (width_of(part) <= columns)
		dots = SPAN("");
	room = utf8 || columns < 2 ? 1 : 2;
	if (dots.n > 0)
		columns -= columns >= room ? room : columns;
	part = keep == EXCERPT_HEAD ? head_of(part, columns) : tail_of(part, columns);
	if (keep == EXCERPT_TAIL && dots.n > 0) {
		memcpy(out, dots.p, dots.n);
		n = dots.n;
	}
	memcpy(out + n, part.p, part.n);
	n += part.n;
	if (keep == EXCERPT_HEAD && dots.n > 0) {
		memcpy(out + n, dots.p, dots.n);
		n += dots.n;
	}
	out[n] = '\0';
	return out;
}
