/*
 * Everything that is the same for all compressions: opening, reading, one member after the other,
 * and what to say when something is wrong. Decoded bytes go straight into the caller's buffer;
 * only the first few are looked at on the way, for what no log begins with.
 */
#include "parsers/source.h"
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/decoders/decoder.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define INPUT_ROOM ((size_t)128 * 1024)
/* Decoded bytes that are looked at: as many as show a tar archive. */
#define HEAD_ROOM 512
/* Libraries count in 32 bits. */
#define OUTPUT_MAX ((size_t)1 << 30)
/* Steps without any progress before a decoder is given up. */
#define STALLS_MAX 8

static const struct decoder *const decoders[] = {
    &decoder_gzip,
    &decoder_zstd,
    &decoder_xz,
    &decoder_bzip2,
    NULL,
};

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
	uint64_t taken; /* bytes read from fd */
	bool eof; /* nothing more comes from fd */
	bool broken; /* because of a read error, which was said */
	bool lost; /* SOURCE_LOST is still to be given */
	bool over; /* nothing more is given but SOURCE_LOST and 0 */

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

static struct span
unused_input(const struct source *source)
{
	return span_make((const char *)source->in + source->in_at, source->in_end - source->in_at);
}

/* Where the next unused byte stands in the input. */
static uint64_t
position(const struct source *source)
{
	return source->taken - (source->in_end - source->in_at);
}

/* The rest of the input will not be had. */
static void
lose(struct source *source)
{
	source->lost = true;
	source->over = true;
}

/* ---- words ---- */

/* " 'NAME'" quoted for a shell; empty for standard input and for names too long to show. */
struct quoted {
	char text[1024];
};

static struct quoted
quote(const char *name)
{
	struct quoted quoted = {""};
	size_t used = 2;
	if (strcmp(name, "-") == 0)
		return quoted;
	memcpy(quoted.text, " '", 2);
	for (const char *p = name; *p; p++) {
		const char *piece = *p == '\'' ? "'\\''" : p;
		size_t n = *p == '\'' ? 4 : 1;
		if (used + n + 2 > sizeof(quoted.text))
			return (struct quoted){""};
		memcpy(quoted.text + used, piece, n);
		used += n;
	}
	memcpy(quoted.text + used, "'", 2);
	return quoted;
}

/* What no log begins with, and how to make a log of it. A command that cannot read a pipe has no
 * `piped`. */
static const struct kind {
	size_t at;
	struct span magic;
	const char *words;
	const char *command, *piped;
} kinds[] = {
    {257, SPAN_INIT("ustar"), "is a tar archive; take the logs out", "tar -xOf", "tar -xOf -"},
    {0, SPAN_INIT("PK\003\004"), "is a zip archive; take the logs out", "unzip -p", NULL},
    {0, SPAN_INIT("7z\xbc\xaf\x27\x1c"), "is a 7z archive; take the logs out", "7z e -so", NULL},
    {0, SPAN_INIT("\x1f\x9d"), "is packed by compress; unpack it", "gzip -dc", "gzip -dc"},
    {0, SPAN_INIT("\x04\x22\x4d\x18"), "is packed by lz4; unpack it", "lz4 -dc", "lz4 -dc"},
};

static void
say_kind(struct source *source, const struct kind *kind)
{
	struct quoted name = quote(source->name);
	bool piped = source->decoder || !*name.text;
	if (piped && !kind->piped)
		message_file(source->messages, source->name, "%s first", kind->words);
	else if (source->decoder)
		message_file(source->messages, source->name, "%s: %s%s | %s | footfall -", kind->words,
		    source->decoder->unpack, name.text, kind->piped);
	else
		message_file(source->messages, source->name, "%s: %s%s | footfall -", kind->words,
		    piped ? kind->piped : kind->command, name.text);
}

/* ---- opening ---- */

static void
say_unopened(const char *name, struct messages *messages, int error)
{
	static const struct {
		int error;
		const char *words;
	} reasons[] = {
	    {ENOENT, "cannot open: no such file"},
	    {ENOTDIR, "cannot open: a part of its path is no directory"},
	    {EACCES, "cannot open: permission denied; run with sudo, or ask its owner for the right to read it"},
	    {ELOOP, "cannot open: its symbolic links lead in a circle"},
	    {ENAMETOOLONG, "cannot open: the name is too long"},
	    {EMFILE, "cannot open: too many open files; raise the limit (ulimit -n)"},
	    {ENXIO, "is a socket or device; pipe its output: COMMAND | footfall -"},
	    {EBADF, "is closed; nothing can be read from it"},
	};
	struct stat st;
	const char *words = NULL;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons) && !words; i++)
		if (reasons[i].error == error)
			words = reasons[i].words;
	if (error == EACCES && span_starts(span_str(name), SPAN("/var/log/")))
		words = "cannot open: permission denied; run with sudo, or join group adm "
			"(sudo adduser $USER adm, then log in again)";
	if (error == ENOENT && lstat(name, &st) == 0)
		words = "cannot open: it is a link to a file that is not there";
	if (words)
		message_file(messages, name, "%s", words);
	else
		message_file(messages, name, "cannot open: %s", strerror(error));
}

/* The descriptor that a name such as /dev/fd/3 stands for, or -1. */
static int
named_descriptor(const char *name)
{
	static const struct span folders[] = {SPAN_INIT("/dev/fd/"), SPAN_INIT("/proc/self/fd/")};
	struct span text = span_str(name);
	uint64_t number;
	if (span_eq(text, SPAN("-")) || span_eq(text, SPAN("/dev/stdin")))
		return STDIN_FILENO;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (span_starts(text, folders[i]) && span_u64(span_from(text, folders[i].n), &number) &&
		    number <= INT32_MAX)
			return (int)number;
	return -1;
}

/* False when what was opened is nothing to read, which is said. Something already open, which
 * somebody has set up to be read, may be of any kind but a directory. */
static bool
is_readable(const char *name, struct messages *messages, const struct stat *st, bool was_open)
{
	struct quoted quoted = quote(name);
	if (S_ISREG(st->st_mode) || (was_open && !S_ISDIR(st->st_mode)))
		return true;
	if (S_ISDIR(st->st_mode))
		message_file(messages, name,
		    "is a directory; to read the logs in it: find%s -type f -print0 | footfall --files0-from -",
		    *quoted.text ? quoted.text : " DIR");
	else if (S_ISFIFO(st->st_mode))
		message_file(messages, name, "is a FIFO and not read by name; pipe it: footfall - <%s",
		    *quoted.text ? quoted.text + 1 : "FIFO");
	else
		message_file(messages, name, "is a device and no log; pipe what it gives: COMMAND | footfall -");
	return false;
}

/* A readable descriptor and what it is; -1 with the reason said. */
static int
open_input(const char *name, struct messages *messages, struct stat *st)
{
	int number = named_descriptor(name);
	/* without O_NONBLOCK a FIFO that nobody writes to would hang the run */
	int fd =
	    number >= 0 ? fcntl(number, F_DUPFD_CLOEXEC, 3) : open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, st)) {
		say_unopened(name, messages, errno);
		goto err;
	}
	if (!is_readable(name, messages, st, number >= 0))
		goto err;
	if (number < 0)
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	return fd;
err:
	if (fd >= 0)
		close(fd);
	return -1;
}

/* ---- reading ---- */

/* Up to `size` bytes as they are in the input; 0 at its end, and after an error, which is said. */
static size_t
read_input(struct source *source, void *to, size_t size)
{
	while (!source->eof) {
		ssize_t n = read(source->fd, to, size);
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

/* Makes at least `need` unused bytes, or all that are left. Gives their number. */
static size_t
fill(struct source *source, size_t need)
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

static size_t
read_plain(struct source *source, char *out, size_t size)
{
	struct span left = unused_input(source);
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

/* ---- members ---- */

/* Passes over what is behind a member and is none, up to the next member or the end. Zeros pad a
 * file to the length of a block and are no news. */
static void
pass_rubbish(struct source *source)
{
	const struct decoder *decoder = source->decoder;
	uint64_t first = position(source);
	bool zeros = true;
	while (fill(source, DECODER_HEAD) > 0) {
		struct span left = unused_input(source);
		if (decoder->taste(span_first(left, DECODER_HEAD)) >= decoder->sure)
			break;
		if (zeros && left.p[0] != '\0') {
			zeros = false;
			first = position(source);
		}
		source->in_at++;
	}
	bool more = source->in_at < source->in_end;
	unsigned long long from = first, n = position(source) - first;
	const char *name = strcmp(source->name, "-") == 0 ? "standard input" : source->name;
	if (!zeros)
		message_note(source->messages, "%s: at byte %llu: %llu bytes are no %s; ignored%s", name, from, n,
		    decoder->unit, more ? ", and the next one read" : "");
	else if (more)
		message_note(source->messages, "%s: at byte %llu: %llu zero bytes stand before the next %s; ignored",
		    name, from, n, decoder->unit);
}

/* Sets in_member when another member begins; else the source is over. */
static void
begin_member(struct source *source)
{
	size_t n = fill(source, DECODER_HEAD);
	if (n > 0 && !source->decoder->taste(span_first(unused_input(source), DECODER_HEAD)))
		pass_rubbish(source);
	source->in_member = source->in_at < source->in_end;
	source->over = !source->in_member;
}

static void
say_damage(struct source *source, enum decoder_step step, const char *why)
{
	if (step == DECODER_MISMATCH)
		message_byte(source->messages, source->name, position(source),
		    "%s at the end of a %s; its lines were counted all the same; compare it with another copy", why,
		    source->decoder->unit);
	else if (step == DECODER_BEYOND)
		message_byte(source->messages, source->name, position(source), "%s; unpack it first: %s%s | footfall -",
		    why, source->decoder->unpack, quote(source->name).text);
	else
		message_byte(source->messages, source->name, position(source),
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
	if (fill(source, 1) > 0)
		return;
	if (!source->broken)
		message_byte(source->messages, source->name, position(source),
		    "ends early; it was cut short or is still being written; whole lines before were counted");
	lose(source);
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
		struct span left = unused_input(source);
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
	if (source->over)
		return 0;
	return source->decoder ? read_decoded(source, out, size) : read_plain(source, out, size);
}

/* ---- the first decoded bytes ---- */

static bool
is_packed(struct span head)
{
	for (const struct decoder *const *decoder = decoders; *decoder; decoder++)
		if ((*decoder)->taste(span_first(head, DECODER_HEAD)) >= (*decoder)->sure)
			return true;
	return false;
}

/* True when the head shows something that is no log, which is said. */
static bool
refuse_head(struct source *source, struct span head)
{
	if (source->decoder && is_packed(head)) {
		message_file(source->messages, source->name, "is compressed twice; unpack it once: %s%s | footfall -",
		    source->decoder->unpack, quote(source->name).text);
		return true;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_starts(span_from(head, kinds[i].at), kinds[i].magic)) {
			say_kind(source, &kinds[i]);
			return true;
		}
	return false;
}

static void
look_at_head(struct source *source)
{
	size_t n;
	source->looked = true;
	while (source->head_end < HEAD_ROOM &&
	       (n = read_some(source, source->head + source->head_end, HEAD_ROOM - source->head_end)) > 0)
		source->head_end += n;
	if (refuse_head(source, span_make(source->head, source->head_end))) {
		source->head_end = 0;
		lose(source);
	}
}

/* ---- the door ---- */

static int
choose_decoder(struct source *source)
{
	size_t best = 0;
	fill(source, DECODER_HEAD);
	for (const struct decoder *const *decoder = decoders; *decoder; decoder++) {
		size_t score = (*decoder)->taste(span_first(unused_input(source), DECODER_HEAD));
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
	int fd = open_input(name, messages, &st);
	if (fd < 0)
		return NULL;
	struct source *source = alloc_zero(1, sizeof(*source));
	source->name = name;
	source->messages = messages;
	source->fd = fd;
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
	close(source->fd);
	free(source);
}
