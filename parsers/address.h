/*
 * address: a client's address as logged, and ranges of addresses.
 */
#ifndef FOOTFALL_PARSERS_ADDRESS_H
#define FOOTFALL_PARSERS_ADDRESS_H

#include "base/span.h"

/* An address range that is not counted; of IPv4 in its IPv6-mapped form. */
struct cidr {
	unsigned char address[16];
	unsigned bits; /* leading bits that must agree, 0 to 128 */
};

/* "203.0.113.0/24", "2001:db8::/32" or one address to a range. False when it is neither. */
bool cidr_parse(struct span text, struct cidr *out);

/* True when the canonical address lies in the range. */
bool cidr_holds(const struct cidr *range, const unsigned char address[16]);

/* Canonical 16 bytes of an address as logged (IPv4 as ::ffff:a.b.c.d, zone ids dropped). Brackets
 * and a port are dropped too: "[::1]:443", "203.0.113.9:51234". False when it is a name. */
bool address_parse(struct span text, unsigned char out[16]);

#endif
