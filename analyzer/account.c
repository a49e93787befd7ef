#include "analyzer/account.h"
#include "base/message.h"
#include "parsers/lines.h"

/* From so many NULs or empty lines on, a hole in a log is worth a remark. */
#define HOLE 4096
#define EMPTY_LINES 1000000

void
read_counts_add(struct read_counts *into, const struct read_counts *from)
{
	into->files += from->files;
	into->lines += from->lines;
	into->blank += from->blank;
	into->records += from->records;
	into->unparsable += from->unparsable;
	into->excluded += from->excluded;
	into->robots += from->robots;
	into->not_pages += from->not_pages;
	into->views += from->views;
}

void
account_reject(struct account *account, uint64_t number, enum reject reject)
{
	struct read_counts *counts = &account->counts;

	if (reject == REJECT_BLANK) {
		counts->blank++;
		return;
	}
	if (counts->unparsable < ACCOUNT_NAMED)
		account->named[counts->unparsable] = (struct account_line){number, reject};
	counts->unparsable++;
}

void
account_end(struct account *account, const struct lines *lines, uint64_t before)
{
	account->counts.lines += lines->empty;
	account->counts.blank += lines->empty;
	account->numbered = lines->number - before;
	account->nuls = lines->nuls;
	for (size_t i = 0; i < ACCOUNT_NAMED && i < account->counts.unparsable; i++)
		account->named[i].number -= before;
}

void
account_join(struct account *into, const struct account *behind)
{
	size_t n = into->counts.unparsable < ACCOUNT_NAMED ? (size_t)into->counts.unparsable : ACCOUNT_NAMED;

	for (size_t i = 0; n < ACCOUNT_NAMED && i < behind->counts.unparsable; n++, i++) {
		into->named[n] = behind->named[i];
		into->named[n].number += into->numbered;
	}
	into->leans = into->leans || (behind->leans && into->counts.records == 0);
	read_counts_add(&into->counts, &behind->counts);
	into->numbered += behind->numbered;
	into->nuls += behind->nuls;
	into->without_referer += behind->without_referer;
	into->without_agent += behind->without_agent;
	into->without_method += behind->without_method;
	into->without_status += behind->without_status;
	hops_join(&into->hops, &behind->hops);
	/* Behind the beginning of a line without an end there is nothing. */
	if (behind->unterminated) {
		into->unterminated = true;
		into->last = behind->last;
	}
	if (behind->format)
		into->format = behind->format;
	into->incomplete = into->incomplete || behind->incomplete;
	into->forwarded = into->forwarded || behind->forwarded;
}

struct read_counts
account_whole(const struct account *account)
{
	struct read_counts whole = account->counts;
	const struct read_counts *last = &account->last;

	whole.lines -= last->lines;
	whole.blank -= last->blank;
	whole.records -= last->records;
	whole.unparsable -= last->unparsable;
	whole.excluded -= last->excluded;
	whole.robots -= last->robots;
	whole.not_pages -= last->not_pages;
	whole.views -= last->views;
	return whole;
}

/* Says what was read, but not as it stands. */
static void
say_oddities(const struct account *account, const char *name, bool utf16, struct messages *to)
{
	if (utf16)
		message_note(to, "%s: is UTF-16 text; read as UTF-8", name);
	if (account->nuls >= HOLE)
		message_note(to, "%s: %llu NUL bytes before lines were passed over, such as copytruncate leaves", name,
		    (unsigned long long)account->nuls);
	if (account->counts.blank >= EMPTY_LINES)
		message_note(to, "%s: %llu lines of it are empty", name, (unsigned long long)account->counts.blank);
}

/* Says what no record has, though figures depend on it. */
static void
say_lacks(const struct account *account, const char *name, struct messages *to)
{
	uint64_t records = account->counts.records;

	if (records == 0)
		return;
	if (account->without_referer == records)
		message_file(to, name,
		    "has no Referer, so hardly a visitor from Twitter can be seen in it; let the server log it, as its "
		    "format \"combined\" does, or name the field with --log-format");
	else if (account->without_agent == records)
		message_file(to, name,
		    "has no User-Agent, so robots cannot be told from people; let the server log it, or name the field "
		    "with --log-format");
	if (account->without_status == records)
		message_file(to, name,
		    "has no status, so requests that failed count like those that were answered; let the server write "
		    "the status");
	if (account->without_method == records)
		message_file(to, name,
		    "has no method, so HEAD and POST requests count like GET; let the server write the method");
}

/* Names the first unparsable lines. Among good ones they are a remark: every server is sent garbage,
 * and a nightly run need not report it. */
static void
say_unparsable(const struct account *account, const char *name, struct messages *to)
{
	const struct read_counts *counts = &account->counts;

	for (size_t i = 0; i < ACCOUNT_NAMED && i < counts->unparsable; i++)
		message_note(to, "%s:%llu: not counted: the line %s", name,
		    (unsigned long long)account->named[i].number, format_reject_text(account->named[i].reject));
	if (counts->unparsable > ACCOUNT_NAMED)
		message_note(to, "%s: %llu of %llu lines are no log lines and not counted", name,
		    (unsigned long long)counts->unparsable, (unsigned long long)counts->lines);
}

bool
account_say(const struct account *account, const char *name, bool utf16, bool goes_on, struct messages *to)
{
	const struct read_counts *counts = &account->counts;
	const char *called = strcmp(name, "-") == 0 ? "standard input" : name;
	/* A log that is read on had good lines, whatever has come since. */
	bool none = counts->records == 0 && (counts->unparsable > 0 || account->incomplete) && !goes_on;

	say_oddities(account, called, utf16, to);
	say_unparsable(account, called, to);
	if (none && counts->unparsable > 0 && account->named[0].reject == REJECT_LAYOUT)
		message_file(to, name,
		    "no line of it has the form that --log-format, or the settings kept in the database, ask for; "
		    "'footfall formats FILE' tells what it is");
	else if (none)
		message_file(
		    to, name, "no line of it is a log line; see which log formats are known with 'footfall formats'");
	else if (account->incomplete)
		message_note(to, "%s: the last line is incomplete and left for the next run", called);
	say_lacks(account, name, to);
	return !none;
}
