#include "parsers/address.h"
#include <endian.h>

static const unsigned char address_mapped[12] = {[10] = 0xff, [11] = 0xff};

/* The value of a decimal digit at `at`, or something over 9 there and at the end. */
static inline unsigned
address_digit(const char *at, const char *end)
{
	return at < end ? (unsigned)(unsigned char)*at - '0' : 10;
}

/* Reads "a.b.c.d" as inet_pton does (no leading zeros) and gives the bytes read, 0 for none. */
static size_t
address_ipv4(struct span text, unsigned char out[4])
{
	const char *at = text.p, *end = text.p + text.n;
	for (int part = 0; part < 4; part++) {
		unsigned value, digit;
		if (part > 0 && (at == end || *at++ != '.'))
			return 0;
		value = address_digit(at, end);
		if (value > 9)
			return 0;
		if ((digit = address_digit(++at, end)) <= 9) {
			value = value * 10 + digit;
			if (value < 10)
				return 0;
			if ((digit = address_digit(++at, end)) <= 9) {
				value = value * 10 + digit;
				if (value > 255 || address_digit(++at, end) <= 9)
					return 0;
			}
		}
		out[part] = (unsigned char)value;
	}
	return (size_t)(at - text.p);
}

/* The value of a hexadecimal digit, or something over 15. */
static unsigned
address_hex(char c)
{
	unsigned digit = (unsigned)(unsigned char)c - '0';
	if (digit <= 9)
		return digit;
	digit = ((unsigned)(unsigned char)c | 0x20) - 'a';
	return digit <= 5 ? digit + 10 : 16;
}

/* Reads an IPv6 address (RFC 4291, section 2.2) that fills the span, as inet_pton does: groups of
 * up to four digits, one "::" at most, an IPv4 address for the last two groups. */
static bool
address_ipv6(struct span text, unsigned char out[16])
{
	const char *at = text.p, *end = text.p + text.n;
	size_t n = 0, gap = 17; /* bytes so far, and how many of them stand before the "::" */
	memset(out, 0, 16);
	if (text.n < 2 || (*at == ':' && at[1] != ':'))
		return false;
	if (*at == ':')
		at++;
	while (at < end) {
		const char *group = at;
		unsigned value = 0, digit;
		if (*at == ':') {
			if (gap <= 16)
				return false;
			gap = n;
			at++;
			continue;
		}
		for (; at < end && (digit = address_hex(*at)) <= 15; at++)
			value = value << 4 | digit;
		if (at < end && *at == '.' && n <= 12) {
			struct span rest = span_make(group, (size_t)(end - group));
			if (address_ipv4(rest, out + n) != rest.n)
				return false;
			n += 4;
			break;
		}
		if (at == group || at - group > 4 || n > 14)
			return false;
		out[n++] = (unsigned char)(value >> 8);
		out[n++] = (unsigned char)value;
		if (at < end && (*at++ != ':' || at == end))
			return false;
	}
	if (gap > 16)
		return n == 16;
	if (n == 16)
		return false;
	memmove(out + 16 - (n - gap), out + gap, n - gap);
	memset(out + gap, 0, 16 - n);
	return true;
}

/* True for "" and ":443". */
static bool
address_is_port(struct span text)
{
	if (text.n == 0)
		return true;
	if (text.p[0] != ':' || text.n < 2 || text.n > 6)
		return false;
	for (size_t i = 1; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	return true;
}

bool
address_parse(struct span text, unsigned char out[16])
{
	unsigned char four[4];
	size_t used = address_ipv4(text, four);
	if (used && address_is_port(span_from(text, used))) {
		memcpy(out, address_mapped, sizeof(address_mapped));
		memcpy(out + 12, four, 4);
		return true;
	}
	if (text.n && text.p[0] == '[') {
		struct span rest = span_from(text, 1);
		size_t close = span_chr(rest, ']');
		if (close == SPAN_NONE || !address_is_port(span_from(rest, close + 1)))
			return false;
		text = span_first(rest, close);
	}
	size_t zone = span_chr(text, '%');
	return address_ipv6(zone == SPAN_NONE ? text : span_first(text, zone), out);
}

/* Four hexadecimal digits that end at `end`, of which the first may be missing, to a number. */
static uint64_t
address_group(const char *end, unsigned digits)
{
	uint32_t four, value;
	memcpy(&four, end - 4, sizeof(four));
	four = le32toh(four) & (UINT32_MAX << (8 * (4 - digits)));
	/* Letters have the bit 0x40. */
	value = (four & 0x0f0f0f0f) + (four >> 6 & 0x01010101) * 9;
	return (value & 0xf) << 12 | (value >> 8 & 0xf) << 8 | (value >> 16 & 0xf) << 4 | value >> 24;
}

/* No loop goes by what is in the text: how long the groups are cannot be guessed. */
bool
address_full(struct span text, uint64_t *out)
{
	enum { LEAST = 15, MOST = 39, LEAD = 8 };
	char room[LEAD + 48] = {0}, *copy = room + LEAD;
	uint64_t colons, digits, all, prefix = 0;
	if (text.n < LEAST || text.n > MOST)
		return false;
	memcpy(copy, text.p, text.n);
	colons = bytes_mask(copy, ':') | (uint64_t)bytes_mask(copy + 16, ':') << 16 |
		 (uint64_t)bytes_mask(copy + 32, ':') << 32;
	digits = bytes_mask_hex(copy) | (uint64_t)bytes_mask_hex(copy + 16) << 16 |
		 (uint64_t)bytes_mask_hex(copy + 32) << 32;
	all = ((uint64_t)1 << text.n) - 1;
	/* Seven colons apart from each other and from the ends, and never five digits in a row. */
	if ((colons | digits) != all || __builtin_popcountll(colons) != 7 || (colons & colons << 1) || (colons & 1) ||
	    colons >> (text.n - 1) || (digits & digits >> 1 & digits >> 2 & digits >> 3 & digits >> 4))
		return false;
	for (unsigned group = 0, start = 0; group < 4; group++) {
		unsigned colon = (unsigned)__builtin_ctzll(colons);
		prefix = prefix << 16 | address_group(copy + colon, colon - start);
		start = colon + 1;
		colons &= colons - 1;
	}
	*out = prefix;
	return true;
}

bool
cidr_parse(struct span text, struct cidr *out)
{
	struct span bits = text, address = span_cut(&bits, '/');
	bool sized = address.n < text.n;
	unsigned char four[4];
	uint64_t n = 0;
	if (sized && (bits.n > 3 || !span_u64(bits, &n)))
		return false;
	if (address_ipv4(address, four) == address.n && address.n) {
		memcpy(out->address, address_mapped, sizeof(address_mapped));
		memcpy(out->address + 12, four, 4);
		out->bits = sized ? (unsigned)n + 96 : 128;
		return n <= 32;
	}
	out->bits = sized ? (unsigned)n : 128;
	return n <= 128 && address_ipv6(address, out->address);
}

bool
cidr_holds(const struct cidr *range, const unsigned char address[16])
{
	unsigned whole = range->bits / 8, odd = range->bits % 8;
	/* IPv4 has a place among the IPv6 addresses only here; who writes ::/0 does not mean it. */
	if (range->bits < 8 * sizeof(address_mapped) && memcmp(address, address_mapped, sizeof(address_mapped)) == 0)
		return false;
	if (memcmp(range->address, address, whole) != 0)
		return false;
	return odd == 0 || ((range->address[whole] ^ address[whole]) >> (8 - odd)) == 0;
}
