/*
 * visitor: one (address, user agent) pair, in the form in which it is hashed.
 *
 * Of an IPv6 address the /64 counts, an IPv4-mapped one is its IPv4 address, a name is lower-cased.
 */
#ifndef FOOTFALL_ANALYZER_VISITOR_H
#define FOOTFALL_ANALYZER_VISITOR_H

#include "analyzer/sip.h"
#include "base/span.h"

/* The agent's fingerprint, then one to three words, whose number tells the kind of address. */
#define VISITOR_WORDS 3
#define VISITOR_BYTES (SIP_HEAD + 8 * VISITOR_WORDS)

struct visitor {
	uint64_t address[VISITOR_WORDS];
	size_t nwords;
};

/* The address part of a visitor, from an address as logged. */
void visitor_make(struct visitor *out, struct span address);

/* The whole message that is hashed: `agent`, a fingerprint, and the address. Gives its length. */
size_t visitor_bytes(
    const struct visitor *visitor, const unsigned char agent[SIP_HEAD], unsigned char out[VISITOR_BYTES]);

#endif
