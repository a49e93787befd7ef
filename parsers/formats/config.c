/*
 * Only four directives are looked for, wherever they stand: LogFormat and CustomLog, log_format and
 * access_log. Files that are included are not followed; whoever has them names them.
 */
#include "parsers/formats/config.h"
#include "base/alloc.h"
#include <stdio.h>

#define FORMATS 64
#define WORDS 256

struct config {
	struct span names[FORMATS], texts[FORMATS];
	bool nginx[FORMATS];
	size_t count;
	struct span used[FORMATS]; /* by an access log: names, or formats themselves */
	size_t nused;
	struct arena arena;
};

/* ---- words ---- */

struct reader {
	struct span rest;
	bool ended; /* the directive is over */
};

static void
skip_line(struct reader *reader)
{
	size_t end = span_chr(reader->rest, '\n');

	reader->rest = span_from(reader->rest, end == SPAN_NONE ? reader->rest.n : end);
}

/* Blanks, and the newlines that do not end a directive: all of nginx's, escaped ones of Apache. */
static void
skip_blanks(struct reader *reader, bool newlines)
{
	for (; reader->rest.n > 0; reader->rest = span_from(reader->rest, 1)) {
		char c = reader->rest.p[0];

		if (c == '\\' && reader->rest.n > 1 && reader->rest.p[1] == '\n')
			reader->rest = span_from(reader->rest, 1);
		else if (newlines && c == '#')
			skip_line(reader);
		else if (c != ' ' && c != '\t' && c != '\r' && !(newlines && c == '\n'))
			break;
		if (reader->rest.n == 0)
			break;
	}
}

/* Up to the closing quote; escapes stay. */
static struct span
quoted_word(struct reader *reader)
{
	char quote = reader->rest.p[0];
	struct span text = span_from(reader->rest, 1), out;
	size_t i = 0;

	while (i < text.n && text.p[i] != quote)
		i += text.p[i] == '\\' && i + 1 < text.n ? 2 : 1;
	out = span_first(text, i);
	reader->rest = span_from(text, i + 1);
	return out;
}

/* The next word of a directive; with `nginx` it ends at ; { or }, else at the line's end. */
static bool
next_word(struct reader *reader, bool nginx, struct span *out)
{
	size_t i = 0;

	skip_blanks(reader, nginx);
	if (reader->rest.n == 0)
		return false;
	if (reader->rest.p[0] == (nginx ? ';' : '\n') || (nginx && strchr("{}", reader->rest.p[0]))) {
		reader->rest = span_from(reader->rest, 1);
		return false;
	}
	if (reader->rest.p[0] == '"' || reader->rest.p[0] == '\'') {
		*out = quoted_word(reader);
		return true;
	}
	while (i < reader->rest.n && !strchr(nginx ? " \t\r\n;{}" : " \t\r\n", reader->rest.p[i]))
		i++;
	i += i == 0; /* a NUL byte */
	*out = span_first(reader->rest, i);
	reader->rest = span_from(reader->rest, i);
	return true;
}

/* ---- directives ---- */

static void
add_format(struct config *config, struct span name, struct span text, bool nginx)
{
	if (config->count == FORMATS)
		return;
	config->names[config->count] = name;
	config->texts[config->count] = text;
	config->nginx[config->count++] = nginx;
}

static void
add_used(struct config *config, struct span name)
{
	for (size_t i = 0; i < config->nused; i++)
		if (span_eq(config->used[i], name))
			return;
	if (config->nused < FORMATS)
		config->used[config->nused++] = name;
}

/* LogFormat "..." [name] */
static void
take_logformat(struct config *config, const struct span *words, size_t count)
{
	if (count >= 1)
		add_format(config, count > 1 ? words[1] : SPAN(""), words[0], false);
}

/* CustomLog file name-or-format */
static void
take_customlog(struct config *config, const struct span *words, size_t count)
{
	if (count < 2)
		return;
	if (span_chr(words[1], '%') != SPAN_NONE)
		add_format(config, words[1], words[1], false);
	add_used(config, words[1]);
}

/* log_format name [escape=...] '...' '...'; the pieces are one. */
static void
take_log_format(struct config *config, const struct span *words, size_t count)
{
	struct span text;
	char *joined;
	size_t n = 0;

	if (count < 2)
		return;
	for (size_t i = 1; i < count; i++)
		n += words[i].n + 1;
	text.p = joined = arena_bytes(&config->arena, n);
	for (size_t i = 1; i < count; i++) {
		memcpy(joined, words[i].p, words[i].n);
		joined += words[i].n;
		if (i == 1 && span_starts(words[i], SPAN("escape=")))
			*joined++ = ' ';
	}
	text.n = (size_t)(joined - text.p);
	add_format(config, words[0], text, true);
}

/* access_log path [name [more]]; "off" writes none. */
static void
take_access_log(struct config *config, const struct span *words, size_t count)
{
	if (count == 0 || span_eq(words[0], SPAN("off")))
		return;
	add_used(config, count > 1 && span_chr(words[1], '=') == SPAN_NONE ? words[1] : SPAN("combined"));
}

static const struct directive {
	struct span name;
	bool nginx;
	void (*take)(struct config *config, const struct span *words, size_t count);
} directives[] = {
    {SPAN_INIT("LogFormat"), false, take_logformat},
    {SPAN_INIT("CustomLog"), false, take_customlog},
    {SPAN_INIT("GlobalLog"), false, take_customlog},
    {SPAN_INIT("log_format"), true, take_log_format},
    {SPAN_INIT("access_log"), true, take_access_log},
};

static const struct directive *
directive_at(struct span text)
{
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++) {
		const struct directive *one = &directives[i];

		if (span_istarts(text, one->name) && text.n > one->name.n && strchr(" \t\"'", text.p[one->name.n]) &&
		    text.p[one->name.n])
			return one;
	}
	return NULL;
}

/* Directives begin where a line, or with nginx a statement, begins. */
static void
read_directives(struct config *config, struct span text)
{
	struct reader reader = {.rest = text};
	struct span words[WORDS];

	while (reader.rest.n > 0) {
		const struct directive *one;
		size_t count = 0;

		skip_blanks(&reader, true);
		one = directive_at(reader.rest);
		if (one) {
			reader.rest = span_from(reader.rest, one->name.n);
			while (count < WORDS && next_word(&reader, one->nginx, &words[count]))
				count++;
			one->take(config, words, count);
			continue;
		}
		while (reader.rest.n > 0 && !strchr("\n;{}", reader.rest.p[0]))
			reader.rest = span_from(reader.rest, 1);
		reader.rest = span_from(reader.rest, 1);
	}
}

/* ---- the choice ---- */

/* "a, b, c" */
static void
list_names(char *out, size_t size, const struct span *names, size_t count)
{
	size_t at = 0;

	out[0] = 0;
	for (size_t i = 0; i < count && at + 1 < size; i++) {
		int n = snprintf(out + at, size - at, "%s%.*s", i > 0 ? ", " : "",
		    (int)(names[i].n < 40 ? names[i].n : 40), names[i].p);

		at += n > 0 ? (size_t)n : 0;
	}
}

static int
compile_named(struct layout *layout, const struct config *config, struct span name, struct layout_fault *fault)
{
	static const char combined[] = "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"";
	char list[240];
	int status;

	/* Of two formats with one name the later counts, as for the servers. */
	for (size_t i = config->count; i-- > 0;) {
		struct span text = config->texts[i];

		if (!span_eq(config->names[i], name))
			continue;
		status = config->nginx[i] ? layout_compile_nginx(layout, text, fault)
					  : layout_compile_apache(layout, text, fault);
		if (status != 0)
			snprintf(fault->text, sizeof(fault->text), "%.*s", SPAN_ARG(span_first(text, 500)));
		return status;
	}
	if (span_eq(name, SPAN("combined")))
		return layout_compile_apache(layout, SPAN(combined), fault);
	list_names(list, sizeof(list), config->names, config->count);
	return layout_refuse(fault, SPAN_NONE, "has no log format '%.*s'%s%s", (int)(name.n < 60 ? name.n : 60), name.p,
	    list[0] ? "; it has " : "", list);
}

/* The one format that is used, or else defined. */
static int
choose(struct layout *layout, const struct config *config, struct layout_fault *fault)
{
	bool used = config->nused > 0;
	size_t count = used ? config->nused : config->count;
	char list[240];

	if (count == 1)
		return compile_named(layout, config, used ? config->used[0] : config->names[0], fault);
	if (count == 0)
		return layout_refuse(fault, SPAN_NONE,
		    "has no LogFormat, CustomLog, log_format or access_log; files that it includes are not read");
	list_names(list, sizeof(list), used ? config->used : config->names, count);
	return layout_refuse(fault, SPAN_NONE, "has %zu log formats; name one behind a colon: %s", count, list);
}

bool
config_is_directive(struct span text)
{
	const struct directive *one = directive_at(span_trim(text));

	return one && (one->take == take_logformat || one->take == take_log_format);
}

int
config_compile(struct layout *layout, struct span text, struct span name, struct layout_fault *fault)
{
	struct config config = {.count = 0};
	int status;

	read_directives(&config, text);
	status = name.n > 0 ? compile_named(layout, &config, name, fault) : choose(layout, &config, fault);
	arena_release(&config.arena);
	return status;
}
