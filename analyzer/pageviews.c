#include "analyzer/pageviews.h"
#include "base/alloc.h"
#include <stdlib.h>

#define FIRST_INDEX 256
/* So many page views before its turn the place of one is fetched. */
#define AHEAD 16
/* The index is at most thirteen sixteenths full: fuller, and the search for a free slot is long. */
#define FULL(room) ((room) / 16 * 13)

void
pageviews_init(struct pageviews *views, bool keep_text)
{
	memset(views, 0, sizeof(*views));
	views->keep_text = keep_text;
	views->index_room = FIRST_INDEX;
}

void
pageviews_release(struct pageviews *views)
{
	for (size_t i = 0; i * PAGEVIEWS_CHUNK < views->count; i++) {
		free(views->chunks[i]);
		if (views->keep_text)
			free(views->text_chunks[i]);
	}
	texts_release(&views->texts);
	free(views->chunks);
	free(views->text_chunks);
	free(views->index);
	free(views->others);
	memset(views, 0, sizeof(*views));
}

/* ---- the index ---- */

/* Where a page view stands or belongs. The first half of an identity is a hash already. Another part of it
 * is compared in the index, before the page view, which lies far away. */
static size_t
find_slot(const struct pageviews *views, const unsigned char id[16], uint32_t site)
{
	uint64_t hash;
	uint32_t tag;
	size_t at;

	memcpy(&hash, id, sizeof(hash));
	memcpy(&tag, id + sizeof(hash), sizeof(tag));
	at = (size_t)(hash & (views->index_room - 1));
	for (; views->index[at].number != 0; at = (at + 1) & (views->index_room - 1)) {
		const struct pageviews_packed *one;

		if (views->index[at].tag != tag)
			continue;
		one = pageviews_packed(views, views->index[at].number - 1);
		if ((one->site_rules & 0xfffff) == site && memcmp(one->id, id, sizeof(one->id)) == 0)
			break;
	}
	return at;
}

static void
fill_slot(struct pageviews *views, size_t at, size_t number)
{
	memcpy(&views->index[at].tag, pageviews_packed(views, number)->id + sizeof(uint64_t), sizeof(uint32_t));
	views->index[at].number = (uint32_t)number + 1;
}

/* Makes the index anew, with room for one more. */
static void
make_index(struct pageviews *views)
{
	free(views->index);
	while (views->count + 1 > FULL(views->index_room))
		views->index_room *= 2;
	views->index = alloc_zero(views->index_room, sizeof(*views->index));
	for (size_t i = 0; i < views->count; i++) {
		const struct pageviews_packed *one = pageviews_packed(views, i);

		/* Slots lie at random in more memory than is near. */
		if (i + AHEAD < views->count)
			pageviews_expect(views, pageviews_packed(views, i + AHEAD)->id);
		fill_slot(views, find_slot(views, one->id, one->site_rules & 0xfffff), i);
	}
}

void
pageviews_settle(struct pageviews *views)
{
	free(views->index);
	views->index = NULL;
}

void
pageviews_forget(struct pageviews *views, size_t number)
{
	size_t chunk = number / PAGEVIEWS_CHUNK;

	free(views->chunks[chunk]);
	views->chunks[chunk] = NULL;
	if (!views->keep_text)
		return;
	free(views->text_chunks[chunk]);
	views->text_chunks[chunk] = NULL;
}

/* ---- visitors of the year ---- */

/* Where the number stands or belongs among the others. */
static size_t
find_other(const struct pageviews *views, size_t number)
{
	size_t low = 0, high = views->nothers;

	/* Page views mostly come in their order. */
	if (high > 0 && views->others[high - 1].number < number)
		return high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (views->others[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint64_t
pageviews_other(const struct pageviews *views, size_t number)
{
	return views->others[find_other(views, number)].year_visitor;
}

static void
put_other(struct pageviews *views, size_t number, uint64_t visitor)
{
	size_t at = find_other(views, number);

	if (at == views->nothers || views->others[at].number != number) {
		views->others =
		    alloc_grow(views->others, &views->others_room, views->nothers + 1, sizeof(*views->others));
		memmove(&views->others[at + 1], &views->others[at], (views->nothers - at) * sizeof(*views->others));
		views->nothers++;
		views->others[at].number = (uint32_t)number;
	}
	views->others[at].year_visitor = visitor;
}

/* ---- putting in ---- */

struct span
pageviews_path(const struct pageviews *views, size_t number)
{
	return texts_get(&views->texts, views->keep_text ? pageviews_text(views, number)->path : 0);
}

struct span
pageviews_link(const struct pageviews *views, size_t number)
{
	return texts_get(&views->texts, views->keep_text ? pageviews_text(views, number)->link : 0);
}

int
pageviews_prefer(const struct pageview *a, const struct pageview *b)
{
	if (a->rules != b->rules)
		return a->rules > b->rules ? -1 : 1;
	/* The stronger evidence has the smaller number. */
	if (a->evidence != b->evidence)
		return a->evidence < b->evidence ? -1 : 1;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	/* Own rules may differ from part to part. */
	return (int)a->robot - (int)b->robot;
}

static bool
is_better(const struct pageviews *views, const struct pageview *view, struct span link, size_t number)
{
	const struct pageview than = pageviews_get(views, number);

	int order = pageviews_prefer(view, &than);

	if (order != 0)
		return order < 0;
	return views->keep_text && span_compare(link, pageviews_link(views, number)) < 0;
}

static void
set_view(struct pageviews *views, size_t number, const struct pageview *view, struct span path, struct span link)
{
	struct pageviews_packed *packed = &views->chunks[number / PAGEVIEWS_CHUNK][number % PAGEVIEWS_CHUNK];
	bool other = view->year_visitor != view->week_visitor;
	struct pageviews_text *text;

	memcpy(packed->id, view->id, sizeof(packed->id));
	packed->week_visitor = view->week_visitor;
	packed->any_visitor = view->any_visitor;
	packed->when = ((uint64_t)view->time & 0xffffffffff) | ((uint64_t)view->day & 0xfffff) << 40 |
		       (uint64_t)view->evidence << 60 | (uint64_t)view->robot << 62 | (uint64_t)other << 63;
	packed->site_rules = view->site | (uint32_t)view->rules << 20;
	if (other)
		put_other(views, number, view->year_visitor);
	if (!views->keep_text)
		return;
	text = &views->text_chunks[number / PAGEVIEWS_CHUNK][number % PAGEVIEWS_CHUNK];
	text->path = texts_id(&views->texts, path);
	text->link = texts_id(&views->texts, link);
}

static void
add_chunk(struct pageviews *views)
{
	size_t chunks = views->count / PAGEVIEWS_CHUNK, room = views->chunks_room;

	views->chunks = alloc_grow(views->chunks, &room, chunks + 1, sizeof(*views->chunks));
	views->chunks[chunks] = alloc_bytes(PAGEVIEWS_CHUNK * sizeof(**views->chunks));
	if (views->keep_text) {
		size_t text_room = views->chunks_room;

		views->text_chunks =
		    alloc_grow(views->text_chunks, &text_room, chunks + 1, sizeof(*views->text_chunks));
		views->text_chunks[chunks] = alloc_zero(PAGEVIEWS_CHUNK, sizeof(**views->text_chunks));
	}
	views->chunks_room = room;
}

bool
pageviews_put(
    struct pageviews *views, const struct pageview *view, struct span path, struct span link, struct pageview *dropped)
{
	size_t at;

	if (!views->index || views->count + 1 > FULL(views->index_room))
		make_index(views);
	at = find_slot(views, view->id, view->site);
	if (views->index[at].number != 0) {
		size_t number = views->index[at].number - 1;
		const struct pageview old = pageviews_get(views, number);
		bool better = is_better(views, view, link, number);

		*dropped = better ? old : *view;
		if (better)
			set_view(views, number, view, path, link);
		return old.day != view->day;
	}
	if (views->count % PAGEVIEWS_CHUNK == 0)
		add_chunk(views);
	set_view(views, views->count, view, path, link);
	fill_slot(views, at, views->count++);
	return false;
}
