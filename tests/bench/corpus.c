/*
 * corpus: writes a combined log of N lines over two ISO weeks, and the truth about it.
 *
 *	corpus LINES LOG TRUTH.json
 *
 * The same N gives the same bytes. The truth is kept while the lines are made, by the identity of the
 * visitors that the generator chose, not by reading the log: nothing is shared with the program that is
 * measured. About 240 bytes a line; 15 % robots, 1.5 % Twitter page views, one line in ten thousand
 * malformed; on 5 million lines about 866,000 visitor-weeks. Addresses are private or documentation ones.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SLOTS = 512, /* sessions open at a time */
	AGENTS = 3000, /* of people, without those of Twitter's apps */
	APPS = 40, /* Twitter's in-app browsers */
	ROBOTS = 400,
	PAGES = 4000,
	ASSETS = 600,
	TEXT = 256,
	WEEKS = 2,
};
static const int64_t start = 1772409600; /* Monday 2026-03-02, 00:00 UTC: 2026-W10 */
static const int64_t span = 14 * 86400;
static const char *const week_names[WEEKS] = {"2026-W10", "2026-W11"};

/* In rising strength, so that the strongest is the largest. */
enum evidence { NONE, TAG, APP, REFERER };

enum origin { DIRECT, SEARCH, SITE, NETWORK, TWITTER, TWITTER_TAG, NEWSLETTER };

struct session {
	uint32_t visitor;
	uint32_t page; /* the last page shown: the Referer of what follows */
	uint16_t left; /* lines still to come */
	bool first;
	uint8_t origin;
	uint64_t interface_id; /* lower half of an IPv6 address: new every session */
};

struct week_truth {
	uint64_t visitors[4], twitter, page_views, all;
};

struct corpus {
	uint64_t state; /* of the random numbers */
	FILE *log;
	uint64_t lines, malformed, robots, counted, bytes;
	char (*agents)[TEXT], (*apps)[TEXT], (*robot_agents)[TEXT], (*pages)[TEXT], (*assets)[TEXT];
	struct session slots[SLOTS];
	uint32_t visitors, most; /* made so far; room */
	uint8_t *evidence[WEEKS]; /* by visitor: the strongest of the week */
	uint8_t *seen[WEEKS]; /* by visitor: had a page view */
	int64_t *last_twitter; /* by visitor: its last Twitter page view, so that no two are the same */
	struct week_truth weeks[WEEKS];
	int64_t now;
	char stamp[40];
	int64_t stamped;
};

static uint64_t
random_next(struct corpus *c)
{
	uint64_t z = c->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* A draw is never one of two arguments of a call: their order would be the compiler's choice. */
static uint32_t
random_below(struct corpus *c, uint32_t bound)
{
	return (uint32_t)((random_next(c) >> 32) * bound >> 32);
}

/* Small numbers far more often than large ones, as pages and browsers are liked. */
static uint32_t
random_skewed(struct corpus *c, uint32_t bound)
{
	uint64_t x = random_below(c, 1u << 16);
	uint64_t y = random_below(c, 1u << 16);

	return (uint32_t)(x * y % (1u << 31) * bound >> 32);
}

static bool
random_chance(struct corpus *c, uint32_t per_mille)
{
	return random_below(c, 1000) < per_mille;
}

static void *
take(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory) {
		fputs("corpus: out of memory\n", stderr);
		exit(1);
	}
	return memory;
}

static void
agent_write(struct corpus *c, char *out, unsigned i)
{
	static const char *const systems[] = {"Windows NT 10.0; Win64; x64", "Windows NT 6.1; Win64; x64",
	    "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64", "X11; Ubuntu; Linux x86_64"};
	unsigned version = 80 + random_below(c, 60), build = 1000 + i;

	switch (i % 4) {
	case 0:
	case 1:
		snprintf(out, TEXT,
		    "Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%u.0.%u.%u Safari/537.36",
		    systems[i / 4 % 5], version, build, i % 200);
		break;
	case 2:
		snprintf(out, TEXT,
		    "Mozilla/5.0 (Linux; Android %u; SM-G%u) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%u.0.%u.0 "
		    "Mobile Safari/537.36",
		    9 + i % 6, 900 + i, version, build);
		break;
	default:
		snprintf(out, TEXT, "Mozilla/5.0 (%s; rv:%u.0) Gecko/20100101 Firefox/%u.%u", systems[i / 4 % 5],
		    version, version, i);
	}
}

static void
texts_write(struct corpus *c)
{
	static const char *const robots[] = {"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
	    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "Twitterbot/1.0",
	    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "curl/7.88.1",
	    "python-requests/2.31.0"};
	static const char *const words[] = {
	    "garden", "twitter", "bread", "letters", "cameras", "river", "notes", "winter"};
	static const char *const kinds[] = {"css", "js", "png", "jpg", "woff2", "svg"};
	unsigned i;

	for (i = 0; i < AGENTS; i++)
		agent_write(c, c->agents[i], i);
	for (i = 0; i < APPS; i++)
		snprintf(c->apps[i], TEXT,
		    i % 2 ? "Mozilla/5.0 (iPhone; CPU iPhone OS 17_%u like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
			    "Gecko) "
			    "Mobile/15E148 Twitter for iPhone/10.%u"
			  : "Mozilla/5.0 (Linux; Android 13; Pixel %u; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
			    "Version/4.0 "
			    "Chrome/116.0.%u.0 Mobile Safari/537.36 TwitterAndroid",
		    i % 8, i);
	for (i = 0; i < ROBOTS; i++) {
		if (i < sizeof robots / sizeof robots[0])
			snprintf(c->robot_agents[i], TEXT, "%s", robots[i]);
		else
			snprintf(c->robot_agents[i], TEXT,
			    "Mozilla/5.0 (compatible; Exampler%uBot/%u.%u; +https://crawler%u.example/about)", i, i % 9,
			    i % 7, i);
	}
	for (i = 0; i < PAGES; i++)
		snprintf(c->pages[i], TEXT, "/%u/%02u/%s-%s-%u/", 2008 + i % 18, 1 + i % 12, words[i % 8],
		    words[i / 8 % 8], i);
	snprintf(c->pages[0], TEXT, "/");
	for (i = 0; i < ASSETS; i++)
		snprintf(c->assets[i], TEXT, "/assets/%s-%u.%s", words[i % 8], i, kinds[i % 6]);
}

/* Twitter's share of the sessions gives 1.5 % of the lines. Apps come on top, see visitor_is_app. */
static enum origin
origin_draw(struct corpus *c)
{
	static const struct {
		uint16_t below;
		uint8_t origin;
	} table[] = {{58, TWITTER}, {63, TWITTER_TAG}, {75, NEWSLETTER}, {400, DIRECT}, {720, SEARCH}, {820, NETWORK},
	    {1000, SITE}};
	uint32_t draw = random_below(c, 1000);
	unsigned i = 0;

	while (draw >= table[i].below)
		i++;
	return (enum origin)table[i].origin;
}

/* A fixed 1.6 % of visitors read in Twitter's app. */
static bool
visitor_is_app(uint32_t visitor)
{
	return visitor % 64 == 7;
}

static const char *
visitor_agent(const struct corpus *c, uint32_t visitor)
{
	uint64_t mix = (visitor + 1) * UINT64_C(0x9e3779b97f4a7c15);
	uint64_t x = mix >> 48, y = (mix >> 32) & 0xffff;

	if (visitor_is_app(visitor))
		return c->apps[x % APPS];
	/* Neighbours at one address differ in the last bit of the index: never the same agent. */
	return c->agents[((uint32_t)(x * y * AGENTS >> 32) & ~1u) | (visitor & 1)];
}

/* Every eighth visitor shares the address of the one before; every seventh pair has IPv6, told apart by /64. */
static int
visitor_address(char *out, const struct session *s)
{
	uint32_t v = s->visitor % 8 == 1 ? s->visitor - 1 : s->visitor, mixed = v * 2654435761u & 0xffffff;

	if (v / 2 % 7 == 3)
		return sprintf(out, "2001:db8:%x:%x:%x:%x:%x:%x", mixed >> 16, mixed & 0xffff,
		    (unsigned)(s->interface_id >> 48), (unsigned)(s->interface_id >> 32 & 0xffff),
		    (unsigned)(s->interface_id >> 16 & 0xffff), (unsigned)(s->interface_id & 0xffff));
	return sprintf(out, "10.%u.%u.%u", mixed >> 16, mixed >> 8 & 255, mixed & 255);
}

static void
session_open(struct corpus *c, struct session *s)
{
	/* One session in four is a visitor's return; the others are new. */
	if (c->visitors > 1000 && (c->visitors == c->most || random_chance(c, 250)))
		s->visitor = c->visitors - 1 - random_below(c, c->visitors < 400000 ? c->visitors : 400000);
	else
		s->visitor = c->visitors++;
	s->left = (uint16_t)(1 + (random_chance(c, 700) ? random_below(c, 9) : 0));
	s->first = true;
	s->origin = (uint8_t)origin_draw(c);
	s->interface_id = random_next(c) | UINT64_C(1) << 63;
	s->page = random_skewed(c, PAGES);
}

static void
truth_add(struct corpus *c, uint32_t visitor, enum evidence evidence)
{
	unsigned week = (unsigned)((c->now - start) / (7 * 86400));
	struct week_truth *w = &c->weeks[week];
	uint8_t *had = &c->evidence[week][visitor];

	w->all += !c->seen[week][visitor];
	c->seen[week][visitor] = 1;
	if (evidence == NONE)
		return;
	c->counted++;
	w->page_views++;
	w->twitter += *had == NONE;
	if (evidence > (enum evidence) * had) {
		w->visitors[*had]--;
		w->visitors[evidence]++;
		*had = (uint8_t)evidence;
	}
}

static const char *
stamp(struct corpus *c)
{
	if (c->now != c->stamped) {
		int64_t seconds = c->now - start;
		unsigned day = 2 + (unsigned)(seconds / 86400), s = (unsigned)(seconds % 86400);

		snprintf(c->stamp, sizeof c->stamp, "[%02u/Mar/2026:%02u:%02u:%02u +0000]", day, s / 3600, s / 60 % 60,
		    s % 60);
		c->stamped = c->now;
	}
	return c->stamp;
}

static void
line_write(struct corpus *c, const char *address, const char *method, const char *target, unsigned status,
    unsigned size, const char *referer, const char *agent)
{
	int n = fprintf(c->log, "%s - - %s \"%s %s HTTP/1.1\" %u %u \"%s\" \"%s\"\n", address, stamp(c), method, target,
	    status, size, referer, agent);

	c->bytes += n > 0 ? (uint64_t)n : 0;
}

static void
malformed_write(struct corpus *c)
{
	static const char *const lines[] = {"10.1.2.3 - - [02/Mar/2026:10:\n", "no log line at all\n",
	    "10.9.9.9 - - [32/Mar/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 10 \"-\" \"Mozilla/5.0\"\n",
	    "10.8.8.8 - - \"GET / HTTP/1.1\" 200 10\n"};
	int n = fprintf(c->log, "%s", lines[c->malformed++ % 4]);

	c->bytes += n > 0 ? (uint64_t)n : 0;
}

static void
robot_write(struct corpus *c)
{
	static const char *const referers[] = {
	    "-", "-", "-", "-", "https://blog.example.org/", "https://t.co/RoBoTs1234"};
	uint32_t robot = random_skewed(c, ROBOTS);
	const char *method = random_chance(c, 100) ? "HEAD" : "GET";
	const char *target = random_chance(c, 100) ? "/robots.txt" : c->pages[random_skewed(c, PAGES)];
	const char *referer = referers[random_below(c, 6)];
	unsigned status = random_chance(c, 900) ? 200 : 404, size = 1000 + random_below(c, 60000);
	char address[64];

	c->robots++;
	snprintf(address, sizeof address, "198.51.100.%u", robot % 254 + 1);
	line_write(c, address, method, target, status, size, referer, c->robot_agents[robot]);
}

static void
code_write(struct corpus *c, char *out)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	uint64_t x = random_skewed(c, 2000) * UINT64_C(0x9e3779b97f4a7c15) >> 3;

	for (unsigned i = 0; i < 10; i++, x /= 62)
		*out++ = alphabet[x % 62];
	*out = 0;
}

/* The Referer and the query of a session's first page. */
static void
origin_write(struct corpus *c, enum origin origin, char *referer, char *query)
{
	static const char *const searches[] = {
	    "https://www.google.com/", "https://www.google.com/", "https://www.bing.com/", "https://duckduckgo.com/"};
	static const char *const networks[] = {"https://www.facebook.com/", "https://www.reddit.com/",
	    "https://news.ycombinator.com/", "https://www.linkedin.com/",
	    "https://l.facebook.com/l.php?u=https%3A%2F%2Fblog.example.org%2F&h=AT0"};
	char code[16];
	uint32_t site;

	snprintf(referer, TEXT, "-");
	query[0] = 0;
	switch (origin) {
	case SEARCH:
		snprintf(referer, TEXT, "%s", searches[random_below(c, 4)]);
		break;
	case NETWORK:
		snprintf(referer, TEXT, "%s", networks[random_below(c, 5)]);
		break;
	case SITE:
		site = random_skewed(c, 5000);
		snprintf(referer, TEXT, "https://site%u.example/links-of-week-%u.html", site, random_below(c, 53));
		break;
	case TWITTER:
		code_write(c, code);
		if (random_chance(c, 850))
			snprintf(referer, TEXT, "https://t.co/%s", code);
		else
			snprintf(
			    referer, TEXT, "%s", random_chance(c, 500) ? "https://twitter.com/" : "https://x.com/");
		break;
	case TWITTER_TAG:
		snprintf(query, TEXT, "?utm_source=twitter&utm_medium=social");
		break;
	case NEWSLETTER:
		snprintf(query, TEXT, "?utm_source=newsletter&utm_medium=email&utm_campaign=march");
		break;
	case DIRECT:
		break;
	}
}

static void
first_page_write(struct corpus *c, struct session *s, const char *address)
{
	char referer[TEXT], query[TEXT], target[2 * TEXT];
	enum origin origin = (enum origin)s->origin;
	unsigned size = 4000 + random_below(c, 60000);
	bool app = visitor_is_app(s->visitor), empty;
	unsigned status = random_chance(c, 940) ? 200 : random_chance(c, 300) ? 304 : random_chance(c, 700) ? 404 : 301;
	enum evidence evidence;

	/* Page views are a set; the truth stays simple when no two of a visitor are of one second. */
	if (c->last_twitter[s->visitor] == c->now)
		origin = SEARCH;
	/* An app's reader of a newsletter would be a question of taste. */
	if (app && origin == NEWSLETTER)
		origin = DIRECT;
	origin_write(c, origin, referer, query);
	empty = referer[0] == '-';
	evidence = origin == TWITTER ? REFERER : app && empty ? APP : origin == TWITTER_TAG ? TAG : NONE;
	snprintf(target, sizeof target, "%s%s", c->pages[s->page], query);
	line_write(c, address, "GET", target, status, size, referer, visitor_agent(c, s->visitor));
	if (status != 200 && status != 304)
		return;
	truth_add(c, s->visitor, evidence);
	if (evidence != NONE)
		c->last_twitter[s->visitor] = c->now;
}

static void
session_write(struct corpus *c, struct session *s)
{
	char address[64], referer[2 * TEXT];
	unsigned status, size;

	if (s->left == 0)
		session_open(c, s);
	s->left--;
	visitor_address(address, s);
	if (s->first) {
		s->first = false;
		first_page_write(c, s, address);
		return;
	}
	snprintf(referer, sizeof referer, "https://blog.example.org%s", c->pages[s->page]);
	size = 300 + random_below(c, 90000);
	if (random_chance(c, 150)) {
		s->page = random_skewed(c, PAGES);
		line_write(c, address, "GET", c->pages[s->page], 200, size, referer, visitor_agent(c, s->visitor));
		truth_add(c, s->visitor, NONE);
	} else if (random_chance(c, 10)) {
		line_write(c, address, "POST", "/wp-comments-post.php", 302, 20, referer, visitor_agent(c, s->visitor));
	} else {
		const char *asset = c->assets[random_skewed(c, ASSETS)];

		status = random_chance(c, 900) ? 200 : 304;
		line_write(c, address, "GET", asset, status, size, referer, visitor_agent(c, s->visitor));
	}
}

static void
corpus_write(struct corpus *c)
{
	for (uint64_t i = 0; i < c->lines; i++) {
		c->now = start + (int64_t)(i * (uint64_t)span / c->lines);
		if (i % 10007 == 5003)
			malformed_write(c);
		else if (random_chance(c, 150))
			robot_write(c);
		else
			session_write(c, &c->slots[random_below(c, SLOTS)]);
	}
}

static int
truth_write(const struct corpus *c, const char *name)
{
	FILE *out = fopen(name, "w");

	if (!out)
		return -1;
	fprintf(out,
	    "{\"lines\": %" PRIu64 ", \"bytes\": %" PRIu64 ", \"malformed\": %" PRIu64 ", \"robot_lines\": %" PRIu64
	    ", \"counted\": %" PRIu64 ", \"weeks\": [",
	    c->lines, c->bytes, c->malformed, c->robots, c->counted);
	for (unsigned i = 0; i < WEEKS; i++) {
		const struct week_truth *w = &c->weeks[i];

		fprintf(out,
		    "%s\n{\"week\": \"%s\", \"visitors\": %" PRIu64 ", \"by_referer\": %" PRIu64
		    ", \"by_app\": %" PRIu64 ", \"by_tag\": %" PRIu64 ", \"page_views\": %" PRIu64
		    ", \"all_visitors\": %" PRIu64 "}",
		    i ? "," : "", week_names[i], w->twitter, w->visitors[REFERER], w->visitors[APP], w->visitors[TAG],
		    w->page_views, w->all);
	}
	fprintf(out, "\n]}\n");
	return fclose(out);
}

int
main(int argc, char **argv)
{
	struct corpus c = {.state = 20260302, .stamped = -1};
	char *end;

	if (argc != 4 || (c.lines = strtoull(argv[1], &end, 10)) == 0 || *end || c.lines > UINT64_C(100000000)) {
		fputs("usage: corpus LINES LOG TRUTH.json\n", stderr);
		return 2;
	}
	c.log = fopen(argv[2], "w");
	if (!c.log) {
		perror(argv[2]);
		return 1;
	}
	setvbuf(c.log, NULL, _IOFBF, 1 << 20);
	c.agents = take(AGENTS, TEXT);
	c.apps = take(APPS, TEXT);
	c.robot_agents = take(ROBOTS, TEXT);
	c.pages = take(PAGES, TEXT);
	c.assets = take(ASSETS, TEXT);
	/* 2^24 addresses: more visitors than that would meet again. */
	c.most = c.lines < (1u << 24) ? (uint32_t)c.lines + 1 : 1u << 24;
	for (unsigned i = 0; i < WEEKS; i++) {
		c.evidence[i] = take(c.most, 1);
		c.seen[i] = take(c.most, 1);
	}
	c.last_twitter = take(c.most, sizeof *c.last_twitter);
	texts_write(&c);
	corpus_write(&c);
	if (fclose(c.log) != 0 || truth_write(&c, argv[3]) != 0) {
		perror("corpus");
		return 1;
	}
	for (unsigned i = 0; i < WEEKS; i++) {
		free(c.evidence[i]);
		free(c.seen[i]);
	}
	free(c.last_twitter);
	free(c.agents);
	free(c.apps);
	free(c.robot_agents);
	free(c.pages);
	free(c.assets);
	return 0;
}
