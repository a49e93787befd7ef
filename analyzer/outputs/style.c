#include "analyzer/outputs/style.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_DEFAULT 80
#define WIDTH_LEAST 24
#define WIDTH_MOST 500

static unsigned
style_clamp(unsigned long width)
{
	if (width < WIDTH_LEAST)
		return WIDTH_LEAST;
	return width > WIDTH_MOST ? WIDTH_MOST : (unsigned)width;
}

static unsigned
style_width(int fd)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");

	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return style_clamp(size.ws_col);
	if (columns && columns[0] >= '1' && columns[0] <= '9')
		return style_clamp(strtoul(columns, NULL, 10));
	return WIDTH_DEFAULT;
}

static bool
style_wants_color(enum style_color color, bool terminal)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (color != STYLE_AUTO)
		return color == STYLE_ALWAYS;
	if (!terminal || (no_color && no_color[0]))
		return false;
	return term && strcmp(term, "dumb") != 0;
}

void
style_decide(struct style *style, int fd, enum style_color color)
{
	bool terminal = isatty(fd);

	style->width = style_width(fd);
	style->color = style_wants_color(color, terminal);
	style->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	style->wrap = terminal;
}
