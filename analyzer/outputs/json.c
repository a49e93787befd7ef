/* One object; the names and their order are a contract, new ones are only added. */
#include "analyzer/outputs/comparison.h"
#include "analyzer/outputs/fields.h"
#include "analyzer/outputs/output.h"
#include "analyzer/outputs/tweets.h"
#include "analyzer/outputs/write.h"

static void
json_day(FILE *to, int32_t day)
{
	char text[11];

	calendar_print_day(text, day);
	fprintf(to, "\"%s\"", text);
}

static void
json_coverage(FILE *to, const struct series *series)
{
	fputs("\"coverage\":{\"first\":", to);
	if (series->any) {
		json_day(to, series->first);
		fputs(",\"last\":", to);
		json_day(to, series->last);
	} else
		fputs("null,\"last\":null", to);
	fprintf(to, ",\"days_covered\":%u,\"days_missing\":%u,\"gaps\":[", series->days_covered, series->days_missing);
	for (size_t i = 0; i < series->ngaps; i++) {
		fputs(i > 0 ? ",{\"from\":" : "{\"from\":", to);
		json_day(to, series->gaps[i].from);
		fputs(",\"to\":", to);
		json_day(to, series->gaps[i].to);
		putc('}', to);
	}
	fputs("]}", to);
}

static void
json_input(FILE *to, const struct series *series)
{
	const struct read_counts *in = &series->input;
	const struct {
		const char *name;
		uint64_t count;
	} counts[] = {
	    {"files", in->files},
	    {"lines", in->lines},
	    {"blank", in->blank},
	    {"records", in->records},
	    {"unparsable", in->unparsable},
	    {"excluded", in->excluded},
	    {"robots", in->robots},
	    {"not_pages", in->not_pages},
	    {"other_sources", series->other_sources},
	    {"counted", series->counted},
	    {"sealed", series->sealed},
	};

	fputs("\"input\":", to);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		fprintf(to, "%c\"%s\":%llu", i > 0 ? ',' : '{', counts[i].name, (unsigned long long)counts[i].count);
	putc('}', to);
}

static void
json_by_source(FILE *to, const struct series *series, const struct series_row *row)
{
	fputs(",\"sources\":{", to);
	for (size_t i = 0; i < series->nsources; i++) {
		if (i > 0)
			putc(',', to);
		write_json(to, span_str(series->sources[i].name));
		if (!row->known || !row->by_source) {
			fputs(":null", to);
			continue;
		}
		fprintf(to, ":{\"visitors\":%llu,\"error\":", (unsigned long long)row->by_source[i].count);
		write_real(to, row->by_source[i].error);
		putc('}', to);
	}
	putc('}', to);
}

static void
json_row(FILE *to, const struct series *series, const struct series_row *row)
{
	char between = '{';

	for (const struct field_column *column = fields; column->name; column++) {
		if (!fields_has(series, column))
			continue;
		struct field field = fields_get(series, row, column);
		fprintf(to, "%c\"%s\":", between, column->name);
		/* Page views are a set, so readers add them up over rows; of an empty row there are none. The
		 * other counts are of visitors and unknown. */
		if (field.kind == FIELD_NULL && fields_is_summed(column) && series->split)
			putc('0', to);
		else
			fields_json(to, &field);
		between = ',';
	}
	if (series->sources)
		json_by_source(to, series, row);
	putc('}', to);
}

/* Where the built-in rules that judged the rows are others than before. */
static void
json_rules_changes(FILE *to, const struct series *series)
{
	char between = '[', week[9];

	fputs(",\"rules_changes\":", to);
	for (size_t i = 0; i < series->nrows; i++) {
		const struct series_row *row = &series->rows[i];

		if (row->rules_before == 0)
			continue;
		putc(between, to);
		if (series->kind == SERIES_WEEKS) {
			calendar_print_week(week, row->from);
			fprintf(to, "{\"week\":\"%s\"", week);
		} else
			fprintf(to, "{\"year\":%d", row->year);
		fprintf(to, ",\"rules_before\":%u,\"rules\":%u}", row->rules_before, row->rules);
		between = ',';
	}
	fputs(between == '[' ? "[]" : "]", to);
}

static void
json_pace(FILE *to, const struct series_pace *pace)
{
	fputs(",\"pace\":", to);
	if (pace->weeks == 0) {
		fputs("null", to);
		return;
	}
	fprintf(to, "{\"weeks\":%u,\"visitors_per_week\":", pace->weeks);
	write_real(to, pace->per_week);
	fputs(",\"ci95\":[", to);
	write_real(to, pace->low);
	putc(',', to);
	write_real(to, pace->high);
	fputs("],\"visitor_weeks_per_year\":", to);
	write_real(to, pace->per_year);
	putc('}', to);
}

static void
json_series(FILE *to, const struct series *series, const struct style *style)
{
	bool weeks = series->kind == SERIES_WEEKS;

	(void)style;
	fprintf(to, "{\"schema\":\"footfall.%s/1\",\"source\":", weeks ? "weekly" : "yearly");
	write_json(to, span_str(series->source));
	fputs(",\"time_zone\":", to);
	write_json(to, span_str(series->zone));
	putc(',', to);
	json_coverage(to, series);
	putc(',', to);
	json_input(to, series);
	fputs(weeks ? ",\"weeks\":[" : ",\"years\":[", to);
	for (size_t i = 0; i < series->nrows; i++) {
		if (i > 0)
			putc(',', to);
		json_row(to, series, &series->rows[i]);
	}
	putc(']', to);
	if (!weeks)
		json_pace(to, &series->pace);
	fputs(",\"own_host\":", to);
	if (series->own_host)
		write_json(to, span_str(series->own_host));
	else
		fputs("null", to);
	json_rules_changes(to, series);
	fputs("}\n", to);
}

const struct output output_json = {
    .name = "json",
    .summary = "one object for programs; its fields are only ever added to",
    .series = json_series,
    .compare = compare_json,
    .tweets = tweets_json,
};
