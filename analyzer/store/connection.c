/* The connection to SQLite: what it may do, and with which rights the file is opened. */
#include "analyzer/store/internal.h"
#include "base/message.h"
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAP ((sqlite3_int64)64 << 20)

static void
limit(sqlite3 *db)
{
	static const struct {
		int what, most;
	} limits[] = {
	    {SQLITE_LIMIT_LENGTH, 4000000},
	    {SQLITE_LIMIT_SQL_LENGTH, 100000},
	    {SQLITE_LIMIT_ATTACHED, 1}, /* VACUUM needs one */
	    {SQLITE_LIMIT_EXPR_DEPTH, 20},
	    {SQLITE_LIMIT_WORKER_THREADS, 0},
	};

	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, NULL);
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		sqlite3_limit(db, limits[i].what, limits[i].most);
	sqlite3_hard_heap_limit64(HEAP);
}

/* Between two tries of a statement that others keep from its turn. */
#define PAUSE_MS 10
#define SHORTEST_WAIT 10 /* seconds */

static int
try_again(void *context, int tried)
{
	const struct store *store = context;

	if ((store->stop && *store->stop) || (unsigned)tried >= store->patience)
		return 0;
	sqlite3_sleep(PAUSE_MS);
	return 1;
}

void
store_wait(struct store *store, unsigned seconds, const volatile sig_atomic_t *stop)
{
	const unsigned most = INT_MAX / 1000;

	seconds = seconds < SHORTEST_WAIT ? SHORTEST_WAIT : seconds > most ? most : seconds;
	store->patience = seconds * (1000 / PAUSE_MS);
	store->stop = stop;
}

static int
configure(struct store *store)
{
	limit(store->db);
	sqlite3_extended_result_codes(store->db, 1);
	store_wait(store, SHORTEST_WAIT, NULL);
	sqlite3_busy_handler(store->db, try_again, store);
	return store_exec(store, "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA cell_size_check=ON;"
				 "PRAGMA foreign_keys=ON; PRAGMA synchronous=EXTRA; PRAGMA secure_delete=OFF;");
}

int
store_connect_to(struct store *store, const char *path, int flags)
{
	mode_t mask = umask(077);
	/* One thread at a time: ingest calls from whichever has read an input, one after another. */
	int code = sqlite3_open_v2(path, &store->db,
	    flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX,
	    NULL);

	umask(mask);
	return code == SQLITE_OK ? configure(store) : store_fail(store);
}

/* A journal left by a run that was killed has to be played back, which needs the right to write. */
static int
connect_reader(struct store *store)
{
	int flags =
	    store_has_journal(store) && access(store->path, W_OK) == 0 ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;

	return store_connect_to(store, store->path, flags);
}

static int
connect_trial(struct store *store)
{
	struct store original = {.file = store->file, .path = store->path, .mode = STORE_READ};
	sqlite3_backup *backup;
	int status = -1;

	if (store_connect_to(store, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) != 0)
		return -1;
	if (store->is_new)
		return 0;
	if (connect_reader(&original) != 0) {
		store->status = original.status;
		return -1;
	}
	sqlite3_hard_heap_limit64(0);
	backup = sqlite3_backup_init(store->db, "main", original.db, "main");
	if (backup && sqlite3_backup_step(backup, -1) == SQLITE_DONE)
		status = 0;
	if (backup)
		sqlite3_backup_finish(backup);
	if (status != 0)
		store_fail(store);
	sqlite3_close_v2(original.db);
	return status;
}

static int
connect_writer(struct store *store)
{
	if (!store->is_new && access(store->path, W_OK) != 0) {
		message_file(NULL, store->file, "the database cannot be written: %s", strerror(errno));
		return -1;
	}
	return store_connect_to(store, store->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

int
store_connect(struct store *store)
{
	return store->mode == STORE_READ    ? connect_reader(store)
	       : store->mode == STORE_TRIAL ? connect_trial(store)
					    : connect_writer(store);
}
