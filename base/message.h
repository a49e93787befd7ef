/*
 * message: what footfall says on standard error.
 *
 * Every message is one line "footfall: ..." whose text is made safe first: control characters,
 * C1 controls, bidirectional overrides and bytes that are not UTF-8 become \xhh, so nothing from a log or a file name can
 * drive a terminal or fake a second message.
 *
 * Worker threads do not print; they collect into a `struct messages`, and the main thread prints
 * the collections in the order of the inputs, so the output does not depend on the threads. With
 * a NULL collection a message is printed at once.
 */
#ifndef FOOTFALL_BASE_MESSAGE_H
#define FOOTFALL_BASE_MESSAGE_H

#include "base/span.h"

struct messages {
	char **text; /* finished lines, without "footfall: " and newline */
	size_t count, room;
};

#define MESSAGE_FORMAT(a, b) __attribute__((format(printf, a, b)))

/* footfall: TEXT */
void message_say(struct messages *to, const char *format, ...) MESSAGE_FORMAT(2, 3);
/* footfall: FILE: TEXT; a NULL or "-" file is called "standard input" */
void message_file(struct messages *to, const char *file, const char *format, ...) MESSAGE_FORMAT(3, 4);
/* footfall: FILE:LINE: TEXT */
void message_line(struct messages *to, const char *file, uint64_t line, const char *format, ...) MESSAGE_FORMAT(4, 5);
/* footfall: FILE: at byte N: TEXT */
void message_byte(struct messages *to, const char *file, uint64_t byte, const char *format, ...) MESSAGE_FORMAT(4, 5);

/* Prints and empties a collection; releases its memory. */
void messages_print(struct messages *from);
/* Empties without printing. */
void messages_release(struct messages *from);

/* Writes `text` to out as one line of printable UTF-8 (see above), NUL-terminated, cut at
 * `size` - 1 bytes at a character boundary. Gives the length written. */
size_t message_safe(char *out, size_t size, struct span text);

/* No more messages below errors: --quiet. message_note is dropped when quiet, others are not. */
void message_quiet(bool quiet);
/* A remark that nothing was lost: same form as message_say, silent under --quiet. */
void message_note(struct messages *to, const char *format, ...) MESSAGE_FORMAT(2, 3);

#endif
