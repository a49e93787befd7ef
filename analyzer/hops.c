/*
 * Which address it is need not be known, only whether one has a majority. So addresses are counted in
 * two tables by two hashes, which sum; most of the sample in one place of each is one address, for two
 * that meet in both are too rare to matter for a remark.
 */
#include "analyzer/hops.h"
#include "base/message.h"
#include "parsers/proxies.h"

/* A log of fewer records says nothing of who stands before the server. */
#define HOPS_LEAST 20

static void
place(struct hops_first *entry, struct span address)
{
	uint64_t hash = address.n;

	for (size_t i = 0; i < address.n; i++)
		hash = (hash ^ (unsigned char)address.p[i]) * UINT64_C(0x100000001b3);
	hash *= UINT64_C(0x9e3779b97f4a7c15);
	entry->place[0] = (uint8_t)(hash >> 56);
	entry->place[1] = (uint8_t)(hash >> 40);
}

static void
count(struct hops *hops, const struct hops_first *entry, bool in)
{
	uint32_t by = in ? 1 : UINT32_MAX;

	hops->looked += in ? 1 : UINT64_MAX;
	for (size_t i = 0; i < 2 && entry->private; i++)
		hops->counts[i][entry->place[i]] += by;
}

void
hops_take(struct hops *hops, const struct record *record)
{
	struct hops_first entry = {.private = proxies_is_private(record->address), .sampled = hops_sampled(record)};

	if (entry.private)
		place(&entry, record->address);
	count(hops, &entry, true);
	if (hops->nfirst < HOPS_FIRST)
		hops->first[hops->nfirst++] = entry;
}

void
hops_join(struct hops *into, const struct hops *behind)
{
	into->looked += behind->looked;
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < HOPS_PLACES; j++)
			into->counts[i][j] += behind->counts[i][j];
	/* The first ones of a part that has others before it count as part of the sample, or not at all. */
	for (size_t i = 0; i < behind->nfirst; i++)
		if (into->nfirst < HOPS_FIRST)
			into->first[into->nfirst++] = behind->first[i];
		else if (!behind->first[i].sampled)
			count(into, &behind->first[i], false);
}

/* The most that one place of a table has. */
static uint32_t
most(const uint32_t *counts)
{
	uint32_t largest = 0;

	for (size_t i = 0; i < HOPS_PLACES; i++)
		if (counts[i] > largest)
			largest = counts[i];
	return largest;
}

bool
hops_shared(const struct hops *hops)
{
	return hops->looked >= HOPS_LEAST && most(hops->counts[0]) > hops->looked / 2 &&
	       most(hops->counts[1]) > hops->looked / 2;
}

void
hops_say(const char *file, bool forwarded, bool trusted)
{
	const char *hint = "let it send X-Forwarded-For and the server log it, for all behind it count as one visitor";

	if (forwarded && !trusted)
		hint = "name it with --trusted-proxy, and the hops that the log has are used";
	else if (forwarded)
		hint = "--trusted-proxy does not hold it, or the log has no other hop for these lines";
	message_note(NULL, "%s: most requests come from one private address, which looks like a proxy: %s",
	    strcmp(file, "-") == 0 ? "standard input" : file, hint);
}
