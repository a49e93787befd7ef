/*
 * sink: where a result is written: standard output, or the file of -o.
 *
 * A file is written under a temporary name in the same folder and renamed when all of it is on
 * the disk, so it is either the old one or the whole new one. What -o names through a symbolic
 * link is replaced, not the link; a device or pipe is written to directly.
 */
#ifndef FOOTFALL_ANALYZER_SINK_H
#define FOOTFALL_ANALYZER_SINK_H

#include <stdbool.h>
#include <stdio.h>

struct sink {
	FILE *to;
	char *target, *temporary; /* NULL for standard output and for devices */
	const char *name; /* of -o, as said in messages; borrowed */
	int reason; /* errno of the failure that sink_failed told; 0: none */
};

/* `name` NULL or "-" is standard output. 0, or -1 (said). */
int sink_open(struct sink *sink, const char *name);

/* True once writing has failed, be it that the reader of a pipe has gone: stop early. */
bool sink_failed(struct sink *sink);

/* Finishes: gives 0 when all was written, or when the reader of a pipe did not want more, else -1
 * (said). A file whose writing failed, or which is not to be kept, is removed. */
int sink_close(struct sink *sink, bool keep);

#endif
