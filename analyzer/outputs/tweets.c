#include "analyzer/outputs/tweets.h"

#include "analyzer/outputs/write.h"
#include "base/alloc.h"
#include "base/message.h"

#include <stdarg.h>
#include <stdlib.h>

#define GROUPED(n) write_grouped((char[WRITE_GROUPED]){0}, (n))

void
tweets_release(struct tweets *tweets)
{
	links_release(&tweets->links);
	archive_release(&tweets->archive);
}

char *
tweets_instant(char out[24], int64_t time)
{
	int64_t day = time / 86400, second = time % 86400;
	char date[11];

	if (second < 0) {
		second += 86400;
		day--;
	}
	calendar_print_day(date, (int32_t)day);
	snprintf(out, 24, "%sT%02d:%02d:%02dZ", date, (int)(second / 3600) % 24, (int)(second / 60 % 60),
	    (int)(second % 60));
	return out;
}

const struct archive_tweet *
tweets_of(const struct links_link *link)
{
	return link->ntweets > 0 ? link->tweets[link->tweet].tweet : NULL;
}

struct span
tweets_words(char out[ARCHIVE_TEXT], struct span text, struct span code)
{
	size_t at = 0, n = 0, behind;
	struct span rest;

	do {
		rest = span_from(text, at);
		n = span_find(rest, code);
		at += n == SPAN_NONE ? 0 : n + code.n;
	} while (n != SPAN_NONE && !span_ends(span_first(text, at - code.n), SPAN("://t.co/")));
	if (n == SPAN_NONE || text.n > ARCHIVE_TEXT)
		return text;
	behind = at;
	for (at -= code.n; at > 0 && text.p[at - 1] != ' ';)
		at--;
	memcpy(out, text.p, at);
	memcpy(out + at, text.p + behind, text.n - behind);
	return span_make(out, at + text.n - behind);
}

/* ---- sentences ---- */

static void say(char *out[TWEETS_SENTENCES], const char *format, ...) MESSAGE_FORMAT(2, 3);

static void
say(char *out[TWEETS_SENTENCES], const char *format, ...)
{
	char text[512];
	size_t n = 0;
	va_list args;

	while (out[n])
		n++;
	if (n + 1 == TWEETS_SENTENCES)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	out[n] = alloc_copy(span_str(text));
}

static const char *
plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static void
say_answer(char *out[TWEETS_SENTENCES], const struct tweets *tweets)
{
	const struct links *links = &tweets->links;
	const struct links_total *by = links->by_relation;
	uint64_t own = links->own.visitors;

	if (!tweets->any)
		say(out, "No log line was read, so nothing was counted.");
	else if (links->all.visitors == 0 && tweets->open_year > 0)
		say(out, "No visitor from Twitter since the beginning of %d, so no link is known.", tweets->open_year);
	else if (links->all.visitors == 0)
		say(out, "No visitor from Twitter, so no link brought any.");
	else if (!links->joined)
		say(out,
		    "%s visitor%s from Twitter came by %s t.co link%s, %s without a code. Whose tweets they are, your "
		    "archive tells: --archive tweets.js.",
		    GROUPED(links->with_code.visitors), plural(links->with_code.visitors),
		    GROUPED(links->with_code.links), plural(links->with_code.links),
		    GROUPED(links->without_code.visitors));
	else
		say(out,
		    "Your own tweets brought %s visitor%s by %s link%s, tweets of others %s by %s; %s came without a "
		    "code.",
		    GROUPED(own), plural(own), GROUPED(links->own.links), plural(links->own.links),
		    GROUPED(by[LINKS_UNKNOWN].visitors), GROUPED(by[LINKS_UNKNOWN].links),
		    GROUPED(links->without_code.visitors));
}

static void
say_relations(char *out[TWEETS_SENTENCES], const struct links *links)
{
	static const char *const words[LINKS_RELATIONS] = {
	    [LINKS_OTHER] = "came by links in your retweets, whose codes belong to tweets of others",
	    [LINKS_SHARED] = "came by codes in several tweets: each visit is put down to the newest tweet before it",
	    [LINKS_BEFORE] =
		"came by codes that were met before their tweet: only what came after it is put down to it",
	};

	for (size_t i = 0; i < LINKS_RELATIONS; i++)
		if (words[i] && links->by_relation[i].links > 0)
			say(out, "%s visitor%s %s.", GROUPED(links->by_relation[i].visitors),
			    plural(links->by_relation[i].visitors), words[i]);
}

/* Old links without a code came with the page of Twitter they stood on; only the rest names nothing. */
static void
say_without_code(char *out[TWEETS_SENTENCES], const struct links *links)
{
	uint64_t all = links->without_code.page_views, bare = 0;
	char of_them[WRITE_GROUPED + 16] = "";

	for (size_t i = 0; i < links->nothers; i++)
		bare += links->others[i].link.n == 0 ? links->others[i].page_views : 0;
	if (bare < all)
		snprintf(of_them, sizeof(of_them), ", %s of them", GROUPED(bare));
	if (bare > 0)
		say(out,
		    "Without a code: %s page view%s%s of browsers and apps that send no more than the origin, or "
		    "nothing.",
		    GROUPED(all), plural(all), of_them);
	else if (all > 0)
		say(out, "Without a code: %s page view%s, from the pages of Twitter that sent them.", GROUPED(all),
		    plural(all));
}

void
tweets_sentences(char *out[TWEETS_SENTENCES], const struct tweets *tweets)
{
	const struct links *links = &tweets->links;

	memset(out, 0, TWEETS_SENTENCES * sizeof(*out));
	say_answer(out, tweets);
	if (links->joined)
		say_relations(out, links);
	if (links->joined)
		say(out,
		    "A code that is in no tweet of the archive is somebody else's, or of a tweet that was deleted. "
		    "Native retweets keep the code of the tweet, so nobody is seen to come by them.");
	say_without_code(out, links);
	if (tweets->open_year > 0)
		say(out,
		    "The years before %d are closed: of these the database keeps numbers, but no link and no landing "
		    "page.",
		    tweets->open_year);
	if (links->all.visitors > 0)
		say(out, "Visitors are those of each year added up; one who used two links counts at both.");
}
