/* The manual page: prose from a template, and at lines such as @OPTIONS@ what the tables say. */
#include "analyzer/commands/help.h"
#include "analyzer/outputs/output.h"
#include "base/message.h"
#include "base/span.h"
#include "dist/makedocs/makedocs.h"
#include "parsers/formats/format.h"

#include <stdlib.h>
#include <string.h>

/* Characters that roff would take for its own, or print as another. */
static const char *
man_special(char c)
{
	switch (c) {
	case '\\':
		return "\\e";
	case '-':
		return "\\-";
	case '\'':
		return "\\(aq";
	case '`':
		return "\\(ga";
	case '^':
		return "\\(ha";
	case '~':
		return "\\(ti";
	case '"':
		return "\\(dq";
	default:
		return NULL;
	}
}

static void
man_text(FILE *to, struct span text)
{
	if (text.n > 0 && text.p[0] == '.')
		fputs("\\&", to);
	for (size_t i = 0; i < text.n; i++) {
		const char *special = man_special(text.p[i]);
		if (special)
			fputs(special, to);
		else
			putc(text.p[i], to);
	}
}

/* A sentence on a line of its own: a capital first, a full stop last. */
static void
man_sentence(FILE *to, const char *text)
{
	char first = text[0];

	if (first >= 'a' && first <= 'z')
		putc(first - 'a' + 'A', to), text++;
	man_text(to, span_str(text));
	fputs(text[0] && text[strlen(text) - 1] == '.' ? "\n" : ".\n", to);
}

static void
man_option_name(FILE *to, const struct option_row *row)
{
	fputs(".TP\n", to);
	if (row->letter)
		fprintf(to, "\\fB\\-%c\\fR, ", row->letter);
	fputs("\\fB\\-\\-", to);
	man_text(to, span_str(row->name));
	fputs("\\fR", to);
	if (row->argument) {
		fputs(" \\fI", to);
		man_text(to, span_str(row->argument));
		fputs("\\fR", to);
	}
	putc('\n', to);
}

static void
man_option_values(FILE *to, const struct option_row *row)
{
	if (!row->value || !row->value(0))
		return;
	fputs("One of", to);
	for (size_t i = 0; row->value(i); i++) {
		fputs(i > 0 ? ", \\fB" : " \\fB", to);
		man_text(to, span_str(row->value(i)));
		fputs("\\fR", to);
	}
	fputs(".\n", to);
}

static void
man_option_commands(FILE *to, const struct option_row *row)
{
	size_t n = 0, all = 0;

	for (size_t i = 0; commands[i]; i++, all++)
		n += option_for(row, commands[i]->name);
	if (n == all)
		return;
	fputs("For", to);
	for (size_t i = 0, k = 0; commands[i]; i++)
		if (option_for(row, commands[i]->name))
			fprintf(to, "%s\\fB%s\\fR", k++ == 0 ? " " : ", ", commands[i]->name);
	fputs(".\n", to);
}

static void
man_options(FILE *to)
{
	for (const struct option_row *row = option_rows; row->name; row++) {
		man_option_name(to, row);
		man_sentence(to, row->help);
		man_option_values(to, row);
		man_option_commands(to, row);
	}
}

static void
man_examples(FILE *to, const char *examples)
{
	struct span rest = span_str(examples);

	fputs(".RS\n.nf\n", to);
	while (rest.n > 0) {
		man_text(to, span_cut(&rest, '\n'));
		putc('\n', to);
	}
	fputs(".fi\n.RE\n", to);
}

static void
man_commands(FILE *to)
{
	for (size_t i = 0; commands[i]; i++) {
		fprintf(to, ".TP\n\\fBfootfall %s\\fR ", commands[i]->name);
		man_text(to, span_str(commands[i]->usage));
		putc('\n', to);
		man_sentence(to, commands[i]->summary);
		if (commands[i]->examples[0])
			man_examples(to, commands[i]->examples);
	}
}

static void
man_entry(FILE *to, const char *name, const char *summary)
{
	fputs(".TP\n\\fB", to);
	man_text(to, span_str(name));
	fputs("\\fR\n", to);
	man_sentence(to, summary);
}

static void
man_formats(FILE *to)
{
	for (size_t i = 0; formats[i]; i++)
		man_entry(to, formats[i]->name, formats[i]->summary);
}

static void
man_outputs(FILE *to)
{
	for (size_t i = 0; outputs[i]; i++)
		man_entry(to, outputs[i]->name, outputs[i]->summary);
}

static void
man_version(FILE *to)
{
	fputs(".TH FOOTFALL 1 2026-11-23 \"footfall " FOOTFALL_VERSION "\" \"User Commands\"\n", to);
}

static const struct {
	const char *line;
	void (*print)(FILE *to);
} man_places[] = {
    {"@TITLE@\n", man_version},
    {"@COMMANDS@\n", man_commands},
    {"@OPTIONS@\n", man_options},
    {"@FORMATS@\n", man_formats},
    {"@OUTPUTS@\n", man_outputs},
};

static void
man_line(FILE *to, const char *line)
{
	for (size_t i = 0; i < sizeof(man_places) / sizeof(man_places[0]); i++)
		if (strcmp(man_places[i].line, line) == 0) {
			man_places[i].print(to);
			return;
		}
	fputs(line, to);
}

static int
man_print(FILE *to, const char *path)
{
	FILE *from = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	int status;

	if (!from) {
		message_say(NULL, "cannot open '%s'", path);
		return -1;
	}
	while (getline(&line, &room, from) > 0)
		man_line(to, line);
	status = ferror(from) ? -1 : 0;
	free(line);
	fclose(from);
	return status;
}

const struct generator generator_man = {"man", " TEMPLATE", man_print};
