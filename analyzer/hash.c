#include "analyzer/hash.h"
#include "base/message.h"
#include <endian.h>
#include <sodium.h>

int
hash_start(void)
{
	if (sodium_init() >= 0)
		return 0;
	message_say(NULL, "cannot start libsodium: the system gives no random numbers");
	return -1;
}

void
hash_fingerprint(unsigned char out[16], struct span text)
{
	static const unsigned char key[crypto_shorthash_siphashx24_KEYBYTES] = "footfall";

	crypto_shorthash_siphashx24(out, (const unsigned char *)text.p, text.n, key);
}

uint64_t
hash_visitor(const unsigned char key[HASH_KEY], const void *bytes, size_t n)
{
	uint64_t hash;

	crypto_shorthash_siphash24((unsigned char *)&hash, bytes, n, key);
	/* Little-endian by definition, so that machines agree. */
	return le64toh(hash);
}

void
hash_identity(unsigned char out[16], const unsigned char key[HASH_KEY], const void *bytes, size_t n)
{
	crypto_shorthash_siphashx24(out, bytes, n, key + 16);
}

void
hash_next_key(unsigned char next[HASH_KEY], const unsigned char key[HASH_KEY])
{
	static const unsigned char label[] = "footfall: the key of the next year";

	crypto_generichash(next, HASH_KEY, label, sizeof(label) - 1, key, HASH_KEY);
}

void
hash_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

const struct agents_hashes hash_agents = {hash_fingerprint, hash_random};
