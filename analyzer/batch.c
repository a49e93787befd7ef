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
		judge_expect(reader->judge, &batch->records[views->of[i]], &batch->judgements[views->of[i]]);
	for (size_t i = 0; i < views->n; i++) {
		struct judgement *judgement = &batch->judgements[views->of[i]];

		judge_view(reader->judge, &batch->records[views->of[i]], judgement);
		if (judgement->origin.source == SOURCE_TWITTER)
			agents_expect(judgement->agent);
		else if (judgement->origin.source == SOURCE_OTHER)
			names_expect(&reader->tally.host_names, judgement->origin.host);
	}
}

static void
take_views(struct reader *reader, const struct list *views)
{
	struct batch *batch = &reader->batch;

	judge_views(reader, views);
	for (size_t i = 0; i < views->n; i++)
		tally_take_view(&reader->tally, &reader->rules, reader->judge, &batch->records[views->of[i]],
		    &batch->judgements[views->of[i]]);
}

/* Page views by robots. */
static void
take_robots(struct reader *reader, const struct list *robots)
{
	struct batch *batch = &reader->batch;

	judge_views(reader, robots);
	for (size_t i = 0; i < robots->n; i++) {
		struct judgement *judgement = &batch->judgements[robots->of[i]];

		if (judgement->origin.source == SOURCE_TWITTER)
			tally_take_robot(&reader->tally, &reader->rules, reader->judge, &batch->records[robots->of[i]],
			    judgement);
	}
}

/* Takes the records of the batch from number `from` up to the first that needs more than a glance, or is not of the
 * day of the one before. Gives the number of that one, or `n`. */
static size_t
take_known(struct reader *reader, size_t from, size_t n)
{
	struct batch *batch = &reader->batch;
	struct read_counts *counts = &reader->account.counts;
	struct list views SPAN_UNSET, robots SPAN_UNSET, votes SPAN_UNSET;
	uint64_t verdicts[VERDICT_VIEW + 1] = {0};
	size_t i;

	views.n = robots.n = votes.n = 0;
	/* Neither where a zone may change its offset at any record. */
	if (!reader->tally.present.valid || reader->tally.present.sealed || reader->tally.present.half_sealed)
		return from;
	for (i = from; i < n; i++) {
		const struct record *record = &batch->records[i];
		struct judgement *judgement = &batch->judgements[i];

		if (!tally_is_present(&reader->tally.present, record, SPAN("")) ||
		    !judge_glance(reader->judge, record, batch->hints[i], judgement))
			break;
		/* Only page views need more of it than was looked at. */
		__builtin_prefetch(judgement->agent);
		hops_look(&reader->account.hops, record);
		verdicts[judgement->verdict]++;
		list_put(&views, i, judgement->verdict == VERDICT_VIEW);
		list_put(&robots, i, (judgement->verdict == VERDICT_ROBOT) & (judgement->page == PAGE_VIEW));
		list_put(&votes, i, (judgement->verdict == VERDICT_NOT_PAGE) & (judgement->page == PAGE_OWN_ASSET));
	}
	counts->records += i - from;
	counts->robots += verdicts[VERDICT_ROBOT];
	counts->not_pages += verdicts[VERDICT_NOT_PAGE];
	counts->views += verdicts[VERDICT_VIEW];
	take_views(reader, &views);
	take_robots(reader, &robots);
	for (size_t vote = 0; vote < votes.n && reader->rules.guess_own; vote++)
		tally_take_vote(&reader->tally, &batch->records[votes.of[vote]], &batch->judgements[votes.of[vote]]);
	return i;
}

bool
batch_take(struct reader *reader, struct lines *lines)
{
	struct batch *batch = &reader->batch;
	struct line line;
	size_t n = 0;

	if (reader->formats.only)
		return false;
	while (n < BATCH_LINES && lines_peek(lines, &line) && plain_scan(&reader->minute, &line, &batch->records[n])) {
		batch->hints[n] = judge_begin(reader->judge, &batch->records[n]);
		lines_pass(lines);
		n++;
	}
	for (size_t i = 0; (i = take_known(reader, i, n)) < n; i++)
		reader_take(reader, &batch->records[i], batch->hints[i]);
	reader->account.counts.lines += n;
	if (n > 0)
		reader->formats.last = &format_combined;
	return n > 0;
}

bool
batch_take_borrowed(struct reader *reader, struct lines *lines)
{
	struct batch *batch = &reader->batch;
	struct line line;
	bool any = false;
	size_t n = 0;

	/* A record with something decoded in it is the last one: the next line is decoded to the same place. */
	while (n < BATCH_LINES && format_borrowed(&reader->formats) && lines_near(lines)) {
		enum line_kind kind = lines_next(lines, &line);

		any = true;
		if (!reader_parse(reader, &line, lines->number, kind, &batch->records[n]))
			continue;
		batch->hints[n] = judge_begin(reader->judge, &batch->records[n]);
		n++;
	}
	for (size_t i = 0; i < n; i++)
		reader_take(reader, &batch->records[i], batch->hints[i]);
	return any;
}
