/*
 * explanation: what became of one line of a log, and how that is written: one line, one row.
 */
#ifndef FOOTFALL_ANALYZER_EXPLANATION_H
#define FOOTFALL_ANALYZER_EXPLANATION_H

#include "analyzer/outputs/output.h"
#include <stdint.h>

enum explain_word {
	EXPLAIN_COUNTED,
	EXPLAIN_ROBOT,
	EXPLAIN_NOT_PAGE,
	EXPLAIN_OTHER_SOURCE,
	EXPLAIN_EXCLUDED,
	EXPLAIN_UNPARSABLE,
};
#define EXPLAIN_ANY (-1)

/* By enum explain_word, NULL-terminated, as `explain` and its --only have them: "counted", "robot", ... */
extern const char *const explain_words[];

/* Texts are borrowed; `time`, `why` and `path` are safe for a terminal. */
struct explanation {
	const char *file;
	uint64_t line;
	enum explain_word word;
	const char *source, *evidence; /* NULL: none, or not asked */
	uint64_t visitor; /* 0: none */
	char time[32]; /* empty: none */
	char why[160];
	char path[96]; /* without the query; for the screen */
};

/* The writer of one form. Its heading, which may be nothing, comes before the first row. */
struct explanation_output {
	const char *heading;
	void (*row)(FILE *to, const struct explanation *explanation, const struct style *style);
};

/* The writer in the place of `output`, which is one of outputs[]. */
const struct explanation_output *explanation_output(const struct output *output);

#endif
