/*
 * sip: SipHash-2-4 (J.-P. Aumasson and D. J. Bernstein 2012) of messages that begin alike.
 *
 * Visitors are hashed by the million and share a few thousand user agents. So the agent stands first
 * in the message, and the state behind it is kept. The hash is the one that libsodium gives for the
 * whole message; a test compares them.
 */
#ifndef FOOTFALL_ANALYZER_SIP_H
#define FOOTFALL_ANALYZER_SIP_H

#include "parsers/bytes.h"

/* Length of the beginning that is kept. */
#define SIP_HEAD 16

struct sip {
	uint64_t v[4];
};

static inline uint64_t
sip_turn(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static inline void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = sip_turn(v[1], 13) ^ v[0];
	v[3] = sip_turn(v[3], 16) ^ v[2];
	v[0] = sip_turn(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = sip_turn(v[1], 17) ^ v[2];
	v[3] = sip_turn(v[3], 21) ^ v[0];
	v[2] = sip_turn(v[2], 32);
}

static inline void
sip_take(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	sip_round(v);
	sip_round(v);
	v[0] ^= word;
}

/* The state behind the first SIP_HEAD bytes of a message under a key of 16 bytes. */
static inline struct sip
sip_begin(const unsigned char key[16], const unsigned char head[SIP_HEAD])
{
	uint64_t k0 = bytes_word((const char *)key), k1 = bytes_word((const char *)key + 8);
	struct sip sip = {{k0 ^ UINT64_C(0x736f6d6570736575), k1 ^ UINT64_C(0x646f72616e646f6d),
	    k0 ^ UINT64_C(0x6c7967656e657261), k1 ^ UINT64_C(0x7465646279746573)}};

	sip_take(sip.v, bytes_word((const char *)head));
	sip_take(sip.v, bytes_word((const char *)head + 8));
	return sip;
}

/* The hash of a message that goes on with `nwords` words, little-endian each, and ends there. */
static inline uint64_t
sip_end(struct sip sip, const uint64_t *words, size_t nwords)
{
	for (size_t i = 0; i < nwords; i++)
		sip_take(sip.v, words[i]);
	sip_take(sip.v, (uint64_t)(SIP_HEAD + 8 * nwords) << 56);
	sip.v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(sip.v);
	return sip.v[0] ^ sip.v[1] ^ sip.v[2] ^ sip.v[3];
}

#endif
