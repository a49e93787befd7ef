/*
 * screen: a comparison in words, line by line, for text and Markdown alike.
 *
 * Zero-initialise, screen_init fills it, screen_release frees all. The lines own their texts.
 */
#ifndef FOOTFALL_ANALYZER_SCREEN_H
#define FOOTFALL_ANALYZER_SCREEN_H

#include "analyzer/outputs/comparison.h"
#include "base/message.h"

enum screen_kind {
	SCREEN_ANSWER, /* a sentence: the verdict on one date */
	SCREEN_CHART, /* both series are drawn here */
	SCREEN_HEADING, /* of the figures below it, with the names of their columns */
	SCREEN_FIGURE, /* text, value, interval and remark */
	SCREEN_NOTE, /* a sentence */
};

struct screen_line {
	enum screen_kind kind;
	char *text;
	char *value, *interval, *remark; /* SCREEN_HEADING, SCREEN_FIGURE; "" where there is none */
};

struct screen {
	struct screen_line *lines;
	size_t count, room;
	bool utf8;
	const struct comparison *comparison;
};

void screen_init(struct screen *screen, const struct comparison *comparison, const struct style *style);
void screen_release(struct screen *screen);

/* A sentence at the end. */
void screen_say(struct screen *screen, enum screen_kind kind, const char *format, ...) MESSAGE_FORMAT(3, 4);
/* A heading or a figure at the end; texts are copied. */
void screen_figure(struct screen *screen, enum screen_kind kind, const char *text, const char *value,
    const char *interval, const char *remark);

/* Room for any number below, with its NUL. */
#define SCREEN_NUMBER 32
#define SCREEN_INTERVAL (2 * SCREEN_NUMBER + 16)

/* 3.2, 53.5, 2,563: one decimal below a hundred, more for what would be 0.0. Gives `out`. */
char *screen_number(char out[SCREEN_NUMBER], double x);
/* The same behind a times sign, small ones with two decimals: x12.1, x0.98; of nothing to compare with
 * "no bound". */
char *screen_ratio(char out[SCREEN_NUMBER], const struct screen *screen, double ratio);
/* "41.6 to 57.3", "2.1 or more"; "" when nothing is known. */
char *screen_interval(char out[SCREEN_INTERVAL], struct interval of);
char *screen_ratios(char out[SCREEN_INTERVAL], struct interval of);
/* "2012-11-05", "2012-W45" and "2012-11-05 (followed back)"; texts of the user are made safe. */
char *screen_day(char out[16], int32_t day);
char *screen_week(char out[16], int32_t monday);
char *screen_event(char out[160], const struct event *event);

/* For use inside one call. */
#define SCREEN_N(x) screen_number((char[SCREEN_NUMBER]){0}, (x))
#define SCREEN_R(screen, x) screen_ratio((char[SCREEN_NUMBER]){0}, (screen), (x))
#define SCREEN_I(of) screen_interval((char[SCREEN_INTERVAL]){0}, (of))
#define SCREEN_RS(of) screen_ratios((char[SCREEN_INTERVAL]){0}, (of))
#define SCREEN_D(day) screen_day((char[16]){0}, (day))
#define SCREEN_W(monday) screen_week((char[16]){0}, (monday))
#define SCREEN_E(event) screen_event((char[160]){0}, (event))

/* "visitors from Twitter"; of weeks from a table "visitors". */
const char *screen_visitors(char out[80], const struct comparison *comparison);

/* Parts, in the order of the screen: screen_verdict.c, screen_event.c, screen_notes.c. */
void screen_verdict(struct screen *screen, const struct compare_event *of);
void screen_no_event(struct screen *screen);
void screen_event_figures(struct screen *screen, const struct compare_event *of);
void screen_event_notes(struct screen *screen, const struct compare_event *of);
void screen_notes(struct screen *screen);

#endif
