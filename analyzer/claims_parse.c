/* Reads a claim: one amount or a range, and words from the table below; anything else is refused
 * rather than skipped, since a word not understood may turn the claim around. */
#include "analyzer/claims.h"
#include "base/calendar.h"

enum meaning {
	NOISE,
	AT_LEAST,
	AT_MOST,
	EXTRA,
	LESS, /* "less than" */
	THAN,
	NOT, /* "no more than" */
	VISITORS,
	FOLLOWERS,
	PERIOD,
	RANGE,
	REACHED,
	BEFORE,
	SINCE,
	THEN
};

static const struct {
	struct span word;
	enum meaning meaning;
	double days;
	const char *period;
} vocabulary[] = {
    {SPAN_INIT("a"), NOISE, 0, NULL},
    {SPAN_INIT("an"), NOISE, 0, NULL},
    {SPAN_INIT("per"), NOISE, 0, NULL},
    {SPAN_INIT("each"), NOISE, 0, NULL},
    {SPAN_INIT("every"), NOISE, 0, NULL},
    {SPAN_INIT("in"), NOISE, 0, NULL},
    {SPAN_INIT("about"), NOISE, 0, NULL},
    {SPAN_INIT("around"), NOISE, 0, NULL},
    {SPAN_INIT("some"), NOISE, 0, NULL},
    {SPAN_INIT("roughly"), NOISE, 0, NULL},
    {SPAN_INIT("circa"), NOISE, 0, NULL},
    {SPAN_INIT("ca"), NOISE, 0, NULL},
    {SPAN_INIT("twitter"), NOISE, 0, NULL},
    {SPAN_INIT("x"), NOISE, 0, NULL},
    {SPAN_INIT("from"), NOISE, 0, NULL},
    {SPAN_INIT("after"), NOISE, 0, NULL},
    {SPAN_INIT("of"), NOISE, 0, NULL},
    {SPAN_INIT("over"), AT_LEAST, 0, NULL},
    {SPAN_INIT("above"), AT_LEAST, 0, NULL},
    {SPAN_INIT("least"), AT_LEAST, 0, NULL},
    {SPAN_INIT("at"), NOISE, 0, NULL},
    {SPAN_INIT("under"), AT_MOST, 0, NULL},
    {SPAN_INIT("below"), AT_MOST, 0, NULL},
    {SPAN_INIT("most"), AT_MOST, 0, NULL},
    {SPAN_INIT("up"), AT_MOST, 0, NULL},
    {SPAN_INIT("extra"), EXTRA, 0, NULL},
    {SPAN_INIT("more"), EXTRA, 0, NULL},
    {SPAN_INIT("additional"), EXTRA, 0, NULL},
    {SPAN_INIT("new"), NOISE, 0, NULL},
    {SPAN_INIT("unique"), NOISE, 0, NULL},
    {SPAN_INIT("weekly"), PERIOD, 7, "week"},
    {SPAN_INIT("daily"), PERIOD, 1, "day"},
    {SPAN_INIT("monthly"), PERIOD, 30.436875, "month"},
    {SPAN_INIT("yearly"), PERIOD, 365.2425, "year"},
    {SPAN_INIT("annually"), PERIOD, 365.2425, "year"},
    {SPAN_INIT("day"), PERIOD, 1, "day"},
    {SPAN_INIT("week"), PERIOD, 7, "week"},
    {SPAN_INIT("month"), PERIOD, 30.436875, "month"},
    {SPAN_INIT("year"), PERIOD, 365.2425, "year"},
    {SPAN_INIT("visitor"), VISITORS, 0, NULL},
    {SPAN_INIT("visitors"), VISITORS, 0, NULL},
    {SPAN_INIT("visitor-weeks"), VISITORS, 0, NULL},
    {SPAN_INIT("people"), VISITORS, 0, NULL},
    {SPAN_INIT("readers"), VISITORS, 0, NULL},
    {SPAN_INIT("visits"), VISITORS, 0, NULL},
    {SPAN_INIT("follower"), FOLLOWERS, 0, NULL},
    {SPAN_INIT("followers"), FOLLOWERS, 0, NULL},
    {SPAN_INIT("to"), RANGE, 0, NULL},
    {SPAN_INIT("and"), RANGE, 0, NULL},
    {SPAN_INIT("between"), NOISE, 0, NULL},
    {SPAN_INIT("than"), THAN, 0, NULL},
    {SPAN_INIT("less"), LESS, 0, NULL},
    {SPAN_INIT("fewer"), LESS, 0, NULL},
    {SPAN_INIT("no"), NOT, 0, NULL},
    {SPAN_INIT("not"), NOT, 0, NULL},
    {SPAN_INIT("nearly"), NOISE, 0, NULL},
    {SPAN_INIT("almost"), NOISE, 0, NULL},
    {SPAN_INIT("approximately"), NOISE, 0, NULL},
    {SPAN_INIT("gained"), NOISE, 0, NULL},
    {SPAN_INIT("got"), NOISE, 0, NULL},
    {SPAN_INIT("now"), NOISE, 0, NULL},
    {SPAN_INIT("wk"), PERIOD, 7, "week"},
    {SPAN_INIT("yr"), PERIOD, 365.2425, "year"},
    {SPAN_INIT("passed"), REACHED, 0, NULL},
    {SPAN_INIT("reached"), REACHED, 0, NULL},
    {SPAN_INIT("crossed"), REACHED, 0, NULL},
    {SPAN_INIT("before"), BEFORE, 0, NULL},
    {SPAN_INIT("since"), SINCE, 0, NULL},
    {SPAN_INIT("then"), THEN, 0, NULL},
};

/* What was read so far. */
struct reader {
	struct claim *claim;
	struct span rest;
	unsigned amounts;
	bool range; /* a dash or "to" stands between the last amount and what comes */
	bool less, negated; /* "less" without its "than" so far, "no" without a comparison */
	bool than; /* the last word was the "than" of "more than" */
	bool followers, visitors, reached;
};

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
digits(struct span s)
{
	size_t n = 0;

	while (n < s.n && digit(s.p[n]))
		n++;
	return n;
}

/* A mark before exactly three digits groups thousands, another is the decimal point. */
static double
amount(struct span *rest)
{
	double value = 0, part = 0.1;
	size_t n = digits(*rest);

	for (size_t i = 0; i < n; i++)
		value = value * 10 + (rest->p[i] - '0');
	*rest = span_from(*rest, n);
	while (rest->n > 3 && n <= 3 && (*rest->p == ',' || *rest->p == '.' || *rest->p == '\'' || *rest->p == ' ') &&
	       digits(span_from(*rest, 1)) == 3) {
		for (size_t i = 1; i <= 3; i++)
			value = value * 10 + (rest->p[i] - '0');
		*rest = span_from(*rest, 4);
	}
	if (rest->n > 1 && (*rest->p == ',' || *rest->p == '.') && digit(rest->p[1])) {
		*rest = span_from(*rest, 1);
		for (size_t i = 0, after = digits(*rest); i < after; i++, *rest = span_from(*rest, 1)) {
			value += part * (*rest->p - '0');
			part /= 10;
		}
	}
	if (rest->n && span_lower(*rest->p) == 'k' && (rest->n == 1 || rest->p[1] == ' ' || rest->p[1] == '/')) {
		value *= 1000;
		*rest = span_from(*rest, 1);
	}
	return value;
}

static const char *
read_amount(struct reader *r)
{
	double value = amount(&r->rest);

	if (++r->amounts > (r->range ? 2 : 1))
		return "give one amount, or a range as 1-5";
	if (!(value <= 1e12))
		return "that amount is too large to be meant";
	if (r->amounts == 1)
		r->claim->low = value;
	r->claim->high = value;
	return value < r->claim->low ? "the range runs backwards; put the smaller amount first" : NULL;
}

static void
compare(struct reader *r, bool at_least)
{
	r->claim->sense = at_least != r->negated ? CLAIM_AT_LEAST : CLAIM_AT_MOST;
	r->negated = false;
}

/* "more than" compares, "more" alone adds. */
static void
read_than(struct reader *r)
{
	r->than = true;
	if (r->claim->extra || r->less)
		compare(r, !r->less);
	r->claim->extra = r->less = false;
}

static const char *
read_since(struct reader *r)
{
	struct span day;
	int32_t last;

	r->rest = span_trim(r->rest);
	day = span_cut(&r->rest, ' ');
	return calendar_parse_period(day, &r->claim->since, &last) ? NULL : "write the day behind since as 2013-05-06";
}

/* What a word of the table does. */
static const char *
read_meaning(struct reader *r, size_t word)
{
	struct claim *c = r->claim;
	bool than = r->than;

	r->than = false;
	switch (vocabulary[word].meaning) {
	case NOISE:
		break;
	case AT_LEAST:
	case AT_MOST:
		compare(r, vocabulary[word].meaning == AT_LEAST);
		break;
	case EXTRA:
		c->extra = true;
		break;
	case LESS:
		r->less = true;
		break;
	case THAN:
		read_than(r);
		break;
	case NOT:
		r->negated = true;
		break;
	case VISITORS:
		r->visitors = true;
		break;
	case FOLLOWERS:
		r->followers = true;
		break;
	case RANGE:
		r->range = r->amounts == 1;
		break;
	case REACHED:
		r->reached = true;
		break;
	case BEFORE:
		if (than)
			return "write what came in addition as extra: 50 extra a week";
		c->before = true;
		break;
	case SINCE:
		return read_since(r);
	case THEN:
		return "say one thing in a claim, and the next in a --claim of its own";
	case PERIOD:
		if (c->period)
			return "give one period: day, week, month or year";
		c->days = vocabulary[word].days;
		c->period = vocabulary[word].period;
		break;
	}
	return NULL;
}

static const char *
read_word(struct reader *r)
{
	struct span word;
	size_t n = 0;

	while (n < r->rest.n &&
	       ((span_lower(r->rest.p[n]) >= 'a' && span_lower(r->rest.p[n]) <= 'z') || (n && r->rest.p[n] == '-')))
		n++;
	word = span_first(r->rest, n);
	r->rest = span_from(r->rest, n);
	for (size_t i = 0; n && i < sizeof vocabulary / sizeof *vocabulary; i++)
		if (span_ieq(word, vocabulary[i].word))
			return read_meaning(r, i);
	return "there is a word that is not understood; write it as 50/week, 2400/year or 20 followers/day";
}

static const char *
read_next(struct reader *r)
{
	char c = *r->rest.p;

	if (digit(c))
		return read_amount(r);
	if (c == '-' && r->amounts == 1)
		r->range = true;
	else if (c == '+' || c == '>')
		r->claim->sense = CLAIM_AT_LEAST;
	else if (c == '<')
		r->claim->sense = CLAIM_AT_MOST;
	else if (c != ' ' && c != '\t' && c != '/' && c != '~' && c != '=' && c != ',' && (c != '.' || r->rest.n > 1))
		return read_word(r);
	r->rest = span_from(r->rest, 1);
	return NULL;
}

/* Why what was read is no claim, though each word of it may be one's. */
static const char *
fault_of(const struct reader *r)
{
	const struct claim *c = r->claim;

	if (r->followers && r->visitors)
		return "claim visitors or followers, one at a time";
	if (r->amounts == 0)
		return "there is no amount in it; write it as 50/week, 2400/year or 20 followers/day";
	if (r->less || r->negated)
		return "say what it is less than; what went away cannot be claimed";
	if (c->before && c->extra)
		return "extra is what is more after than before: leave one of the two out";
	if (c->before && c->since != CALENDAR_NO_DAY)
		return "say before or since, not both";
	if (c->extra && c->since != CALENDAR_NO_DAY)
		return "extra is measured after an event: name the day with --event and leave out since";
	if (c->reached && (c->before || c->since != CALENDAR_NO_DAY))
		return "a number is reached once: leave out before and since";
	if (c->period || (c->reached && !r->range))
		return NULL;
	return "there is no period in it; write it as 50/week, 2400/year or 20 followers/day";
}

bool
claims_parse(struct claim *claim, struct span text, const char **why)
{
	struct reader r = {.claim = claim, .rest = text};

	*claim = (struct claim){.text = text, .since = CALENDAR_NO_DAY};
	*why = NULL;
	while (!*why && r.rest.n)
		*why = read_next(&r);
	/* A number of followers is one that was reached; reaching so many a day is having as many at least. */
	claim->reached = !claim->period && !r.visitors && !claim->extra && (r.followers || r.reached);
	claim->followers = r.followers || claim->reached;
	if ((r.reached || claim->reached) && claim->sense == CLAIM_AS_SAID)
		claim->sense = CLAIM_AT_LEAST;
	if (!*why)
		*why = fault_of(&r);
	return !*why;
}
