#include "parsers/formats/detect.h"
#include <stdio.h>

void
detect_init(struct detect *detect)
{
	memset(detect, 0, sizeof(*detect));
}

void
detect_release(struct detect *detect)
{
	format_release(&detect->state);
}

static size_t
row_of(const struct format *format)
{
	size_t row = 0;

	while (formats[row] && formats[row] != format)
		row++;
	return row;
}

/* What a line that fits nothing lacks to be one of the format of the line before it. */
static enum reject
lack(struct detect *detect, const struct line *line)
{
	struct record record;
	enum reject reject = REJECT_UNKNOWN;

	detect->state.only = detect->state.last;
	if (detect->state.only)
		reject = format_parse(&detect->state, line, &record, NULL);
	detect->state.only = NULL;
	return reject == REJECT_NONE || reject == REJECT_BLANK ? REJECT_UNKNOWN : reject;
}

void
detect_add(struct detect *detect, const struct line *line, enum line_kind kind, uint64_t number)
{
	const struct format *format = NULL;
	struct record record;
	enum reject reject = REJECT_TOO_LONG;

	if (!(kind & LINE_TOO_LONG))
		reject = format_parse(&detect->state, line, &record, &format);
	if (reject == REJECT_UNKNOWN)
		reject = lack(detect, line);
	if (reject == REJECT_BLANK)
		return;
	/* The server is still writing it. */
	if (kind & LINE_UNTERMINATED && reject != REJECT_NONE)
		return;
	detect->tried++;
	if (reject != REJECT_NONE) {
		if (detect->bad_line == 0) {
			detect->bad_line = number;
			detect->bad_why = reject;
		}
		return;
	}
	detect->records++;
	detect->fits[row_of(format)]++;
	detect->with_referer += record.has_referer;
	detect->with_agent += record.has_agent;
}

static size_t
best_row(const struct detect *detect)
{
	size_t best = 0;

	for (size_t i = 1; formats[i]; i++)
		if (detect->fits[i] > detect->fits[best])
			best = i;
	return best;
}

const struct format *
detect_format(const struct detect *detect)
{
	return detect->records > 0 ? formats[best_row(detect)] : NULL;
}

double
detect_share(const struct detect *detect)
{
	return detect->tried > 0 ? (double)detect->fits[best_row(detect)] / (double)detect->tried : 0;
}

/* What a blogger must know of it. */
static const char *
remark(const struct detect *detect)
{
	if (detect->with_referer == 0)
		return "; no line has a Referer, so visitors from Twitter cannot be seen in it";
	if (detect->with_agent == 0)
		return "; no line has a User-Agent, so robots cannot be told from people";
	if (detect->fits[best_row(detect)] < detect->records)
		return "; lines of other formats are among them and read too";
	return "";
}

size_t
detect_sentence(const struct detect *detect, char *out, size_t size)
{
	const struct format *format = detect_format(detect);
	int n;

	if (detect->tried == 0)
		n = snprintf(out, size, "no line with anything in it");
	else if (!format)
		n = snprintf(out, size, "no known format: of %llu lines none fits; the first, line %llu, %s",
		    (unsigned long long)detect->tried, (unsigned long long)detect->bad_line,
		    format_reject_text(detect->bad_why));
	else
		n = snprintf(out, size, "%s: %.1f %% of %llu lines fit%s", format->name, 100 * detect_share(detect),
		    (unsigned long long)detect->tried, remark(detect));
	if (n < 0)
		return 0;
	return (size_t)n < size ? (size_t)n : size - 1;
}
