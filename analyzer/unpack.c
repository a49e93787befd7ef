#include "analyzer/unpack.h"
#include "parsers/ahead.h"
#include "parsers/source.h"

/* Claims an idle worker to unpack the source, if there is still one. */
static void
claim(struct unpack *unpack, struct source *source)
{
	struct unpackers *all = unpack->all;

	pthread_mutex_lock(all->lock);
	if (all->idle > all->nclaims) {
		unpack->ahead = ahead_open(source);
		unpack->next = all->claims;
		all->claims = unpack;
		all->nclaims++;
		pthread_cond_broadcast(all->changed);
	}
	pthread_mutex_unlock(all->lock);
}

/* For source_divert. */
static ssize_t
read_unpacked(void *context, struct source *source, char *out, size_t size)
{
	struct unpack *unpack = context;

	if (!unpack->ahead && unpack->all->idle > 0)
		claim(unpack, source);
	return unpack->ahead ? ahead_read(unpack->ahead, out, size) : source_take(source, out, size);
}

void
unpack_begin(struct unpack *unpack, struct unpackers *all, struct source *source)
{
	*unpack = (struct unpack){.all = all};
	source_divert(source, read_unpacked, unpack);
}

void
unpack_end(struct unpack *unpack, struct source *source)
{
	ahead_close(unpack->ahead);
	source_divert(source, NULL, NULL);
}

bool
unpack_help(struct unpackers *all)
{
	struct unpack *unpack = all->claims;
	struct ahead *ahead;

	if (!unpack)
		return false;
	ahead = unpack->ahead;
	all->claims = unpack->next;
	all->nclaims--;
	pthread_mutex_unlock(all->lock);
	ahead_run(ahead);
	pthread_mutex_lock(all->lock);
	return true;
}
