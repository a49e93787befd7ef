/*
 * detect: which format a file has, how sure that is, and what its first odd line lacks.
 *
 * Add its first lines, as many as are at hand; detection needs no certain number of them. The same
 * format_parse that counts is asked, so what is said here is what happens there.
 */
#ifndef FOOTFALL_PARSERS_DETECT_H
#define FOOTFALL_PARSERS_DETECT_H

#include "parsers/formats/format.h"
#include "parsers/lines.h"

#define DETECT_FORMATS 48

struct detect {
	struct format_state state;
	uint64_t tried; /* lines that hold something */
	uint64_t records;
	uint64_t fits[DETECT_FORMATS]; /* by row of formats[] */
	uint64_t with_referer, with_agent; /* records whose line carries the field */
	uint64_t bad_line; /* number of the first line that fits none; 0: all fit */
	enum reject bad_why;
};

void detect_init(struct detect *detect);
void detect_release(struct detect *detect);

/* Takes one line and its number. */
void detect_add(struct detect *detect, const struct line *line, enum line_kind kind, uint64_t number);

/* The format most records have, NULL without any. */
const struct format *detect_format(const struct detect *detect);

/* The share of the lines that have it, 0 to 1. */
double detect_share(const struct detect *detect);

/* "caddy: 98.2 % of 1,000 lines fit" and what follows from it, as one sentence without a full stop.
 * Gives its length, cut to `size`. */
size_t detect_sentence(const struct detect *detect, char *out, size_t size);

#endif
