/*
 * wrap: paragraphs on a screen of a given width.
 */
#ifndef FOOTFALL_ANALYZER_WRAP_H
#define FOOTFALL_ANALYZER_WRAP_H

#include <stdio.h>

/* Columns that a text takes: all we print is one column a character. */
unsigned wrap_width(const char *text);

void wrap_blanks(FILE *to, unsigned n);

/* A paragraph broken at blanks, the second and later lines indented by `indent`; `column` columns of
 * the first line are taken already. Ends the line. */
void wrap_paragraph(FILE *to, const char *text, unsigned width, unsigned indent, unsigned column);

#endif
