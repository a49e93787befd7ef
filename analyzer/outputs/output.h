/*
 * output: how a result is written. One row an output; text.c, json.c, csv.c, markdown.c.
 */
#ifndef FOOTFALL_ANALYZER_OUTPUT_H
#define FOOTFALL_ANALYZER_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct comparison;
struct series;
struct tweets;

/* What the text screens may use; decided once from options, terminal and locale (style.h). */
struct style {
	unsigned width; /* columns */
	bool color; /* SGR sequences */
	bool utf8; /* block characters and the middle dot; else ASCII */
	bool wrap; /* a terminal: the first sentence is wrapped too, else it stays one line */
};

struct output {
	const char *name; /* as typed after --format */
	const char *summary;
	void (*series)(FILE *to, const struct series *series, const struct style *style);
	void (*compare)(FILE *to, const struct comparison *comparison, const struct style *style);
	void (*tweets)(FILE *to, const struct tweets *tweets, const struct style *style);
};

extern const struct output output_text, output_json, output_csv, output_markdown;
extern const struct output *const outputs[]; /* NULL-terminated; text first */

/* The output of that name, or NULL. */
const struct output *output_named(const char *name);

#endif
