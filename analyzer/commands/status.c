/* status: what a database holds, how it came to be, and whether it is still fed. */
#include "analyzer/commands/database.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/outputs/write.h"
#include "base/calendar.h"
#include "base/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define GAPS 12 /* missing days that a screen names */

struct status {
	struct store *store;
	struct store_figures figures;
	struct closed closed;
	FILE *to;
	size_t rows; /* of the list being written */
};

/* ---- words ---- */

static void
print_day(char out[11], int32_t day)
{
	calendar_print_day(out, day);
}

/* A value for people: lines become a list, nothing a word. */
static void
write_value(FILE *to, const char *value)
{
	char safe[1024];
	struct span rest = span_str(value);
	bool first = true;

	if (!*value)
		fputs("none", to);
	while (rest.n > 0) {
		message_safe(safe, sizeof(safe), span_cut(&rest, '\n'));
		fprintf(to, "%s%s", first ? "" : ", ", safe);
		first = false;
	}
}

static void
text_setting(void *context, const char *name, const char *value, const char *since)
{
	struct status *status = context;
	char safe[64];

	message_safe(safe, sizeof(safe), span_str(since));
	fprintf(status->to, "  %-18s ", name);
	write_value(status->to, value);
	fprintf(status->to, " (since %s)\n", safe);
}

static void
text_site(void *context, const struct store_site *site)
{
	struct status *status = context;
	char name[256], first[11], last[11], views[WRITE_GROUPED], days[WRITE_GROUPED];

	if (site->days == 0)
		return;
	message_safe(name, sizeof(name), site->name.n ? site->name : SPAN("(no host logged)"));
	print_day(first, site->first);
	print_day(last, site->last);
	fprintf(status->to, "  %-28s %s to %s, %s days, %s page views from Twitter\n", name, first, last,
	    write_grouped(days, site->days), write_grouped(views, site->page_views));
}

static void
text_rejected(const struct status *status)
{
	const struct store_figures *f = &status->figures;
	char a[7][WRITE_GROUPED];

	fprintf(status->to,
	    "Read: %s different contents with %s lines; left out of them: %s unparsable, %s blank, %s of robots, %s "
	    "excluded, "
	    "%s that are no page view\n",
	    write_grouped(a[0], f->contents), write_grouped(a[1], f->lines), write_grouped(a[2], f->unparsable),
	    write_grouped(a[3], f->blank), write_grouped(a[4], f->robot_lines), write_grouped(a[5], f->excluded),
	    write_grouped(a[6], f->not_pages));
}

/* What is damaged is read again by every run, and counted by each. */
static void
text_lost(const struct status *status)
{
	const struct store_figures *f = &status->figures;
	char all[WRITE_GROUPED], last[WRITE_GROUPED];

	if (f->lost == 0)
		return;
	fprintf(status->to,
	    "Lost in part or whole, being damaged, cut short, or without a line that fits a format: %s input%s "
	    "over all runs",
	    write_grouped(all, f->lost), f->lost == 1 ? "" : "s");
	if (f->lost_last > 0)
		fprintf(status->to, ", %s in the last run", write_grouped(last, f->lost_last));
	putc('\n', status->to);
}

static void
text_gap(void *context, int32_t from, int32_t to)
{
	struct status *status = context;
	char first[11], last[11];

	if (++status->rows > GAPS)
		return;
	print_day(first, from);
	print_day(last, to);
	fprintf(status->to, "%s%s", status->rows == 1 ? "Missing: " : ", ", first);
	if (to > from)
		fprintf(status->to, " to %s", last);
}

static int
text_gaps(struct status *status)
{
	char more[WRITE_GROUPED];

	status->rows = 0;
	if (store_gaps(status->store, text_gap, status) != 0)
		return -1;
	if (status->rows > GAPS)
		fprintf(status->to, " and %s more gaps", write_grouped(more, status->rows - GAPS));
	if (status->rows > 0)
		putc('\n', status->to);
	return 0;
}

static void
text_span(const struct status *status)
{
	const struct store_figures *f = &status->figures;
	char first[11], last[11], days[WRITE_GROUPED], missing[WRITE_GROUPED];

	if (f->first > f->last) {
		fputs("Records: none yet\n", status->to);
		return;
	}
	print_day(first, f->first);
	print_day(last, f->last);
	fprintf(status->to, "Records: %s to %s, %s days covered, %s missing\n", first, last,
	    write_grouped(days, f->days), write_grouped(missing, (uint64_t)(f->last - f->first + 1) - f->days));
}

static int
write_text(struct status *status)
{
	const struct store_figures *f = &status->figures;
	char views[WRITE_GROUPED], robots[WRITE_GROUPED], runs[WRITE_GROUPED], bytes[WRITE_GROUPED];

	text_span(status);
	if (text_gaps(status) != 0)
		return -1;
	fprintf(status->to, "Page views with Twitter evidence: %s, %s of them by robots\n",
	    write_grouped(views, f->page_views), write_grouped(robots, f->robots));
	text_rejected(status);
	text_lost(status);
	fprintf(status->to, "Runs that wrote: %s", write_grouped(runs, f->runs));
	if (f->runs > 0)
		fprintf(status->to, ", from %s to %s", f->first_run, f->last_run);
	fprintf(status->to, "\nKey: %s\nTime zone: %s\nRules: version %u", store_key_id(status->store),
	    store_zone(status->store), f->rules_most);
	if (f->rules_least != f->rules_most)
		fprintf(status->to, " (oldest rows: %u)", f->rules_least);
	fprintf(
	    status->to, "\nSize: %s bytes; created by footfall %s\n", write_grouped(bytes, f->bytes), f->created_by);
	if (store_open_year(status->store) > 0)
		fprintf(status->to, "Closed: years before %d, week-years before %d\n", store_open_year(status->store),
		    store_open_week_year(status->store));
	if (f->sealed > 0)
		fprintf(status->to, "Sealed, as of closed periods: %s line%s, not counted there\n",
		    write_grouped(views, f->sealed), f->sealed == 1 ? "" : "s");
	fputs("Settings:\n", status->to);
	if (store_settings(status->store, text_setting, status) != 0)
		return -1;
	fputs("Sites:\n", status->to);
	return store_sites(status->store, text_site, status);
}

/* ---- JSON ---- */

static void
json_text(FILE *to, const char *name, const char *value)
{
	fprintf(to, "\"%s\":", name);
	if (*value)
		write_json(to, span_str(value));
	else
		fputs("null", to);
	putc(',', to);
}

static void
json_day(FILE *to, const char *name, int32_t day, bool known)
{
	char text[11] = "";

	if (known)
		print_day(text, day);
	json_text(to, name, text);
}

static void
json_numbers(FILE *to, const struct store_figures *f)
{
	const struct {
		const char *name;
		uint64_t value;
	} numbers[] = {
	    {"days_covered", f->days},
	    {"days_missing", f->first > f->last ? 0 : (uint64_t)(f->last - f->first + 1) - f->days},
	    {"page_views", f->page_views},
	    {"robot_page_views", f->robots},
	    {"inputs", f->contents},
	    {"lines", f->lines},
	    {"blank", f->blank},
	    {"records", f->records},
	    {"unparsable", f->unparsable},
	    {"excluded", f->excluded},
	    {"robots", f->robot_lines},
	    {"not_pages", f->not_pages},
	    {"views", f->views},
	    {"sealed", f->sealed},
	    {"runs", f->runs},
	    {"rules", f->rules_most},
	    {"rules_oldest", f->rules_least},
	    {"bytes", f->bytes},
	    {"inputs_lost", f->lost},
	    {"inputs_lost_last_run", f->lost_last},
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		fprintf(to, "\"%s\":%llu,", numbers[i].name, (unsigned long long)numbers[i].value);
}

static void
json_setting(void *context, const char *name, const char *value, const char *since)
{
	struct status *status = context;

	fputs(status->rows++ ? ",{" : "{", status->to);
	fputs("\"name\":", status->to);
	write_json(status->to, span_str(name));
	fputs(",\"value\":", status->to);
	write_json(status->to, span_str(value));
	fputs(",\"since\":", status->to);
	write_json(status->to, span_str(since));
	putc('}', status->to);
}

static void
json_site(void *context, const struct store_site *site)
{
	struct status *status = context;

	if (site->days == 0)
		return;
	fputs(status->rows++ ? ",{\"site\":" : "{\"site\":", status->to);
	write_json(status->to, site->name);
	putc(',', status->to);
	json_day(status->to, "first", site->first, true);
	json_day(status->to, "last", site->last, true);
	fprintf(status->to, "\"days_covered\":%llu,\"page_views\":%llu}", (unsigned long long)site->days,
	    (unsigned long long)site->page_views);
}

static void
json_gap(void *context, int32_t from, int32_t to)
{
	struct status *status = context;
	char first[11], last[11];

	print_day(first, from);
	print_day(last, to);
	fprintf(status->to, "%s{\"from\":\"%s\",\"to\":\"%s\"}", status->rows++ ? "," : "", first, last);
}

static int
write_status_json(struct status *status)
{
	const struct store_figures *f = &status->figures;
	FILE *to = status->to;
	int year = store_open_year(status->store), week_year = store_open_week_year(status->store);

	fputs("{\"schema\":\"footfall.status/1\",", to);
	json_text(to, "key", store_key_id(status->store));
	json_text(to, "time_zone", store_zone(status->store));
	json_text(to, "created_by", f->created_by);
	json_day(to, "first", f->first, f->first <= f->last);
	json_day(to, "last", f->last, f->first <= f->last);
	json_text(to, "first_run", f->first_run);
	json_text(to, "last_run", f->last_run);
	json_numbers(to, f);
	if (year > 0)
		fprintf(to, "\"first_open_year\":%d,\"first_open_week_year\":%d,", year, week_year);
	else
		fputs("\"first_open_year\":null,\"first_open_week_year\":null,", to);
	fputs("\"gaps\":[", to);
	status->rows = 0;
	if (store_gaps(status->store, json_gap, status) != 0)
		return -1;
	status->rows = 0;
	fputs("],\"settings\":[", to);
	if (store_settings(status->store, json_setting, status) != 0)
		return -1;
	status->rows = 0;
	fputs("],\"sites\":[", to);
	if (store_sites(status->store, json_site, status) != 0)
		return -1;
	fputs("]}\n", to);
	return 0;
}

/* ---- is it still fed? ---- */

struct newest {
	int32_t until, day; /* the last covered day that is not after `until` */
};

static void
before_gap(void *context, int32_t from, int32_t to)
{
	struct newest *newest = context;

	if (from <= newest->until && newest->until <= to)
		newest->day = from - 1;
}

/* A line with a wrong clock may be of any day to come, and would hide for as long that nothing comes any
 * more. Tomorrow is today in some zone. */
static int
check_age(struct store *store, const struct options *options, const struct store_figures *f)
{
	int32_t today = (int32_t)(time(NULL) / 86400);
	struct newest newest = {.until = today + 1};
	char last[11];

	if (options->max_age < 0)
		return 0;
	if (f->first > f->last) {
		message_file(NULL, options->db, "holds no record yet");
		return 1;
	}
	if (f->first > newest.until) {
		print_day(last, f->first);
		message_file(NULL, options->db,
		    "the oldest record is of %s, a day to come: see whether the clocks of the server and of this "
		    "machine "
		    "are right",
		    last);
		return 1;
	}
	newest.day = f->last < newest.until ? f->last : newest.until;
	if (store_gaps(store, before_gap, &newest) != 0)
		return store_status(store);
	if (today - newest.day <= options->max_age)
		return 0;
	print_day(last, newest.day);
	message_file(NULL, options->db,
	    "the newest record is of %s, %d days ago%s: see whether the log is still where ingest looks for it, and "
	    "whether the nightly run still runs",
	    last, today - newest.day, f->last > newest.until ? " (but for days to come)" : "");
	return 1;
}

static int
show(struct status *status, const struct options *options)
{
	struct sink sink;
	int result;

	if (sink_open(&sink, options->to) != 0)
		return 1;
	status->to = sink.to;
	result = options->output == &output_json ? write_status_json(status) : write_text(status);
	if (sink_close(&sink, result == 0) != 0 && result == 0)
		return 1;
	return result == 0 ? 0 : store_status(status->store);
}

static int
status_run(int argc, char **argv)
{
	struct status status = {0};
	struct options options;
	int result = options_parse(&options, argc, argv);

	if (result == OPTIONS_GO && (!database_named(&options) || !options_no_operand(&options)))
		result = 2;
	if (result == OPTIONS_GO && (status.store = store_open(options.db, STORE_READ, &result))) {
		if (!database_key_fits(status.store, &options))
			result = 1;
		else if (store_begin(status.store) != 0 || store_check_pages(status.store) != 0 ||
			 store_measure(status.store, &status.figures) != 0)
			result = store_status(status.store);
		else if (!options.quiet)
			result = show(&status, &options);
		else
			result = 0;
		if (result == 0)
			result = check_age(status.store, &options, &status.figures);
		store_close(status.store);
	}
	options_release(&options);
	return result;
}

const struct command command_status = {
    .name = "status",
    .summary = "What a database holds: span, missing days, runs, files read, settings, key, what was rejected.",
    .usage = "--db FILE [OPTION...]",
    .examples = "footfall status --db blog.db\n"
		"footfall status --db blog.db --json\n"
		"footfall status --db blog.db --quiet --max-age 2\n",
    .run = status_run,
};
