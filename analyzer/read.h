/*
 * read: from a list of inputs to a tally. Worker threads each read whole inputs and count apart;
 * their tallies are joined at the end, so no figure depends on the number of threads.
 */
#ifndef FOOTFALL_ANALYZER_READ_H
#define FOOTFALL_ANALYZER_READ_H

#include "analyzer/keys.h"
#include "analyzer/tally.h"
#include "base/zone.h"
#include "parsers/judge.h"
#include "parsers/proxies.h"

struct format;

struct read_settings {
	struct judge_settings judge;
	const struct zone *zone;
	const struct keys *keys;
	const struct format *format; /* --log-format, NULL: by content */
	struct proxies proxies; /* --trusted-proxy */
	unsigned jobs; /* threads, at least 1 */
	bool keep_text; /* landing pages and links are wanted */
	bool progress; /* draw progress on standard error */
};

/* Lines as met, repeats included; see docs/counting.md. records = excluded + robots + not_pages +
 * views. */
struct read_counts {
	uint64_t files, lines, blank, records, unparsable, excluded, robots, not_pages, views;
};

struct read_result {
	struct tally tally;
	struct read_counts counts;
	size_t opened, refused; /* inputs that could and could not be opened */
	bool lost; /* part of an opened input was lost, or a non-empty input has no line that parses */
};

/* Reads all inputs. Every fault has been said, in the order of the names; the result is complete
 * for what could be read. */
void read_inputs(
    const struct read_settings *settings, const char *const *names, size_t count, struct read_result *result);
void read_release(struct read_result *result);

/* Exit status that the result stands for: 0, 1 (no input could be opened) or 3 (part was lost). */
int read_status(const struct read_result *result);

/* Processors this process may run on; at least 1. */
unsigned read_processors(void);

#endif
