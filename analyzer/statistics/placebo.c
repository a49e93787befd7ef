#include "analyzer/statistics/placebo.h"
#include <math.h>

#define SIDE REGRESSION_WEEKS_SIDE

struct placebo
placebo_run(const struct regression_series *s, double observed)
{
	struct regression_series before = *s;
	struct placebo out = {.p = NAN, .largest = -INFINITY};
	size_t n = 0;

	while (n < s->n && s->t[n] < s->after)
		n++;
	before.n = n;
	if (n < 3 * SIDE)
		return out;
	out.tried = true;
	for (size_t i = SIDE; i <= n - SIDE; i++) {
		struct regression_fit fit;

		before.after = s->t[i];
		regression_quasi_poisson(&fit, REGRESSION_TREND, &before);
		if (fit.fitted) {
			double size = regression_size(&fit, fit.step);

			out.dates++;
			out.as_large += size >= observed;
			out.largest = fmax(out.largest, size);
		}
		regression_release(&fit);
	}
	out.p = (1 + (double)out.as_large) / (1 + (double)out.dates);
	return out;
}
