/*
 * source: an opened input that hands out decoded bytes.
 *
 * The compression is told by the first bytes, never by the name. Files are read with read(2) on
 * one descriptor; nothing is mapped into memory, because a log that is truncated under a mapping
 * kills the reader. Only regular files, standard input and open pipes (/dev/fd/N) are read;
 * directories, FIFOs, sockets and devices by name are refused with a sentence that helps.
 *
 * A fault never swallows what came before it: all bytes that could be decoded are handed out
 * first, then source_read gives SOURCE_LOST once, with the message already said.
 */
#ifndef FOOTFALL_PARSERS_SOURCE_H
#define FOOTFALL_PARSERS_SOURCE_H

#include "base/span.h"
#include <signal.h>
#include <stdatomic.h>
#include <sys/types.h>

struct messages;
struct source;

#define SOURCE_LOST (-1)

/* Opens `name` ("-" is standard input) and tastes it. NULL when it cannot be opened: the reason
 * has been said to `messages`. The name is borrowed until source_close. */
struct source *source_open(const char *name, struct messages *messages);

/* What is no log (UTF-16, an archive) is handed out as well, for callers that judge it themselves.
 * Before the first source_read. */
void source_any(struct source *source);

/* Up to `size` decoded bytes into `out`: the number written, 0 at the end, SOURCE_LOST when the
 * rest of the input is damaged, cut short or unreadable (said to `messages`); after it, 0. */
ssize_t source_read(struct source *source, char *out, size_t size);

/* How the input is compressed: "plain", "gzip", "zstd", "xz", "bzip2". */
const char *source_compression(const struct source *source);

/* Size of the input on disk in bytes, 0 when it cannot be known (a pipe). */
uint64_t source_size(const struct source *source);

/* Bytes taken from the disk so far are added to *counter as they are read; for progress. */
void source_count(struct source *source, _Atomic uint64_t *counter);

/* All bytes that source_read hands out are shown to `tap` first. */
void source_tap(struct source *source, void (*tap)(void *context, const char *bytes, size_t n), void *context);

/* Once *stop is not 0, a read that a signal interrupts ends the input. */
void source_stop(struct source *source, const volatile sig_atomic_t *stop);

/* The descriptor of a regular file, to look around in with pread(2) alone; -1 for others. */
int source_descriptor(const struct source *source);

/* Goes on at byte `from` of a plain regular file; before the first source_read. False when it
 * cannot, and nothing has changed. */
bool source_resume(struct source *source, uint64_t from);

/* source_read hands out what `read` gives from now on, which may have it from source_take: the way to let
 * another thread unpack. One thread at a time may be in source_take. */
void source_divert(struct source *source, ssize_t (*read)(void *context, struct source *source, char *out, size_t size),
    void *context);
ssize_t source_take(struct source *source, char *out, size_t size);

/* Whether pieces of it can be read apart: a plain regular file. Pieces are parted at places in the file:
 * a line belongs to the piece in which its first byte lies. */
bool source_divisible(const struct source *source);

/* Gives no line that begins at `until` or behind; `more`, when not NULL, is asked for another `until` when
 * the place is reached, and ends the piece by giving one that is not larger. Then source_read gives 0, as at
 * the end, and source_paused is true until source_until is called again: reading can go on. */
void source_until(struct source *source, uint64_t until, uint64_t (*more)(void *context), void *context);
bool source_paused(const struct source *source);

/* Another source that gives a piece of a divisible one, which is used by pread(2) alone and closed after it.
 * Once the piece has been given it is paused; where it is not, the file ended before `until`. */
struct source *source_piece(const struct source *whole, uint64_t from, uint64_t until, struct messages *messages);

/* Place in the input, as it is on disk, up to which it was used. */
uint64_t source_place(const struct source *source);

void source_close(struct source *source);

#endif
