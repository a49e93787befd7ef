/* export: the set itself, one row a page view. */
#include "analyzer/commands/database.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/outputs/write.h"
#include "base/calendar.h"

#include <stdio.h>

struct export
{
	struct sink sink;
	bool json;
	uint64_t rows;
};

static void
print_hex(char *out, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

#define INSTANT 64

static void
print_instant(char out[INSTANT], int64_t time)
{
	int64_t day = time / 86400 - (time % 86400 < 0), second = time - day * 86400;
	char date[11];

	calendar_print_day(date, (int32_t)day);
	snprintf(out, INSTANT, "%sT%02d:%02d:%02dZ", date, (int)(second / 3600), (int)(second / 60 % 60),
	    (int)(second % 60));
}

/* A hash of 64 bits as text; empty when its period is closed. */
static void
print_hash(char out[17], uint64_t hash)
{
	out[0] = '\0';
	if (hash != 0)
		snprintf(out, 17, "%016llx", (unsigned long long)hash);
}

/* The columns, in order. */
enum { SITE, ID, TIME, DAY, WEEK_VISITOR, YEAR_VISITOR, ANY_VISITOR, EVIDENCE, ROBOT, PATH, LINK, RULES, COLUMNS };
static const char *const names[COLUMNS] = {"site", "id", "time", "day", "week_visitor", "year_visitor",
    "year_visitor_any_version", "evidence", "robot", "landing_page", "link", "rules"};

static void
write_row(struct export *export, const struct span cells[COLUMNS])
{
	FILE *to = export->sink.to;

	if (export->json)
		fputs(export->rows == 0 ? "\n{" : ",\n{", to);
	for (int i = 0; i < COLUMNS; i++) {
		if (i > 0)
			putc(',', to);
		if (!export->json) {
			write_csv(to, cells[i]);
			continue;
		}
		fprintf(to, "\"%s\":", names[i]);
		if (i == RULES || i == ROBOT)
			fprintf(to, "%.*s", SPAN_ARG(cells[i]));
		else if (cells[i].n == 0 && i != SITE)
			fputs("null", to);
		else
			write_json(to, cells[i]);
	}
	fputs(export->json ? "}" : "\n", to);
	export->rows++;
}

static bool
export_row(void *context, const struct store_row *row)
{
	struct export *export = context;
	const struct pageview *view = &row->view;
	char id[33], time[INSTANT], day[11], week[17], year[17], any[17], rules[16];
	struct span cells[COLUMNS] = {
	    [SITE] = row->site,
	    [EVIDENCE] = span_str(evidence_name((enum evidence)view->evidence)),
	    [ROBOT] = view->robot ? SPAN("true") : SPAN("false"),
	    [PATH] = row->path,
	    [LINK] = row->link,
	};

	print_hex(id, view->id, sizeof(view->id));
	print_instant(time, view->time);
	calendar_print_day(day, view->day);
	print_hash(week, view->week_visitor);
	print_hash(year, view->year_visitor);
	print_hash(any, view->any_visitor);
	snprintf(rules, sizeof(rules), "%u", view->rules);
	cells[ID] = span_str(id);
	cells[TIME] = span_str(time);
	cells[DAY] = span_str(day);
	cells[WEEK_VISITOR] = span_str(week);
	cells[YEAR_VISITOR] = span_str(year);
	cells[ANY_VISITOR] = span_str(any);
	cells[RULES] = span_str(rules);
	write_row(export, cells);
	return !sink_failed(&export->sink);
}

static void
write_head(struct export *export, const struct store *store)
{
	FILE *to = export->sink.to;

	if (export->json) {
		fputs("{\"schema\":\"footfall.export/1\",\"key\":", to);
		write_json(to, span_str(store_key_id(store)));
		fputs(",\"time_zone\":", to);
		write_json(to, span_str(store_zone(store)));
		fputs(",\"page_views\":[", to);
		return;
	}
	for (int i = 0; i < COLUMNS; i++)
		fprintf(to, "%s%s", i > 0 ? "," : "", names[i]);
	putc('\n', to);
}

static int
export_all(struct store *store, const struct options *options)
{
	struct export export = {.json = options->output == &output_json};
	int status;

	if (sink_open(&export.sink, options->to) != 0)
		return 1;
	write_head(&export, store);
	status = store_begin(store) == 0 ? store_export(store, export_row, &export) : -1;
	if (export.json)
		fputs(export.rows == 0 ? "]}\n" : "\n]}\n", export.sink.to);
	if (sink_close(&export.sink, status == 0) != 0 && status == 0)
		return 1;
	return status == 0 ? 0 : store_status(store);
}

static int
export_run(int argc, char **argv)
{
	struct options options;
	struct store *store;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO && (!database_named(&options) || !options_no_operand(&options)))
		status = 2;
	if (status == OPTIONS_GO && (store = store_open(options.db, STORE_READ, &status))) {
		/* Rows go out as they are read: damage is to be found before the first. */
		status = !database_key_fits(store, &options) ? 1
			 : store_check_pages(store) == 0     ? export_all(store, &options)
							     : store_status(store);
		store_close(store);
	}
	options_release(&options);
	return status;
}

const struct command command_export = {
    .name = "export",
    .summary = "The set of page views from Twitter itself, for any other engine or spreadsheet.",
    .usage = "--db FILE [OPTION...]",
    .examples = "footfall export --db blog.db >views.csv\n"
		"footfall export --db blog.db --json -o views.json\n",
    .run = export_run,
};
