/* The words and figures that all forms of a digest share. */
#include "analyzer/outputs/digest.h"

#include "analyzer/outputs/words.h"
#include "analyzer/outputs/write.h"

#include <math.h>

#define GROUPED(n) write_grouped((char[WRITE_GROUPED]){0}, (n))

const struct digest_output digest_outputs[] = {
    {"mail", digest_mail},
    {"text", digest_text},
    {"markdown", digest_markdown},
    {"json", digest_json},
    {NULL, NULL},
};

/* "2 fewer", "5 more", "as many": of whole counts. */
static const char *
difference(char out[48], uint64_t now, uint64_t then)
{
	if (now == then)
		return "as many";
	snprintf(out, 48, "%s %s", GROUPED(now > then ? now - then : then - now), now > then ? "more" : "fewer");
	return out;
}

/* "+4 %", or nothing where there is nothing to divide by. */
static void
change(char out[64], double now, double then, const char *behind)
{
	double percent = then > 0 ? (now - then) / then * 100 : 0;

	if (then > 0 && fabs(percent) < 0.5)
		snprintf(out, 64, "no change%s", behind);
	else if (now > 0 && percent < -99)
		snprintf(out, 64, "below -99 %%%s", behind);
	else if (then > 0)
		snprintf(out, 64, "%+.0f %%%s", percent, behind);
	else
		snprintf(out, 64, "%s", behind[0] ? behind + 2 : "");
}

char *
digest_subject(char out[DIGEST_LINE], const struct digest *digest)
{
	const struct series_row *week = digest->week;
	char name[9], less[48], against[80] = "";

	calendar_print_week(name, week->from);
	if (digest->before && digest->before->complete && week->complete)
		snprintf(against, sizeof(against), ", %s than the week before",
		    difference(less, week->visitors.count, digest->before->visitors.count));
	if (digest->before && digest->before->complete && week->complete &&
	    week->visitors.count == digest->before->visitors.count)
		snprintf(against, sizeof(against), ", as many as the week before");
	snprintf(out, DIGEST_LINE, "%s%s visitor%s from Twitter in %s%s%s", week->complete ? "" : "At least ",
	    GROUPED(week->visitors.count), week->visitors.count == 1 ? "" : "s", name, against,
	    week->complete ? "" : " (incomplete)");
	return out;
}

char *
digest_days(char out[64], const struct digest *digest)
{
	static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August",
	    "September", "October", "November", "December"};
	int year[2], month[2], day[2];
	char begin[32] = "";

	calendar_civil(digest->week->from, &year[0], &month[0], &day[0]);
	calendar_civil(digest->week->to, &year[1], &month[1], &day[1]);
	if (year[0] != year[1])
		snprintf(begin, sizeof(begin), " %s %d", months[month[0] - 1], year[0]);
	else if (month[0] != month[1])
		snprintf(begin, sizeof(begin), " %s", months[month[0] - 1]);
	snprintf(out, 64, "%d%s to %d %s %d", day[0], begin, day[1], months[month[1] - 1], year[1]);
	return out;
}

static struct digest_figure *
figure(struct digest_figure *out, const char *label, double number)
{
	*out = (struct digest_figure){0};
	snprintf(out->label, sizeof(out->label), "%s", label);
	if (number < 10 && number != floor(number))
		snprintf(out->number, sizeof(out->number), "%.1f", number);
	else
		write_grouped(out->number, (uint64_t)(number + 0.5));
	return out;
}

static void
figure_row(struct digest_figure *out, const char *label, const struct digest *digest, const struct series_row *row)
{
	figure(out, label, (double)row->visitors.count);
	change(out->remark, (double)digest->week->visitors.count, (double)row->visitors.count,
	    row->complete ? "" : ", incomplete");
}

static void
figure_followers(struct digest_figure *out, const struct digest *digest)
{
	const struct history_count *now = &digest->followers.followers, *then = &digest->followers_before.followers;
	const char *between = now->interpolated ? " (between two readings)" : "";

	figure(out, "Followers", now->value);
	if (then->known)
		snprintf(out->remark, sizeof(out->remark), "%s%s%s in the week%s",
		    now->interpolated || then->interpolated ? "about " : "", now->value < then->value ? "-" : "+",
		    GROUPED((uint64_t)(fabs(now->value - then->value) + 0.5)), between);
	else if (now->interpolated)
		snprintf(out->remark, sizeof(out->remark), "%s", between + 1);
}

size_t
digest_figures(struct digest_figure out[DIGEST_FIGURES], const struct digest *digest)
{
	const struct series_row *week = digest->week;
	char label[40];
	size_t n = 0;

	figure(&out[n], "Visitors this week", (double)week->visitors.count);
	snprintf(out[n].remark, sizeof(out[n].remark), "%s visit%s, %s page view%s", GROUPED(week->visits),
	    week->visits == 1 ? "" : "s", GROUPED(week->page_views), week->page_views == 1 ? "" : "s");
	n++;
	if (digest->before)
		figure_row(&out[n++], "The week before", digest, digest->before);
	if (digest->mean_weeks > 0) {
		if (digest->mean_weeks < DIGEST_MEAN)
			snprintf(label, sizeof(label), "Mean of %u of %u weeks before", digest->mean_weeks,
			    (unsigned)DIGEST_MEAN);
		else
			snprintf(label, sizeof(label), "Mean of the %u weeks before", (unsigned)DIGEST_MEAN);
		figure(&out[n], label, digest->mean);
		change(out[n++].remark, (double)week->visitors.count, digest->mean, "");
	}
	if (digest->year_ago)
		figure_row(&out[n++], "Same week last year", digest, digest->year_ago);
	if (digest->followers.followers.known)
		figure_followers(&out[n++], digest);
	return n;
}

char *
digest_complete(char out[DIGEST_NOTE], const struct digest *digest)
{
	char day[11];
	size_t n;

	if (digest->week->complete) {
		snprintf(out, DIGEST_NOTE, "The logs of this week are complete: each of its days has records.");
		return out;
	}
	n = (size_t)snprintf(out, DIGEST_NOTE,
	    "The logs of this week are not complete, so its counts are lower bounds: "
	    "no record on");
	for (unsigned i = 0; i < digest->nmissing && n < DIGEST_NOTE; i++) {
		calendar_print_day(day, digest->missing[i]);
		n += (size_t)snprintf(out + n, DIGEST_NOTE - n, "%s %s", i > 0 ? "," : "", day);
	}
	if (n < DIGEST_NOTE)
		snprintf(out + n, DIGEST_NOTE - n, ".");
	return out;
}

char *
digest_evidence(char out[DIGEST_NOTE], const struct digest *digest)
{
	const struct series_row *week = digest->week;
	char share[16], of_all[64] = "";

	if (week->all_visitors.count > 0)
		snprintf(of_all, sizeof(of_all), " They are %s of all visitors.",
		    words_share(share, (double)week->visitors.count / (double)week->all_visitors.count));
	snprintf(out, DIGEST_NOTE, "Known by Referer: %s, by Twitter's in-app browser: %s, by campaign tag: %s.%s",
	    GROUPED(week->by_referer), GROUPED(week->by_app), GROUPED(week->by_tag), of_all);
	return out;
}

const struct links_link *
digest_link(const struct digest *digest, size_t i)
{
	const struct links *links = &digest->links;

	if (i >= DIGEST_TOP)
		return NULL;
	if (i < links->nlinks)
		return &links->links[i];
	return i - links->nlinks < links->nothers ? &links->others[i - links->nlinks] : NULL;
}

struct span
digest_link_name(const struct links_link *link)
{
	return link->link.n > 0 ? link->link : SPAN("no link known");
}
