/* followers: what was understood of a follower history, so that it can be checked before use. */
#include "parsers/followers/followers.h"
#include "analyzer/commands/options.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/outputs/write.h"
#include "base/calendar.h"
#include "base/message.h"

#define USAGE 2

/* What has to be known of a reading beside its figures. */
static const struct {
	unsigned flag;
	const char *words;
} remarks[] = {
    {FOLLOWERS_ANCHOR, "given as --anchor"},
    {FOLLOWERS_ROUNDED, "rounded (K or M)"},
    {FOLLOWERS_MONTH, "a month alone, on its first day"},
    {FOLLOWERS_SUSPECT, "suspect: ten times off its neighbours"},
    {FOLLOWERS_CONFLICT, "another count was set aside"},
};

/* Writes the remarks on a reading into `out`, "; " between; gives `out`. */
static char *
followers_note(char out[256], const struct followers_reading *reading)
{
	size_t used = 0;

	out[0] = '\0';
	if (reading->flags & FOLLOWERS_CHANGE)
		used += (size_t)snprintf(out, 128, "%lld new and %lld gone%s", (long long)reading->gained,
		    (long long)reading->lost, reading->followers < 0 ? "; level unknown" : "");
	for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++) {
		int n = (reading->flags & remarks[i].flag)
			    ? snprintf(out + used, 256 - used, "%s%s", used > 0 ? "; " : "", remarks[i].words)
			    : 0;
		if (n > 0 && (size_t)n < 256 - used)
			used += (size_t)n;
	}
	return out;
}

static void
followers_csv(FILE *to, const struct followers_history *history)
{
	char day[11], note[256];

	fputs("date,followers,following,note\n", to);
	for (size_t i = 0; i < history->count; i++) {
		const struct followers_reading *reading = &history->readings[i];
		calendar_print_day(day, reading->day);
		fprintf(to, "%s,", day);
		if (reading->followers >= 0)
			fprintf(to, "%lld", (long long)reading->followers);
		putc(',', to);
		if (reading->following >= 0)
			fprintf(to, "%lld", (long long)reading->following);
		putc(',', to);
		write_csv(to, span_str(followers_note(note, reading)));
		putc('\n', to);
	}
}

/* A count, or null where it is not known. */
static void
json_count(FILE *to, const char *name, int64_t count)
{
	if (count >= 0)
		fprintf(to, ",\"%s\":%lld", name, (long long)count);
	else
		fprintf(to, ",\"%s\":null", name);
}

static void
followers_json(FILE *to, const struct followers_history *history)
{
	char day[11], note[256];

	fputs("{\"schema\":\"footfall.followers/1\",\"kind\":", to);
	write_json(to, span_str(history->kind));
	fprintf(to, ",\"rows\":%llu,\"rejected\":%llu,\"readings\":[", (unsigned long long)history->rows,
	    (unsigned long long)history->rejected);
	for (size_t i = 0; i < history->count; i++) {
		const struct followers_reading *reading = &history->readings[i];
		calendar_print_day(day, reading->day);
		fprintf(to, "%s{\"date\":\"%s\"", i > 0 ? "," : "", day);
		json_count(to, "followers", reading->followers);
		json_count(to, "following", reading->following);
		fputs(",\"note\":", to);
		write_json(to, span_str(followers_note(note, reading)));
		putc('}', to);
	}
	fputs("]}\n", to);
}

/* The first or last reading with a known level; NULL when there is none. */
static const struct followers_reading *
known_end(const struct followers_history *history, bool last)
{
	for (size_t i = 0; i < history->count; i++) {
		const struct followers_reading *reading = &history->readings[last ? history->count - 1 - i : i];
		if (reading->followers >= 0)
			return reading;
	}
	return NULL;
}

/* The answer in a sentence: what it is, from when to when, from how many to how many. */
static void
followers_answer(FILE *to, const struct followers_history *history)
{
	const struct followers_reading *first = known_end(history, false), *last = known_end(history, true);
	char from[11], until[11], low[WRITE_GROUPED], high[WRITE_GROUPED], count[WRITE_GROUPED];

	calendar_print_day(from, history->readings[0].day);
	calendar_print_day(until, history->readings[history->count - 1].day);
	fprintf(to, "%s: %s %s, %s", history->kind, write_grouped(count, history->count),
	    history->count == 1 ? "day" : "days", from);
	if (history->count > 1)
		fprintf(to, " to %s", until);
	if (first)
		fprintf(to, "; %s follower%s", write_grouped(low, (uint64_t)first->followers),
		    first->followers == 1 ? "" : "s");
	/* A day of changes may stand before the first that has a level. */
	if (first && first != history->readings) {
		calendar_print_day(from, first->day);
		fprintf(to, " on %s", from);
	}
	if (first && last->day > first->day)
		fprintf(to, ", then %s (%+.1f a day)", write_grouped(high, (uint64_t)last->followers),
		    (double)(last->followers - first->followers) / (double)(last->day - first->day));
	fputs(".\n", to);
}

static const char *
text_count(char out[WRITE_GROUPED], int64_t count)
{
	return count >= 0 ? write_grouped(out, (uint64_t)count) : "?";
}

static void
followers_text(FILE *to, const struct followers_history *history)
{
	char day[11], note[256], followers[WRITE_GROUPED], following[WRITE_GROUPED];

	followers_answer(to, history);
	fprintf(to, "\n%-10s  %12s  %12s\n", "Date", "Followers", "Following");
	for (size_t i = 0; i < history->count; i++) {
		const struct followers_reading *reading = &history->readings[i];
		calendar_print_day(day, reading->day);
		followers_note(note, reading);
		fprintf(to, "%s  %12s  %12s%s%s\n", day, text_count(followers, reading->followers),
		    reading->following >= 0 ? text_count(following, reading->following) : "", note[0] ? "  " : "",
		    note);
	}
	if (history->rejected > 0)
		fprintf(to, "\n%llu of %llu rows could not be used.\n", (unsigned long long)history->rejected,
		    (unsigned long long)history->rows);
}

static void
followers_markdown(FILE *to, const struct followers_history *history)
{
	char day[11], note[256], followers[WRITE_GROUPED], following[WRITE_GROUPED];

	followers_answer(to, history);
	fputs("\n| Date | Followers | Following | Note |\n| --- | ---: | ---: | --- |\n", to);
	for (size_t i = 0; i < history->count; i++) {
		const struct followers_reading *reading = &history->readings[i];
		calendar_print_day(day, reading->day);
		fprintf(to, "| %s | %s | %s | ", day, text_count(followers, reading->followers),
		    reading->following >= 0 ? text_count(following, reading->following) : "");
		write_markdown(to, span_str(followers_note(note, reading)));
		fputs(" |\n", to);
	}
}

static const struct {
	const struct output *output;
	void (*write)(FILE *to, const struct followers_history *history);
} writers[] = {
    {&output_text, followers_text},
    {&output_json, followers_json},
    {&output_csv, followers_csv},
    {&output_markdown, followers_markdown},
};

/* Writes the history as --format says; 0, or 1 when it could not be written. */
static int
followers_write(const struct options *options, const struct followers_history *history)
{
	struct sink sink;

	if (sink_open(&sink, options->to) != 0)
		return 1;
	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (writers[i].output == options->output)
			writers[i].write(sink.to, history);
	return sink_close(&sink, true) == 0 ? 0 : 1;
}

static int
followers_show(const struct options *options)
{
	struct followers_options settings = options->followers;
	struct followers_history history;
	int status;

	settings.zone = &options->zone;
	status =
	    (int)followers_read((const char *const *)options->operands, options->noperands, &settings, NULL, &history);
	if (status != FOLLOWERS_REFUSED && status != FOLLOWERS_ASK && followers_write(options, &history) != 0)
		status = 1;
	followers_release(&history);
	return status;
}

static int
followers_run(int argc, char **argv)
{
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO && options.noperands == 0) {
		message_say(NULL, "followers needs the file with your follower history, such as: footfall followers "
				  "followers.csv");
		status = USAGE;
	}
	if (status == OPTIONS_GO)
		status = followers_show(&options);
	options_release(&options);
	return status;
}

const struct command command_followers = {
    .name = "followers",
    .summary =
	"What was understood of a follower history: a table of date,followers[,following], X's account overview, "
	"FollowerCountHistory, or JSON.",
    .usage = "[OPTION...] FILE...",
    .examples = "footfall followers followers.csv\n"
		"footfall followers --dates dmy my-notes.csv\n"
		"footfall followers --anchor 2024-05-07=1200 account_overview_analytics.csv\n",
    .run = followers_run,
};
