#include "parsers/proxies.h"

/* nginx writes so who came by a socket of the same machine. */
static bool
is_socket(struct span hop)
{
	return span_starts(hop, SPAN("unix:"));
}

static bool
is_trusted(const struct proxies *proxies, struct span hop)
{
	unsigned char address[16];

	if (is_socket(hop))
		return true;
	if (!address_parse(hop, address))
		return false;
	for (size_t i = 0; proxies && i < proxies->count; i++)
		if (cidr_holds(&proxies->trusted[i], address))
			return true;
	return false;
}

/* "192.0.2.1:80" and "[2001:db8::1]:80" without what is no address; quotes, as Forwarded has them. */
static struct span
bare(struct span hop)
{
	size_t colon;

	hop = span_trim(hop);
	if (hop.n > 1 && hop.p[0] == '"' && hop.p[hop.n - 1] == '"')
		hop = span_make(hop.p + 1, hop.n - 2);
	if (hop.n > 0 && hop.p[0] == '[') {
		hop = span_from(hop, 1);
		return span_first(hop, span_chr(hop, ']'));
	}
	colon = span_chr(hop, ':');
	return colon != SPAN_NONE && colon == span_rchr(hop, ':') && !is_socket(hop) ? span_first(hop, colon) : hop;
}

/* Takes the last element off the list. */
static struct span
take_last(struct span *list)
{
	size_t comma = span_rchr(*list, ',');
	struct span last = comma == SPAN_NONE ? *list : span_from(*list, comma + 1);

	*list = span_first(*list, comma == SPAN_NONE ? 0 : comma);
	return bare(last);
}

struct span
proxies_client(const struct proxies *proxies, struct span peer, struct span list)
{
	struct span client = bare(peer);
	unsigned char address[16];

	if (client.n > 0 && !is_trusted(proxies, client))
		return client;
	while (list.n > 0) {
		struct span hop = take_last(&list);

		if (!address_parse(hop, address))
			break;
		client = hop;
		if (!is_trusted(proxies, hop))
			break;
	}
	return client;
}

bool
proxies_is_list(struct span text)
{
	unsigned char address[16];

	return address_parse(take_last(&text), address);
}

bool
proxies_is_private(struct span text)
{
	static const struct {
		unsigned char head[14];
		unsigned bits;
	} ranges[] = {
	    {{[10] = 0xff, 0xff, 10}, 104}, /* RFC 1918 */
	    {{[10] = 0xff, 0xff, 172, 16}, 108}, {{[10] = 0xff, 0xff, 192, 168}, 112},
	    {{[10] = 0xff, 0xff, 127}, 104}, /* loopback, RFC 1122 */
	    {{[10] = 0xff, 0xff, 169, 254}, 112}, /* link-local, RFC 3927 */
	    {{[10] = 0xff, 0xff, 100, 64}, 106}, /* shared by carriers and clusters, RFC 6598 */
	    {{0xfc}, 7}, /* unique local, RFC 4193 */
	    {{0xfe, 0x80}, 10}, /* link-local, RFC 4291 */
	};
	static const unsigned char loopback[16] = {[15] = 1};
	struct cidr range;
	unsigned char address[16];

	if (is_socket(text))
		return true;
	if (!address_parse(text, address))
		return false;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		memset(range.address, 0, sizeof(range.address));
		memcpy(range.address, ranges[i].head, sizeof(ranges[i].head));
		range.bits = ranges[i].bits;
		if (cidr_holds(&range, address))
			return true;
	}
	return memcmp(address, loopback, sizeof(address)) == 0;
}
