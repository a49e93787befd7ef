#include "analyzer/scope.h"
#include "analyzer/closed.h"
#include "analyzer/tally.h"
#include "parsers/judge.h"
#include "parsers/url.h"
#include <stdlib.h>

static bool
is_site(const struct judge_settings *judge, struct span name)
{
	for (size_t i = 0; i < judge->nsites; i++)
		if (url_same_site(name, judge->sites[i]))
			return true;
	return false;
}

void
scope_use(const struct tally *tally, const struct judge_settings *judge, bool *use)
{
	const struct names *names = &tally->site_names;

	use[NAMES_REST] = true;
	if (judge->nsites == 0) {
		memset(use, true, tally->nsites);
		return;
	}
	for (size_t i = 0; i < names->count; i++)
		use[names->sorted[i].id] = is_site(judge, names->sorted[i].text);
	for (size_t i = 0; i < judge->nsites; i++)
		use[TALLY_OTHERS] = use[TALLY_OTHERS] || scope_mixes(tally, judge->sites[i]);
	/* Page views keep the number of a site that is gone. */
	for (size_t i = 0; i < tally->nsites; i++)
		use[i] = tally->sites[i].gone ? use[TALLY_OTHERS] : use[i];
}

bool
scope_mixes(const struct tally *tally, struct span site)
{
	const struct names *names = &tally->site_names;

	for (size_t i = 0; i < names->count; i++)
		if (url_same_site(names->sorted[i].text, site))
			return false;
	return names->count == names->limit && tally->sites[TALLY_OTHERS].days.count > 0;
}

static int
by_text(const void *left, const void *right)
{
	return span_compare(*(const struct span *)left, *(const struct span *)right);
}

char *
scope_name(const struct tally *tally, const bool *use)
{
	const struct names *names = &tally->site_names;
	struct span *used = alloc_zero(names->count + 1, sizeof(*used));
	size_t count = 0, length = 0;
	char *set, *to;

	for (size_t i = 0; i < names->count; i++)
		if (use[names->sorted[i].id]) {
			used[count++] = names->sorted[i].text;
			length += names->sorted[i].text.n + 1;
		}
	if (count == names->count && (use[TALLY_OTHERS] || names->count < names->limit)) {
		free(used);
		return alloc_copy(SPAN(CLOSED_ALL_SITES));
	}
	qsort(used, count, sizeof(*used), by_text);
	set = to = alloc_zero(length + 1, 1);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			*to++ = ' ';
		memcpy(to, used[i].p, used[i].n);
		to += used[i].n;
	}
	free(used);
	return set;
}

static uint32_t
votes_for(const struct tally *tally, uint32_t host)
{
	return tally_votes(&tally->hosts[host].votes);
}

/* What --site names is own, whatever was voted: referrals may have been counted before anybody named it. */
static void
name_own(struct scope *scope, const struct judge_settings *judge)
{
	const struct names *names = &scope->tally->host_names;

	for (size_t i = 0; i < names->count; i++)
		scope->own[names->sorted[i].id] = is_site(judge, names->sorted[i].text);
}

/* The own host is the one from whose pages most visitors load own style sheets and scripts; a host
 * with at least half as many votes is another name of it. */
static void
guess_own(struct scope *scope)
{
	const struct names *names = &scope->tally->host_names;
	const struct name *best = NULL;

	for (size_t i = 0; i < names->count; i++) {
		const struct name *one = &names->sorted[i];
		uint32_t votes = votes_for(scope->tally, one->id);
		uint32_t most = best ? votes_for(scope->tally, best->id) : 0;

		if (votes > most || (votes > 0 && votes == most && span_compare(one->text, best->text) < 0))
			best = one;
	}
	if (!best)
		return;
	scope->own_host = best->text;
	for (size_t i = 0; i < names->count; i++) {
		const struct name *one = &names->sorted[i];

		if (votes_for(scope->tally, one->id) * 2 >= votes_for(scope->tally, best->id) ||
		    url_same_site(one->text, best->text))
			scope->own[one->id] = true;
	}
}

void
scope_init(struct scope *scope, const struct tally *tally, const struct judge_settings *judge)
{
	*scope = (struct scope){.tally = tally};
	scope->use = alloc_zero(tally->nsites, sizeof(*scope->use));
	scope_use(tally, judge, scope->use);
	scope->name = scope_name(tally, scope->use);
	scope->own = alloc_zero(tally->nhosts, sizeof(*scope->own));
	if (judge->nsites > 0)
		name_own(scope, judge);
	else
		guess_own(scope);
}

void
scope_release(struct scope *scope)
{
	free(scope->use);
	free(scope->own);
	free(scope->name);
	memset(scope, 0, sizeof(*scope));
}

bool
scope_covers(const struct scope *scope, int32_t day)
{
	for (uint32_t site = 0; site < scope->tally->nsites; site++)
		if (scope->use[site] && tally_covered(scope->tally, site, day))
			return true;
	return false;
}
