#include "analyzer/hops.h"
#include "base/message.h"
#include "parsers/proxies.h"

/* A log of fewer records says nothing of who stands before the server. */
#define HOPS_LEAST 20

/* The address that has a majority stays when each other one takes a vote of it: Boyer and Moore,
 * in Automated Reasoning (1991) 105. */
void
hops_take(struct hops *hops, struct span address)
{
	hops->looked++;
	if (span_eq(span_make(hops->address, hops->n), address)) {
		hops->votes++;
		hops->shared++;
	} else if (hops->votes > 0) {
		hops->votes--;
	} else if (address.n <= sizeof(hops->address) && proxies_is_private(address)) {
		memcpy(hops->address, address.p, address.n);
		hops->n = address.n;
		hops->votes = hops->shared = 1;
	}
}

bool
hops_shared(const struct hops *hops)
{
	return hops->looked >= HOPS_LEAST && hops->shared > hops->looked / 2;
}

void
hops_say(const struct hops *hops, const char *file, bool trusted)
{
	const char *hint = "let it send X-Forwarded-For and the server log it, for all behind it count as one visitor";

	if (hops->forwarded && !trusted)
		hint = "name it with --trusted-proxy, and the hops that the log has are used";
	else if (hops->forwarded)
		hint = "--trusted-proxy does not hold it, or the log has no other hop for these lines";
	message_note(NULL, "%s: most requests come from one private address, which looks like a proxy: %s",
	    strcmp(file, "-") == 0 ? "standard input" : file, hint);
}
