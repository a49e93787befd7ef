/*
 * fields: what a line says, field by field, before it is a record.
 *
 * Every reader but the fast one of combined.c fills a struct fields with decoded values and calls
 * fields_record, which alone knows how a request is put together, what "-" means, and what makes
 * a line incomplete.
 */
#ifndef FOOTFALL_PARSERS_FIELDS_H
#define FOOTFALL_PARSERS_FIELDS_H

#include "parsers/formats/format.h"

enum field {
	FIELD_SKIP,
	FIELD_ADDRESS, /* the client, or the proxy before us */
	FIELD_ADDRESS_PORT, /* the same, always with a port behind it */
	FIELD_PEER, /* who connected, where another field may hold the client */
	FIELD_FORWARDED, /* X-Forwarded-For and its like */
	FIELD_HOST,
	FIELD_REQUEST, /* GET /path?query HTTP/1.1 */
	FIELD_METHOD,
	FIELD_TARGET, /* /path?query, or a whole URL */
	FIELD_PATH,
	FIELD_QUERY, /* with its question mark or without */
	FIELD_STATUS,
	FIELD_SIZE,
	FIELD_REFERER,
	FIELD_AGENT,
	FIELD_SPANS, /* those above are kept as text, those below become a struct when */
	FIELD_TIME = FIELD_SPANS, /* in any of the forms below */
	FIELD_TIME_CLF,
	FIELD_TIME_ISO,
	FIELD_DATE,
	FIELD_CLOCK,
	FIELD_EPOCH, /* seconds, perhaps with a fraction */
	FIELD_EPOCH_MILLI,
	FIELD_EPOCH_MICRO,
	FIELD_TIME_PART, /* one conversion of strftime */
	FIELD_COUNT,
};
#define FIELD_BIT(field) (UINT32_C(1) << (field))
#define FIELD_TIMES (~UINT32_C(0) << FIELD_SPANS)
#define FIELD_REQUESTS (FIELD_BIT(FIELD_REQUEST) | FIELD_BIT(FIELD_TARGET) | FIELD_BIT(FIELD_PATH))
#define FIELD_ADDRESSES                                                                                                \
	(FIELD_BIT(FIELD_ADDRESS) | FIELD_BIT(FIELD_ADDRESS_PORT) | FIELD_BIT(FIELD_PEER) | FIELD_BIT(FIELD_FORWARDED))

/* For a variable that is set before it is read: it is too large to be cleared for every line. */
#ifdef __has_attribute
#if __has_attribute(uninitialized)
#define FIELDS_UNSET __attribute__((uninitialized))
#endif
#endif
#ifndef FIELDS_UNSET
#define FIELDS_UNSET
#endif

/* A value is set where its bit is. */
struct fields {
	struct span value[FIELD_SPANS];
	uint32_t have; /* FIELD_BIT of those set */
	struct when when;
};

void fields_init(struct fields *fields);

static inline void
fields_set(struct fields *fields, enum field field, struct span value)
{
	fields->value[field] = value;
	fields->have |= FIELD_BIT(field);
}

/* Sets the time from the text of a field over FIELD_SPANS. False when it is no such thing. */
bool fields_set_time(struct fields *fields, struct format_state *state, enum field field, struct span value);

/* The words for a line in which that field could not be read. */
enum reject fields_reject(enum field field);

/* Makes the record. `carried` are the fields that lines of this format have; of a format without
 * status or method, 200 and GET are taken, and the record says so. */
enum reject fields_record(
    struct format_state *state, const struct fields *fields, uint32_t carried, struct record *record);

/* The host of "https://blog.example.org:443/path", borrowed; empty where the target has none. */
struct span fields_target_host(struct span target);

#endif
