/*
 * Everything that is the same for all compressions: opening, reading, one member after the other,
 * and what to say when something is wrong. Decoded bytes go straight into the caller's buffer;
 * only the first few are looked at on the way, for what no log begins with.
 */
#include "parsers/source.h"
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/decoders/decoder.h"
#include "parsers/opening.h"
#include "parsers/source_state.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Libraries count in 32 bits. */
#define OUTPUT_MAX ((size_t)1 << 30)
/* Steps without any progress before a decoder is given up. */
#define STALLS_MAX 8
/* So much of what is behind a member is looked at for the end of a line. */
#define LINE_SEEN 4096

const struct decoder *const decoders[] = {
    &decoder_gzip,
    &decoder_zstd,
    &decoder_xz,
    &decoder_bzip2,
    NULL,
};

/* ---- members ---- */

/* Whether bytes begin with lines of which one may be a log's, as all have digits and one of a few marks, or with what
 * another compression made: somebody put logs together. */
static bool
holds_more(struct span bytes, const struct decoder *but)
{
	bool digit = false, mark = false;
	for (const struct decoder *const *decoder = decoders; *decoder; decoder++)
		if (*decoder != but && (*decoder)->taste(span_first(bytes, DECODER_HEAD)) >= (*decoder)->sure)
			return true;
	bytes = span_first(bytes, LINE_SEEN);
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = (unsigned char)bytes.p[i];
		if (c == '\n' && digit && mark)
			return true;
		if (c == '\n')
			digit = mark = false;
		else if ((c < ' ' && c != '\t' && c != '\r') || c == 0x7f)
			return false;
		digit = digit || (c >= '0' && c <= '9');
		mark = mark || c == '"' || c == '[' || c == '{' || c == ':';
	}
	/* A line longer than what was looked at. */
	return bytes.n == LINE_SEEN && digit && mark;
}

/* Zeros pad a file to the length of a block and are no news; what may hold lines is a loss. */
static void
say_rubbish(struct source *source, uint64_t first, bool zeros, bool lines)
{
	bool more = source->in_at < source->in_end;
	unsigned long long from = first, n = source_position(source) - first;
	const char *name = strcmp(source->name, "-") == 0 ? "standard input" : source->name;
	const char *unit = source->decoder->unit, *then = more ? ", and the next one read" : "";

	if (lines)
		message_byte(source->messages, source->name, first,
		    "%llu bytes are no %s but look like another log; they are not counted: give them as a file of "
		    "their own%s",
		    n, unit, then);
	else if (!zeros)
		message_note(
		    source->messages, "%s: at byte %llu: %llu bytes are no %s; ignored%s", name, from, n, unit, then);
	else if (more)
		message_note(source->messages, "%s: at byte %llu: %llu zero bytes stand before the next %s; ignored",
		    name, from, n, unit);
}

/* Passes over what is behind a member and is none, up to the next member or the end. */
static void
pass_rubbish(struct source *source)
{
	const struct decoder *decoder = source->decoder;
	uint64_t first = source_position(source);
	bool zeros = true, lines = false;

	while (source_fill(source, DECODER_HEAD) > 0) {
		struct span left = source_unused(source);
		if (decoder->taste(span_first(left, DECODER_HEAD)) >= decoder->sure)
			break;
		if (zeros && left.p[0] != '\0') {
			zeros = false;
			first = source_position(source);
			source_fill(source, LINE_SEEN);
			lines = holds_more(source_unused(source), decoder);
		}
		source->in_at++;
	}
	say_rubbish(source, first, zeros, lines);
	source->lost = source->lost || lines;
}

/* Sets in_member when another member begins; else the source is over. */
static void
begin_member(struct source *source)
{
	size_t n = source_fill(source, DECODER_HEAD);
	if (n > 0 && !source->decoder->taste(span_first(source_unused(source), DECODER_HEAD)))
		pass_rubbish(source);
	source->in_member = source->in_at < source->in_end;
	source->over = !source->in_member;
}

static void
say_damage(struct source *source, enum decoder_step step, const char *why)
{
	if (step == DECODER_MISMATCH)
		message_byte(source->messages, source->name, source_position(source),
		    "%s at the end of a %s; its lines were counted all the same; compare it with another copy", why,
		    source->decoder->unit);
	else if (step == DECODER_BEYOND)
		message_byte(source->messages, source->name, source_position(source),
		    "%s; unpack it first: %s%s | footfall -", why, source->decoder->unpack,
		    opening_quote(source->name).text);
	else
		message_byte(source->messages, source->name, source_position(source),
		    "%s; whole lines before were counted, the rest is lost: look for another copy", why);
}

/* Takes in what a step said, and which member or end follows from it. */
static void
follow(struct source *source, enum decoder_step step, const char *why, bool moved)
{
	source->stalls = moved ? 0 : source->stalls + 1;
	if (step == DECODER_MORE && source->stalls > STALLS_MAX) {
		step = DECODER_DAMAGED;
		why = "damaged data";
	}
	if (step != DECODER_MORE)
		source->in_member = false;
	if (step == DECODER_MISMATCH || step == DECODER_DAMAGED || step == DECODER_BEYOND) {
		say_damage(source, step, why);
		source->lost = true;
		source->over = step != DECODER_MISMATCH;
	}
}

/* The input is used up in the middle of a member: reads more of it, or it was cut short. */
static void
need_input(struct source *source)
{
	if (source_fill(source, 1) > 0)
		return;
	if (!source->broken)
		message_byte(source->messages, source->name, source_position(source),
		    "ends early; it was cut short or is still being written; whole lines before were counted");
	source_lose(source);
}

static size_t
read_decoded(struct source *source, char *out, size_t size)
{
	if (size > OUTPUT_MAX)
		size = OUTPUT_MAX;
	while (!source->over) {
		if (!source->in_member) {
			begin_member(source);
			continue;
		}
		struct span left = source_unused(source);
		struct decoder_flow flow = {(const unsigned char *)left.p, left.n, (unsigned char *)out, size, NULL};
		enum decoder_step step = source->decoder->step(source->state, &flow);
		bool moved = flow.in_left < left.n || flow.out_left < size;
		source->in_at += left.n - flow.in_left;
		/* without input nothing moves, which is no fault */
		follow(source, step, flow.why, moved || left.n == 0);
		if (flow.out_left < size)
			return size - flow.out_left;
		if (step == DECODER_MORE && flow.in_left == 0 && !source->over)
			need_input(source);
	}
	return 0;
}

static size_t
read_some(struct source *source, char *out, size_t size)
{
	if (source->over || source->paused)
		return 0;
	return source->decoder ? read_decoded(source, out, size) : source_plain(source, out, size);
}

/* ---- the first decoded bytes ---- */

static void
look_at_head(struct source *source)
{
	size_t n;
	source->looked = true;
	while (source->head_end < HEAD_ROOM &&
	       (n = read_some(source, source->head + source->head_end, HEAD_ROOM - source->head_end)) > 0)
		source->head_end += n;
	if (opening_refuse(
		source->name, source->decoder, span_make(source->head, source->head_end), source->messages)) {
		source->head_end = 0;
		source_lose(source);
	}
}

/* ---- the door ---- */

static int
choose_decoder(struct source *source)
{
	size_t best = 0;
	source_fill(source, DECODER_HEAD);
	for (const struct decoder *const *decoder = decoders; *decoder; decoder++) {
		size_t score = (*decoder)->taste(span_first(source_unused(source), DECODER_HEAD));
		if (score > best) {
			best = score;
			source->decoder = *decoder;
		}
	}
	if (!source->decoder)
		return 0;
	source->state = source->decoder->open();
	if (source->state)
		return 0;
	message_file(source->messages, source->name, "not enough memory to unpack it");
	return -1;
}

struct source *
source_open(const char *name, struct messages *messages)
{
	struct stat st;
	int fd = opening_open(name, messages, &st);
	if (fd < 0)
		return NULL;
	struct source *source = alloc_zero(1, sizeof(*source));
	source->name = name;
	source->messages = messages;
	source->fd = fd;
	source->until = UINT64_MAX;
	if (S_ISREG(st.st_mode)) {
		source->size = (uint64_t)st.st_size;
		/* Standard input may stand in the middle of a file. */
		source->regular = lseek(fd, 0, SEEK_CUR) == 0;
		posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	}
	if (choose_decoder(source) == 0)
		return source;
	source_close(source);
	return NULL;
}

void
source_any(struct source *source)
{
	source->looked = true;
}

static ssize_t
hand_out(struct source *source, const char *bytes, size_t n)
{
	if (source->tap)
		source->tap(source->tap_context, bytes, n);
	return (ssize_t)n;
}

ssize_t
source_read(struct source *source, char *out, size_t size)
{
	return source->divert ? source->divert(source->divert_context, source, out, size)
			      : source_take(source, out, size);
}

void
source_divert(
    struct source *source, ssize_t (*read)(void *context, struct source *source, char *out, size_t size), void *context)
{
	source->divert = read;
	source->divert_context = context;
}

ssize_t
source_take(struct source *source, char *out, size_t size)
{
	if (size == 0)
		return 0;
	if (!source->looked)
		look_at_head(source);
	size_t n = source->head_end - source->head_at;
	if (n > 0) {
		n = n < size ? n : size;
		memcpy(out, source->head + source->head_at, n);
		source->head_at += n;
		return hand_out(source, out, n);
	}
	n = read_some(source, out, size);
	if (n > 0)
		return hand_out(source, out, n);
	bool lost = source->lost;
	source->lost = false;
	return lost ? SOURCE_LOST : 0;
}

const char *
source_compression(const struct source *source)
{
	return source->decoder ? source->decoder->name : "plain";
}

uint64_t
source_size(const struct source *source)
{
	return source->size;
}

void
source_count(struct source *source, _Atomic uint64_t *counter)
{
	source->counter = counter;
	if (counter)
		*counter += source->taken;
}

void
source_tap(struct source *source, void (*tap)(void *context, const char *bytes, size_t n), void *context)
{
	source->tap = tap;
	source->tap_context = context;
}

void
source_stop(struct source *source, const volatile sig_atomic_t *stop)
{
	source->stop = stop;
}

int
source_descriptor(const struct source *source)
{
	return source->regular ? source->fd : -1;
}

bool
source_resume(struct source *source, uint64_t from)
{
	if (!source->regular || source->decoder || source->looked || from > INT64_MAX ||
	    lseek(source->fd, (off_t)from, SEEK_SET) < 0)
		return false;
	if (source->counter)
		*source->counter += from - source->taken;
	source->taken = from;
	source->in_at = source->in_end = 0;
	source->eof = false;
	/* Its head was looked at when it was read. */
	source->looked = true;
	return true;
}

void
source_close(struct source *source)
{
	if (!source)
		return;
	if (source->state)
		source->decoder->close(source->state);
	if (!source->is_piece)
		close(source->fd);
	free(source);
}
