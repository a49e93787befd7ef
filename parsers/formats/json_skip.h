/*
 * json_skip: brackets and braces of JSON, counted without looking at what is between them.
 */
#ifndef FOOTFALL_PARSERS_JSON_SKIP_H
#define FOOTFALL_PARSERS_JSON_SKIP_H

#include "parsers/formats/seek.h"

/* Moves over an array or object, however deep, of which *depth brackets are open at `at`. Gives the
 * place behind the closing one, and *depth is 0. NULL: `end` comes before it, and *depth are still
 * open; *string (may be NULL) tells whether a string is. SEEK_READS bytes behind `end` are read. */
const char *json_skip(const char *at, const char *end, size_t *depth, bool *string);

#endif
