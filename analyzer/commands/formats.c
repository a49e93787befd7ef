/* formats: the log formats there are, or which of them a file has, and why. */
#include "analyzer/commands/inputs.h"
#include "analyzer/commands/options.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/outputs/write.h"
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/formats/format.h"
#include "parsers/lines.h"
#include "parsers/source.h"

#include <stdlib.h>

#define TRIED 1000u /* lines that are looked at */

/* What the first lines of a file say. */
struct survey {
	const char *file, *compression;
	size_t tried; /* lines with something in them */
	size_t *fits; /* by format: lines that were read as it */
	const struct format *best; /* NULL: no line fits any */
	uint64_t bad_line; /* the first that fits none; 0: all fit */
	const char *bad_why;
	bool lost;
};

static size_t
formats_count(void)
{
	size_t n = 0;

	while (formats[n])
		n++;
	return n;
}

/* Tries one line with all formats, as reading does. */
static void
survey_line(struct survey *survey, struct format_state *state, const struct line *line, uint64_t number)
{
	const struct format *fitted = NULL;
	struct record record;
	enum reject reject = format_parse(state, line, &record, &fitted);

	if (reject == REJECT_BLANK)
		return;
	survey->tried++;
	if (reject != REJECT_NONE && survey->bad_line == 0) {
		survey->bad_line = number;
		survey->bad_why = format_reject_text(reject);
	}
	for (size_t i = 0; formats[i]; i++)
		survey->fits[i] += reject == REJECT_NONE && formats[i] == fitted;
}

static void
survey_take(struct survey *survey, struct source *source)
{
	struct format_state state = {.only = NULL};
	struct lines lines;
	struct line line;
	enum line_kind kind;
	size_t most = 0;

	lines_init(&lines, source);
	while (survey->tried < TRIED && (kind = lines_next(&lines, &line)) != LINE_NONE)
		if (kind != LINE_TOO_LONG)
			survey_line(survey, &state, &line, lines.number);
	survey->lost = lines.lost;
	for (size_t i = 0; formats[i]; i++)
		if (survey->fits[i] > most) {
			most = survey->fits[i];
			survey->best = formats[i];
		}
	format_release(&state);
	lines_release(&lines);
}

static const char *
yes_no(bool yes)
{
	return yes ? "yes" : "no";
}

static void
survey_text(FILE *to, const struct survey *survey)
{
	char file[256], tried[WRITE_GROUPED];

	message_safe(file, sizeof(file), span_str(survey->file));
	fprintf(to, "%s: %s\n", file, survey->best ? survey->best->name : "no format that is known");
	fprintf(to, "  compression       %s\n", survey->compression);
	fprintf(to, "  lines tried       %s\n", write_grouped(tried, survey->tried));
	for (size_t i = 0; formats[i] && survey->tried > 0; i++)
		fprintf(to, "  %-16s  %.1f %% of them\n", formats[i]->name,
		    100.0 * (double)survey->fits[i] / (double)survey->tried);
	if (survey->best) {
		fprintf(to, "  has a Referer     %s\n",
		    survey->best->has_referer ? "yes" : "no: Twitter's cannot be told from others");
		fprintf(to, "  has a User-Agent  %s\n", yes_no(survey->best->has_agent));
	}
	if (survey->bad_line > 0)
		fprintf(to, "  first other line  %llu: %s\n", (unsigned long long)survey->bad_line, survey->bad_why);
}

static void
survey_json(FILE *to, const struct survey *survey)
{
	fputs("{\"file\":", to);
	write_json(to, span_str(survey->file));
	fputs(",\"format\":", to);
	if (survey->best)
		write_json(to, span_str(survey->best->name));
	else
		fputs("null", to);
	fprintf(to, ",\"compression\":\"%s\",\"lines_tried\":%zu,\"fits\":{", survey->compression, survey->tried);
	for (size_t i = 0; formats[i]; i++)
		fprintf(to, "%s\"%s\":%zu", i > 0 ? "," : "", formats[i]->name, survey->fits[i]);
	fprintf(to, "},\"has_referer\":%s,\"has_agent\":%s,\"first_other_line\":",
	    survey->best && survey->best->has_referer ? "true" : "false",
	    survey->best && survey->best->has_agent ? "true" : "false");
	if (survey->bad_line > 0) {
		fprintf(to, "%llu,\"why\":", (unsigned long long)survey->bad_line);
		write_json(to, span_str(survey->bad_why));
	} else
		fputs("null,\"why\":null", to);
	fputs("}\n", to);
}

/* Surveys one file: 0, 1 when it could not be opened, 3 when it is no log or broke early. */
static int
formats_file(const char *file, const struct options *options, FILE *to)
{
	struct survey survey = {.file = strcmp(file, "-") == 0 ? "standard input" : file};
	struct source *source = source_open(file, NULL);

	if (!source)
		return 1;
	survey.compression = source_compression(source);
	survey.fits = alloc_zero(formats_count() + 1, sizeof(*survey.fits));
	survey_take(&survey, source);
	if (options->output == &output_json)
		survey_json(to, &survey);
	else
		survey_text(to, &survey);
	source_close(source);
	free(survey.fits);
	return survey.lost || (survey.tried > 0 && !survey.best) ? 3 : 0;
}

static int
formats_files(const struct options *options, const struct inputs *inputs, FILE *to)
{
	size_t refused = 0;
	bool lost = false;

	for (size_t i = 0; i < inputs->count; i++) {
		int status = formats_file(inputs->names[i], options, to);
		refused += status == 1;
		lost = lost || status != 0;
	}
	if (inputs->count > 0 && refused == inputs->count)
		return 1;
	return lost ? 3 : 0;
}

static void
formats_table(const struct options *options, FILE *to)
{
	bool json = options->output == &output_json;

	for (size_t i = 0; formats[i]; i++) {
		const struct format *format = formats[i];
		if (json) {
			fprintf(to, "{\"format\":\"%s\",\"has_referer\":%s,\"has_agent\":%s,\"summary\":", format->name,
			    format->has_referer ? "true" : "false", format->has_agent ? "true" : "false");
			write_json(to, span_str(format->summary));
			fputs(",\"example\":", to);
			write_json(to, span_str(format->example));
			fputs("}\n", to);
			continue;
		}
		fprintf(to, "%s%s: %s\n", i > 0 ? "\n" : "", format->name, format->summary);
		fprintf(to, "  found by content yes, Referer %s, User-Agent %s\n", yes_no(format->has_referer),
		    yes_no(format->has_agent));
		fprintf(to, "  %s\n", format->example);
	}
}

static int
formats_run(int argc, char **argv)
{
	struct inputs inputs = {0};
	struct options options;
	struct sink sink;
	int status = options_parse(&options, argc, argv);
	bool table = !options.list && options.noperands == 0;

	if (status == OPTIONS_GO && !table)
		status = inputs_gather(&inputs, &options);
	if (status == OPTIONS_GO && sink_open(&sink, options.to) != 0)
		status = 1;
	if (status == OPTIONS_GO) {
		if (table)
			formats_table(&options, sink.to);
		status = table ? 0 : formats_files(&options, &inputs, sink.to);
		if (sink_close(&sink, status != 1) != 0)
			status = 1;
	}
	inputs_release(&inputs);
	options_release(&options);
	return status;
}

const struct command command_formats = {
    .name = "formats",
    .summary = "The log formats that are known, with an example each; or which one a file has, and why.",
    .usage = "[OPTION...] [FILE...]",
    .examples = "footfall formats\n"
		"footfall formats access.log\n",
    .run = formats_run,
};
