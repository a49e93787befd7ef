/*
 * archive: the tweets of an official archive that have t.co codes somebody asks for.
 *
 * All layouts are read: data/tweets.js and its parts, data/tweet.js, tweet.js, the monthly files
 * data/js/tweets/YYYY_MM.js of older archives, and their tweets.csv; what a file is, is told by its
 * content. It is read as a stream and cut tweet by tweet, so its size does not matter; kept are only
 * tweets with a code that is wanted. Nothing of it is ever run.
 *
 * The archive owns its texts.
 */
#ifndef FOOTFALL_PARSERS_ARCHIVE_H
#define FOOTFALL_PARSERS_ARCHIVE_H

#include "base/alloc.h"

struct messages;

/* A longer text is cut. */
#define ARCHIVE_TEXT 1024
/* Tweets kept, which bounds the memory of a hostile archive; far more than any account has written. */
#define ARCHIVE_MOST 200000u

/* One code of one tweet. */
struct archive_tweet {
	struct span code, id;
	struct span text; /* &amp; &lt; &gt; made characters; may hold anything, control characters too */
	int64_t time; /* UTC seconds */
	bool other; /* a retweet: the code belongs to somebody else's tweet */
};

/* Zero-initialise. */
struct archive {
	struct archive_tweet *tweets; /* by code, then time; each (code, id) once */
	size_t count, room;
	size_t files; /* of tweets, that were read whole or gave any */
	uint64_t read; /* tweets met, those without a wanted code too */
	uint64_t rejected; /* elements that are no tweet */
	struct arena arena;
};

/* As exit statuses. */
enum archive_result {
	ARCHIVE_READ = 0,
	ARCHIVE_PARTLY = 3, /* a file was refused or cut short, or tweets in it were rejected */
};

/* Which codes are wanted. */
typedef bool archive_wanted(void *context, struct span code);

/* Reads the files into one archive. Everything that has to be said goes to `messages`. Other parts of an
 * archive (likes, messages, deleted tweets) are passed over with a remark. Release it in every case. */
enum archive_result archive_read(struct archive *archive, const char *const *names, size_t count,
    archive_wanted *wanted, void *context, struct messages *messages);
void archive_release(struct archive *archive);

/* The tweets with that code: the first of *count, the earliest first; NULL when there is none. */
const struct archive_tweet *archive_find(const struct archive *archive, struct span code, size_t *count);

#endif
