/*
 * pattern: a PCRE2 pattern, compiled with JIT where the system allows it, matched on a span.
 *
 * The only door to PCRE2. Bytes, no UTF mode, so invalid UTF-8 is no error. Match, depth and heap
 * limits are set: a span on which a limit is hit counts as "did not match". A system that forbids
 * JIT (MemoryDenyWriteExecute) is served by the interpreter with the same results.
 * A compiled pattern is read-only and shared; each thread matches with its own `struct matcher`.
 */
#ifndef FOOTFALL_PARSERS_PATTERN_H
#define FOOTFALL_PARSERS_PATTERN_H

#include "base/span.h"

struct pattern;
struct matcher;

/* Compiles `text`. NULL when it is no valid pattern: *error (caller's buffer of `size` bytes) gets
 * the reason and *at the offset of the fault in `text`. `fold` ignores ASCII case. */
struct pattern *pattern_open(struct span text, bool fold, char *error, size_t size, size_t *at);
void pattern_close(struct pattern *pattern);

/* A pattern of the program's own tables, ASCII case ignored. Never NULL: a fault in it ends the run. */
struct pattern *pattern_builtin(const char *text);

/* Match data, JIT stack and limits of one thread. */
struct matcher *matcher_open(void);
void matcher_close(struct matcher *matcher);

/* True when the pattern matches somewhere in the subject (anchors decide otherwise). */
bool pattern_match(const struct pattern *pattern, struct matcher *matcher, struct span subject);
/* Capture group `group` (below 8) of the last successful match, empty when it took no part. */
struct span pattern_group(const struct matcher *matcher, unsigned group);
/* Number of subjects on which this matcher hit a limit. */
uint64_t matcher_limits_hit(const struct matcher *matcher);

#endif
