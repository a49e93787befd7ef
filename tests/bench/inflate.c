/*
 * inflate: zlib alone. Unpacks one gzip file to nothing, and prints how many bytes it held.
 *
 *	inflate FILE.gz
 *
 * What a program that reads gzip through zlib could cost at least; gzip itself is slower.
 */
#include <stdio.h>
#include <zlib.h>

static unsigned char in[128 << 10], out[256 << 10];

/* All of the members of the file; the bytes they held, or -1. */
static long long
unpack(FILE *file, z_stream *z)
{
	long long total = 0;
	int status = Z_OK;

	while ((z->avail_in = (uInt)fread(in, 1, sizeof in, file)) > 0) {
		z->next_in = in;
		while (z->avail_in > 0) {
			z->next_out = out;
			z->avail_out = sizeof out;
			status = inflate(z, Z_NO_FLUSH);
			total += (long long)(sizeof out - z->avail_out);
			if (status == Z_STREAM_END)
				inflateReset(z);
			else if (status != Z_OK)
				return -1;
		}
	}
	return status == Z_STREAM_END ? total : -1;
}

int
main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	z_stream z = {0};
	long long total = -1;

	if (!file) {
		fputs("usage: inflate FILE.gz\n", stderr);
		return 2;
	}
	if (inflateInit2(&z, 15 + 16) == Z_OK) {
		total = unpack(file, &z);
		inflateEnd(&z);
	}
	fclose(file);
	printf("%lld\n", total);
	return total < 0;
}
