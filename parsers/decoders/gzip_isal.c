/* Inflating by ISA-L, at about twice the speed of zlib. */
#include "parsers/decoders/gzip.h"
#include <isa-l/igzip_lib.h>
#include <stdlib.h>

struct inflater {
	struct inflate_state state;
};

struct inflater *
inflater_open(void)
{
	struct inflater *inflater = malloc(sizeof(*inflater));
	if (inflater) {
		isal_inflate_init(&inflater->state);
		inflater_reset(inflater);
	}
	return inflater;
}

void
inflater_close(struct inflater *inflater)
{
	free(inflater);
}

void
inflater_reset(struct inflater *inflater)
{
	isal_inflate_reset(&inflater->state);
	/* the reset forgets it: no header, no trailer, but a CRC */
	inflater->state.crc_flag = ISAL_GZIP_NO_HDR;
	inflater->state.crc = 0;
}

/* ISA-L reads ahead by whole words; what it holds behind the last bit of the stream is given back. */
static size_t
unread(struct inflate_state *state, unsigned char tail[8])
{
	uint64_t held = state->read_in >> (state->read_in_length % 8);
	size_t n = (size_t)state->read_in_length / 8;
	for (size_t i = 0; i < n && i < 8; i++, held >>= 8)
		tail[i] = (unsigned char)held;
	state->read_in = 0;
	state->read_in_length = 0;
	return n;
}

enum decoder_step
inflater_step(struct inflater *inflater, struct decoder_flow *flow, unsigned char tail[8], size_t *ntail)
{
	struct inflate_state *state = &inflater->state;
	/* the library takes a pointer to writable bytes and does not write */
	state->next_in = (uint8_t *)(uintptr_t)flow->in;
	state->avail_in = (uint32_t)flow->in_left;
	state->next_out = flow->out;
	state->avail_out = (uint32_t)flow->out_left;
	int r = isal_inflate(state);
	flow->in = state->next_in;
	flow->in_left = state->avail_in;
	flow->out = state->next_out;
	flow->out_left = state->avail_out;
	if (r < 0) {
		flow->why = "damaged data";
		return DECODER_DAMAGED;
	}
	if (state->block_state != ISAL_BLOCK_FINISH)
		return DECODER_MORE;
	*ntail = unread(state, tail);
	return DECODER_END;
}

uint32_t
inflater_crc(const struct inflater *inflater)
{
	return inflater->state.crc;
}
