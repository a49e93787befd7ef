/*
 * read: from a list of inputs to a tally. Worker threads each read inputs, or help to read them, and
 * count apart; what they have is joined, so neither a figure nor a message depends on their number.
 */
#ifndef FOOTFALL_ANALYZER_READ_H
#define FOOTFALL_ANALYZER_READ_H

#include "analyzer/account.h"
#include "analyzer/keys.h"
#include "analyzer/stretch.h"
#include "analyzer/tally.h"
#include "base/zone.h"
#include "parsers/judge.h"
#include "parsers/proxies.h"
#include <signal.h>

struct closed;
struct format;
struct messages;
struct source;

/* One input on its way through hooks. */
struct read_visit {
	size_t number; /* of names */
	const char *name;
	struct source *source; /* until `end` */
	struct messages *messages;
	void *state; /* the hooks' own */
	/* Of the lines before the place at which reading goes on: their number, and the format that the
	 * last one had. Set by `begin` if it has called source_resume. */
	uint64_t line;
	const struct format *format;
	/* What it gave, for `end`. */
	struct tally *tally; /* finished; NULL when it was skipped */
	struct read_counts counts;
	struct read_counts whole; /* without an unterminated last line, as are `line` and `format` */
	bool skipped; /* `begin` said so */
	bool lost; /* part of it was lost, or no line parses */
	bool stopped; /* by a signal; what was read is not to be kept */
	bool plain; /* every line could be read without the lines before it */
	struct stretch helped; /* what other workers read of it, behind all that source_read gave */
};

/* Who wants each input's figures apart: a tally of its own is made for each. The hooks are called by
 * any worker, but never two at once. */
struct read_hooks {
	void *context;
	/* The input is open and nothing was read. False: it is skipped. */
	bool (*begin)(void *context, struct read_visit *visit);
	/* It has been read, or skipped. False: read no other. */
	bool (*end)(void *context, struct read_visit *visit);
	const volatile sig_atomic_t *stop; /* not 0: stop reading */
};

struct read_settings {
	struct judge_settings judge;
	const struct zone *zone;
	const struct keys *keys;
	const struct format *format; /* --log-format, NULL: by content */
	struct proxies proxies; /* --trusted-proxy */
	unsigned jobs; /* threads, at least 1 */
	bool keep_text; /* landing pages and links are wanted */
	bool twitter_alone; /* see tally_rules */
	bool progress; /* draw progress on standard error */
	int32_t sealed_before; /* see tally_rules; 0 for none */
	const struct read_hooks *hooks; /* NULL: all inputs go into one tally */
	uint64_t piece; /* for tests, with one input and several jobs: see struct shares; else 0 */
};

struct read_result {
	struct tally tally; /* empty when there are hooks */
	struct read_counts counts;
	const struct closed *closed; /* periods of which only numbers are left; borrowed, NULL for none */
	size_t opened, refused; /* inputs that could and could not be opened */
	bool lost; /* part of an opened input was lost, or a non-empty input has no line that parses */
	uint64_t helped; /* bytes of large files that idle workers read */
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
