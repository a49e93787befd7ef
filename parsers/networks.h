/*
 * networks: a set of addresses, made of ranges, that is asked for every line of a log.
 *
 * Lists of addresses that are not counted may have thousands of entries, so they are sorted and joined, and one is
 * found by halving.
 */
#ifndef FOOTFALL_PARSERS_NETWORKS_H
#define FOOTFALL_PARSERS_NETWORKS_H

#include "parsers/address.h"

struct network; /* from the first address to the last */

/* Zero-initialise; networks_release frees. */
struct networks {
	struct network *list; /* ascending, none touches another */
	size_t count;
};

/* Makes the set of all addresses that one of the ranges holds (cidr_holds). */
void networks_make(struct networks *networks, const struct cidr *ranges, size_t n);
void networks_release(struct networks *networks);

/* Whether a canonical address (address_parse) is in the set. */
bool networks_hold(const struct networks *networks, const unsigned char address[16]);

#endif
