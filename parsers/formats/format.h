/*
 * format: the log formats footfall reads, one row each.
 *
 * `parse` borrows from the line and is tried line by line, so a file may mix formats; the format
 * that fitted last is tried first.
 */
#ifndef FOOTFALL_PARSERS_FORMAT_H
#define FOOTFALL_PARSERS_FORMAT_H

#include "parsers/formats/when.h"
#include "parsers/record.h"

struct line;
struct proxies;

/* Why a line is not a record; format_reject_text gives the words. */
enum reject {
	REJECT_NONE, /* it is a record */
	REJECT_BLANK, /* empty, only NULs, or a directive (#...): no line of data */
	REJECT_NO_TIME, /* no [time] where one belongs */
	REJECT_BAD_TIME, /* a date or time that does not exist, or outside 1990 to 2199 */
	REJECT_NO_ADDRESS, /* nothing before the time */
	REJECT_NO_REQUEST, /* no quoted request */
	REJECT_BAD_STATUS, /* the status is no number of three digits */
	REJECT_BAD_SIZE, /* the size is no number */
	REJECT_NO_REFERER, /* the quoted Referer is missing or not closed */
	REJECT_NO_AGENT, /* the quoted User-Agent is missing or not closed */
	REJECT_BAD_JSON, /* JSON that breaks off or is not well formed */
	REJECT_NOT_ACCESS, /* JSON without a request */
	REJECT_NO_FIELDS, /* W3C before any #Fields */
	REJECT_COLUMNS, /* W3C with more or fewer columns than #Fields */
	REJECT_LAYOUT, /* does not have the form that --log-format gives */
	REJECT_TOO_LONG, /* over LINES_LIMIT */
	REJECT_UNKNOWN, /* fits no format at all */
};
const char *format_reject_text(enum reject reject);

struct format;
struct layout;
struct json_table;
struct json_memory;
struct inner;

/* What the directives of a W3C log said so far: a value that may be copied. */
#define FORMAT_COLUMNS 64
struct format_columns {
	uint8_t field[FORMAT_COLUMNS]; /* enum field of each column */
	uint8_t count; /* 0: no #Fields yet */
	bool cloudfront, has_day;
	char day[10]; /* of #Date, for logs whose lines have the time alone */
	int32_t offset; /* of #GMT-Offset */
};
#define FORMAT_LAYOUTS 8

/* What a parser needs from line to line; one a thread. Zero-initialise; format_release frees. */
struct format_state {
	struct timestamp_cache times;
	struct when_cache days;
	char *scratch; /* decoded fields of the present line */
	size_t scratch_room, scratch_used;
	const struct format *last; /* fitted the last line that was a record */
	const struct format *only; /* --log-format; NULL: all are tried */
	const struct proxies *proxies; /* --trusted-proxy: record->address is the client behind them; NULL: as logged */
	bool forwarded; /* a record had a list of hops; never reset here */
	struct format_columns columns; /* the only thing lines say about later lines */
	bool prefixed; /* the last record stood behind a prefix of syslog or docker-compose */
	struct layout *layouts[FORMAT_LAYOUTS]; /* of the text formats, compiled when first needed */
	struct json_table *keys; /* of the JSON formats, likewise */
	struct json_memory *json; /* the order of their keys so far, and the values of the present line */
	struct inner *inner; /* a line within lines: JSON over several lines, or a string in JSON */
};

/* Before the first line of each input: forgets what the lines of another one said. */
void format_begin(struct format_state *state);

void format_release(struct format_state *state);

struct format {
	const char *name; /* as typed after --log-format, as shown by `formats` */
	const char *summary; /* one line */
	const char *example; /* one line of log; addresses and hosts are documentation ones */
	const char *sample; /* file in sample-logs/ */
	bool has_referer, has_agent; /* what a line of it carries */
	bool closed; /* a line that was cut short does not parse, so an unterminated one may be taken */
	bool harmless; /* a cut that still parses falls in the last field, which nothing is made from */
	bool borrows; /* a record's fields lie in the line, but for what is decoded */
	bool relative; /* recognised by the parser of the row before it; tried alone only when named */
	enum reject (*parse)(
	    const struct format *format, struct format_state *state, const struct line *line, struct record *record);
	const void *spec; /* what a row-driven parser needs; checked by `parse` alone */
};

/* All formats, NULL-terminated, in the order in which they are tried. */
extern const struct format *const formats[];

/* The format of that name, or NULL. */
const struct format *format_named(struct span name);

/* Whether an unterminated line that parsed as `format` is a line: it cannot have been cut where that
 * matters. A combined line cut behind its size looks like common, so common is taken only where
 * `before`, the format of the line before it, is common too, or there is no line before (NULL). */
bool format_may_end(const struct format *format, const struct format *before);

/* Parses one line with whichever format fits (state->only when set). REJECT_NONE: *record is
 * filled and *format (may be NULL) is the one that fitted. Otherwise the reason of the format
 * that came furthest. */
enum reject format_parse(
    struct format_state *state, const struct line *line, struct record *record, const struct format **format);

/* A record of that format was read by whoever did not ask format_parse: as if it had. */
void format_met(struct format_state *state, const struct format *format);

/* Whether the fields of the last record lie in its line, so that they live as long as that. Never told of what
 * may stand in lines within lines. */
static inline bool
format_borrowed(const struct format_state *state)
{
	return state->last && state->last->borrows && state->scratch_used == 0 && !state->inner;
}

#endif
