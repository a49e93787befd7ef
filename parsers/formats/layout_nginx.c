/* nginx: log_format, its variables by name. */
#include "parsers/formats/layout.h"

/* Variables that say something of visits; all others are passed over. */
static const struct variable {
	struct span name;
	uint8_t field;
} variables[] = {
    {SPAN_INIT("remote_addr"), FIELD_ADDRESS},
    {SPAN_INIT("remote_host"), FIELD_ADDRESS},
    {SPAN_INIT("realip_remote_addr"), FIELD_PEER},
    {SPAN_INIT("proxy_protocol_addr"), FIELD_FORWARDED},
    {SPAN_INIT("http_x_forwarded_for"), FIELD_FORWARDED},
    {SPAN_INIT("proxy_add_x_forwarded_for"), FIELD_FORWARDED},
    {SPAN_INIT("http_x_real_ip"), FIELD_FORWARDED},
    {SPAN_INIT("http_cf_connecting_ip"), FIELD_FORWARDED},
    {SPAN_INIT("http_true_client_ip"), FIELD_FORWARDED},
    {SPAN_INIT("remote_addr_port"), FIELD_ADDRESS_PORT}, /* of load balancers, not of nginx */
    {SPAN_INIT("host"), FIELD_HOST},
    {SPAN_INIT("http_host"), FIELD_HOST},
    {SPAN_INIT("server_name"), FIELD_HOST},
    {SPAN_INIT("request"), FIELD_REQUEST},
    {SPAN_INIT("request_method"), FIELD_METHOD},
    {SPAN_INIT("request_uri"), FIELD_TARGET},
    {SPAN_INIT("uri"), FIELD_PATH},
    {SPAN_INIT("document_uri"), FIELD_PATH},
    {SPAN_INIT("is_args"), FIELD_QUERY}, /* the question mark between the two */
    {SPAN_INIT("args"), FIELD_QUERY},
    {SPAN_INIT("query_string"), FIELD_QUERY},
    {SPAN_INIT("status"), FIELD_STATUS},
    {SPAN_INIT("body_bytes_sent"), FIELD_SIZE},
    {SPAN_INIT("bytes_sent"), FIELD_SIZE},
    {SPAN_INIT("http_referer"), FIELD_REFERER},
    {SPAN_INIT("http_user_agent"), FIELD_AGENT},
    {SPAN_INIT("time_local"), FIELD_TIME_CLF},
    {SPAN_INIT("time_iso8601"), FIELD_TIME_ISO},
    {SPAN_INIT("msec"), FIELD_EPOCH},
};

static enum field
variable_field(struct span name)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		if (span_eq(variables[i].name, name))
			return variables[i].field;
	return FIELD_SKIP;
}

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The name behind the $ at `*at`, with braces or without; moves behind it. */
static int
read_name(struct span text, size_t *at, struct span *name, struct layout_fault *fault)
{
	size_t begin = *at + 1, end, dollar = *at;
	bool braces = begin < text.n && text.p[begin] == '{';

	begin += braces;
	for (end = begin; end < text.n && is_name(text.p[end]);)
		end++;
	*name = span_make(text.p + begin, end - begin);
	if (end == begin)
		return layout_refuse(fault, dollar, "has a $ without the name of a variable");
	if (braces && (end == text.n || text.p[end] != '}'))
		return layout_refuse(fault, begin - 1, "has a { that is not closed by a }");
	*at = end + braces;
	return 0;
}

/* "escape=json" before the format, as log_format has it. */
static size_t
read_escape(struct layout *layout, struct span text)
{
	struct span rest = text, word;

	if (!span_starts(text, SPAN("escape=")))
		return 0;
	word = span_cut(&rest, ' ');
	if (span_eq(word, SPAN("escape=json")))
		layout->decode = DECODE_JSON;
	if (span_eq(word, SPAN("escape=none")))
		layout->decode = DECODE_NONE;
	while (rest.n > 0 && rest.p[0] == ' ')
		rest = span_from(rest, 1);
	return text.n - rest.n;
}

int
layout_compile_nginx(struct layout *layout, struct span text, struct layout_fault *fault)
{
	struct span name;
	size_t i;

	layout_start(layout);
	i = read_escape(layout, text);
	if (i < text.n && text.p[i] == '{')
		layout->decode = DECODE_JSON;
	while (i < text.n) {
		size_t here = i;
		char c = text.p[i];

		if (c == '$') {
			if (read_name(text, &i, &name, fault) != 0 ||
			    layout_field(layout, variable_field(name), 0, here, fault) != 0)
				return -1;
			continue;
		}
		if (c == '\\' && i + 1 < text.n && text.p[i + 1] && strchr("\"'\\tn", text.p[i + 1])) {
			c = text.p[++i];
			c = c == 't' ? '\t' : c == 'n' ? '\n' : c;
		}
		i++;
		if (c != '\n' && layout_literal(layout, c, here, fault) != 0)
			return -1;
	}
	return layout_finish(layout, fault);
}
