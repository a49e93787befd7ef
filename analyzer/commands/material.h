/*
 * material: what is compared, and how it comes out of options, series and follower histories; and the
 * links, with the tweets that they stood in.
 */
#ifndef FOOTFALL_ANALYZER_MATERIAL_H
#define FOOTFALL_ANALYZER_MATERIAL_H

#include "analyzer/commands/options.h"
#include "analyzer/outputs/comparison.h"
#include "analyzer/outputs/tweets.h"

struct database_result;

/* Zero-initialise. */
struct material {
	struct compare_week *weeks;
	size_t nweeks, weeks_room;
	struct history_reading *readings;
	size_t nreadings, readings_room;
};
void material_release(struct material *material);

void material_week(struct material *material, const struct compare_week *week);
void material_reading(struct material *material, int32_t day, int64_t followers, int64_t following, unsigned flags);

/* Reads the histories of --followers; the result stands as an exit status: with 0 and 3 there is
 * something to go on with. */
int material_histories(struct material *material, const struct options *options);

/* The weeks of a series; `control`: its rows have the source to compare with. */
void material_series(struct material *material, const struct series *weeks, bool control);

/* Compares. The comparison was zero-initialised and borrows from the options; release it in any case. */
void material_compare(struct comparison *comparison, const struct material *material, const struct options *options);

/* Says of a result that has no notes of its own which closed rows have no number of the sites asked for. */
void material_say_unkept(const struct series *series);

/* What a comparison knows beside the weeks when these come from records: the calendar years of `years`,
 * time zone and control. To be called before material_compare. */
void material_years(struct comparison *comparison, const struct series *years, const struct options *options);

/* Counts the links of what was read with its texts, and finds their tweets in those archives of --archive that
 * could be read, of which nothing is kept anywhere. The result stands as an exit status: 0, or 3 when part of an archive
 * was lost. The tweets were zero-initialised and borrow from `result`; release them in any case. */
int material_tweets(struct tweets *tweets, const struct options *options, const struct database_result *result);

#endif
