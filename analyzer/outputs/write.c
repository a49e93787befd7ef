#include "analyzer/outputs/write.h"

#include <math.h>

#define REPLACEMENT 0xFFFDu

/* Continuation bytes that a first byte asks for, and the least code point they may then give. */
static unsigned
character_follow(unsigned char first, uint32_t *least)
{
	static const struct {
		unsigned char from, to;
		unsigned follow;
		uint32_t least;
	} firsts[] = {{0xC2, 0xDF, 1, 0x80}, {0xE0, 0xEF, 2, 0x800}, {0xF0, 0xF4, 3, 0x10000}};

	for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++)
		if (first >= firsts[i].from && first <= firsts[i].to) {
			*least = firsts[i].least;
			return firsts[i].follow;
		}
	return 0;
}

uint32_t
write_character(struct span text, size_t *length)
{
	unsigned char first = (unsigned char)text.p[0];
	uint32_t least = 0, code;
	unsigned follow;

	*length = 1;
	if (first < 0x80)
		return first;
	follow = character_follow(first, &least);
	if (follow == 0 || text.n <= follow)
		return REPLACEMENT;
	code = first & (0x3Fu >> follow);
	for (unsigned i = 1; i <= follow; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if ((c & 0xC0) != 0x80)
			return REPLACEMENT;
		code = code << 6 | (c & 0x3Fu);
	}
	if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		return REPLACEMENT;
	*length = follow + 1;
	return code;
}

/* Characters that drive a terminal, break a line or turn the direction of what follows. */
static bool
character_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || (c >= 0x200E && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/* Writes the character that write_character has read from the start of `text`. */
static void
put_character(FILE *to, struct span text, uint32_t code, size_t length)
{
	if (code == REPLACEMENT)
		fputs("\xEF\xBF\xBD", to);
	else
		fwrite(text.p, 1, length, to);
}

void
write_json(FILE *to, struct span text)
{
	size_t length;

	putc('"', to);
	for (; text.n > 0; text = span_from(text, length)) {
		uint32_t c = write_character(text, &length);
		if (c == '"' || c == '\\')
			fprintf(to, "\\%c", (int)c);
		else if (character_unsafe(c))
			fprintf(to, "\\u%04x", (unsigned)c);
		else
			put_character(to, text, c, length);
	}
	putc('"', to);
}

void
write_real(FILE *to, double value)
{
	if (isfinite(value))
		fprintf(to, "%.10g", value);
	else
		fputs("null", to);
}

/* True for what is a number and nothing else: -12, 3.5, 1e-05. */
static bool
is_number(struct span text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c >= '0' && c <= '9')
			digits++;
		else if (c == '-' || c == '+') {
			if (i > 0 && text.p[i - 1] != 'e')
				return false;
		} else if (!(c == '.' || c == 'e') || digits == 0)
			return false;
	}
	return digits > 0;
}

/* What a spreadsheet may take for a formula: it passes over blanks at the start, and knows the wide forms of East Asian
 * keyboards. */
static bool
is_formula(struct span text)
{
	static const struct span wide[] = {
	    SPAN_INIT("\xEF\xBC\x9D"), SPAN_INIT("\xEF\xBC\x8B"), SPAN_INIT("\xEF\xBC\x8D"), SPAN_INIT("\xEF\xBC\xA0")};

	if (is_number(text))
		return false;
	while (text.n > 0 && text.p[0] == ' ')
		text = span_from(text, 1);
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (span_starts(text, wide[i]))
			return true;
	return text.n > 0 && memchr("=+-@\t\r\n", text.p[0], 7);
}

void
write_csv(FILE *to, struct span text)
{
	bool formula = is_formula(text), quote = false;
	size_t length;

	for (size_t i = 0; i < text.n; i++)
		quote = quote || memchr(",;\t\"\n", text.p[i], 5);
	if (quote)
		putc('"', to);
	if (formula)
		putc('\'', to);
	for (; text.n > 0; text = span_from(text, length)) {
		uint32_t c = write_character(text, &length);
		if (c == '"')
			putc('"', to);
		if (character_unsafe(c) && c != '\t' && c != '\n')
			c = REPLACEMENT;
		put_character(to, text, c, length);
	}
	if (quote)
		putc('"', to);
}

void
write_markdown(FILE *to, struct span text)
{
	size_t length;

	for (; text.n > 0; text = span_from(text, length)) {
		uint32_t c = write_character(text, &length);
		if (c == '<')
			fputs("&lt;", to);
		else if (c == '&')
			fputs("&amp;", to);
		else if (c < 0x80 && c != 0 && strchr("\\`*_[]|~#", (int)c))
			fprintf(to, "\\%c", (int)c);
		else if (character_unsafe(c))
			put_character(to, text, REPLACEMENT, length);
		else
			put_character(to, text, c, length);
	}
}

char *
write_grouped(char out[WRITE_GROUPED], uint64_t number)
{
	char digits[WRITE_GROUPED];
	int n = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
	char *at = out;

	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			*at++ = ',';
		*at++ = digits[i];
	}
	*at = '\0';
	return out;
}
