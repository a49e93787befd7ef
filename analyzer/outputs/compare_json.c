/*
 * The comparison as one object. What is not known is null; what has no bound, such as a ratio to
 * nothing, is the string "inf".
 */
#include "analyzer/outputs/comparison.h"
#include "analyzer/outputs/write.h"
#include "base/calendar.h"

#include <math.h>

static void
json_number(FILE *to, double value)
{
	if (isinf(value))
		fputs(value > 0 ? "\"inf\"" : "\"-inf\"", to);
	else
		write_real(to, value);
}

/* Each puts ,"NAME":VALUE; the first of an object is put by hand. */
static void
member_number(FILE *to, const char *name, double value)
{
	fprintf(to, ",\"%s\":", name);
	json_number(to, value);
}

static void
member_interval(FILE *to, const char *name, struct interval of)
{
	fprintf(to, ",\"%s\":[", name);
	json_number(to, of.low);
	putc(',', to);
	json_number(to, of.high);
	putc(']', to);
}

static void
member_text(FILE *to, const char *name, const char *text)
{
	fprintf(to, ",\"%s\":", name);
	if (text)
		write_json(to, span_str(text));
	else
		fputs("null", to);
}

static void
member_truth(FILE *to, const char *name, bool truth)
{
	fprintf(to, ",\"%s\":%s", name, truth ? "true" : "false");
}

static void
member_day(FILE *to, const char *name, int32_t day)
{
	char text[11];

	if (day != CALENDAR_NO_DAY)
		calendar_print_day(text, day);
	member_text(to, name, day == CALENDAR_NO_DAY ? NULL : text);
}

static void
member_week(FILE *to, const char *name, int32_t monday)
{
	char text[9];

	if (monday != CALENDAR_NO_DAY)
		calendar_print_week(text, monday);
	member_text(to, name, monday == CALENDAR_NO_DAY ? NULL : text);
}

static void
json_weeks(FILE *to, const struct compare_result *result)
{
	fputs(",\"weeks\":[", to);
	for (size_t i = 0; i < result->nrows; i++) {
		fputs(i > 0 ? ",{" : "{", to);
		for (const struct comparison_column *column = comparison_columns; column->name; column++) {
			struct field field = column->get(&result->rows[i]);
			fprintf(to, "%s\"%s\":", column == comparison_columns ? "" : ",", column->name);
			fields_json(to, &field);
		}
		putc('}', to);
	}
	putc(']', to);
}

static void
json_segment(FILE *to, const struct history_growth *growth)
{
	fprintf(to, "{\"readings\":%zu", growth->readings);
	member_day(to, "from", growth->from);
	member_day(to, "to", growth->to);
	member_number(to, "start", growth->start);
	member_number(to, "end", growth->end);
	member_number(to, "per_day", growth->per_day);
	member_interval(to, "ci95", growth->interval);
	putc('}', to);
}

static void
json_followers(FILE *to, const struct compare_result *result)
{
	const struct history *history = &result->history;
	bool known = result->followers_known;

	fprintf(to, ",\"followers\":{\"readings\":%zu", history->count);
	member_day(to, "first", known ? result->followers_first : CALENDAR_NO_DAY);
	member_day(to, "last", known ? result->followers_last : CALENDAR_NO_DAY);
	fprintf(to, ",\"suspect\":%zu", history->left_out);
	member_truth(to, "overlap", result->overlap);
	fputs(",\"segments\":[", to);
	for (size_t i = 0; i < history->nsegments; i++) {
		fputs(i > 0 ? "," : "", to);
		json_segment(to, &history->segments[i]);
	}
	fputs("],\"milestones\":[", to);
	for (size_t i = 0; i < history->nmilestones; i++) {
		const struct history_milestone *m = &history->milestones[i];
		fprintf(to, "%s{\"count\":%.0f", i > 0 ? "," : "", m->count);
		member_day(to, "reached", m->reached);
		member_day(to, "not_before", m->not_before);
		member_truth(to, "imprecise", m->imprecise);
		putc('}', to);
	}
	fputs("]}", to);
}

static void
json_side(FILE *to, const char *name, const struct event_side *side)
{
	fprintf(to, ",\"%s\":{\"weeks\":%u", name, side->weeks);
	member_number(to, "visitors", side->visitors);
	member_number(to, "per_week", side->per_week);
	member_interval(to, "ci95", side->interval);
	putc('}', to);
}

static void
json_models(FILE *to, const struct figures *models)
{
	fputs(",\"models\":{", to);
	for (size_t i = 0; i < models->count; i++) {
		const struct figure *figure = &models->list[i];
		fprintf(to, "%s\"%s\":", i > 0 ? "," : "", figure->key);
		if (figure->text)
			write_json(to, span_str(figure->text));
		else
			json_number(to, figure->value);
	}
	putc('}', to);
}

static void
json_control(FILE *to, const struct comparison *comparison, const struct compare_control *control)
{
	fputs(",\"control\":", to);
	if (!comparison->control || !control->known) {
		fputs("null", to);
		return;
	}
	fputs("{\"source\":", to);
	write_json(to, span_str(comparison->control_name));
	json_side(to, "before", &control->event.before);
	json_side(to, "after", &control->event.after);
	member_number(to, "ratio", control->event.ratio);
	member_interval(to, "ci95", control->event.ci95);
	member_text(to, "verdict", verdict_word(control->event.verdict));
	member_truth(to, "moved_too", control->moved_too);
	member_number(to, "relative_ratio", control->relative);
	member_interval(to, "relative_ci95", control->relative_ci95);
	putc('}', to);
}

static void
json_upheaval(FILE *to, const struct compare_upheaval *upheaval)
{
	fputs(",\"upheaval\":", to);
	if (!upheaval) {
		fputs("null", to);
		return;
	}
	fputs("{\"what\":", to);
	write_json(to, span_str(upheaval->what));
	member_day(to, "from", upheaval->from);
	member_day(to, "to", upheaval->to);
	member_text(to, "source", upheaval->source);
	putc('}', to);
}

static void
json_event(FILE *to, const struct comparison *comparison, const struct compare_event *of)
{
	const struct event *event = &of->event;
	char day[11];

	calendar_print_day(day, event->day);
	fprintf(to, "{\"date\":\"%s\"", day);
	member_text(to, "label", event->label);
	json_side(to, "before", &event->before);
	json_side(to, "after", &event->after);
	member_number(to, "ratio", event->ratio);
	member_interval(to, "ci95", event->ci95);
	member_truth(to, "provisional", event->provisional);
	member_text(to, "verdict", verdict_word(event->verdict));
	json_models(to, &event->models);
	member_number(to, "placebo_p", event->placebo_p);
	member_number(to, "smallest_detectable_ratio", event->detectable);
	member_number(to, "extra_visitor_weeks_per_year", event->extra_per_year);
	member_interval(to, "ci95_extra", event->ci95_extra);
	member_week(to, "split_week", event->split_week);
	member_number(to, "lag1", event->lag1);
	member_truth(to, "season", event->season);
	member_week(to, "best_week", event->best_week);
	member_number(to, "ratio_without_best_week", event->ratio_without_best);
	member_truth(to, "change_point_near", of->change_point_near);
	member_truth(to, "other_event_inside", of->other_event_inside);
	json_control(to, comparison, &of->control);
	json_upheaval(to, of->upheaval);
	putc('}', to);
}

static void
json_change_points(FILE *to, const struct compare_result *result)
{
	char week[9];

	fputs(",\"change_points\":[", to);
	for (size_t i = 0; i < result->nchange_points; i++) {
		const struct compare_change_point *point = &result->change_points[i];
		calendar_print_week(week, point->monday);
		fprintf(to, "%s{\"week\":\"%s\"", i > 0 ? "," : "", week);
		member_number(to, "before_per_week", point->before_per_week);
		member_number(to, "after_per_week", point->after_per_week);
		json_upheaval(to, point->upheaval);
		putc('}', to);
	}
	putc(']', to);
}

static void
json_association(FILE *to, const struct compare_association *a)
{
	fprintf(to, ",\"association\":{\"weeks\":%zu", a->weeks);
	member_number(to, "spearman_levels", a->spearman_levels);
	member_number(to, "spearman_differences", a->spearman_differences);
	member_number(to, "best_lag_weeks", a->best_lag_weeks < 0 ? (double)NAN : a->best_lag_weeks);
	member_number(to, "best_lag_r", a->best_lag_r);
	member_number(to, "bound", a->bound);
	member_truth(to, "beyond_bound", a->beyond);
	member_number(to, "visitors_first_lag_weeks", a->best_back_weeks < 0 ? (double)NAN : a->best_back_weeks);
	member_number(to, "visitors_first_r", a->best_back_r);
	putc('}', to);
}

static void
json_claim(FILE *to, const struct claim *claim, const struct claim_answer *answer)
{
	fputs("{\"text\":", to);
	write_json(to, claim->text);
	member_number(to, "measured", answer->measured);
	member_interval(to, "ci95", answer->ci95);
	member_text(to, "answer", claims_word(answer->answer));
	member_text(to, "of", claim->followers ? "followers" : "visitors");
	if (claim->period)
		member_text(to, "per", claim->period);
	else
		fputs(",\"per\":null", to);
	member_truth(to, "projected", answer->projected);
	member_text(to, "sentence", answer->sentence);
	fputs(",\"years\":[", to);
	for (size_t i = 0; i < answer->nyears; i++) {
		const struct claim_year *year = &answer->years[i];
		fprintf(to, "%s{\"year\":%d,\"weeks\":%u,\"days_missing\":%u", i > 0 ? "," : "", year->year,
		    year->weeks, year->missing);
		member_number(to, "visitors", year->visitors);
		member_number(to, "visitor_weeks", year->visitor_weeks);
		putc('}', to);
	}
	fputs("]}", to);
}

void
compare_json(FILE *to, const struct comparison *comparison, const struct style *style)
{
	const struct compare_result *result = &comparison->result;

	(void)style;
	fputs("{\"schema\":\"footfall.compare/1\"", to);
	member_text(to, "source", comparison->source);
	member_text(to, "time_zone", comparison->zone);
	json_weeks(to, result);
	json_followers(to, result);
	fputs(",\"events\":[", to);
	for (size_t i = 0; i < result->nevents; i++) {
		fputs(i > 0 ? "," : "", to);
		json_event(to, comparison, &result->events[i]);
	}
	putc(']', to);
	json_change_points(to, result);
	json_association(to, &result->association);
	fputs(",\"claims\":[", to);
	for (size_t i = 0; i < comparison->nclaims; i++) {
		fputs(i > 0 ? "," : "", to);
		json_claim(to, &comparison->claims[i], &comparison->answers[i]);
	}
	fputs("]}\n", to);
}
