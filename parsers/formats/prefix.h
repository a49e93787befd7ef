/*
 * prefix: what syslog, journalctl and docker-compose put before a line of log.
 *
 *   Mar  2 08:00:00 host nginx[12]: LINE        2026-03-02T08:00:00+00:00 host nginx: LINE
 *   <190>1 2026-03-02T08:00:00Z host nginx 12 - - LINE        web-1  | LINE
 */
#ifndef FOOTFALL_PARSERS_PREFIX_H
#define FOOTFALL_PARSERS_PREFIX_H

#include "base/span.h"

/* Length of the prefix, 0 when there is none. */
size_t prefix_length(struct span text);

#endif
