/*
 * schema: how the database is laid out, and how an older one becomes a present one.
 */
#ifndef FOOTFALL_ANALYZER_STORE_SCHEMA_H
#define FOOTFALL_ANALYZER_STORE_SCHEMA_H

/* "FtFl": tells a database of footfall from all others. */
#define SCHEMA_APPLICATION 0x4674466c

/* Statements that lead from version i to i + 1, NULL-terminated; old ones are never edited. */
extern const char *const migrations[];

/* The number of migrations: the version of a present database. */
int schema_version(void);

#endif
