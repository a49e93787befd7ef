#include "analyzer/outputs/comparison.h"

#include "base/calendar.h"

#include <math.h>
#include <stdlib.h>

void
comparison_release(struct comparison *comparison)
{
	for (size_t i = 0; comparison->answers && i < comparison->nclaims; i++)
		claims_release(&comparison->answers[i]);
	free(comparison->answers);
	free(comparison->years);
	compare_release(&comparison->result);
	*comparison = (struct comparison){.nclaims = 0};
}

static struct field
field_real(bool known, double real)
{
	return (struct field){.kind = known && isfinite(real) ? FIELD_REAL : FIELD_NULL, .real = real};
}

static struct field
get_week(const struct compare_row *row)
{
	struct field field = {.kind = FIELD_TEXT};

	calendar_print_week(field.text, row->week.monday);
	return field;
}

static struct field
get_complete(const struct compare_row *row)
{
	return (struct field){.kind = FIELD_TRUTH, .truth = row->week.known && row->week.complete};
}

static struct field
get_visitors(const struct compare_row *row)
{
	return field_real(row->week.known, row->week.visitors);
}

static struct field
get_followers(const struct compare_row *row)
{
	return field_real(row->history.followers.known, row->history.followers.value);
}

static struct field
get_following(const struct compare_row *row)
{
	return field_real(row->history.following.known, row->history.following.value);
}

static struct field
get_interpolated(const struct compare_row *row)
{
	const struct history_count *count = &row->history.followers;

	return (struct field){.kind = count->known ? FIELD_TRUTH : FIELD_NULL, .truth = count->interpolated};
}

static struct field
get_per_day(const struct compare_row *row)
{
	return field_real(true, row->history.per_day);
}

static struct field
get_per_1000(const struct compare_row *row)
{
	return field_real(true, row->per_1000);
}

static struct field
get_control(const struct compare_row *row)
{
	return field_real(row->week.control_known, row->week.control);
}

const struct comparison_column comparison_columns[] = {
    {"week", get_week},
    {"complete", get_complete},
    {"visitors", get_visitors},
    {"followers", get_followers},
    {"following", get_following},
    {"followers_interpolated", get_interpolated},
    {"followers_per_day", get_per_day},
    {"visitors_per_1000_followers", get_per_1000},
    {"control", get_control},
    {NULL, NULL},
};
