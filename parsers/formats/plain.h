/*
 * plain: the combined line as nearly every line of nearly every log has it, read by the shortest way.
 *
 *   ADDRESS - - [TIME] "METHOD TARGET PROTOCOL" STATUS BYTES "REFERER" "AGENT"
 *
 * Six quotes, no escape, nothing more. The offsets of the quotes are known (parsers/quotes.h), so a
 * few words between them are compared and nothing is searched.
 */
#ifndef FOOTFALL_PARSERS_PLAIN_H
#define FOOTFALL_PARSERS_PLAIN_H

#include "parsers/formats/format.h"

/* True when the line has that shape and a time that exists: *record is filled. False: the line may
 * still be a record, and the scanner of combined.c finds out; *record is undefined. */
bool plain_scan(struct timestamp_cache *times, const struct line *line, struct record *record);

#endif
