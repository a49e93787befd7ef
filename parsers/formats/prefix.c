#include "parsers/formats/prefix.h"
#include "base/calendar.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Cuts the word at `*at`, moves behind the blanks that follow. False when none follows. */
static bool
next_word(struct span text, size_t *at, struct span *word)
{
	size_t begin = *at, end = begin;

	while (end < text.n && text.p[end] != ' ')
		end++;
	*word = span_make(text.p + begin, end - begin);
	for (*at = end; *at < text.n && text.p[*at] == ' ';)
		++*at;
	return word->n > 0 && end < text.n;
}

/* "<190>", with the 1 of RFC 5424 behind it or not. */
static size_t
skip_priority(struct span text, bool *numbered)
{
	size_t at = 1;

	if (text.n == 0 || text.p[0] != '<')
		return 0;
	while (at < text.n && at < 4 && is_digit(text.p[at]))
		at++;
	if (at == text.n || at == 1 || text.p[at] != '>')
		return 0;
	at++;
	*numbered = span_starts(span_from(text, at), SPAN("1 "));
	return at + (*numbered ? 2 : 0);
}

/* "Mar  2 08:00:00 " or "2026-03-02T08:00:00.123+00:00 "; 0 for neither. */
static size_t
skip_time(struct span text)
{
	size_t blank;

	if (text.n > 20 && text.p[10] == 'T' && text.p[4] == '-' && text.p[13] == ':' && is_digit(text.p[0])) {
		blank = span_chr(text, ' ');
		return blank == SPAN_NONE || blank > 35 ? 0 : blank + 1;
	}
	if (text.n > 16 && text.p[3] == ' ' && text.p[6] == ' ' && text.p[9] == ':' && text.p[12] == ':' &&
	    text.p[15] == ' ' && calendar_month(text.p) != 0)
		return 16;
	return 0;
}

/* "HOST TAG: "; with RFC 5424 "HOST APP PROCESS MESSAGE - ". */
static size_t
skip_names(struct span text, size_t at, bool numbered)
{
	struct span word;

	if (!next_word(text, &at, &word))
		return 0;
	if (numbered) {
		for (int i = 0; i < 4; i++)
			if (!next_word(text, &at, &word))
				return 0;
		return word.n == 1 && word.p[0] == '-' ? at : 0;
	}
	return next_word(text, &at, &word) && word.p[word.n - 1] == ':' ? at : 0;
}

/* "stdout F ", as Kubernetes has it behind the time; nothing, as docker logs -t before JSON. */
static bool
skip_stream(struct span text, size_t *at)
{
	struct span rest = span_from(text, *at);

	if (rest.n > 9 && (span_starts(rest, SPAN("stdout ")) || span_starts(rest, SPAN("stderr "))) &&
	    rest.p[8] == ' ')
		*at += 9;
	else if (rest.n == 0 || rest.p[0] != '{')
		return false;
	return true;
}

/* "web-1  | ". */
static size_t
compose_length(struct span text)
{
	size_t at = 0;

	while (at < text.n && at < 64 &&
	       (is_digit(text.p[at]) || (span_lower(text.p[at]) >= 'a' && span_lower(text.p[at]) <= 'z') ||
		   text.p[at] == '-' || text.p[at] == '_' || text.p[at] == '.'))
		at++;
	if (at == 0)
		return 0;
	while (at < text.n && text.p[at] == ' ')
		at++;
	return span_starts(span_from(text, at), SPAN("| ")) && text.p[at - 1] == ' ' ? at + 2 : 0;
}

size_t
prefix_length(struct span text)
{
	bool numbered = false;
	size_t at = skip_priority(text, &numbered), time = skip_time(span_from(text, at));

	if (time == 0)
		return compose_length(text);
	at += time;
	return skip_stream(text, &at) ? at : skip_names(text, at, numbered);
}
