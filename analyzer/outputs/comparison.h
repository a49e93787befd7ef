/*
 * comparison: what `compare` has found, with the words that outputs need beside it.
 *
 * Borrows claims and names; comparison_release frees the result and the answers.
 */
#ifndef FOOTFALL_ANALYZER_COMPARISON_H
#define FOOTFALL_ANALYZER_COMPARISON_H

#include "analyzer/claims.h"
#include "analyzer/outputs/fields.h"
#include "analyzer/outputs/output.h"

struct comparison {
	struct compare_result result;
	const char *source, *source_title; /* "twitter", "Twitter" */
	const char *zone; /* "log", "UTC", ...; NULL: the weeks come from a table */
	const char *control; /* "all other sites"; NULL: there is nothing to compare with */
	const char *control_name; /* as --control names it, "referrals" by default */
	bool history; /* follower counts were given */
	struct claim_year *years; /* every calendar year with records; owned */
	size_t nyears;
	const struct claim *claims;
	struct claim_answer *answers; /* one a claim */
	size_t nclaims;
};
void comparison_release(struct comparison *comparison);

/* The columns of a week as JSON and CSV give them, ended by a row without a name. */
struct comparison_column {
	const char *name;
	struct field (*get)(const struct compare_row *row);
};
extern const struct comparison_column comparison_columns[];

/* One for each row of outputs[]. */
void compare_text(FILE *to, const struct comparison *comparison, const struct style *style);
void compare_json(FILE *to, const struct comparison *comparison, const struct style *style);
void compare_csv(FILE *to, const struct comparison *comparison, const struct style *style);
void compare_markdown(FILE *to, const struct comparison *comparison, const struct style *style);

#endif
