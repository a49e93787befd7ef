/* formats: the log formats there are, or which of them a file has, and why. */
#include "analyzer/commands/inputs.h"
#include "analyzer/commands/options.h"
#include "analyzer/outputs/sink.h"
#include "analyzer/outputs/write.h"
#include "base/message.h"
#include "parsers/formats/detect.h"
#include "parsers/lines.h"
#include "parsers/source.h"

#include <poll.h>
#include <unistd.h>

#define TRIED 1000u /* lines that are looked at */
#define MOMENT 200 /* milliseconds */

static const char *
yes_no(bool yes)
{
	return yes ? "yes" : "no";
}

/* ---- one file ---- */

/* What the first lines of a file say. */
struct survey {
	const char *file, *compression;
	struct detect detect;
	bool pipe; /* on standard input */
	bool lost;
	_Atomic uint64_t taken; /* bytes */
	uint64_t known; /* of them, when it was asked last */
};

/* Whether the next line is at hand. Of a pipe no more is waited for than its first block, but for a
 * moment, since who writes into it may need it. What was taken from it lately may not be handed out yet. */
static bool
survey_goes_on(struct survey *survey, const struct lines *lines)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	uint64_t taken = survey->taken;

	if (!survey->pipe || lines->number == 0 ||
	    memchr(lines->buffer + lines->start, '\n', lines->end - lines->start))
		return true;
	if (taken == survey->known)
		return poll(&input, 1, MOMENT) != 0;
	survey->known = taken;
	return true;
}

static void
survey_take(struct survey *survey, struct source *source)
{
	struct lines lines;
	struct line line;
	enum line_kind kind;

	lines_init(&lines, source);
	while (survey->detect.tried < TRIED && survey_goes_on(survey, &lines) &&
	       (kind = lines_next(&lines, &line)) != LINE_NONE)
		detect_add(&survey->detect, &line, kind, lines.number);
	survey->lost = lines.lost;
	lines_release(&lines);
}

static double
survey_percent(const struct survey *survey, uint64_t count)
{
	return survey->detect.tried > 0 ? 100.0 * (double)count / (double)survey->detect.tried : 0;
}

static void
survey_text(FILE *to, const struct survey *survey)
{
	const struct detect *detect = &survey->detect;
	char file[256], sentence[512], tried[WRITE_GROUPED];

	message_safe(file, sizeof(file), span_str(survey->file));
	detect_sentence(detect, sentence, sizeof(sentence));
	fprintf(to, "%s: %s\n", file, sentence);
	fprintf(to, "  %-20s %s\n", "compression", survey->compression);
	fprintf(to, "  %-20s %s\n", "lines tried", write_grouped(tried, detect->tried));
	for (size_t i = 0; formats[i]; i++)
		if (detect->fits[i] > 0)
			fprintf(
			    to, "  %-20s %.1f %% of them\n", formats[i]->name, survey_percent(survey, detect->fits[i]));
	if (detect->records > 0) {
		fprintf(
		    to, "  %-20s %.1f %% of them\n", "have a Referer", survey_percent(survey, detect->with_referer));
		fprintf(
		    to, "  %-20s %.1f %% of them\n", "have a User-Agent", survey_percent(survey, detect->with_agent));
	}
	if (detect->bad_line > 0)
		fprintf(to, "  %-20s line %llu: it %s\n", "first that fits none", (unsigned long long)detect->bad_line,
		    format_reject_text(detect->bad_why));
	if (detect->tried > 0 && detect->records == 0)
		fputs("  Tell the format with --log-format: the LogFormat or log_format line of the server's\n"
		      "  configuration, or that file.\n",
		    to);
}

static void
survey_json(FILE *to, const struct survey *survey)
{
	const struct detect *detect = &survey->detect;
	const struct format *best = detect_format(detect);
	char sentence[512];

	fputs("{\"file\":", to);
	write_json(to, span_str(survey->file));
	fputs(",\"format\":", to);
	if (best)
		write_json(to, span_str(best->name));
	else
		fputs("null", to);
	fprintf(to, ",\"compression\":\"%s\",\"lines_tried\":%llu,\"fits\":{", survey->compression,
	    (unsigned long long)detect->tried);
	for (size_t i = 0; formats[i]; i++)
		fprintf(to, "%s\"%s\":%llu", i > 0 ? "," : "", formats[i]->name, (unsigned long long)detect->fits[i]);
	fprintf(to,
	    "},\"has_referer\":%s,\"has_agent\":%s,\"first_other_line\":", detect->with_referer > 0 ? "true" : "false",
	    detect->with_agent > 0 ? "true" : "false");
	if (detect->bad_line > 0) {
		fprintf(to, "%llu,\"why\":", (unsigned long long)detect->bad_line);
		write_json(to, span_str(format_reject_text(detect->bad_why)));
	} else
		fputs("null,\"why\":null", to);
	fputs(",\"confidence\":", to);
	write_real(to, detect_share(detect));
	fputs(",\"sentence\":", to);
	write_json(to, span_make(sentence, detect_sentence(detect, sentence, sizeof(sentence))));
	fputs("}\n", to);
}

/* Surveys one file: 0, 1 when it could not be opened, 3 when it is no log or broke early. */
static int
formats_file(const char *file, const struct options *options, FILE *to)
{
	struct survey survey = {.file = strcmp(file, "-") == 0 ? "standard input" : file};
	struct source *source = source_open(file, NULL);
	bool bad;

	if (!source)
		return 1;
	source_count(source, &survey.taken);
	survey.pipe = strcmp(file, "-") == 0 && source_size(source) == 0;
	survey.compression = source_compression(source);
	detect_init(&survey.detect);
	survey_take(&survey, source);
	if (options->output == &output_json)
		survey_json(to, &survey);
	else
		survey_text(to, &survey);
	bad = survey.lost || (survey.detect.tried > 0 && survey.detect.records == 0);
	detect_release(&survey.detect);
	source_close(source);
	return bad ? 3 : 0;
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

/* ---- all formats ---- */

static void
format_text(FILE *to, const struct format *format)
{
	fprintf(to, "%s: %s\n", format->name, format->summary);
	fprintf(to, "  recognised by itself: yes, has Referer: %s, has User-Agent: %s, sample: sample-logs/%s\n",
	    yes_no(format->has_referer), yes_no(format->has_agent), format->sample);
	fprintf(to, "  %s\n\n", format->example);
}

static void
format_json_line(FILE *to, const struct format *format)
{
	fprintf(to, "{\"format\":\"%s\",\"has_referer\":%s,\"has_agent\":%s,\"summary\":", format->name,
	    format->has_referer ? "true" : "false", format->has_agent ? "true" : "false");
	write_json(to, span_str(format->summary));
	fputs(",\"example\":", to);
	write_json(to, span_str(format->example));
	fprintf(to, ",\"by_itself\":true,\"sample\":\"sample-logs/%s\"}\n", format->sample);
}

/* The README has this table, word for word. */
static void
format_markdown(FILE *to, const struct format *format)
{
	fprintf(to, "| `%s` | ", format->name);
	write_markdown(to, span_str(format->summary));
	fprintf(
	    to, " | yes | %s | [%s](sample-logs/%s) |\n", yes_no(format->has_referer), format->sample, format->sample);
}

static void
formats_table(const struct options *options, FILE *to)
{
	bool markdown = options->output == &output_markdown, text = options->output == &output_text;

	if (markdown)
		fputs("| format | what it is | recognised by itself | has Referer | sample |\n"
		      "| --- | --- | --- | --- | --- |\n",
		    to);
	for (size_t i = 0; formats[i]; i++)
		(markdown ? format_markdown : text ? format_text : format_json_line)(to, formats[i]);
	if (markdown)
		fputs("| any other | Apache's `LogFormat`, nginx's `log_format`, columns of W3C, keys of JSON | no: "
		      "`--log-format` | if it is in it | |\n",
		    to);
	if (text)
		fputs("any other: a LogFormat of Apache or a log_format of nginx\n"
		      "  recognised by itself: no, tell it with --log-format STRING or --log-format FILE\n",
		    to);
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
