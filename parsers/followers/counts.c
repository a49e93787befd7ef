#include "parsers/followers/counts.h"

/* A trace of a number: its digits, and how they are divided. */
struct trace {
	uint64_t value; /* of all digits */
	size_t digits, groups; /* groups behind the first */
	size_t first, last; /* digits of the first and the last group */
	bool thirds; /* every group behind the first has three */
	bool overflow;
	struct span mark; /* what divides the groups */
	bool mixed; /* by several kinds of marks */
};

/* Length of a mark that may stand between groups, at the start of `s`: comma, dot,
 * blank, U+00A0 in UTF-8 or alone as Windows-1252 has it, U+202F. */
static size_t
mark_length(struct span s)
{
	static const struct span marks[] = {
	    SPAN_INIT(","),
	    SPAN_INIT("."),
	    SPAN_INIT(" "),
	    SPAN_INIT("\xC2\xA0"),
	    SPAN_INIT("\xE2\x80\xAF"),
	    SPAN_INIT("\xA0"),
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_starts(s, marks[i]))
			return marks[i].n;
	return 0;
}

static void
trace_digit(struct trace *trace, char c)
{
	uint64_t digit = (uint64_t)(c - '0');

	if (trace->value > ((uint64_t)INT64_MAX - digit) / 10)
		trace->overflow = true;
	else
		trace->value = trace->value * 10 + digit;
	trace->digits++;
	trace->last++;
	if (trace->groups == 0)
		trace->first++;
}

/* Takes digits and the marks between them; a mark must be followed by a digit. */
static struct trace
trace_take(struct span *s)
{
	struct trace trace = {.thirds = true};

	while (s->n > 0) {
		size_t mark = mark_length(*s);
		if (s->p[0] >= '0' && s->p[0] <= '9') {
			trace_digit(&trace, s->p[0]);
			*s = span_from(*s, 1);
			continue;
		}
		if (mark == 0 || trace.digits == 0 || mark >= s->n || s->p[mark] < '0' || s->p[mark] > '9')
			break;
		if (trace.groups > 0) {
			trace.thirds = trace.thirds && trace.last == 3;
			trace.mixed = trace.mixed || !span_eq(trace.mark, span_first(*s, mark));
		}
		trace.mark = span_first(*s, mark);
		trace.groups++;
		trace.last = 0;
		*s = span_from(*s, mark);
	}
	if (trace.groups > 0)
		trace.thirds = trace.thirds && trace.last == 3;
	return trace;
}

/* "9.8K": one or two decimals at most, so that no group of thousands is taken for them. */
static const char *
count_rounded(const struct trace *trace, uint64_t unit, struct counts_count *out)
{
	bool decimal = trace->groups == 1 && (trace->mark.p[0] == '.' || trace->mark.p[0] == ',');

	if (trace->groups > 0 && (!decimal || trace->last > 2))
		return "is no number";
	for (size_t i = 0; trace->groups > 0 && i < trace->last; i++)
		unit /= 10;
	if (trace->overflow || trace->value > (uint64_t)INT64_MAX / unit)
		return "is too large for a count";
	*out = (struct counts_count){.value = (int64_t)(trace->value * unit), .rounded = true};
	return NULL;
}

/* "531.0", as a table writes whole numbers that once had an empty cell among them. Three zeros would
 * be a group of thousands. */
static bool
take_zeros(struct trace *trace)
{
	uint64_t unit = trace->last == 1 ? 10 : 100;

	if (trace->overflow || trace->last > 2 || trace->value % unit != 0)
		return false;
	trace->value /= unit;
	trace->digits -= trace->last;
	trace->groups = 0;
	return true;
}

static const char *
count_plain(struct trace trace, char zero, struct counts_count *out)
{
	if (trace.groups == 1 && trace.last != 3 && trace.mark.n == 1 &&
	    (trace.mark.p[0] == '.' || trace.mark.p[0] == ',') && !take_zeros(&trace))
		return "is a fraction, not a count";
	if (trace.groups > 0 && (!trace.thirds || trace.mixed || trace.first > 3))
		return "is no number: its groups are not of three digits";
	if (zero == '0' && trace.digits > 1)
		return "is no count: it begins with a zero";
	if (trace.overflow)
		return "is too large for a count";
	*out = (struct counts_count){.value = (int64_t)trace.value};
	return NULL;
}

const char *
counts_parse(struct span cell, struct counts_count *out)
{
	struct span text = span_trim(cell), rest = text;
	struct trace trace = trace_take(&rest);

	if (text.n == 0)
		return "is empty";
	if (trace.digits == 0) {
		struct span minus = span_starts(text, SPAN("-")) ? SPAN("-") : SPAN("\xE2\x88\x92");
		rest = span_from(text, minus.n);
		if (span_starts(text, minus) && trace_take(&rest).digits > 0 && rest.n == 0)
			return "is negative";
		return "is no number";
	}
	if (rest.n == 0)
		return count_plain(trace, text.p[0], out);
	rest = span_trim(rest);
	if (span_ieq(rest, SPAN("K")))
		return count_rounded(&trace, 1000, out);
	if (span_ieq(rest, SPAN("M")))
		return count_rounded(&trace, 1000000, out);
	return "is no number";
}

bool
counts_absent(struct span cell)
{
	struct span text = span_trim(cell);

	return text.n == 0 || span_eq(text, SPAN("-")) || span_ieq(text, SPAN("n/a")) || span_ieq(text, SPAN("na"));
}
