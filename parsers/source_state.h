/*
 * The inside of a source, for source.c and source_plain.c alone.
 */
#ifndef FOOTFALL_PARSERS_SOURCE_STATE_H
#define FOOTFALL_PARSERS_SOURCE_STATE_H

#include "parsers/source.h"

struct decoder;

#define INPUT_ROOM ((size_t)128 * 1024)
/* Decoded bytes that are looked at: as many as show a tar archive. */
#define HEAD_ROOM 512

struct source {
	const char *name;
	struct messages *messages;
	int fd;
	uint64_t size;
	_Atomic uint64_t *counter;
	void (*tap)(void *context, const char *bytes, size_t n);
	void *tap_context;
	const volatile sig_atomic_t *stop;
	bool regular;
	uint64_t taken; /* bytes read from fd, or passed over */
	bool eof; /* nothing more comes from fd */
	bool broken; /* because of a read error, which was said */
	bool lost; /* SOURCE_LOST is still to be given */
	bool over; /* nothing more is given but SOURCE_LOST and 0 */

	ssize_t (*divert)(void *context, struct source *source, char *out, size_t size);
	void *divert_context;

	/* Of a plain file that is read in pieces. */
	uint64_t until; /* no line that begins there is given */
	uint64_t (*more)(void *context);
	void *more_context;
	bool paused; /* all lines before `until` were given */
	bool is_piece; /* fd is another source's and read by pread(2) */

	const struct decoder *decoder; /* NULL: plain */
	void *state;
	bool in_member;
	unsigned stalls;

	char head[HEAD_ROOM];
	size_t head_at, head_end;
	bool looked; /* the head was made */

	size_t in_at, in_end; /* unused bytes of in */
	unsigned char in[INPUT_ROOM];
};

static inline struct span
source_unused(const struct source *source)
{
	return span_make((const char *)source->in + source->in_at, source->in_end - source->in_at);
}

/* Where the next unused byte stands in the input. */
static inline uint64_t
source_position(const struct source *source)
{
	return source->taken - (source->in_end - source->in_at);
}

/* The rest of the input will not be had. */
static inline void
source_lose(struct source *source)
{
	source->lost = true;
	source->over = true;
}

/* Makes at least `need` unused bytes, or all that are left. Gives their number. */
size_t source_fill(struct source *source, size_t need);

/* Bytes of a plain input, see source_until; 0 at its end, when it pauses, and after an error. */
size_t source_plain(struct source *source, char *out, size_t size);

#endif
