#include "analyzer/outputs/mail.h"

#include "base/calendar.h"

#define LINE 76u /* of quoted-printable, with the '=' that breaks it */

const char *
mail_address(struct span text)
{
	if (text.n == 0)
		return "it is empty";
	if (text.n > MAIL_ADDRESS)
		return "it is too long";
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c == '\n' || c == '\r')
			return "a line break in it would begin another header";
		if (c < ' ' || c >= 0x7F)
			return "only printable ASCII can stand in it";
	}
	return span_trim(text).n == 0 ? "it is empty" : NULL;
}

char *
mail_date(char out[40], int64_t time)
{
	static const char days[] = "ThuFriSatSunMonTueWed", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int32_t day = (int32_t)(time / 86400);
	int year, month, mday, second = (int)(time % 86400);

	calendar_civil(day, &year, &month, &mday);
	snprintf(out, 40, "%.3s, %02d %.3s %d %02d:%02d:%02d +0000", days + day % 7 * 3, mday, months + (month - 1) * 3,
	    year, second / 3600, second / 60 % 60, second % 60);
	return out;
}

/* Whether the byte stands for itself. A dot alone ends a mail for some transports, and "From " at the
 * beginning of a line is the beginning of the next mail for others. */
static bool
is_plain(char c, unsigned column, bool last)
{
	if (c == ' ')
		return !last;
	if (column == 0 && (c == '.' || c == 'F'))
		return false;
	return c > ' ' && c < 0x7F && c != '=';
}

void
mail_quoted(FILE *to, struct span text)
{
	unsigned column = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool last = i + 1 == text.n || text.p[i + 1] == '\n', plain;
		if (c == '\n') {
			putc('\n', to);
			column = 0;
			continue;
		}
		plain = is_plain(c, column, last);
		if (column + (plain ? 1 : 3) > LINE - 1) {
			fputs("=\n", to);
			column = 0;
			plain = is_plain(c, column, last);
		}
		if (plain)
			putc(c, to);
		else
			fprintf(to, "=%02X", (unsigned)(unsigned char)c);
		column += plain ? 1 : 3;
	}
	if (column > 0)
		putc('\n', to);
}
