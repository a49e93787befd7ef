/*
 * progress: share of bytes, rate and time left, drawn on standard error while workers read.
 */
#ifndef FOOTFALL_ANALYZER_PROGRESS_H
#define FOOTFALL_ANALYZER_PROGRESS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

struct progress;

/* Starts a thread that draws a few times a second under `lock`, from half a second on. `total` is
 * the bytes to come, 0 when unknown. NULL when no thread can be had, which the others take. */
struct progress *progress_start(uint64_t total, pthread_mutex_t *lock);

/* Where bytes taken from the inputs are added. */
_Atomic uint64_t *progress_counter(struct progress *progress);

/* Wipes the line, for a message to be printed; the caller holds the lock. */
void progress_clear(struct progress *progress);

/* Wipes the line and ends the thread; frees. NULL is harmless. */
void progress_stop(struct progress *progress);

#endif
