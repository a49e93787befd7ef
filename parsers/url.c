#include "parsers/url.h"
#include "parsers/bytes.h"

static bool
url_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
url_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Length of a scheme that "://" follows, or 0. */
static size_t
url_scheme(struct span text)
{
	size_t i = 0;
	if (text.n == 0 || !url_is_alpha(text.p[0]))
		return 0;
	while (i < text.n && (url_is_alpha(text.p[i]) || url_is_digit(text.p[i]) || text.p[i] == '+' ||
				 text.p[i] == '-' || text.p[i] == '.'))
		i++;
	return text.n - i >= 3 && memcmp(text.p + i, "://", 3) == 0 ? i : 0;
}

static bool
url_is_port(struct span port)
{
	if (port.n > 5)
		return false;
	for (size_t i = 0; i < port.n; i++)
		if (!url_is_digit(port.p[i]))
			return false;
	return true;
}

/* Takes the port off a host. False when what stands behind the colon is no port. */
static bool
url_cut_port(struct span *host)
{
	size_t from = 0;
	if (host->n && host->p[0] == '[') {
		from = span_chr(*host, ']');
		if (from == SPAN_NONE)
			return false;
		from++;
	}
	size_t colon = span_chr(span_from(*host, from), ':');
	if (colon == SPAN_NONE)
		return from == 0 || from == host->n;
	colon += from;
	if ((from && colon != from) || !url_is_port(span_from(*host, colon + 1)))
		return false;
	*host = span_first(*host, colon);
	return true;
}

bool
url_split(struct span text, struct url *out)
{
	size_t scheme = url_scheme(text);
	if (scheme == 0)
		return false;
	struct span rest = span_from(text, scheme + 3);
	size_t end = 0, user = 0;
	while (end < rest.n) {
		char c = rest.p[end];
		if (c == '/' || c == '?' || c == '#' || c == '\\')
			break;
		end++;
		if (c == '@')
			user = end;
	}
	struct span host = span_make(rest.p + user, end - user);
	if (!url_cut_port(&host))
		return false;
	if (host.n && host.p[host.n - 1] == '.')
		host.n--;
	if (host.n == 0)
		return false;
	out->scheme = span_first(text, scheme);
	out->host = host;
	out->path = span_from(rest, end);
	return true;
}

/* Where the first slash stands in a text of `n` bytes, before which 16 bytes or more can be read; SPAN_NONE where
 * there is none in the first 32 bytes. */
static inline size_t
url_slash(const char *p, size_t n)
{
	uint32_t mask;
	if (n >= 32)
		mask = bytes_mask(p, '/') | bytes_mask(p + 16, '/') << 16;
	else if (n >= 16)
		mask = bytes_mask(p, '/') | bytes_mask(p + n - 16, '/') << (n - 16);
	else
		mask = bytes_mask(p + n - 16, '/') >> (16 - n);
	return mask ? (size_t)__builtin_ctz(mask) : SPAN_NONE;
}

struct span
url_plain_host(struct span text)
{
	uint64_t scheme;
	if (text.n < 16)
		return SPAN("");
	scheme = bytes_word(text.p);
	if (scheme != BYTES_WORD("https://") && ((scheme ^ BYTES_WORD("http://\0")) & bytes_first(7)) != 0)
		return SPAN("");
	struct span rest = span_from(text, scheme == BYTES_WORD("https://") ? 8 : 7);
	size_t slash = url_slash(rest.p, rest.n);
	if (slash == SPAN_NONE && rest.n > 32)
		slash = span_chr(span_first(rest, URL_PLAIN_MAX + 1), '/');
	return slash == SPAN_NONE ? SPAN("") : span_first(rest, slash);
}

struct span
url_host_lower(struct span host, char *out)
{
	if (host.n > URL_HOST_MAX)
		return span_make(out, 0);
	for (size_t i = 0; i < host.n; i++)
		out[i] = span_lower(host.p[i]);
	return span_make(out, host.n);
}

bool
url_host_in(struct span host, struct span domain)
{
	if (!span_iends(host, domain))
		return false;
	return host.n == domain.n || (domain.n > 0 && host.p[host.n - domain.n - 1] == '.');
}

static int
url_hex(char c)
{
	if (url_is_digit(c))
		return c - '0';
	c = span_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that stands at *at in a query, decoded; moves *at behind it. */
static char
url_decoded(struct span text, size_t *at)
{
	char c = text.p[(*at)++];
	if (c == '+')
		return ' ';
	if (c != '%' || text.n - *at < 2)
		return c;
	int high = url_hex(text.p[*at]), low = url_hex(text.p[*at + 1]);
	if (high < 0 || low < 0)
		return c;
	*at += 2;
	return (char)(unsigned char)(high * 16 + low);
}

static bool
url_decodes_to(struct span written, struct span name)
{
	size_t at = 0, i = 0;
	while (at < written.n) {
		if (i == name.n || url_decoded(written, &at) != name.p[i])
			return false;
		i++;
	}
	return i == name.n;
}

bool
url_param(struct span target, struct span name, char *out, size_t size, struct span *value)
{
	struct span query = target, whole = span_cut(&query, '#');
	size_t mark = span_chr(whole, '?');
	if (mark == SPAN_NONE)
		return false;
	query = span_from(whole, mark + 1);
	while (query.n) {
		struct span written = span_cut(&query, '&');
		struct span key = span_cut(&written, '=');
		if (!url_decodes_to(key, name))
			continue;
		size_t at = 0, n = 0;
		while (at < written.n && n < size)
			out[n++] = url_decoded(written, &at);
		*value = span_make(out, n);
		return true;
	}
	return false;
}

struct span
url_host_name(struct span written, char *out)
{
	struct span host = written, without = written;
	if (url_cut_port(&without))
		host = without;
	if (host.n && host.p[host.n - 1] == '.')
		host.n--;
	return url_host_lower(host, out);
}

static struct span
url_without_www(struct span host)
{
	return span_starts(host, SPAN("www.")) ? span_from(host, 4) : host;
}

bool
url_same_site(struct span a, struct span b)
{
	return span_eq(a, b) || (a.n != b.n && span_eq(url_without_www(a), url_without_www(b)));
}
