#include "parsers/formats/front.h"
#include "parsers/address.h"
#include "parsers/formats/decode.h"

/* Digits with dots, or hexadecimal digits with at least two colons: an address by its look. */
static bool
looks_like_address(struct span token)
{
	unsigned dots = 0, colons = 0;

	for (size_t i = 0; i < token.n; i++) {
		char c = token.p[i];

		if (c == '.')
			dots++;
		else if (c == ':')
			colons++;
		else if (c == '%' && colons >= 2)
			return true;
		else if (decode_hex(c) > 15 || (colons == 0 && dots > 0 && (c < '0' || c > '9')))
			return false;
	}
	return colons >= 2 || (dots == 3 && colons == 0 && token.n >= 7);
}

/* "name:443": a host with the port it was asked on. */
static bool
has_port(struct span token)
{
	size_t colon = span_rchr(token, ':');
	uint64_t port;

	return colon != SPAN_NONE && colon > 0 && span_chr(token, ':') == colon &&
	       span_u64(span_from(token, colon + 1), &port);
}

/* Digits, letters, dots: the host that lighttpd writes where others have "-". */
static bool
looks_like_host(struct span token)
{
	for (size_t i = 0; i < token.n; i++) {
		char c = span_lower(token.p[i]);

		if (c != '.' && c != '-' && c != ':' && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return false;
	}
	return token.n > 3 && span_chr(token, '.') != SPAN_NONE && !looks_like_address(token);
}

#define FIELDS 12

/* The fields that syslog or docker-compose put before: all up to a "nginx[1]:" or a "|". */
static size_t
skip_prefix(const struct span *field, size_t count)
{
	for (size_t i = count; i-- > 1;) {
		char last = field[i].p[field[i].n - 1];

		if (i + 1 < count &&
		    ((last == ':' && !looks_like_address(field[i])) || (last == '|' && field[i].n == 1)))
			return i + 1;
	}
	return 0;
}

/* What names are made of, and a letter in the last label: "example.org", but not "0.011", the seconds some
 * servers log first, nor the time that containers' logs begin with. */
static bool
looks_like_name(struct span token)
{
	bool letter = false;

	for (size_t i = 0; i < token.n; i++) {
		char c = span_lower(token.p[i]);

		if (c >= 'a' && c <= 'z')
			letter = true;
		else if (c == '.')
			letter = false;
		else if (c != '-' && c != '_' && !(c >= '0' && c <= '9') && (signed char)c >= 0)
			return false;
	}
	return letter;
}

/* Whether the fields before the time begin with a virtual host: four or more of them, of which the
 * first is a name (or bears a port) and the second may be an address. */
static bool
begins_with_host(const struct span *field, size_t count)
{
	if (count < 4)
		return false;
	if (has_port(field[0]))
		return true;
	if (looks_like_address(field[0]) || !looks_like_name(field[0]))
		return false;
	return looks_like_address(field[1]) || (field[2].n == 1 && field[2].p[0] == '-');
}

/* Which of the fields is the client's address: behind the host; else the first, unless what
 * stands first is neither a name nor an address and an address follows. */
static size_t
address_field(const struct span *field, size_t count, bool vhost)
{
	unsigned char address[16];

	if (vhost)
		return 1;
	if (count >= 4 && !looks_like_address(field[0]) && !looks_like_name(field[0]))
		for (size_t i = 1; i < count; i++)
			if (address_parse(field[i], address))
				return i;
	return 0;
}

/* "client, proxy, proxy" where the address stands: up to the first field without a comma behind. */
static struct span
list_at(struct span address, const char *end)
{
	struct span rest = span_make(address.p, (size_t)(end - address.p)), one;

	do {
		one = span_cut(&rest, ' ');
	} while (rest.n > 0 && one.n > 0 && one.p[one.n - 1] == ',');
	return span_make(address.p, (size_t)(one.p + one.n - address.p));
}

enum reject
front_take(struct span front, enum front_host host, struct record *record, bool *vhost)
{
	struct span fields[FIELDS], *field = fields;
	const char *end = front.p + front.n;
	size_t count = 0, skipped;
	bool list = false;

	while (front.n > 0 && count < FIELDS) {
		struct span one = span_cut(&front, ' ');

		/* "client, proxy": the list of a forwarded-for field. */
		if (one.n > 1 && one.p[one.n - 1] == ',') {
			one.n--;
			list = true;
		}
		if (one.n > 0)
			field[count++] = one;
	}
	if (count == 0)
		return REJECT_NO_ADDRESS;
	if (count > 4 && (skipped = skip_prefix(fields, count)) > 0) {
		field += skipped;
		count -= skipped;
	}
	*vhost = host == FRONT_LOOK ? begins_with_host(field, count) : host == FRONT_HOST && count > 1;
	record->host = *vhost ? field[0] : span_make(field[0].p, 0);
	if (count == 3 && field[1].n > 1 && looks_like_host(field[1]))
		record->host = field[1];
	record->address = field[host == FRONT_LOOK ? address_field(field, count, *vhost) : *vhost];
	record->forwarded = list ? list_at(record->address, end) : span_make(record->address.p, 0);
	return REJECT_NONE;
}
