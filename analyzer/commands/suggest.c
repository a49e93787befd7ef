/* Optimal string alignment: F. Damerau 1964, computed row by row after Wagner and Fischer 1974. */
#include "analyzer/commands/suggest.h"

#include "base/span.h"

#include <limits.h>
#include <string.h>

#define LONGEST 31u
#define SHORTEST 4u /* of a word that is taken for another's beginning */

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned
suggest_distance(const char *a, const char *b)
{
	unsigned rows[3][LONGEST + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];
	size_t n = strlen(a), m = strlen(b);

	if (n > LONGEST || m > LONGEST)
		return UINT_MAX;
	for (size_t j = 0; j <= m; j++)
		before[j] = above[j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			char x = span_lower(a[i - 1]), y = span_lower(b[j - 1]);
			row[j] = least(above[j - 1] + (x != y), least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && x == span_lower(b[j - 2]) && span_lower(a[i - 2]) == y)
				row[j] = least(row[j], before[j - 2] + 1);
		}
		unsigned *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[m];
}

void
suggest_begin(struct suggest *suggest, const char *word)
{
	/* A third of the letters may be wrong, at least one. */
	unsigned allowed = (unsigned)least((unsigned)strlen(word) / 3, 3);

	*suggest = (struct suggest){.word = word, .distance = (allowed > 0 ? allowed : 1) + 1};
}

void
suggest_try(struct suggest *suggest, const char *known)
{
	unsigned distance = suggest_distance(suggest->word, known);
	size_t n = strlen(suggest->word);

	/* "week" for weekly, "year" for yearly: what was left off is no slip. */
	if (n >= SHORTEST && n < strlen(known) && strncmp(suggest->word, known, n) == 0)
		distance = 1;
	if (distance < suggest->distance) {
		suggest->distance = distance;
		suggest->best = known;
	}
}
