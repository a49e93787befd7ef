/*
 * stretch: length and checksum of bytes that stand one after another in an input, and of the whole lines
 * among them. Stretches that were read apart are joined in their order.
 */
#ifndef FOOTFALL_ANALYZER_STRETCH_H
#define FOOTFALL_ANALYZER_STRETCH_H

#include <stddef.h>
#include <stdint.h>

/* All zero: no bytes. */
struct stretch {
	uint64_t length, whole; /* bytes, and those up to the last newline */
	uint32_t crc, whole_crc; /* CRC-32 as gzip has it */
};

/* Adds bytes; gives how many of them stand up to the last newline, 0 for none. */
size_t stretch_add(struct stretch *stretch, const char *bytes, size_t n);

/* Adds the bytes right behind. */
void stretch_join(struct stretch *into, const struct stretch *behind);

#endif
