#include "base/alloc.h"
#include "base/message.h"
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Pieces over a quarter of a block get a block of their own, so little is wasted at block ends. */
#define ARENA_BLOCK ((size_t)64 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t room;
	alignas(max_align_t) char bytes[];
};

static _Noreturn void
out_of_memory(void)
{
	message_say(NULL, "out of memory");
	exit(1);
}

/* `count` times `size`; ends the run on overflow, as no machine has that much. */
static size_t
product(size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX)
		out_of_memory();
	return bytes;
}

void *
alloc_bytes(size_t size)
{
	return alloc_resize(NULL, 1, size);
}

void *
alloc_zero(size_t count, size_t size)
{
	size_t bytes = product(count, size);
	void *p = calloc(1, bytes ? bytes : 1);
	if (!p)
		out_of_memory();
	return p;
}

/* What large pages are aligned to on x86-64 and arm64. */
#define PAGE ((size_t)2 << 20)

static size_t
whole_pages(size_t size)
{
	return product((size + PAGE - 1) / PAGE, PAGE);
}

void *
alloc_pages(size_t size)
{
	size_t bytes = whole_pages(size), before;
	char *p = mmap(NULL, bytes + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		out_of_memory();
	/* The system aligns to small pages; what is over at both ends goes back. */
	before = -(uintptr_t)p & (PAGE - 1);
	if (before > 0)
		munmap(p, before);
	if (before < PAGE)
		munmap(p + before + bytes, PAGE - before);
	/* Where it has none, small ones do. */
	madvise(p + before, bytes, MADV_HUGEPAGE);
	return p + before;
}

void
alloc_free_pages(void *pages, size_t size)
{
	if (pages)
		munmap(pages, whole_pages(size));
}

void *
alloc_resize(void *old, size_t count, size_t size)
{
	size_t bytes = product(count, size);
	/* realloc to 0 bytes would free, and its NULL would look like a failure */
	void *p = realloc(old, bytes ? bytes : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *
alloc_grow(void *old, size_t *room, size_t need, size_t size)
{
	if (need <= *room && old)
		return old;
	size_t grown = *room + *room / 2;
	if (grown < *room || grown < need)
		grown = need;
	if (grown < 8)
		grown = 8;
	void *p = alloc_resize(old, grown, size);
	*room = grown;
	return p;
}

static void
copy_text(char *to, struct span s)
{
	if (s.n)
		memcpy(to, s.p, s.n);
	to[s.n] = '\0';
}

char *
alloc_text(const char *format, ...)
{
	char *text = NULL;
	va_list values;
	int n;

	va_start(values, format);
	n = vasprintf(&text, format, values);
	va_end(values);
	if (n < 0)
		out_of_memory();
	return text;
}

char *
alloc_copy(struct span s)
{
	char *p = alloc_bytes(s.n + 1);
	copy_text(p, s);
	return p;
}

static struct arena_block *
new_block(size_t room)
{
	if (room > PTRDIFF_MAX - sizeof(struct arena_block))
		out_of_memory();
	struct arena_block *block = alloc_bytes(sizeof(*block) + room);
	block->room = room;
	return block;
}

void *
arena_bytes(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	if (size > PTRDIFF_MAX - align)
		out_of_memory();
	size = (size + align - 1) / align * align;
	if (size > arena->left && size > ARENA_BLOCK / 4 && arena->blocks) {
		/* behind the newest block, whose free bytes stay in use */
		struct arena_block *own = new_block(size);
		own->next = arena->blocks->next;
		arena->blocks->next = own;
		return own->bytes;
	}
	if (size > arena->left || !arena->blocks) {
		struct arena_block *block = new_block(size > ARENA_BLOCK ? size : ARENA_BLOCK);
		block->next = arena->blocks;
		arena->blocks = block;
		arena->left = block->room;
	}
	void *p = arena->blocks->bytes + (arena->blocks->room - arena->left);
	arena->left -= size;
	return p;
}

struct span
arena_copy(struct arena *arena, struct span s)
{
	char *p = arena_bytes(arena, s.n + 1);
	copy_text(p, s);
	return span_make(p, s.n);
}

void
arena_release(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *next = arena->blocks->next;
		free(arena->blocks);
		arena->blocks = next;
	}
	arena->left = 0;
}
