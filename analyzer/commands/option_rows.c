/* The table of options: what each is called, who takes it, what its value may be. */
#include "analyzer/commands/help.h"
#include "analyzer/commands/options.h"
#include "analyzer/commands/suggest.h"
#include "analyzer/outputs/digest.h"
#include "analyzer/outputs/explanation.h"
#include "analyzer/outputs/mail.h"
#include "analyzer/series.h"
#include "base/alloc.h"
#include "base/calendar.h"
#include "base/message.h"
#include "parsers/formats/custom.h"
#include "parsers/formats/format.h"
#include "parsers/url.h"

#define USAGE 2 /* exit status of wrong usage */
#define JOBS_MOST 256

#define SERIES "weekly yearly compare"
#define REPORTS SERIES " tweets report"
#define TOLD SERIES " tweets"
#define STORED SERIES " tweets report digest" /* from logs or a database */
#define READING STORED " explain"
#define FILES "weekly yearly compare tweets digest explain formats"
#define ALL "weekly yearly compare tweets report digest explain formats followers help"
#define DATABASE "ingest merge export status forget"
#define WRITING "ingest merge forget"

static const char *
value_format(size_t i)
{
	return outputs[i] ? outputs[i]->name : NULL;
}

/* What is not a series has two forms. */
static const char *
value_format_two(size_t i)
{
	return i < 2 ? value_format(i) : NULL;
}

/* A row a page view is for programs. */
static const char *
value_format_rows(size_t i)
{
	static const char *const names[] = {"csv", "json", NULL};

	return names[i];
}

static int
set_format_rows(struct options *options, const char *value, size_t i)
{
	(void)value;
	options->output = output_named(value_format_rows(i));
	return OPTIONS_GO;
}

/* The table of formats stands in the README too. */
static const char *
value_format_table(size_t i)
{
	static const char *const names[] = {"text", "json", "markdown", NULL};

	return names[i];
}

static const char *
value_log_format(size_t i)
{
	return formats[i] ? formats[i]->name : NULL;
}

static const char *
value_source(size_t i)
{
	if (i < sources_count)
		return sources[i].name;
	return i == sources_count ? "x" : i == sources_count + 1 ? "all" : NULL;
}

static const char *
value_color(size_t i)
{
	static const char *const names[] = {
	    [STYLE_AUTO] = "auto", [STYLE_ALWAYS] = "always", [STYLE_NEVER] = "never", NULL};

	return names[i];
}

static const char *
value_only(size_t i)
{
	return explain_words[i];
}

static int
set_format(struct options *options, const char *value, size_t i)
{
	(void)value;
	options->output = outputs[i];
	return OPTIONS_GO;
}

static int
set_format_table(struct options *options, const char *value, size_t i)
{
	(void)value;
	options->output = output_named(value_format_table(i));
	return OPTIONS_GO;
}

static int
set_json(struct options *options, const char *value, size_t i)
{
	(void)value, (void)i;
	options->output = &output_json;
	return OPTIONS_GO;
}

static int
set_csv(struct options *options, const char *value, size_t i)
{
	(void)value, (void)i;
	options->output = &output_csv;
	return OPTIONS_GO;
}

static int
set_output(struct options *options, const char *value, size_t i)
{
	(void)i;
	if (!value[0]) {
		message_say(NULL, "-o needs the name of a file");
		return USAGE;
	}
	options->to = value;
	return OPTIONS_GO;
}

static int
set_tz(struct options *options, const char *value, size_t i)
{
	(void)i;
	if (zone_open(&options->zone, value) == 0)
		return OPTIONS_GO;
	message_say(
	    NULL, "no time zone '%s' in the system's zone data: use log, UTC or a name such as Europe/Berlin", value);
	return USAGE;
}

static int
parse_period(const char *option, const char *value, int32_t *first, int32_t *last)
{
	if (calendar_parse_period(span_str(value), first, last))
		return OPTIONS_GO;
	message_say(NULL,
	    "%s '%s' is no date, month, year or week that exists: write 2013-05-06, 2013-05, 2013 or 2013-W19", option,
	    value);
	return USAGE;
}

static int
set_since(struct options *options, const char *value, size_t i)
{
	int32_t last;

	(void)i;
	return parse_period("--since", value, &options->since, &last);
}

static int
set_until(struct options *options, const char *value, size_t i)
{
	int32_t first;

	(void)i;
	return parse_period("--until", value, &first, &options->until);
}

/* A whole number from 1 to `most`. */
static int
parse_number(const char *option, const char *value, uint64_t most, unsigned *out)
{
	uint64_t number;

	if (span_u64(span_str(value), &number) && number >= 1 && number <= most) {
		*out = (unsigned)number;
		return OPTIONS_GO;
	}
	message_say(NULL, "%s takes a whole number from 1 to %llu, not '%s'", option, (unsigned long long)most, value);
	return USAGE;
}

static int
set_last(struct options *options, const char *value, size_t i)
{
	(void)i;
	return parse_number("--last", value, 1000000, &options->last);
}

static int
set_jobs(struct options *options, const char *value, size_t i)
{
	(void)i;
	return parse_number("--jobs", value, JOBS_MOST, &options->jobs);
}

static int
set_source(struct options *options, const char *value, size_t i)
{
	const char *name = value_source(i);

	(void)value;
	options->source = strcmp(name, "all") == 0 ? SERIES_ALL : sources_named(span_str(name));
	return OPTIONS_GO;
}

/* True for what can be a host: no scheme, no path, no blank. */
static bool
host_plausible(struct span host)
{
	for (size_t i = 0; i < host.n; i++) {
		unsigned char c = (unsigned char)host.p[i];
		if (c <= ' ' || c == 0x7F || strchr("/\\?#@\"'<>,;*", c))
			return false;
	}
	return host.n > 0;
}

static int
set_site(struct options *options, const char *value, size_t i)
{
	char name[URL_HOST_MAX + 1];
	struct span host = url_host_name(span_str(value), name);
	struct url url;

	(void)i;
	if (!host_plausible(host)) {
		if (url_split(span_str(value), &url))
			message_say(NULL, "--site takes a host alone: --site %.*s",
			    SPAN_ARG(span_first(url.host, URL_HOST_MAX)));
		else
			message_say(NULL, "--site '%s' is no host: write it as in blog.example.org", value);
		return USAGE;
	}
	options->sites = alloc_grow(options->sites, &options->sites_room, options->nsites + 1, sizeof(*options->sites));
	options->sites[options->nsites++] = span_make(alloc_copy(host), host.n);
	return OPTIONS_GO;
}

/* Addresses and ranges with commas between, added to a list. */
static int
add_ranges(const char *option, const char *value, struct cidr **list, size_t *count, size_t *room)
{
	struct span rest = span_str(value);

	do {
		struct span one = span_trim(span_cut(&rest, ','));

		*list = alloc_grow(*list, room, *count + 1, sizeof(**list));
		if (!cidr_parse(one, &(*list)[*count])) {
			message_say(NULL,
			    "%s '%.*s' is neither an address nor a range such as 203.0.113.0/24 or 2001:db8::/32",
			    option, SPAN_ARG(one));
			return USAGE;
		}
		++*count;
	} while (rest.n > 0);
	return OPTIONS_GO;
}

static int
set_exclude(struct options *options, const char *value, size_t i)
{
	(void)i;
	return add_ranges("--exclude", value, &options->excluded, &options->nexcluded, &options->excluded_room);
}

static int
set_proxies(struct options *options, const char *value, size_t i)
{
	(void)i;
	return add_ranges("--trusted-proxy", value, &options->proxies, &options->nproxies, &options->proxies_room);
}

static int
set_rules(struct options *options, const char *value, size_t i)
{
	size_t taken = options->rules.nexcluded;

	(void)i;
	if (rules_read(&options->rules, value) != 0)
		return USAGE;
	for (; taken < options->rules.nexcluded; taken++) {
		options->excluded = alloc_grow(
		    options->excluded, &options->excluded_room, options->nexcluded + 1, sizeof(*options->excluded));
		options->excluded[options->nexcluded++] = options->rules.excluded[taken];
	}
	return OPTIONS_GO;
}

/* A word that is no format, but nearly the name of one. */
static bool
is_misspelt(const char *value)
{
	struct suggest suggest;

	if (strpbrk(value, "%$:/ #"))
		return false;
	suggest_begin(&suggest, value);
	for (size_t i = 0; value_log_format(i); i++)
		suggest_try(&suggest, value_log_format(i));
	if (suggest.best)
		message_say(NULL,
		    "--log-format '%s' is no format and no file, did you mean '%s'? ('footfall formats' shows all)",
		    value, suggest.best);
	return suggest.best != NULL;
}

static int
set_log_format(struct options *options, const char *value, size_t i)
{
	struct layout_fault fault;
	struct span text = span_str(value);

	(void)i;
	format_custom_free(options->custom);
	options->custom = NULL;
	options->layout = value;
	if (!(options->format = format_named(text)))
		options->format = options->custom = format_custom(text, &fault);
	if (!options->format) {
		if (fault.offset != 0 || !is_misspelt(value))
			format_custom_say(text, &fault);
		return USAGE;
	}
	/* Of a missing Referer each log is told. */
	if (!options->format->has_agent)
		message_note(NULL, "the log format has no User-Agent, so robots cannot be told from people with it");
	return OPTIONS_GO;
}

static int
set_quiet(struct options *options, const char *value, size_t i)
{
	(void)value, (void)i;
	options->quiet = true;
	message_quiet(true);
	return OPTIONS_GO;
}

static int
set_color(struct options *options, const char *value, size_t i)
{
	(void)value;
	options->color = (enum style_color)i;
	return OPTIONS_GO;
}

static int
set_list(struct options *options, const char *value, size_t i)
{
	(void)i;
	options->list = value;
	return OPTIONS_GO;
}

static int
set_only(struct options *options, const char *value, size_t i)
{
	(void)value;
	options->only = (int)i;
	return OPTIONS_GO;
}

static const char *
value_dates(size_t i)
{
	static const char *const names[] = {"dmy", "mdy", NULL};

	return names[i];
}

static int
set_dates(struct options *options, const char *value, size_t i)
{
	(void)value;
	options->followers.dates = i == 0 ? FOLLOWERS_DATES_DMY : FOLLOWERS_DATES_MDY;
	return OPTIONS_GO;
}

/* DATE=N, a day alone. */
static int
set_anchor(struct options *options, const char *value, size_t i)
{
	struct span count = span_str(value), date = span_cut(&count, '=');
	int32_t last;
	uint64_t number;

	(void)i;
	if (calendar_parse_period(date, &options->followers.anchor_day, &last) &&
	    last == options->followers.anchor_day && span_u64(count, &number) && number <= INT64_MAX) {
		options->followers.anchored = true;
		options->followers.anchor_count = (int64_t)number;
		return OPTIONS_GO;
	}
	message_say(
	    NULL, "--anchor takes a day and the followers at its end, such as 2024-05-07=1200, not '%s'", value);
	return USAGE;
}

/* The same names; "all" would hold the source itself. */
static const char *
value_control(size_t i)
{
	return i <= sources_count ? value_source(i) : NULL;
}

static int
set_control(struct options *options, const char *value, size_t i)
{
	(void)value;
	options->control = sources_named(span_str(value_control(i)));
	return OPTIONS_GO;
}

static int
set_history(struct options *options, const char *value, size_t i)
{
	(void)i;
	options->histories = alloc_grow(
	    options->histories, &options->histories_room, options->nhistories + 1, sizeof(*options->histories));
	options->histories[options->nhistories++] = value;
	return OPTIONS_GO;
}

static int
set_archive(struct options *options, const char *value, size_t i)
{
	(void)i;
	options->archives =
	    alloc_grow(options->archives, &options->archives_room, options->narchives + 1, sizeof(*options->archives));
	options->archives[options->narchives++] = value;
	return OPTIONS_GO;
}

static int
set_year_ago(struct options *options, const char *value, size_t i)
{
	(void)value, (void)i;
	options->year_ago = true;
	return OPTIONS_GO;
}

static const char *
value_format_digest(size_t i)
{
	return digest_outputs[i].name;
}

static int
set_format_digest(struct options *options, const char *value, size_t i)
{
	(void)value;
	options->digest = (unsigned)i;
	options->output = outputs[0];
	return OPTIONS_GO;
}

static int
set_week(struct options *options, const char *value, size_t i)
{
	int32_t last;

	(void)i;
	if (calendar_parse_period(span_str(value), &options->week, &last) && strchr(value, 'W') &&
	    last == options->week + 6)
		return OPTIONS_GO;
	message_say(NULL, "--week takes an ISO week that exists, such as 2014-W18, not '%s'", value);
	return USAGE;
}

/* What stands behind To: and From: must not begin another header. */
static int
parse_address(const char *option, const char *value, const char **out)
{
	const char *why = mail_address(span_str(value));

	*out = value;
	if (!why)
		return OPTIONS_GO;
	message_say(NULL, "%s '%.100s' cannot be the address of a mail: %s", option, value, why);
	return USAGE;
}

static int
set_mail_to(struct options *options, const char *value, size_t i)
{
	(void)i;
	return parse_address("--to", value, &options->mail_to);
}

static int
set_mail_from(struct options *options, const char *value, size_t i)
{
	(void)i;
	return parse_address("--from", value, &options->mail_from);
}

static int
set_visitors(struct options *options, const char *value, size_t i)
{
	(void)i;
	options->visitors = value;
	return OPTIONS_GO;
}

/* DATE=LABEL, a day alone: a month would leave open where before ends and after begins. */
static int
set_event(struct options *options, const char *value, size_t i)
{
	struct span label = span_str(value), date = span_cut(&label, '=');
	struct compare_claimed event = {CALENDAR_NO_DAY, label.n > 0 ? label.p : NULL};
	int32_t last;

	(void)i;
	if (!calendar_parse_period(date, &event.day, &last) || last != event.day) {
		message_say(NULL,
		    "--event takes a day that exists, with a label if you like, such as 2013-05-06='followed back', "
		    "not '%s'",
		    value);
		return USAGE;
	}
	options->events =
	    alloc_grow(options->events, &options->events_room, options->nevents + 1, sizeof(*options->events));
	options->events[options->nevents++] = event;
	return OPTIONS_GO;
}

static int
set_claim(struct options *options, const char *value, size_t i)
{
	struct claim claim;
	const char *why;

	(void)i;
	if (!claims_parse(&claim, span_str(value), &why)) {
		message_say(NULL, "--claim '%s': %s", value, why);
		return USAGE;
	}
	options->claims =
	    alloc_grow(options->claims, &options->claims_room, options->nclaims + 1, sizeof(*options->claims));
	options->claims[options->nclaims++] = claim;
	return OPTIONS_GO;
}

static int
set_db(struct options *options, const char *value, size_t i)
{
	(void)i;
	options->db = value;
	if (value[0])
		return OPTIONS_GO;
	message_say(NULL, "--db needs the name of a file");
	return USAGE;
}

static int
set_key(struct options *options, const char *value, size_t i)
{
	(void)i;
	options->key = value;
	return OPTIONS_GO;
}

static int
set_wait(struct options *options, const char *value, size_t i)
{
	uint64_t number;

	(void)i;
	if (span_u64(span_str(value), &number) && number <= 1000000) {
		options->wait = (unsigned)number;
		return OPTIONS_GO;
	}
	message_say(NULL, "--wait takes seconds, from 0 to 1000000, not '%s'", value);
	return USAGE;
}

static int
set_strict(struct options *options, const char *value, size_t i)
{
	(void)value, (void)i;
	options->strict = true;
	return OPTIONS_GO;
}

static int
set_dry_run(struct options *options, const char *value, size_t i)
{
	(void)value, (void)i;
	options->dry_run = true;
	return OPTIONS_GO;
}

static int
set_before(struct options *options, const char *value, size_t i)
{
	int32_t last;

	(void)i;
	return parse_period("--before", value, &options->before, &last);
}

static int
set_max_age(struct options *options, const char *value, size_t i)
{
	unsigned days;
	int status = parse_number("--max-age", value, 36500, &days);

	(void)i;
	options->max_age = status == OPTIONS_GO ? (int)days : -1;
	return status;
}

static int
set_help(struct options *options, const char *value, size_t i)
{
	(void)value, (void)i;
	return help_print(options->command);
}

static int
set_version(struct options *options, const char *value, size_t i)
{
	(void)options, (void)value, (void)i;
	return help_version();
}

const struct option_row option_rows[] = {
    {"db", 0, "FILE", "the database; the environment's FOOTFALL_DB stands for it where no log is given",
	STORED " " DATABASE, NULL, set_db},
    {"key", 0, "FILE", "the key of the database; the default is its name with .key", STORED " " DATABASE, NULL,
	set_key},
    {"before", 0, "D", "close the years and week-years that end before D: 2013-05-06 or 2013", "forget", NULL,
	set_before},
    {"wait", 0, "SECONDS", "wait so long for another run that holds the database", WRITING, NULL, set_wait},
    {"strict", 0, NULL, "keep nothing of a log that is damaged or cut short", "ingest", NULL, set_strict},
    {"dry-run", 'n', NULL, "say what would be done and change nothing", WRITING, NULL, set_dry_run},
    {"max-age", 0, "DAYS", "end with status 1 when the newest record is older", "status", NULL, set_max_age},
    {"format", 0, "NAME", "how to write the result", TOLD " followers explain", value_format, set_format},
    {"format", 0, "NAME", "how to write the result", "status", value_format_two, set_format},
    {"format", 0, "NAME", "how to write the result", "export", value_format_rows, set_format_rows},
    {"format", 0, "NAME", "how to write the result", "formats", value_format_table, set_format_table},
    {"format", 0, "NAME", "how to write the result; mail is the default", "digest", value_format_digest,
	set_format_digest},
    {"json", 0, NULL, "short for --format json",
	FILES " followers"
	      " status export",
	NULL, set_json},
    {"csv", 0, NULL, "short for --format csv",
	TOLD " followers explain"
	     " export",
	NULL, set_csv},
    {"output", 'o', "FILE", "write to FILE instead of standard output; it is replaced only when all is written",
	FILES " report followers"
	      " status export",
	NULL, set_output},
    {"tz", 0, "ZONE",
	"where days begin: log (the date as the log line has it, the default), UTC, or a zone such as Europe/Berlin",
	REPORTS " digest ingest explain", NULL, set_tz},
    {"tz", 0, "ZONE", "the zone on whose day a reading with a time falls: UTC (the default) or such as Europe/Berlin",
	"followers", NULL, set_tz},
    {"followers", 0, "FILE", "a history of your follower counts (see: footfall help followers); may be repeated",
	"compare report digest", NULL, set_history},
    {"event", 0, "DATE[=LABEL]", "a day from which on visitors are said to have changed; may be repeated",
	"compare report", NULL, set_event},
    {"claim", 0, "TEXT", "a claim to be checked, such as '50/week' or '20 followers/day'; may be repeated",
	"compare report", NULL, set_claim},
    {"archive", 0, "FILE",
	"the tweets of your Twitter archive: tweets.js and its parts, or an old tweets.csv; no database keeps them; "
	"may "
	"be repeated",
	"tweets report", NULL, set_archive},
    {"week", 0, "W", "the week to tell of, such as 2014-W18; the default is the last complete one", "digest", NULL,
	set_week},
    {"to", 0, "ADDRESS", "who gets the mail", "digest", NULL, set_mail_to},
    {"from", 0, "ADDRESS", "who sends it; without it sendmail puts in the user", "digest", NULL, set_mail_from},
    {"visitors", 0, "FILE", "weeks counted elsewhere, in the place of logs: week_start,visitors", "compare", NULL,
	set_visitors},
    {"control", 0, "NAME",
	"a source that should not have changed, to compare with; the default is all other sites together",
	"compare report", value_control, set_control},
    {"dates", 0, "ORDER", "how 04/05/2013 is to be read, when the file does not tell",
	"followers compare report digest", value_dates, set_dates},
    {"anchor", 0, "DATE=N", "N followers at the end of that day; an overview of changes needs one",
	"followers compare report digest", NULL, set_anchor},
    {"since", 0, "D", "rows from D on: 2013-05-06, 2013-05, 2013 or 2013-W19", REPORTS " explain", NULL, set_since},
    {"until", 0, "D", "rows up to D, inclusive", REPORTS " explain", NULL, set_until},
    {"last", 0, "N", "the last N weeks or years only", SERIES " report", NULL, set_last},
    {"year-ago", 0, NULL, "each row beside the same week, or the year, a year before", "weekly yearly", NULL,
	set_year_ago},
    {"source", 0, "NAME", "where visitors came from; twitter (or x) is the default, all makes a table of sources",
	SERIES " report explain", value_source, set_source},
    {"site", 0, "HOST", "your own host; where the log names hosts only these count; may be repeated", READING " ingest",
	NULL, set_site},
    {"exclude", 0, "ADDRESS",
	"do not count these addresses or ranges, such as your own, commas between; may be repeated", READING " ingest",
	NULL, set_exclude},
    {"trusted-proxy", 0, "CIDR",
	"proxies of your own, commas between: behind them the visitor is the nearest other hop that the log has from "
	"X-Forwarded-For; may be repeated",
	READING " ingest", NULL, set_proxies},
    {"rules", 0, "FILE",
	"own rules, one a line, before the built-in ones: robot PATTERN, person PATTERN, source NAME HOST, "
	"exclude CIDR; may be repeated",
	READING " ingest", NULL, set_rules},
    {"log-format", 0, "NAME|STRING|FILE",
	"how the logs are written, when it is not found out: a LogFormat or log_format as the server's configuration "
	"has it, that configuration (FILE:NAME for one of several), or a name",
	READING " ingest", value_log_format, set_log_format},
    {"only", 0, "VERDICT", "only lines with this verdict", "explain", value_only, set_only},
    {"files0-from", 0, "FILE", "read the names of the logs from FILE (- is standard input), a NUL behind each",
	FILES " report"
	      " ingest",
	NULL, set_list},
    {"jobs", 'j', "N", "logs read at the same time; the default is the number of processors", REPORTS " digest ingest",
	NULL, set_jobs},
    {"jobs", 'j', "N", "taken as elsewhere, but one log is read after the other", "explain", NULL, set_jobs},
    {"quiet", 'q', NULL, "no remarks and no progress; faults are still named",
	FILES " report followers"
	      " key " DATABASE,
	NULL, set_quiet},
    {"color", 0, "WHEN", "colour on the screen", TOLD " explain", value_color, set_color},
    {"help", 'h', NULL, "show this help", ALL " key " DATABASE, NULL, set_help},
    {"version", 'V', NULL, "show the version", ALL " key " DATABASE, NULL, set_version},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};
_Static_assert(sizeof(option_rows) / sizeof(option_rows[0]) <= OPTION_ROWS_MOST, "raise OPTION_ROWS_MOST");
