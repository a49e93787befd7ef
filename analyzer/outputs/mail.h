/*
 * mail: bytes in the shapes that mail wants: header values and quoted-printable.
 */
#ifndef FOOTFALL_ANALYZER_MAIL_H
#define FOOTFALL_ANALYZER_MAIL_H

#include "base/span.h"
#include <stdio.h>

/* The longest address list that is taken: a header line stays under 998 bytes. */
#define MAIL_ADDRESS 900

/* NULL when the text can stand behind To: or From:, else why not; static words. What could begin another
 * header is refused. */
const char *mail_address(struct span text);

/* "Mon, 05 May 2014 06:00:00 +0000" of UTC seconds in 1970 to 9999; gives `out`. */
char *mail_date(char out[40], int64_t time);

/* Text as quoted-printable: lines of at most 76 characters, nothing but ASCII, no line that a transport
 * could take for its own. */
void mail_quoted(FILE *to, struct span text);

#endif
