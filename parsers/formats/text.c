#include "parsers/formats/text.h"
#include "base/alloc.h"
#include "parsers/formats/layout.h"
#include "parsers/lines.h"
#include <stdlib.h>

/* A row may have several layouts, of which the first that fits is taken; `slot` is where the
 * state keeps the first of them. */
struct text {
	unsigned slot;
	bool
	    absolute; /* the load balancer writes the host into every request line; elsewhere it is the client's word */
	const char *layouts[3];
};

static struct layout *
compile(const char *text)
{
	struct layout *layout = alloc_bytes(sizeof(*layout));
	struct layout_fault fault;

	if (layout_compile_nginx(layout, span_str(text), &fault) != 0)
		abort(); /* a row of this file is wrong; its test says so */
	return layout;
}

static inline const struct layout *
compiled(struct format_state *state, unsigned slot, const char *text)
{
	if (!state->layouts[slot])
		state->layouts[slot] = compile(text);
	return state->layouts[slot];
}

void
text_release(struct format_state *state)
{
	for (size_t i = 0; i < FORMAT_LAYOUTS; i++)
		free(state->layouts[i]);
}

static enum reject
parse(const struct format *format, struct format_state *state, const struct line *line, struct record *record)
{
	const struct text *text = format->spec;
	enum reject reject = REJECT_UNKNOWN, furthest = REJECT_UNKNOWN;

	for (unsigned i = 0; text->layouts[i]; i++) {
		reject = layout_parse(
		    compiled(state, text->slot + i, text->layouts[i]), state, line, record, state->only != NULL);
		if (reject == REJECT_NONE) {
			state->last = format;
			if (text->absolute)
				record->host = fields_target_host(record->target);
			return reject;
		}
		if (furthest == REJECT_UNKNOWN || (reject != REJECT_UNKNOWN && reject > furthest))
			furthest = reject;
	}
	return furthest;
}

const struct format format_alb = {
    .name = "alb",
    .sample = "servers/alb.log",
    .summary = "AWS application load balancer; it writes no Referer, so only app and tag can be seen",
    .example =
	"https 2013-05-06T06:15:00.123456Z app/blog/50dc6c495c0c9188 203.0.113.7:50612 192.0.2.10:80 0.000 0.012 "
	"0.000 200 200 410 5120 \"GET https://blog.example.org:443/a-post/ HTTP/1.1\" \"Mozilla/5.0 (X11; Linux "
	"x86_64)\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-west-1:000000000000:"
	"targetgroup/blog/73e2d6bc24d8a067 \"Root=1-58337262-36d228ad5d99923122bbe354\" \"blog.example.org\" \"-\" "
	"0 2013-05-06T06:15:00.111000Z \"forward\" \"-\" \"-\" \"192.0.2.10:80\" \"200\" \"-\" \"-\"",
    .has_agent = true,
    .closed = true,
    .parse = parse,
    .spec = &(const struct text){.slot = 0,
	.absolute = true,
	.layouts =
	    {"$type $time_iso8601 $elb $remote_addr_port $target $received $sent $done $status $x $y $z \"$request\" "
	     "\"$http_user_agent\""}},
};

const struct format format_elb = {
    .name = "elb",
    .sample = "servers/elb.log",
    .summary = "AWS classic load balancer; it writes no Referer, so only app and tag can be seen",
    .example =
	"2013-05-06T06:15:00.123456Z blog 203.0.113.7:50612 192.0.2.10:80 0.000073 0.001048 0.000057 200 200 0 5120 "
	"\"GET http://blog.example.org:80/a-post/ HTTP/1.1\" \"Mozilla/5.0 (X11; Linux x86_64)\" - -",
    .has_agent = true,
    .closed = true,
    .parse = parse,
    .spec = &(const struct text){.slot = 1,
	.absolute = true,
	.layouts = {"$time_iso8601 $elb $remote_addr_port $backend $a $b $c $status $x $y $z \"$request\" "
		    "\"$http_user_agent\""}},
};

const struct format format_s3 = {
    .name = "s3",
    .sample = "servers/s3.log",
    .summary = "AWS S3 server access log",
    .example = "0123456789abcdef blog.example.org [06/May/2013:06:15:00 +0000] 203.0.113.7 - 3E57427F3EXAMPLE "
	       "WEBSITE.GET.OBJECT a-post/index.html \"GET /a-post/ HTTP/1.1\" 200 - 5120 5120 12 11 "
	       "\"https://t.co/Ab12345678\" \"Mozilla/5.0 (X11; Linux x86_64)\" -",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .parse = parse,
    .spec = &(const struct text){.slot = 2,
	.layouts =
	    {"$owner $bucket [$time_local] $remote_addr $requester $id $operation $key \"$request\" $status $error "
	     "$body_bytes_sent $object $total $turn \"$http_referer\" \"$http_user_agent\""}},
};

const struct format format_npm = {
    .name = "nginx-proxy-manager",
    .sample = "servers/nginx-proxy-manager.log",
    .summary = "Nginx Proxy Manager, proxied hosts and others",
    .example = "[06/May/2013:08:15:00 +0200] - 200 200 - GET https blog.example.org \"/a-post/\" [Client 203.0.113.7] "
	       "[Length 5120] [Gzip -] [Sent-to 192.0.2.10] \"Mozilla/5.0 (X11; Linux x86_64)\" "
	       "\"https://t.co/Ab12345678\"",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .parse = parse,
    .spec = &(const struct text){.slot = 3,
	.layouts = {"[$time_local] $cache $upstream $status - $request_method $scheme $host \"$request_uri\" [Client "
		    "$remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] [Sent-to $server] "
		    "\"$http_user_agent\" \"$http_referer\"",
	    "[$time_local] $status - $request_method $scheme $host \"$request_uri\" [Client $remote_addr] [Length "
	    "$body_bytes_sent] [Gzip $gzip_ratio] \"$http_user_agent\" \"$http_referer\""}},
};

const struct format format_gandi = {
    .name = "gandi",
    .sample = "servers/gandi.log",
    .summary = "Gandi's hosting: vhost-combined with the time taken before the request",
    .example = "blog.example.org 203.0.113.7 - - [06/May/2013:08:15:00 +0200] (0s) \"GET /a-post/ HTTP/1.1\" 200 5120 "
	       "\"https://t.co/Ab12345678\" \"Mozilla/5.0 (X11; Linux x86_64)\"",
    .has_referer = true,
    .has_agent = true,
    .closed = true,
    .parse = parse,
    .spec = &(const struct text){.slot = 5,
	.layouts = {"$host $remote_addr - $remote_user [$time_local] ($taken) \"$request\" $status $body_bytes_sent "
		    "\"$http_referer\" \"$http_user_agent\""}},
};
