/*
 * excerpt: a strange text on one line, made safe and cut to so many columns.
 */
#ifndef FOOTFALL_ANALYZER_EXCERPT_H
#define FOOTFALL_ANALYZER_EXCERPT_H

#include "base/span.h"

/* Room for any excerpt of up to EXCERPT_COLUMNS. */
#define EXCERPT_ROOM 2048
#define EXCERPT_COLUMNS 500u

enum excerpt_end { EXCERPT_HEAD, EXCERPT_TAIL };

/* Line breaks and tabs become blanks; control characters and what reorders text are shown as \xhh. What
 * does not fit is cut: HEAD keeps the beginning, TAIL the end. Characters that take two columns count as
 * two. Without `utf8` everything is ASCII. Gives `out`. */
char *excerpt(char out[EXCERPT_ROOM], struct span text, unsigned columns, enum excerpt_end keep, bool utf8);

#endif
