/*
 * layout: a log format as a server's configuration writes it, compiled to steps.
 *
 *   layout_compile_apache   %h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"
 *   layout_compile_nginx    $remote_addr - $remote_user [$time_local] "$request" $status ...
 *
 * A step is a field and the literal text behind it. A field reaches up to where that text stands;
 * between quotes it may hold escaped quotes. What follows the last field that means something is
 * not looked at, so a line may have more than the layout says.
 */
#ifndef FOOTFALL_PARSERS_LAYOUT_H
#define FOOTFALL_PARSERS_LAYOUT_H

#include "parsers/formats/decode.h"
#include "parsers/formats/fields.h"

#define LAYOUT_STEPS 96
#define LAYOUT_TEXT 2048 /* bytes of literal text */

struct layout_step {
	uint8_t field; /* enum field; FIELD_SKIP where an earlier one of its kind counts */
	uint8_t kind; /* the field as written */
	char conversion; /* of strftime, when field is FIELD_TIME_PART */
	bool quoted; /* a quote stands before and behind it */
	uint16_t text, length; /* the literal behind it: offset into text, bytes; 0: up to the end of the line */
};

struct layout {
	struct layout_step steps[LAYOUT_STEPS]; /* the first has no field: text before all */
	size_t count;
	char text[LAYOUT_TEXT];
	size_t length;
	uint32_t carried; /* FIELD_BIT of the fields in it */
	enum decode decode; /* how quoted fields are escaped */
	bool closed; /* a line that was cut short does not fit */
};

/* What is wrong with a layout, and where. */
struct layout_fault {
	char message[400]; /* starts small, no full stop */
	size_t offset; /* byte of the text where it is, or SPAN_NONE: nowhere in particular */
	char text[512]; /* the layout that is meant, when it stands in a file; else empty */
};

/* 0, or -1 and *fault. */
int layout_compile_apache(struct layout *layout, struct span text, struct layout_fault *fault);
int layout_compile_nginx(struct layout *layout, struct span text, struct layout_fault *fault);

/* Whichever of the two the text looks like, by its % and $. */
int layout_compile(struct layout *layout, struct span text, struct layout_fault *fault);

/* Parses a line; unless `named`, a line that does not come as far as its time is REJECT_UNKNOWN. */
enum reject layout_parse(const struct layout *layout, struct format_state *state, const struct line *line,
    struct record *record, bool named);

/* For the compilers: the pieces in order, and the end. Each gives 0, or -1 and *fault. */
void layout_start(struct layout *layout);
int layout_literal(struct layout *layout, char c, size_t offset, struct layout_fault *fault);
int layout_field(struct layout *layout, enum field field, char conversion, size_t offset, struct layout_fault *fault);
int layout_finish(struct layout *layout, struct layout_fault *fault);
int layout_refuse(struct layout_fault *fault, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
