/*
 * weeks: a table of weekly visitors that somebody counted already, in the place of logs:
 * week_start,visitors[,followers[,following]][,complete].
 *
 * A week is named by its Monday or as 2013-W19, so what `weekly --csv` writes is such a table. An
 * empty count is an unknown one, not zero. A bad row is named with its line and left out; a bad count of
 * followers is named and unknown, and the visitors of its week stay.
 */
#ifndef FOOTFALL_PARSERS_WEEKS_H
#define FOOTFALL_PARSERS_WEEKS_H

#include "parsers/followers/followers.h"

struct weeks_week {
	int32_t monday;
	int64_t visitors; /* -1: not known */
	int64_t followers, following; /* at the end of its Sunday; -1: not known */
	bool complete; /* unless the table says otherwise, it is */
	uint64_t line;
};

struct weeks {
	struct weeks_week *list; /* by week; of two rows of one week the later counts, which is said when they differ */
	size_t count, room;
	uint64_t rejected; /* rows */
	uint64_t unread; /* cells of followers or following, whose week is kept */
};

/* Reads the file ("-" is standard input). Of the options only `dates` is asked, and only when the
 * order of day and month does not show by which of them makes Mondays. Release it in every case. */
enum followers_result weeks_read(
    struct weeks *weeks, const char *name, const struct followers_options *options, struct messages *messages);
void weeks_release(struct weeks *weeks);

#endif
