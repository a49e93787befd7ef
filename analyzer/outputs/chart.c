#include "analyzer/outputs/chart.h"
#include "analyzer/outputs/write.h"
#include "base/calendar.h"

#include <string.h>

#define REMARK 19u /* columns behind a line, where there is room for them */
#define WIDTH_REMARK 60u /* of a screen that has room */
#define COLUMNS_LEAST 10u
/* Weeks behind a longer gap are drawn apart, so not at all: one record with a wrong clock must not flatten the rest. */
#define LONGEST_GAP (261 * 7)

/* The rows that are drawn. */
struct stretch {
	const struct compare_row *rows;
	size_t count;
	int32_t first, last; /* Mondays */
};

/* The most rows without a long gap among them; of equals the latest. */
static struct stretch
chart_stretch(const struct compare_result *result)
{
	struct stretch best = {.count = 0};
	size_t begin = 0;

	for (size_t i = 1; i <= result->nrows; i++) {
		if (i < result->nrows && result->rows[i].week.monday - result->rows[i - 1].week.monday <= LONGEST_GAP)
			continue;
		if (i - begin >= best.count)
			best = (struct stretch){&result->rows[begin], i - begin, result->rows[begin].week.monday,
			    result->rows[i - 1].week.monday};
		begin = i;
	}
	return best;
}

static unsigned
chart_columns(const struct style *style)
{
	unsigned used = CHART_LABEL + (style->width >= WIDTH_REMARK ? REMARK : 0);

	return style->width >= used + COLUMNS_LEAST ? style->width - used : COLUMNS_LEAST;
}

/* Draws one of the two series; false when no week of it is known. */
static bool
chart_series(struct chart_line *line, const struct stretch *stretch, const struct style *style, bool followers)
{
	char most[WRITE_GROUPED];
	struct spark spark;
	bool any = false;

	spark_init(&spark, stretch->first, (size_t)((stretch->last - stretch->first) / 7 + 1), chart_columns(style));
	for (size_t i = 0; i < stretch->count; i++) {
		const struct compare_row *row = &stretch->rows[i];
		bool known = followers ? row->history.followers.known : row->week.known && row->week.complete;
		if (known)
			spark_add(
			    &spark, row->week.monday, followers ? row->history.followers.value : row->week.visitors);
		any = any || known;
	}
	line->label = followers ? "Followers" : "Visitors";
	spark_print(&spark, line->text, style->utf8);
	if (style->width >= WIDTH_REMARK)
		snprintf(
		    line->remark, sizeof(line->remark), "0 to %s", write_grouped(most, (uint64_t)(spark.most + 0.5)));
	if (strlen(line->remark) + 2 > REMARK)
		line->remark[0] = '\0';
	return any;
}

/* Puts a text at a column of a line of blanks when nothing stands there; `most` is the line's width. */
static void
axis_put(char *line, unsigned most, unsigned at, const char *text)
{
	unsigned n = (unsigned)strlen(text);

	if (at + n > most)
		return;
	for (unsigned i = at > 0 ? at - 1 : 0; i < at + n + 1 && i < most; i++)
		if (line[i] != ' ')
			return;
	memcpy(line + at, text, n);
}

static void
axis_trim(char *line)
{
	size_t n = strlen(line);

	while (n > 0 && line[n - 1] == ' ')
		line[--n] = '\0';
}

/* Marks each date that lies inside, and names it where there is room. */
static void
chart_events(struct chart_line *line, const struct compare_result *result, const struct spark *spark, unsigned most)
{
	line->label = "";
	line->axis = true;
	memset(line->text, ' ', most);
	line->text[most] = '\0';
	for (size_t i = 0; i < result->nevents; i++) {
		int32_t day = result->events[i].event.day;
		if (day < spark->first || day >= spark->first + 7 * (int32_t)spark->weeks)
			continue;
		line->text[spark_column(spark, calendar_monday(day))] = '^';
	}
	for (size_t i = 0; i < result->nevents; i++) {
		char text[12] = " ";
		int32_t day = result->events[i].event.day;
		unsigned at = spark_column(spark, calendar_monday(day));
		if (day < spark->first || day >= spark->first + 7 * (int32_t)spark->weeks)
			continue;
		calendar_print_day(text, day);
		/* One blank is kept free on both sides; the mark itself is no neighbour. */
		if (at + 2 + 10 <= most)
			axis_put(line->text, most, at + 2, text);
		else if (at >= 11)
			axis_put(line->text, most, at - 11, text);
	}
	axis_trim(line->text);
}

static void
chart_weeks(struct chart_line *line, const struct stretch *stretch, unsigned columns, unsigned most)
{
	char first[9], last[9];
	unsigned at = columns > 8 ? columns - 8 : 0;

	calendar_print_week(first, stretch->first);
	calendar_print_week(last, stretch->last);
	line->label = "";
	line->axis = true;
	memset(line->text, ' ', most);
	line->text[most] = '\0';
	axis_put(line->text, most, 0, first);
	if (stretch->count > 1)
		axis_put(line->text, most, at > 9 ? at : 9, last);
	axis_trim(line->text);
}

void
chart_init(struct chart *chart, const struct compare_result *result, const struct style *style)
{
	const struct stretch stretch = chart_stretch(result);
	unsigned most = chart_columns(style);
	struct spark spark;
	size_t n = 0;

	memset(chart, 0, sizeof(*chart));
	spark_init(&spark, stretch.first, (size_t)((stretch.last - stretch.first) / 7 + 1), most);
	if (most > SPARK_COLUMNS)
		most = SPARK_COLUMNS;
	if (!chart_series(&chart->lines[n++], &stretch, style, false))
		chart->lines[n - 1].remark[0] = '\0';
	if (result->overlap || result->followers_known) {
		if (chart_series(&chart->lines[n], &stretch, style, true))
			n++;
		else
			memset(&chart->lines[n], 0, sizeof(chart->lines[n]));
	}
	chart_events(&chart->lines[n], result, &spark, most);
	n += chart->lines[n].text[0] != '\0';
	chart_weeks(&chart->lines[n], &stretch, spark.columns, most);
}
