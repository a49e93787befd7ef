#include "analyzer/stretch.h"
#include "parsers/decoders/gzip.h"
#include <string.h>

size_t
stretch_add(struct stretch *stretch, const char *bytes, size_t n)
{
	const char *newline = memrchr(bytes, '\n', n);
	size_t whole = newline ? (size_t)(newline - bytes) + 1 : 0;

	if (newline) {
		stretch->whole = stretch->length + whole;
		stretch->whole_crc = stretch->crc = gzip_crc(stretch->crc, bytes, whole);
	}
	stretch->crc = gzip_crc(stretch->crc, bytes + whole, n - whole);
	stretch->length += n;
	return whole;
}

void
stretch_join(struct stretch *into, const struct stretch *behind)
{
	if (behind->whole > 0) {
		into->whole = into->length + behind->whole;
		into->whole_crc = gzip_crc_join(into->crc, behind->whole_crc, behind->whole);
	}
	into->crc = gzip_crc_join(into->crc, behind->crc, behind->length);
	into->length += behind->length;
}
