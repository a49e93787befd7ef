/*
 * whole: a small text file in memory, as UTF-8, or the reason why it is none.
 */
#ifndef FOOTFALL_PARSERS_WHOLE_H
#define FOOTFALL_PARSERS_WHOLE_H

#include "base/span.h"

struct messages;

struct whole {
	char *bytes; /* owned */
	struct span text; /* in bytes, without a byte order mark */
	bool lost; /* the file was cut short or is damaged; what came before is here */
};

/* Reads and unpacks `name`, of at most `limit` bytes. UTF-16 with a byte order mark is converted.
 * What holds no table and no JSON (nothing at all, a web page, a zip, NULs, a part of a Twitter
 * archive) is refused. 0, or -1 with all said; release it in either case. */
int whole_read(struct whole *whole, const char *name, size_t limit, struct messages *messages);
void whole_release(struct whole *whole);

#endif
