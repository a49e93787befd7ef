/*
 * explain: the judgement of each line, with its reason, in the order of the lines. One thread, no
 * tally: it asks the same parser and judge as the count does, so it cannot tell another story.
 */
#include "analyzer/commands/appearance.h"
#include "analyzer/commands/inputs.h"
#include "analyzer/commands/options.h"
#include "analyzer/outputs/explanation.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/read.h"
#include "analyzer/series.h"
#include "analyzer/visitor.h"
#include "base/alloc.h"
#include "base/calendar.h"
#include "base/message.h"
#include "parsers/formats/format.h"
#include "parsers/lines.h"
#include "parsers/source.h"

#include <stdlib.h>

struct explainer {
	const struct options *options;
	struct read_result result; /* what read_status asks; its tally stays unused */
	struct judge *judge;
	struct format_state parser;
	struct keys *keys;
	struct appearance seen;
	bool incomplete; /* the present input ends in a line that is none yet */
	struct zone_cache zone;
	int32_t day; /* of the last record of the present input; CALENDAR_NO_DAY: there was none */
	struct sink sink;
	struct style style;
	const struct explanation_output *output;
};

/* "2013-05-06T12:00:00+02:00", so many seconds east of UTC. */
static void
time_text(char out[32], const struct record *record, int32_t offset)
{
	int64_t local = record->time + offset;
	int64_t second = ((local % 86400) + 86400) % 86400;
	int32_t minutes = offset / 60;
	unsigned far = (unsigned)(minutes < 0 ? -minutes : minutes);
	char day[11];

	calendar_print_day(day, (int32_t)((local - second) / 86400));
	snprintf(out, 32, "%sT%02u:%02u:%02u%c%02u:%02u", day, (unsigned)(second / 3600), (unsigned)(second / 60 % 60),
	    (unsigned)(second % 60) + record->leap, minutes < 0 ? '-' : '+', far / 60 % 100, far % 60);
}

/* Any fixed year's key will do: the number must only be the same for the same visitor. */
static uint64_t
visitor_number(struct explainer *explainer, const struct record *record)
{
	unsigned char agent[16], bytes[VISITOR_BYTES];
	struct visitor visitor;
	size_t n;

	hash_fingerprint(agent, record->agent);
	visitor_make(&visitor, record->address);
	n = visitor_bytes(&visitor, agent, bytes);
	return appearance_number(&explainer->seen, hash_visitor(keys_of(explainer->keys, KEYS_FIRST_YEAR), bytes, n));
}

/* Why a page view has its source. */
static void
why_origin(char why[160], const struct record *record, const struct origin *origin)
{
	char host[96];

	message_safe(host, sizeof(host), span_first(origin->host, sizeof(host) - 1));
	if (origin->evidence == EVIDENCE_APP)
		snprintf(why, 160, "no Referer, Twitter's in-app browser");
	else if (origin->evidence == EVIDENCE_TAG)
		snprintf(why, 160, "the address carries a Twitter campaign tag");
	else if (origin->host.n > 0)
		snprintf(why, 160, "Referer is %s%s", host, origin->source == SOURCE_INTERNAL ? ", the own host" : "");
	else if (!record->has_referer)
		snprintf(why, 160, "the log does not carry the Referer");
	else if (record->referer.n > 0)
		snprintf(why, 160, "the Referer names no site");
	else if (origin->source == SOURCE_DIRECT)
		snprintf(why, 160, "no Referer");
	else
		snprintf(why, 160, "Referer or tag of %s", sources[origin->source].title);
}

static enum explain_word
word_of_view(const struct explainer *explainer, const struct judgement *judgement)
{
	int asked = explainer->options->source;

	return asked == SERIES_ALL || asked == (int)judgement->origin.source ? EXPLAIN_COUNTED : EXPLAIN_OTHER_SOURCE;
}

/* Fills in what the judge found. */
static void
explain_judged(struct explainer *explainer, struct explanation *out, const struct record *record,
    const struct judgement *judgement)
{
	switch (judgement->verdict) {
	case VERDICT_EXCLUDED:
		out->word = EXPLAIN_EXCLUDED;
		snprintf(out->why, sizeof(out->why), "%s",
		    judgement->foreign_host ? "the logged host is not one of --site" : "the address is excluded");
		break;
	case VERDICT_ROBOT:
		out->word = EXPLAIN_ROBOT;
		snprintf(out->why, sizeof(out->why), "%s", judgement->agent->verdict.why);
		break;
	case VERDICT_NOT_PAGE:
		out->word = EXPLAIN_NOT_PAGE;
		if (judgement->page == PAGE_STATUS)
			snprintf(out->why, sizeof(out->why), "status %u", record->status);
		else
			snprintf(out->why, sizeof(out->why), "%s", page_kind_text(judgement->page));
		break;
	case VERDICT_VIEW:
		out->word = word_of_view(explainer, judgement);
		why_origin(out->why, record, &judgement->origin);
		break;
	}
	if (judgement->verdict == VERDICT_EXCLUDED || judgement->page != PAGE_VIEW)
		return;
	out->source = sources[judgement->origin.source].name;
	if (judgement->origin.evidence != EVIDENCE_NONE)
		out->evidence = evidence_name(judgement->origin.evidence);
}

static void
explain_record(struct explainer *explainer, struct explanation *out, const struct record *record)
{
	const struct zone *zone = &explainer->options->zone;
	struct judgement judgement;
	struct span path = page_path(page_target(record->target));

	judge_record(explainer->judge, record, &judgement);
	explainer->result.counts.records++;
	explainer->day = zone_day(zone, &explainer->zone, record->time, record->offset);
	out->visitor = visitor_number(explainer, record);
	time_text(out->time, record, zone_offset(zone, &explainer->zone, record->time, record->offset));
	message_safe(out->path, sizeof(out->path), span_first(path, sizeof(out->path) - 1));
	explain_judged(explainer, out, record, &judgement);
}

/* Whether the line was asked for. One that has no time of its own goes with the record before it. */
static bool
is_asked(const struct explainer *explainer, enum explain_word word)
{
	const struct options *options = explainer->options;
	bool all_days = options->since == INT32_MIN && options->until == INT32_MAX;

	if (options->only != EXPLAIN_ANY && options->only != (int)word)
		return false;
	return all_days || (explainer->day != CALENDAR_NO_DAY && explainer->day >= options->since &&
			       explainer->day <= options->until);
}

/* One line: counted in the result, written unless it is blank or not asked for. */
static void
explain_line(
    struct explainer *explainer, const char *file, uint64_t number, enum line_kind kind, const struct line *line)
{
	struct read_counts *counts = &explainer->result.counts;
	struct explanation out = {.file = file, .line = number, .word = EXPLAIN_UNPARSABLE};
	struct record record;
	const struct format *format = NULL, *before = explainer->parser.last;
	enum reject reject = REJECT_TOO_LONG;

	if (!(kind & LINE_TOO_LONG))
		reject = format_parse(&explainer->parser, line, &record, &format);
	if (kind & LINE_UNTERMINATED && reject != REJECT_BLANK &&
	    (reject != REJECT_NONE || !format_may_end(format, before))) {
		message_note(NULL, "%s:%llu: the last line has no end yet and is left out",
		    strcmp(file, "-") == 0 ? "standard input" : file, (unsigned long long)number);
		explainer->incomplete = true;
		return;
	}
	counts->lines++;
	if (reject == REJECT_BLANK) {
		counts->blank++;
		return;
	}
	if (reject == REJECT_NONE)
		explain_record(explainer, &out, &record);
	else {
		counts->unparsable++;
		snprintf(out.why, sizeof(out.why), "%s", format_reject_text(reject));
	}
	if (is_asked(explainer, out.word))
		explainer->output->row(explainer->sink.to, &out, &explainer->style);
}

static void
explain_source(struct explainer *explainer, const char *file, struct source *source)
{
	struct read_counts before = explainer->result.counts;
	const struct read_counts *now = &explainer->result.counts;
	struct lines lines;
	struct line line;
	enum line_kind kind;

	format_begin(&explainer->parser);
	explainer->incomplete = false;
	explainer->day = CALENDAR_NO_DAY;
	lines_init(&lines, source);
	while (!sink_failed(&explainer->sink) && (kind = lines_next(&lines, &line)) != LINE_NONE)
		explain_line(explainer, file, lines.number, kind, &line);
	if (lines.lost)
		explainer->result.lost = true;
	else if (now->records == before.records && (now->unparsable > before.unparsable || explainer->incomplete)) {
		message_file(
		    NULL, file, "no line is a record of a log format that is known; 'footfall formats' shows them");
		explainer->result.lost = true;
	}
	lines_release(&lines);
}

static void
explain_inputs(struct explainer *explainer, const struct inputs *inputs)
{
	struct source *source;

	for (size_t i = 0; i < inputs->count && !sink_failed(&explainer->sink); i++) {
		if (!(source = source_open(inputs->names[i], NULL))) {
			explainer->result.refused++;
			continue;
		}
		explainer->result.opened++;
		explain_source(explainer, inputs->names[i], source);
		source_close(source);
	}
}

/* Reports find the own host among those that all lines name; here a line is judged when it comes. */
static void
say_own_host(const struct options *options)
{
	if (options->nsites == 0 && (options->source == SOURCE_INTERNAL || options->source == SOURCE_OTHER))
		message_note(NULL,
		    "where no host is logged, reports infer the own one from the whole log; name it with --site HOST, "
		    "and explain knows it too");
}

static int
explain_all(const struct options *options, const struct inputs *inputs)
{
	struct judge_settings settings = options_judge(options);
	struct proxies proxies = options_proxies(options);
	struct judge_rules *rules = judge_rules_open();
	struct explainer explainer = {
	    .options = options,
	    .parser = {.only = options->format, .proxies = options->nproxies > 0 ? &proxies : NULL},
	    .keys = alloc_bytes(sizeof(struct keys)),
	    .output = explanation_output(options->output),
	};
	int status = 1;

	/* What the judge knows of the rules it learns when it is made. */
	judge_rules_extend(rules, settings.rules);
	explainer.judge = judge_open(rules, &settings, &hash_agents);
	keys_public(explainer.keys);
	say_own_host(options);
	if (sink_open(&explainer.sink, options->to) == 0) {
		style_decide(&explainer.style, fileno(explainer.sink.to), options->color);
		fputs(explainer.output->heading, explainer.sink.to);
		explain_inputs(&explainer, inputs);
		status = read_status(&explainer.result);
		if (sink_close(&explainer.sink, status != 1) != 0)
			status = 1;
	}
	appearance_release(&explainer.seen);
	format_release(&explainer.parser);
	judge_close(explainer.judge);
	judge_rules_close(rules);
	free(explainer.keys);
	return status;
}

static int
explain_run(int argc, char **argv)
{
	struct inputs inputs = {0};
	struct options options;
	int status = options_parse(&options, argc, argv);

	if (status == OPTIONS_GO)
		status = inputs_gather(&inputs, &options);
	if (status == OPTIONS_GO)
		status = explain_all(&options, &inputs);
	inputs_release(&inputs);
	options_release(&options);
	return status;
}

const struct command command_explain = {
    .name = "explain",
    .summary = "Why each line is or is not counted.",
    .usage = "[OPTION...] [LOG...]",
    .examples = "footfall explain access.log\n"
		"footfall explain --only unparsable access.log\n"
		"zcat access.log.2.gz | footfall explain --json --only counted\n",
    .run = explain_run,
};
