#include "parsers/formats/plain.h"

bool
plain_remember(struct plain_minute *minute, const char *head)
{
	struct timestamp_cache fresh = {0};
	struct timestamp time;

	if (memcmp(head, " - - [", 6) != 0 || !timestamp_clf(&fresh, head + 6, &time) || time.leap)
		return false;
	for (int i = 0; i < PLAIN_MINUTE / 8; i++)
		minute->text[i] = bytes_word(head + 8 * i);
	minute->rest = (bytes_word(head + PLAIN_MINUTE) & ~UINT64_C(0xffff)) | ('0' << 8 | '0');
	minute->utc = time.utc - (head[PLAIN_MINUTE] - '0') * 10 - (head[PLAIN_MINUTE + 1] - '0');
	minute->offset = time.offset;
	return true;
}

size_t
plain_method(const char *request, const char *end)
{
	size_t n = 0, room = (size_t)(end - request) - 1;

	if (memcmp(request - 2, "] \"", 3) != 0)
		return 0;
	while (n < 8 && n < room && request[1 + n] != ' ')
		n++;
	return n < 1 || n > 7 || n >= room ? 0 : n + 1;
}
