#include "parsers/followers/followers.h"

#include "base/message.h"
#include "parsers/followers/columns.h"
#include "parsers/followers/days.h"
#include "parsers/followers/intake.h"
#include "parsers/followers/reader.h"
#include "parsers/followers/whole.h"

#include <stdlib.h>

/* Asked in this order; the plain table takes what is left. */
static const struct reader *const readers[] = {&reader_json, &reader_overview, &reader_odu, &reader_table};

/* Tables that look like histories, by a column that no history has. */
static const struct {
	enum columns_role role;
	const char *why;
} strangers[] = {
    {COLUMNS_TWEETED,
	"this is the activity of tweets by day; its 'follows' are follows made from a tweet, not the account's growth: "
	"no follower history"},
    {COLUMNS_TWEET,
	"this is the activity of single tweets or posts; their follows are follows made from them, not the account's "
	"growth: no follower history"},
    {COLUMNS_ARCHIVE,
	"this is the tweets.csv of a Twitter archive, which holds no follower history; it is for: footfall tweets "
	"--archive"},
};

static int
refuse_strangers(const struct intake *intake, const struct rows_row *first)
{
	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++)
		if (columns_find(first, strangers[i].role) != SPAN_NONE) {
			message_file(intake->messages, intake->file, "%s", strangers[i].why);
			return -1;
		}
	return 0;
}

/* Tells the layout and has it read. -1 when the file is refused. */
static int
read_text(struct intake *intake, struct span text, const char **kind)
{
	struct span start = span_trim(text);
	bool json = start.n > 0 && (start.p[0] == '[' || start.p[0] == '{');
	char separator = json ? 0 : rows_separator(text);
	struct rows rows;
	struct rows_row first;
	size_t i = 0;

	if (!json) {
		rows_init(&rows, text, separator ? separator : ',');
		if (!rows_next(&rows, &first) || separator == 0) {
			message_line(intake->messages, intake->file, 1,
			    "no tab, semicolon or comma divides the lines into columns: this is no table of "
			    "date,followers");
			return -1;
		}
		if (refuse_strangers(intake, &first) != 0)
			return -1;
	}
	while (!readers[i]->fits(json ? NULL : &first))
		i++;
	*kind = readers[i]->title;
	return readers[i]->read(intake, text, separator);
}

static enum followers_result
read_file(const char *const *names, uint32_t index, const struct followers_options *options, struct messages *messages,
    struct followers_history *history)
{
	enum followers_result result = FOLLOWERS_REFUSED;
	const char *kind = NULL;
	bool first = history->count == 0;
	struct intake intake;
	struct whole whole;

	intake_init(&intake, names[index], index, options, messages, history);
	if (whole_read(&whole, names[index], FOLLOWERS_LIMIT, messages) == 0 &&
	    read_text(&intake, whole.text, &kind) == 0)
		result = intake_settle(&intake);
	if (kind && (!history->kind || (first && history->count > 0)))
		history->kind = kind;
	if (result == FOLLOWERS_READ && whole.lost)
		result = FOLLOWERS_PARTLY;
	intake_release(&intake);
	whole_release(&whole);
	return result;
}

enum followers_result
followers_read(const char *const *names, size_t count, const struct followers_options *options,
    struct messages *messages, struct followers_history *history)
{
	size_t refused = 0;
	bool ask = false, partly = false;

	*history = (struct followers_history){0};
	for (size_t i = 0; i < count; i++) {
		enum followers_result result = read_file(names, (uint32_t)i, options, messages, history);
		refused += result == FOLLOWERS_REFUSED;
		ask = ask || result == FOLLOWERS_ASK;
		partly = partly || result == FOLLOWERS_PARTLY;
	}
	if (ask)
		return FOLLOWERS_ASK;
	if (count > 0 && refused == count)
		return FOLLOWERS_REFUSED;
	days_finish(history, options, names, messages);
	return partly || refused > 0 ? FOLLOWERS_PARTLY : FOLLOWERS_READ;
}

void
followers_release(struct followers_history *history)
{
	free(history->readings);
	*history = (struct followers_history){0};
}
