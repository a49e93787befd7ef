/*
 * w3c: the rows of formats[] for logs with a "#Fields:" line: IIS, CloudFront and their like.
 */
#ifndef FOOTFALL_PARSERS_W3C_H
#define FOOTFALL_PARSERS_W3C_H

#include "parsers/formats/fields.h"

extern const struct format format_w3c, format_cloudfront;

/* Takes what a line that begins with # says about the lines behind it. */
void w3c_directive(struct format_columns *columns, struct span text);

/* A field of CloudFront, which writes % as %25 or leaves it, according to its age. Of agents and lists of hops,
 * which hold no URL, blanks and all else are decoded too. */
struct span w3c_cloudfront(struct format_state *state, enum field field, struct span value);

#endif
