/*
 * config: the log format in an Apache or nginx configuration.
 */
#ifndef FOOTFALL_PARSERS_CONFIG_H
#define FOOTFALL_PARSERS_CONFIG_H

#include "parsers/formats/layout.h"

/* Whether the text begins with LogFormat or log_format. */
bool config_is_directive(struct span text);

/* Compiles the format of that name, or, when `name` is empty, the one its access log is written in.
 * 0, or -1 and *fault. */
int config_compile(struct layout *layout, struct span config, struct span name, struct layout_fault *fault);

#endif
