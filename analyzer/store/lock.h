/*
 * lock: one writer at a time. A file beside the database, FILE.lock, is locked while one writes and
 * says who holds it; the file stays, the lock goes with the process, however that ends.
 */
#ifndef FOOTFALL_ANALYZER_STORE_LOCK_H
#define FOOTFALL_ANALYZER_STORE_LOCK_H

/* Takes the lock of a database, waiting up to `wait` seconds. A descriptor for lock_release, or -1
 * (said) with the exit status to end with: 75 when another run holds it, 1 when no lock can be had. */
int lock_take(const char *database, unsigned wait, int *status);
void lock_release(int lock);

#endif
