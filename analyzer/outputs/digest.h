/*
 * digest: a week's digest as a mail, a screen, Markdown or JSON.
 *
 * Text and mail are ASCII, so that they look the same in any mail program and log.
 */
#ifndef FOOTFALL_ANALYZER_OUTPUTS_DIGEST_H
#define FOOTFALL_ANALYZER_OUTPUTS_DIGEST_H

#include "analyzer/digest.h"
#include <stdio.h>

/* Who gets the mail, and when and where it was made; texts are header-safe. */
struct digest_head {
	const char *to, *from; /* NULL: not said */
	const char *host; /* of the Message-ID */
	int64_t now; /* UTC seconds */
};

/* The four formats, and what they are called; ended by a row without a name. */
struct digest_output {
	const char *name;
	void (*write)(FILE *to, const struct digest *digest, const struct digest_head *head);
};
extern const struct digest_output digest_outputs[];

#define DIGEST_LINE 160

/* A row of figures: what, how many, and how that compares or what belongs to it. */
struct digest_figure {
	char label[40], number[32], remark[80];
};
#define DIGEST_FIGURES 6
/* Fills the figures; gives their number. */
size_t digest_figures(struct digest_figure out[DIGEST_FIGURES], const struct digest *digest);

/* "57 visitors from Twitter in 2014-W18, 2 fewer than the week before": the subject and the heading. */
char *digest_subject(char out[DIGEST_LINE], const struct digest *digest);

/* "28 April to 4 May 2014" */
char *digest_days(char out[64], const struct digest *digest);

/* Whether the logs were complete, and how visitors were known; longer than a line. */
#define DIGEST_NOTE 400
char *digest_complete(char out[DIGEST_NOTE], const struct digest *digest);
char *digest_evidence(char out[DIGEST_NOTE], const struct digest *digest);

/* Links with a code, then those without; the i-th of DIGEST_TOP, NULL behind the last. */
const struct links_link *digest_link(const struct digest *digest, size_t i);
/* What a link is called: "t.co/CODE", or in words where there is none. */
struct span digest_link_name(const struct links_link *link);

void digest_mail(FILE *to, const struct digest *digest, const struct digest_head *head);
void digest_text(FILE *to, const struct digest *digest, const struct digest_head *head);
void digest_markdown(FILE *to, const struct digest *digest, const struct digest_head *head);
void digest_json(FILE *to, const struct digest *digest, const struct digest_head *head);
/* The object where there is no week to tell of. */
void digest_json_none(FILE *to, const char *zone);

#endif
