/*
 * opening: from a name to a descriptor that can be read, and the words for what cannot be, or is no log.
 */
#ifndef FOOTFALL_PARSERS_OPENING_H
#define FOOTFALL_PARSERS_OPENING_H

#include "base/span.h"

struct decoder;
struct messages;
struct stat;

/* " 'NAME'" quoted for a shell, " './-NAME'" where it begins with '-'; empty for standard input and for names too
 * long to show. */
struct opening_quoted {
	char text[1024];
};
struct opening_quoted opening_quote(const char *name);

/* A readable descriptor, the caller's to close, and what it is; -1 with the reason said. */
int opening_open(const char *name, struct messages *messages, struct stat *st);

/* Whether the name is a folder's, where one file is asked for and not logs. */
bool opening_is_folder(const char *name);

/* True when the first bytes, as unpacked by `decoder` (NULL: plain), show something that is no log,
 * which is said. */
bool opening_refuse(const char *name, const struct decoder *decoder, struct span head, struct messages *messages);

#endif
