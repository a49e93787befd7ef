#include "analyzer/outputs/fields.h"

#include "analyzer/outputs/write.h"

/* Where a column stands, and when its value is known. */
enum {
	IN_WEEKS = 1,
	IN_YEARS = 2,
	IN_BOTH = IN_WEEKS | IN_YEARS,
	NOT_TWITTER = 4, /* the column stands only where the evidence is not split */
	COUNT = 8, /* null in a row without a covered day */
	SPLIT = 16, /* null unless the evidence is split */
	YEAR_AGO = 64, /* only where rows stand beside those of the year before */
	SUMMED = 32, /* of a set, which readers add up over rows */
};

static struct field
field_count(uint64_t count)
{
	return (struct field){.kind = FIELD_COUNT, .count = count};
}

static struct field
field_real(double real)
{
	return (struct field){.kind = FIELD_REAL, .real = real};
}

static struct field
field_day(int32_t day)
{
	struct field field = {.kind = FIELD_TEXT};

	calendar_print_day(field.text, day);
	return field;
}

static struct field
get_week(const struct series_row *row)
{
	struct field field = {.kind = FIELD_TEXT};

	calendar_print_week(field.text, row->from);
	return field;
}

static struct field
get_year(const struct series_row *row)
{
	return field_count((uint64_t)row->year);
}

static struct field
get_from(const struct series_row *row)
{
	return field_day(row->from);
}

static struct field
get_to(const struct series_row *row)
{
	return field_day(row->to);
}

static struct field
get_days_covered(const struct series_row *row)
{
	return field_count(row->days_covered);
}

static struct field
get_complete(const struct series_row *row)
{
	return (struct field){.kind = FIELD_TRUTH, .truth = row->complete};
}

/* The counts differ in nothing but their member. */
#define GET_COUNT(name, member)                                                                                        \
	static struct field name(const struct series_row *row)                                                         \
	{                                                                                                              \
		return field_count(row->member);                                                                       \
	}
GET_COUNT(get_visitors, visitors.count)
GET_COUNT(get_by_referer, by_referer)
GET_COUNT(get_by_app, by_app)
GET_COUNT(get_by_tag, by_tag)
GET_COUNT(get_any_version, visitors_any_version)
GET_COUNT(get_visits, visits)
GET_COUNT(get_page_views, page_views)
GET_COUNT(get_all_visitors, all_visitors.count)
GET_COUNT(get_robots, robots)
GET_COUNT(get_weeks_complete, weeks_complete)
GET_COUNT(get_sum_of_weekly, sum_of_weekly_visitors)

static struct field
get_all_error(const struct series_row *row)
{
	return field_real(row->all_visitors.error);
}

static struct field
get_error(const struct series_row *row)
{
	return field_real(row->visitors.error);
}

static struct field
get_year_ago(const struct series_row *row)
{
	return row->year_ago_known ? field_count(row->year_ago.count) : (struct field){.kind = FIELD_NULL};
}

const struct field_column fields[] = {
    {"week", IN_WEEKS, get_week},
    {"year", IN_YEARS, get_year},
    {"from", IN_BOTH, get_from},
    {"to", IN_BOTH, get_to},
    {"days_covered", IN_BOTH, get_days_covered},
    {"complete", IN_BOTH, get_complete},
    {"visitors", IN_BOTH | COUNT, get_visitors},
    {"by_referer", IN_BOTH | COUNT | SPLIT, get_by_referer},
    {"by_app", IN_BOTH | COUNT | SPLIT, get_by_app},
    {"by_tag", IN_BOTH | COUNT | SPLIT, get_by_tag},
    {"visitors_any_version", IN_YEARS | COUNT | SPLIT, get_any_version},
    {"visits", IN_BOTH | COUNT | SPLIT, get_visits},
    {"page_views", IN_BOTH | COUNT | SPLIT | SUMMED, get_page_views},
    {"all_visitors", IN_BOTH | COUNT, get_all_visitors},
    {"all_visitors_error", IN_BOTH | COUNT, get_all_error},
    {"robots", IN_BOTH | COUNT | SPLIT, get_robots},
    {"weeks_complete", IN_YEARS | COUNT, get_weeks_complete},
    {"sum_of_weekly_visitors", IN_YEARS | COUNT, get_sum_of_weekly},
    {"visitors_error", IN_BOTH | COUNT | NOT_TWITTER, get_error},
    {"year_ago_visitors", IN_BOTH | YEAR_AGO, get_year_ago},
    {NULL, 0, NULL},
};

bool
fields_has(const struct series *series, const struct field_column *column)
{
	if (series->split && (column->where & NOT_TWITTER))
		return false;
	if (!series->year_ago && (column->where & YEAR_AGO))
		return false;
	return column->where & (series->kind == SERIES_WEEKS ? IN_WEEKS : IN_YEARS);
}

bool
fields_is_summed(const struct field_column *column)
{
	return column->where & SUMMED;
}

struct field
fields_get(const struct series *series, const struct series_row *row, const struct field_column *column)
{
	if ((column->where & COUNT) && !row->known)
		return (struct field){.kind = FIELD_NULL};
	if ((column->where & SPLIT) && !series->split)
		return (struct field){.kind = FIELD_NULL};
	return column->get(row);
}

void
fields_json(FILE *to, const struct field *field)
{
	switch (field->kind) {
	case FIELD_NULL:
		fputs("null", to);
		break;
	case FIELD_TEXT:
		write_json(to, span_str(field->text));
		break;
	case FIELD_COUNT:
		fprintf(to, "%llu", (unsigned long long)field->count);
		break;
	case FIELD_REAL:
		write_real(to, field->real);
		break;
	case FIELD_TRUTH:
		fputs(field->truth ? "true" : "false", to);
		break;
	}
}

void
fields_csv(FILE *to, const struct field *field)
{
	switch (field->kind) {
	case FIELD_NULL:
		break;
	case FIELD_TEXT:
		write_csv(to, span_str(field->text));
		break;
	case FIELD_COUNT:
		fprintf(to, "%llu", (unsigned long long)field->count);
		break;
	case FIELD_REAL:
		write_real(to, field->real);
		break;
	case FIELD_TRUTH:
		fputs(field->truth ? "true" : "false", to);
		break;
	}
}
