#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "analyzer/keys.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/footfall-keys-XXXXXX";
static char file[64], copy[64], link_name[64];

static struct keys first, second;

static void
remove_all(void)
{
	unlink(file);
	unlink(copy);
	unlink(link_name);
}

static int
setup(void **state)
{
	(void)state;
	assert_int_equal(hash_start(), 0);
	assert_non_null(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/key", folder);
	snprintf(copy, sizeof(copy), "%s/copy", folder);
	snprintf(link_name, sizeof(link_name), "%s/link", folder);
	/* what is refused is said, which nobody wants to read here */
	assert_non_null(freopen("/dev/null", "w", stderr));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	remove_all();
	return rmdir(folder);
}

static void
test_public(void **state)
{
	unsigned char next[HASH_KEY], zeros[HASH_KEY] = {0};

	(void)state;
	keys_public(&first);
	assert_memory_equal(keys_of(&first, 1990), zeros, HASH_KEY);
	hash_next_key(next, zeros);
	assert_memory_equal(keys_of(&first, 1991), next, HASH_KEY);
	assert_ptr_equal(keys_of(&first, 1970), keys_of(&first, 1990));
	assert_ptr_equal(keys_of(&first, 2300), keys_of(&first, 2200));
	assert_string_equal(first.id, "");
}

static void
test_create_and_read(void **state)
{
	struct stat st;
	char id[KEYS_ID + 1];
	int oldest;

	(void)state;
	assert_int_equal(keys_create(file), 0);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(keys_create(file), -1);
	assert_int_equal(keys_read(&first, file), 0);
	assert_int_equal(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	assert_int_equal(first.oldest, 1990);
	assert_int_equal(strlen(first.id), KEYS_ID);
	assert_int_equal(keys_show(file, id, &oldest), 0);
	assert_string_equal(id, first.id);
	assert_int_equal(oldest, 1990);
	assert_int_equal(keys_read(&first, file), 0);
	keys_wipe(&first);
	assert_int_equal(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 1);
	assert_int_equal(first.year[5][3], 0);
	/* another key is another chain */
	assert_int_equal(keys_create(copy), 0);
	assert_int_equal(keys_read(&first, file), 0);
	assert_int_equal(keys_read(&second, copy), 0);
	assert_string_not_equal(first.id, second.id);
	assert_memory_not_equal(keys_of(&first, 2013), keys_of(&second, 2013), HASH_KEY);
	keys_wipe(&first);
	keys_wipe(&second);
	remove_all();
}

static void
test_refused(void **state)
{
	static const mode_t loose[] = {0640, 0604, 0610, 0601, 0660, 0666};

	(void)state;
	assert_int_equal(keys_read(&first, file), -1);
	assert_int_equal(keys_create(file), 0);
	for (size_t i = 0; i < sizeof(loose) / sizeof(loose[0]); i++) {
		chmod(file, loose[i]);
		assert_int_equal(keys_read(&first, file), -1);
	}
	chmod(file, 0600);
	assert_int_equal(symlink(file, link_name), 0);
	assert_int_equal(keys_read(&first, link_name), -1);
	assert_int_equal(keys_create(link_name), -1);
	assert_int_equal(keys_read(&first, folder), -1);
	assert_int_equal(keys_read(&first, file), 0);
	keys_wipe(&first);
	if (geteuid() == 0) {
		assert_int_equal(chown(file, 65534, 65534), 0);
		assert_int_equal(keys_read(&first, file), -1);
		/* But the key of a service lies in its own folder. */
		assert_int_equal(chown(folder, 65534, 65534), 0);
		assert_int_equal(keys_read(&first, file), 0);
		keys_wipe(&first);
		assert_int_equal(chown(folder, 0, 0), 0);
	}
	remove_all();
}

static void
test_damaged(void **state)
{
	static const char *const texts[] = {
	    "",
	    "footfall key 1\n",
	    "footfall key 2\nid 00\nyear 1990\nkey 00\n",
	    "footfall key 1\nid 0123456789abcdef0123456789abcdef\nyear 1989\nkey "
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
	    "footfall key 1\nid 0123456789abcdef0123456789abcdef\nyear 1990\nkey "
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg\n",
	    "footfall key 1\nid 0123456789abcdef0123456789abcde\nyear 1990\nkey "
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		FILE *to = fopen(file, "w");

		assert_non_null(to);
		fputs(texts[i], to);
		fclose(to);
		chmod(file, 0600);
		assert_int_equal(keys_read(&first, file), -1);
		remove_all();
	}
}

static void
test_move(void **state)
{
	unsigned char of_2013[HASH_KEY];
	struct stat st;

	(void)state;
	assert_int_equal(keys_create(file), 0);
	assert_int_equal(keys_read(&first, file), 0);
	memcpy(of_2013, keys_of(&first, 2013), HASH_KEY);
	assert_int_equal(keys_move(file, 2013), 0);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(keys_read(&second, file), 0);
	assert_string_equal(second.id, first.id);
	assert_int_equal(second.oldest, 2013);
	assert_null(keys_of(&second, 2012));
	assert_null(keys_of(&second, 1980));
	assert_memory_equal(keys_of(&second, 2013), of_2013, HASH_KEY);
	assert_memory_equal(keys_of(&second, 2100), keys_of(&first, 2100), HASH_KEY);
	/* never back */
	assert_int_equal(keys_move(file, 2000), 0);
	assert_int_equal(keys_read(&second, file), 0);
	assert_int_equal(second.oldest, 2013);
	keys_wipe(&first);
	keys_wipe(&second);
	remove_all();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_public),
	    cmocka_unit_test(test_create_and_read),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_damaged),
	    cmocka_unit_test(test_move),
	};

	return cmocka_run_group_tests_name("keys", tests, setup, teardown);
}
