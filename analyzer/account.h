/*
 * account: what the lines of an input gave, apart from the tally. Parts of an input that were read
 * apart are joined in their order; the outcome is that of the whole, line numbers included.
 */
#ifndef FOOTFALL_ANALYZER_ACCOUNT_H
#define FOOTFALL_ANALYZER_ACCOUNT_H

#include "analyzer/hops.h"
#include "parsers/formats/format.h"

struct lines;
struct messages;

/* Lines as met, repeats included; see docs/counting.md. records = excluded + robots + not_pages +
 * views. */
struct read_counts {
	uint64_t files, lines, blank, records, unparsable, excluded, robots, not_pages, views;
};

void read_counts_add(struct read_counts *into, const struct read_counts *from);

/* So many unparsable lines of an input are named one by one. */
#define ACCOUNT_NAMED 3

/* Zero-initialise. */
struct account {
	struct read_counts counts;
	struct account_line {
		uint64_t number;
		enum reject reject;
	} named[ACCOUNT_NAMED]; /* the first unparsable ones */
	uint64_t numbered; /* lines, with one at the end that is not yet a line; set by account_end */
	uint64_t nuls; /* passed over at the start of lines; likewise */
	uint64_t without_referer, without_agent, without_method, without_status; /* records whose format has none */
	struct hops hops;
	bool unterminated; /* there is a last line without a newline */
	struct read_counts last; /* what it gave; nothing when it does not count yet */
	const struct format *format; /* of the last record with a newline, or one before the account; NULL: none */
	bool incomplete; /* an unterminated last line that is not yet a line */
	bool forwarded; /* a record had a list of hops */
	bool leans; /* on the format of lines before, which a part does not know: its last line without a
		     * newline came before any record */
};

/* A line that is no record. */
void account_reject(struct account *account, uint64_t number, enum reject reject);

/* All lines have been read; `before`: the number that the line before the first one bears. */
void account_end(struct account *account, const struct lines *lines, uint64_t before);

/* Adds what the lines right behind gave; `into` ends with a newline. */
void account_join(struct account *into, const struct account *behind);

/* The counts without an unterminated last line. */
struct read_counts account_whole(const struct account *account);

/* Says what an input as a whole has to say. `utf16`: it was read as UTF-16; `goes_on`: lines before were
 * read by an earlier run. False when it is not empty and has no record. */
bool account_say(const struct account *account, const char *name, bool utf16, bool goes_on, struct messages *messages);

#endif
