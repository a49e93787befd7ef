/*
 * zstd frames (RFC 8878). A call of libzstd that ends in an error tells neither how much it read
 * nor how much it wrote, so a call is never given more than one thing to do: the rest of a header,
 * one block, or the checksum. The library's hint says how many bytes that takes. So every whole
 * block is handed out, and after a wrong checksum the next frame is found.
 */
#include "parsers/decoders/decoder.h"
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/* log2 of the largest window: 128 MiB, the limit of zstd itself without --long. */
#define WINDOW_LOG 27
/* A hint for a block counts the header of the next block with it. */
#define BLOCK_HEADER 3

struct zstd {
	ZSTD_DCtx *context;
	size_t hint; /* bytes of input that the library asks for */
	bool pending; /* there may be output left from earlier input */
};

static size_t
zstd_taste(struct span head)
{
	/* skippable frames: 50 to 5f */
	if (head.n >= 4 && (head.p[0] & 0xf0) == 0x50)
		return decoder_agree(span_from(head, 1), SPAN("\x2a\x4d\x18")) ? 4 : 0;
	return head.n < 2 ? 0 : decoder_agree(head, SPAN("\x28\xb5\x2f\xfd"));
}

static void *
zstd_open(void)
{
	struct zstd *zstd = calloc(1, sizeof(*zstd));
	if (!zstd)
		return NULL;
	zstd->context = ZSTD_createDCtx();
	if (!zstd->context || ZSTD_isError(ZSTD_DCtx_setParameter(zstd->context, ZSTD_d_windowLogMax, WINDOW_LOG))) {
		ZSTD_freeDCtx(zstd->context);
		free(zstd);
		return NULL;
	}
	zstd->hint = ZSTD_initDStream(zstd->context);
	return zstd;
}

static void
zstd_close(void *state)
{
	struct zstd *zstd = state;
	if (!zstd)
		return;
	ZSTD_freeDCtx(zstd->context);
	free(zstd);
}

/* Gives the library `n` bytes of the input; its result. */
static size_t
call(struct zstd *zstd, struct decoder_flow *flow, size_t n)
{
	ZSTD_inBuffer in = {flow->in, n, 0};
	ZSTD_outBuffer out = {flow->out, flow->out_left, 0};
	size_t result = ZSTD_decompressStream(zstd->context, &out, &in);
	if (ZSTD_isError(result))
		in.pos = n;
	flow->in += in.pos;
	flow->in_left -= in.pos;
	flow->out += out.pos;
	flow->out_left -= out.pos;
	zstd->pending = out.pos == out.size;
	return result;
}

/* The checksum ends the frame, and the call that found it wrong was given no byte behind it. */
static enum decoder_step
mismatch(struct zstd *zstd, struct decoder_flow *flow)
{
	ZSTD_DCtx_reset(zstd->context, ZSTD_reset_session_only);
	zstd->hint = ZSTD_initDStream(zstd->context);
	zstd->pending = false;
	flow->why = "wrong checksum";
	return DECODER_MISMATCH;
}

static enum decoder_step
fault(struct zstd *zstd, struct decoder_flow *flow, size_t result)
{
	static const struct {
		ZSTD_ErrorCode code;
		const char *why;
	} limits[] = {
	    {ZSTD_error_frameParameter_windowTooLarge, "needs a window of over 128 MiB"},
	    {ZSTD_error_dictionary_wrong, "needs a dictionary"},
	    {ZSTD_error_memory_allocation, "not enough memory to unpack it"},
	};
	ZSTD_ErrorCode code = ZSTD_getErrorCode(result);
	if (code == ZSTD_error_checksum_wrong)
		return mismatch(zstd, flow);
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		if (limits[i].code == code) {
			flow->why = limits[i].why;
			return DECODER_BEYOND;
		}
	flow->why = "damaged data";
	return DECODER_DAMAGED;
}

static enum decoder_step
zstd_step(void *state, struct decoder_flow *flow)
{
	struct zstd *zstd = state;
	for (;;) {
		size_t n = zstd->hint > BLOCK_HEADER ? zstd->hint - BLOCK_HEADER : zstd->hint;
		if (zstd->pending)
			n = 0;
		else if (flow->in_left == 0 || flow->out_left == 0)
			return DECODER_MORE;
		else if (n > flow->in_left)
			n = flow->in_left;
		size_t result = call(zstd, flow, n);
		if (ZSTD_isError(result))
			return fault(zstd, flow, result);
		if (result == 0) {
			zstd->hint = ZSTD_initDStream(zstd->context);
			zstd->pending = false;
			return DECODER_END;
		}
		zstd->hint = result;
		if (zstd->pending)
			return DECODER_MORE;
	}
}

const struct decoder decoder_zstd = {
    .name = "zstd",
    .unit = "zstd frame",
    .unpack = "zstd -dc --long=31",
    .sure = 4,
    .taste = zstd_taste,
    .open = zstd_open,
    .step = zstd_step,
    .close = zstd_close,
};
