#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "parsers/formats/custom.h"
#include "parsers/lines.h"
#include "parsers/quotes.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A line on its own, with its marks and nothing readable but the padding behind it. */
struct held {
	char *text;
	uint32_t *marks;
	struct line line;
};

static void
hold(struct held *held, struct span text)
{
	held->text = alloc_zero(text.n + QUOTES_PADDING, 1);
	held->marks = alloc_zero(text.n + QUOTES_PADDING, sizeof(*held->marks));
	if (text.n > 0)
		memcpy(held->text, text.p, text.n);
	line_of(&held->line, span_make(held->text, text.n), held->marks);
}

static void
let_go(struct held *held)
{
	free(held->text);
	free(held->marks);
}

static void
assert_span(const char *format, const char *what, struct span got, const char *want)
{
	if (!span_eq(got, span_str(want)))
		fail_msg("%s: %s is '%.*s', not '%s'", format, what, SPAN_ARG(got), want);
}

static bool
says(const char *differs, const char *word)
{
	return strstr(differs, word) != NULL;
}

/* The one visit. */
static void
assert_visit(const char *text, const struct record *record, const char *differs)
{
	assert_span(text, "address", record->address, says(differs, "ipv6") ? "2001:db8::1" : "203.0.113.7");
	assert_span(text, "method", record->method, "GET");
	assert_span(text, "target", record->target, "/a-post/?x=1");
	assert_span(text, "referer", record->referer, says(differs, "-referer") ? "" : "https://t.co/Ab12345678");
	assert_span(text, "agent", record->agent, says(differs, "-agent") ? "" : "Mozilla/5.0 (X11; Linux x86_64)");
	if (says(differs, "forwarded"))
		assert_true(span_starts(record->forwarded, SPAN("198.51.100.4")));
	if (record->host.n > 0 || says(differs, "host"))
		assert_span(text, "host", record->host, "blog.example.org");
	if (record->time != 1367820900 || record->status != 200)
		fail_msg("%s: time %lld, status %u", text, (long long)record->time, record->status);
	assert_int_equal(record->has_referer, !says(differs, "-referer"));
	assert_int_equal(record->has_agent, !says(differs, "-agent"));
}

/* A format whose last field is closed refuses every line that was cut; none ever crashes. */
static void
cut(const struct format *format, const char *text)
{
	struct format_state state = {.only = format};
	struct span whole = span_str(text);

	for (size_t n = 1; n < whole.n; n++) {
		struct record record;
		struct held held;

		hold(&held, span_first(whole, n));
		if (format_parse(&state, &held.line, &record, NULL) == REJECT_NONE && format->closed)
			assert_span(text, "agent", record.agent, "Mozilla/5.0 (X11; Linux x86_64)");
		let_go(&held);
	}
	format_release(&state);
}

static void
check_good(const char *text, const char *line, const char *differs)
{
	struct layout_fault fault;
	const struct format *format = format_custom(span_str(text), &fault);
	struct format_state state = {.only = format};
	struct record record;
	enum reject reject;
	struct held held;

	if (!format) {
		fail_msg("%s: refused, %s", text, fault.message);
		return; /* not reached, which only cmocka knows */
	}
	hold(&held, span_str(line));
	reject = format_parse(&state, &held.line, &record, NULL);
	if (reject != REJECT_NONE)
		fail_msg("%s: the line %s", text, format_reject_text(reject));
	assert_visit(text, &record, differs);
	if (says(differs, "open"))
		assert_false(format->closed);
	let_go(&held);
	if (!says(differs, "-agent"))
		cut(format, line);
	format_release(&state);
	format_custom_free(format);
}

static void
check_bad(const char *text, const char *expected)
{
	struct layout_fault fault;
	const struct format *format = format_custom(span_str(text), &fault);
	const char *words = strchr(expected, ' ') + 1;
	size_t offset = expected[0] == '-' ? SPAN_NONE : strtoul(expected, NULL, 10);

	if (format)
		fail_msg("%s: not refused", text);
	if (!strstr(fault.message, words))
		fail_msg("%s: refused with '%s', not '%s'", text, fault.message, words);
	if (fault.offset != offset)
		fail_msg("%s: the place is %zd, not %zd", text, (ssize_t)fault.offset, (ssize_t)offset);
}

/* Reads a line without its newline; false at the end. */
static bool
next(FILE *file, char line[2048])
{
	if (!fgets(line, 2048, file))
		return false;
	line[strcspn(line, "\n")] = 0;
	return true;
}

static void
formats_of_servers(void **unused)
{
	FILE *file = fopen("tests/data/logformats.test", "r");
	char format[2048], line[2048], differs[2048];
	size_t good = 0, bad = 0;

	(void)unused;
	assert_non_null(file);
	while (next(file, format)) {
		if (format[0] == 0 || (format[0] == '#' && strncmp(format, "#Fields:", 8) != 0))
			continue;
		assert_true(next(file, line));
		if (format[0] == '!') {
			check_bad(format + 2, line);
			bad++;
			continue;
		}
		assert_true(next(file, differs));
		check_good(format, line, differs);
		good++;
	}
	fclose(file);
	assert_true(good >= 50);
	assert_true(bad >= 20);
}

/* ---- configuration files ---- */

static const char nginx[] = "http {\n"
			    "  # log_format old '$remote_addr';\n"
			    "  log_format main '$remote_addr - $remote_user [$time_local] \"$request\" '\n"
			    "    '$status $body_bytes_sent \"$http_referer\" ' # more\n"
			    "    '\"$http_user_agent\"';\n"
			    "  log_format bare escape=json '[$time_local] $remote_addr \"$request\"';\n"
			    "  access_log /var/log/nginx/access.log main buffer=32k;\n"
			    "  server { access_log off; }\n"
			    "}\n",
		  two[] = "log_format a '$remote_addr [$time_local] \"$request\"';\n"
			  "log_format b '$remote_addr \"$request\" $time_iso8601 x';\n"
			  "server { access_log /var/log/a.log a; }\nserver { access_log /var/log/b.log b; }\n",
		  apache[] = "<VirtualHost *:443>\r\n"
			     "LogFormat \"%h %l %u %t \\\"%r\\\" %>s %b\" common\r\n"
			     "LogFormat \"%h %l %u %t \\\"%r\\\" %>s %b \\\"%{Referer}i\\\" \\\n"
			     "  \\\"%{User-Agent}i\\\"\" full\n"
			     "  CustomLog ${APACHE_LOG_DIR}/access.log full env=!dontlog\n"
			     "</VirtualHost>\n",
		  ssl[] = "ErrorLog logs/ssl_error_log\nLogLevel warn\n"
			  "CustomLog logs/ssl_request_log \\\n"
			  "          \"%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x \\\"%r\\\" %b\"\n";

/* The format in a file of that content; `name` picks one. */
static const struct format *
from_file(const char *content, const char *name, struct layout_fault *fault)
{
	char path[64] = "/tmp/footfall-config-XXXXXX", text[128];
	int fd = mkstemp(path);
	const struct format *format;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	close(fd);
	snprintf(text, sizeof(text), "%s%s", path, name);
	format = format_custom(span_str(text), fault);
	unlink(path);
	return format;
}

static void
assert_file(const char *content, const char *name, bool has_referer)
{
	struct layout_fault fault;
	const struct format *format = from_file(content, name, &fault);

	if (!format) {
		fail_msg("refused: %s", fault.message);
		return; /* not reached, which only cmocka knows */
	}
	assert_int_equal(format->has_referer, has_referer);
	format_custom_free(format);
}

static void
assert_refused(const char *content, const char *name, const char *words)
{
	struct layout_fault fault;

	assert_null(from_file(content, name, &fault));
	if (!strstr(fault.message, words))
		fail_msg("refused with '%s', not '%s'", fault.message, words);
}

static void
configuration_files(void **unused)
{
	(void)unused;
	assert_file(nginx, "", true);
	assert_file(nginx, ":main", true);
	assert_file(nginx, ":bare", false);
	assert_file(nginx, ":combined", true);
	assert_file(apache, "", true);
	assert_file(apache, ":common", false);
	assert_file(ssl, "", false);
	assert_file("access_log /var/log/access.log;", "", true);
	assert_file(two, ":b", false);
	assert_refused(two, "", "has 2 log formats; name one behind a colon: a, b");
	assert_refused(nginx, ":nope", "has no log format 'nope'; it has main, bare");
	assert_refused("server { listen 80; }\n", "", "has no LogFormat");
	assert_refused("log_format x 'no field';", "", "has no time");
	assert_refused("CustomLog logs/access.log nickname\n", "", "has no log format 'nickname'");
	assert_refused("log_format", "", "has no LogFormat");
	assert_refused("LogFormat \"", "", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(formats_of_servers),
	    cmocka_unit_test(configuration_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
