#include "analyzer/commands/database.h"
#include "analyzer/commands/target.h"
#include "analyzer/hash.h"
#include "analyzer/scope.h"
#include "base/alloc.h"
#include "base/message.h"
#include "parsers/formats/format.h"
#include "parsers/url.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define NOTHING 1 /* exit status: there is nothing to report */
#define USAGE 2 /* exit status of wrong usage */

const char *const database_kept[DATABASE_KEPT] = {"site", "exclude", "log-format", "trusted-proxy", "rules"};

/* Those that may name a file. Only who reads logs needs it. */
static bool
may_be_file(const char *name)
{
	return strcmp(name, "rules") == 0 || strcmp(name, "log-format") == 0;
}

void
database_now(char out[DATABASE_NOW])
{
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(out, DATABASE_NOW, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

bool
database_named(const struct options *options)
{
	if (options->db)
		return true;
	message_say(NULL, "name the database: footfall %s --db FILE (or set FOOTFALL_DB)", options->command->name);
	return false;
}

char *
database_key(const struct options *options)
{
	char *name;

	if (options->key)
		return alloc_copy(span_str(options->key));
	name = alloc_bytes(strlen(options->db) + sizeof(".key"));
	sprintf(name, "%s.key", options->db);
	return name;
}

int
database_unlock(struct keys *keys, const char *file, const struct store *store)
{
	if (access(file, F_OK) != 0 && !store_is_new(store)) {
		message_file(NULL, file,
		    "the key of '%s' is not there, and no other can take its place; put it back from your copy, or "
		    "name it "
		    "with --key",
		    store_file(store));
		return -1;
	}
	if (keys_read(keys, file) != 0)
		return -1;
	if (store_is_new(store) || strcmp(keys->id, store_key_id(store)) == 0)
		return 0;
	message_file(NULL, store_file(store),
	    "was made with the key %s, and '%s' is the key %s; name the right one with --key", store_key_id(store),
	    file, keys->id);
	keys_wipe(keys);
	return -1;
}

int
database_key_status(int written)
{
	return written == 0 ? 0 : written == KEYS_FULL ? DATABASE_LATER : 1;
}

bool
database_key_fits(const struct store *store, const struct options *options)
{
	struct keys *keys;
	int status;

	if (!options->key)
		return true;
	keys = alloc_zero(1, sizeof(*keys));
	status = database_unlock(keys, options->key, store);
	keys_wipe(keys);
	free(keys);
	return status == 0;
}

/* ---- settings ---- */

static int
by_word(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The file that a value of --log-format names, as FILE or FILE:NAME, in whatever folder the next run is in; NULL: it
 * is a name or a string. *colon gets what stands behind the file. The caller frees it. */
static char *
format_file(const char *value, const char **colon)
{
	char *path, *copy;

	*colon = "";
	if (format_named(span_str(value)) || strpbrk(value, "%$"))
		return NULL;
	path = realpath(value, NULL);
	if (path || !(*colon = strrchr(value, ':')) || *colon == value) {
		*colon = path || !*colon ? "" : *colon;
		return path;
	}
	copy = alloc_copy(span_make(value, (size_t)(*colon - value)));
	path = realpath(copy, NULL);
	free(copy);
	return path;
}

/* A value as it is kept: what names a file names it for whatever folder the next run is in. */
static char *
kept_value(const char *name, const char *value)
{
	const char *colon = "";
	char *path = NULL, *text;

	if (strcmp(name, "rules") == 0)
		path = realpath(value, NULL);
	else if (strcmp(name, "log-format") == 0)
		path = format_file(value, &colon);
	text = path ? alloc_text("%s%s", path, colon) : alloc_copy(span_str(value));
	free(path);
	return text;
}

/* Of --log-format the last counts, and it may have several lines. */
static bool
is_single(const char *name)
{
	return strcmp(name, "log-format") == 0;
}

static bool
is_among(char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

/* The values that the command line gives an option, each once, a newline between, sorted but for rules, of which the
 * first that fits holds; NULL when it gives none. The caller frees it. */
static char *
given_values(const struct options *options, const char *name)
{
	char **words = alloc_zero(options->ngiven + 1, sizeof(*words));
	size_t count = 0, length = 1;
	char *text = NULL, *to;

	for (size_t i = 0; i < options->ngiven; i++) {
		char *word;

		if (strcmp(options->given[i].name, name) != 0)
			continue;
		word = kept_value(name, options->given[i].value);
		if (is_single(name) && count > 0)
			free(words[--count]);
		if (is_among(words, count, word)) {
			free(word);
			continue;
		}
		words[count++] = word;
	}
	for (size_t i = 0; i < count; i++)
		length += strlen(words[i]) + 1;
	if (strcmp(name, "rules") != 0)
		qsort(words, count, sizeof(*words), by_word);
	if (count > 0)
		text = to = alloc_zero(length, 1);
	for (size_t i = 0; i < count; i++)
		to += sprintf(to, "%s%s", i == 0 ? "" : "\n", words[i]);
	for (size_t i = 0; i < count; i++)
		free(words[i]);
	free(words);
	return text;
}

/* Gives the options what the database keeps for one of them. */
static bool
apply(struct options *options, const char *name, const char *value)
{
	struct span rest = span_str(value);

	while (rest.n > 0) {
		struct span word = is_single(name) ? rest : span_cut(&rest, '\n');
		char *copy = alloc_copy(word);
		bool good = options_set(options, name, copy);

		free(copy);
		if (!good)
			return false;
		if (is_single(name))
			break;
	}
	return true;
}

/* Takes over what the command line does not give: what may name a file, or the rest. */
static bool
take_settings(struct store *store, struct options *options, bool files)
{
	for (size_t i = 0; i < DATABASE_KEPT; i++) {
		const char *name = database_kept[i], *value;

		if (may_be_file(name) != files || options_given(options, name) || !(value = store_setting(store, name)))
			continue;
		if (!apply(options, name, value)) {
			message_file(NULL, store_file(store),
			    "is read with the --%s of an earlier run; put right what is said above, or give another "
			    "--%s",
			    name, name);
			return false;
		}
	}
	return true;
}

bool
database_settings(struct store *store, struct options *options)
{
	if (options_given(options, "tz") && strcmp(options->zone.name, store_zone(store)) != 0) {
		message_file(NULL, store_file(store),
		    "was counted with --tz %s, which cannot be changed; %s needs a database of its own",
		    store_zone(store), options->zone.name);
		return false;
	}
	if (!options_given(options, "tz") && zone_open(&options->zone, store_zone(store)) != 0) {
		message_file(NULL, store_file(store),
		    "has the time zone %s, which this system does not know: install tzdata", store_zone(store));
		return false;
	}
	return take_settings(store, options, false);
}

bool
database_settings_of_logs(struct store *store, struct options *options)
{
	return take_settings(store, options, true);
}

/* A longer text, in the place of `text`. */
static char *
append(char *text, const char *name, const char *value)
{
	size_t n = strlen(text), room = n + strlen(name) + (value ? strlen(value) : 0) + 4;

	text = alloc_resize(text, room, 1);
	snprintf(text + n, room - n, "%s\n%s\n\n", name, value ? value : "");
	return text;
}

static char *
append_file(char *text, const char *name)
{
	char part[4096];
	FILE *from = fopen(name, "re");

	while (from && fgets(part, sizeof(part), from))
		text = append(text, "", part);
	if (from)
		fclose(from);
	return text;
}

/* The content of all files that a setting names. */
static char *
append_files(char *text, const char *name, const char *value)
{
	struct span rest = span_str(value ? value : "");
	const char *colon;

	if (is_single(name)) {
		char *file = value ? format_file(value, &colon) : NULL;

		if (file)
			text = append_file(text, file);
		free(file);
		return text;
	}
	while (rest.n > 0) {
		char *file = alloc_copy(span_cut(&rest, '\n'));

		text = append_file(text, file);
		free(file);
	}
	return text;
}

/* A file of settings may change and keep its name: its content is told by a short hash; "" where there is none. */
#define CONTENT 17
static void
content_of(char hex[CONTENT], const char *name, const char *files)
{
	unsigned char hash[16];
	char *text = alloc_copy(SPAN(""));

	text = append_files(text, name, files);
	hash_fingerprint(hash, span_str(text));
	hex[0] = '\0';
	for (size_t i = 0; *text && i < 8; i++)
		sprintf(hex + 2 * i, "%02x", hash[i]);
	free(text);
}

/* The content that a setting had when it was kept, NULL when none was. */
static const char *
kept_content(struct store *store, const char *name, char title[32])
{
	snprintf(title, 32, "%s content", name);
	return store_setting(store, title);
}

static int
keep_content(struct store *store, const char *name, const char *files, const char *now)
{
	char title[32], hex[CONTENT];
	const char *old = kept_content(store, name, title);

	content_of(hex, name, files);
	return *hex || (files && old) ? store_set(store, title, hex, now) : 0;
}

int
database_keep(struct store *store, const struct options *options, bool first, const char *now)
{
	if (first && store_set(store, "tz", store_zone(store), now) != 0)
		return -1;
	for (size_t i = 0; i < DATABASE_KEPT; i++) {
		char *value = given_values(options, database_kept[i]);
		int status = 0;

		if (value || first)
			status = store_set(store, database_kept[i], value ? value : "", now);
		if (status == 0 && may_be_file(database_kept[i]))
			status = keep_content(store, database_kept[i], value, now);
		free(value);
		if (status != 0)
			return -1;
	}
	return 0;
}
char *
database_fingerprint(const struct options *options)
{
	char *text = alloc_copy(SPAN(""));

	for (size_t i = 0; i < DATABASE_KEPT; i++) {
		char *value = given_values(options, database_kept[i]);

		text = append(text, database_kept[i], value);
		/* A file may have changed since. */
		if (value && may_be_file(database_kept[i]))
			text = append_files(text, database_kept[i], value);
		free(value);
	}
	return append(text, "tz", options->zone.name);
}

/* ---- what a report is made from ---- */

/* The key for logs: secret when one is named or a database is, else the public chain. */
static int
ready_keys(struct keys *keys, const struct options *options, const struct store *store)
{
	char *file;
	int status;

	if (!store && !options->key) {
		keys_public(keys);
		return 0;
	}
	if (!store)
		return keys_read(keys, options->key);
	file = database_key(options);
	status = database_unlock(keys, file, store);
	free(file);
	return status;
}

static void
read_logs(struct database_result *result, const struct options *options, const struct inputs *inputs, bool keep_text,
    const struct keys *keys)
{
	struct read_settings settings = {
	    .judge = result->judge,
	    .zone = &options->zone,
	    .keys = keys,
	    .format = options->format,
	    .proxies = options_proxies(options),
	    .jobs = options->jobs,
	    .keep_text = keep_text,
	    .twitter_alone = result->twitter_alone,
	    .progress = !options->quiet && isatty(STDERR_FILENO),
	    .sealed_before = closed_until(&result->closed),
	};

	read_inputs(&settings, inputs->names, inputs->count, &result->read);
	result->status = read_status(&result->read);
	if (result->read.tally.sealed > 0)
		message_say(NULL,
		    "%llu line%s in periods that were closed: not counted there, the numbers of these stay",
		    (unsigned long long)result->read.tally.sealed, result->read.tally.sealed == 1 ? "" : "s");
}

/* Whether an option says anything else than what the lines of the database were judged by. */
static bool
is_idle(struct store *store, const struct options *options, const char *name)
{
	char *value = given_values(options, name), title[32], hex[CONTENT];
	const char *old = store_setting(store, name);
	bool idle = value && (!old || strcmp(old, value) != 0);

	if (value && !idle && may_be_file(name)) {
		content_of(hex, name, value);
		old = kept_content(store, name, title);
		idle = strcmp(hex, old ? old : "") != 0;
	}
	free(value);
	return idle;
}

/* Says of options that are for reading logs alone that they change nothing of what was read before. */
static void
note_idle(struct store *store, const struct options *options)
{
	static const char *const reading[] = {"exclude", "log-format", "trusted-proxy", "rules"};

	for (size_t i = 0; i < sizeof(reading) / sizeof(reading[0]); i++)
		if (is_idle(store, options, reading[i]))
			message_note(NULL,
			    "%s: --%s changes nothing of it: its lines were judged when they were read; give it to "
			    "ingest for those to come",
			    store_file(store), reading[i]);
}

/* Says of own hosts that were named when lines were read, and are not named any more, that these lines do not know. */
static void
note_sites(struct store *store, const struct options *options)
{
	const char *kept = store_setting(store, "site");
	struct span rest = span_str(options_given(options, "site") && kept ? kept : "");

	while (rest.n > 0) {
		char name[URL_HOST_MAX + 1];
		struct span one = span_cut(&rest, '\n'), site = url_host_name(one, name);
		bool named = false;

		for (size_t i = 0; i < options->nsites && !named; i++)
			named = url_same_site(options->sites[i], site);
		if (!named)
			message_note(NULL, "%s: was read with --site %.*s: who came from there stays 'internal'",
			    store_file(store), SPAN_ARG(one));
	}
}

/* Says of sites that lost their place among too many that they cannot be told from others. */
static void
say_mixed(const struct database_result *result, const char *file)
{
	for (size_t i = 0; i < result->judge.nsites; i++)
		if (scope_mixes(&result->read.tally, result->judge.sites[i]))
			message_file(NULL, file,
			    "--site %.*s is counted together with others: only %d of the logged hosts have figures of "
			    "their own; ingest the logs into another database with --site",
			    SPAN_ARG(result->judge.sites[i]), TALLY_SITES);
}

static int
read_with(struct database_result *result, struct options *options, const struct inputs *inputs, bool keep_text,
    struct store *store)
{
	struct keys *keys;
	int status = 0;

	/* Rules that a database remembers are files that are read, too. */
	if (store && inputs->count > 0 && (!database_settings_of_logs(store, options) || !target_spares_all(options)))
		return -1;
	keys = alloc_zero(1, sizeof(*keys));
	result->judge = options_judge(options);
	if (inputs->count > 0 || options->key) {
		status = ready_keys(keys, options, store);
		if (status == 0 && inputs->count > 0) {
			if (keys->oldest > KEYS_FIRST_YEAR)
				closed_move(&result->closed, keys->oldest, keys->oldest);
			read_logs(result, options, inputs, keep_text, keys);
		}
		keys_wipe(keys);
	}
	free(keys);
	if (status == 0 && inputs->count == 0) {
		tally_init(&result->read.tally, keep_text);
		result->status = 0;
	}
	return status;
}

/* Names of sources that are not known yet: the database has counted them, or rules of an earlier run that the logs are
 * read with say them. 0, or the exit status. */
static int
find_sources(struct store *store, struct options *options)
{
	bool logs = options->noperands > 0 || options->list;

	if (!options->unsettled)
		return 0;
	if (store_take_sources(store) != 0 || (logs && !database_settings_of_logs(store, options)))
		return store_status(store);
	return options_settle(options) == OPTIONS_GO ? 0 : USAGE;
}

/* What is said of the options as they were given, before settings of the database stand beside them. */
static int
settle(struct store *store, struct options *options)
{
	note_idle(store, options);
	note_sites(store, options);
	return find_sources(store, options);
}

static int
open_database(struct database_result *result, struct options *options)
{
	int status = NOTHING;
	struct store *store = store_open(options->db, STORE_READ, &status);

	result->store = store;
	if (store && store_begin(store) == 0 && database_settings(store, options) &&
	    store_load_closed(store, &result->closed) == 0)
		return settle(store, options);
	return store ? store_status(store) : status;
}

bool
database_open(struct database_result *result, struct options *options)
{
	memset(result, 0, sizeof(*result));
	result->status = options->db ? open_database(result, options) : 0;
	return result->status == 0;
}

bool
database_gather(struct database_result *result, struct options *options, const struct inputs *inputs, bool keep_text)
{
	struct store *store = result->store;
	bool good = !store || result->twitter_alone || store_take_sources(store) == 0;

	good = good && read_with(result, options, inputs, keep_text, store) == 0;

	if (good && store && result->status != NOTHING) {
		good = (result->twitter_alone ? store_load_twitter : store_load)(store, &result->read.tally) == 0;
		if (good && inputs->count > 0)
			tally_finish(&result->read.tally);
		if (good)
			say_mixed(result, store_file(store));
	}
	result->read.closed = &result->closed;
	if (!good)
		result->status = store ? store_status(store) : NOTHING;
	store_close(store);
	result->store = NULL;
	return good && result->status != NOTHING;
}

bool
database_read(struct database_result *result, struct options *options, const struct inputs *inputs, bool keep_text)
{
	return database_open(result, options) && database_gather(result, options, inputs, keep_text);
}

void
database_release(struct database_result *result)
{
	store_close(result->store);
	read_release(&result->read);
	closed_release(&result->closed);
}

/* ---- signals ---- */

/* A handler has no other way to speak to the run. */
static volatile sig_atomic_t caught;

static void
note_signal(int number)
{
	caught = number;
}

const volatile sig_atomic_t *
database_signals(void)
{
	const struct sigaction action = {.sa_handler = note_signal, .sa_flags = (int)SA_RESETHAND};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	return &caught;
}
