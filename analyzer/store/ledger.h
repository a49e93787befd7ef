/*
 * ledger: which contents were read, so that they need not be read again.
 *
 * It only saves time: the database is a set, and reading twice changes nothing. A file is known by
 * what it holds, never by its name or inode: by its first 4 KiB, its last 4 KiB before byte N, and N.
 * A plain file that has grown is read on from N; a gzip file whose trailer says what was read is
 * skipped without being inflated, and a compressed file met before is known by parts of its bytes.
 *
 * Marks are hashed under the last key of the chain, and the CRC is hidden by it: a log may be one
 * short line, and whoever can guess the rest of it must not learn its address from them.
 */
#ifndef FOOTFALL_ANALYZER_STORE_LEDGER_H
#define FOOTFALL_ANALYZER_STORE_LEDGER_H

#include "analyzer/read.h"
#include "analyzer/store/store.h"

#define LEDGER_MARK 4096

struct ledger;

/* The ledger of a database, for what is read under these settings (any text that tells them apart).
 * NULL after a failure. It borrows store and keys. */
struct ledger *ledger_open(struct store *store, const struct keys *keys, struct span settings);
void ledger_close(struct ledger *ledger);

/* Before an input is read: false when all of it is known. Otherwise the source may have been set to
 * the place where reading goes on, and visit->state is what ledger_end wants. */
bool ledger_begin(struct ledger *ledger, struct read_visit *visit);

/* After it was read, inside the transaction that takes its figures: notes the content, if it may be
 * skipped another time. `now` is the present instant as text. 0, or -1 after a failure. */
int ledger_end(struct ledger *ledger, struct read_visit *visit, const char *now);

/* Frees visit->state; to be called for every visit. */
void ledger_drop(struct read_visit *visit);

#endif
