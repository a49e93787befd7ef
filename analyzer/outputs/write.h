/*
 * write: text and numbers as JSON, CSV, Markdown and people want them.
 *
 * The text is never trusted: whatever bytes come in, what goes out is valid UTF-8 that no parser,
 * terminal, page or spreadsheet takes for anything but text. Numbers never depend on the locale.
 */
#ifndef FOOTFALL_ANALYZER_WRITE_H
#define FOOTFALL_ANALYZER_WRITE_H

#include "base/span.h"
#include <stdio.h>

/* Room for any number that write_grouped makes: "18,446,744,073,709,551,615". */
#define WRITE_GROUPED 27

/* The first character of a non-empty text: its code point, and its bytes in *length. Bytes that
 * are no UTF-8 give U+FFFD and a length of 1. */
uint32_t write_character(struct span text, size_t *length);

/* A JSON string with its quotes. Invalid bytes become U+FFFD; controls and the characters that
 * reorder or break lines are written as \uXXXX. */
void write_json(FILE *to, struct span text);

/* A JSON number: up to ten significant digits; null for what is not finite. */
void write_real(FILE *to, double value);

/* One CSV cell (RFC 4180). A text that a spreadsheet would take for a formula gets a leading
 * apostrophe, unless it is a plain number. */
void write_csv(FILE *to, struct span text);

/* Text inside a Markdown paragraph or table cell: markup, pipes and HTML are escaped. */
void write_markdown(FILE *to, struct span text);

/* "2,609"; gives `out`. */
char *write_grouped(char out[WRITE_GROUPED], uint64_t number);

#endif
