/*
 * text: the rows of formats[] that are described by a layout (parsers/formats/layout.h) alone.
 * To add one: a row there, and its name in formats[].
 */
#ifndef FOOTFALL_PARSERS_TEXT_H
#define FOOTFALL_PARSERS_TEXT_H

#include "parsers/formats/format.h"

extern const struct format format_alb, format_elb, format_s3, format_npm, format_gandi;

/* Frees the layouts that a state has compiled. */
void text_release(struct format_state *state);

#endif
