#include "parsers/page.h"
#include "parsers/bytes.h"

/*
 * Every line of a log comes by here, so an extension is found by one multiplication: its bytes,
 * lower-cased and packed into a number, times a constant that sends each of the known ones to a
 * slot of its own (found by trial; a collision is a compiler warning).
 */
#define PAGE_PACK(a, b, c, d, e)                                                                                       \
	((uint64_t)(a) | (uint64_t)(b) << 8 | (uint64_t)(c) << 16 | (uint64_t)(d) << 24 | (uint64_t)(e) << 32)
#define PAGE_SLOTS 64
#define PAGE_SLOT(key) (((uint64_t)(key)*UINT64_C(0x5628f20b1a2c5121)) >> 58)
#define PAGE_EXTENSION(a, b, c, d, e, own) [PAGE_SLOT(PAGE_PACK(a, b, c, d, e))] = {PAGE_PACK(a, b, c, d, e), own}

/* Static assets and feeds; `own`: what a page loads from its own site. */
static const struct page_extension {
	uint64_t key;
	bool own;
} page_extensions[PAGE_SLOTS] = {
    PAGE_EXTENSION('c', 's', 's', 0, 0, true),
    PAGE_EXTENSION('j', 's', 0, 0, 0, true),
    PAGE_EXTENSION('m', 'j', 's', 0, 0, true),
    PAGE_EXTENSION('m', 'a', 'p', 0, 0, false),
    PAGE_EXTENSION('j', 's', 'o', 'n', 0, false),
    PAGE_EXTENSION('x', 'm', 'l', 0, 0, false),
    PAGE_EXTENSION('r', 's', 's', 0, 0, false),
    PAGE_EXTENSION('a', 't', 'o', 'm', 0, false),
    PAGE_EXTENSION('t', 'x', 't', 0, 0, false),
    PAGE_EXTENSION('i', 'c', 'o', 0, 0, false),
    PAGE_EXTENSION('p', 'n', 'g', 0, 0, false),
    PAGE_EXTENSION('j', 'p', 'g', 0, 0, false),
    PAGE_EXTENSION('j', 'p', 'e', 'g', 0, false),
    PAGE_EXTENSION('g', 'i', 'f', 0, 0, false),
    PAGE_EXTENSION('s', 'v', 'g', 0, 0, false),
    PAGE_EXTENSION('w', 'e', 'b', 'p', 0, false),
    PAGE_EXTENSION('a', 'v', 'i', 'f', 0, false),
    PAGE_EXTENSION('b', 'm', 'p', 0, 0, false),
    PAGE_EXTENSION('w', 'o', 'f', 'f', 0, true),
    PAGE_EXTENSION('w', 'o', 'f', 'f', '2', true),
    PAGE_EXTENSION('t', 't', 'f', 0, 0, true),
    PAGE_EXTENSION('o', 't', 'f', 0, 0, true),
    PAGE_EXTENSION('e', 'o', 't', 0, 0, true),
    PAGE_EXTENSION('m', 'p', '3', 0, 0, false),
    PAGE_EXTENSION('m', '4', 'a', 0, 0, false),
    PAGE_EXTENSION('o', 'g', 'g', 0, 0, false),
    PAGE_EXTENSION('m', 'p', '4', 0, 0, false),
    PAGE_EXTENSION('w', 'e', 'b', 'm', 0, false),
    PAGE_EXTENSION('m', 'o', 'v', 0, 0, false),
    PAGE_EXTENSION('z', 'i', 'p', 0, 0, false),
    PAGE_EXTENSION('g', 'z', 0, 0, 0, false),
    PAGE_EXTENSION('p', 'd', 'f', 0, 0, false),
};

/* Paths for machines: exact, or followed by '/'. */
static const struct span page_machines[] = {
    SPAN_INIT("/robots.txt"),
    SPAN_INIT("/favicon.ico"),
    SPAN_INIT("/xmlrpc.php"),
    SPAN_INIT("/wp-cron.php"),
    SPAN_INIT("/wp-login.php"),
    SPAN_INIT("/wp-json"),
    SPAN_INIT("/wp-admin"),
    SPAN_INIT("/.well-known"),
};

/* The top bit of some bytes when a '?' or '#' may be among the eight bytes at `at`, else 0. Bytes
 * that are no ASCII have it too, so that nothing else must be told apart. */
static inline uint64_t
page_may_end(const char *at)
{
	uint64_t word = bytes_word(at);
	return (((word ^ BYTES_ONES * '?') - BYTES_ONES) | ((word ^ BYTES_ONES * '#') - BYTES_ONES) | word) &
	       BYTES_TOPS;
}

static inline __attribute__((always_inline)) struct span
page_cut(struct span target)
{
	size_t at = 0, n = target.n;
	if (n >= 16 ? !bytes_hold(target.p, n, '?', '#')
		    : n >= 8 && (page_may_end(target.p) | page_may_end(target.p + n - 8)) == 0)
		return target;
	while (at < n && target.p[at] != '?' && target.p[at] != '#')
		at++;
	return span_make(target.p, at);
}

struct span
page_path(struct span target)
{
	struct span path = page_cut(target);
	return path.n == 0 && target.n > 0 ? SPAN("/") : path;
}

/* The last eight bytes of a path, the first one lowest; NULs stand before a shorter one. */
static inline uint64_t
page_last(struct span path)
{
	uint64_t word = 0;
	if (path.n >= sizeof(word))
		return bytes_word(path.p + path.n - sizeof(word));
	for (size_t i = 0; i < path.n; i++)
		word = word >> 8 | (uint64_t)(unsigned char)path.p[i] << 56;
	return word;
}

/* The known extension in which the path ends, or NULL: the place of the last dot in the last eight
 * bytes, and what stands behind. */
static const struct page_extension *
page_extension(uint64_t last)
{
	/* The top bit of each byte that is a dot. */
	uint64_t dots = last ^ BYTES_ONES * '.';
	dots = ~(((dots & ~BYTES_TOPS) + ~BYTES_TOPS) | dots) & BYTES_TOPS;
	if (dots == 0 || dots >> 63)
		return NULL;
	unsigned behind = 64 - (unsigned)__builtin_clzll(dots);
	uint64_t written = last >> behind, key = written | (BYTES_ONES * 0x20) >> behind;
	const struct page_extension *found = &page_extensions[PAGE_SLOT(key)];
	/* Letters, which have the bit 0x40, may have been of either case; digits must be themselves. */
	return found->key == key && ((written ^ key) & ~((key & BYTES_ONES * 0x40) >> 1)) == 0 ? found : NULL;
}

/* The second byte tells nearly all pages from the machine paths. */
static inline bool
page_may_be_machine(struct span path)
{
	char c = path.n < 2 ? '\0' : path.p[1];
	return c == 'w' || c == 'r' || c == 'f' || c == 'x' || c == '.';
}

/* Not inlined: its loop would have every record save registers. */
__attribute__((noinline)) static bool
page_is_machine(struct span path)
{
	for (size_t i = 0; i < sizeof(page_machines) / sizeof(page_machines[0]); i++) {
		struct span machine = page_machines[i];
		if (path.n >= machine.n && memcmp(path.p, machine.p, machine.n) == 0 &&
		    (path.n == machine.n || path.p[machine.n] == '/'))
			return true;
	}
	return false;
}

/* The last segment is "feed" or "rss"; `last` and `n` are of a path without a final slash. */
static inline bool
page_is_feed(uint64_t last, size_t n)
{
	/* As the words stand in the top bytes of a number, behind a slash or nothing. */
	if (last >> 32 == UINT64_C(0x64656566))
		return n == 4 || (last >> 24 & 0xff) == '/';
	return last >> 40 == UINT64_C(0x737372) && (n == 3 || (last >> 32 & 0xff) == '/');
}

enum page_kind
page_kind(const struct record *record)
{
	if (record->method.n != 3 || memcmp(record->method.p, "GET", 3) != 0 || record->target.n == 0)
		return PAGE_METHOD;
	if (record->status != 200 && record->status != 304)
		return PAGE_STATUS;
	bool plain = record->target.p[0] == '/';
	struct span path = page_cut(plain ? record->target : page_target(record->target));
	uint64_t last = page_last(path);
	if (page_may_be_machine(path) && page_is_machine(path))
		return PAGE_MACHINE;
	/* Half of all paths end so, and have no extension. */
	if (last >> 56 == '/')
		return page_is_feed(last << 8, path.n - 1) ? PAGE_MACHINE : PAGE_VIEW;
	const struct page_extension *extension = page_extension(last);
	if (extension)
		return extension->own ? PAGE_OWN_ASSET : PAGE_ASSET;
	return page_is_feed(last, path.n) ? PAGE_MACHINE : PAGE_VIEW;
}

const char *
page_kind_text(enum page_kind kind)
{
	static const char *const texts[] = {
	    [PAGE_VIEW] = "",
	    [PAGE_METHOD] = "not a GET request",
	    [PAGE_STATUS] = "the status is neither 200 nor 304",
	    [PAGE_ASSET] = "the path ends like a file that is no page",
	    [PAGE_OWN_ASSET] = "the path ends like a file that is no page",
	    [PAGE_MACHINE] = "a path for machines, such as a feed",
	};
	return (unsigned)kind < sizeof(texts) / sizeof(texts[0]) ? texts[kind] : "";
}

static bool
page_is_scheme_byte(char c)
{
	return (span_lower(c) >= 'a' && span_lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
	       c == '.';
}

struct span
page_target(struct span target)
{
	if (target.n == 0 || target.p[0] == '/')
		return target;
	size_t i = 0;
	while (i < target.n && page_is_scheme_byte(target.p[i]))
		i++;
	struct span rest = span_from(target, i);
	if (i == 0 || !span_starts(rest, SPAN("://")))
		return target;
	for (i = 3; i < rest.n; i++)
		if (rest.p[i] == '/' || rest.p[i] == '?' || rest.p[i] == '#')
			return span_from(rest, i);
	return SPAN("/");
}
