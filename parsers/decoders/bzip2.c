/* bzip2 streams. libbz2 does not tell a wrong checksum from damage, so both are called damage. */
#include "parsers/decoders/decoder.h"
#include <bzlib.h>
#include <stdlib.h>

struct bzip2 {
	bz_stream stream;
	bool begun; /* libbz2 holds memory for the stream */
};

/* "BZh1" to "BZh9" is also the start of a text, so the first block's mark, or the end's in an
 * empty stream, must follow. */
static size_t
bzip2_taste(struct span head)
{
	if (head.n < 3 || !decoder_agree(head, SPAN("BZh")))
		return 0;
	if (head.n == 3)
		return 3;
	if (head.p[3] < '1' || head.p[3] > '9')
		return 0;
	struct span mark = span_from(head, 4);
	size_t n = decoder_agree(mark, SPAN("\x31\x41\x59\x26\x53\x59"));
	if (n == 0)
		n = decoder_agree(mark, SPAN("\x17\x72\x45\x38\x50\x90"));
	return mark.n == 0 || n ? 4 + n : 0;
}

static void
end_stream(struct bzip2 *bzip2)
{
	if (bzip2->begun)
		BZ2_bzDecompressEnd(&bzip2->stream);
	bzip2->begun = false;
}

static bool
begin_stream(struct bzip2 *bzip2)
{
	end_stream(bzip2);
	bzip2->stream = (bz_stream){0};
	bzip2->begun = BZ2_bzDecompressInit(&bzip2->stream, 0, 0) == BZ_OK;
	return bzip2->begun;
}

static void
bzip2_close(void *state)
{
	struct bzip2 *bzip2 = state;
	if (!bzip2)
		return;
	end_stream(bzip2);
	free(bzip2);
}

static void *
bzip2_open(void)
{
	struct bzip2 *bzip2 = calloc(1, sizeof(*bzip2));
	if (bzip2 && begin_stream(bzip2))
		return bzip2;
	bzip2_close(bzip2);
	return NULL;
}

static enum decoder_step
bzip2_step(void *state, struct decoder_flow *flow)
{
	struct bzip2 *bzip2 = state;
	bz_stream *stream = &bzip2->stream;
	/* the library takes a pointer to writable bytes and does not write */
	stream->next_in = (char *)(uintptr_t)flow->in;
	stream->avail_in = (unsigned)flow->in_left;
	stream->next_out = (char *)flow->out;
	stream->avail_out = (unsigned)flow->out_left;
	int result = BZ2_bzDecompress(stream);
	flow->in += flow->in_left - stream->avail_in;
	flow->in_left = stream->avail_in;
	flow->out += flow->out_left - stream->avail_out;
	flow->out_left = stream->avail_out;
	if (result == BZ_OK)
		return DECODER_MORE;
	if (result == BZ_STREAM_END && begin_stream(bzip2))
		return DECODER_END;
	bool memory = result == BZ_STREAM_END || result == BZ_MEM_ERROR;
	flow->why = memory ? "not enough memory to unpack it" : "damaged data";
	return memory ? DECODER_BEYOND : DECODER_DAMAGED;
}

const struct decoder decoder_bzip2 = {
    .name = "bzip2",
    .unit = "bzip2 stream",
    .unpack = "bzip2 -dc",
    .sure = 10,
    .taste = bzip2_taste,
    .open = bzip2_open,
    .step = bzip2_step,
    .close = bzip2_close,
};
