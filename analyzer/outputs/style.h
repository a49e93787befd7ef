/*
 * style: what the place that the output goes to can show.
 */
#ifndef FOOTFALL_ANALYZER_STYLE_H
#define FOOTFALL_ANALYZER_STYLE_H

#include "analyzer/outputs/output.h"

/* What stands before dimmed and coloured text, and behind it. */
#define STYLE_DIM "\033[2m"
#define STYLE_ACCENT "\033[36m"
#define STYLE_PLAIN "\033[0m"

enum style_color { STYLE_AUTO, STYLE_ALWAYS, STYLE_NEVER };

/* Decides for the descriptor `fd`. Width: the terminal's, else COLUMNS, else 80. Colour: under
 * STYLE_AUTO on a terminal that is not dumb, unless NO_COLOR is set and not empty. UTF-8: as
 * LC_CTYPE says, so setlocale(LC_CTYPE, "") has been called before. */
void style_decide(struct style *style, int fd, enum style_color color);

#endif
