/*
 * suggest: the known word nearest to a mistyped one.
 */
#ifndef FOOTFALL_ANALYZER_SUGGEST_H
#define FOOTFALL_ANALYZER_SUGGEST_H

/* Begin with the word typed, try each known one, read `best`. */
struct suggest {
	const char *word;
	const char *best; /* NULL: none is near enough; borrowed from suggest_try */
	unsigned distance;
};

void suggest_begin(struct suggest *suggest, const char *word);
void suggest_try(struct suggest *suggest, const char *known);

/* Insertions, deletions, replacements and swaps of neighbours between two words, ASCII case
 * folded; words of over 31 bytes are far from everything. */
unsigned suggest_distance(const char *a, const char *b);

#endif
