/*
 * The digest as a mail, ready for `sendmail -t`: text first, then the same as HTML in tables and inline
 * style, which is what mail programs show. Nothing in it is fetched from anywhere; links are no links,
 * because a click on one would count as a visitor from Twitter.
 */
#include "analyzer/hash.h"
#include "analyzer/outputs/digest.h"
#include "analyzer/outputs/excerpt.h"
#include "analyzer/outputs/html.h"
#include "analyzer/outputs/mail.h"
#include "analyzer/outputs/write.h"

#include <stdlib.h>

#define FONT "font-family:Arial,Helvetica,sans-serif;"
#define CELL "padding:4px 8px;border-bottom:1px solid #e4e7eb;font-size:14px;"
#define LEFT "<td align=\"left\" style=\"" CELL "color:#1f2933;\">"
#define RIGHT "<td align=\"right\" style=\"" CELL "color:#1f2933;white-space:nowrap;\">"
#define FAINT "<td align=\"left\" style=\"" CELL "color:#52606d;\">"
#define TABLE                                                                                                          \
	"<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" "                \
	"style=\"border-collapse:collapse;\">\n"
#define BAR 220u /* pixels of the longest bar */

static void
html_heading(FILE *to, const char *text)
{
	fprintf(to, "<h2 style=\"margin:20px 0 6px;font-size:16px;color:#1f2933;\">%s</h2>\n", text);
}

static void
html_excerpt(FILE *to, struct span text, unsigned columns, enum excerpt_end keep)
{
	char out[EXCERPT_ROOM];

	html_text(to, span_str(excerpt(out, text, columns, keep, true)));
}

static void
html_figures(FILE *to, const struct digest *digest)
{
	struct digest_figure figures[DIGEST_FIGURES];
	size_t n = digest_figures(figures, digest);

	fputs(TABLE, to);
	for (size_t i = 0; i < n; i++) {
		fputs("<tr>" LEFT, to);
		html_text(to, span_str(figures[i].label));
		fprintf(to, "</td>" RIGHT "<b>%s</b></td>" FAINT, figures[i].number);
		html_text(to, span_str(figures[i].remark));
		fputs("</td></tr>\n", to);
	}
	fputs("</table>\n", to);
}

/* A bar is a cell with a colour: mail programs draw no SVG. */
static void
html_bar(FILE *to, const struct series_row *row, uint64_t most)
{
	unsigned width = (unsigned)((double)row->visitors.count / (double)most * BAR + 0.5);

	if (row->visitors.count > 0 && width == 0)
		width = 1;
	if (width > 0)
		fprintf(to,
		    "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>"
		    "<td width=\"%u\" height=\"12\" bgcolor=\"%s\" style=\"width:%upx;height:12px;font-size:1px;"
		    "line-height:1px;background:%s;\">&nbsp;</td></tr></table>",
		    width, row->complete ? "#0b6676" : "#a9aeb0", width, row->complete ? "#0b6676" : "#a9aeb0");
	if (!row->complete)
		fputs("incomplete", to);
}

static void
html_bars(FILE *to, const struct digest *digest)
{
	uint64_t most = 1;
	char name[9], grouped[WRITE_GROUPED];

	for (size_t i = 0; i < DIGEST_BARS; i++)
		if (digest->bars[i] && digest->bars[i]->visitors.count > most)
			most = digest->bars[i]->visitors.count;
	html_heading(to, "The last eight weeks");
	fputs(TABLE, to);
	for (size_t i = 0; i < DIGEST_BARS; i++) {
		const struct series_row *row = digest->bars[i];
		calendar_print_week(name, digest->week->from - 7 * (int32_t)(DIGEST_BARS - 1 - i));
		fprintf(to, "<tr>" LEFT "%s</td>" RIGHT "%s</td>" FAINT, name,
		    row ? write_grouped(grouped, row->visitors.count) : "&#183;");
		if (row)
			html_bar(to, row, most);
		else
			fputs("no record", to);
		fputs("</td></tr>\n", to);
	}
	fputs("</table>\n", to);
}

static void
html_tops(FILE *to, const struct digest *digest)
{
	const struct links_link *link;
	char grouped[WRITE_GROUPED];

	if (digest->links.npages == 0)
		return;
	html_heading(to, "Links they came by");
	fputs(TABLE, to);
	for (size_t i = 0; (link = digest_link(digest, i)); i++) {
		fprintf(to, "<tr>" RIGHT "<b>%s</b></td>" LEFT, write_grouped(grouped, link->visitors));
		html_excerpt(to, digest_link_name(link), 32, EXCERPT_HEAD);
		fputs("</td>" FAINT, to);
		html_excerpt(to, link->npages > 0 ? link->pages[0].path : SPAN(""), 48, EXCERPT_TAIL);
		fputs("</td></tr>\n", to);
	}
	fputs("</table>\n", to);
	html_heading(to, "Pages they came to");
	fputs(TABLE, to);
	for (size_t i = 0; i < digest->links.npages && i < DIGEST_TOP; i++) {
		fprintf(
		    to, "<tr>" RIGHT "<b>%s</b></td>" LEFT, write_grouped(grouped, digest->links.pages[i].visitors));
		html_excerpt(to, digest->links.pages[i].path, 64, EXCERPT_TAIL);
		fputs("</td></tr>\n", to);
	}
	fputs("</table>\n", to);
}

static void
mail_html(FILE *to, const struct digest *digest)
{
	char line[DIGEST_LINE], days[64], note[DIGEST_NOTE];

	digest_subject(line, digest);
	fprintf(to,
	    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title></head>\n"
	    "<body style=\"margin:0;padding:0;background:#ffffff;\">\n"
	    "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>"
	    "<td align=\"center\" style=\"padding:16px;\">\n"
	    "<table role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" "
	    "style=\"width:100%%;max-width:600px;" FONT "\"><tr><td align=\"left\" style=\"" FONT "\">\n"
	    "<h1 style=\"margin:0 0 4px;font-size:20px;color:#1f2933;\">%s</h1>\n"
	    "<p style=\"margin:0 0 12px;font-size:14px;color:#52606d;\">%s</p>\n",
	    line, line, digest_days(days, digest));
	html_figures(to, digest);
	html_bars(to, digest);
	html_tops(to, digest);
	fprintf(
	    to, "<p style=\"margin:20px 0 4px;font-size:13px;color:#52606d;\">%s</p>\n", digest_evidence(note, digest));
	fprintf(to, "<p style=\"margin:0;font-size:13px;color:#52606d;\">%s</p>\n", digest_complete(note, digest));
	fputs("</td></tr></table>\n</td></tr></table>\n</body></html>\n", to);
}

/* Both bodies, and what tells them from those of other mails. */
struct bodies {
	char *text, *html;
	size_t ntext, nhtml;
	char mark[33];
};

static void
make_bodies(struct bodies *bodies, const struct digest *digest, const struct digest_head *head)
{
	unsigned char print[2][16];
	FILE *text = open_memstream(&bodies->text, &bodies->ntext);
	FILE *html = open_memstream(&bodies->html, &bodies->nhtml);

	if (text) {
		digest_text(text, digest, head);
		fclose(text);
	}
	if (html) {
		mail_html(html, digest);
		fclose(html);
	}
	hash_fingerprint(print[0], span_make(bodies->html, bodies->nhtml));
	hash_fingerprint(print[1], span_str(head->to));
	for (size_t i = 0; i < 16; i++)
		snprintf(bodies->mark + 2 * i, 3, "%02x", (unsigned)(print[0][i] ^ print[1][i]));
}

static void
mail_part(FILE *to, const char *type, const struct bodies *bodies, const char *bytes, size_t n)
{
	fprintf(to,
	    "\n--=_footfall_%s\nContent-Type: %s; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n",
	    bodies->mark, type);
	mail_quoted(to, span_make(bytes, n));
}

void
digest_mail(FILE *to, const struct digest *digest, const struct digest_head *head)
{
	struct bodies bodies = {0};
	char line[DIGEST_LINE], date[40], week[9];

	make_bodies(&bodies, digest, head);
	calendar_print_week(week, digest->week->from);
	if (head->from)
		fprintf(to, "From: %s\n", head->from);
	if (head->to)
		fprintf(to, "To: %s\n", head->to);
	fprintf(to,
	    "Subject: %s\nDate: %s\nMessage-ID: <footfall.%s.%s@%s>\nAuto-Submitted: auto-generated\n"
	    "MIME-Version: 1.0\nContent-Type: multipart/alternative;\n boundary=\"=_footfall_%s\"\n",
	    digest_subject(line, digest), mail_date(date, head->now), week, bodies.mark, head->host, bodies.mark);
	mail_part(to, "text/plain", &bodies, bodies.text, bodies.ntext);
	mail_part(to, "text/html", &bodies, bodies.html, bodies.nhtml);
	fprintf(to, "\n--=_footfall_%s--\n", bodies.mark);
	free(bodies.text);
	free(bodies.html);
}
