/*
 * ahead: reads a source ahead of whoever parses it, so that a compressed input is unpacked by one thread
 * and parsed by another. A few blocks lie between the two, so memory is bounded.
 *
 * Handing blocks over costs a fifth of the time of both, so it is worth it only where a processor would
 * else have nothing to do.
 */
#ifndef FOOTFALL_PARSERS_AHEAD_H
#define FOOTFALL_PARSERS_AHEAD_H

#include <stddef.h>
#include <sys/types.h>

struct ahead;
struct source;

/* The source stays the caller's, who leaves it alone until ahead_close. Exactly one other thread is to
 * call ahead_run. */
struct ahead *ahead_open(struct source *source);

/* Reads to the end of the source, or until ahead_close is called. */
void ahead_run(struct ahead *ahead);

/* As source_read: the same bytes, the same ends. */
ssize_t ahead_read(struct ahead *ahead, char *out, size_t size);

/* Waits for ahead_run to return. NULL is harmless. */
void ahead_close(struct ahead *ahead);

#endif
