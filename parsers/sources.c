#include "parsers/sources.h"
#include "base/alloc.h"
#include "parsers/pattern.h"
#include "parsers/rules.h"
#include "parsers/url.h"
#include <stdlib.h>

/* x.com belonged to others before. 2023-07-01T00:00:00Z. */
#define SOURCE_X_SINCE INT64_C(1688169600)
#define SOURCE_VALUE_MAX 64 /* of a tag's value; no value that is looked for is as long */
#define SOURCE_SLOTS 1024 /* a power of two, over twice the names in the table */

/*
 * What decides for Twitter. Each pattern sees one field alone: the Referer, or the decoded value
 * of one parameter of the target.
 *
 * The host is what stands between "://", less user and password, and its port, '/', '?', '#', '\'
 * or the end; one trailing dot is allowed. Group 1 takes part for x.com.
 */
#define SOURCE_REFERER                                                                                                 \
	"^https?://(?:[^/?#\\\\]*@)?(?:[^/?#\\\\@:[\\]]*\\.)?(?:twitter\\.com|t\\.co|(x\\.com))\\.?"                   \
	"(?::\\d{0,5})?(?:[/?#\\\\]|$)"
#define SOURCE_APP_ID "^(?:android-app://com\\.twitter\\.android(?:\\.lite)?|ios-app://333903271)(?:[/?#]|$)"
#define SOURCE_TAG "^(?:twitter(?:\\.com)?|t\\.co|x(?:\\.com)?)$"
#define SOURCE_FEED_TAG "^twitterfeed$"
#define SOURCE_MEDIUM "^twitter$"

/* A name that a Referer's host may have: a domain, an app, or a label for "google.*". */
enum source_name_kind { NAME_DOMAIN = 1, NAME_APP, NAME_ANY_TOP };
struct source_name {
	struct span text;
	uint16_t id;
	uint16_t kind; /* 0: the slot is free */
};

struct source_rules {
	struct pattern *referer, *app_id, *tag, *feed_tag, *medium;
	const struct rules *own; /* NULL: none */
	uint64_t tops; /* a bit for the first letter of each label before a ".*" */
	struct source_name names[SOURCE_SLOTS];
};

const char *
evidence_name(enum evidence evidence)
{
	static const char *const names[] = {
	    [EVIDENCE_NONE] = "",
	    [EVIDENCE_REFERER] = "referer",
	    [EVIDENCE_APP] = "app",
	    [EVIDENCE_TAG] = "tag",
	};
	return (unsigned)evidence < sizeof(names) / sizeof(names[0]) ? names[evidence] : "";
}

int
sources_named(struct span name)
{
	if (span_ieq(name, SPAN("x")))
		return SOURCE_TWITTER;
	for (unsigned i = 0; i < sources_count; i++)
		if (span_ieq(name, span_str(sources[i].name)))
			return (int)i;
	return -1;
}

/* The hash is made from the end to the front, so that one pass over a host passes all its
 * suffixes. */
static inline uint32_t
source_hash(uint32_t hash, char c)
{
	return (hash ^ (unsigned char)c) * UINT32_C(16777619);
}

static const struct source_name *
source_find(const struct source_rules *rules, uint32_t hash, struct span text, enum source_name_kind kind)
{
	for (uint32_t i = hash ^ hash >> 15;; i++) {
		const struct source_name *name = &rules->names[i % SOURCE_SLOTS];
		if (name->kind == 0)
			return NULL;
		if (name->kind == kind && span_eq(name->text, text))
			return name;
	}
}

static void
source_enter(struct source_rules *rules, struct span text, unsigned id, enum source_name_kind kind)
{
	uint32_t hash = 0;
	for (size_t i = text.n; i-- > 0;)
		hash = source_hash(hash, text.p[i]);
	uint32_t at = hash ^ hash >> 15;
	while (rules->names[at % SOURCE_SLOTS].kind)
		at++;
	rules->names[at % SOURCE_SLOTS] =
	    (struct source_name){.text = text, .id = (uint16_t)id, .kind = (uint16_t)kind};
}

/* Stands for the first letter of the last label of a host. */
static uint64_t
source_label_bit(struct span host)
{
	size_t dot = span_rchr(host, '.');
	size_t at = dot == SPAN_NONE ? 0 : dot + 1;
	return at < host.n ? UINT64_C(1) << (host.p[at] & 63) : 0;
}

static void
source_enter_row(struct source_rules *rules, unsigned id)
{
	for (const char *const *domain = sources[id].domains; *domain; domain++) {
		struct span text = span_str(*domain);
		if (!span_ends(text, SPAN(".*"))) {
			source_enter(rules, text, id, NAME_DOMAIN);
			continue;
		}
		text.n -= 2;
		source_enter(rules, text, id, NAME_ANY_TOP);
		rules->tops |= source_label_bit(text);
	}
	for (const char *const *app = sources[id].apps; app && *app; app++)
		source_enter(rules, span_str(*app), id, NAME_APP);
}

struct source_rules *
source_rules_open(void)
{
	struct source_rules *rules = alloc_zero(1, sizeof(*rules));
	rules->referer = pattern_builtin(SOURCE_REFERER);
	rules->app_id = pattern_builtin(SOURCE_APP_ID);
	rules->tag = pattern_builtin(SOURCE_TAG);
	rules->feed_tag = pattern_builtin(SOURCE_FEED_TAG);
	rules->medium = pattern_builtin(SOURCE_MEDIUM);
	/* Twitter is not looked up but decided by the patterns: x.com depends on the date. */
	for (unsigned id = SOURCE_FIRST_NAMED; id < sources_count; id++)
		source_enter_row(rules, id);
	return rules;
}

void
source_rules_extend(struct source_rules *rules, const struct rules *own)
{
	rules->own = own;
}

bool
source_rules_name_hosts(const struct source_rules *rules)
{
	return rules->own && rules->own->nhosts > 0;
}

void
source_rules_close(struct source_rules *rules)
{
	if (!rules)
		return;
	pattern_close(rules->referer);
	pattern_close(rules->app_id);
	pattern_close(rules->tag);
	pattern_close(rules->feed_tag);
	pattern_close(rules->medium);
	free(rules);
}

/* The part of a lower-case host before its top level: of "www.google.co.uk" it is "www.google".
 * Top levels are "com", "net", "org", two letters, or two letters behind "co" or "com". */
static struct span
source_without_top(struct span host)
{
	size_t dot = span_rchr(host, '.');
	if (dot == SPAN_NONE)
		return span_first(host, 0);
	struct span top = span_from(host, dot + 1), rest = span_first(host, dot);
	if (top.n != 2)
		return span_eq(top, SPAN("com")) || span_eq(top, SPAN("net")) || span_eq(top, SPAN("org"))
			   ? rest
			   : span_first(host, 0);
	if (span_ends(rest, SPAN(".co")) || span_ends(rest, SPAN(".com")))
		rest = span_first(rest, span_rchr(rest, '.'));
	return rest;
}

/* The longest suffix of `host` at a dot boundary that is a name of that kind, or NULL. */
static const struct source_name *
source_suffix(const struct source_rules *rules, struct span host, enum source_name_kind kind)
{
	const struct source_name *found = NULL;
	uint32_t hash = 0;
	for (size_t i = host.n; i-- > 0;) {
		hash = source_hash(hash, host.p[i]);
		if (i > 0 && host.p[i - 1] != '.')
			continue;
		const struct source_name *longer = source_find(rules, hash, span_from(host, i), kind);
		found = longer ? longer : found;
	}
	return found;
}

/* Id of the row that names a lower-case host, or SOURCE_OTHER. */
static unsigned
source_of_host(const struct source_rules *rules, struct span host)
{
	const struct source_name *name = source_suffix(rules, host, NAME_DOMAIN);
	const struct source_name *any = NULL;
	struct span rest = source_without_top(host);
	if (rules->tops & source_label_bit(rest))
		any = source_suffix(rules, rest, NAME_ANY_TOP);
	if (any && (!name || any->text.n > name->text.n))
		name = any;
	return name ? name->id : SOURCE_OTHER;
}

static unsigned
source_of_app(const struct source_rules *rules, struct span package)
{
	uint32_t hash = 0;
	for (size_t i = package.n; i-- > 0;)
		hash = source_hash(hash, package.p[i]);
	const struct source_name *name = source_find(rules, hash, package, NAME_APP);
	return name ? name->id : SOURCE_OTHER;
}

static bool
source_by_referer(const struct source_rules *rules, struct matcher *matcher, const struct record *record,
    const struct url *url, bool *dated)
{
	if (span_iends(url->scheme, SPAN("-app")))
		return pattern_match(rules->app_id, matcher, record->referer);
	if (!sources_may_be_twitter(url->host) || !pattern_match(rules->referer, matcher, record->referer))
		return false;
	*dated = pattern_group(matcher, 1).n > 0;
	return !*dated || record->time >= SOURCE_X_SINCE;
}

/* True when a tag's value names a social network other than Twitter: by name or by domain. */
static bool
source_names_other(const struct source_rules *rules, struct span value)
{
	char lower[URL_HOST_MAX + 1] SPAN_UNSET;
	struct span name = url_host_lower(value, lower);
	int id = sources_named(name);
	unsigned row = id >= 0 ? (unsigned)id : source_of_host(rules, name);
	return row != SOURCE_TWITTER && strcmp(sources[row].kind, sources[SOURCE_TWITTER].kind) == 0;
}

static bool
source_by_tag(const struct source_rules *rules, struct matcher *matcher, struct span target)
{
	char source_text[SOURCE_VALUE_MAX] SPAN_UNSET, medium_text[SOURCE_VALUE_MAX] SPAN_UNSET,
	    click_text[SOURCE_VALUE_MAX] SPAN_UNSET;
	struct span source = SPAN(""), medium = SPAN(""), click = SPAN("");
	if (span_chr(target, '?') == SPAN_NONE)
		return false;
	if (url_param(target, SPAN("twclid"), click_text, sizeof(click_text), &click) && click.n)
		return true;
	url_param(target, SPAN("utm_source"), source_text, sizeof(source_text), &source);
	url_param(target, SPAN("utm_medium"), medium_text, sizeof(medium_text), &medium);
	if (source.n && pattern_match(rules->tag, matcher, source))
		return true;
	if (source.n && pattern_match(rules->feed_tag, matcher, source))
		return !source_names_other(rules, medium);
	return medium.n && pattern_match(rules->medium, matcher, medium) && !source_names_other(rules, source);
}

struct span
sources_link(struct span host, struct span path)
{
	const struct span nothing = {"", 0};
	struct span name = host.n > 1 && host.p[host.n - 1] == '.' ? span_first(host, host.n - 1) : host;
	bool code = span_ieq(name, SPAN("t.co"));
	size_t n = 1, all;
	if (path.n < 2 || path.p[0] != '/')
		return nothing;
	while (n < path.n && path.p[n] != '?' && path.p[n] != '#') {
		char c = span_lower(path.p[n]);
		if (code && !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			break;
		n++;
	}
	/* A port may stand between them. */
	all = (size_t)(path.p - host.p) + n;
	return n > 1 && all <= SOURCE_LINK_MAX ? span_make(host.p, all) : nothing;
}

struct span
sources_link_text(struct span link, char text[SOURCE_LINK_MAX])
{
	size_t slash = span_chr(link, '/'), n = 0;
	bool plain = true;
	if (link.n == 0 || slash == SPAN_NONE)
		return link;
	for (; n < slash && link.p[n] != ':'; n++) {
		text[n] = span_lower(link.p[n]);
		plain = plain && text[n] == link.p[n];
	}
	if (n > 0 && text[n - 1] == '.')
		n--;
	if (plain && n == slash)
		return link;
	memcpy(text + n, link.p + slash, link.n - slash);
	return span_make(text, n + link.n - slash);
}

static void
source_twitter(struct origin *out, enum evidence evidence)
{
	out->source = SOURCE_TWITTER;
	out->evidence = evidence;
}

/* A Referer that names a site which is not Twitter. */
static unsigned
source_of_site(const struct source_rules *rules, const struct url *url, const struct span *own, size_t nown)
{
	char lower[URL_HOST_MAX + 1] SPAN_UNSET;
	if (span_ieq(url->scheme, SPAN("android-app")))
		return source_of_app(rules, url->host);
	/* Nearly all Referers are of the own site, and in lower case as they stand. */
	for (size_t i = 0; i < nown; i++)
		if (span_eq(url->host, own[i]))
			return SOURCE_INTERNAL;
	struct span host = url_host_lower(url->host, lower);
	for (size_t i = 0; i < nown; i++)
		if (host.n && url_same_site(host, own[i]))
			return SOURCE_INTERNAL;
	return source_of_host(rules, host);
}

void
sources_judge(const struct source_rules *rules, struct matcher *matcher, const struct record *record, bool in_app,
    const struct span *own, size_t nown, struct origin *out)
{
	struct url url SPAN_UNSET;
	int id;
	bool referred = record->has_referer && record->referer.n;
	*out = (struct origin){.source = SOURCE_DIRECT, .host = SPAN(""), .link = SPAN("")};
	if (!referred) {
		if (in_app)
			source_twitter(out, EVIDENCE_APP);
		else if (source_by_tag(rules, matcher, record->target))
			source_twitter(out, EVIDENCE_TAG);
		return;
	}
	if (!url_split(record->referer, &url))
		return;
	out->host = url.host;
	if (rules->own && (id = rules_find_source(rules->own, url.host)) >= 0) {
		out->source = (unsigned)id;
		if (sources[id].neutral && source_by_tag(rules, matcher, record->target))
			source_twitter(out, EVIDENCE_TAG);
		return;
	}
	if (source_by_referer(rules, matcher, record, &url, &out->dated)) {
		source_twitter(out, EVIDENCE_REFERER);
		if (!span_iends(url.scheme, SPAN("-app")))
			out->link = sources_link(url.host, url.path);
		return;
	}
	out->source = source_of_site(rules, &url, own, nown);
	if (sources[out->source].neutral && source_by_tag(rules, matcher, record->target))
		source_twitter(out, EVIDENCE_TAG);
}
