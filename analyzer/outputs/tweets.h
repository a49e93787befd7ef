/*
 * tweets: what `tweets` has found, with the words that outputs need beside it.
 */
#ifndef FOOTFALL_ANALYZER_OUTPUTS_TWEETS_H
#define FOOTFALL_ANALYZER_OUTPUTS_TWEETS_H

#include "analyzer/links.h"
#include "analyzer/outputs/output.h"

struct tweets {
	struct links links;
	struct archive archive;
	bool any; /* at least one record was read, or a database has one */
	int open_year; /* of earlier years the numbers alone were kept; 0: all links are known */
};
void tweets_release(struct tweets *tweets);

/* "2013-05-06T08:15:00Z" of UTC seconds in 1990 to 2199; gives `out`. */
char *tweets_instant(char out[24], int64_t time);

/* The tweet that a link is put down to; NULL when it is in none that is known. */
const struct archive_tweet *tweets_of(const struct links_link *link);

/* The tweet's text without the link, which stands beside it; in `out` or the text itself. */
struct span tweets_words(char out[ARCHIVE_TEXT], struct span text, struct span code);

/* One for each row of outputs[]. */
void tweets_text(FILE *to, const struct tweets *tweets, const struct style *style);
void tweets_json(FILE *to, const struct tweets *tweets, const struct style *style);
void tweets_csv(FILE *to, const struct tweets *tweets, const struct style *style);
void tweets_markdown(FILE *to, const struct tweets *tweets, const struct style *style);

/* The sentences below the table, the answer first; NULL behind the last. The caller frees each. */
#define TWEETS_SENTENCES 9
void tweets_sentences(char *out[TWEETS_SENTENCES], const struct tweets *tweets);

#endif
