#include "analyzer/commands/material.h"

#include "analyzer/commands/database.h"
#include "analyzer/outputs/words.h"
#include "analyzer/series.h"
#include "base/alloc.h"
#include "base/message.h"

#include <stdlib.h>

void
material_release(struct material *material)
{
	free(material->weeks);
	free(material->readings);
}

void
material_week(struct material *material, const struct compare_week *week)
{
	material->weeks = alloc_grow(material->weeks, &material->weeks_room, material->nweeks + 1, sizeof(*week));
	material->weeks[material->nweeks++] = *week;
}

void
material_reading(struct material *material, int32_t day, int64_t followers, int64_t following, unsigned flags)
{
	material->readings = alloc_grow(
	    material->readings, &material->readings_room, material->nreadings + 1, sizeof(*material->readings));
	material->readings[material->nreadings++] = (struct history_reading){
	    .day = day,
	    .followers_known = followers >= 0,
	    .following_known = following >= 0,
	    .followers = (double)followers,
	    .following = (double)following,
	    .flags = flags,
	};
}

static unsigned
history_flags(unsigned flags)
{
	return (flags & FOLLOWERS_ROUNDED ? HISTORY_ROUNDED : 0u) | (flags & FOLLOWERS_MONTH ? HISTORY_IMPRECISE : 0u) |
	       (flags & FOLLOWERS_SUSPECT ? HISTORY_SUSPECT : 0u);
}

int
material_histories(struct material *material, const struct options *options)
{
	struct followers_options settings = options->followers;
	struct followers_history history;
	int status;

	if (!options_has_history(options))
		return 0;
	settings.zone = &options->zone;
	status = (int)followers_read(options->histories, options->nhistories, &settings, NULL, &history);
	for (size_t i = 0; i < history.count; i++)
		material_reading(material, history.readings[i].day, history.readings[i].followers,
		    history.readings[i].following, history_flags(history.readings[i].flags));
	followers_release(&history);
	return status;
}

void
material_series(struct material *material, const struct series *weeks, bool control)
{
	for (size_t i = 0; i < weeks->nrows; i++) {
		const struct series_row *row = &weeks->rows[i];
		struct compare_week week = {
		    .monday = row->from,
		    .complete = row->complete,
		    .known = row->known,
		    .visitors = (double)row->visitors.count,
		    .control_known = control && row->known,
		    .control = (double)row->control.count,
		};
		material_week(material, &week);
	}
}

void
material_say_unkept(const struct series *series)
{
	char *unkept = words_unkept(series);

	if (unkept)
		message_say(NULL, "%s", unkept);
	free(unkept);
}

static const char *
control_title(const struct options *options)
{
	return options->control == SERIES_REFERRALS ? "all other sites" : sources[options->control].title;
}

/* Visitors of a year were counted over the year: they are no sum of weeks. */
void
material_years(struct comparison *comparison, const struct series *years, const struct options *options)
{
	comparison->years = alloc_zero(years->nrows + 1, sizeof(*comparison->years));
	for (size_t i = 0; i < years->nrows; i++) {
		const struct series_row *row = &years->rows[i];
		comparison->years[comparison->nyears++] = (struct claim_year){
		    .year = row->year,
		    .over = row->known && row->to <= years->last,
		    .missing = (unsigned)(row->to - row->from) + 1 - row->days_covered,
		    .visitors = (double)row->visitors.count,
		    .visitor_weeks = (double)row->sum_of_weekly_visitors,
		    .weeks = row->weeks_complete,
		};
	}
	comparison->zone = options->zone.name;
	if (options->source != SERIES_ALL) {
		comparison->control = control_title(options);
		comparison->control_name =
		    options->control == SERIES_REFERRALS ? "referrals" : sources[options->control].name;
	}
}

void
material_compare(struct comparison *comparison, const struct material *material, const struct options *options)
{
	const struct compare_input input = {
	    .weeks = material->weeks,
	    .nweeks = material->nweeks,
	    .readings = material->readings,
	    .nreadings = material->nreadings,
	    .events = options->events,
	    .nevents = options->nevents,
	};

	comparison->source = options->source == SERIES_ALL ? "all" : sources[options->source].name;
	comparison->source_title = options->source == SERIES_ALL ? "all sources" : sources[options->source].title;
	comparison->history = material->nreadings > 0 || options_has_history(options);
	comparison->claims = options->claims;
	comparison->nclaims = options->nclaims;
	compare_init(&comparison->result, &input);
	comparison->answers = alloc_zero(options->nclaims + 1, sizeof(*comparison->answers));
	for (size_t i = 0; i < options->nclaims; i++)
		claims_answer(&comparison->answers[i], &options->claims[i], &comparison->result, comparison->years,
		    comparison->nyears);
}

static bool
is_covered(const struct tally *tally)
{
	for (size_t i = 0; i < tally->nsites; i++)
		if (tally->sites[i].days.count > 0)
			return true;
	return false;
}

int
material_tweets(struct tweets *tweets, const struct options *options, const struct database_result *result)
{
	const struct links_request request = {
	    .judge = &result->judge,
	    .from = INT32_MIN,
	    .to = INT32_MAX,
	    .since = options->since,
	    .until = options->until,
	};
	int status = 0;

	links_init(&tweets->links, &request, &result->read.tally);
	tweets->any = result->read.counts.records > 0 || is_covered(&result->read.tally);
	tweets->open_year = result->closed.count > 0 ? result->closed.open_year : 0;
	if (options->narchives > 0) {
		status = (int)archive_read(
		    &tweets->archive, options->archives, options->narchives, links_wanted, &tweets->links, NULL);
		/* Of an archive that could not be read nothing is in no tweet. */
		if (tweets->archive.files > 0)
			links_join(&tweets->links, &tweets->archive);
	}
	return status;
}
