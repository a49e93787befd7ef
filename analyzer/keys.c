#include "analyzer/keys.h"

void
keys_public(struct keys *keys)
{
	const size_t count = sizeof(keys->year) / sizeof(keys->year[0]);

	memset(keys->year[0], 0, HASH_KEY);
	for (size_t i = 1; i < count; i++)
		hash_next_key(keys->year[i], keys->year[i - 1]);
}
