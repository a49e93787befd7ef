/*
 * A gzip member (RFC 1952): header, deflate stream, CRC-32 and length. The header is read byte by
 * byte in a small machine, since it may be cut anywhere between two reads; its name and comment
 * are passed over, whatever they hold. The checks stand here and not in the library, because only
 * so a wrong trailer can be told from damage: all bytes are there then, and the next member too.
 */
#include "parsers/decoders/gzip.h"
#include <stdlib.h>
#include <zlib.h>

enum phase { FIXED, EXTRA_LENGTH, EXTRA, NAME, COMMENT, HEADER_CRC, BODY, TRAILER };
enum flag { HAS_CRC = 2, HAS_EXTRA = 4, HAS_NAME = 8, HAS_COMMENT = 16, RESERVED = 0xe0 };

#define FIXED_LENGTH 10

struct gzip {
	struct inflater *inflater;
	enum phase phase;
	size_t seen; /* bytes of the phase */
	size_t extra; /* length of the extra field */
	unsigned char flags;
	unsigned char bytes[8]; /* of a field that is read: numbers, the trailer */
	uint32_t header_crc;
	uint32_t length; /* of the output, modulo 2^32 as in the trailer */
};

static size_t
gzip_taste(struct span head)
{
	return head.n < 2 ? 0 : decoder_agree(head, SPAN("\x1f\x8b\x08"));
}

static void *
gzip_open(void)
{
	struct gzip *gzip = calloc(1, sizeof(*gzip));
	if (!gzip)
		return NULL;
	gzip->inflater = inflater_open();
	gzip->header_crc = UINT32_MAX;
	if (!gzip->inflater) {
		free(gzip);
		return NULL;
	}
	return gzip;
}

static void
gzip_close(void *state)
{
	struct gzip *gzip = state;
	if (!gzip)
		return;
	inflater_close(gzip->inflater);
	free(gzip);
}

static void
begin_member(struct gzip *gzip)
{
	inflater_reset(gzip->inflater);
	gzip->phase = FIXED;
	gzip->seen = 0;
	gzip->header_crc = UINT32_MAX;
	gzip->length = 0;
}

static uint32_t
number(const unsigned char *p, size_t n)
{
	uint32_t value = 0;
	while (n--)
		value = value << 8 | p[n];
	return value;
}

/* Headers are short and seldom checked, so the table-free form will do. */
static uint32_t
add_to_crc(uint32_t crc, unsigned char byte)
{
	crc ^= byte;
	for (int bit = 0; bit < 8; bit++)
		crc = crc >> 1 ^ (0xedb88320U & -(crc & 1));
	return crc;
}

/* The phase that follows the present one: the next of the optional fields that are there. */
static enum phase
next_phase(const struct gzip *gzip)
{
	static const struct {
		enum phase phase;
		unsigned char flag;
	} fields[] = {
	    {EXTRA_LENGTH, HAS_EXTRA},
	    {EXTRA, HAS_EXTRA},
	    {NAME, HAS_NAME},
	    {COMMENT, HAS_COMMENT},
	    {HEADER_CRC, HAS_CRC},
	};
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (fields[i].phase > gzip->phase && gzip->flags & fields[i].flag &&
		    (fields[i].phase != EXTRA || gzip->extra))
			return fields[i].phase;
	return BODY;
}

/* Takes one byte of the fixed part; false when no gzip header has it there. */
static bool
take_fixed(struct gzip *gzip, unsigned char byte)
{
	static const unsigned char magic[] = {0x1f, 0x8b, 0x08};
	if (gzip->seen < sizeof(magic))
		return byte == magic[gzip->seen];
	if (gzip->seen == sizeof(magic)) {
		gzip->flags = byte;
		return !(byte & RESERVED);
	}
	return true;
}

/* Takes one byte of the header; false when it is damaged. */
static bool
take_header(struct gzip *gzip, unsigned char byte)
{
	bool done = false;
	bool sound = true;
	if (gzip->phase != HEADER_CRC)
		gzip->header_crc = add_to_crc(gzip->header_crc, byte);
	switch (gzip->phase) {
	case FIXED:
		sound = take_fixed(gzip, byte);
		done = gzip->seen + 1 == FIXED_LENGTH;
		break;
	case EXTRA_LENGTH:
		gzip->bytes[gzip->seen] = byte;
		done = gzip->seen == 1;
		if (done)
			gzip->extra = number(gzip->bytes, 2);
		break;
	case EXTRA:
		done = gzip->seen + 1 == gzip->extra;
		break;
	case HEADER_CRC:
		gzip->bytes[gzip->seen] = byte;
		done = gzip->seen == 1;
		sound = !done || number(gzip->bytes, 2) == (~gzip->header_crc & 0xffff);
		break;
	default: /* NAME and COMMENT end in NUL */
		done = byte == '\0';
		break;
	}
	gzip->seen++;
	if (done) {
		gzip->phase = next_phase(gzip);
		gzip->seen = 0;
	}
	return sound;
}

static enum decoder_step
take_body(struct gzip *gzip, struct decoder_flow *flow)
{
	size_t room = flow->out_left;
	enum decoder_step step = inflater_step(gzip->inflater, flow, gzip->bytes, &gzip->seen);
	gzip->length += (uint32_t)(room - flow->out_left);
	if (step == DECODER_END)
		gzip->phase = TRAILER;
	return step;
}

static enum decoder_step
check_trailer(struct gzip *gzip, struct decoder_flow *flow)
{
	bool same_crc = number(gzip->bytes, 4) == inflater_crc(gzip->inflater);
	bool same_length = number(gzip->bytes + 4, 4) == gzip->length;
	begin_member(gzip);
	if (same_crc && same_length)
		return DECODER_END;
	flow->why = same_crc ? "wrong length" : "wrong checksum";
	return DECODER_MISMATCH;
}

static enum decoder_step
gzip_step(void *state, struct decoder_flow *flow)
{
	struct gzip *gzip = state;
	for (; gzip->phase < BODY && flow->in_left; flow->in++, flow->in_left--)
		if (!take_header(gzip, *flow->in)) {
			flow->why = "damaged header";
			return DECODER_DAMAGED;
		}
	if (gzip->phase == BODY) {
		enum decoder_step step = take_body(gzip, flow);
		if (step != DECODER_END)
			return step;
	}
	if (gzip->phase != TRAILER)
		return DECODER_MORE;
	for (; gzip->seen < 8 && flow->in_left; flow->in++, flow->in_left--)
		gzip->bytes[gzip->seen++] = *flow->in;
	return gzip->seen < 8 ? DECODER_MORE : check_trailer(gzip, flow);
}

uint32_t
gzip_crc_join(uint32_t first, uint32_t second, uint64_t n)
{
	return (uint32_t)crc32_combine(first, second, (z_off_t)n);
}

const struct decoder decoder_gzip = {
    .name = "gzip",
    .unit = "gzip member",
    .unpack = "gzip -dc",
    .sure = 3,
    .taste = gzip_taste,
    .open = gzip_open,
    .step = gzip_step,
    .close = gzip_close,
};
