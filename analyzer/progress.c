#include "analyzer/progress.h"
#include "base/alloc.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DRAW_EVERY_MS 200
#define FIRST_AFTER 0.5 /* seconds: what is done sooner needs no progress */

struct progress {
	_Atomic uint64_t done;
	uint64_t total;
	struct timespec start;
	pthread_mutex_t *lock; /* of standard error */
	pthread_mutex_t own;
	pthread_cond_t wake;
	pthread_t thread;
	bool stop, drawn;
};

static double
seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* "12 s", "3 min", "2 h 5 min". */
static void
print_time(char *out, size_t size, double seconds)
{
	unsigned long whole = seconds < 1e7 ? (unsigned long)(seconds + 0.5) : 9999999;

	if (whole < 100)
		snprintf(out, size, "%lu s", whole);
	else if (whole < 6000)
		snprintf(out, size, "%lu min", (whole + 30) / 60);
	else
		snprintf(out, size, "%lu h %lu min", whole / 3600, whole % 3600 / 60);
}

static void
draw(struct progress *progress)
{
	double seconds = seconds_since(&progress->start), done = (double)atomic_load(&progress->done);
	double rate = done / seconds, total = (double)progress->total;
	char left[40];

	if (seconds < FIRST_AFTER)
		return;
	if (total > 0 && done > 0 && done <= total) {
		print_time(left, sizeof(left), (total - done) / rate);
		fprintf(stderr, "\r\033[K%3.0f %%  %.0f of %.0f MB  %.0f MB/s  %s left", 100 * done / total, done / 1e6,
		    total / 1e6, rate / 1e6, left);
	} else {
		fprintf(stderr, "\r\033[K%.0f MB  %.0f MB/s", done / 1e6, rate / 1e6);
	}
	fflush(stderr);
	progress->drawn = true;
}

static void *
draw_until_stop(void *argument)
{
	struct progress *progress = argument;
	struct timespec until;

	pthread_mutex_lock(&progress->own);
	while (!progress->stop) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += DRAW_EVERY_MS * 1000000L;
		if (until.tv_nsec >= 1000000000L) {
			until.tv_nsec -= 1000000000L;
			until.tv_sec++;
		}
		pthread_cond_timedwait(&progress->wake, &progress->own, &until);
		if (progress->stop)
			break;
		pthread_mutex_lock(progress->lock);
		draw(progress);
		pthread_mutex_unlock(progress->lock);
	}
	pthread_mutex_unlock(&progress->own);
	return NULL;
}

struct progress *
progress_start(uint64_t total, pthread_mutex_t *lock)
{
	struct progress *progress = alloc_zero(1, sizeof(*progress));

	progress->total = total;
	progress->lock = lock;
	clock_gettime(CLOCK_MONOTONIC, &progress->start);
	pthread_mutex_init(&progress->own, NULL);
	pthread_cond_init(&progress->wake, NULL);
	if (pthread_create(&progress->thread, NULL, draw_until_stop, progress) == 0)
		return progress;
	pthread_cond_destroy(&progress->wake);
	pthread_mutex_destroy(&progress->own);
	free(progress);
	return NULL;
}

_Atomic uint64_t *
progress_counter(struct progress *progress)
{
	return &progress->done;
}

void
progress_clear(struct progress *progress)
{
	if (progress->drawn)
		fputs("\r\033[K", stderr);
	progress->drawn = false;
}

void
progress_stop(struct progress *progress)
{
	if (!progress)
		return;
	pthread_mutex_lock(&progress->own);
	progress->stop = true;
	pthread_cond_signal(&progress->wake);
	pthread_mutex_unlock(&progress->own);
	pthread_join(progress->thread, NULL);
	progress_clear(progress);
	fflush(stderr);
	pthread_cond_destroy(&progress->wake);
	pthread_mutex_destroy(&progress->own);
	free(progress);
}
