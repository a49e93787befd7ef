#include "analyzer/batch.h"
#include "analyzer/reader.h"
#include "parsers/formats/combined.h"

/* Some lines of a batch, by their numbers in it. */
struct list {
	uint8_t of[BATCH_LINES + 1];
	size_t n;
};

/* Adds a line where `in`; without a branch. */
static inline void
list_put(struct list *list, size_t number, bool in)
{
	list->of[list->n] = (uint8_t)number;
	list->n += in;
}

/* Finds the origins of page views. All memory that is asked for lies far away, so each step over them fetches what
 * the next one needs. */
static void
judge_views(struct reader *reader, const struct list *views)
{
	struct batch *batch = &reader->batch;

	for (size_t i = 0; i < views->n; i++)
		judge_expect(reader->judge, &batch->records[views->of[i]], host_site(batch->hosts[views->of[i]]),
		    &batch->judgements[views->of[i]]);
	for (size_t i = 0; i < views->n; i++) {
		struct judgement *judgement = &batch->judgements[views->of[i]];

		judge_view(reader->judge, &batch->records[views->of[i]], judgement);
		if (judgement->origin.source == SOURCE_TWITTER)
			agents_expect(judgement->agent);
	}
}

static void
take_views(struct reader *reader, const struct list *views)
{
	struct batch *batch = &reader->batch;

	judge_views(reader, views);
	for (size_t i = 0; i < views->n; i++) {
		reader->tally.present = batch->presents[views->of[i]];
		tally_take_view(&reader->tally, &reader->rules, reader->judge, &batch->records[views->of[i]],
		    &batch->judgements[views->of[i]]);
	}
}

/* Page views by robots. */
static void
take_robots(struct reader *reader, const struct list *robots)
{
	struct batch *batch = &reader->batch;

	judge_views(reader, robots);
	for (size_t i = 0; i < robots->n; i++) {
		struct judgement *judgement = &batch->judgements[robots->of[i]];

		reader->tally.present = batch->presents[robots->of[i]];
		if (judgement->origin.source == SOURCE_TWITTER)
			tally_take_robot(
			    &reader->tally, &reader->rules, reader->judge, &batch->records[robots->of[i]], judgement);
	}
}

/* What is known of the present day of a host's site. NULL when that is nothing or the day is closed, where a zone may
 * change its offset at any record, or --site asks for some hosts. */
static struct tally_present *
open_present(const struct reader *reader, const struct host *host)
{
	struct span site = host_site(host);
	struct tally_present *present = tally_seek_present(&reader->tally, site);

	if (!present->valid || present->sealed || present->half_sealed || !tally_is_site(present, site) ||
	    (host && reader->judge->sited))
		return NULL;
	return present;
}

/* Takes the records of the batch from number `from` up to the first that needs more than a glance, or is not of the
 * present day of its site. Gives the number of that one, or `n`. */
static size_t
take_known(struct reader *reader, size_t from, size_t n)
{
	struct batch *batch = &reader->batch;
	struct read_counts *counts = &reader->account.counts;
	struct list views SPAN_UNSET, robots SPAN_UNSET, votes SPAN_UNSET;
	uint64_t verdicts[VERDICT_VIEW + 1] = {0};
	const struct host *host = batch->hosts[from];
	struct tally_present *present = open_present(reader, host);
	size_t i;

	views.n = robots.n = votes.n = 0;
	for (i = from; i < n; i++) {
		const struct record *record = &batch->records[i];
		struct judgement *judgement = &batch->judgements[i];

		if (batch->hosts[i] != host)
			present = open_present(reader, host = batch->hosts[i]);
		if (!present || !tally_is_day(present, record) ||
		    !judge_glance(reader->judge, record, batch->hints[i], judgement))
			break;
		batch->presents[i] = present;
		/* Only page views need more of it than was looked at. */
		__builtin_prefetch(judgement->agent);
		hops_look(&reader->account.hops, record);
		verdicts[judgement->verdict]++;
		list_put(&views, i, judgement->verdict == VERDICT_VIEW);
		list_put(&robots, i, (judgement->verdict == VERDICT_ROBOT) & (judgement->page == PAGE_VIEW));
		list_put(
		    &votes, i, (judgement->verdict == VERDICT_NOT_PAGE) & (judgement->page == PAGE_OWN_ASSET) & !host);
	}
	counts->records += i - from;
	counts->robots += verdicts[VERDICT_ROBOT];
	counts->not_pages += verdicts[VERDICT_NOT_PAGE];
	counts->views += verdicts[VERDICT_VIEW];
	take_views(reader, &views);
	take_robots(reader, &robots);
	for (size_t vote = 0; vote < votes.n && reader->rules.guess_own; vote++) {
		reader->tally.present = batch->presents[votes.of[vote]];
		tally_take_vote(&reader->tally, &batch->records[votes.of[vote]], &batch->judgements[votes.of[vote]]);
	}
	return i;
}

/* Takes all records of the batch. `whole`: of each is_whole holds. */
static void
take_all(struct reader *reader, size_t n, bool whole)
{
	struct batch *batch = &reader->batch;

	for (size_t i = 0; i < n; i++) {
		if (whole && (i = take_known(reader, i, n)) == n)
			break;
		reader_take(reader, &batch->records[i], batch->hints[i]);
	}
}

/* Whether the log carries all that a report wants to know of, and a site that is known. */
static bool
is_whole(const struct record *record, const struct host *host)
{
	return record->has_referer && record->has_agent && record->has_method && record->has_status &&
	       (record->host.n == 0 || host);
}

bool
batch_take(struct reader *reader, struct lines *lines)
{
	struct batch *batch = &reader->batch;
	struct line line;
	size_t n = 0;

	if (reader->formats.only)
		return false;
	while (n < BATCH_LINES && lines_peek(lines, &line) &&
	       plain_scan(&reader->minute, &reader->hosts, &line, &batch->records[n], &batch->hosts[n])) {
		batch->hints[n] = judge_begin(reader->judge, &batch->records[n]);
		lines_pass(lines);
		n++;
	}
	take_all(reader, n, true);
	reader->account.counts.lines += n;
	if (n > 0)
		format_met(&reader->formats, batch->hosts[n - 1] ? &format_vhost_combined : &format_combined);
	return n > 0;
}

bool
batch_take_borrowed(struct reader *reader, struct lines *lines)
{
	struct batch *batch = &reader->batch;
	struct line line;
	bool any = false, whole = true;
	size_t n = 0;

	/* A record with something decoded in it is the last one: the next line is decoded to the same place. */
	while (n < BATCH_LINES && format_borrowed(&reader->formats) && lines_near(lines)) {
		enum line_kind kind = lines_search(lines, &line);

		any = true;
		if (!reader_parse(reader, &line, lines->number, kind, &batch->records[n]))
			continue;
		batch->hints[n] = judge_begin(reader->judge, &batch->records[n]);
		batch->hosts[n] = hosts_find(&reader->hosts, batch->records[n].host);
		whole = whole && is_whole(&batch->records[n], batch->hosts[n]);
		n++;
	}
	take_all(reader, n, whole);
	/* Now that none is asked for. */
	for (size_t i = 0; i < n && !whole; i++)
		if (!batch->hosts[i])
			hosts_put(&reader->hosts, batch->records[i].host, false);
	return any;
}
