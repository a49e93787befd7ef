#include "analyzer/store/schema.h"

/* docs/database.md explains every table. Periods are written as "2013-W19" and "2013". Days are days
 * since 1970-01-01, instants seconds; hashes of 64 bits are signed, as SQLite has no others. */
const char *const migrations[] = {
    /* 1 */
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE setting(id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, since TEXT NOT NULL) STRICT;"
    "CREATE TABLE site(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE host(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, votes BLOB NOT NULL) STRICT;"
    "CREATE TABLE text(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE pageview(site INTEGER NOT NULL, identity BLOB NOT NULL CHECK(length(identity) = 16),"
    " day INTEGER NOT NULL, time INTEGER NOT NULL, week_visitor INTEGER, year_visitor INTEGER, any_visitor INTEGER,"
    " evidence INTEGER NOT NULL CHECK(evidence BETWEEN 1 AND 3), robot INTEGER NOT NULL CHECK(robot IN (0, 1)),"
    " path INTEGER NOT NULL, link INTEGER NOT NULL, rules INTEGER NOT NULL CHECK(rules BETWEEN 0 AND 511),"
    " PRIMARY KEY(site, time, identity)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE counter(id INTEGER PRIMARY KEY, site INTEGER NOT NULL, period TEXT NOT NULL, source TEXT NOT NULL, "
    "host INTEGER NOT NULL,"
    " exact INTEGER NOT NULL CHECK(exact IN (0, 1)), hashes BLOB NOT NULL, rules INTEGER NOT NULL,"
    " UNIQUE(site, period, source, host)) STRICT;"
    "CREATE TABLE day(site INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY(site, day)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE closed(sites TEXT NOT NULL, source TEXT NOT NULL, period TEXT NOT NULL, visitors INTEGER NOT NULL,"
    " by_referer INTEGER NOT NULL, by_app INTEGER NOT NULL, by_tag INTEGER NOT NULL, any_version INTEGER NOT NULL,"
    " visits INTEGER NOT NULL, page_views INTEGER NOT NULL, robots INTEGER NOT NULL, estimated INTEGER NOT NULL,"
    " days_covered INTEGER NOT NULL, rules INTEGER NOT NULL, PRIMARY KEY(sites, source, period)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE input(id INTEGER PRIMARY KEY, head_length INTEGER NOT NULL, head BLOB NOT NULL,"
    " length INTEGER NOT NULL, tail BLOB NOT NULL, crc INTEGER NOT NULL, settings BLOB NOT NULL,"
    " rules INTEGER NOT NULL, format TEXT, line INTEGER NOT NULL, lines INTEGER NOT NULL, blank INTEGER NOT NULL,"
    " records INTEGER NOT NULL, unparsable INTEGER NOT NULL, excluded INTEGER NOT NULL, robots INTEGER NOT NULL,"
    " not_pages INTEGER NOT NULL, views INTEGER NOT NULL, name TEXT NOT NULL, read_at TEXT NOT NULL,"
    " UNIQUE(length, crc, head, tail)) STRICT;"
    "CREATE TABLE packed(size INTEGER NOT NULL, mark BLOB NOT NULL, input INTEGER NOT NULL,"
    " PRIMARY KEY(size, mark)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE run(id INTEGER PRIMARY KEY, began TEXT NOT NULL, command TEXT NOT NULL, inputs INTEGER NOT NULL,"
    " skipped INTEGER NOT NULL, lost INTEGER NOT NULL, lines INTEGER NOT NULL, page_views INTEGER NOT NULL,"
    " sealed INTEGER NOT NULL) STRICT;"
    "INSERT INTO site VALUES(0, '');"
    "INSERT INTO host VALUES(0, '', x'');"
    "INSERT INTO text VALUES(0, '');",
    0,
};

int
schema_version(void)
{
	return (int)(sizeof(migrations) / sizeof(migrations[0])) - 1;
}
