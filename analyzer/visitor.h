/*
 * visitor: one (address, user agent) pair, in the form in which it is hashed.
 *
 * Of an IPv6 address the /64 counts, an IPv4-mapped one is its IPv4 address, a name is lower-cased.
 */
#ifndef FOOTFALL_ANALYZER_VISITOR_H
#define FOOTFALL_ANALYZER_VISITOR_H

#include "base/span.h"

/* 1 byte of kind, 16 of address, 16 of agent fingerprint. */
#define VISITOR_BYTES 33

/* Fills `out` from an address as logged and an agent's 16-byte fingerprint. */
void visitor_make(unsigned char out[VISITOR_BYTES], struct span address, const unsigned char agent[16]);

#endif
