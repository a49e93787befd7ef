#include "analyzer/statistics/regression.h"
#include "analyzer/statistics/serial.h"
#include "base/alloc.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <stdlib.h>

#define K REGRESSION_COLUMNS
#define ITERATIONS 100
/* Beyond it a negative binomial cannot be told from a Poisson distribution. */
#define THETA_POISSON 1e4

static const struct {
	unsigned k, step, slope;
	bool trend, season;
} shapes[REGRESSION_MODELS] = {
    [REGRESSION_STEP] = {.k = 2, .step = 1},
    [REGRESSION_TREND] = {.k = 3, .step = 2, .trend = true},
    [REGRESSION_SLOPE] = {.k = 4, .step = 2, .slope = 3, .trend = true},
    [REGRESSION_SEASON] = {.k = 7, .step = 2, .trend = true, .season = true},
    [REGRESSION_SLOPE_SEASON] = {.k = 8, .step = 2, .slope = 3, .trend = true, .season = true},
};

unsigned
regression_columns(enum regression_model model)
{
	return shapes[model].k;
}

const char *
regression_column(const struct regression_fit *fit, unsigned column)
{
	static const char *const season[] = {"c1", "s1", "c2", "s2"};

	if (column == 0)
		return "one";
	if (column == fit->step)
		return "step";
	if (fit->slope && column == fit->slope)
		return "slope";
	if (column == 1)
		return "trend";
	return season[column + 4 - fit->k];
}

unsigned
regression_lag(size_t n)
{
	return (unsigned)floor(4 * pow((double)n / 100, 2.0 / 9));
}

static void
row(double *x, enum regression_model model, const struct regression_series *s, int32_t t)
{
	unsigned i = 0;
	double step = t >= s->after;

	x[i++] = 1;
	if (shapes[model].trend)
		x[i++] = t / 52.0;
	x[i++] = step;
	if (shapes[model].slope)
		x[i++] = step * (t - s->after) / 52.0;
	if (shapes[model].season) {
		double a = 2 * M_PI * (s->monday + 7.0 * t) / 365.2425;

		x[i++] = cos(a);
		x[i++] = sin(a);
		x[i++] = cos(2 * a);
		x[i++] = sin(2 * a);
	}
}

static double
product(const double *x, const double *b, unsigned k)
{
	double sum = 0;

	for (unsigned i = 0; i < k; i++)
		sum += x[i] * b[i];
	return sum;
}

/* Largest linear predictor, and largest coefficient of a fit that is one. */
#define FAR 300

/* Within bounds: exp() and the sums of a fit that runs away must not overflow. */
static void
set_mean(struct regression_fit *fit, size_t i, double eta)
{
	fit->eta[i] = fmax(-FAR, fmin(FAR, eta));
	fit->mu[i] = exp(fit->eta[i]);
}

/* Fit of one weighted step: solves X'WX b = X'Wz, leaves the inverse of X'WX when it is asked for. */
struct normal {
	double a[K * K], v[K];
};

static void
normal_add(struct normal *m, const double *x, unsigned k, double w, double z)
{
	for (unsigned i = 0; i < k; i++) {
		for (unsigned j = 0; j <= i; j++)
			m->a[i * k + j] += w * x[i] * x[j];
		m->v[i] += w * x[i] * z;
	}
}

/* GSL ends the program on a singular matrix unless told otherwise; here that is an answer. */
static bool
normal_solve(struct normal *m, unsigned k, double *b, double inverse[K][K])
{
	gsl_error_handler_t *handler = gsl_set_error_handler_off();
	gsl_matrix_view a = gsl_matrix_view_array(m->a, k, k);
	gsl_vector_view v = gsl_vector_view_array(m->v, k);
	bool good;

	for (unsigned i = 0; i < k; i++)
		for (unsigned j = 0; j < i; j++)
			m->a[j * k + i] = m->a[i * k + j];
	good = gsl_linalg_cholesky_decomp1(&a.matrix) == GSL_SUCCESS &&
	       (!b || gsl_linalg_cholesky_svx(&a.matrix, &v.vector) == GSL_SUCCESS) &&
	       (!inverse || gsl_linalg_cholesky_invert(&a.matrix) == GSL_SUCCESS);
	gsl_set_error_handler(handler);
	for (unsigned i = 0; good && i < k; i++) {
		if (b)
			b[i] = m->v[i];
		good = isfinite(b ? b[i] : m->a[i * k + i]);
		for (unsigned j = 0; inverse && j < k; j++)
			inverse[i][j] = m->a[i * k + j];
	}
	return good;
}

/* Weight of an observation over its mean: 1 for Poisson, 1/(1+mu/theta) for negative binomial. */
static double
share(const struct regression_fit *fit, double mu)
{
	return isinf(fit->theta) ? 1 : 1 / (1 + mu / fit->theta);
}

static double
deviance(const struct regression_fit *fit, const double *y)
{
	double sum = 0, th = fit->theta;

	for (size_t i = 0; i < fit->n; i++) {
		double mu = fit->mu[i], part = y[i] > 0 ? y[i] * (fit->log_y[i] - fit->eta[i]) : 0;

		sum += isinf(th) ? part - (y[i] - mu) : part - (y[i] + th) * log((y[i] + th) / (mu + th));
	}
	return 2 * sum;
}

/* A fit that runs away to nothing or to infinity (a trend set by one week alone) is none. */
static bool
finite_fit(const struct regression_fit *fit)
{
	for (unsigned i = 0; i < fit->k; i++)
		if (!(fabs(fit->b[i]) < FAR))
			return false;
	return true;
}

/* Newton's method in the shape of weighted least squares, from the means that are in fit->mu. */
static bool
iterate(struct regression_fit *fit, const double *y)
{
	double last = deviance(fit, y);

	for (int round = 0; round < ITERATIONS; round++) {
		struct normal m = {.v = {0}};
		double now;

		for (size_t i = 0; i < fit->n; i++) {
			double mu = fit->mu[i];

			normal_add(
			    &m, fit->x + i * fit->k, fit->k, mu * share(fit, mu), fit->eta[i] + (y[i] - mu) / mu);
		}
		if (!normal_solve(&m, fit->k, fit->b, NULL))
			return false;
		for (size_t i = 0; i < fit->n; i++)
			set_mean(fit, i, product(fit->x + i * fit->k, fit->b, fit->k));
		now = deviance(fit, y);
		if (fabs(now - last) <= 1e-13 * (fabs(now) + 0.1))
			return true;
		last = now;
	}
	/* Rounding can keep the last digits of a large deviance moving; no digit shown depends on them. */
	return true;
}

/* Long-run covariance of two series of scores, with Bartlett's weights. */
static double
long_run(const double *u, const double *v, const int32_t *t, size_t n, unsigned lags)
{
	double sum = serial_products(u, v, t, n, 0, NULL);

	for (unsigned l = 1; l <= lags; l++)
		sum += (1 - l / (lags + 1.0)) *
		       (serial_products(u, v, t, n, (int32_t)l, NULL) + serial_products(v, u, t, n, (int32_t)l, NULL));
	return sum;
}

/* Inverse information and the sandwich around it. */
static bool
errors(struct regression_fit *fit, const struct regression_series *s)
{
	unsigned k = fit->k, lags = regression_lag(fit->n);
	double *scores = alloc_zero(fit->n * k, sizeof *scores), meat[K][K], half[K][K];
	struct normal m = {.v = {0}};
	bool good;

	for (size_t i = 0; i < fit->n; i++) {
		double w = share(fit, fit->mu[i]), *x = fit->x + i * k;

		normal_add(&m, x, k, fit->mu[i] * w, 0);
		for (unsigned j = 0; j < k; j++)
			scores[j * fit->n + i] = x[j] * (s->y[i] - fit->mu[i]) * w;
	}
	good = normal_solve(&m, k, NULL, fit->inverse);
	for (unsigned i = 0; good && i < k; i++)
		for (unsigned j = 0; j <= i; j++)
			meat[i][j] = meat[j][i] =
			    long_run(scores + i * fit->n, scores + j * fit->n, s->t, fit->n, lags) * (double)fit->n /
			    (double)(fit->n - k);
	free(scores);
	for (int turn = 0; good && turn < 2; turn++)
		for (unsigned i = 0; i < k; i++)
			for (unsigned j = 0; j < k; j++) {
				double sum = 0;

				for (unsigned l = 0; l < k; l++)
					sum += turn ? half[i][l] * fit->inverse[l][j] : fit->inverse[i][l] * meat[l][j];
				*(turn ? &fit->covariance[i][j] : &half[i][j]) = sum;
			}
	return good;
}

static void
standard_errors(struct regression_fit *fit)
{
	for (unsigned i = 0; i < fit->k; i++) {
		fit->plain[i] = sqrt(fit->dispersion * fit->inverse[i][i]);
		/* A variance of rounding alone can come out below 0. */
		fit->robust[i] = sqrt(fmax(0, fit->covariance[i][i]));
	}
}

static void
start(struct regression_fit *fit, enum regression_model model, const struct regression_series *s)
{
	*fit = (struct regression_fit){
	    .model = model,
	    .n = s->n,
	    .k = shapes[model].k,
	    .step = shapes[model].step,
	    .slope = shapes[model].slope,
	    .dispersion = 1,
	    .theta = INFINITY,
	};
	fit->x = alloc_zero(s->n * fit->k, sizeof *fit->x);
	fit->mu = alloc_zero(s->n, sizeof *fit->mu);
	fit->eta = alloc_zero(s->n, sizeof *fit->eta);
	fit->log_y = alloc_zero(s->n, sizeof *fit->log_y);
	for (size_t i = 0; i < s->n; i++) {
		fit->log_y[i] = s->y[i] > 0 ? log(s->y[i]) : 0;
		row(fit->x + i * fit->k, model, s, s->t[i]);
	}
}

static bool
both_sides(const struct regression_series *s)
{
	double sum[2] = {0, 0};

	for (size_t i = 0; i < s->n; i++)
		sum[s->t[i] >= s->after] += s->y[i];
	return sum[0] > 0 && sum[1] > 0;
}

void
regression_quasi_poisson(struct regression_fit *fit, enum regression_model model, const struct regression_series *s)
{
	double pearson = 0;

	start(fit, model, s);
	if (s->n <= fit->k || !both_sides(s))
		return;
	for (size_t i = 0; i < s->n; i++)
		set_mean(fit, i, log(s->y[i] + 0.1));
	if (!iterate(fit, s->y) || !finite_fit(fit) || !errors(fit, s))
		return;
	for (size_t i = 0; i < s->n; i++)
		pearson += (s->y[i] - fit->mu[i]) * (s->y[i] - fit->mu[i]) / fit->mu[i];
	fit->dispersion = pearson / (double)(s->n - fit->k);
	standard_errors(fit);
	fit->fitted = true;
}

/* One Newton climb of the likelihood in theta, means fixed; INFINITY when it leaves for Poisson. */
static double
climb(const struct regression_fit *fit, const double *y, double theta)
{
	for (int round = 0; round < 50; round++) {
		double score = 0, info = 0, next;

		for (size_t i = 0; i < fit->n; i++) {
			double sum = theta + fit->mu[i], both = theta + y[i];

			score += gsl_sf_psi(both) - gsl_sf_psi(theta) + log(theta / sum) + 1 - both / sum;
			info += gsl_sf_psi_1(theta) - gsl_sf_psi_1(both) - 1 / theta + 2 / sum - both / (sum * sum);
		}
		/* Outside the concave part a step goes uphill by a factor instead. */
		next = info > 0 ? theta + score / info : theta * (score > 0 ? 10 : 0.1);
		next = fmax(theta / 10, fmin(theta * 10, next));
		if (next > THETA_POISSON * 100)
			return INFINITY;
		if (fabs(next - theta) <= 1e-10 * theta)
			return next;
		theta = next;
	}
	return theta;
}

static double
likelihood(const struct regression_fit *fit, const double *y)
{
	double sum = 0, th = fit->theta;

	for (size_t i = 0; i < fit->n; i++) {
		double mu = fit->mu[i];
		int sign;

		sum += lgamma_r(th + y[i], &sign) - lgamma_r(th, &sign) - lgamma_r(y[i] + 1, &sign) +
		       th * log(th / (th + mu)) + (y[i] > 0 ? y[i] * log(mu / (th + mu)) : 0);
	}
	return sum;
}

void
regression_negative_binomial(
    struct regression_fit *fit, const struct regression_fit *from, const struct regression_series *s)
{
	double spread = 0, last = -INFINITY;

	start(fit, from->model, s);
	if (!from->fitted)
		return;
	for (size_t i = 0; i < s->n; i++) {
		set_mean(fit, i, from->eta[i]);
		spread += (s->y[i] / fit->mu[i] - 1) * (s->y[i] / fit->mu[i] - 1);
	}
	fit->theta = spread > 0 ? fmax(1e-3, fmin(THETA_POISSON, (double)s->n / spread)) : INFINITY;
	for (int round = 0; round < 50 && isfinite(fit->theta); round++) {
		double now;

		fit->theta = climb(fit, s->y, fit->theta);
		if (!isfinite(fit->theta) || !iterate(fit, s->y))
			break;
		now = likelihood(fit, s->y);
		if (fabs(now - last) <= 1e-12 * fabs(now))
			break;
		last = now;
	}
	if (!(fit->theta < THETA_POISSON)) {
		fit->theta = INFINITY;
		return;
	}
	if (!finite_fit(fit) || !errors(fit, s))
		return;
	fit->loglik = likelihood(fit, s->y);
	standard_errors(fit);
	fit->fitted = true;
}

void
regression_release(struct regression_fit *fit)
{
	free(fit->x);
	free(fit->mu);
	free(fit->eta);
	free(fit->log_y);
	*fit = (struct regression_fit){.theta = INFINITY};
}
