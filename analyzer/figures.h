/*
 * figures: named numbers in the order in which they were put, such as every figure of every model.
 *
 * A value is NAN when it does not exist (JSON null), INFINITY when it has no bound ("inf"); a figure
 * with text is a list or a date instead. figures_release frees all.
 */
#ifndef FOOTFALL_ANALYZER_FIGURES_H
#define FOOTFALL_ANALYZER_FIGURES_H

#include "base/message.h"

struct figure {
	char key[40];
	double value;
	char *text; /* NULL: a number */
};

struct figures {
	struct figure *list;
	size_t count, room;
};

/* The key is made as by printf and cut at 39 bytes. */
void figures_put(struct figures *figures, double value, const char *key, ...) MESSAGE_FORMAT(3, 4);
/* Copies the text; an empty one becomes "-". */
void figures_text(struct figures *figures, const char *text, const char *key, ...) MESSAGE_FORMAT(3, 4);
/* Appends copies of all figures of another. */
void figures_append(struct figures *figures, const struct figures *more);
/* NULL when there is none of that key. */
const struct figure *figures_find(const struct figures *figures, const char *key);
/* The number of that key, NAN when there is none. */
double figures_value(const struct figures *figures, const char *key);
void figures_release(struct figures *figures);

#endif
