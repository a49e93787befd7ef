/*
 * haproxy: the row of formats[] for HAProxy's HTTP log.
 */
#ifndef FOOTFALL_PARSERS_HAPROXY_H
#define FOOTFALL_PARSERS_HAPROXY_H

#include "parsers/formats/format.h"

extern const struct format format_haproxy;

#endif
