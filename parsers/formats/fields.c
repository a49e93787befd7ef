#include "parsers/formats/fields.h"
#include "parsers/formats/decode.h"
#include "parsers/formats/seek.h"
#include "parsers/proxies.h"

void
fields_init(struct fields *fields)
{
	fields->have = 0;
	fields->when = (struct when){0};
}

static bool
set_time(struct when *when, struct format_state *state, enum field field, struct span value)
{
	switch (field) {
	case FIELD_TIME_CLF:
		return when_clf(when, &state->times, value);
	case FIELD_TIME_ISO:
		return when_iso(when, &state->days, value);
	case FIELD_DATE:
		return when_date(when, &state->days, value);
	case FIELD_CLOCK:
		return when_clock(when, value);
	case FIELD_EPOCH:
		return when_epoch(when, value, 1);
	case FIELD_EPOCH_MILLI:
		return when_epoch(when, value, 1000);
	case FIELD_EPOCH_MICRO:
		return when_epoch(when, value, 1000000);
	default:
		return when_any(when, &state->times, &state->days, value);
	}
}

bool
fields_set_time(struct fields *fields, struct format_state *state, enum field field, struct span value)
{
	if (!set_time(&fields->when, state, field, value))
		return false;
	fields->have |= FIELD_BIT(field);
	return true;
}

enum reject
fields_reject(enum field field)
{
	static const enum reject reasons[FIELD_SPANS] = {
	    [FIELD_SKIP] = REJECT_LAYOUT,
	    [FIELD_ADDRESS] = REJECT_NO_ADDRESS,
	    [FIELD_ADDRESS_PORT] = REJECT_NO_ADDRESS,
	    [FIELD_PEER] = REJECT_NO_ADDRESS,
	    [FIELD_FORWARDED] = REJECT_NO_ADDRESS,
	    [FIELD_HOST] = REJECT_LAYOUT,
	    [FIELD_REQUEST] = REJECT_NO_REQUEST,
	    [FIELD_METHOD] = REJECT_NO_REQUEST,
	    [FIELD_TARGET] = REJECT_NO_REQUEST,
	    [FIELD_PATH] = REJECT_NO_REQUEST,
	    [FIELD_QUERY] = REJECT_NO_REQUEST,
	    [FIELD_STATUS] = REJECT_BAD_STATUS,
	    [FIELD_SIZE] = REJECT_BAD_SIZE,
	    [FIELD_REFERER] = REJECT_NO_REFERER,
	    [FIELD_AGENT] = REJECT_NO_AGENT,
	};

	return field < FIELD_SPANS ? reasons[field] : REJECT_NO_TIME;
}

static inline bool
have(const struct fields *fields, enum field field)
{
	return fields->have & FIELD_BIT(field);
}

/* The field, empty when it is not there or says "none". */
static inline struct span
value(const struct fields *fields, enum field field)
{
	struct span span = have(fields, field) ? fields->value[field] : span_make("", 0);

	return span.n == 1 && span.p[0] == '-' ? span_make(span.p, 0) : span;
}

/* "192.0.2.1:80" and "[2001:db8::1]:80" without what is no address. With `port`, a port is always
 * there: "2001:db8::1:80" too. */
static struct span
bare_address(struct span address, bool port)
{
	size_t colon = span_rchr(address, ':'), bracket;

	if (address.n > 0 && address.p[0] == '[') {
		bracket = span_chr(address, ']');
		return bracket == SPAN_NONE ? address : span_make(address.p + 1, bracket - 1);
	}
	if (colon == SPAN_NONE || colon == 0)
		return address;
	if (port || (span_chr(address, ':') == colon && span_chr(span_first(address, colon), '.') != SPAN_NONE))
		return span_first(address, colon);
	return address;
}

/* The first of "client, proxy, proxy". */
static struct span
first_of(struct span list)
{
	return span_trim(span_first(list, span_chr(list, ',') == SPAN_NONE ? list.n : span_chr(list, ',')));
}

/* Who connected: a field that holds a list instead says nothing of it. */
static struct span
peer_of(const struct fields *fields)
{
	static const enum field order[] = {FIELD_ADDRESS, FIELD_ADDRESS_PORT, FIELD_PEER};

	for (size_t i = 0; i < 3; i++) {
		struct span peer = value(fields, order[i]);

		if (peer.n > 0 && span_chr(peer, ',') == SPAN_NONE)
			return bare_address(peer, order[i] == FIELD_ADDRESS_PORT);
	}
	return span_make("", 0);
}

/* Whether there is nothing but the address: no port, no brackets, no second hop. */
static bool
is_bare(struct span address)
{
	return address.p[0] != '[' && seek_two(address.p, address.p + address.n, ',', ':') == address.p + address.n;
}

static enum reject
take_address(struct format_state *state, const struct fields *fields, struct record *record)
{
	static const enum field order[] = {FIELD_ADDRESS, FIELD_ADDRESS_PORT, FIELD_FORWARDED, FIELD_PEER};
	struct span client = {"", 0}, peer;
	size_t i = 0;

	record->forwarded = value(fields, FIELD_FORWARDED);
	while (i < 4 && (!have(fields, order[i]) || fields->value[order[i]].n == 0))
		i++;
	if (i == 4)
		return REJECT_NO_ADDRESS;
	record->address = fields->value[order[i]];
	if (!is_bare(record->address)) {
		if (span_chr(record->address, ',') != SPAN_NONE) {
			record->forwarded = record->address;
			record->address = first_of(record->address);
		}
		record->address = bare_address(record->address, order[i] == FIELD_ADDRESS_PORT);
	}
	if (record->forwarded.n > 0) {
		state->forwarded = true;
		peer = peer_of(fields);
		if (state->proxies || peer.n == 0)
			client = proxies_client(state->proxies, peer, record->forwarded);
		/* Who connected is not logged, and the last hop is nonsense: then the first. */
		if (client.n > 0)
			record->address = client;
	}
	return record->address.n > 0 ? REJECT_NONE : REJECT_NO_ADDRESS;
}

/* "GET TARGET HTTP/1.1", or another digit for the last. */
static bool
is_usual(struct span request)
{
	const char *end = request.p + request.n;

	return request.n >= 13 && memcmp(request.p, "GET ", 4) == 0 && memcmp(end - 9, " HTTP/1.", 8) == 0 &&
	       end[-1] != ' ';
}

/* Splits "GET /path HTTP/1.1" at the first and the last blank, as combined.c does. */
static void
split_request(struct span request, struct record *record)
{
	size_t first, last;

	/* What nearly all are, seen without a search. */
	if (is_usual(request)) {
		record->method = span_first(request, 3);
		record->target = span_make(request.p + 4, request.n - 13);
		return;
	}
	first = span_chr(request, ' ');
	last = span_rchr(request, ' ');
	record->method = record->target = span_make(request.p, 0);
	if (first == SPAN_NONE)
		return;
	record->method = span_first(request, first);
	if (last > first)
		record->target = span_make(request.p + first + 1, last - first - 1);
}

static enum reject
take_request(struct format_state *state, const struct fields *fields, uint32_t carried, struct record *record)
{
	struct span query;

	if (have(fields, FIELD_REQUEST)) {
		split_request(value(fields, FIELD_REQUEST), record);
		/* Some call by that name the path alone, beside a method of its own. */
		if (record->method.n == 0 && have(fields, FIELD_METHOD)) {
			record->method = value(fields, FIELD_METHOD);
			record->target = value(fields, FIELD_REQUEST);
		}
		return REJECT_NONE;
	}
	if (!(fields->have & FIELD_REQUESTS))
		return REJECT_NO_REQUEST;
	record->method = carried & FIELD_BIT(FIELD_METHOD) ? value(fields, FIELD_METHOD) : SPAN("GET");
	record->target = value(fields, have(fields, FIELD_TARGET) ? FIELD_TARGET : FIELD_PATH);
	query = value(fields, FIELD_QUERY);
	if (query.n > 0 && span_chr(record->target, '?') == SPAN_NONE)
		record->target = decode_join(state, record->target, query.p[0] == '?' ? 0 : '?', query);
	return REJECT_NONE;
}

struct span
fields_target_host(struct span target)
{
	struct span host;
	size_t begin;

	if (target.n == 0 || target.p[0] == '/')
		return span_make(target.p, 0);
	begin = span_istarts(target, SPAN("https://")) ? 8 : span_istarts(target, SPAN("http://")) ? 7 : 0;
	host = span_from(target, begin);
	return begin == 0 || span_chr(host, '/') == SPAN_NONE ? span_make(target.p, 0)
							      : span_first(host, span_chr(host, '/'));
}

static enum reject
take_status(const struct fields *fields, uint32_t carried, struct record *record)
{
	struct span status = value(fields, FIELD_STATUS);
	unsigned number = 0;

	record->status = carried & FIELD_BIT(FIELD_STATUS) ? 0 : 200;
	/* 0: the client left before there was one. */
	if (status.n == 0 || span_eq(status, SPAN("0")))
		return REJECT_NONE;
	if (status.n != 3)
		return REJECT_BAD_STATUS;
	for (size_t i = 0; i < 3; i++) {
		unsigned digit = (unsigned)(unsigned char)status.p[i] - '0';

		if (digit > 9)
			return REJECT_BAD_STATUS;
		number = number * 10 + digit;
	}
	record->status = (uint16_t)number;
	return REJECT_NONE;
}

/* A size is a number of any length. */
static enum reject
check_size(const struct fields *fields)
{
	struct span size = value(fields, FIELD_SIZE);

	for (size_t i = 0; i < size.n; i++)
		if (size.p[i] < '0' || size.p[i] > '9')
			return REJECT_BAD_SIZE;
	return REJECT_NONE;
}

enum reject
fields_record(struct format_state *state, const struct fields *fields, uint32_t carried, struct record *record)
{
	enum reject reject;

	if (!(fields->have & FIELD_TIMES))
		return REJECT_NO_TIME;
	if (!when_take(&fields->when, record))
		return REJECT_BAD_TIME;
	if ((reject = take_address(state, fields, record)) != REJECT_NONE ||
	    (reject = take_request(state, fields, carried, record)) != REJECT_NONE ||
	    (reject = take_status(fields, carried, record)) != REJECT_NONE ||
	    (reject = check_size(fields)) != REJECT_NONE)
		return reject;
	/* What the request line says is the client's word; an address that stands alone is the server's. */
	record->host = have(fields, FIELD_HOST) || have(fields, FIELD_REQUEST) ? value(fields, FIELD_HOST)
									       : fields_target_host(record->target);
	record->referer = value(fields, FIELD_REFERER);
	record->agent = value(fields, FIELD_AGENT);
	record->has_referer = carried & FIELD_BIT(FIELD_REFERER);
	record->has_agent = carried & FIELD_BIT(FIELD_AGENT);
	record->has_method = carried & (FIELD_BIT(FIELD_METHOD) | FIELD_BIT(FIELD_REQUEST));
	record->has_status = carried & FIELD_BIT(FIELD_STATUS);
	return REJECT_NONE;
}
