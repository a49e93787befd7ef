/*
 * fuzzlines: writes N lines of log that are mostly damaged, made of those of the samples.
 *
 *	fuzzlines SEED LINES OUT SAMPLE...
 *
 * The same words give the same bytes. Stretches of lines that follow each other in a sample are taken, so
 * that headers and records of several lines keep some sense. Of each line about a third stays as it is; the
 * others meet one kind of damage or several: a byte flipped, bytes taken out, doubled or moved, quotes, backslashes,
 * NUL, CR and newlines put in, the end cut off, a field doubled or made very long, a date, an offset or an
 * address put in the place of another.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROOM = 3 << 20, /* of a line; what would be longer is left as it is */
	STRETCH = 24, /* lines taken in a row, at most */
};

struct text {
	const char *p;
	size_t n;
};

struct sample {
	char *text;
	struct text *lines;
	size_t count;
};

struct fuzz {
	uint64_t state;
	char *line; /* ROOM bytes */
	size_t n;
};

static uint64_t
random_next(struct fuzz *f)
{
	uint64_t z = f->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static size_t
random_below(struct fuzz *f, size_t bound)
{
	return (size_t)((random_next(f) >> 32) * bound >> 32);
}

static bool
random_one_in(struct fuzz *f, size_t n)
{
	return random_below(f, n) == 0;
}

/* Puts `n` bytes in the place of `old` bytes at `at`. */
static void
splice(struct fuzz *f, size_t at, size_t old, const char *text, size_t n)
{
	if (f->n - old + n > ROOM)
		return;
	memmove(f->line + at + n, f->line + at + old, f->n - at - old);
	memcpy(f->line + at, text, n);
	f->n = f->n - old + n;
}

#define PICK(f, table) ((table)[random_below((f), sizeof(table) / sizeof((table)[0]))])

/* ---- kinds of damage ---- */

static void
flip(struct fuzz *f)
{
	size_t at = random_below(f, f->n);

	f->line[at] = (char)(f->line[at] ^ (1 << random_below(f, 8)));
}

static void
any_byte(struct fuzz *f)
{
	f->line[random_below(f, f->n)] = (char)random_below(f, 256);
}

static void
take_out(struct fuzz *f)
{
	size_t at = random_below(f, f->n), n = 1 + random_below(f, 24);

	splice(f, at, n < f->n - at ? n : f->n - at, "", 0);
}

static void
put_in(struct fuzz *f)
{
	static const struct text pieces[] = {{"\"", 1}, {"\"", 1}, {"\\", 1}, {"\\\"", 2}, {"\\\\", 2}, {"\0", 1},
	    {"\r", 1}, {"\n", 1}, {"\r\n", 2}, {" ", 1}, {"  ", 2}, {"\t", 1}, {"\v", 1}, {"-", 1}, {"\"-\"", 3},
	    {"%22", 3}, {"%", 1}, {"%2", 2}, {"\\x22", 4}, {"\\u0022", 6}, {"\\ud83d\\ude00", 12}, {"\\ud83d", 6},
	    {"[", 1}, {"]", 1}, {"{", 1}, {"}", 1}, {",", 1}, {":", 1}, {"|", 1}, {"+", 1}, {"/", 1}, {"?", 1},
	    {"#", 1}, {"&", 1}, {"@", 1}, {"\x80", 1}, {"\xff", 1}, {"\xc3\xa9", 2}, {"\xef\xbb\xbf", 3}, {"null", 4},
	    {"t.co", 4}, {"http://t.co/", 12}, {"utm_source=twitter", 18}, {"HTTP/1.1", 8}, {"GET ", 4}, {"0", 1},
	    {"\033[31m", 5}};
	const struct text *piece = &PICK(f, pieces);

	splice(f, random_below(f, f->n + 1), 0, piece->p, piece->n);
}

static void
cut_off(struct fuzz *f)
{
	f->n = random_below(f, f->n + 1);
}

static void
cut_front(struct fuzz *f)
{
	splice(f, 0, random_below(f, f->n), "", 0);
}

/* Bytes swapped with those of another place. */
static void
exchange(struct fuzz *f)
{
	size_t a = random_below(f, f->n), b = random_below(f, f->n);
	char c = f->line[a];

	f->line[a] = f->line[b];
	f->line[b] = c;
}

/* From one separator to the next; the whole line when there is none. */
static void
field(struct fuzz *f, size_t *from, size_t *to)
{
	static const char separators[] = " \"\t,";
	const char c = separators[random_below(f, sizeof(separators) - 1)];
	size_t at = random_below(f, f->n);
	const char *end;

	while (at > 0 && f->line[at - 1] != c)
		at--;
	end = memchr(f->line + at, c, f->n - at);
	*from = at;
	*to = end ? (size_t)(end - f->line) + 1 : f->n;
}

static void
double_field(struct fuzz *f)
{
	size_t from, to, times = 1 + (random_one_in(f, 8) ? random_below(f, 40) : 0);
	char text[512];

	field(f, &from, &to);
	if (to - from > sizeof(text))
		return;
	memcpy(text, f->line + from, to - from);
	while (times-- > 0)
		splice(f, from, 0, text, to - from);
}

static void
drop_field(struct fuzz *f)
{
	size_t from, to;

	field(f, &from, &to);
	splice(f, from, to - from, "", 0);
}

/* Seldom as long as a line may be at most, or longer. */
static void
long_field(struct fuzz *f)
{
	static char text[2 << 20];
	size_t from, to;
	size_t n = random_one_in(f, 200)  ? ((size_t)1 << 20) - 200 + random_below(f, 400)
		   : random_one_in(f, 30) ? random_below(f, 70000)
					  : random_below(f, 700);
	const char c = "aA/%\"\\ .x=&+"[random_below(f, 12)];

	for (size_t i = 0; i < n; i++)
		text[i] = i % 17 == 16 ? (char)('a' + i % 23) : c;
	field(f, &from, &to);
	splice(f, from + random_below(f, to - from + 1), 0, text, n);
}

/* Where a run of at least 3 digits and the bytes of `among` begins, from a random place on; its end is what is given
 * back, 0 when there is none. */
static size_t
run_find(struct fuzz *f, const char *among, size_t *from)
{
	size_t at = random_below(f, f->n), n = 0;

	for (size_t i = 0; i < f->n; i++, at = (at + 1) % f->n) {
		const char c = f->line[at];

		n = at == 0 ? 0 : n;
		if (isdigit((unsigned char)c) || (c != '\0' && strchr(among, c)))
			n++;
		else if (n >= 7)
			break;
		else
			n = 0;
	}
	*from = at >= n ? at - n : 0;
	return n >= 7 ? *from + n : 0;
}

static void
other_address(struct fuzz *f)
{
	static const char *const addresses[] = {"203.0.113.7", "203.0.113.007", "0.0.0.0", "255.255.255.255",
	    "256.1.1.1", "1.2.3", "1.2.3.4.5", "10.1.2.3:8080", "10.1.2.3:", "10.1.2.3:99999", "2001:db8::1",
	    "2001:DB8::1", "::", "::1", "::ffff:203.0.113.7", "::ffff:cb00:7107", "2001:db8:0:0:0:0:0:1",
	    "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6:7", "2001:db8::1::2", "2001:db8:1:2:3:4:5:00006",
	    "2001:db8:1:2:3:4:5:", "[2001:db8::9]", "[2001:db8::9]:443", "fe80::1%eth0", "64:ff9b::203.0.113.7",
	    "2001:db8:1:2:3:4:203.0.113.7", "host.example.net", "unknown", "-", "localhost", "_hidden, 203.0.113.9",
	    "203.0.113.9, 10.0.0.1", "xn--bcher-kva.example", "1", "", "203.0.113.1O", "203,0,113,7", "0x7f.1",
	    "127.1"};
	const char *text = PICK(f, addresses);
	size_t from = 0, to = 0;

	if (random_one_in(f, 2)) {
		const char *end = memchr(f->line, ' ', f->n);

		to = end ? (size_t)(end - f->line) : 0;
	} else {
		to = run_find(f, random_one_in(f, 2) ? "." : ".:", &from);
	}
	if (to > 0)
		splice(f, from, to - from, text, strlen(text));
}

/* In the place of what stands in brackets, or of a run of digits as times have it. */
static void
other_time(struct fuzz *f)
{
	static const char *const days[] = {"06/May/2013", "29/Feb/2013", "29/Feb/2012", "31/Dec/2012", "01/Jan/2013",
	    "30/Dec/2013", "00/May/2013", "32/May/2013", "31/Apr/2013", "6/May/2013", "06/may/2013", "06/MAY/2013",
	    "06/Mai/2013", "06/05/2013", "06/May/13", "06/May/0001", "06/May/9999", "06/May/1969", "06/May/20130",
	    "06-May-2013", "31/Dec/1999", "28/Feb/2100", "29/Feb/2100", "29/Feb/2000"};
	static const char *const clocks[] = {"08:00:00", "00:00:00", "23:59:59", "23:59:60", "24:00:00", "08:60:00",
	    "8:00:00", "08:00", "08:00:00.123", "08.00.00", "99:99:99", "-1:00:00", "23:59:61"};
	static const char *const offsets[] = {" +0000", " +0200", " -0330", " +1400", " +1500", " -1200", " +2359",
	    " +2400", " +9999", " -0000", " 0000", " +00", " +000", " +00:00", " Z", " UTC", "", " +0060", " -0001",
	    "  +0200", " +02000"};
	static const char *const isos[] = {"2013-05-06T08:00:00+02:00", "2013-05-06T08:00:00Z", "2013-05-06 08:00:00",
	    "2013-02-29T08:00:00Z", "2012-02-29T08:00:00Z", "2013-05-06T24:00:00Z", "2013-05-06T23:59:60Z",
	    "2013-05-06T08:00:00.999999999-03:30", "2013-05-06T08:00:00+24:00", "2013-05-06T08:00Z",
	    "0000-00-00T00:00:00Z", "9999-12-31T23:59:59Z", "2013-13-06T08:00:00Z", "1367820001", "1367820001.25",
	    "1367820001250", "-1", "0", "1e9", "1.36782e9", "1367820001250000", "253402300800", "18446744073709551616"};
	const char *open = memchr(f->line, '[', f->n),
		   *close = open ? memchr(open, ']', f->n - (size_t)(open - f->line)) : NULL;
	char text[80];
	size_t from = 0, to;

	if (close && !random_one_in(f, 6)) {
		const char *day = PICK(f, days), *clock = PICK(f, clocks), *offset = PICK(f, offsets);

		/* One part odd at a time shows more than all at once. */
		switch (random_below(f, 4)) {
		case 0:
			offset = offsets[1];
			clock = clocks[0];
			break;
		case 1:
			day = days[0];
			offset = offsets[0];
			break;
		case 2:
			day = days[4];
			clock = clocks[2];
			break;
		default:
			break;
		}
		snprintf(text, sizeof text, "%s:%s%s", day, clock, offset);
		from = (size_t)(open + 1 - f->line);
		to = (size_t)(close - f->line);
	} else {
		snprintf(text, sizeof text, "%s", PICK(f, isos));
		to = run_find(f, "-:T+Z.", &from);
	}
	if (to > from)
		splice(f, from, to - from, text, strlen(text));
}

/* Another digit for one of the line: times, status and sizes stay what they are, and mostly valid. */
static void
other_digit(struct fuzz *f)
{
	size_t at = random_below(f, f->n);

	for (size_t i = 0; i < f->n; i++, at = (at + 1) % f->n)
		if (isdigit((unsigned char)f->line[at])) {
			f->line[at] = (char)('0' + random_below(f, 10));
			return;
		}
}

static void
other_case(struct fuzz *f)
{
	size_t at = random_below(f, f->n), end = at + random_below(f, 40);

	for (; at < f->n && at < end; at++)
		if (isalpha((unsigned char)f->line[at]))
			f->line[at] ^= 0x20;
}

static void
other_referer(struct fuzz *f)
{
	static const char *const referers[] = {"http://t.co/AbCdEf1234", "https://t.co", "https://T.CO/x?amp=1",
	    "http://t.co:80/x", "http://user@t.co/x", "http://t.co.example/x", "http://xt.co/x", "https://twitter.com/",
	    "https://mobile.twitter.com/x", "https://x.com/", "https://www.x.com./",
	    "android-app://com.twitter.android/", "https://www.google.com/search?q=t.co", "https://www.google.co.uk/",
	    "http://www.google.com/url?url=https://t.co/x", "-", "", "about:blank", "//t.co/x", "t.co/x",
	    "https://news.ycombinator.com/item?id=1", "https://t.co/%22", "https://blog.example.org/",
	    "http://[2001:db8::1]/", "http://192.0.2.1:8080/a", "https:///", "https://\\t.co/"};
	const char *text = PICK(f, referers);
	const char *at = NULL;
	size_t from, to;

	for (size_t i = random_below(f, f->n); i + 7 < f->n && !at; i++)
		if (memcmp(f->line + i, "http", 4) == 0)
			at = f->line + i;
	if (!at)
		return;
	from = to = (size_t)(at - f->line);
	while (to < f->n && !strchr("\" \t,|\\", f->line[to]))
		to++;
	splice(f, from, to - from, text, strlen(text));
}

static void
damage(struct fuzz *f)
{
	/* By how much they tell; those that mostly leave a line readable are there several times. */
	static void (*const kinds[])(struct fuzz *) = {flip, any_byte, take_out, put_in, put_in, put_in, cut_off,
	    cut_front, exchange, double_field, drop_field, long_field, other_address, other_address, other_address,
	    other_time, other_time, other_time, other_digit, other_digit, other_digit, other_case, other_referer,
	    other_referer};
	size_t times = random_one_in(f, 3) ? 0 : 1 + (random_one_in(f, 4) ? random_below(f, 5) : 0);

	while (times-- > 0 && f->n > 0)
		PICK(f, kinds)(f);
}

/* ---- samples ---- */

static void *
take(void *old, size_t size)
{
	void *memory = realloc(old, size);

	if (!memory) {
		fputs("fuzzlines: out of memory\n", stderr);
		exit(1);
	}
	return memory;
}

static void
sample_read(struct sample *sample, const char *name)
{
	FILE *in = fopen(name, "rb");
	char *text = NULL;
	size_t n = 0, got, room = 0;

	if (!in) {
		perror(name);
		exit(1);
	}
	do {
		text = take(text, room += 1 << 20);
		got = fread(text + n, 1, room - n, in);
		n += got;
	} while (n == room);
	fclose(in);
	sample->text = text;
	for (size_t at = 0, end; at < n; at = end) {
		const char *newline = memchr(text + at, '\n', n - at);

		end = newline ? (size_t)(newline - text) + 1 : n;
		if (end - at > ROOM / 4)
			continue;
		sample->lines = take(sample->lines, (sample->count + 1) * sizeof(*sample->lines));
		sample->lines[sample->count++] = (struct text){text + at, end - at};
	}
	if (sample->count == 0) {
		fprintf(stderr, "fuzzlines: %s: no line\n", name);
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	struct fuzz f = {0};
	struct sample *samples;
	size_t left, nsamples;
	FILE *out;

	if (argc < 5) {
		fputs("usage: fuzzlines SEED LINES OUT SAMPLE...\n", stderr);
		return 2;
	}
	f.state = strtoull(argv[1], NULL, 10);
	f.line = take(NULL, ROOM);
	left = strtoul(argv[2], NULL, 10);
	nsamples = (size_t)argc - 4;
	samples = calloc(nsamples, sizeof(*samples));
	out = fopen(argv[3], "wb");
	if (!samples || !out) {
		perror(argv[3]);
		free(samples);
		free(f.line);
		return 1;
	}
	for (size_t i = 0; i < nsamples; i++)
		sample_read(&samples[i], argv[4 + i]);
	for (bool first = true; left > 0; first = false) {
		const struct sample *sample = &samples[first ? 0 : random_below(&f, nsamples)];
		size_t at = first || random_one_in(&f, 8) ? 0 : random_below(&f, sample->count);
		size_t n = 1 + random_below(&f, STRETCH);

		for (; n > 0 && left > 0 && at < sample->count; n--, at++, left--) {
			f.n = sample->lines[at].n;
			memcpy(f.line, sample->lines[at].p, f.n);
			/* What the first lines look like decides how a file is read: they are as they were. */
			if (!first)
				damage(&f);
			fwrite(f.line, 1, f.n, out);
		}
	}
	for (size_t i = 0; i < nsamples; i++) {
		free(samples[i].text);
		free(samples[i].lines);
	}
	free(samples);
	free(f.line);
	if (fclose(out) != 0) {
		perror(argv[3]);
		return 1;
	}
	return 0;
}
