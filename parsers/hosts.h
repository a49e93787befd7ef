/*
 * hosts: the virtual hosts that a log named lately, as it writes them, and the site that each of them is.
 *
 * A bounded table for one thread: a host that it has lost is only slower.
 */
#ifndef FOOTFALL_PARSERS_HOSTS_H
#define FOOTFALL_PARSERS_HOSTS_H

#include "base/span.h"
#include "parsers/bytes.h"

#define HOSTS_SLOTS 1024
#define HOSTS_TEXT 61

struct host {
	uint8_t n, site_n; /* 0: free */
	bool in_front; /* met in front of an address, where it can be told from other fields by its look */
	char text[HOSTS_TEXT]; /* as written */
	char site[HOSTS_TEXT]; /* lower case, without port */
};

/* Zero-initialise; hosts_release frees. */
struct hosts {
	struct host *slots; /* HOSTS_SLOTS of them; NULL before the first host */
};

/* Takes a host in, where there is room for a name so long; another may go. `in_front` is never taken back. */
void hosts_put(struct hosts *hosts, struct span written, bool in_front);

void hosts_release(struct hosts *hosts);

static inline struct host *
hosts_slot(const struct hosts *hosts, struct span written)
{
	return &hosts->slots[span_hash_ends(written) % HOSTS_SLOTS];
}

/* NULL for one that is not there. Valid until hosts_put. */
static inline const struct host *
hosts_find(const struct hosts *hosts, struct span written)
{
	const struct host *host;

	if (written.n == 0 || !hosts->slots)
		return NULL;
	host = hosts_slot(hosts, written);
	return host->n == written.n && bytes_alike(host->text, written.p, written.n) ? host : NULL;
}

static inline struct span
host_site(const struct host *host)
{
	return host ? span_make(host->site, host->site_n) : SPAN("");
}

#endif
