#include "parsers/hosts.h"
#include "base/alloc.h"
#include "parsers/url.h"
#include <stdlib.h>

void
hosts_put(struct hosts *hosts, struct span written, bool in_front)
{
	char name[URL_HOST_MAX + 1] SPAN_UNSET;
	const struct host *known = hosts_find(hosts, written);
	struct span site;
	struct host *host;

	if (known && (known->in_front || !in_front))
		return;
	if (written.n == 0 || written.n > HOSTS_TEXT || (site = url_host_name(written, name)).n == 0)
		return;
	if (!hosts->slots)
		hosts->slots = alloc_zero(HOSTS_SLOTS, sizeof(*hosts->slots));
	host = hosts_slot(hosts, written);
	/* With a comma or a quote it might be something else as well. */
	for (size_t i = 0; i < written.n; i++)
		in_front = in_front && written.p[i] != ',' && written.p[i] != '"';
	host->n = (uint8_t)written.n;
	host->site_n = (uint8_t)site.n;
	host->in_front = in_front;
	memcpy(host->text, written.p, written.n);
	memcpy(host->site, site.p, site.n);
}

void
hosts_release(struct hosts *hosts)
{
	free(hosts->slots);
	hosts->slots = NULL;
}
