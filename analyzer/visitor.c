#include "analyzer/visitor.h"
#include "analyzer/hash.h"
#include "base/alloc.h"
#include "parsers/judge.h"
#include <stdlib.h>

enum kind { KIND_IPV4 = 4, KIND_IPV6 = 6, KIND_NAME = 'n' };

/* Longest name that is lower-cased on the stack; a longer one costs an allocation. */
#define NAME_ROOM 256

static void
put_name(unsigned char out[16], struct span name)
{
	char room[NAME_ROOM], *lower = name.n <= sizeof(room) ? room : alloc_bytes(name.n);

	for (size_t i = 0; i < name.n; i++)
		lower[i] = span_lower(name.p[i]);
	hash_fingerprint(out, span_make(lower, name.n));
	if (lower != room)
		free(lower);
}

void
visitor_make(unsigned char out[VISITOR_BYTES], struct span address, const unsigned char agent[16])
{
	static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

	if (!address_parse(address, out + 1)) {
		out[0] = KIND_NAME;
		put_name(out + 1, address);
	} else if (memcmp(out + 1, mapped, sizeof(mapped)) == 0) {
		out[0] = KIND_IPV4;
	} else {
		out[0] = KIND_IPV6;
		memset(out + 9, 0, 8);
	}
	memcpy(out + 17, agent, 16);
}
