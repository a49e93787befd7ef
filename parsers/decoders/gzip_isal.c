/* Inflating by ISA-L, at about twice the speed of zlib. */
#include "parsers/decoders/gzip.h"
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>

const char inflater_library[] = "ISA-L";

struct inflater {
	struct inflate_state state;
	bool damaged; /* only what was decoded before is still handed out */
};

struct inflater *
inflater_open(void)
{
	struct inflater *inflater = calloc(1, sizeof(*inflater));
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
	struct inflate_state *state = &inflater->state;
	/* see drop_copy */
	memset(state->tmp_out_buffer, 0, sizeof(state->tmp_out_buffer));
	isal_inflate_reset(state);
	/* the reset forgets it: no header, no trailer, but a CRC */
	state->crc_flag = ISAL_GZIP_NO_HDR;
	state->crc = 0;
	inflater->damaged = false;
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

/* Bytes of this step's input that were read ahead of the fault. */
static void
rewind_input(const struct inflate_state *state, struct decoder_flow *flow, const unsigned char *start)
{
	size_t ahead = state->read_in_length > 0 ? (size_t)state->read_in_length / 8 : 0;
	size_t taken = (size_t)(flow->in - start);
	if (ahead > taken)
		ahead = taken;
	flow->in -= ahead;
	flow->in_left += ahead;
}

/* A copy from before the start of the output is a fault, but ISA-L has by then counted its length
 * as written. Such a fault falls into the first 32 KiB, so the bytes passed through its buffer,
 * which was zero: the zeros at the end are no output. */
static void
drop_copy(struct inflate_state *state, struct decoder_flow *flow, const unsigned char *start)
{
	int left = ISAL_DEF_MAX_MATCH;
	while (left > 0 && state->tmp_out_valid > state->tmp_out_processed &&
	       state->tmp_out_buffer[state->tmp_out_valid - 1] == 0) {
		state->tmp_out_valid--;
		left--;
	}
	if (state->tmp_out_valid > state->tmp_out_processed)
		return;
	while (left > 0 && flow->out > start && flow->out[-1] == 0) {
		flow->out--;
		flow->out_left++;
		left--;
	}
}

/* ISA-L decodes up to 64 KiB ahead of the output into a buffer of its own, and after a fault gives
 * no more of it. But these bytes are as good as all before. */
static enum decoder_step
give_rest(struct inflater *inflater, struct decoder_flow *flow)
{
	struct inflate_state *state = &inflater->state;
	size_t n = (size_t)(state->tmp_out_valid - state->tmp_out_processed);
	inflater->damaged = true;
	if (n > flow->out_left)
		n = flow->out_left;
	if (n > 0)
		memcpy(flow->out, state->tmp_out_buffer + state->tmp_out_processed, n);
	flow->out += n;
	flow->out_left -= n;
	state->tmp_out_processed += (int32_t)n;
	if (state->tmp_out_processed < state->tmp_out_valid)
		return DECODER_MORE;
	flow->why = "damaged data";
	return DECODER_DAMAGED;
}

enum decoder_step
inflater_step(struct inflater *inflater, struct decoder_flow *flow, unsigned char tail[8], size_t *ntail)
{
	struct inflate_state *state = &inflater->state;
	const unsigned char *in = flow->in, *out = flow->out;
	if (inflater->damaged)
		return give_rest(inflater, flow);
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
		rewind_input(state, flow, in);
		if (r == ISAL_INVALID_LOOKBACK)
			drop_copy(state, flow, out);
		return give_rest(inflater, flow);
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

uint32_t
gzip_crc(uint32_t crc, const void *bytes, size_t n)
{
	return crc32_gzip_refl(crc, bytes, n);
}
