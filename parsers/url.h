/*
 * url: the host of a Referer and the parameters of a query, read as browsers write them and as
 * attackers bend them. Nothing is decoded but %xx and '+' in query values; bytes are compared.
 */
#ifndef FOOTFALL_PARSERS_URL_H
#define FOOTFALL_PARSERS_URL_H

#include "base/span.h"

/* Longest host name that is looked at (RFC 1035). */
#define URL_HOST_MAX 253

struct url {
	struct span scheme; /* as written, without "://" */
	struct span host; /* as written, without user, port and one trailing dot */
	struct span path; /* from behind host and port, may be empty; starts with '/', '?' or '#' */
};

/* Splits "scheme://[user@]host[:port][/...]". False when there is no "://" or no host. The host
 * ends at '/', '?', '#', '\\' or the end of the text. */
bool url_split(struct span text, struct url *out);

/* The host of "http://HOST/..." or "https://HOST/...", as a quick look finds it: whatever stands
 * between the slashes, up to URL_PLAIN_MAX bytes; the empty span for any other text and one under 16
 * bytes. To be looked up among hosts that are known; only url_split tells whether it is one. */
#define URL_PLAIN_MAX 53
struct span url_plain_host(struct span text);

/* Lower-cased copy of a host into `out` (URL_HOST_MAX + 1 bytes); gives the span over it, or the
 * empty span when it is longer than URL_HOST_MAX. */
struct span url_host_lower(struct span host, char *out);

/* True when `host` (any case) equals `domain` (lower case) or ends in "." + domain. */
bool url_host_in(struct span host, struct span domain);

/* The first value of parameter `name` (exact, after decoding) in the query of `target`, decoded
 * into `out` of `size` bytes. False when the parameter is absent; a value that does not fit is
 * cut, which makes it equal to nothing that is looked for. */
bool url_param(struct span target, struct span name, char *out, size_t size, struct span *value);

/* Host as logged or typed ("Blog.Example.org:443", "example.org.") to its lower-case name without
 * port and trailing dot, into `out` of URL_HOST_MAX + 1 bytes; the empty span when too long.
 * "[::1]:80" gives "[::1]". */
struct span url_host_name(struct span written, char *out);

/* True when the two lower-case names are equal but for a leading "www." of one of them. */
bool url_same_site(struct span a, struct span b);

#endif
