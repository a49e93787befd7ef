#include "parsers/networks.h"
#include "base/alloc.h"
#include <endian.h>
#include <stdlib.h>

/* An address as a number of 128 bits. */
struct number {
	uint64_t high, low;
};

struct network {
	struct number first, last;
};

/* Where IPv4 is kept among the IPv6 addresses. */
static const struct network mapped = {{0, UINT64_C(0xffff00000000)}, {0, UINT64_C(0xffffffffffff)}};

static struct number
number_of(const unsigned char address[16])
{
	uint64_t high, low;

	memcpy(&high, address, sizeof(high));
	memcpy(&low, address + sizeof(high), sizeof(low));
	return (struct number){be64toh(high), be64toh(low)};
}

static bool
is_below(struct number a, struct number b)
{
	return a.high < b.high || (a.high == b.high && a.low < b.low);
}

static int
by_first(const void *left, const void *right)
{
	const struct network *a = left, *b = right;

	return is_below(a->first, b->first) ? -1 : is_below(b->first, a->first);
}

static struct network
network_of(const struct cidr *range)
{
	struct number address = number_of(range->address);
	/* A shift by all bits of a word is not defined. */
	uint64_t high = range->bits == 0 ? UINT64_MAX : range->bits >= 64 ? 0 : UINT64_MAX >> range->bits;
	uint64_t low = range->bits <= 64 ? UINT64_MAX : range->bits >= 128 ? 0 : UINT64_MAX >> (range->bits - 64);

	return (struct network){
	    {address.high & ~high, address.low & ~low},
	    {address.high | high, address.low | low},
	};
}

/* Makes one of those that overlap; gives their number. */
static size_t
unite(struct network *list, size_t n)
{
	size_t count = 0;

	qsort(list, n, sizeof(*list), by_first);
	for (size_t i = 0; i < n; i++) {
		if (count == 0 || is_below(list[count - 1].last, list[i].first))
			list[count++] = list[i];
		else if (is_below(list[count - 1].last, list[i].last))
			list[count - 1].last = list[i].last;
	}
	return count;
}

void
networks_make(struct networks *networks, const struct cidr *ranges, size_t n)
{
	struct network *list = alloc_zero(2 * n + 1, sizeof(*list));
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		struct network one = network_of(&ranges[i]);

		/* A wide range of IPv6 is left without the IPv4 addresses in its midst, as cidr_holds has it. */
		if (is_below(one.first, mapped.first) && !is_below(one.last, mapped.last)) {
			list[count++] = (struct network){one.first, {0, mapped.first.low - 1}};
			one.first = (struct number){0, mapped.last.low + 1};
		}
		if (!is_below(one.last, one.first))
			list[count++] = one;
	}
	networks->list = list;
	networks->count = unite(list, count);
}

void
networks_release(struct networks *networks)
{
	free(networks->list);
	memset(networks, 0, sizeof(*networks));
}

bool
networks_hold(const struct networks *networks, const unsigned char address[16])
{
	struct number number = number_of(address);
	size_t low = 0, high = networks->count;

	/* The last one that does not begin behind it. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_below(number, networks->list[middle].first))
			high = middle;
		else
			low = middle + 1;
	}
	return low > 0 && !is_below(networks->list[low - 1].last, number);
}
