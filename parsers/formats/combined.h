/*
 * combined: the rows of formats[] for common, combined, vhost_combined and their relatives.
 */
#ifndef FOOTFALL_PARSERS_COMBINED_H
#define FOOTFALL_PARSERS_COMBINED_H

#include "parsers/formats/format.h"

extern const struct format format_combined, format_vhost_combined, format_common;
extern const struct format format_lighttpd, format_litespeed;

#endif
