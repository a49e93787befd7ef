/*
 * address: a client's address as logged, and ranges of addresses.
 */
#ifndef FOOTFALL_PARSERS_ADDRESS_H
#define FOOTFALL_PARSERS_ADDRESS_H

#include "base/span.h"
#include "parsers/bytes.h"

/* An address range that is not counted; of IPv4 in its IPv6-mapped form. */
struct cidr {
	unsigned char address[16];
	unsigned bits; /* leading bits that must agree, 0 to 128 */
};

/* "203.0.113.0/24", "2001:db8::/32" or one address to a range. False when it is neither. */
bool cidr_parse(struct span text, struct cidr *out);

/* True when the canonical address lies in the range. A range of IPv6 that is wider than ::ffff:0:0/96, where IPv4
 * is kept, holds no IPv4 address. */
bool cidr_holds(const struct cidr *range, const unsigned char address[16]);

/* Canonical 16 bytes of an address as logged (IPv4 as ::ffff:a.b.c.d, zone ids dropped). Brackets
 * and a port are dropped too: "[::1]:443", "203.0.113.9:51234". False when it is a name. */
bool address_parse(struct span text, unsigned char out[16]);

/* The first eight bytes of an IPv6 address that is written out in eight groups, as nearly all addresses
 * of clients are. False for anything else, which address_parse may know. */
bool address_full(struct span text, uint64_t *out);

/* Bytes 8 to n - 1 of a text of 8 to 15 bytes, NULs behind them. */
static inline uint64_t
address_rest(const char *p, size_t n)
{
	return bytes_word(p + n - 8) >> (8 * (15 - n)) >> 8;
}

/* Whether a text of 8 to 15 bytes is digits and dots alone. */
static inline bool
address_is_dotted(const char *p, size_t n)
{
	uint64_t first = bytes_word(p), rest = address_rest(p, n), used = ((uint64_t)1 << (8 * (n - 8))) - 1;
	uint64_t odd = bytes_not_digits(first ^ BYTES_ONES * '0') ^ bytes_equal(first, '.');

	return (odd | ((bytes_not_digits(rest ^ BYTES_ONES * '0') ^ bytes_equal(rest, '.')) & used)) == 0;
}

/* The low halves of eight bytes, packed. */
static inline uint64_t
address_pack(uint64_t word)
{
	word &= BYTES_ONES * 0x0f;
	word = (word | word >> 4) & UINT64_C(0x00ff00ff00ff00ff);
	word = (word | word >> 8) & UINT64_C(0x0000ffff0000ffff);
	return (word | word >> 16) & UINT64_C(0xffffffff);
}

/* Such a text in one word, four bits a character: no two texts have the same. */
static inline uint64_t
address_nibbles(const char *p, size_t n)
{
	uint64_t used = ((uint64_t)1 << (8 * (n - 8))) - 1;

	return address_pack(bytes_word(p)) | address_pack(address_rest(p, n) | ~used) << 32;
}

#endif
