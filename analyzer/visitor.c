#include "analyzer/visitor.h"
#include "analyzer/hash.h"
#include "base/alloc.h"
#include "parsers/address.h"
#include <stdio.h>
#include <stdlib.h>

/* How many words an address of each kind takes. */
enum { WORDS_IPV4 = 1, WORDS_IPV6 = 2, WORDS_NAME = 3 };

/* Longest name that is lower-cased on the stack; a longer one costs an allocation. */
#define NAME_ROOM 256

static void
put_name(struct visitor *out, struct span name)
{
	char room[NAME_ROOM] SPAN_UNSET, *lower = name.n <= sizeof(room) ? room : alloc_bytes(name.n);
	unsigned char digest[16];

	for (size_t i = 0; i < name.n; i++)
		lower[i] = span_lower(name.p[i]);
	hash_fingerprint(digest, span_make(lower, name.n));
	if (lower != room)
		free(lower);
	out->address[0] = bytes_word((const char *)digest);
	out->address[1] = bytes_word((const char *)digest + 8);
	out->address[2] = 0;
	out->nwords = WORDS_NAME;
}

/* What address_parse knows: a port, brackets, an IPv6 address, or an IPv4 address in one. */
__attribute__((noinline)) static void
put_parsed(struct visitor *out, struct span address)
{
	static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	unsigned char bytes[16] SPAN_UNSET;
	char text[sizeof("255.255.255.255")] SPAN_UNSET;
	uint64_t prefix;
	int n;

	/* ::ffff:192.0.2.1 may be written in eight groups too. */
	if (address_full(address, &prefix) && prefix != 0) {
		out->address[0] = __builtin_bswap64(prefix);
		out->address[1] = 0;
		out->nwords = WORDS_IPV6;
		return;
	}
	if (!address_parse(address, bytes)) {
		put_name(out, address);
	} else if (memcmp(bytes, mapped, sizeof(mapped)) != 0) {
		out->address[0] = bytes_word((const char *)bytes);
		out->address[1] = 0;
		out->nwords = WORDS_IPV6;
	} else {
		n = snprintf(text, sizeof(text), "%d.%d.%d.%d", bytes[12], bytes[13], bytes[14], bytes[15]);
		/* "1.2.3.4" alone is too short; what fills it up has the four bits that stand behind all others. */
		if (n < 8)
			text[n++] = '/';
		out->address[0] = address_nibbles(text, (size_t)n);
		out->nwords = WORDS_IPV4;
	}
}

void
visitor_make(struct visitor *out, struct span address)
{
	if (address.n >= 8 && address.n <= 15 && address_is_dotted(address.p, address.n)) {
		out->address[0] = address_nibbles(address.p, address.n);
		out->nwords = WORDS_IPV4;
	} else {
		put_parsed(out, address);
	}
}

size_t
visitor_bytes(const struct visitor *visitor, const unsigned char agent[SIP_HEAD], unsigned char out[VISITOR_BYTES])
{
	memcpy(out, agent, SIP_HEAD);
	for (size_t i = 0; i < visitor->nwords; i++) {
		uint64_t word = htole64(visitor->address[i]);

		memcpy(out + SIP_HEAD + 8 * i, &word, sizeof(word));
	}
	return SIP_HEAD + 8 * visitor->nwords;
}
