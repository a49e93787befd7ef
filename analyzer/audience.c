#include "analyzer/audience.h"
#include "analyzer/visits.h"
#include "parsers/sources.h"
#include <stdlib.h>

void
audience_init(struct audience *audience, const struct scope *scope, const struct closed *closed, bool is_year)
{
	*audience = (struct audience){.scope = scope, .closed = closed, .is_year = is_year};
	audience->figures = visits_count(scope->tally, scope->use, is_year, &audience->nfigures);
}

void
audience_release(struct audience *audience)
{
	free(audience->figures);
	memset(audience, 0, sizeof(*audience));
}

bool
audience_is_closed(const struct audience *audience, int32_t number)
{
	return closed_holds(audience->closed, audience->is_year, number);
}

const struct closed_row *
audience_closed(const struct audience *audience, const char *source, int32_t number)
{
	return closed_find(
	    audience->closed, span_str(audience->scope->name), span_str(source), audience->is_year, number);
}

const struct visits_figures *
audience_twitter(const struct audience *audience, int32_t number)
{
	size_t low = 0, high = audience->nfigures;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (audience->figures[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < audience->nfigures && audience->figures[low].number == number ? &audience->figures[low] : NULL;
}

/* The counters of a site, NULL where it has none or does not count. */
static const struct period *
period_at(const struct audience *audience, uint32_t site, int32_t number)
{
	return audience->scope->use[site] ? tally_period(audience->scope->tally, site, audience->is_year, number)
					  : NULL;
}

unsigned
audience_rules(const struct audience *audience, int32_t number)
{
	unsigned rules = 0;

	for (uint32_t site = 0; site < audience->scope->tally->nsites; site++) {
		const struct period *period = period_at(audience, site, number);

		if (period && period->rules > rules)
			rules = period->rules;
	}
	return rules;
}

static struct series_number
number_of(const struct distinct *distinct)
{
	return (struct series_number){distinct_count(distinct), distinct_error(distinct)};
}

/* Joins into `sum` what a period holds for a source. */
static void
join_source(struct distinct *sum, const struct audience *audience, const struct period *period, unsigned source)
{
	distinct_join(sum, &period->by_source[source]);
	if (source != SOURCE_INTERNAL && source != SOURCE_OTHER)
		return;
	for (size_t i = 0; i < period->nhosts; i++)
		if (audience->scope->own[period->hosts[i].host] == (source == SOURCE_INTERNAL))
			distinct_join(sum, &period->hosts[i].visitors);
}

/* Visitors of a source in a closed period; a source without a row had none. */
static struct series_number
closed_visitors(const struct audience *audience, const char *source, int32_t number)
{
	const struct closed_row *row = audience_closed(audience, source, number);

	if (!row)
		return (struct series_number){0, 0};
	return (struct series_number){
	    row->figures[CLOSED_VISITORS], row->figures[CLOSED_SKETCHED] ? DISTINCT_ERROR : 0};
}

struct series_number
audience_count(const struct audience *audience, int source, int32_t number)
{
	struct distinct sum = {0};
	struct series_number out;

	if (audience_is_closed(audience, number))
		return closed_visitors(audience, source == SERIES_ALL ? CLOSED_ALL : sources[source].name, number);
	if (source == SOURCE_TWITTER) {
		const struct visits_figures *figures = audience_twitter(audience, number);

		return (struct series_number){figures ? figures->visitors : 0, 0};
	}
	for (uint32_t site = 0; site < audience->scope->tally->nsites; site++) {
		const struct period *period = period_at(audience, site, number);

		if (!period || !period->by_source)
			continue;
		if (source == SERIES_ALL)
			distinct_join(&sum, &period->all);
		else
			join_source(&sum, audience, period, (unsigned)source);
	}
	out = number_of(&sum);
	distinct_release(&sum);
	return out;
}

struct series_number
audience_control(const struct audience *audience, int control, int besides, int32_t number)
{
	struct distinct sum = {0};
	struct series_number out;

	if (control != SERIES_REFERRALS)
		return audience_count(audience, control, number);
	if (audience_is_closed(audience, number))
		return closed_visitors(audience, CLOSED_REFERRALS, number);
	for (uint32_t site = 0; site < audience->scope->tally->nsites; site++) {
		const struct period *period = period_at(audience, site, number);

		for (unsigned source = SOURCE_OTHER; period && period->by_source && source < sources_count; source++)
			if ((int)source != besides)
				join_source(&sum, audience, period, source);
	}
	out = number_of(&sum);
	distinct_release(&sum);
	return out;
}
