#include "parsers/rules.h"
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/pattern.h"
#include "parsers/sources.h"
#include "parsers/url.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define RULES_LIMIT ((size_t)1 << 20) /* bytes of a file */
#define RULES_MOST 2000 /* rules: each unknown agent is held against all of them */
#define RULES_FAULTS 10 /* of a file that are said one by one */
#define RULES_WHY 256

/* What a rule does with the rest of its line; false and the reason in `why` when it cannot. */
typedef bool rules_taker(struct rules *rules, struct span rest, char why[RULES_WHY]);

static bool
refuse(char why[RULES_WHY], const char *reason)
{
	snprintf(why, RULES_WHY, "%s", reason);
	return false;
}

static bool
take_agent(struct rules *rules, struct span text, bool robot, char why[RULES_WHY])
{
	struct pattern *pattern;
	char error[160] = "";
	size_t at = 0;

	if (text.n == 0)
		return refuse(why, "lacks the pattern: write it behind the word");
	if (rules->nagents == RULES_MOST)
		return refuse(why, "is one rule too many");
	if (!(pattern = pattern_open(text, true, error, sizeof(error), &at))) {
		snprintf(why, RULES_WHY, "has no valid pattern: %s, behind %zu characters of it", error, at);
		return false;
	}
	rules->agents = alloc_grow(rules->agents, &rules->agents_room, rules->nagents + 1, sizeof(*rules->agents));
	rules->agents[rules->nagents++] = (struct rules_agent){pattern, robot};
	return true;
}

static bool
take_robot(struct rules *rules, struct span rest, char why[RULES_WHY])
{
	return take_agent(rules, rest, true, why);
}

static bool
take_person(struct rules *rules, struct span rest, char why[RULES_WHY])
{
	return take_agent(rules, rest, false, why);
}

/* The next word; what stands behind a '#' is a comment. */
static struct span
next_word(struct span *rest)
{
	size_t n = 0;

	*rest = span_trim(*rest);
	if (rest->n > 0 && rest->p[0] == '#')
		*rest = span_first(*rest, 0);
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t')
		n++;
	struct span word = span_first(*rest, n);
	*rest = span_from(*rest, n);
	return word;
}

static bool
is_plain(struct span text, const char *others)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && (c == 0 || !strchr(others, c)))
			return false;
	}
	return text.n > 0;
}

/* Names with a meaning of their own on the command line or in the rules of evidence. */
static bool
is_reserved(struct span name)
{
	static const struct span names[] = {SPAN_INIT("twitter"), SPAN_INIT("x"), SPAN_INIT("direct"),
	    SPAN_INIT("internal"), SPAN_INIT("other"), SPAN_INIT("all"), SPAN_INIT("referrals")};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_eq(names[i], name))
			return true;
	return false;
}

static bool
take_source(struct rules *rules, struct span rest, char why[RULES_WHY])
{
	char lower[RULES_NAME_MAX], host_text[URL_HOST_MAX + 1];
	struct span name = next_word(&rest), host = url_host_name(next_word(&rest), host_text);
	int id;

	if (name.n == 0 || name.n > RULES_NAME_MAX)
		return refuse(why, "needs a name of up to 32 letters, and a host: source podcast pod.example.org");
	for (size_t i = 0; i < name.n; i++)
		lower[i] = span_lower(name.p[i]);
	name.p = lower;
	if (!is_plain(name, "-_."))
		return refuse(why, "needs a name of letters, digits, '-', '_' and '.' alone");
	if (is_reserved(name))
		return refuse(why, "names a source with rules of its own: take another name");
	if (host.n == 0)
		return refuse(why, "lacks the host: source podcast pod.example.org");
	if (!is_plain(host, "-_.:[]") || next_word(&rest).n > 0)
		return refuse(why, "takes a host alone, without https:// and path; hosts beneath it are meant too");
	if (rules->nhosts == RULES_MOST || (id = sources_add(name)) < 0)
		return refuse(why, "is one source too many");
	rules->hosts = alloc_grow(rules->hosts, &rules->hosts_room, rules->nhosts + 1, sizeof(*rules->hosts));
	rules->hosts[rules->nhosts++] = (struct rules_host){span_make(alloc_copy(host), host.n), (unsigned)id};
	return true;
}

static bool
take_exclude(struct rules *rules, struct span rest, char why[RULES_WHY])
{
	struct cidr range;

	if (!cidr_parse(next_word(&rest), &range) || next_word(&rest).n > 0)
		return refuse(why, "takes one address or range, such as 203.0.113.0/24 or 2001:db8::/32");
	rules->excluded = alloc_grow(rules->excluded, &rules->excluded_room, rules->nexcluded + 1, sizeof(range));
	rules->excluded[rules->nexcluded++] = range;
	return true;
}

static const struct {
	struct span word;
	rules_taker *take;
} kinds[] = {
    {SPAN_INIT("robot"), take_robot},
    {SPAN_INIT("person"), take_person},
    {SPAN_INIT("source"), take_source},
    {SPAN_INIT("exclude"), take_exclude},
};

/* Keeps the line among those that were taken. */
static void
keep_text(struct rules *rules, struct span line)
{
	rules->text = alloc_grow(rules->text, &rules->text_room, rules->ntext + line.n + 2, 1);
	memcpy(rules->text + rules->ntext, line.p, line.n);
	rules->ntext += line.n;
	rules->text[rules->ntext++] = '\n';
	rules->text[rules->ntext] = '\0';
}

static bool
take_line(struct rules *rules, struct span line, char why[RULES_WHY])
{
	struct span rest = line, word = next_word(&rest);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (span_ieq(kinds[i].word, word)) {
			if (!kinds[i].take(rules, span_trim(rest), why))
				return false;
			keep_text(rules, line);
			return true;
		}
	return refuse(why, "is no rule: write robot PATTERN, person PATTERN, source NAME HOST or exclude CIDR");
}

int
rules_take(struct rules *rules, const char *file, struct span text)
{
	char why[RULES_WHY];
	unsigned faults = 0;

	if (span_starts(text, SPAN("\xef\xbb\xbf")))
		text = span_from(text, 3);
	for (uint64_t number = 1; text.n > 0; number++) {
		struct span line = span_trim(span_cut(&text, '\n'));

		if (line.n == 0 || line.p[0] == '#' || take_line(rules, line, why))
			continue;
		if (faults++ < RULES_FAULTS)
			message_line(NULL, file, number, "the line %s", why);
	}
	if (faults > RULES_FAULTS)
		message_file(NULL, file, "%u more lines are no rules", faults - RULES_FAULTS);
	return faults == 0 ? 0 : -1;
}

int
rules_read(struct rules *rules, const char *file)
{
	/* Without O_NONBLOCK the opening of a FIFO would wait for ever. */
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK), status = -1;
	char *text = NULL;
	size_t used = 0, room = 0;
	ssize_t got = -1;

	while (fd >= 0 && used <= RULES_LIMIT) {
		text = alloc_grow(text, &room, used + 65536, 1);
		if ((got = read(fd, text + used, room - used)) <= 0)
			break;
		used += (size_t)got;
	}
	if (fd < 0 || got < 0)
		message_say(NULL, "cannot read the rules '%s': %s", file, strerror(errno));
	else if (used > RULES_LIMIT)
		message_file(NULL, file, "is over 1 MiB, so surely no file of rules");
	else
		status = rules_take(rules, file, span_make(text ? text : "", used));
	if (fd >= 0)
		close(fd);
	free(text);
	return status;
}

void
rules_release(struct rules *rules)
{
	for (size_t i = 0; i < rules->nagents; i++)
		pattern_close(rules->agents[i].pattern);
	for (size_t i = 0; i < rules->nhosts; i++)
		free((char *)(uintptr_t)rules->hosts[i].host.p);
	free(rules->agents);
	free(rules->hosts);
	free(rules->excluded);
	free(rules->text);
	*rules = (struct rules){0};
}

const struct rules_agent *
rules_find_agent(const struct rules *rules, struct matcher *matcher, struct span agent)
{
	for (size_t i = 0; i < rules->nagents; i++)
		if (pattern_match(rules->agents[i].pattern, matcher, agent))
			return &rules->agents[i];
	return NULL;
}

int
rules_find_source(const struct rules *rules, struct span host)
{
	for (size_t i = 0; i < rules->nhosts; i++)
		if (url_host_in(host, rules->hosts[i].host))
			return (int)rules->hosts[i].source;
	return -1;
}
