/* Inflating by zlib, which is everywhere; never through gzread, which loses data in silence. */
#include "parsers/decoders/gzip.h"
#include <stdlib.h>
#include <zlib.h>

const char inflater_library[] = "zlib";

struct inflater {
	z_stream z;
	uLong crc;
};

struct inflater *
inflater_open(void)
{
	struct inflater *inflater = calloc(1, sizeof(*inflater));
	if (inflater && inflateInit2(&inflater->z, -MAX_WBITS) != Z_OK) {
		free(inflater);
		return NULL;
	}
	return inflater;
}

void
inflater_close(struct inflater *inflater)
{
	inflateEnd(&inflater->z);
	free(inflater);
}

void
inflater_reset(struct inflater *inflater)
{
	inflateReset(&inflater->z);
	inflater->crc = 0;
}

enum decoder_step
inflater_step(struct inflater *inflater, struct decoder_flow *flow, unsigned char tail[8], size_t *ntail)
{
	z_stream *z = &inflater->z;
	(void)tail; /* zlib takes no byte behind the stream */
	/* the library takes a pointer to writable bytes and does not write */
	z->next_in = (Bytef *)(uintptr_t)flow->in;
	z->avail_in = (uInt)flow->in_left;
	z->next_out = flow->out;
	z->avail_out = (uInt)flow->out_left;
	int r = inflate(z, Z_NO_FLUSH);
	inflater->crc = crc32_z(inflater->crc, flow->out, flow->out_left - z->avail_out);
	flow->in = z->next_in;
	flow->in_left = z->avail_in;
	flow->out = z->next_out;
	flow->out_left = z->avail_out;
	*ntail = 0;
	if (r == Z_STREAM_END)
		return DECODER_END;
	if (r == Z_OK || r == Z_BUF_ERROR)
		return DECODER_MORE;
	flow->why = r == Z_MEM_ERROR ? "not enough memory to unpack it" : "damaged data";
	return DECODER_DAMAGED;
}

uint32_t
inflater_crc(const struct inflater *inflater)
{
	return (uint32_t)inflater->crc;
}

uint32_t
gzip_crc(uint32_t crc, const void *bytes, size_t n)
{
	return (uint32_t)crc32_z(crc, bytes, n);
}
