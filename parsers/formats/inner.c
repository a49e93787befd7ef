#include "parsers/formats/inner.h"
#include "base/alloc.h"
#include "parsers/formats/json_skip.h"
#include "parsers/quotes.h"
#include <stdlib.h>

/* Room for so many bytes more, and for what is read behind them. */
static void
make_room(struct inner *inner, size_t more)
{
	if (inner->room < inner->used + more + QUOTES_PADDING)
		inner->text = alloc_grow(inner->text, &inner->room, inner->used + more + QUOTES_PADDING, 1);
}

static void
append(struct inner *inner, struct span text)
{
	make_room(inner, text.n);
	if (text.n > 0)
		memcpy(inner->text + inner->used, text.p, text.n);
	inner->used += text.n;
}

/* The collected text as a line. */
static void
finish(struct inner *inner, struct line *line)
{
	memset(inner->text + inner->used, 0, QUOTES_PADDING);
	if (inner->marks_room < inner->used + QUOTES_SPARE)
		inner->marks =
		    alloc_grow(inner->marks, &inner->marks_room, inner->used + QUOTES_SPARE, sizeof(*inner->marks));
	line_of(line, span_make(inner->text, inner->used), inner->marks);
}

static struct inner *
made(struct inner **inner)
{
	if (!*inner)
		*inner = alloc_zero(1, sizeof(**inner));
	return *inner;
}

void
inner_line(struct inner **inner, struct span text, struct line *line)
{
	struct inner *own = made(inner);

	inner_reset(own);
	append(own, text);
	finish(own, line);
}

/* Braces and brackets that the line opens and does not close, strings apart; some are open before it.
 * False when it closes more than are open, or when a string does not end in it. */
static bool
count_depth(struct span line, size_t *depth)
{
	const char *end = line.p + line.n, *at;
	bool string = false, escaped;

	at = json_skip(line.p, end, depth, &string);
	/* Behind the end of the object mostly a comma; or another begins. */
	while (at && at < end) {
		char c = *at++;

		if (c == '}' || c == ']')
			return false;
		if (c == '"') {
			at = seek_string_end(at, end, &escaped);
			if (!at)
				return false;
			at++;
		} else if (c == '{' || c == '[') {
			*depth = 1;
			at = json_skip(at, end, depth, &string);
		}
	}
	return !string;
}

/* A time and a request, outside of a string. */
static bool
is_log_line(struct span text)
{
	struct span trimmed = span_trim(text);

	return trimmed.n > 0 && trimmed.p[0] != '"' && span_find(trimmed, SPAN("] \"")) != SPAN_NONE;
}

enum inner_step
inner_collect(struct inner **inner, const struct line *line, struct line *whole)
{
	struct span text = line->text;
	struct inner *own;

	if (*inner && (*inner)->busy)
		return INNER_NONE;
	if (!*inner || !(*inner)->begun) {
		text = span_trim(text);
		if (text.n > 2 || text.n == 0)
			return INNER_NONE;
		if (span_eq(text, SPAN("[")) || span_eq(text, SPAN("]")) || span_eq(text, SPAN("],")))
			return INNER_MORE;
		if (!span_eq(text, SPAN("{")) && !span_eq(text, SPAN("[{")))
			return INNER_NONE;
		own = made(inner);
		inner_reset(own);
		own->begun = true;
		own->depth = 1;
		append(own, SPAN("{"));
		return INNER_MORE;
	}
	/* A line that is an object itself, or one of another log: the one that has begun was cut off. */
	own = *inner;
	if (span_starts(text, SPAN("{\"")) || is_log_line(text) || own->used + text.n > INNER_LIMIT ||
	    !count_depth(text, &own->depth)) {
		inner_reset(own);
		return INNER_NONE;
	}
	make_room(own, text.n + 1);
	own->text[own->used++] = ' ';
	append(own, text);
	if (own->depth > 0)
		return INNER_MORE;
	own->begun = false;
	finish(own, whole);
	return INNER_WHOLE;
}

void
inner_reset(struct inner *inner)
{
	inner->used = inner->depth = 0;
	inner->begun = false;
}

void
inner_free(struct inner *inner)
{
	if (!inner)
		return;
	free(inner->text);
	free(inner->marks);
	free(inner);
}
