/* xz streams. liblzma does not tell a wrong check from damage, so both are called damage. */
#include "parsers/decoders/decoder.h"
#include <lzma.h>
#include <stdlib.h>

/* xz -9 takes 65 MiB; what asks for much more was made to use up memory. */
#define MEMORY_LIMIT ((uint64_t)256 << 20)

struct xz {
	lzma_stream stream;
};

static size_t
xz_taste(struct span head)
{
	return head.n < 2 ? 0
			  : decoder_agree(head, SPAN("\xfd"
						     "7zXZ\0"));
}

static bool
begin_stream(struct xz *xz)
{
	return lzma_stream_decoder(&xz->stream, MEMORY_LIMIT, 0) == LZMA_OK;
}

static void
xz_close(void *state)
{
	struct xz *xz = state;
	if (!xz)
		return;
	lzma_end(&xz->stream);
	free(xz);
}

static void *
xz_open(void)
{
	struct xz *xz = calloc(1, sizeof(*xz));
	if (!xz)
		return NULL;
	xz->stream = (lzma_stream)LZMA_STREAM_INIT;
	if (begin_stream(xz))
		return xz;
	xz_close(xz);
	return NULL;
}

static enum decoder_step
fault(struct decoder_flow *flow, lzma_ret result)
{
	static const struct {
		lzma_ret result;
		const char *why;
	} limits[] = {
	    {LZMA_MEMLIMIT_ERROR, "needs over 256 MiB of memory"},
	    {LZMA_MEM_ERROR, "not enough memory to unpack it"},
	    {LZMA_OPTIONS_ERROR, "needs a newer xz"},
	};
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		if (limits[i].result == result) {
			flow->why = limits[i].why;
			return DECODER_BEYOND;
		}
	flow->why = "damaged data";
	return DECODER_DAMAGED;
}

static enum decoder_step
xz_step(void *state, struct decoder_flow *flow)
{
	struct xz *xz = state;
	lzma_stream *stream = &xz->stream;
	stream->next_in = flow->in;
	stream->avail_in = flow->in_left;
	stream->next_out = flow->out;
	stream->avail_out = flow->out_left;
	lzma_ret result = lzma_code(stream, LZMA_RUN);
	flow->in = stream->next_in;
	flow->in_left = stream->avail_in;
	flow->out = stream->next_out;
	flow->out_left = stream->avail_out;
	if (result == LZMA_OK || result == LZMA_BUF_ERROR)
		return DECODER_MORE;
	if (result == LZMA_STREAM_END && begin_stream(xz))
		return DECODER_END;
	return fault(flow, result == LZMA_STREAM_END ? LZMA_MEM_ERROR : result);
}

const struct decoder decoder_xz = {
    .name = "xz",
    .unit = "xz stream",
    .unpack = "xz -dc",
    .sure = 6,
    .taste = xz_taste,
    .open = xz_open,
    .step = xz_step,
    .close = xz_close,
};
