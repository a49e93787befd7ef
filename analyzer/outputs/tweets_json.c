/* The object of `tweets`; names and order are a contract, new ones are only added. */
#include "analyzer/outputs/tweets.h"
#include "analyzer/outputs/write.h"

static void
json_count(FILE *to, const char *name, uint64_t count)
{
	fprintf(to, ",\"%s\":%llu", name, (unsigned long long)count);
}

static void
json_instant(FILE *to, const char *name, int64_t time)
{
	char text[24];

	fprintf(to, ",\"%s\":\"%s\"", name, tweets_instant(text, time));
}

static void
json_text(FILE *to, const char *name, struct span text)
{
	fprintf(to, ",\"%s\":", name);
	write_json(to, text);
}

static void
json_tweet(FILE *to, const struct archive_tweet *tweet)
{
	fputs("{\"id\":", to);
	write_json(to, tweet->id);
	json_instant(to, "time", tweet->time);
	json_text(to, "text", tweet->text);
}

/* Of a code in several tweets what each has brought. */
static void
json_tweets(FILE *to, const struct links_link *link)
{
	fputs(",\"tweets\":[", to);
	for (size_t i = 0; i < link->ntweets; i++) {
		fputs(i > 0 ? "," : "", to);
		json_tweet(to, link->tweets[i].tweet);
		json_text(to, "relation", link->tweets[i].tweet->other ? SPAN("other") : SPAN("own"));
		json_count(to, "visitors", link->tweets[i].visitors);
		json_count(to, "page_views", link->tweets[i].page_views);
		putc('}', to);
	}
	putc(']', to);
}

static void
json_link(FILE *to, const struct links_link *link, bool coded)
{
	const struct archive_tweet *tweet = tweets_of(link);

	fputs("{\"link\":", to);
	write_json(to, link->link);
	if (coded)
		json_text(to, "code", link->code);
	json_count(to, "visitors", link->visitors);
	json_count(to, "page_views", link->page_views);
	json_instant(to, "first", link->first);
	json_instant(to, "last", link->last);
	fputs(",\"landing_pages\":[", to);
	for (size_t i = 0; i < link->npages; i++) {
		fputs(i > 0 ? ",{\"path\":" : "{\"path\":", to);
		write_json(to, link->pages[i].path);
		json_count(to, "visitors", link->pages[i].visitors);
		putc('}', to);
	}
	putc(']', to);
	if (coded && !tweet)
		fputs(",\"tweet\":null", to);
	else if (coded) {
		fputs(",\"tweet\":", to);
		json_tweet(to, tweet);
		json_text(to, "relation", span_str(links_relation_name(link->relation)));
		putc('}', to);
		json_count(to, "page_views_before_tweet", link->early);
		if (link->ntweets > 1)
			json_tweets(to, link);
	}
	putc('}', to);
}

/* Links of Twitter that are no t.co; what has no link at all is left out. */
static void
json_others(FILE *to, const struct links *links)
{
	const char *between = "";

	fputs(",\"links\":[", to);
	for (size_t i = 0; i < links->nothers; i++) {
		if (links->others[i].link.n == 0)
			continue;
		fputs(between, to);
		json_link(to, &links->others[i], false);
		between = ",";
	}
	putc(']', to);
}

static void
json_total(FILE *to, const char *name, const struct links_total *total)
{
	fprintf(to, "\"%s\":{\"links\":%llu", name, (unsigned long long)total->links);
	json_count(to, "visitors", total->visitors);
	json_count(to, "page_views", total->page_views);
	putc('}', to);
}

static void
json_relations(FILE *to, const struct links *links)
{
	fputs(",\"by_relation\":", to);
	if (!links->joined) {
		fputs("null", to);
		return;
	}
	for (size_t i = 0; i < LINKS_RELATIONS; i++) {
		putc(i > 0 ? ',' : '{', to);
		json_total(
		    to, i > 0 ? links_relation_name((enum links_relation)i) : "not-in-archive", &links->by_relation[i]);
	}
	putc('}', to);
}

void
tweets_json(FILE *to, const struct tweets *tweets, const struct style *style)
{
	const struct links *links = &tweets->links;

	(void)style;
	fputs("{\"schema\":\"footfall.tweets/1\",\"links\":[", to);
	for (size_t i = 0; i < links->nlinks; i++) {
		fputs(i > 0 ? "," : "", to);
		json_link(to, &links->links[i], true);
	}
	fprintf(to, "],\"without_code\":{\"visitors\":%llu", (unsigned long long)links->without_code.visitors);
	json_count(to, "page_views", links->without_code.page_views);
	json_others(to, links);
	fputs("},\"landing_pages\":[", to);
	for (size_t i = 0; i < links->npages; i++) {
		fputs(i > 0 ? ",{\"path\":" : "{\"path\":", to);
		write_json(to, links->pages[i].path);
		json_count(to, "visitors", links->pages[i].visitors);
		json_count(to, "page_views", links->pages[i].page_views);
		putc('}', to);
	}
	fputs("],\"totals\":{", to);
	json_total(to, "all", &links->all);
	putc(',', to);
	json_total(to, "with_code", &links->with_code);
	if (links->joined) {
		putc(',', to);
		json_total(to, "own_tweets", &links->own);
	}
	putc('}', to);
	json_relations(to, links);
	if (tweets->open_year > 0)
		fprintf(to, ",\"closed_before\":\"%04d-01-01\"", tweets->open_year);
	fputs("}\n", to);
}
