#include "analyzer/outputs/wrap.h"

#include "base/span.h"

unsigned
wrap_width(const char *text)
{
	unsigned width = 0;

	for (; *text; text++)
		width += ((unsigned char)*text & 0xC0) != 0x80;
	return width;
}

void
wrap_blanks(FILE *to, unsigned n)
{
	while (n-- > 0)
		putc(' ', to);
}

void
wrap_paragraph(FILE *to, const char *text, unsigned width, unsigned indent, unsigned column)
{
	bool begun = false; /* there is a word on this line */
	struct span rest = span_str(text);

	while (rest.n > 0) {
		struct span word = span_cut(&rest, ' ');
		unsigned length = 0;
		if (rest.n > 0 && rest.p[0] == '%') { /* a percentage is one word */
			size_t sign = span_cut(&rest, ' ').n;
			word.n += 1 + sign;
		}
		for (size_t i = 0; i < word.n; i++)
			length += ((unsigned char)word.p[i] & 0xC0) != 0x80;
		if (begun && column + 1 + length > width) {
			putc('\n', to);
			wrap_blanks(to, indent);
			column = indent;
		} else if (begun) {
			putc(' ', to);
			column++;
		}
		fwrite(word.p, 1, word.n, to);
		column += length;
		begun = true;
	}
	putc('\n', to);
}
