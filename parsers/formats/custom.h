/*
 * custom: --log-format with something else than a name of formats[].
 *
 *   %h %l %u %t \"%r\" ...      a LogFormat of Apache, as in its configuration or as the shell leaves it
 *   $remote_addr - ...          a log_format of nginx, perhaps with escape=json before it
 *   log_format main '...' ...;  the whole directive of either server
 *   /etc/nginx/nginx.conf       a configuration file: the format its access log is written in
 *   /etc/nginx/nginx.conf:main  the one of that name
 *   #Fields: date time c-ip ... columns of a W3C log that lost its header
 *   json:address=ip,time=when   keys of JSON beside the usual ones
 */
#ifndef FOOTFALL_PARSERS_CUSTOM_H
#define FOOTFALL_PARSERS_CUSTOM_H

#include "parsers/formats/layout.h"

/* The format that the text describes, to be freed with format_custom_free, or NULL and *fault. A
 * name of formats[] is the caller's to look up first (format_named). A format without Referer or
 * agent is taken; has_referer and has_agent say so, and the user should be told. */
const struct format *format_custom(struct span text, struct layout_fault *fault);
void format_custom_free(const struct format *format);

/* Says the fault: what is wrong, and under the text a caret at the place. */
void format_custom_say(struct span text, const struct layout_fault *fault);

#endif
