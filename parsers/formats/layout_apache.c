/* Apache: mod_log_config's LogFormat, as it stands in a configuration file or a shell. */
#include "parsers/formats/layout.h"

/* What a letter behind % writes; letters that say nothing of visits are FIELD_SKIP. */
static const struct letter {
	char letter;
	uint8_t field;
} letters[] = {
    {'h', FIELD_ADDRESS},
    {'a', FIELD_ADDRESS},
    {'v', FIELD_HOST},
    {'V', FIELD_HOST},
    {'r', FIELD_REQUEST},
    {'m', FIELD_METHOD},
    {'U', FIELD_PATH},
    {'q', FIELD_QUERY},
    {'s', FIELD_STATUS},
    {'b', FIELD_SIZE},
    {'B', FIELD_SIZE},
    {'t', FIELD_TIME_CLF},
    {'i', FIELD_SKIP}, /* by the name of the header */
    {'A', FIELD_SKIP},
    {'c', FIELD_SKIP}, /* of mod_ssl, as x */
    {'C', FIELD_SKIP},
    {'D', FIELD_SKIP},
    {'e', FIELD_SKIP},
    {'f', FIELD_SKIP},
    {'H', FIELD_SKIP},
    {'I', FIELD_SKIP},
    {'k', FIELD_SKIP},
    {'l', FIELD_SKIP},
    {'L', FIELD_SKIP},
    {'n', FIELD_SKIP},
    {'o', FIELD_SKIP},
    {'O', FIELD_SKIP},
    {'p', FIELD_SKIP},
    {'P', FIELD_SKIP},
    {'R', FIELD_SKIP},
    {'S', FIELD_SKIP},
    {'T', FIELD_SKIP},
    {'u', FIELD_SKIP},
    {'x', FIELD_SKIP},
    {'X', FIELD_SKIP},
};

/* Trailers, and the times of mod_logio; none says anything of visits. */
static const struct span long_letters[] = {SPAN_INIT("^ti"), SPAN_INIT("^to"), SPAN_INIT("^FB"), SPAN_INIT("^FU")};

static const struct header {
	struct span name;
	uint8_t field;
} headers[] = {
    {SPAN_INIT("Referer"), FIELD_REFERER},
    {SPAN_INIT("Referrer"), FIELD_REFERER},
    {SPAN_INIT("User-Agent"), FIELD_AGENT},
    {SPAN_INIT("Host"), FIELD_HOST},
    {SPAN_INIT("X-Forwarded-For"), FIELD_FORWARDED},
    {SPAN_INIT("X-Real-IP"), FIELD_FORWARDED},
    {SPAN_INIT("CF-Connecting-IP"), FIELD_FORWARDED},
    {SPAN_INIT("True-Client-IP"), FIELD_FORWARDED},
    {SPAN_INIT("Forwarded-For"), FIELD_FORWARDED},
};

/* A directive: %[!200,304][<>][{argument}]letter, or ^ and two letters. */
struct directive {
	size_t at; /* of its % */
	struct span argument;
	char letter; /* the last one of several */
	bool skip; /* there are several */
};

/* Reads the directive at `*at`, and moves behind it. */
static int
read_directive(struct span text, size_t *at, struct directive *out, struct layout_fault *fault)
{
	size_t i = *at + 1, close;

	*out = (struct directive){.at = *at, .argument = {"", 0}};
	while (i < text.n && strchr("!,0123456789<>", text.p[i]) && text.p[i])
		i++;
	if (i < text.n && text.p[i] == '{') {
		close = span_chr(span_from(text, i), '}');
		if (close == SPAN_NONE)
			return layout_refuse(fault, i, "has a { that is not closed by a }");
		out->argument = span_make(text.p + i + 1, close - 1);
		i += close + 1;
	}
	for (size_t k = 0; k < sizeof(long_letters) / sizeof(long_letters[0]) && !out->skip; k++)
		out->skip = span_starts(span_from(text, i), long_letters[k]);
	i += out->skip ? 2 : 0;
	if (i >= text.n)
		return layout_refuse(fault, *at, "ends in the middle of a field: a letter is missing behind the %%");
	out->letter = text.p[i];
	*at = i + 1;
	return 0;
}

/* ---- %{...}t ---- */

/* Conversions that stand for several. */
static const struct {
	char conversion;
	const char *means;
} compounds[] = {
    {'T', "%H:%M:%S"},
    {'R', "%H:%M"},
    {'F', "%Y-%m-%d"},
    {'D', "%m/%d/%y"},
    {'r', "%I:%M:%S %p"},
    {'c', "%a %b %e %H:%M:%S %Y"},
    {'h', "%b"},
};

static int compile_conversion(struct layout *layout, char conversion, size_t offset, struct layout_fault *fault);

static int
compile_strftime(struct layout *layout, struct span text, size_t offset, bool moves, struct layout_fault *fault)
{
	for (size_t i = 0; i < text.n; i++) {
		size_t here = moves ? offset + i : offset;

		if (text.p[i] != '%') {
			if (layout_literal(layout, text.p[i], here, fault) != 0)
				return -1;
		} else if (++i == text.n) {
			return layout_refuse(fault, here, "ends a time in the middle of a conversion");
		} else if (compile_conversion(layout, text.p[i], here, fault) != 0)
			return -1;
	}
	return 0;
}

static int
compile_conversion(struct layout *layout, char conversion, size_t offset, struct layout_fault *fault)
{
	if (conversion == '%')
		return layout_literal(layout, '%', offset, fault);
	for (size_t i = 0; i < sizeof(compounds) / sizeof(compounds[0]); i++)
		if (compounds[i].conversion == conversion)
			return compile_strftime(layout, span_str(compounds[i].means), offset, false, fault);
	if (conversion == 0 || !strchr("YmdeybHIMSpszZa", conversion))
		return layout_refuse(fault, offset, "has a time with the conversion %%%c, which cannot be read back",
		    conversion >= ' ' && conversion < 127 ? conversion : '?');
	return layout_field(layout, FIELD_TIME_PART, conversion, offset, fault);
}

static int
compile_time(struct layout *layout, const struct directive *one, size_t offset, struct layout_fault *fault)
{
	static const struct header units[] = {
	    {SPAN_INIT("sec"), FIELD_EPOCH},
	    {SPAN_INIT("msec"), FIELD_EPOCH_MILLI},
	    {SPAN_INIT("usec"), FIELD_EPOCH_MICRO},
	    {SPAN_INIT("msec_frac"), FIELD_SKIP},
	    {SPAN_INIT("usec_frac"), FIELD_SKIP},
	};
	struct span text = one->argument;

	if (text.n == 0) {
		if (layout_literal(layout, '[', offset, fault) != 0 ||
		    layout_field(layout, FIELD_TIME_CLF, 0, offset, fault) != 0)
			return -1;
		return layout_literal(layout, ']', offset, fault);
	}
	if (span_starts(text, SPAN("begin:")))
		text = span_from(text, 6);
	else if (span_starts(text, SPAN("end:")))
		text = span_from(text, 4);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (span_eq(units[i].name, text))
			return layout_field(layout, units[i].field, 0, offset, fault);
	return compile_strftime(layout, text, (size_t)(text.p - one->argument.p) + offset + 2, true, fault);
}

/* ---- the whole ---- */

static enum field
header_field(struct span name)
{
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		if (span_ieq(headers[i].name, name))
			return headers[i].field;
	return FIELD_SKIP;
}

static int
compile_directive(struct layout *layout, const struct directive *one, struct layout_fault *fault)
{
	enum field field;

	if (one->letter == '%')
		return layout_literal(layout, '%', one->at, fault);
	if (one->skip)
		return layout_field(layout, FIELD_SKIP, 0, one->at, fault);
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (letters[i].letter != one->letter)
			continue;
		field = letters[i].field;
		if (one->letter == 't')
			return compile_time(layout, one, one->at, fault);
		if (one->letter == 'i')
			field = header_field(one->argument);
		if (one->letter == 'a' && span_eq(one->argument, SPAN("c")))
			field = FIELD_PEER;
		return layout_field(layout, field, 0, one->at, fault);
	}
	return layout_refuse(fault, one->at, "has a field %%%c that Apache does not know",
	    one->letter > ' ' && one->letter < 127 ? one->letter : '?');
}

int
layout_compile_apache(struct layout *layout, struct span text, struct layout_fault *fault)
{
	struct directive one;

	layout_start(layout);
	for (size_t i = 0; i < text.n;) {
		char c = text.p[i];

		if (c == '%') {
			if (read_directive(text, &i, &one, fault) != 0 || compile_directive(layout, &one, fault) != 0)
				return -1;
			continue;
		}
		/* Quotes are escaped in the file, since the format stands in quotes there. */
		if (c == '\\' && i + 1 < text.n) {
			c = text.p[++i];
			c = c == 't' ? '\t' : c == 'n' ? '\n' : c;
		}
		i++;
		if (c != '\n' && layout_literal(layout, c, i - 1, fault) != 0)
			return -1;
	}
	if (text.n > 0 && text.p[0] == '{')
		layout->decode = DECODE_JSON;
	return layout_finish(layout, fault);
}
