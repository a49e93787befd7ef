/* The digest as one object; names and order are a contract, new ones are only added. */
#include "analyzer/outputs/digest.h"
#include "analyzer/outputs/fields.h"
#include "analyzer/outputs/write.h"

#include <math.h>

/* A row with the names that `weekly` gives it. */
static void
json_row(FILE *to, const struct digest *digest, const char *name, const struct series_row *row)
{
	char between = '{';

	fprintf(to, ",\"%s\":", name);
	if (!row) {
		fputs("null", to);
		return;
	}
	for (const struct field_column *column = fields; column->name; column++) {
		if (!fields_has(digest->series, column))
			continue;
		struct field field = fields_get(digest->series, row, column);
		fprintf(to, "%c\"%s\":", between, column->name);
		fields_json(to, &field);
		between = ',';
	}
	putc('}', to);
}

static void
json_mean(FILE *to, const struct digest *digest)
{
	fprintf(to, ",\"mean_before\":{\"weeks\":%u,\"visitors\":", digest->mean_weeks);
	write_real(to, digest->mean_weeks > 0 ? digest->mean : (double)NAN);
	putc('}', to);
}

static void
json_count(FILE *to, const char *name, const struct history_count *count)
{
	fprintf(to, "\"%s\":", name);
	write_real(to, count->known ? count->value : (double)NAN);
}

static void
json_followers(FILE *to, const struct digest *digest)
{
	fputs(",\"followers\":", to);
	if (!digest->history) {
		fputs("null", to);
		return;
	}
	putc('{', to);
	json_count(to, "followers", &digest->followers.followers);
	putc(',', to);
	json_count(to, "following", &digest->followers.following);
	putc(',', to);
	json_count(to, "followers_before", &digest->followers_before.followers);
	fputs(",\"followers_interpolated\":", to);
	if (digest->followers.followers.known)
		fputs(digest->followers.followers.interpolated ? "true" : "false", to);
	else
		fputs("null", to);
	putc('}', to);
}

static void
json_text(FILE *to, const char *name, struct span text)
{
	fprintf(to, "\"%s\":", name);
	if (text.n > 0)
		write_json(to, text);
	else
		fputs("null", to);
}

static void
json_tops(FILE *to, const struct digest *digest)
{
	const struct links_link *link;

	fputs(",\"links\":[", to);
	for (size_t i = 0; (link = digest_link(digest, i)); i++) {
		fputs(i > 0 ? ",{" : "{", to);
		json_text(to, "link", link->link);
		putc(',', to);
		json_text(to, "code", link->code);
		fprintf(to, ",\"visitors\":%llu,\"page_views\":%llu}", (unsigned long long)link->visitors,
		    (unsigned long long)link->page_views);
	}
	fputs("],\"landing_pages\":[", to);
	for (size_t i = 0; i < digest->links.npages && i < DIGEST_TOP; i++) {
		fputs(i > 0 ? ",{" : "{", to);
		json_text(to, "path", digest->links.pages[i].path);
		fprintf(to, ",\"visitors\":%llu,\"page_views\":%llu}",
		    (unsigned long long)digest->links.pages[i].visitors,
		    (unsigned long long)digest->links.pages[i].page_views);
	}
	putc(']', to);
}

static void
json_head(FILE *to, const char *zone)
{
	fputs("{\"schema\":\"footfall.digest/1\",\"source\":\"twitter\",\"time_zone\":", to);
	write_json(to, span_str(zone));
}

void
digest_json_none(FILE *to, const char *zone)
{
	json_head(to, zone);
	fputs(",\"week\":null}\n", to);
}

void
digest_json(FILE *to, const struct digest *digest, const struct digest_head *head)
{
	char day[11];

	(void)head;
	json_head(to, digest->series->zone);
	json_row(to, digest, "week", digest->week);
	json_row(to, digest, "week_before", digest->before);
	json_mean(to, digest);
	json_row(to, digest, "year_ago", digest->year_ago);
	json_followers(to, digest);
	json_tops(to, digest);
	fputs(",\"missing_days\":[", to);
	for (unsigned i = 0; i < digest->nmissing; i++) {
		calendar_print_day(day, digest->missing[i]);
		fprintf(to, "%s\"%s\"", i > 0 ? "," : "", day);
	}
	fputs("]}\n", to);
}
