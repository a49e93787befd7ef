/*
 * tweet: one tweet of an official archive, in any of the layouts that archives have had, to what the
 * join with a log needs: its t.co codes, id, time and text.
 *
 * Spans borrow from what was parsed. Strings of archives are text, never run, never trusted.
 */
#ifndef FOOTFALL_PARSERS_TWEET_H
#define FOOTFALL_PARSERS_TWEET_H

#include "base/span.h"

struct jsontree;
struct rows_row;

/* Codes of a tweet that are looked at; there is no room in one for as many. */
#define TWEET_CODES 64
#define TWEET_CODE_MOST 40

struct tweet {
	char digits[24]; /* an id that was a number */
	struct span id; /* decimal digits */
	int64_t time; /* UTC seconds */
	struct span text; /* as in the archive: &amp; &lt; &gt; stand for their characters */
	bool other; /* a retweet: the codes belong to a tweet of somebody else */
	struct span codes[TWEET_CODES];
	size_t ncodes;
};

/* Where the columns of a tweets.csv stand; SIZE_MAX: it has none of that name. */
struct tweet_columns {
	size_t id, time, text, retweeted;
};

/* Reads an element of an archive's array: a bare tweet, or one under the name "tweet". NULL, or why it is
 * none; static words. */
const char *tweet_from_json(struct tweet *tweet, const struct jsontree *element);

/* The columns by the header; false when it is not that of a tweets.csv. */
bool tweet_columns_find(struct tweet_columns *columns, const struct rows_row *header);

/* Reads a row: codes stand in the text alone, and one that was cut off there is none. */
const char *tweet_from_row(struct tweet *tweet, const struct tweet_columns *columns, const struct rows_row *row);

/* "Mon May 06 08:15:00 +0000 2013" or "2013-05-06 08:15:00 +0000" to UTC seconds; years 1990 to 2199. */
bool tweet_time(struct span text, int64_t *out);

#endif
