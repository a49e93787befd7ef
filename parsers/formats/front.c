/*
 * Combined's address, identity and user are the last fields before the time, so they are counted back from there, and
 * what servers put in front of them may be anything: a clock, a request's id, their own address, a list of hops. Only a
 * user whose name has blanks moves them; then the identity, which nearly always is "-", says where they begin.
 */
#include "parsers/formats/front.h"
#include "parsers/formats/seek.h"
#include "parsers/proxies.h"

#define FIELDS 12

/* ---- fields ---- */

/* Cuts the next field off *rest: a word; what stands between quotes, with them; hops with commas between. */
static struct span
next_field(struct span *rest)
{
	struct span all = *rest, word;
	size_t close = all.n > 0 && all.p[0] == '"' ? span_find(span_from(all, 1), SPAN("\" ")) : SPAN_NONE;

	if (close != SPAN_NONE) {
		*rest = span_from(all, close + 3);
		return span_first(all, close + 2);
	}
	do {
		word = span_cut(rest, ' ');
	} while (rest->n > 0 && word.n > 1 && word.p[word.n - 1] == ',');
	return span_first(all, (size_t)(word.p + word.n - all.p));
}

static bool
is_quoted(struct span field)
{
	return field.n >= 2 && field.p[0] == '"' && field.p[field.n - 1] == '"';
}

static struct span
unquoted(struct span field)
{
	return is_quoted(field) ? span_make(field.p + 1, field.n - 2) : field;
}

static bool
is_dash(struct span field)
{
	return field.n == 1 && field.p[0] == '-';
}

/* "name:443", but not the "10:00" of a clock. */
static bool
has_port(struct span field)
{
	size_t colon = span_rchr(field, ':');
	uint64_t number;

	return colon != SPAN_NONE && colon > 0 && span_chr(field, ':') == colon &&
	       span_u64(span_from(field, colon + 1), &number) && !span_u64(span_first(field, colon), &number);
}

/* Names with dots, of which the last begins with a letter: "example.org", but not "0.011", the seconds some
 * servers log first, nor the time that containers' logs begin with. */
static bool
is_domain(struct span field)
{
	bool letter = false, dot = false;
	char before = '.';

	for (size_t i = 0; i < field.n; before = field.p[i++]) {
		char c = span_lower(field.p[i]);

		dot = dot || c == '.';
		if (before == '.')
			letter = c >= 'a' && c <= 'z';
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_' &&
		    (signed char)c >= 0)
			return false;
	}
	return letter && dot;
}

/* A host by its look. A name without a dot may be anything, such as the id of a request. */
static bool
is_host(struct span field)
{
	return is_domain(field) || has_port(field) || span_ieq(field, SPAN("localhost"));
}

/* An address, or hops of which the last is one. */
static bool
is_client(struct span field)
{
	unsigned char address[16];

	return address_parse(field, address) ||
	       (field.n > 1 && field.p[0] != '"' && span_chr(field, ',') != SPAN_NONE && proxies_is_list(field));
}

/* The fields that syslog or docker-compose put before: all up to a "nginx[1]:" or a "|". */
static size_t
skip_prefix(const struct span *field, size_t count)
{
	size_t begin = 0;

	/* So combined begins; what looks like a prefix behind it is the name of a user. */
	while (begin + 1 < count && !(is_dash(field[begin + 1]) && is_client(field[begin])))
		begin++;
	for (size_t i = begin + 1 < count ? begin : count; i-- > 1;) {
		char last = field[i].p[field[i].n - 1];

		if (i + 1 < count && ((last == ':' && !is_client(field[i])) || (last == '|' && field[i].n == 1)))
			return i + 1;
	}
	return 0;
}

/* ---- their meaning ---- */

/* Which of the fields is the client's address, or name: the last address before the first "-", since no name that a
 * client chose for a user comes before that; else what identity and user follow, if an address does; else what a "-"
 * follows. */
static size_t
address_field(const struct span *field, size_t count)
{
	size_t identity = 1, at;

	if (count < 4)
		return count > 1 && !is_client(field[0]) && is_client(field[1]);
	while (identity < count - 2 && !is_dash(field[identity]))
		identity++;
	for (at = identity; at-- > 0;)
		if (is_client(field[at]) && (at == identity - 1 || !has_port(field[at])))
			return at;
	if (is_client(field[count - 3]))
		return count - 3;
	return is_dash(field[identity]) ? identity - 1 : 0;
}

/* A list of hops among the fields before the address. */
static struct span
find_hops(const struct span *field, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if ((is_quoted(field[i]) || span_chr(field[i], ',') != SPAN_NONE) &&
		    proxies_is_list(unquoted(field[i])))
			return unquoted(field[i]);
	return span_make(field[count].p, 0);
}

enum reject
front_take(struct span front, enum front_host host, struct record *record, bool *vhost)
{
	struct span fields[FIELDS] = {{NULL, 0}}, *field = fields, one;
	bool lists = seek_two(front.p, front.p + front.n, ',', '"') < front.p + front.n;
	size_t count = 0, skipped, named, at, comma;

	while (front.n > 0 && count < FIELDS) {
		one = next_field(&front);
		if (one.n > 0)
			field[count++] = one;
	}
	if (count == 0)
		return REJECT_NO_ADDRESS;
	if (count > 4 && (skipped = skip_prefix(fields, count)) > 0) {
		field += skipped;
		count -= skipped;
	}
	named = host == FRONT_HOST && count > 1;
	at = named + address_field(field + named, count - named);
	*vhost = named || (host == FRONT_LOOK && at > 0 && is_host(field[0]));
	record->host = *vhost ? field[0] : span_make(field[0].p, 0);
	if (count == 3 && at == 0 && is_host(field[1]))
		record->host = field[1];
	record->address = field[at];
	record->forwarded = span_make(record->address.p, 0);
	if (!lists)
		return REJECT_NONE;
	record->address = span_trim(unquoted(field[at]));
	record->forwarded = find_hops(field, at);
	comma = span_chr(record->address, ',');
	if (comma != SPAN_NONE && comma > 0) {
		record->forwarded = record->address;
		record->address = span_trim(span_first(record->address, comma));
	}
	return REJECT_NONE;
}
