/*
 * explain: what became of a line, in the words of `explain` and of its --only.
 */
#ifndef FOOTFALL_ANALYZER_EXPLAIN_H
#define FOOTFALL_ANALYZER_EXPLAIN_H

enum explain_word {
	EXPLAIN_COUNTED,
	EXPLAIN_ROBOT,
	EXPLAIN_NOT_PAGE,
	EXPLAIN_OTHER_SOURCE,
	EXPLAIN_EXCLUDED,
	EXPLAIN_UNPARSABLE,
};
#define EXPLAIN_ANY (-1)

/* By enum explain_word, NULL-terminated: "counted", "robot", ... */
extern const char *const explain_words[];

#endif
