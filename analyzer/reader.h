/*
 * reader: turns lines into figures, for one thread. It has the caches, the tally that it adds to, and
 * the account of the input, or the part of one, that it reads.
 */
#ifndef FOOTFALL_ANALYZER_READER_H
#define FOOTFALL_ANALYZER_READER_H

#include "analyzer/account.h"
#include "analyzer/batch.h"
#include "analyzer/tally_add.h"
#include "parsers/formats/plain.h"
#include "parsers/judge.h"
#include "parsers/lines.h"
#include <signal.h>

struct read_settings;

struct reader {
	struct judge *judge;
	struct tally tally;
	struct tally_rules rules;
	struct zone_cache zone_cache;
	struct format_state formats;
	struct plain_minute minute;
	struct hosts hosts;
	struct batch batch;
	struct record record; /* of a line that is not plain */
	struct judgement judgement; /* of a record that is taken alone */
	struct account account;
	bool for_good; /* what is read is kept: see may_end */
	bool is_part; /* the account began in the middle of an input */
};

/* `rules` are shared; both outlive the reader. The tally is the caller's to init and release. */
void reader_init(struct reader *reader, const struct read_settings *settings, const struct judge_rules *rules);
void reader_release(struct reader *reader);

/* Parses a line into *record and counts it. False when it is no record, or not yet a line. */
bool reader_parse(
    struct reader *reader, const struct line *line, uint64_t number, enum line_kind kind, struct record *record);

/* Takes one record. `hint`: what judge_begin gave for it. */
void reader_take(struct reader *reader, const struct record *record, struct agents_hint hint);

/* Begins an account. `format` NULL: of an input; else of what stands behind a line of that format. */
void reader_begin(struct reader *reader, const struct format *format);

/* Takes all lines to the end, or until *stop is not 0; `stop` may be NULL. */
void reader_all(struct reader *reader, struct lines *lines, const volatile sig_atomic_t *stop);

/* Whether the lines so far say nothing of the lines to come but their format: no directives, nothing
 * that goes over several lines, no prefix that was seen once and is expected again. */
bool reader_is_free(const struct reader *reader, const struct lines *lines);

#endif
