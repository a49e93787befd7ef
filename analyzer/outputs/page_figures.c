/* The headline: a few numbers large enough to be read from afar, each with what it is. */
#include "analyzer/outputs/html.h"
#include "analyzer/outputs/page.h"
#include "analyzer/outputs/words.h"

#include <math.h>

static void
figure(FILE *to, const char *name, const char *number, const char *remark)
{
	fputs("<li><span>", to);
	html_str(to, name);
	fputs("</span><strong>", to);
	html_str(to, number);
	fputs("</strong>", to);
	if (remark[0]) {
		fputs("<small>", to);
		html_prose(to, remark);
		fputs("</small>", to);
	}
	fputs("</li>\n", to);
}

static void
figure_pace(FILE *to, const struct series_pace *pace)
{
	char remark[160];

	if (pace->weeks == 0)
		return;
	if (pace->weeks > 1)
		snprintf(remark, sizeof(remark), "mean of the last %u complete weeks; 95 %% interval %s to %s",
		    pace->weeks, HTML_REAL(fmax(pace->low, 0)), HTML_REAL(pace->high));
	else
		snprintf(remark, sizeof(remark), "the one complete week");
	figure(to, "Visitors a week", HTML_REAL(pace->per_week), remark);
	if (!pace->year_ago_known)
		return;
	snprintf(remark, sizeof(remark), "a week, a year earlier%s%s", pace->year_ago > 0 ? "; now \xC3\x97" : "",
	    pace->year_ago > 0 ? HTML_REAL(pace->per_week / pace->year_ago) : "");
	figure(to, "A year ago", HTML_REAL(pace->year_ago), remark);
}

/* The last complete year, else the last with records. */
static const struct series_row *
year_to_show(const struct series *years)
{
	const struct series_row *known = NULL;

	for (size_t i = years->nrows; i-- > 0;) {
		if (years->rows[i].complete)
			return &years->rows[i];
		if (years->rows[i].known && !known)
			known = &years->rows[i];
	}
	return known;
}

static void
figure_year(FILE *to, const struct series *years)
{
	const struct series_row *row = year_to_show(years);
	char name[40], remark[160] = "", days[64] = "";

	if (!row)
		return;
	snprintf(name, sizeof(name), "Visitors in %d", row->year);
	if (!row->complete)
		snprintf(days, sizeof(days), "%u of %d days have records", row->days_covered, row->to - row->from + 1);
	if (years->split && row->visitors_any_version < row->visitors.count)
		snprintf(remark, sizeof(remark), "between about %s and %s readers%s%s",
		    HTML_COUNT(row->visitors_any_version), HTML_COUNT(row->visitors.count), days[0] ? "; " : "", days);
	else
		snprintf(remark, sizeof(remark), "%s", days);
	figure(to, name, HTML_COUNT(row->visitors.count), remark);
}

static void
figure_best(FILE *to, const struct series *weeks)
{
	const struct series_row *best = NULL;

	for (size_t i = 0; i < weeks->nrows; i++)
		if (weeks->rows[i].known && (!best || weeks->rows[i].visitors.count > best->visitors.count))
			best = &weeks->rows[i];
	if (best && best->visitors.count > 0 && weeks->nrows > 1)
		figure(to, "Best week", HTML_COUNT(best->visitors.count), HTML_DAYS_OF(best->from, best->to));
}

static void
figure_followers(FILE *to, const struct comparison *comparison)
{
	const struct history *history = comparison ? &comparison->result.history : NULL;

	for (size_t i = history ? history->count : 0; i-- > 0;)
		if (history->readings[i].followers_known) {
			figure(to, "Followers", HTML_REAL(history->readings[i].followers),
			    HTML_DAY_OF(history->readings[i].day));
			return;
		}
}

void
page_figures(FILE *to, const struct page *page)
{
	const struct series_pace *pace = &page->weeks->pace;
	char share[16];

	fputs("<ul class=\"f\">\n", to);
	figure_pace(to, pace);
	figure_year(to, page->years);
	if (pace->weeks > 0 && pace->share >= 0 && page_share.has(page))
		figure(to, "Share of all visitors", words_share(share, pace->share),
		    pace->weeks > 1 ? "in the last complete weeks" : "in that week");
	figure_best(to, page->weeks);
	figure_followers(to, page->comparison);
	fputs("</ul>\n", to);
}
