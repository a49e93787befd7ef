/*
 * simulate: how often the verdict is wrong, and how often it sees what is there. Series of 52 + 52
 * weeks whose truth is known go through the same function as anyone's logs; the table says what share
 * got which verdict. Ends with status 1 when a series without any change is called changed-at-date in
 * more than 3 % of cases, or a true step of x2 at 10 a week is found in fewer than 80 %.
 *
 *	simulate [SERIES [SEED]]	600 of each kind, seed 20130506
 */
#include "analyzer/compare.h"
#include "base/calendar.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define SIDE 52
#define WEEKS (2 * SIDE)
#define FALSE_ALARMS 0.03
#define POWER 0.80

/* splitmix64 (S. Vigna, public domain): the same series on every machine. */
static double
uniform(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return ((double)((z ^ z >> 31) >> 11) + 0.5) / 9007199254740992.0;
}

/* G. E. P. Box and M. E. Muller, Annals of Mathematical Statistics 29 (1958) 610. */
static double
normal(uint64_t *state)
{
	double r = sqrt(-2 * log(uniform(state)));

	return r * cos(2 * M_PI * uniform(state));
}

/* By the product of uniforms: means here are small. */
static double
poisson(uint64_t *state, double mean)
{
	double left = exp(-mean), product = uniform(state);
	unsigned n = 0;

	for (; product > left && n < 100000; n++)
		product *= uniform(state);
	return n;
}

/* Gamma of whole shape, as a sum of exponentials. */
static double
gamma_of(uint64_t *state, unsigned shape)
{
	double sum = 0;

	for (unsigned i = 0; i < shape; i++)
		sum -= log(uniform(state));
	return sum;
}

struct kind {
	const char *name;
	double step; /* ratio at the date: 1, nothing happened */
	double growth; /* ratio over the two years */
	unsigned size; /* of the negative binomial; 0: Poisson */
	double memory, shock; /* AR(1) of the logarithm, and its standard deviation */
};

static const struct kind kinds[] = {
    {"Poisson", 1, 1, 0, 0, 0},
    {"negative binomial, size 4", 1, 1, 4, 0, 0},
    {"AR(1) 0.3", 1, 1, 0, 0.3, 0.3},
    {"AR(1) 0.6", 1, 1, 0, 0.6, 0.3},
    {"trend, x3 in two years", 1, 3, 0, 0, 0},
    {"Poisson, step x2", 2, 1, 0, 0, 0},
};

#define KINDS (sizeof kinds / sizeof *kinds)
#define MEAN 10

static void
draw(struct compare_week *weeks, const struct kind *kind, uint64_t *state)
{
	double level = kind->shock * normal(state);

	for (int i = 0; i < WEEKS; i++) {
		double mean = MEAN * pow(kind->growth, (double)i / WEEKS) * (i < SIDE ? 1 : kind->step);

		/* The shock's variance keeps that of the level at shock^2, the mean stays. */
		level = kind->memory * level + kind->shock * sqrt(1 - kind->memory * kind->memory) * normal(state);
		mean *= exp(level - kind->shock * kind->shock / 2);
		if (kind->size)
			mean *= gamma_of(state, kind->size) / kind->size;
		weeks[i].visitors = poisson(state, mean);
	}
}

static enum verdict_kind
judge(const struct compare_week *weeks)
{
	struct compare_claimed event = {weeks[SIDE].monday, NULL};
	struct compare_input input = {weeks, WEEKS, NULL, 0, &event, 1};
	struct compare_result result;
	enum verdict_kind verdict;

	compare_init(&result, &input);
	verdict = result.events[0].event.verdict;
	compare_release(&result);
	return verdict;
}

int
main(int argc, char **argv)
{
	unsigned series = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 600;
	uint64_t state = argc > 2 ? strtoull(argv[2], NULL, 10) : 20130506;
	struct compare_week weeks[WEEKS];
	bool good = true;

	for (int i = 0; i < WEEKS; i++)
		weeks[i] =
		    (struct compare_week){.monday = calendar_day(2012, 5, 7) + 7 * i, .complete = true, .known = true};
	printf("%u series of %d + %d weeks each, mean %d a week\n\n", series, SIDE, SIDE, MEAN);
	printf("%-28s %8s %8s %8s %8s\n", "series", "changed", "trend", "differs", "no");
	for (size_t k = 0; k < KINDS; k++) {
		unsigned count[VERDICTS] = {0};
		double all = series ? series : 1, changed;

		for (unsigned i = 0; i < series; i++) {
			draw(weeks, &kinds[k], &state);
			count[judge(weeks)]++;
		}
		changed = count[VERDICT_CHANGED_AT_DATE] / all;
		good &= kinds[k].step > 1 ? changed >= POWER : changed <= FALSE_ALARMS;
		printf("%-28s %7.1f%% %7.1f%% %7.1f%% %7.1f%%\n", kinds[k].name, 100 * changed,
		    100 * count[VERDICT_TREND_DIFFERS] / all, 100 * count[VERDICT_DIFFERS] / all,
		    100 * count[VERDICT_NOT_DISTINGUISHABLE] / all);
	}
	return good ? 0 : 1;
}
