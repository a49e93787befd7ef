/*
 * days: from the readings of all files to one a day: what to keep of several, levels out of
 * changes, and slips of a digit.
 */
#ifndef FOOTFALL_PARSERS_DAYS_H
#define FOOTFALL_PARSERS_DAYS_H

struct followers_history;
struct followers_options;
struct messages;

/* Finishes the history and says what there is to be said of it. */
void days_finish(struct followers_history *history, const struct followers_options *options, const char *const *names,
    struct messages *messages);

#endif
