/* A row a link with a code. */
#include "analyzer/outputs/tweets.h"
#include "analyzer/outputs/write.h"
#include "base/alloc.h"

#include <stdlib.h>

static void
csv_instant(FILE *to, int64_t time)
{
	char text[24];

	putc(',', to);
	write_csv(to, span_str(tweets_instant(text, time)));
}

/* The paths, a blank between: a path of a log has none. */
static void
csv_pages(FILE *to, const struct links_link *link)
{
	char *text = NULL;
	size_t size;
	FILE *cell = open_memstream(&text, &size);

	putc(',', to);
	if (!cell)
		return;
	for (size_t i = 0; i < link->npages; i++) {
		fputs(i > 0 ? " " : "", cell);
		fwrite(link->pages[i].path.p, 1, link->pages[i].path.n, cell);
	}
	fclose(cell);
	write_csv(to, span_make(text, size));
	free(text);
}

static void
csv_link(FILE *to, const struct links_link *link)
{
	const struct archive_tweet *tweet = tweets_of(link);

	write_csv(to, link->link);
	putc(',', to);
	write_csv(to, link->code);
	fprintf(to, ",%llu,%llu", (unsigned long long)link->visitors, (unsigned long long)link->page_views);
	csv_instant(to, link->first);
	csv_instant(to, link->last);
	csv_pages(to, link);
	if (!tweet) {
		fputs(",,,,\n", to);
		return;
	}
	putc(',', to);
	write_csv(to, tweet->id);
	csv_instant(to, tweet->time);
	putc(',', to);
	write_csv(to, tweet->text);
	putc(',', to);
	write_csv(to, span_str(links_relation_name(link->relation)));
	putc('\n', to);
}

void
tweets_csv(FILE *to, const struct tweets *tweets, const struct style *style)
{
	(void)style;
	fputs("link,code,visitors,page_views,first,last,landing_pages,tweet_id,tweet_time,tweet_text,relation\n", to);
	for (size_t i = 0; i < tweets->links.nlinks; i++)
		csv_link(to, &tweets->links.links[i]);
}
