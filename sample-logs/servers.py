#!/usr/bin/env python3
"""Writes one log in the formats of many servers: the same requests, line by line.

    servers.py [DIRECTORY]           sample-logs/servers/, from sample-logs/formats/combined.log
    servers.py --from LOG DIRECTORY  the same from any combined log; "-" is standard input

The formats are written after the servers' public documentation.
"""
import calendar
import json
import os
import re
import sys
import time

LINE = re.compile(r'(\S+) \S+ \S+ \[([^]]+)\] "((?:[^"\\]|\\.)*)" (\S+) (\S+) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"')
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
HOST = "blog.example.org"


class Request:
    """One line of a combined log."""

    def __init__(self, line):
        found = LINE.match(line)
        self.line = line
        self.address, self.clf, self.request, self.status, self.size, self.referer, self.agent = found.groups()
        day, month, year = self.clf[:11].split("/")
        hour, minute, second = map(int, self.clf[12:20].split(":"))
        self.offset = self.clf[21:]
        seconds = (int(self.offset[1:3]) * 60 + int(self.offset[3:])) * 60
        local = calendar.timegm((int(year), MONTHS.index(month) + 1, int(day), hour, minute, second))
        self.utc = local - (seconds if self.offset[0] == "+" else -seconds)
        words = self.request.split(" ")
        self.method, self.target = (words[0], " ".join(words[1:-1])) if len(words) > 2 else ("-", "-")
        self.path, _, self.query = self.target.partition("?")
        self.iso = "%s-%02d-%sT%s%s:%s" % (year, MONTHS.index(month) + 1, day, self.clf[12:20], self.offset[:3],
                                           self.offset[3:])

    def gmt(self, form):
        return time.strftime(form, time.gmtime(self.utc))


def percent(text, marks):
    return "".join("%%%02X" % ord(c) if c in marks or ord(c) <= 32 or ord(c) > 126 else c for c in text)


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def nginx_keys(r):
    return {"time_iso8601": r.iso, "remote_addr": r.address, "remote_user": "", "request": r.request,
            "status": int(r.status), "body_bytes_sent": r.size.replace("-", "0"), "request_time": 0.012,
            "http_referer": "" if r.referer == "-" else r.referer, "http_user_agent": r.agent,
            "http_x_forwarded_for": ""}


def caddy_keys(r):
    headers = {"Accept": ["text/html,*/*;q=0.8"], "Cookie": ["REDACTED"]}
    if r.agent != "-":
        headers["User-Agent"] = [r.agent]
    if r.referer != "-":
        headers["Referer"] = [r.referer]
    return {"level": "info", "ts": r.utc + 0.25, "logger": "http.log.access.log0", "msg": "handled request",
            "request": {"remote_ip": r.address, "remote_port": "50612", "client_ip": r.address, "proto": "HTTP/2.0",
                        "method": r.method, "host": HOST, "uri": r.target, "headers": headers,
                        "tls": {"resumed": False, "version": 772, "server_name": HOST}},
            "bytes_read": 0, "user_id": "", "duration": 0.0012, "size": 5120, "status": int(r.status),
            "resp_headers": {"Server": ["Caddy"], "Content-Type": ["text/html; charset=utf-8"]}}


def traefik_keys(r):
    keys = {"ClientAddr": ("[%s]:50612" if ":" in r.address else "%s:50612") % r.address, "ClientHost": r.address,
            "ClientPort": "50612", "ClientUsername": "-", "DownstreamContentSize": 5120,
            "DownstreamStatus": int(r.status), "Duration": 1200000, "OriginStatus": int(r.status),
            "RequestAddr": HOST, "RequestHost": HOST, "RequestMethod": r.method, "RequestPath": r.target,
            "RequestProtocol": "HTTP/2.0", "RouterName": "blog@docker",
            "ServiceURL": {"Scheme": "http", "Host": "192.0.2.10:80", "User": None},
            "StartLocal": r.iso[:19] + ".25" + r.iso[19:], "StartUTC": r.gmt("%Y-%m-%dT%H:%M:%S.25Z"),
            "level": "info", "msg": "", "time": r.iso}
    if r.referer != "-":
        keys["request_Referer"] = r.referer
    if r.agent != "-":
        keys["request_User-Agent"] = r.agent
    return keys


CLOUDFRONT = ("date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) "
              "cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol "
              "cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type")


def cloudfront_keys(r, twice=False):
    def url(text):
        return text if text == "-" else percent(text, '"<>\\^`{|}' + ("%" if twice else ""))
    agent = percent(r.agent, "\"'<>#%{}|\\^~[]`")
    values = [r.gmt("%Y-%m-%d"), r.gmt("%H:%M:%S"), "FRA2", "5120", r.address, r.method,
              "d111111abcdef8.cloudfront.net", url(r.path), r.status, url(r.referer),
              agent.replace("%", "%25") if twice and r.agent != "-" else agent, url(r.query) or "-", "-", "Hit",
              "0123456789abcdef==", HOST, "https", "410", "0.012", "-", "TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", "Hit"]
    return dict(zip(CLOUDFRONT.split(), values))


def cloudfront(requests, twice):
    yield "#Version: 1.0"
    yield "#Fields: " + CLOUDFRONT
    for r in requests:
        yield "\t".join(cloudfront_keys(r, twice).values())


def iis(requests):
    day = None
    for r in requests:
        if r.gmt("%Y-%m-%d") != day:
            day = r.gmt("%Y-%m-%d")
            yield "#Software: Microsoft Internet Information Services 10.0"
            yield "#Version: 1.0"
            yield "#Date: " + r.gmt("%Y-%m-%d %H:%M:%S")
            yield ("#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
                   "cs(Referer) sc-status sc-substatus sc-win32-status time-taken")
        yield " ".join([r.gmt("%Y-%m-%d %H:%M:%S"), "192.0.2.1", r.method, r.path, r.query or "-", "443", "-", r.address,
                        r.agent.replace(" ", "+"), r.referer.replace(" ", "%20"), r.status, "0", "0", "12"])


def w3c_quoted(requests):
    """Blanks between columns, quotes around texts, only the time in each line, a second header half-way."""
    for i, r in enumerate(requests):
        if i == 0:
            yield "#Version: 1.0"
        if i % 7 == 0 or r.gmt("%Y-%m-%d") != day:
            day = r.gmt("%Y-%m-%d")
            yield "#Date: " + r.gmt("%Y-%m-%d %H:%M:%S")
            yield "#Fields:  " + ("time  c-ip" if i % 2 == 0 else "c-ip  time") + ("  cs-method  cs-uri  sc-status  "
                                                                                  "bytes  cs(Referrer)  cs(User-Agent)")
            turned = i % 2
        first = [r.gmt("%H:%M:%S"), r.address]
        yield "  ".join((first[::-1] if turned else first) +
                        [r.method, r.target, r.status, "5120", '"%s"' % r.referer, '"%s"' % r.agent])


def haproxy(r):
    def captured(text):
        return "" if text == "-" else re.sub(r'[#{|}"]', lambda m: "#%02X" % ord(m.group()), text)
    return ('%s:50612 [%s] www~ blog/web1 0/0/1/12/13 %s 5120 - - ---- 1/1/0/0/0 0/0 {%s|%s|%s} {text/html} "%s"'
            % (r.address, r.gmt("%d/%b/%Y:%H:%M:%S.250"), r.status, HOST, captured(r.referer), captured(r.agent),
               captured(r.request)))


def npm(r, i):
    head = "[%s] %s%s - %s https %s \"%s\" [Client %s] [Length 5120] [Gzip -] " % (
        r.clf, "" if i % 3 == 0 else "- %s " % r.status, r.status, r.method, HOST, r.target, r.address)
    return head + ("" if i % 3 == 0 else "[Sent-to 192.0.2.10] ") + '"%s" "%s"' % (r.agent, r.referer)


def alb(r):
    url = "-" if r.target == "-" else "https://%s:443%s" % (HOST, r.target)
    return ('https %s app/blog/50dc6c495c0c9188 %s:50612 192.0.2.10:80 0.000 0.012 0.000 %s %s 410 5120 "%s %s HTTP/1.1" '
            '"%s" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/'
            'blog/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "%s" "-" 0 %s "forward" "-" "-" '
            '"192.0.2.10:80" "%s" "-" "-"' % (r.gmt("%Y-%m-%dT%H:%M:%S.123456Z"), r.address, r.status, r.status,
                                              r.method, url, r.agent, HOST, r.gmt("%Y-%m-%dT%H:%M:%S.111000Z"),
                                              r.status))


def elb(r):
    url = "-" if r.target == "-" else "http://%s:80%s" % (HOST, r.target)
    return '%s blog %s:50612 192.0.2.10:80 0.000073 0.001048 0.000057 %s %s 0 5120 "%s %s HTTP/1.1" "%s" - -' % (
        r.gmt("%Y-%m-%dT%H:%M:%S.123456Z"), r.address, r.status, r.status, r.method, url, r.agent)


def s3(r):
    return ('0123456789abcdef %s [%s] %s - 3E57427F3EXAMPLE WEBSITE.GET.OBJECT %s "%s" %s - 5120 5120 12 11 "%s" "%s" -'
            % (HOST, r.gmt("%d/%b/%Y:%H:%M:%S +0000"), r.address, percent(r.path, "")[1:] or "-", r.request, r.status,
               r.referer, r.agent))


def tail(r):
    return '%s %s "%s" "%s"' % (r.status, r.size, r.referer, r.agent)


def syslog(r, name, line):
    stamp = time.gmtime(r.utc)
    return "%s %2d %s www %s[812]: %s" % (MONTHS[stamp.tm_mon - 1], stamp.tm_mday, r.gmt("%H:%M:%S"), name, line)


def lines_of(name, requests):
    plain = {
        "lighttpd": lambda r: '%s %s - [%s] "%s" %s' % (r.address, HOST, r.clf, r.request, tail(r)),
        "litespeed": lambda r: '"%s"' % r.line,
        "varnish": lambda r: '%s - - [%s] "%s http://%s%s HTTP/1.1" %s' % (r.address, r.clf, r.method, HOST, r.target,
                                                                          tail(r)),
        "traefik-clf": lambda r: '%s 17 "blog@docker" "http://192.0.2.10:80" 12ms' % r.line,
        "gandi": lambda r: '%s %s - - [%s] (0s) "%s" %s' % (HOST, r.address, r.clf, r.request, tail(r)),
        "syslog": lambda r: syslog(r, "nginx", r.line),
        "compose": lambda r: "web-1  | " + r.line,
        "json": lambda r: compact(nginx_keys(r)),
        "json-docker": lambda r: compact({"log": r.line + "\n", "stream": "stdout", "time": r.gmt("%FT%T.5Z")}),
        "json-pretty": lambda r: json.dumps(nginx_keys(r), indent=2),
        "caddy": lambda r: compact(caddy_keys(r)),
        "caddy-compose": lambda r: "caddy  | " + compact(caddy_keys(r)),
        "traefik": lambda r: compact(traefik_keys(r)),
        "cloudfront-json": lambda r: compact(cloudfront_keys(r)),
        "haproxy": haproxy,
        "haproxy-syslog": lambda r: syslog(r, "haproxy", haproxy(r)),
        "s3": s3,
        "alb": alb,
        "elb": elb,
    }
    if name in plain:
        return map(plain[name], requests)
    if name == "nginx-proxy-manager":
        return (npm(r, i) for i, r in enumerate(requests))
    if name == "json-array":
        return ["[" + ",\n".join(compact(nginx_keys(r)) for r in requests) + "]"]
    named = [r for r in requests if r.target != "-"]  # no way to write what was no request
    return {"w3c-iis": iis, "w3c-quoted": w3c_quoted, "cloudfront": lambda rs: cloudfront(rs, False),
            "cloudfront-twice": lambda rs: cloudfront(rs, True)}[name](named)


NAMES = ("lighttpd litespeed varnish traefik-clf gandi syslog compose json json-docker json-pretty json-array caddy "
         "caddy-compose traefik cloudfront-json cloudfront cloudfront-twice w3c-iis w3c-quoted haproxy haproxy-syslog "
         "nginx-proxy-manager s3 alb elb").split()


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    arguments = sys.argv[1:]
    source = os.path.join(here, "formats", "combined.log")
    if arguments[:1] == ["--from"]:
        source = "/dev/stdin" if arguments[1] == "-" else arguments[1]
        arguments = arguments[2:]
    directory = arguments[0] if arguments else os.path.join(here, "servers")
    os.makedirs(directory, exist_ok=True)
    with open(source, encoding="utf-8", errors="surrogateescape") as file:
        requests = [Request(line) for line in file.read().splitlines() if LINE.fullmatch(line)]
    for name in NAMES:
        with open(os.path.join(directory, name + ".log"), "w", encoding="utf-8", errors="surrogateescape",
                  newline="\n") as file:
            file.writelines(line + "\n" for line in lines_of(name, requests))
    with open(os.path.join(directory, "w3c-utf16.log"), "wb") as file:
        text = "".join(line + "\r\n" for line in lines_of("w3c-iis", requests))
        file.write(b"\xff\xfe" + text.encode("utf-16-le"))


if __name__ == "__main__":
    main()
