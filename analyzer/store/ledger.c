#include "analyzer/store/ledger.h"
#include "base/message.h"
#include "parsers/decoders/gzip.h"
#include "parsers/formats/format.h"
#include "parsers/source.h"
#include <endian.h>
#include <stdlib.h>
#include <unistd.h>

struct ledger {
	struct store *store;
	const unsigned char *key;
	unsigned char settings[16];
	struct store_input *inputs; /* the longest first; their texts are not kept but the format */
	size_t count, room;
	bool failed;
};

/* What is known of the content on its way. */
struct ledger_visit {
	struct ledger *ledger;
	struct store_input known; /* what reading goes on from; id 0: from the start */
	char head[LEDGER_MARK];
	size_t head_n;
	char recent[LEDGER_MARK], tail[LEDGER_MARK]; /* the last bytes, and those up to the last newline */
	size_t recent_n, tail_n;
	struct stretch seen; /* from the start of the content on */
	bool packed;
	uint64_t size; /* of the compressed file */
	unsigned char mark[16];
};

/* ---- marks ---- */

static void
hash(const struct ledger *ledger, unsigned char out[16], const void *bytes, size_t n)
{
	hash_identity(out, ledger->key, bytes, n);
}

/* Hides a CRC, or shows a hidden one. */
static uint32_t
veil(const struct ledger *ledger, const unsigned char head[16], uint64_t length, uint32_t crc)
{
	unsigned char bytes[24], digest[16];
	uint64_t little = htole64(length);
	uint32_t mask;

	memcpy(bytes, head, 16);
	memcpy(bytes + 16, &little, sizeof(little));
	hash(ledger, digest, bytes, sizeof(bytes));
	memcpy(&mask, digest, sizeof(mask));
	return crc ^ le32toh(mask);
}

static bool
read_at(int fd, void *out, size_t n, uint64_t from)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = pread(fd, (char *)out + done, n - done, (off_t)(from + done));

		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

/* ---- the rows ---- */

static void
keep_input(void *context, const struct store_input *input)
{
	struct ledger *ledger = context;
	struct store_input *one;

	if (input->rules != RULES_VERSION || memcmp(input->settings, ledger->settings, 16) != 0)
		return;
	ledger->inputs = alloc_grow(ledger->inputs, &ledger->room, ledger->count + 1, sizeof(*ledger->inputs));
	one = &ledger->inputs[ledger->count++];
	*one = *input;
	/* A format of this program outlives the row. */
	if (input->format) {
		const struct format *format = format_named(span_str(input->format));

		one->format = format ? format->name : NULL;
	}
	one->name = one->read_at = "";
	one->crc = veil(ledger, one->head, one->length, one->crc);
}

static int
longest_first(const void *left, const void *right)
{
	uint64_t a = ((const struct store_input *)left)->length, b = ((const struct store_input *)right)->length;

	return a > b ? -1 : a < b;
}

struct ledger *
ledger_open(struct store *store, const struct keys *keys, struct span settings)
{
	struct ledger *ledger = alloc_zero(1, sizeof(*ledger));

	ledger->store = store;
	ledger->key = keys_of(keys, KEYS_LAST_YEAR);
	hash(ledger, ledger->settings, settings.p, settings.n);
	if (store_inputs(store, keep_input, ledger) == 0)
		return ledger;
	ledger_close(ledger);
	return NULL;
}

void
ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	free(ledger->inputs);
	free(ledger);
}

/* ---- is it known? ---- */

/* The head of a content, and the mark asked for last: most rows ask for the same. */
struct head {
	char bytes[LEDGER_MARK];
	size_t n;
	uint64_t marked; /* 0: none yet */
	unsigned char mark[16];
};

/* Whether the head of a content is that of the row. */
static bool
same_head(const struct ledger *ledger, const struct store_input *input, struct head *head)
{
	if (input->head_length > head->n)
		return false;
	if (head->marked != input->head_length || head->marked == 0) {
		hash(ledger, head->mark, head->bytes, input->head_length);
		head->marked = input->head_length;
	}
	return memcmp(head->mark, input->head, sizeof(head->mark)) == 0;
}

static bool
same_tail(const struct ledger *ledger, const struct store_input *input, int fd)
{
	size_t n = input->length < LEDGER_MARK ? (size_t)input->length : LEDGER_MARK;
	unsigned char mark[16];
	char tail[LEDGER_MARK];

	if (!read_at(fd, tail, n, input->length - n))
		return false;
	hash(ledger, mark, tail, n);
	return memcmp(mark, input->tail, sizeof(mark)) == 0;
}

/* The longest content that a plain file begins with, or NULL. */
static const struct store_input *
find_plain(const struct ledger *ledger, int fd, uint64_t size)
{
	struct head head = {.n = size < LEDGER_MARK ? (size_t)size : LEDGER_MARK};

	if (!read_at(fd, head.bytes, head.n, 0))
		return NULL;
	for (size_t i = 0; i < ledger->count; i++) {
		const struct store_input *one = &ledger->inputs[i];

		if (one->length <= size && same_head(ledger, one, &head) && same_tail(ledger, one, fd))
			return one;
	}
	return NULL;
}

/* Goes on behind what is known of a plain file. False when there is nothing more. */
static bool
go_on(struct ledger *ledger, struct read_visit *visit, int fd)
{
	struct ledger_visit *state = visit->state;
	uint64_t size = source_size(visit->source);
	const struct store_input *known = find_plain(ledger, fd, size);

	if (!known)
		return true;
	if (known->length == size)
		return false;
	if (!known->format || !read_at(fd, state->head, known->head_length, 0))
		return true;
	state->tail_n = known->length < LEDGER_MARK ? (size_t)known->length : LEDGER_MARK;
	if (!read_at(fd, state->tail, state->tail_n, known->length - state->tail_n) ||
	    !source_resume(visit->source, known->length)) {
		state->tail_n = 0;
		return true;
	}
	state->known = *known;
	state->head_n = (size_t)known->head_length;
	memcpy(state->recent, state->tail, state->tail_n);
	state->recent_n = state->tail_n;
	state->seen = (struct stretch){known->length, known->length, known->crc, known->crc};
	visit->line = known->line;
	visit->format = format_named(span_str(known->format));
	return true;
}

/* A compressed file by its size and by bytes at its beginning, end and between. */
static bool
mark_packed(const struct ledger *ledger, struct ledger_visit *state, int fd, uint64_t size)
{
	enum { PLACES = 5 };
	char bytes[PLACES * LEDGER_MARK];
	size_t n = size < LEDGER_MARK ? (size_t)size : LEDGER_MARK;

	for (size_t i = 0; i < PLACES; i++)
		if (!read_at(fd, bytes + i * n, n,
			(size - n) / (PLACES - 1) * i + (i == PLACES - 1 ? (size - n) % (PLACES - 1) : 0)))
			return false;
	hash(ledger, state->mark, bytes, PLACES * n);
	state->packed = true;
	state->size = size;
	return true;
}

/* Whether a second gzip member may begin anywhere: then the trailer does not speak for all. */
static bool
has_member(int fd, uint64_t size)
{
	const size_t room = (size_t)1 << 18;
	char *bytes = alloc_bytes(room);
	bool found = false;

	/* Pieces overlap by what a header needs to be told. */
	for (uint64_t at = 1; !found && at + 4 <= size; at += room - 3) {
		size_t n = size - at < room ? (size_t)(size - at) : room;
		const char *from = bytes;

		if (!read_at(fd, bytes, n, at)) {
			found = true;
			break;
		}
		while (!found && (from = memmem(from, (size_t)(bytes + n - from), "\x1f\x8b\x08", 3))) {
			/* flags that no gzip has are no header's */
			found = from + 3 < bytes + n && ((unsigned char)from[3] & 0xe0) == 0;
			from++;
		}
	}
	free(bytes);
	return found;
}

/* The content that the trailer of a gzip file speaks of, or NULL. */
static const struct store_input *
find_gzip(const struct ledger *ledger, const struct read_visit *visit, int fd, uint64_t size)
{
	unsigned char trailer[8];
	uint32_t crc, length;
	struct source *again;
	struct head head = {0};
	ssize_t got;
	struct messages messages = {0};

	if (size < 18 || !read_at(fd, trailer, sizeof(trailer), size - 8))
		return NULL;
	memcpy(&crc, trailer, 4);
	memcpy(&length, trailer + 4, 4);
	crc = le32toh(crc);
	length = le32toh(length);
	for (size_t i = 0; i < ledger->count; i++) {
		const struct store_input *one = &ledger->inputs[i];

		if (one->crc != crc || (uint32_t)one->length != length)
			continue;
		if (head.n == 0) {
			if (strcmp(visit->name, "-") == 0 || !(again = source_open(visit->name, &messages)))
				return NULL;
			while (head.n < sizeof(head.bytes) &&
			       (got = source_read(again, head.bytes + head.n, sizeof(head.bytes) - head.n)) > 0)
				head.n += (size_t)got;
			source_close(again);
			messages_release(&messages);
		}
		if (same_head(ledger, one, &head) && !has_member(fd, size))
			return one;
	}
	return NULL;
}

/* False when the compressed file holds what is known. */
static bool
unpack(struct ledger *ledger, struct read_visit *visit, int fd)
{
	struct ledger_visit *state = visit->state;
	uint64_t size = source_size(visit->source);
	const struct store_input *known;
	int64_t id;

	if (!mark_packed(ledger, state, fd, size))
		return true;
	if (store_find_packed(ledger->store, size, state->mark, &id) != 0) {
		ledger->failed = true;
		return true;
	}
	for (size_t i = 0; id != 0 && i < ledger->count; i++)
		if (ledger->inputs[i].id == id)
			return false;
	if (strcmp(source_compression(visit->source), "gzip") != 0)
		return true;
	known = find_gzip(ledger, visit, fd, size);
	if (!known)
		return true;
	/* Another time it is found without a look at its bytes. */
	if (store_put_packed(ledger->store, size, state->mark, known->id) != 0)
		ledger->failed = true;
	return false;
}

/* ---- what is read ---- */

/* The last bytes of `old` and what follows, at most LEDGER_MARK. */
static size_t
append(char *old, size_t n, const char *bytes, size_t more)
{
	if (more >= LEDGER_MARK) {
		memcpy(old, bytes + more - LEDGER_MARK, LEDGER_MARK);
		return LEDGER_MARK;
	}
	if (n + more > LEDGER_MARK) {
		size_t drop = n + more - LEDGER_MARK;

		memmove(old, old + drop, n - drop);
		n -= drop;
	}
	memcpy(old + n, bytes, more);
	return n + more;
}

static void
tap(void *context, const char *bytes, size_t n)
{
	struct ledger_visit *state = context;
	size_t whole;

	if (state->head_n < LEDGER_MARK && state->head_n == state->seen.length) {
		size_t more = LEDGER_MARK - state->head_n < n ? LEDGER_MARK - state->head_n : n;

		memcpy(state->head + state->head_n, bytes, more);
		state->head_n += more;
	}
	whole = stretch_add(&state->seen, bytes, n);
	if (whole > 0) {
		memcpy(state->tail, state->recent, state->recent_n);
		state->tail_n = append(state->tail, state->recent_n, bytes, whole);
	}
	state->recent_n = append(state->recent, state->recent_n, bytes, n);
}

/* Adds what other workers have read, of a plain file alone. False when its tail cannot be read again. */
static bool
add_helped(struct ledger_visit *state, const struct read_visit *visit)
{
	if (visit->helped.length == 0)
		return true;
	stretch_join(&state->seen, &visit->helped);
	state->tail_n = state->seen.whole < LEDGER_MARK ? (size_t)state->seen.whole : LEDGER_MARK;
	return read_at(source_descriptor(visit->source), state->tail, state->tail_n, state->seen.whole - state->tail_n);
}

bool
ledger_begin(struct ledger *ledger, struct read_visit *visit)
{
	struct ledger_visit *state = alloc_zero(1, sizeof(*state));
	int fd = source_descriptor(visit->source);
	bool wanted = true;

	state->ledger = ledger;
	visit->state = state;
	if (fd >= 0 && source_size(visit->source) > 0)
		wanted = strcmp(source_compression(visit->source), "plain") == 0 ? go_on(ledger, visit, fd)
										 : unpack(ledger, visit, fd);
	source_tap(visit->source, tap, state);
	return wanted;
}

/* ---- noting it ---- */

static void
fill_input(struct store_input *input, const struct ledger_visit *state, const struct read_visit *visit, const char *now)
{
	const struct store_input *known = &state->known;
	const struct read_counts *whole = &visit->whole;
	const char *slash = strrchr(visit->name, '/');
	size_t head = state->seen.whole < state->head_n ? (size_t)state->seen.whole : state->head_n;

	*input = (struct store_input){
	    .id = known->id,
	    .head_length = head,
	    .length = state->seen.whole,
	    .line = visit->line,
	    .rules = RULES_VERSION,
	    .format = visit->plain && visit->format ? visit->format->name : NULL,
	    .lines = known->lines + whole->lines,
	    .blank = known->blank + whole->blank,
	    .records = known->records + whole->records,
	    .unparsable = known->unparsable + whole->unparsable,
	    .excluded = known->excluded + whole->excluded,
	    .robots = known->robots + whole->robots,
	    .not_pages = known->not_pages + whole->not_pages,
	    .views = known->views + whole->views,
	    .name = slash ? slash + 1 : visit->name,
	    .read_at = now,
	};
	memcpy(input->settings, state->ledger->settings, 16);
	hash(state->ledger, input->head, state->head, head);
	hash(state->ledger, input->tail, state->tail, state->tail_n);
	input->crc = veil(state->ledger, input->head, input->length, state->seen.whole_crc);
}

static void
remember(struct ledger *ledger, const struct store_input *input, uint32_t crc)
{
	size_t at = 0;

	while (at < ledger->count && ledger->inputs[at].id != input->id)
		at++;
	if (at == ledger->count) {
		ledger->inputs = alloc_grow(ledger->inputs, &ledger->room, at + 1, sizeof(*ledger->inputs));
		ledger->count++;
	}
	ledger->inputs[at] = *input;
	ledger->inputs[at].crc = crc;
	ledger->inputs[at].name = ledger->inputs[at].read_at = "";
	qsort(ledger->inputs, ledger->count, sizeof(*ledger->inputs), longest_first);
}

int
ledger_end(struct ledger *ledger, struct read_visit *visit, const char *now)
{
	struct ledger_visit *state = visit->state;
	struct store_input input;

	if (ledger->failed)
		return -1;
	if (visit->skipped || visit->lost || visit->stopped || !state || !add_helped(state, visit) ||
	    state->seen.whole == 0)
		return 0;
	if (state->known.records + visit->whole.records == 0 ||
	    (state->known.id != 0 && state->seen.whole == state->known.length))
		return 0;
	fill_input(&input, state, visit, now);
	/* The old row goes with store_put_input, and so does its place in the list. */
	for (size_t i = 0; i < ledger->count; i++)
		if (state->known.id != 0 && ledger->inputs[i].id == state->known.id) {
			memmove(&ledger->inputs[i], &ledger->inputs[i + 1],
			    (--ledger->count - i) * sizeof(*ledger->inputs));
			break;
		}
	if (store_put_input(ledger->store, &input) != 0)
		return -1;
	remember(ledger, &input, state->seen.whole_crc);
	return state->packed && state->seen.whole == state->seen.length
		   ? store_put_packed(ledger->store, state->size, state->mark, input.id)
		   : 0;
}

void
ledger_drop(struct read_visit *visit)
{
	if (visit->source)
		source_tap(visit->source, NULL, NULL);
	free(visit->state);
	visit->state = NULL;
}
