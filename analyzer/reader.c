#include "analyzer/reader.h"
#include "analyzer/hash.h"
#include "analyzer/read.h"
#include "parsers/formats/combined.h"
#include "parsers/formats/inner.h"

void
reader_init(struct reader *reader, const struct read_settings *settings, const struct judge_rules *rules)
{
	memset(reader, 0, sizeof(*reader));
	reader->judge = judge_open(rules, &settings->judge, &hash_agents);
	reader->formats.only = settings->format;
	reader->formats.proxies = settings->proxies.count > 0 ? &settings->proxies : NULL;
	reader->for_good = settings->hooks != NULL;
	reader->rules = (struct tally_rules){
	    .keys = settings->keys,
	    .zone = settings->zone,
	    .zone_cache = &reader->zone_cache,
	    .guess_own = settings->judge.nsites == 0,
	    .twitter_alone = settings->twitter_alone,
	    .sealed_before = settings->sealed_before,
	};
}

void
reader_release(struct reader *reader)
{
	judge_close(reader->judge);
	format_release(&reader->formats);
	hosts_release(&reader->hosts);
}

void
reader_begin(struct reader *reader, const struct format *format)
{
	memset(&reader->account, 0, sizeof(reader->account));
	format_begin(&reader->formats);
	reader->formats.forwarded = false;
	reader->formats.last = format;
	reader->is_part = format != NULL;
}

void
reader_take(struct reader *reader, const struct record *record, struct agents_hint hint)
{
	struct read_counts *counts = &reader->account.counts;
	struct judgement *judgement = &reader->judgement;

	counts->records++;
	hops_look(&reader->account.hops, record);
	reader->account.without_referer += !record->has_referer;
	reader->account.without_agent += !record->has_agent;
	reader->account.without_method += !record->has_method;
	reader->account.without_status += !record->has_status;
	judge_hinted(reader->judge, record, hint, judgement);
	tally_add(&reader->tally, &reader->rules, reader->judge, record, judgement);
	switch (judgement->verdict) {
	case VERDICT_EXCLUDED:
		counts->excluded++;
		break;
	case VERDICT_ROBOT:
		counts->robots++;
		break;
	case VERDICT_NOT_PAGE:
		counts->not_pages++;
		break;
	case VERDICT_VIEW:
		counts->views++;
		break;
	}
}

/* Whether a last line without a newline counts. What is kept for ever must not hold a line cut short
 * that looks like another format, as the first of a log may. */
static bool
may_end(struct reader *reader, const struct format *format, const struct format *before)
{
	if (reader->is_part && reader->account.counts.records == 0 && !format->closed)
		reader->account.leans = true;
	if (reader->for_good && !before && !format->closed)
		return false;
	return format_may_end(format, before);
}

bool
reader_parse(
    struct reader *reader, const struct line *line, uint64_t number, enum line_kind kind, struct record *record)
{
	const struct format *format = NULL, *before = reader->formats.last;
	struct account *account = &reader->account;
	enum reject reject;

	reject = kind & LINE_TOO_LONG ? REJECT_TOO_LONG : format_parse(&reader->formats, line, record, &format);
	/* The server is still writing it; the next run finds it whole. */
	if (kind & LINE_UNTERMINATED && reject != REJECT_BLANK &&
	    (reject != REJECT_NONE || !may_end(reader, format, before))) {
		account->incomplete = true;
		return false;
	}
	account->counts.lines++;
	/* It may well fit another format than the one that is asked for. */
	if (reject == REJECT_UNKNOWN && reader->formats.only)
		reject = REJECT_LAYOUT;
	if (reject != REJECT_NONE)
		account_reject(account, number, reject);
	return reject == REJECT_NONE;
}

static void
take_line(struct reader *reader, const struct line *line, uint64_t number, enum line_kind kind)
{
	struct record *record = &reader->record;

	if (!reader_parse(reader, line, number, kind, record))
		return;
	reader_take(reader, record, judge_begin(reader->judge, record));
	if (reader->formats.last == &format_vhost_combined && record->host.p == line->text.p)
		hosts_put(&reader->hosts, record->host, true);
}

/* A part that has no record goes on with whatever format came before it. */
static void
note_format(struct reader *reader)
{
	struct account *account = &reader->account;

	account->format = reader->is_part && account->counts.records == 0 ? NULL : reader->formats.last;
}

/* What it gives is set apart: the server may still be writing it. */
static void
take_unterminated(struct reader *reader, const struct line *line, uint64_t number, enum line_kind kind)
{
	struct account *account = &reader->account;
	struct account before = {.last = account->counts};

	account->unterminated = true;
	note_format(reader);
	take_line(reader, line, number, kind);
	before.counts = account->counts;
	account->last = account_whole(&before);
}

void
reader_all(struct reader *reader, struct lines *lines, const volatile sig_atomic_t *stop)
{
	enum line_kind kind = LINE_WHOLE;
	struct line line;

	while (!(stop && *stop) && !(kind & LINE_UNTERMINATED)) {
		if (BATCH_IS_USED && (batch_take(reader, lines) || batch_take_borrowed(reader, lines)))
			continue;
		if ((kind = lines_next(lines, &line)) == LINE_NONE)
			break;
		if (kind & LINE_UNTERMINATED)
			take_unterminated(reader, &line, lines->number, kind);
		else
			take_line(reader, &line, lines->number, kind);
	}
	if (!reader->account.unterminated)
		note_format(reader);
	reader->account.forwarded = reader->formats.forwarded;
}

bool
reader_is_free(const struct reader *reader, const struct lines *lines)
{
	const struct format_state *state = &reader->formats;
	const struct format_columns *columns = &state->columns;

	return !state->prefixed && columns->count == 0 && !columns->cloudfront && !columns->has_day &&
	       columns->offset == 0 && !(state->inner && state->inner->begun) && !utf16_found(&lines->utf16);
}
