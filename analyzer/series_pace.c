#include "analyzer/series_pace.h"
#include "analyzer/series_rows.h"
#include "analyzer/statistics/rates.h"
#include <math.h>

#define PACE_WEEKS 13
#define WEEKS_A_YEAR (365.2425 / 7)

/* 97.5 % quantile of Student's t for 1 to 12 degrees of freedom. */
static const double student[PACE_WEEKS] = {0, 12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624,
    2.306004, 2.262157, 2.228139, 2.200985, 2.178813};

/* 95 % interval of the mean of n weeks: Student's, or the exact one of a Poisson count (Garwood) where that is
 * wider, since few weeks may agree by chance. Student's may reach below zero, where no mean is. */
static void
add_interval(struct series_pace *pace, double squares)
{
	double n = pace->weeks, mean = pace->per_week, half;
	struct interval poisson = rates_garwood((struct rates_sum){mean * n, n});

	pace->low = poisson.low;
	pace->high = poisson.high;
	if (pace->weeks < 2)
		return;
	half = student[pace->weeks - 1] * sqrt(fmax(0, squares - n * mean * mean) / (n - 1) / n);
	if (mean > half)
		pace->low = fmin(poisson.low, mean - half);
	pace->high = fmax(poisson.high, mean + half);
}

/* Mean of the complete weeks a year before those of the pace; `weeks` stand one behind the other. */
static void
add_year_ago(struct series_pace *pace, const struct series_row *weeks, const size_t *used)
{
	unsigned complete = 0;
	double sum = 0;

	for (unsigned i = 0; i < pace->weeks; i++) {
		int32_t monday = calendar_week_year_ago(weeks[used[i]].from);
		const struct series_row *ago =
		    monday == CALENDAR_NO_DAY || monday < weeks[0].from ? NULL : &weeks[(monday - weeks[0].from) / 7];

		if (!ago || !ago->complete)
			continue;
		complete++;
		sum += (double)ago->visitors.count;
	}
	pace->year_ago_known = complete * 2 >= pace->weeks && complete > 0;
	if (pace->year_ago_known)
		pace->year_ago = sum / complete;
}

void
series_pace_find(
    struct series_pace *pace, const struct series_request *request, const struct series_row *weeks, size_t nweeks)
{
	double sum = 0, squares = 0, all = 0;
	size_t used[PACE_WEEKS] = {0};

	for (size_t i = nweeks; i-- > 0 && pace->weeks < PACE_WEEKS;) {
		uint64_t visitors = weeks[i].visitors.count;

		if (!weeks[i].complete || !series_rows_chosen(request, &weeks[i]))
			continue;
		if (pace->weeks == 0 || visitors < pace->least)
			pace->least = visitors;
		if (pace->weeks == 0 || visitors > pace->most)
			pace->most = visitors;
		sum += (double)visitors;
		squares += (double)visitors * (double)visitors;
		all += (double)weeks[i].all_visitors.count;
		used[pace->weeks++] = i;
	}
	pace->share = -1;
	if (pace->weeks == 0)
		return;
	pace->per_week = sum / pace->weeks;
	pace->per_year = pace->per_week * WEEKS_A_YEAR;
	if (all > 0)
		pace->share = sum / all;
	add_interval(pace, squares);
	add_year_ago(pace, weeks, used);
}
