/*
 * decoder: the face of one decompressor.
 *
 * A decoder knows one member (gzip member, zstd frame, xz or bzip2 stream) and nothing of files:
 * source.c feeds it, begins the next member, and says what was wrong and where. A decoder owns its
 * state alone; the bytes of a flow are the caller's.
 */
#ifndef FOOTFALL_PARSERS_DECODER_H
#define FOOTFALL_PARSERS_DECODER_H

#include "base/span.h"

/* Bytes that tell every compression for sure. */
#define DECODER_HEAD 10

enum decoder_step {
	DECODER_MORE, /* input is used up, or there is no room for output */
	DECODER_END, /* a member is complete; the next step begins another */
	DECODER_MISMATCH, /* as DECODER_END, but its checksum or length is wrong: flow->why */
	DECODER_DAMAGED, /* nothing more can be had: flow->why; only close may follow */
	DECODER_BEYOND, /* as DECODER_DAMAGED, but it is sound and over a limit: flow->why */
};

/* Input and output of a step; a step moves the pointers over what it used and wrote. What was
 * written is valid in every case. An output of no input may be pending, so a step with input used
 * up is called again until it writes nothing. */
struct decoder_flow {
	const unsigned char *in;
	size_t in_left;
	unsigned char *out;
	size_t out_left;
	const char *why; /* static words */
};

struct decoder {
	const char *name; /* "gzip" */
	const char *unit; /* "gzip member": a part that stands alone, of which several may follow */
	const char *unpack; /* command that unpacks a named file, or standard input, to standard output */
	size_t sure; /* what taste gives for a whole mark */
	/* How many of the bytes at the start of `head` speak for this compression; 0 when any speaks
	 * against it. A head cut short is judged by what there is. */
	size_t (*taste)(struct span head);
	/* NULL when there is no memory. */
	void *(*open)(void);
	enum decoder_step (*step)(void *state, struct decoder_flow *flow);
	void (*close)(void *state);
};

/* Length of the part of `magic` that `head` begins with, if it is all of either; else 0. */
static inline size_t
decoder_agree(struct span head, struct span magic)
{
	size_t n = head.n < magic.n ? head.n : magic.n;
	return span_eq(span_first(head, n), span_first(magic, n)) ? n : 0;
}

extern const struct decoder decoder_gzip, decoder_zstd, decoder_xz, decoder_bzip2;

/* All of them, NULL-terminated. */
extern const struct decoder *const decoders[];

#endif
