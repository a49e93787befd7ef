/*
 * words: the sentences of a series, for screens and Markdown: the answer, and the notes below
 * the rows that say what was added up, what was left out and how far to trust it.
 */
#ifndef FOOTFALL_ANALYZER_WORDS_H
#define FOOTFALL_ANALYZER_WORDS_H

#include "analyzer/outputs/output.h"
#include "analyzer/series.h"

/* Sentences in order; zero-initialise, words_release frees. */
struct words {
	char **lines;
	size_t count, room;
};
void words_release(struct words *words);

/* Appends one sentence with the answer. */
void words_answer(struct words *words, const struct series *series);

/* Appends the notes; of the style only utf8 is asked. */
void words_notes(struct words *words, const struct series *series, const struct style *style);

/* "600 weeks without any record are left out of the rows: 2005-W19 to 2016-W44", where some are. */
#define WORDS_LEFT_OUT 160
void words_left_out(char out[WORDS_LEFT_OUT], const struct series *series);

/* Names the closed rows of which no number of the sites asked for was kept, without a full stop; NULL where there is
 * none. The caller frees it. */
char *words_unkept(const struct series *series);

/* "≈" or "~": what marks an estimate. */
const char *words_about(const struct style *style);

/* "†" or "#": what marks the week or year from which on other built-in rules judged. */
const char *words_other_rules(const struct style *style);

/* "9 %", "0.4 %", "over 99 %", "under 0.1 %"; finer below ten. Gives `out`. */
char *words_share(char out[16], double share);

/* True when no row with records has a visitor. */
bool words_no_visitor(const struct series *series);

#endif
