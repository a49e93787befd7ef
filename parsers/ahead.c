#include "parsers/ahead.h"
#include "base/alloc.h"
#include "parsers/source.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* All of them fit a cache that both threads share. */
#define BLOCK ((size_t)128 << 10)
#define BLOCKS 8
/* A thread that sleeps is woken when it can go on for so many blocks: to be woken costs as much as to fill one. */
#define WAKE (BLOCKS / 2)

struct ahead {
	struct source *source;
	pthread_mutex_t lock; /* over all but the bytes of blocks */
	pthread_cond_t filled, emptied;
	char *room;
	size_t n[BLOCKS]; /* bytes in each block */
	size_t first, count; /* blocks that are to be read */
	size_t used; /* bytes of the first one */
	ssize_t end; /* what source_read gave at last */
	bool ended, stop, left;
};

struct ahead *
ahead_open(struct source *source)
{
	struct ahead *ahead = alloc_zero(1, sizeof(*ahead));

	ahead->source = source;
	ahead->room = alloc_resize(NULL, BLOCKS, BLOCK);
	pthread_mutex_init(&ahead->lock, NULL);
	pthread_cond_init(&ahead->filled, NULL);
	pthread_cond_init(&ahead->emptied, NULL);
	return ahead;
}

void
ahead_run(struct ahead *ahead)
{
	pthread_mutex_lock(&ahead->lock);
	while (!ahead->stop && !ahead->ended) {
		size_t block = (ahead->first + ahead->count) % BLOCKS;
		ssize_t n;

		if (ahead->count == BLOCKS) {
			pthread_cond_wait(&ahead->emptied, &ahead->lock);
			continue;
		}
		pthread_mutex_unlock(&ahead->lock);
		n = source_take(ahead->source, ahead->room + block * BLOCK, BLOCK);
		pthread_mutex_lock(&ahead->lock);
		if (n > 0) {
			ahead->n[block] = (size_t)n;
			ahead->count++;
		} else {
			ahead->ended = true;
			ahead->end = n;
		}
		if (ahead->count >= WAKE)
			pthread_cond_signal(&ahead->filled);
	}
	ahead->left = true;
	pthread_cond_signal(&ahead->filled);
	pthread_mutex_unlock(&ahead->lock);
}

/* Waits for a block; false at the end. */
static bool
wait_for_block(struct ahead *ahead)
{
	bool any;

	pthread_mutex_lock(&ahead->lock);
	while (ahead->count == 0 && !ahead->ended)
		pthread_cond_wait(&ahead->filled, &ahead->lock);
	any = ahead->count > 0;
	pthread_mutex_unlock(&ahead->lock);
	return any;
}

/* Gives the first block back. */
static void
pass_block(struct ahead *ahead)
{
	pthread_mutex_lock(&ahead->lock);
	ahead->first = (ahead->first + 1) % BLOCKS;
	ahead->count--;
	if (ahead->count <= WAKE)
		pthread_cond_signal(&ahead->emptied);
	pthread_mutex_unlock(&ahead->lock);
	ahead->used = 0;
}

ssize_t
ahead_read(struct ahead *ahead, char *out, size_t size)
{
	ssize_t end;
	size_t n;

	if (!wait_for_block(ahead)) {
		end = ahead->end;
		ahead->end = 0;
		return end;
	}
	n = ahead->n[ahead->first] - ahead->used;
	if (n > size)
		n = size;
	memcpy(out, ahead->room + ahead->first * BLOCK + ahead->used, n);
	ahead->used += n;
	if (ahead->used == ahead->n[ahead->first])
		pass_block(ahead);
	return (ssize_t)n;
}

void
ahead_close(struct ahead *ahead)
{
	if (!ahead)
		return;
	pthread_mutex_lock(&ahead->lock);
	ahead->stop = true;
	pthread_cond_signal(&ahead->emptied);
	while (!ahead->left)
		pthread_cond_wait(&ahead->filled, &ahead->lock);
	pthread_mutex_unlock(&ahead->lock);
	pthread_mutex_destroy(&ahead->lock);
	pthread_cond_destroy(&ahead->filled);
	pthread_cond_destroy(&ahead->emptied);
	free(ahead->room);
	free(ahead);
}
