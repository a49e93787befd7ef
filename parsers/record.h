/*
 * record: one parsed log line.
 *
 * Spans borrow from the line, or from the parser's scratch memory where an escape had to be
 * decoded; all are dead at the next line. A field that the format does not carry is empty, a method
 * GET, and its has_ flag is false; "-" in the log is given as the empty span too.
 */
#ifndef FOOTFALL_PARSERS_RECORD_H
#define FOOTFALL_PARSERS_RECORD_H

#include "base/span.h"

struct record {
	struct span address; /* as written; "-" stays "-" */
	struct span forwarded; /* X-Forwarded-For and its like, as logged: "client, proxy"; empty when not logged */
	struct span host; /* virtual host as logged, with its port if any; empty when not logged */
	struct span method; /* of the request, empty when the request is no request */
	struct span target; /* decoded; what stands between the first and last blank of the request */
	struct span referer; /* decoded, empty for "-" */
	struct span agent; /* decoded, empty for "-" */
	int64_t time; /* UTC seconds since 1970; of second 60 the second before */
	int32_t offset; /* seconds east of UTC as written */
	bool leap; /* written as second 60 */
	bool has_referer, has_agent, has_method, has_status; /* the line's format carries the field */
	uint16_t status; /* 0 when the log has "-", 200 when it has none */
};

#endif
