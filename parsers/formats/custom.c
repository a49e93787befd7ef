#include "parsers/formats/custom.h"
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/formats/config.h"
#include "parsers/formats/json.h"
#include "parsers/formats/w3c.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define CONFIG_LIMIT ((size_t)4 << 20)

/* A format and all it needs, in one allocation; `format.spec` points at the whole. */
struct custom {
	struct format format;
	struct layout layout;
	struct format_columns columns;
	struct json_key keys[JSON_KEYS];
	struct json_table table;
	char *names; /* of keys */
};

/* ---- parsing ---- */

static enum reject
parse_layout(const struct format *format, struct format_state *state, const struct line *line, struct record *record)
{
	const struct custom *custom = format->spec;
	enum reject reject = layout_parse(&custom->layout, state, line, record, true);

	if (reject == REJECT_NONE)
		state->last = format;
	return reject;
}

static enum reject
parse_columns(const struct format *format, struct format_state *state, const struct line *line, struct record *record)
{
	const struct custom *custom = format->spec;

	if (state->columns.count == 0)
		state->columns = custom->columns;
	return format_w3c.parse(&format_w3c, state, line, record);
}

static enum reject
parse_keys(const struct format *format, struct format_state *state, const struct line *line, struct record *record)
{
	const struct custom *custom = format->spec;

	return json_parse(&custom->table, state, line, record);
}

/* ---- the forms of the option ---- */

/* Reads a file whole; NULL with errno. */
static char *
read_whole(const char *path, size_t *n)
{
	struct stat status;
	char *text = NULL;
	FILE *file;

	/* A FIFO would wait for ever. */
	if (stat(path, &status) != 0)
		return NULL;
	errno = EINVAL;
	if (!S_ISREG(status.st_mode) || (uint64_t)status.st_size > CONFIG_LIMIT || !(file = fopen(path, "rbe")))
		return NULL;
	text = alloc_bytes((size_t)status.st_size + 1);
	*n = fread(text, 1, (size_t)status.st_size, file);
	fclose(file);
	return text;
}

/* "PATH" or "PATH:NAME". 1: there is no such file. */
static int
compile_file(struct layout *layout, struct span text, struct layout_fault *fault)
{
	size_t n = 0, colon = span_rchr(text, ':');
	struct span name = span_make("", 0);
	char *path = alloc_copy(text), *content = read_whole(path, &n);
	int status = 1;

	if (!content && errno == ENOENT && colon != SPAN_NONE && colon > 0) {
		path[colon] = 0;
		name = span_from(text, colon + 1);
		content = read_whole(path, &n);
	}
	if (content)
		status = config_compile(layout, span_make(content, n), name, fault);
	else if (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG)
		status = layout_refuse(fault, SPAN_NONE, "cannot be read as a configuration file");
	free(content);
	free(path);
	return status;
}

static int
take_layout(struct custom *custom, struct span text, struct layout_fault *fault)
{
	struct layout *layout = &custom->layout;
	int status;

	if (config_is_directive(text))
		status = config_compile(layout, text, SPAN(""), fault);
	else if (memchr(text.p, 0, text.n) || span_chr(text, '%') != SPAN_NONE || span_chr(text, '$') != SPAN_NONE ||
		 (status = compile_file(layout, text, fault)) > 0)
		status = layout_compile(layout, text, fault);
	custom->format.parse = parse_layout;
	custom->format.closed = layout->closed;
	custom->format.has_referer = layout->carried & FIELD_BIT(FIELD_REFERER);
	custom->format.has_agent = layout->carried & FIELD_BIT(FIELD_AGENT);
	return status;
}

static int
take_columns(struct custom *custom, struct span text, struct layout_fault *fault)
{
	uint32_t carried = 0;

	w3c_directive(&custom->columns, text);
	for (size_t i = 0; i < custom->columns.count; i++)
		carried |= FIELD_BIT(custom->columns.field[i]);
	custom->format.parse = parse_columns;
	custom->format.has_referer = carried & FIELD_BIT(FIELD_REFERER);
	custom->format.has_agent = carried & FIELD_BIT(FIELD_AGENT);
	if (!(carried & FIELD_BIT(FIELD_CLOCK)))
		return layout_refuse(fault, SPAN_NONE, "has no time: it needs the columns date and time");
	if (!(carried & FIELD_REQUESTS))
		return layout_refuse(fault, SPAN_NONE, "has no request: it needs the column cs-uri-stem or cs-uri");
	if (!(carried & FIELD_ADDRESSES))
		return layout_refuse(fault, SPAN_NONE, "has no address: it needs the column c-ip");
	return 0;
}

static const struct {
	struct span name;
	uint8_t field;
} key_fields[] = {
    {SPAN_INIT("time"), FIELD_TIME},
    {SPAN_INIT("address"), FIELD_ADDRESS},
    {SPAN_INIT("forwarded"), FIELD_FORWARDED},
    {SPAN_INIT("host"), FIELD_HOST},
    {SPAN_INIT("request"), FIELD_REQUEST},
    {SPAN_INIT("method"), FIELD_METHOD},
    {SPAN_INIT("target"), FIELD_TARGET},
    {SPAN_INIT("path"), FIELD_PATH},
    {SPAN_INIT("query"), FIELD_QUERY},
    {SPAN_INIT("status"), FIELD_STATUS},
    {SPAN_INIT("referer"), FIELD_REFERER},
    {SPAN_INIT("agent"), FIELD_AGENT},
};

/* "field=key" into *key. */
static int
take_key(struct json_key *key, struct span pair, size_t offset, struct layout_fault *fault)
{
	struct span rest = pair, name = span_cut(&rest, '=');

	for (size_t i = 0; i < sizeof(key_fields) / sizeof(key_fields[0]); i++) {
		if (!span_eq(key_fields[i].name, name))
			continue;
		if (rest.n == 0)
			return layout_refuse(fault, offset, "lacks the key: write FIELD=KEY");
		*key = (struct json_key){.name = rest, .place = JSON_TOP, .field = key_fields[i].field};
		return 0;
	}
	return layout_refuse(fault, offset,
	    "names no field: known are time, address, forwarded, host, request, method, target, path, query, status, "
	    "referer, agent");
}

/* Keys that are named come before the usual ones. */
static int
take_keys(struct custom *custom, struct span text, struct layout_fault *fault)
{
	struct span rest;
	size_t count = 0;

	custom->names = alloc_copy(text);
	rest = span_from(span_make(custom->names, text.n), 5);
	while (rest.n > 0) {
		struct span pair = span_cut(&rest, ',');
		size_t offset = (size_t)(pair.p - custom->names);

		if (count + json_keys_count == JSON_KEYS)
			return layout_refuse(fault, offset, "has too many keys");
		if (take_key(&custom->keys[count++], pair, offset, fault) != 0)
			return -1;
	}
	for (size_t i = 0; i < json_keys_count && count < JSON_KEYS; i++) {
		custom->keys[count] = json_keys[i];
		custom->keys[count++].rank = (uint8_t)(json_keys[i].rank + 1);
	}
	json_table_init(&custom->table, custom->keys, count);
	custom->format.parse = parse_keys;
	custom->format.has_referer = custom->format.has_agent = custom->format.closed = true;
	return 0;
}

/* ---- the face ---- */

const struct format *
format_custom(struct span text, struct layout_fault *fault)
{
	struct custom *custom = alloc_zero(1, sizeof(*custom));
	int status;

	memset(fault, 0, sizeof(*fault));
	custom->format.name = "--log-format";
	custom->format.summary = "the format that was asked for";
	custom->format.example = "";
	custom->format.spec = custom;
	if (text.n == 0)
		status = layout_refuse(fault, SPAN_NONE, "is empty");
	else if (span_istarts(text, SPAN("#Fields:")))
		status = take_columns(custom, text, fault);
	else if (span_starts(text, SPAN("json:")))
		status = take_keys(custom, text, fault);
	else
		status = take_layout(custom, text, fault);
	if (status == 0)
		return &custom->format;
	format_custom_free(&custom->format);
	return NULL;
}

void
format_custom_free(const struct format *format)
{
	struct custom *custom;

	if (!format)
		return;
	/* Ours is the first member; the const is for those who only parse with it. */
	memcpy(&custom, &format->spec, sizeof(format->spec));
	free(custom->names);
	free(custom);
}

/* Bytes of `text` up to `offset`, as columns on a screen. */
static size_t
column_of(struct span text, size_t offset)
{
	size_t column = 0;

	for (size_t i = 0; i < offset && i < text.n; i++)
		column += (text.p[i] & 0xc0) != 0x80;
	return column;
}

void
format_custom_say(struct span text, const struct layout_fault *fault)
{
	char shown[1024], caret[512] = "";
	size_t column;

	message_say(NULL, "the log format %s", fault->message);
	if (fault->text[0])
		text = span_str(fault->text);
	if (fault->offset == SPAN_NONE)
		return;
	message_safe(shown, sizeof(shown), text);
	column = column_of(text, fault->offset);
	message_say(NULL, "  %s", shown);
	/* A text with control characters grows when it is shown: no caret then. */
	if (column < sizeof(caret) - 2 && column_of(span_str(shown), SPAN_NONE - 1) == column_of(text, text.n)) {
		memset(caret, ' ', column);
		caret[column] = '^';
		caret[column + 1] = 0;
		message_say(NULL, "  %s", caret);
	}
}
