/*
 * gzip: what gzip.c, which reads the frame of a member, needs of a library, which inflates what
 * is in it. The build takes gzip_zlib.c or gzip_isal.c; whichever it is, the frame is read and
 * checked by the same code, so results and messages are the same.
 */
#ifndef FOOTFALL_PARSERS_GZIP_H
#define FOOTFALL_PARSERS_GZIP_H

#include "parsers/decoders/decoder.h"

struct inflater;

/* The library, for --version. */
extern const char inflater_library[];

/* NULL when there is no memory. */
struct inflater *inflater_open(void);
void inflater_close(struct inflater *inflater);

/* Makes ready for another member. */
void inflater_reset(struct inflater *inflater);

/* As decoder->step for the deflate stream of one member; never DECODER_MISMATCH. At DECODER_END
 * `tail` holds the *ntail bytes (at most 8) behind the stream that were taken from the input. */
enum decoder_step inflater_step(
    struct inflater *inflater, struct decoder_flow *flow, unsigned char tail[8], size_t *ntail);

/* CRC-32 of all that was written since the reset. */
uint32_t inflater_crc(const struct inflater *inflater);

/* CRC-32 as gzip has it, of `n` bytes behind those whose CRC is `crc` (0 for none). */
uint32_t gzip_crc(uint32_t crc, const void *bytes, size_t n);

/* CRC-32 of bytes whose CRC is `first` with `n` bytes behind them whose CRC is `second`. */
uint32_t gzip_crc_join(uint32_t first, uint32_t second, uint64_t n);

#endif
