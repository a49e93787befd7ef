/*
 * batch: lines, a few at a time.
 *
 * Nearly all lines are cut, looked up and judged in steps that each go over the whole batch, and the few kinds of
 * line that are counted are then gone through list by list. What a line is, no processor can guess; what comes
 * next on a list it need not. And while one line is cut, what is remembered of the agents of others comes near.
 */
#ifndef FOOTFALL_ANALYZER_BATCH_H
#define FOOTFALL_ANALYZER_BATCH_H

#include "analyzer/tally.h"
#include "parsers/hosts.h"
#include "parsers/judge.h"

struct lines;
struct reader;

#define BATCH_LINES 32

/* The portable program takes line after line, so that whoever compares its results compares both ways (make same). */
#ifdef FOOTFALL_PORTABLE
#define BATCH_IS_USED false
#else
#define BATCH_IS_USED true
#endif

struct batch {
	struct record records[BATCH_LINES];
	const struct host *hosts[BATCH_LINES]; /* NULL: none, or one that is not known */
	struct agents_hint hints[BATCH_LINES];
	struct judgement judgements[BATCH_LINES];
	struct tally_present *presents[BATCH_LINES];
};

/* Takes the lines to come as long as they are plain ones (parsers/formats/plain.h), up to a batch. False when there
 * is none, and nothing was done. */
bool batch_take(struct reader *reader, struct lines *lines);

/* The same for lines of other formats whose records borrow from them, as long as they lie in memory. */
bool batch_take_borrowed(struct reader *reader, struct lines *lines);

#endif
