#!/usr/bin/env python3
"""count.py LOG...: an independent, slow and plain count of weekly Twitter visitors.

Written from the rules of docs/counting.md and sharing nothing with the program: one regular
expression for a line, Python's dates, a short list of words for robots. It serves to check the
program on logs whose truth nobody wrote down. Prints one JSON object: records, unparsable, and per
ISO week visitors, page views and their split by evidence.
"""
import datetime
import json
import re
import sys
from urllib.parse import parse_qsl, urlsplit

LINE = re.compile(
    rb'^(?:[^\s\[]*[A-Za-z][^\s\[]* (?=[0-9A-Fa-f:.]+ ))?(?P<address>[^\s\[]+)(?: \S+ [^\[]*?)? ?\[(?P<time>\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] '
    rb'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}|-) (?:\d+|-)(?: [^"]*)?'
    rb'(?:"(?P<referer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)".*)?$')
ROBOT = re.compile(r'bot\b|bot/|crawl|spider|slurp|fetch|monitor|preview|https?:|\.com/|@|^(?!Mozilla/\d|Opera/|BlackBerry|'
                   r'Nokia|SAMSUNG|SonyEricsson|LG|HTC|Dalvik|UCWEB|NetFront|DoCoMo|MOT-|SIE-|Lynx|Links|w3m|ELinks)', re.I)
ASSET = re.compile(r'\.(css|m?js|map|json|xml|rss|atom|txt|ico|png|jpe?g|gif|svg|webp|avif|bmp|woff2?|ttf|otf|eot|mp3|m4a|'
                   r'ogg|mp4|webm|mov|zip|gz|pdf)$', re.I)
MACHINE = re.compile(r'^/(robots\.txt|favicon\.ico|xmlrpc\.php|wp-cron\.php|wp-login\.php|wp-json|wp-admin|\.well-known)(/|$)')
FEED = re.compile(r'(^|/)(feed|rss)/?$')
TAGS = {'twitter', 'twitter.com', 't.co', 'x', 'x.com', 'twitterfeed'}


def is_twitter_host(host, when):
    host = host.lower().rstrip('.')
    names = ['twitter.com', 't.co'] + (['x.com'] if when >= datetime.datetime(2023, 7, 1) else [])
    return any(host == n or host.endswith('.' + n) for n in names)


def evidence(target, referer, agent, when):
    if referer and referer != '-':
        try:
            return 1 if is_twitter_host(urlsplit(referer).hostname or '', when) else 0
        except ValueError:
            return 0
    if re.search(r'Twitter for iP(hone|ad)|TwitterAndroid', agent):
        return 2
    query = dict(reversed(parse_qsl(urlsplit(target).query)))
    return 3 if query.get('utm_source', '').lower() in TAGS or query.get('utm_medium', '').lower() == 'twitter' else 0


def main():
    weeks, seen, records, bad = {}, set(), 0, 0
    for name in sys.argv[1:]:
        with open(name, 'rb') as log:
            for line in log.read().split(b'\n'):
                line = line.rstrip(b'\r')
                if not line.strip() or line.startswith(b'#'):
                    continue
                m = LINE.match(line)
                if not m:
                    bad += 1
                    continue
                records += 1
                address, request, status = m['address'].decode(), m['request'].decode('latin-1'), m['status']
                referer, agent = ((m[k] or b'-').decode('latin-1') for k in ('referer', 'agent'))
                first, last = request.find(' '), request.rfind(' ')
                target = request[first + 1:last] if last > first >= 0 else ''
                path = re.split(r'[?#]', target)[0]
                if not request.startswith('GET ') or status not in (b'200', b'304') or not path:
                    continue
                if ASSET.search(path) or MACHINE.match(path) or FEED.search(path):
                    continue
                if agent in ('', '-') or ROBOT.search(agent):
                    continue
                when = datetime.datetime.strptime(m['time'].decode(), '%d/%b/%Y:%H:%M:%S %z')
                utc = when.astimezone(datetime.timezone.utc).replace(tzinfo=None)
                level = evidence(target, referer, agent, utc)
                if not level:
                    continue
                iso = when.date().isocalendar()
                week = weeks.setdefault('%04d-W%02d' % iso[:2], {'visitors': {}, 'views': set()})
                visitor = (address.lower(), agent)
                week['visitors'][visitor] = min(level, week['visitors'].get(visitor, 3))
                week['views'].add((visitor, utc, target))
    out = {}
    for name, week in sorted(weeks.items()):
        levels = list(week['visitors'].values())
        out[name] = {'visitors': len(levels), 'page_views': len(week['views']), 'by_referer': levels.count(1),
                     'by_app': levels.count(2), 'by_tag': levels.count(3)}
    json.dump({'records': records, 'unparsable': bad, 'weeks': out}, sys.stdout, indent=1)


main()
