#include "parsers/judge.h"
#include "base/alloc.h"
#include "parsers/bytes.h"
#include "parsers/networks.h"
#include "parsers/pattern.h"
#include "parsers/url.h"
#include <stdlib.h>

struct judge_rules {
	struct robot_rules *robots;
	struct source_rules *sources;
};

/* A Referer's host that was judged lately, as written. A few hosts make up most of a log. */
#define JUDGE_HOSTS 4096
struct judge_host {
	struct origin_note note;
	uint16_t source;
	uint8_t n; /* 0: free */
	char text[URL_PLAIN_MAX];
};

struct judge_own {
	struct judge_host hosts[JUDGE_HOSTS];
	const struct judge_rules *rules;
	const struct judge_settings *settings;
	struct networks excluded;
	bool ruled_hosts; /* the user's rules name hosts, which come before the own one */
	struct matcher *matcher;
	struct agent_digests unlogged_digests;
	struct agent unlogged; /* stands for the agent of a format that carries none */
};

struct judge_rules *
judge_rules_open(void)
{
	struct judge_rules *rules = alloc_zero(1, sizeof(*rules));
	rules->robots = robot_rules_open();
	rules->sources = source_rules_open();
	return rules;
}

void
judge_rules_extend(struct judge_rules *rules, const struct rules *own)
{
	robot_rules_extend(rules->robots, own);
	source_rules_extend(rules->sources, own);
}

void
judge_rules_close(struct judge_rules *rules)
{
	if (!rules)
		return;
	source_rules_close(rules->sources);
	robot_rules_close(rules->robots);
	free(rules);
}

struct judge *
judge_open(const struct judge_rules *rules, const struct judge_settings *settings, const struct agents_hashes *hashes)
{
	struct judge *judge = alloc_zero(1, sizeof(*judge));
	judge->own = alloc_zero(1, sizeof(*judge->own));
	judge->own->rules = rules;
	judge->own->settings = settings;
	judge->excludes = settings->nexcluded > 0;
	networks_make(&judge->own->excluded, settings->excluded, settings->nexcluded);
	judge->sited = settings->nsites > 0;
	judge->own->ruled_hosts = source_rules_name_hosts(rules->sources);
	judge->own->matcher = matcher_open();
	judge->agents = agents_open(rules->robots, judge->own->matcher, hashes);
	judge->own->unlogged.verdict.why = "the log does not carry the user agent";
	judge->own->unlogged.digests = &judge->own->unlogged_digests;
	hashes->fingerprint(judge->own->unlogged_digests.exact, SPAN(""));
	hashes->fingerprint(judge->own->unlogged_digests.any, SPAN(""));
	judge->own->unlogged_digests.has_any = true;
	return judge;
}

void
judge_close(struct judge *judge)
{
	if (!judge)
		return;
	agents_close(judge->agents);
	matcher_close(judge->own->matcher);
	networks_release(&judge->own->excluded);
	free(judge->own);
	free(judge);
}

bool
judge_excludes_address(const struct judge *judge, struct span written)
{
	unsigned char address[16];
	return address_parse(written, address) && networks_hold(&judge->own->excluded, address);
}

static bool
judge_is_foreign(const struct judge_settings *settings, struct span site)
{
	if (site.n == 0)
		return false;
	for (size_t i = 0; i < settings->nsites; i++)
		if (url_same_site(settings->sites[i], site))
			return false;
	return true;
}

static struct judge_host *
judge_host_slot(struct judge *judge, struct span host)
{
	return &judge->own->hosts[span_hash_ends(host) % JUDGE_HOSTS];
}

void
judge_expect(struct judge *judge, const struct record *record, struct span site, struct judgement *of)
{
	of->site = site;
	of->origin.host = url_plain_host(record->referer);
	__builtin_prefetch(judge_host_slot(judge, of->origin.host));
}

/* Hosts that are Twitter's at some time or other: x.com was not always. */
static bool
judge_is_twitter_name(struct span host)
{
	for (const char *const *domain = sources[SOURCE_TWITTER].domains; *domain; domain++)
		if (url_host_in(host, span_str(*domain)))
			return true;
	return false;
}

/* Whether a Referer decides by its host alone, whatever else the line says: not where a neutral one leaves it to
 * a tag, nor by the date, nor with the own one, which may change by the line. */
static bool
judge_is_lasting(const struct origin *origin)
{
	if (origin->source == SOURCE_TWITTER)
		return origin->evidence == EVIDENCE_REFERER && !origin->dated;
	return origin->source != SOURCE_INTERNAL && !sources[origin->source].neutral &&
	       !judge_is_twitter_name(origin->host);
}

/* What was judged of the host, for another Referer. */
static void
judge_again(struct judge_host *slot, struct span host, struct span referer, struct origin *out)
{
	*out = (struct origin){.source = slot->source, .host = host, .link = SPAN(""), .note = &slot->note};
	if (slot->source != SOURCE_TWITTER)
		return;
	out->evidence = EVIDENCE_REFERER;
	out->link = sources_link(host, span_from(referer, (size_t)(host.p + host.n - referer.p)));
}

static bool
judge_has_capitals(struct span host)
{
	for (size_t i = 0; i < host.n; i++)
		if (span_lower(host.p[i]) != host.p[i])
			return true;
	return false;
}

/* sources_judge, with the hosts judged lately before it. Behind judge_expect. */
static void
judge_origin(
    struct judge *judge, const struct record *record, struct judgement *of, const struct span *own, size_t nown)
{
	struct origin *out = &of->origin;
	struct span host = out->host;
	/* Most have no Referer, and no tag either: nothing stands behind the path. */
	if (record->referer.n == 0 && !of->agent->verdict.twitter_app &&
	    page_path(record->target).n == record->target.n) {
		*out = (struct origin){.source = SOURCE_DIRECT, .host = SPAN(""), .link = SPAN("")};
		return;
	}
	struct judge_host *slot = host.n ? judge_host_slot(judge, host) : NULL;
	for (size_t i = 0; slot && i < nown; i++)
		if (span_eq(host, own[i]) && !judge->own->ruled_hosts && !sources_may_be_twitter(host)) {
			*out = (struct origin){.source = SOURCE_INTERNAL, .host = host, .link = SPAN("")};
			return;
		} else if (url_same_site(host, own[i])) {
			slot = NULL;
		}
	if (slot && slot->n == host.n && bytes_alike(slot->text, host.p, host.n)) {
		judge_again(slot, host, record->referer, out);
		return;
	}
	sources_judge(
	    judge->own->rules->sources, judge->own->matcher, record, of->agent->verdict.twitter_app, own, nown, out);
	/* Whether a host is the own one is asked of it as written, so none with capitals is kept. */
	if (!slot || !judge_is_lasting(out) || !span_eq(out->host, host) || host.n > URL_PLAIN_MAX ||
	    judge_has_capitals(host))
		return;
	slot->note = (struct origin_note){0, 0};
	slot->source = (uint16_t)out->source;
	slot->n = (uint8_t)host.n;
	memcpy(slot->text, host.p, host.n);
	out->note = &slot->note;
}

/* Where settings or logged hosts decide: sets the site; true when the record is not to be counted. */
static bool
judge_excludes(const struct judge *judge, const struct record *record, struct judgement *out)
{
	const struct judge_settings *settings = judge->own->settings;
	if (record->host.n)
		out->site = url_host_name(record->host, out->site_name);
	if (judge->excludes && judge_excludes_address(judge, record->address))
		return true;
	out->foreign_host = settings->nsites && judge_is_foreign(settings, out->site);
	return out->foreign_host;
}

void
judge_view(struct judge *judge, const struct record *record, struct judgement *of)
{
	const struct judge_settings *settings = judge->own->settings;
	if (settings->nsites == 0 && of->site.n > 0)
		judge_origin(judge, record, of, &of->site, 1);
	else
		judge_origin(judge, record, of, settings->sites, settings->nsites);
}

void
judge_hinted(struct judge *judge, const struct record *record, struct agents_hint hint, struct judgement *out)
{
	const struct judge_settings *settings = judge->own->settings;
	out->site = SPAN("");
	out->foreign_host = false;
	out->origin.source = SOURCE_DIRECT;
	out->origin.evidence = EVIDENCE_NONE;
	if ((record->host.n | settings->nexcluded | settings->nsites) != 0 && judge_excludes(judge, record, out)) {
		out->agent = NULL;
		out->page = PAGE_METHOD;
		out->verdict = VERDICT_EXCLUDED;
		return;
	}
	bool robot = judge->own->unlogged.verdict.robot;
	out->page = page_kind(record);
	out->agent = &judge->own->unlogged;
	if (record->has_agent)
		out->agent = agents_find_hinted(judge->agents, record->agent, hint, &robot);
	if (out->page == PAGE_VIEW) {
		judge_expect(judge, record, out->site, out);
		judge_view(judge, record, out);
	}
	out->verdict = judge_verdict(robot, out->page);
}

void
judge_record(struct judge *judge, const struct record *record, struct judgement *out)
{
	judge_hinted(judge, record, judge_begin(judge, record), out);
}

const unsigned char *
judge_agent_any(struct judge *judge, const struct record *record, struct judgement *of)
{
	return agents_any(judge->agents, of->agent, record->agent);
}
