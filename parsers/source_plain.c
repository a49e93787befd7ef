/*
 * Bytes as they are on disk, and the pieces of a plain file. Lines are parted by the place of their
 * first byte: the piece that ends at U gives the line that begins before U to its end, newline included,
 * and the piece that begins at U passes over everything up to the first newline at U - 1 or behind.
 */
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/source_state.h"
#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* Up to `size` bytes as they are in the input; 0 at its end, and after an error, which is said. */
static size_t
read_input(struct source *source, void *to, size_t size)
{
	while (!source->eof) {
		ssize_t n =
		    source->is_piece ? pread(source->fd, to, size, (off_t)source->taken) : read(source->fd, to, size);
		if (n > 0) {
			source->taken += (uint64_t)n;
			if (source->counter)
				*source->counter += (uint64_t)n;
			return (size_t)n;
		}
		if (n < 0 && errno == EINTR) {
			source->eof = source->stop && *source->stop;
			continue;
		}
		if (n < 0 && errno == EAGAIN) {
			struct pollfd wait = {.fd = source->fd, .events = POLLIN};
			poll(&wait, 1, -1);
			continue;
		}
		source->eof = true;
		if (n < 0) {
			message_byte(source->messages, source->name, source->taken,
			    "cannot be read: %s; whole lines before were counted", strerror(errno));
			source->broken = source->lost = true;
		}
	}
	return 0;
}

size_t
source_fill(struct source *source, size_t need)
{
	if (source->in_at > 0 && INPUT_ROOM - source->in_at < need) {
		memmove(source->in, source->in + source->in_at, source->in_end - source->in_at);
		source->in_end -= source->in_at;
		source->in_at = 0;
	}
	while (source->in_end - source->in_at < need && !source->eof) {
		if (source->in_at == source->in_end)
			source->in_at = source->in_end = 0;
		source->in_end += read_input(source, source->in + source->in_end, INPUT_ROOM - source->in_end);
	}
	return source->in_end - source->in_at;
}

/* ---- pieces ---- */

/* So much is read at a time where a newline is looked for: what is behind it is another's. */
#define EDGE 4096

/* Whether more than the line that begins before `until` may be given. */
static bool
goes_on(struct source *source, uint64_t at)
{
	if (source->until - 1 > at)
		return true;
	if (source->more)
		source->until = source->more(source->more_context);
	return source->until - 1 > at;
}

/* Makes unused bytes of the line at the edge of a piece. */
static struct span
read_edge(struct source *source)
{
	if (source->in_at == source->in_end) {
		source->in_at = 0;
		source->in_end = read_input(source, source->in, EDGE);
	}
	return source_unused(source);
}

/* The rest of the line that begins before `until`, which ends the piece. */
static size_t
finish_line(struct source *source, char *out, size_t size)
{
	struct span left = span_first(read_edge(source), size);
	const char *newline = left.n > 0 ? memchr(left.p, '\n', left.n) : NULL;
	size_t n = newline ? (size_t)(newline - left.p) + 1 : left.n;
	memcpy(out, left.p, n);
	source->in_at += n;
	source->paused = newline != NULL;
	source->over = n == 0;
	return n;
}

size_t
source_plain(struct source *source, char *out, size_t size)
{
	uint64_t at = source_position(source);
	if (!goes_on(source, at))
		return finish_line(source, out, size);
	if (source->until - 1 - at < size)
		size = (size_t)(source->until - 1 - at);
	struct span left = source_unused(source);
	size_t n = left.n < size ? left.n : size;
	if (n == 0) {
		n = read_input(source, out, size);
		source->over = n == 0;
		return n;
	}
	memcpy(out, left.p, n);
	source->in_at += n;
	return n;
}

bool
source_divisible(const struct source *source)
{
	return source->regular && !source->decoder;
}

void
source_until(struct source *source, uint64_t until, uint64_t (*more)(void *context), void *context)
{
	source->until = until;
	source->more = more;
	source->more_context = context;
	source->paused = false;
}

bool
source_paused(const struct source *source)
{
	return source->paused;
}

/* Passes over the line that began before the piece. A piece that lies in one long line is empty: its
 * end would be found again and again, were it looked for from every piece. */
static void
begin_piece(struct source *source)
{
	struct span left;
	const char *newline;
	do {
		left = read_edge(source);
		source->over = left.n == 0;
		newline = left.n > 0 ? memchr(left.p, '\n', left.n) : NULL;
		source->in_at += newline ? (size_t)(newline - left.p) + 1 : left.n;
	} while (!newline && !source->over && source_position(source) < source->until);
	/* The newline at until - 1 is the end of this piece, too. */
	source->paused = !source->over && source_position(source) >= source->until;
}

struct source *
source_piece(const struct source *whole, uint64_t from, uint64_t until, struct messages *messages)
{
	struct source *source = alloc_zero(1, sizeof(*source));
	source->name = whole->name;
	source->messages = messages;
	source->fd = whole->fd;
	source->size = whole->size;
	source->regular = source->is_piece = source->looked = true;
	source->until = until;
	if (from > 0) {
		source->taken = from - 1;
		begin_piece(source);
	}
	return source;
}

uint64_t
source_place(const struct source *source)
{
	return source_position(source);
}
