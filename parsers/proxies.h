/*
 * proxies: whose visitor a request is that came through other machines.
 *
 * Each proxy adds who connected to it at the end of X-Forwarded-For, so only what trusted machines
 * added is known; what stands left of that, anybody may have invented.
 */
#ifndef FOOTFALL_PARSERS_PROXIES_H
#define FOOTFALL_PARSERS_PROXIES_H

#include "parsers/address.h"

struct proxies {
	const struct cidr *trusted; /* --trusted-proxy */
	size_t count;
};

/* The right-most hop that is not trusted, without its port: of `peer`, who connected (empty: not
 * logged, taken to be trusted), and `list`, "client, proxy, proxy". When all are trusted the
 * left-most one; "unknown" and the like end the list. `proxies` NULL: none is trusted. Borrows from both. */
struct span proxies_client(const struct proxies *proxies, struct span peer, struct span list);

/* Hops with commas between, of which the last is an address: those before it are what the client says,
 * who may say anything. */
bool proxies_is_list(struct span text);

/* An address that no visitor from outside can have: private, loopback, link-local, a socket's. */
bool proxies_is_private(struct span address);

#endif
