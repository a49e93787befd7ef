/* The laws of joining, on small random tallies: what a database holds depends on the set alone. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "analyzer/store/store.h"
#include "analyzer/tally_io.h"
#include "parsers/sources.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ROUNDS 500
#define ID "0123456789abcdef0123456789abcdef"

/* ---- random tallies ---- */

static uint32_t state = 1;

static uint32_t
pick(uint32_t n)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % n;
}

static void
add_view(struct tally *tally, uint32_t site)
{
	char path[16], link[16];
	struct pageview view = {.site = site & 0xfffff};

	/* Few identities, so that duplicates with other evidence, days, links and rules are many. */
	view.id[0] = (unsigned char)pick(12);
	view.day = 15700 + (int32_t)pick(3);
	view.time = 15700 * 86400 + view.id[0];
	view.week_visitor = 100 + pick(9);
	view.year_visitor = 200 + pick(9);
	view.any_visitor = 300 + pick(9);
	view.evidence = (1 + pick(3)) & 3;
	view.rules = (1 + pick(2)) & 511;
	/* What the rule for duplicates does not look at follows from the identity, as in life. */
	view.robot = view.id[0] % 3 == 0;
	view.week_visitor = view.id[0] * 7u + (uint32_t)view.day;
	view.year_visitor = view.id[0] * 11u + (uint32_t)view.day;
	view.any_visitor = view.id[0] * 13u + (uint32_t)view.day;
	snprintf(path, sizeof(path), "/%u", view.id[0]);
	snprintf(link, sizeof(link), "t.co/%u", pick(4));
	tally_put_view(tally, &view, span_str(path), span_str(link));
}

static void
fill(struct tally *tally)
{
	static const char *const sites[] = {"", "a.example.org", "b.example.org"};
	static const char *const hosts[] = {"x.example.net", "y.example.net", "z.example.net"};
	uint32_t n = pick(12);

	tally_init(tally, true);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t site = tally_put_site(tally, span_str(sites[pick(3)]));
		uint32_t host = tally_put_host(tally, span_str(hosts[pick(3)]));
		bool is_year = pick(2) == 0;
		/* a year, or the Monday of a week */
		struct period *period = tally_put_period(
		    tally, site, is_year, is_year ? 2013 + (int32_t)pick(2) : 15705 + 7 * (int32_t)pick(2));
		uint32_t many = pick(40) == 0 ? 5000 : 1 + pick(4), rules = 1 + pick(2);

		if (rules > period->rules)
			period->rules = rules;
		for (uint32_t k = 0; k < many; k++) {
			uint64_t hash = ((uint64_t)(pick(60000) + 1)) * UINT64_C(0x9e3779b97f4a7c15);

			distinct_add(&period->all, hash);
			distinct_add(tally_put_counter(period, SOURCE_OTHER, host), hash);
			distinct_add(tally_put_counter(period, SOURCE_DIRECT, NAMES_REST), hash >> 1 | 1);
			/* nobody gathers more votes than make a host sure */
			if (k < TALLY_SURE)
				distinct_add(&tally->hosts[host].votes, hash);
		}
		tally_put_day(tally, site, 15700 + (int32_t)pick(40));
		add_view(tally, site);
	}
}

/* ---- databases in memory ---- */

static struct store *
open_store(void)
{
	int status = 0;
	struct store *store = store_open("/tmp/footfall-test-that-is-not-there.db", STORE_TRIAL, &status);

	assert_non_null(store);
	assert_true(store_is_new(store));
	assert_int_equal(store_found(store, ID, "log", "test"), 0);
	return store;
}

static void
join(struct store *store, const struct tally *tally)
{
	uint64_t fresh;

	assert_int_equal(store_begin(store), 0);
	assert_int_equal(store_join(store, tally, &fresh), 0);
	assert_int_equal(store_commit(store), 0);
}

/* As merge does it: all of one into the other. */
static void
merge(struct store *into, struct store *from)
{
	struct tally tally;

	tally_init(&tally, true);
	assert_int_equal(store_load(from, &tally), 0);
	join(into, &tally);
	tally_release(&tally);
}

/* ---- what a database holds, as text ---- */

static int
by_text(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

struct dump {
	char **lines;
	size_t count, room;
};

static void __attribute__((format(printf, 2, 3))) put(struct dump *dump, const char *format, ...)
{
	va_list args;

	dump->lines = alloc_grow(dump->lines, &dump->room, dump->count + 1, sizeof(*dump->lines));
	va_start(args, format);
	assert_true(vasprintf(&dump->lines[dump->count++], format, args) >= 0);
	va_end(args);
}

static bool
put_row(void *context, const struct store_row *row)
{
	const struct pageview *view = &row->view;

	put(context, "view %.*s %d %d %lld %llu %llu %llu %d %d %d %.*s %.*s", SPAN_ARG(row->site), view->id[0],
	    view->day, (long long)view->time, (unsigned long long)view->week_visitor,
	    (unsigned long long)view->year_visitor, (unsigned long long)view->any_visitor, view->evidence, view->robot,
	    view->rules, SPAN_ARG(row->path), SPAN_ARG(row->link));
	return true;
}

static struct span
name_of(const struct names *names, uint32_t id)
{
	for (size_t i = 0; i < names->count; i++)
		if (names->sorted[i].id == id)
			return names->sorted[i].text;
	return SPAN("");
}

static struct span
site_of(const struct tally *tally, uint32_t id)
{
	return id == TALLY_OTHERS ? SPAN(TALLY_OTHERS_NAME) : name_of(&tally->site_names, id);
}

static void
put_counter(struct dump *dump, const struct tally *tally, const struct period *period, const char *what, uint32_t host,
    const struct distinct *counter)
{
	unsigned char bytes[DISTINCT_SAVED], digest[16];
	size_t n = distinct_save(counter, bytes);

	if (n == 0)
		return;
	hash_fingerprint(digest, span_make((char *)bytes, n));
	put(dump, "counter %.*s %d %d %s %.*s %d %u %02x%02x%02x%02x%02x%02x", SPAN_ARG(site_of(tally, period->site)),
	    period->is_year, period->number, what, SPAN_ARG(name_of(&tally->host_names, host)), counter->sketch,
	    period->rules, digest[0], digest[1], digest[2], digest[3], digest[4], digest[5]);
}

static char *
dump_store(struct store *store)
{
	struct dump dump = {0};
	struct tally tally;
	char *text, *to;
	size_t length = 1;

	tally_init(&tally, true);
	assert_int_equal(store_load(store, &tally), 0);
	for (size_t i = 0; i < tally.periods.count; i++) {
		const struct period *period = tally.periods.list[i];

		put_counter(&dump, &tally, period, "all", 0, &period->all);
		for (unsigned k = 0; k < sources_count; k++)
			put_counter(&dump, &tally, period, sources[k].name, 0, &period->by_source[k]);
		for (size_t k = 0; k < period->nhosts; k++)
			put_counter(&dump, &tally, period, "host", period->hosts[k].host, &period->hosts[k].visitors);
	}
	for (uint32_t i = 0; i < tally.nsites; i++)
		for (int32_t day = 15690; day < 15750; day++)
			if (tally_covered(&tally, i, day))
				put(&dump, "day %.*s %d", SPAN_ARG(site_of(&tally, i)), day);
	for (uint32_t i = 1; i < tally.nhosts; i++)
		put(&dump, "votes %.*s %u", SPAN_ARG(name_of(&tally.host_names, i)), tally.hosts[i].votes.count);
	assert_int_equal(store_export(store, put_row, &dump), 0);
	tally_release(&tally);
	qsort(dump.lines, dump.count, sizeof(*dump.lines), by_text);
	for (size_t i = 0; i < dump.count; i++)
		length += strlen(dump.lines[i]) + 1;
	text = to = alloc_zero(length, 1);
	for (size_t i = 0; i < dump.count; i++) {
		to += sprintf(to, "%s\n", dump.lines[i]);
		free(dump.lines[i]);
	}
	free(dump.lines);
	return text;
}

static void
assert_same(struct store *a, struct store *b)
{
	char *left = dump_store(a), *right = dump_store(b);

	assert_string_equal(left, right);
	free(left);
	free(right);
}

/* Three tallies that are joined in memory, in this order, and then stored, are what the database is; releases them. */
static void
assert_joined(struct store *is, struct tally *const tallies[3])
{
	struct store *store = open_store();
	struct tally sum;

	tally_init(&sum, true);
	for (size_t i = 0; i < 3; i++)
		tally_join(&sum, tallies[i]);
	join(store, &sum);
	assert_same(is, store);
	tally_release(&sum);
	for (size_t i = 0; i < 3; i++)
		tally_release(tallies[i]);
	store_close(store);
}

/* ---- the laws ---- */

static void
test_laws(void **unused)
{
	(void)unused;
	for (int round = 0; round < ROUNDS; round++) {
		struct store *left = open_store(), *right = open_store(), *a = open_store();
		struct tally one, two, three;

		fill(&one);
		fill(&two);
		fill(&three);
		/* (A + B) + C, and A + (C + B) with everything twice */
		join(left, &one);
		join(left, &two);
		join(left, &three);
		join(a, &three);
		join(a, &two);
		merge(right, a);
		join(right, &one);
		merge(right, a);
		join(right, &two);
		merge(right, right);
		assert_same(left, right);
		assert_joined(left, (struct tally *const[]){&two, &one, &three});
		store_close(left);
		store_close(right);
		store_close(a);
	}
}

/* A visitor of each of some sites, and of none. */
static void
fill_sites(struct tally *tally, uint32_t first, uint32_t last)
{
	char name[32] = "";

	tally_init(tally, true);
	for (uint32_t i = first; i <= last; i++) {
		uint32_t site = tally_put_site(tally, span_str(name));
		struct pageview view = {
		    .id = {(unsigned char)i, (unsigned char)(i >> 8)},
		    .site = site & 0xfffff,
		    .day = 15705,
		    .time = 15705 * 86400 + (int32_t)i,
		    .week_visitor = i,
		    .year_visitor = i,
		    .any_visitor = i,
		    .evidence = 1,
		    .rules = 1,
		};

		tally_put_view(tally, &view, SPAN("/a"), SPAN("t.co/a"));
		distinct_add(&tally_put_period(tally, site, false, 15705)->all, i);
		tally_put_day(tally, site, 15705);
		snprintf(name, sizeof(name), "v%u.example", i);
	}
	tally_finish(tally);
}

/* Visitors of those sites that have a place, of the others, and of none. */
static void
count_sites(struct store *store, uint64_t *placed, uint64_t *others, uint64_t *none)
{
	struct tally tally;
	const struct period *period;

	tally_init(&tally, true);
	assert_int_equal(store_load(store, &tally), 0);
	*placed = 0;
	for (size_t i = 0; i < tally.site_names.count; i++) {
		period = tally_period(&tally, tally.site_names.sorted[i].id, false, 15705);
		*placed += period ? distinct_count(&period->all) : 0;
	}
	period = tally_period(&tally, TALLY_OTHERS, false, 15705);
	*others = period ? distinct_count(&period->all) : 0;
	period = tally_period(&tally, 0, false, 15705);
	*none = period ? distinct_count(&period->all) : 0;
	tally_release(&tally);
}

static void
test_more_sites_than_places(void **unused)
{
	struct store *left = open_store(), *right = open_store(), *a = open_store();
	struct tally one, two, three;
	uint64_t placed, others, none;

	(void)unused;
	fill_sites(&one, 1, 900);
	fill_sites(&two, 600, 1500);
	fill_sites(&three, 1200, 2400);
	join(left, &one);
	count_sites(left, &placed, &others, &none);
	assert_int_equal(placed, 899);
	assert_int_equal(others, 0);
	assert_int_equal(none, 1);
	join(left, &two);
	join(left, &three);
	count_sites(left, &placed, &others, &none);
	assert_int_equal(placed, TALLY_SITES);
	assert_int_equal(none, 3);
	/* Visitors 600 and 1200 of the second and third are met without a host and with one. */
	assert_int_equal(placed + others, 2399);
	join(a, &three);
	join(a, &two);
	merge(right, a);
	join(right, &one);
	merge(right, a);
	assert_same(left, right);
	merge(right, left);
	merge(right, right);
	assert_same(left, right);
	assert_joined(left, (struct tally *const[]){&two, &three, &one});
	store_close(left);
	store_close(right);
	store_close(a);
}

static void
test_nothing_new(void **unused)
{
	struct store *store = open_store();
	struct tally tally;
	uint64_t fresh;

	(void)unused;
	fill(&tally);
	add_view(&tally, 0);
	assert_int_equal(store_begin(store), 0);
	assert_int_equal(store_join(store, &tally, &fresh), 0);
	assert_true(fresh > 0);
	assert_int_equal(store_join(store, &tally, &fresh), 0);
	assert_true(fresh == 0);
	/* nothing of it was committed */
	store_rollback(store);
	tally_release(&tally);
	tally_init(&tally, true);
	assert_int_equal(store_load(store, &tally), 0);
	assert_int_equal(tally.pageviews.count, 0);
	tally_release(&tally);
	store_close(store);
}

static void
test_settings(void **unused)
{
	struct store *store = open_store();

	(void)unused;
	assert_string_equal(store_key_id(store), ID);
	assert_string_equal(store_zone(store), "log");
	assert_null(store_setting(store, "site"));
	assert_int_equal(store_set(store, "site", "a.example.org", "2013"), 0);
	assert_int_equal(store_set(store, "site", "a.example.org", "2014"), 0);
	assert_int_equal(store_set(store, "site", "b.example.org", "2015"), 0);
	assert_string_equal(store_setting(store, "site"), "b.example.org");
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_laws),
	    cmocka_unit_test(test_more_sites_than_places),
	    cmocka_unit_test(test_nothing_new),
	    cmocka_unit_test(test_settings),
	};

	if (hash_start() != 0)
		return 1;
	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
