#!/usr/bin/env python3
"""Writes the sample logs, the figures that are true of them, and the table of figures in README.md.

    sample-logs/make.py [DIRECTORY]

Without a directory the files beside this script are written again. Everything is invented: the
blog, its visitors, its tweets. Addresses come from the ranges kept for documentation. The same
bytes come out on any day and with any Python 3: the only source of chance is random() of a fixed
seed, which Python promises to keep, and no clock is read.

The truth is not found by reading the logs. Every line is an Event that knows what it is (a page
view, a robot, with which evidence), because the code that made it knows; the figures are counted
over these objects. A program that reads the logs has to find the same out of the text alone.
"""

import bz2
import datetime
import json
import lzma
import os
import random
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20121105
HOST = "blog.example.org"
ACCOUNT = "exampleblog"


def day_number(text):
    return datetime.date.fromisoformat(text).toordinal()


FIRST = day_number("2011-05-02")  # a Monday
LAST = day_number("2014-05-07")  # a Wednesday: the last week is incomplete
LAST_SECOND = 14 * 3600 + 37 * 60  # the last log is still being written
CHANGE = day_number("2012-11-05")  # a Monday: he begins to follow back
MISSING = day_number("2012-09-19")  # the server was down: no line at all
TCO_BEGINS = day_number("2011-08-15")  # links are wrapped; before that twitter.com is the Referer
TCO_TEN = day_number("2013-02-20")  # codes of ten characters from here on
APP_BEGINS = day_number("2013-03-04")  # the in-app browser names itself
VIRAL = day_number("2013-09-09")  # Monday of the week of one lucky link
OVERLAP = day_number("2014-04-29")  # the newest log repeats the end of the one before from here
EPOCH = day_number("1970-01-01")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()

# Evidence, weakest first; a visitor counts under the strongest of the period.
NONE, TAG, APP, REFERER = 0, 1, 2, 3

chance = random.Random(SEED).random


def below(n):
    return int(chance() * n)


def pick(items):
    return items[below(len(items))]


def weighted(rows):
    """One of (weight, value, ...) rows."""
    at = chance() * sum(row[0] for row in rows)
    for row in rows:
        at -= row[0]
        if at < 0:
            return row
    return rows[-1]


def about(mean, spread):
    """A whole number near mean, rarely more than spread away, never negative."""
    return max(0, int(mean + spread * (chance() + chance() + chance() - 1.5) / 1.5 + 0.5))


# ---------------------------------------------------------------- time


def last_sunday(year, month):
    day = datetime.date(year, month, 31)
    return day.toordinal() - day.isoweekday() % 7


def offset_of(utc):
    """Seconds east of UTC on a server in central Europe."""
    year = datetime.date.fromordinal(EPOCH + utc // 86400).year
    begins = (last_sunday(year, 3) - EPOCH) * 86400 + 3600
    ends = (last_sunday(year, 10) - EPOCH) * 86400 + 3600
    return 7200 if begins <= utc < ends else 3600


def local_of(utc):
    """(day, second of the day, offset) as the server writes it."""
    offset = offset_of(utc)
    day, second = divmod(utc + offset, 86400)
    return day + EPOCH, second, offset


def utc_of(day, second):
    utc = (day - EPOCH) * 86400 + second - 3600
    return utc - 3600 if offset_of(utc - 3600) == 7200 else utc


HOURS = [(w, h) for h, w in enumerate([2, 1, 1, 1, 1, 2, 4, 7, 9, 9, 9, 9, 10, 9, 9, 9, 9, 9, 9, 10, 11, 11, 8, 5])]


def some_second():
    return weighted(HOURS)[1] * 3600 + below(3600)


def clf_time(utc):
    day, second, offset = local_of(utc)
    date = datetime.date.fromordinal(day)
    return "%02d/%s/%d:%02d:%02d:%02d +%02d00" % (
        date.day, MONTHS[date.month - 1], date.year, second // 3600, second // 60 % 60, second % 60, offset // 3600)


def iso(day):
    return datetime.date.fromordinal(day).isoformat()


def week_name(monday):
    return "%d-W%02d" % datetime.date.fromordinal(monday).isocalendar()[:2]


# ---------------------------------------------------------------- lines


class Event:
    """One line of the log, and what it is."""

    def __init__(self, utc, address, agent, target, referer="-", method="GET", status=200,
                 robot=False, page=True, evidence=NONE, size=None, request=None):
        self.utc, self.address, self.agent, self.target, self.referer = utc, address, agent, target, referer
        self.method, self.status, self.robot, self.evidence = method, status, robot, evidence
        self.page = page and method == "GET" and status in (200, 304)
        self.size, self.request = size, request

    def day(self):
        return local_of(self.utc)[0]

    def visitor(self):
        return (network_of(self.address), self.agent)

    def bytes(self):
        if self.size is not None:
            return self.size
        if self.status == 304 or self.method == "HEAD":
            return "-"
        if self.status != 200:
            return {301: "247", 404: "1523", 400: "226", 408: "-"}.get(self.status, "199")
        return str(1800 + zlib.crc32(self.target.split("?")[0].encode()) % 24000)

    def line(self):
        request = self.request or "%s %s HTTP/1.1" % (self.method, self.target)
        return '%s - - [%s] "%s" %d %s "%s" "%s"' % (
            self.address, clf_time(self.utc), request, self.status, self.bytes(), self.referer, self.agent)


class Raw:
    """A line that is no record: cut short, or a run of NULs after a crash."""

    def __init__(self, utc, text, blank):
        self.utc, self.text, self.blank = utc, text, blank

    def day(self):
        return local_of(self.utc)[0]

    def line(self):
        return self.text


events = []


def log(utc, *args, **named):
    """Adds a line; what falls outside the log, or on the day without any, is not written."""
    day, second, _ = local_of(utc)
    if day < FIRST or day == MISSING or (day, second) > (LAST, LAST_SECOND):
        return
    events.append(Event(utc, *args, **named))


# ---------------------------------------------------------------- the blog and its tweets

PARTS = ("capacitor,dial lamp,speaker cone,tuning coil,valve socket,mains cable,volume knob,power switch,"
         "grille cloth,wooden case,antenna lead,transformer").split(",")
TITLES = ("How to replace a %s,Where to find a %s,Testing a %s with a pocket lamp,What a worn %s sounds like,"
          "Five mistakes with a %s,Cleaning a %s,The %s in a radio of 1938,A %s made of scrap").split(",")


class Post:
    def __init__(self, day, number):
        self.day, self.title = day, TITLES[number % 8] % PARTS[(number * 5 + number // 8) % 12]
        self.words = self.title.lower().split()
        date = datetime.date.fromordinal(day)
        self.path = "/%d/%02d/%s/" % (date.year, date.month, "-".join(self.words))


class Tweet:
    def __init__(self, utc, text, post, code, tag=""):
        self.utc, self.text, self.post, self.code, self.tag = utc, text, post, code, tag


def some_code(day, used=set()):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    while True:
        code = "".join(pick(letters) for _ in range(10 if day >= TCO_TEN else 7 + below(2)))
        if code not in used:
            used.add(code)
            return code


FEED_TAG = "?utm_source=twitterfeed&utm_medium=twitter"


def make_posts():
    day, rows = FIRST - 130, []
    while day <= LAST:
        rows.append(Post(day, len(rows)))
        day += 9 + below(9)
    return rows


def known_post(posts, day):
    """A post that is out by then, newer ones more often."""
    out = [post for post in posts if post.day < day]
    return out[-1 - int(len(out) * chance() * chance())]


def make_tweets(posts):
    """A service announces each post; he writes more once he talks to those whom he follows back."""
    tweets = []
    for post in posts:
        if post.day >= FIRST:
            tweets.append(Tweet(utc_of(post.day, 10 * 3600 + below(1800)), "New post: " + post.title, post,
                                some_code(post.day), FEED_TAG))
    for monday in range(FIRST, LAST + 1, 7):
        for _ in range(about(3, 2) if monday >= CHANGE else below(2)):
            day = monday + below(7)
            if FIRST + 7 < day <= LAST:
                post = known_post(posts, day)
                text = pick(["From the archive: %s", "%s: still works", "Asked again today: %s", "%s, with pictures"])
                again = [t for t in tweets if t.post is post and not t.tag and t.utc < utc_of(day, 0)]
                code = again[-1].code if again and chance() < 0.08 else some_code(day)  # pasted as it stood
                tweets.append(Tweet(utc_of(day, some_second()), text % post.title, post, code))
        if chance() < 0.3 and monday + 6 < LAST:
            tweets.append(Tweet(utc_of(monday + below(7), some_second()),
                                pick(["Rain all day: a day for the soldering iron", "Thank you all for the kind words",
                                      "No post this week, the shed needs a roof"]), None, None))
    return sorted(tweets, key=lambda tweet: tweet.utc)


def archive_text(tweets):
    rows = []
    for tweet in tweets:
        day, second, _ = local_of(tweet.utc - offset_of(tweet.utc))
        date = datetime.date.fromordinal(day)
        number = str((tweet.utc * 1000 - 1288834974657 << 22) + zlib.crc32(tweet.text.encode()) % 4096)
        text, urls = tweet.text, []
        if tweet.code:
            url = "https://t.co/" + tweet.code
            urls.append({"url": url, "expanded_url": "https://%s%s%s" % (HOST, tweet.post.path, tweet.tag),
                         "display_url": (HOST + tweet.post.path)[:26] + "…",
                         "indices": [str(len(text) + 1), str(len(text) + 1 + len(url))]})
            text += " " + url
        rows.append({"tweet": {
            "id": number, "id_str": number, "full_text": text,
            "created_at": "%s %s %02d %02d:%02d:%02d +0000 %d" % (
                WEEKDAYS[date.weekday()], MONTHS[date.month - 1], date.day,
                second // 3600, second // 60 % 60, second % 60, date.year),
            "entities": {"hashtags": [], "user_mentions": [], "urls": urls}}})
    body = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in reversed(rows))
    return "window.YTD.tweets.part0 = [\n%s\n]\n" % body


# ---------------------------------------------------------------- browsers and the people behind them


def dated(rows):
    return [(day_number(row.split()[0]), row.split()[1:]) for row in rows.strip().split("\n")]


def at(table, day, lag=0):
    """The row that is newest on that day, or `lag` rows older."""
    out = [row for since, row in table if since <= day]
    return out[max(0, len(out) - 1 - lag)]


CHROME = dated("""2011-01-01 534.16 10.0.648.205
2011-04-27 534.24 11.0.696.68
2011-06-07 534.30 12.0.742.112
2011-08-02 535.1 13.0.782.215
2011-09-16 535.1 14.0.835.202
2011-10-25 535.2 15.0.874.121
2011-12-13 535.7 16.0.912.77
2012-02-08 535.11 17.0.963.56
2012-03-28 535.19 18.0.1025.162
2012-05-15 536.5 19.0.1084.52
2012-06-26 536.11 20.0.1132.57
2012-07-31 537.1 21.0.1180.89
2012-09-25 537.4 22.0.1229.94
2012-11-06 537.11 23.0.1271.95
2013-01-10 537.17 24.0.1312.57
2013-02-21 537.22 25.0.1364.172
2013-03-26 537.31 26.0.1410.64
2013-05-21 537.36 27.0.1453.116
2013-07-09 537.36 28.0.1500.95
2013-08-20 537.36 29.0.1547.76
2013-10-01 537.36 30.0.1599.101
2013-11-12 537.36 31.0.1650.63
2014-01-14 537.36 32.0.1700.107
2014-02-20 537.36 33.0.1750.154
2014-04-08 537.36 34.0.1847.131""")
FIREFOX = dated("""2011-03-22 4.0.1
2011-06-21 5.0
2011-08-16 6.0
2011-09-27 7.0.1
2011-11-08 8.0
2011-12-20 9.0.1
2012-01-31 10.0
2012-03-13 11.0
2012-04-24 12.0
2012-06-05 13.0
2012-07-17 14.0.1
2012-08-28 15.0
2012-10-09 16.0
2012-11-20 17.0
2013-01-08 18.0
2013-02-19 19.0
2013-04-02 20.0
2013-05-14 21.0
2013-06-25 22.0
2013-08-06 23.0
2013-09-17 24.0
2013-10-29 25.0
2013-12-10 26.0
2014-02-04 27.0
2014-03-18 28.0
2014-04-29 29.0""")
IOS = dated("""2011-01-01 4_3_3 533.17.9 5.0.2 8J2 6533.18.5
2011-10-12 5_0_1 534.46 5.1 9A405 7534.48.3
2012-05-07 5_1_1 534.46 5.1 9B206 7534.48.3
2012-09-19 6_0 536.26 6.0 10A403 8536.25
2013-03-19 6_1_3 536.26 6.0 10B329 8536.25
2013-09-18 7_0_2 537.51.1 7.0 11A501 9537.53
2014-03-10 7_1 537.51.2 7.0 11D167 9537.53""")
SAFARI = dated("""2011-01-01 10_6_8 533.21.1 5.0.5 533.21.1
2011-08-01 10_7_2 534.51.22 5.1.1 534.51.22
2012-07-25 10_8_2 536.26.17 6.0.2 536.26.17
2013-10-22 10_9_1 537.73.11 7.0.1 537.73.11""")
OPERA = dated("""2011-01-01 2.8.131 11.11
2011-12-06 2.10.229 11.62
2012-06-14 2.10.289 12.02
2012-11-20 2.12.388 12.14""")
ANDROIDS = dated("""2011-01-01 2.2.1;HTC_Desire_Build/FRG83D 533.1 4.0
2011-06-01 2.3.4;GT-I9100_Build/GINGERBREAD 533.1 4.0
2012-03-01 4.0.3;GT-I9100_Build/IML74K 534.30 4.0
2012-09-01 4.0.4;GT-I9300_Build/IMM76D 534.30 4.0
2013-04-01 4.1.2;GT-I9300_Build/JZO54K 534.30 4.0
2013-12-01 4.3;GT-I9505_Build/JSS15J 534.30 4.0""")


def chrome(platform):
    def agent(day, lag=0):
        kit, version = at(CHROME, day, lag)
        return "Mozilla/5.0 (%s) AppleWebKit/%s (KHTML, like Gecko) Chrome/%s Safari/%s" % (platform, kit, version, kit)
    return agent


def firefox(platform):
    def agent(day, lag=0):
        version = at(FIREFOX, day, lag)[0]
        return "Mozilla/5.0 (%s; rv:%s) Gecko/20100101 Firefox/%s" % (platform, version, version)
    return agent


def ios(device, app=False):
    def agent(day, lag=0):
        system, kit, version, build, safari = at(IOS, day, lag)
        cpu = "CPU iPhone OS" if device != "iPad" else "CPU OS"
        if system.startswith("4"):
            device_text = "%s; U; %s %s like Mac OS X; en-us" % (device, cpu, system)
        else:
            device_text = "%s; %s %s like Mac OS X" % (device, cpu, system)
        tail = "Version/%s Mobile/%s Safari/%s" % (version, build, safari)
        if app:
            tail = "Mobile/%s Twitter for iPhone" % build
        return "Mozilla/5.0 (%s) AppleWebKit/%s (KHTML, like Gecko) %s" % (device_text, kit, tail)
    return agent


def safari(day, lag=0):
    system, kit, version, tail = at(SAFARI, day, lag)
    return "Mozilla/5.0 (Macintosh; Intel Mac OS X %s) AppleWebKit/%s (KHTML, like Gecko) Version/%s Safari/%s" % (
        system, kit, version, tail)


def android(day, lag=0):
    device, kit, version = at(ANDROIDS, day, lag)
    system, model = device.split(";")
    return ("Mozilla/5.0 (Linux; U; Android %s; en-gb; %s) AppleWebKit/%s (KHTML, like Gecko) "
            "Version/%s Mobile Safari/%s" % (system, model.replace("_", " "), kit, version, kit))


def opera(platform):
    def agent(day, lag=0):
        presto, version = at(OPERA, day, lag)
        return "Opera/9.80 (%s) Presto/%s Version/%s" % (platform, presto, version)
    return agent


def explorer(day, lag=0):
    if day >= day_number("2013-11-07") and lag == 0:
        return "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko"
    number, trident = (("10.0", "6.0") if day >= day_number("2013-02-26") else
                       ("9.0", "5.0") if day >= day_number("2011-06-01") else ("8.0", "4.0"))
    return "Mozilla/%s (compatible; MSIE %s; Windows NT 6.1; Trident/%s)" % (
        "4.0" if number == "8.0" else "5.0", number, trident)


def blackberry(day, lag=0):
    return ("Mozilla/5.0 (BlackBerry; U; BlackBerry 9800; en) AppleWebKit/534.8+ (KHTML, like Gecko) "
            "Version/6.0.0.600 Mobile Safari/534.8+")


# A kind is what is left of an agent when every version number is gone. No two people share an
# address and a kind, so that "without versions" has one right answer.
KINDS = [
    (9, "chrome-wow", chrome("Windows NT 6.1; WOW64")), (6, "chrome-win", chrome("Windows NT 6.1")),
    (7, "chrome-mac", chrome("Macintosh; Intel Mac OS X 10_7_5")), (4, "chrome-linux", chrome("X11; Linux x86_64")),
    (7, "firefox-wow", firefox("Windows NT 6.1; WOW64")), (6, "firefox-win", firefox("Windows NT 5.1")),
    (5, "firefox-mac", firefox("Macintosh; Intel Mac OS X 10.7")), (4, "firefox-linux", firefox("X11; Linux x86_64")),
    (4, "firefox-ubuntu", firefox("X11; Ubuntu; Linux i686")), (7, "safari", safari), (9, "iphone", ios("iPhone")),
    (6, "ipad", ios("iPad")), (2, "ipod", ios("iPod")), (9, "android", android),
    (3, "opera", opera("Windows NT 6.1; U; en")), (2, "opera-linux", opera("X11; Linux x86_64; U; en")),
    (8, "explorer", explorer), (2, "blackberry", blackberry)]
APPS = [(9, "iphone-app", ios("iPhone", app=True)), (3, "ipad-app", ios("iPad", app=True))]
UPGRADES = [kind for kind in KINDS if kind[1].startswith(("chrome", "firefox"))]
NETWORKS = ["192.0.2.%d", "198.51.100.%d", "203.0.113.%d"]


def network_of(address):
    """What stands for an address in a visitor: of IPv6 the first four groups."""
    return ":".join(address.split(":")[:4]) if ":" in address else address


class Person:
    """Somebody with one browser at one address, or in one IPv6 network."""

    taken = set()

    def __init__(self, day, kinds=KINDS):
        while True:
            row = weighted(kinds)
            self.kind, self.make = row[1], row[2]
            if chance() < 0.12:
                self.network = "2001:db8:%x:%x" % (1 + below(0xffff), 1 + below(0xffff))
            else:
                self.network = pick(NETWORKS) % (1 + below(254))
            if (self.network, self.kind) not in self.taken:
                break
        self.taken.add((self.network, self.kind))
        self.agent = self.make(day, weighted([(7, 0), (2, 1), (1, 2)])[1])
        self.seen = day

    def address(self):
        """An IPv6 network gives its computers a new address now and then."""
        if ":" not in self.network:
            return self.network
        return "%s:%x:%x:%x:%x" % ((self.network,) + tuple(1 + below(0xfffe) for _ in range(4)))

    def update(self, day):
        self.agent = self.make(day)


# ---------------------------------------------------------------- what people do

ASSETS = ["/style.css", "/style.css", "/js/site.js", "/img/logo.png", "/img/radio-1938.jpg", "/favicon.ico"]


def read_on(person, address, utc, target, depth=0):
    """Assets of the page just opened, then perhaps a click inside the blog."""
    own = "https://" + HOST + target.split("?")[0]
    if chance() < 0.42:
        log(utc + 1, address, person.agent, pick(ASSETS), own, page=False, status=200 if chance() < 0.8 else 304)
    if depth < 3 and chance() < 0.22:
        later = utc + 20 + below(400)
        post = known_post(posts, local_of(later)[0])
        inside = post.path if chance() < 0.6 else pick(["/", "/about/", "/archive/"])
        log(later, address, person.agent, inside, own)
        if chance() < 0.05:
            log(later + 90, address, person.agent, "/comment.php", own, method="POST", status=302)
        read_on(person, address, later, inside, depth + 1)


def search_words(post):
    return "+".join(post.words[:5])


LOOKALIKES = [
    "http://www.reddit.com/r/diy/", "http://www.netflix.com/", "http://t.co.example.com/AbCdEf12",
    "http://twitter.com.example.net/" + ACCOUNT, "http://www.x.com/",
    "http://www.dropbox.com/home", "http://www.box.com/",
    "http://www.google.com/search?q=twitter.com+" + ACCOUNT, "http://www.walmart.com/",
    "http://web.archive.org/web/2012/http://twitter.com/" + ACCOUNT,
    "http://www.example.net/out?u=http%3A%2F%2Ft.co%2FAbCdEf12", "http://nottwitter.com/", "http://bit.ly/example1"]
OTHER_SOURCES = [(24, "direct"), (34, "google"), (4, "bing"), (10, "facebook"), (4, "hackernews"), (5, "reddit"),
                 (13, "reader"), (3, "lookalike"), (5, "blog"), (1, "tagged")]


def other_referer(source, post, day):
    if source == "google":
        return pick(["http://www.google.com/url?sa=t&rct=j&q=%s&source=web&cd=%d" % (search_words(post), 1 + below(9)),
                     "http://www.google.de/search?q=%s&hl=de" % search_words(post),
                     "http://www.google.co.uk/search?hl=en&q=%s" % search_words(post), "http://www.google.com/"])
    if source == "reader":
        return "http://www.google.com/reader/view/" if day < day_number("2013-07-01") else "http://feedly.com/"
    return {"bing": "http://www.bing.com/search?q=" + search_words(post),
            "facebook": pick(["http://www.facebook.com/", "http://m.facebook.com/",
                              "http://www.facebook.com/l.php?u=https%3A%2F%2F" + HOST + "%2F"]),
            "hackernews": "http://news.ycombinator.com/", "reddit": "http://www.reddit.com/r/vintageradio/",
            "lookalike": pick(LOOKALIKES), "blog": "http://www.example.net/links/",
            "tagged": "http://www.google.com/reader/view/"}.get(source, "-")


def other_visit(person, day):
    """Anybody who does not come from Twitter."""
    utc, post = utc_of(day, some_second()), known_post(posts, day)
    source, address = weighted(OTHER_SOURCES)[1], person.address()
    target = post.path if source in ("google", "bing", "tagged") or chance() < 0.6 else "/"
    if source == "reader" and chance() < 0.5:
        target += "?utm_source=feedburner&utm_medium=feed"
    if source == "tagged":
        target += FEED_TAG  # a link out of Twitter, copied elsewhere: the other site's Referer decides
    log(utc, address, person.agent, target, other_referer(source, post, day), status=304 if chance() < 0.08 else 200)
    read_on(person, address, utc, target)


def others_of_week(monday, regulars):
    for person in regulars:
        if chance() < 0.011:
            person.update(monday)
        if chance() < 0.36:
            other_visit(person, monday + below(7))
            if chance() < 0.35:
                other_visit(person, monday + below(7))
    for _ in range(about(17, 6)):
        other_visit(Person(monday), monday + below(7))


# ---------------------------------------------------------------- who comes from Twitter

RAMP = [4, 7, 9, 12, 13, 16, 17, 14, 19, 25, 29, 32, 35, 37, 40, 42, 44, 45]


def expected(monday):
    """Visitors from Twitter that a week would bring if nothing were left to chance."""
    number = (monday - CHANGE) // 7
    if number < len(RAMP):
        return RAMP[number]
    steady = min(46 + (number - 18) * 0.5, 52) + max(0, number - 30) * 0.14
    if week_name(monday).endswith("W52"):
        steady -= 5
    return steady


def twitter_count(monday):
    if monday < CHANGE:
        return weighted([(26, 0), (34, 1), (24, 2), (10, 3), (3, 4)])[1]
    if monday == VIRAL:
        return 183
    count = about(expected(monday), 8 if monday > CHANGE + 126 else 3)
    return count if monday + 6 <= LAST else count * 3 // 7


class Others:
    """Links to the blog in tweets of other people, which no archive of his own can hold."""

    def __init__(self):
        self.links = []

    def week(self, monday):
        for _ in range(1 + below(3) if monday >= CHANGE else below(2)):
            self.links.append((monday, known_post(posts, monday), some_code(monday)))
        if monday == VIRAL:
            self.links.append((monday, known_post(posts, monday), some_code(monday)))

    def link(self, monday):
        if monday == VIRAL and chance() < 0.85:
            return self.links[-1]
        recent = [row for row in self.links if row[0] >= monday - 14] or self.links[-1:]
        return pick(recent) if recent else None


def fresh_tweet(utc):
    """One of his own tweets of the days before, the newest most often."""
    out = [tweet for tweet in tweets if tweet.code and utc - 12 * 86400 < tweet.utc < utc]
    return out[-1 - int(len(out) * chance() * chance())] if out else None


def click_of(utc, monday, want, others):
    """(target, Referer, evidence) of one click in Twitter."""
    day = local_of(utc)[0]
    tweet, link = fresh_tweet(utc), others.link(monday)
    if want == APP:
        target = tweet.post.path if tweet and chance() < 0.6 else known_post(posts, day).path
        return target, "-", APP
    if want == TAG:
        announced = [t for t in tweets if t.tag and t.utc < utc][-1:]
        path = announced[0].post.path if announced else known_post(posts, day).path
        tag = pick([FEED_TAG, FEED_TAG, "?utm_source=twitter.com&utm_medium=social&utm_campaign=buffer",
                    "?utm_source=Twitter&utm_medium=referral"])
        return path + tag, "http://bit.ly/example2" if chance() < 0.06 else "-", TAG
    if day < TCO_BEGINS:
        return known_post(posts, day).path, pick(["http://twitter.com/", "http://twitter.com/" + ACCOUNT,
                                                  "http://mobile.twitter.com/" + ACCOUNT]), REFERER
    form = weighted([(62, "own"), (26, "other"), (5, "origin"), (5, "site"), (2, "mobile")])[1]
    if monday == VIRAL and chance() < 0.7:
        form = "other"
    if form == "own" and tweet:
        return tweet.post.path + tweet.tag, "http://t.co/" + tweet.code, REFERER
    if form in ("own", "other") and link:
        return link[1].path, "http://t.co/" + link[2], REFERER
    return known_post(posts, day).path, {"origin": "http://t.co/", "mobile": "http://mobile.twitter.com/"}.get(
        form, "http://twitter.com/"), REFERER


def stumbles(person, address, utc, target, referer):
    """What a click can leave in the log before or beside its page."""
    luck = chance()
    if luck < 0.05:
        log(utc - 1, address, person.agent, target.split("?")[0].rstrip("/"), referer, status=301)
    elif luck < 0.065:
        log(utc - 40, address, person.agent, target.split("?")[0] + "%E2%80%A6", referer, status=404)
    elif luck < 0.08:
        log(utc - 2, address, person.agent, target, referer, method="HEAD")


def twitter_visit(person, monday, day, want, others):
    utc, address = utc_of(day, some_second()), person.address()
    target, referer, evidence = click_of(utc, monday, want, others)
    stumbles(person, address, utc, target, referer)
    log(utc, address, person.agent, target, referer, evidence=evidence)
    read_on(person, address, utc, target)
    if chance() < 0.12:  # a second click: the same visit, or one of a later hour
        later = utc + (60 + below(1500) if chance() < 0.6 else 4000 + below(20000))
        target, referer, evidence = click_of(later, monday, want if chance() < 0.8 else
                                             APP if want == APP else REFERER, others)
        log(later, address, person.agent, target, referer, evidence=evidence)
    if want == APP and chance() < 0.06:  # goes on reading in the same app, from a search page
        log(utc + 700, address, person.agent, "/archive/", "http://www.google.com/search?q=old+radio")


def twitter_week(monday, circle, others):
    """Exactly twitter_count visitors, some of whom were here before."""
    days = [d for d in range(monday, min(monday + 7, LAST + 1)) if d != MISSING]
    here = set()
    for _ in range(twitter_count(monday)):
        old = [p for p in circle[-400:] if monday - 300 < p.seen < monday and p not in here]
        if old and chance() < (0.10 if monday >= CHANGE else 0.35) and monday != VIRAL:
            person = pick(old)
            if person.kind.startswith(("chrome", "firefox")) and chance() < 0.6:
                person.update(monday)
        else:
            app = monday >= APP_BEGINS and chance() < 0.13
            person = Person(monday, APPS if app else KINDS)
            circle.append(person)
        here.add(person)
        person.seen = monday
        want = APP if person.kind.endswith("-app") else TAG if chance() < 0.09 else REFERER
        for _ in range(2 if chance() < 0.05 else 1):
            twitter_visit(person, monday, pick(days), want, others)


# ---------------------------------------------------------------- robots

SWARM = ["Mozilla/5.0 (compatible; TweetmemeBot/2.11; +http://tweetmeme.com/)",
         "UnwindFetchor/1.0 (+http://www.gnip.com/)",
         "Mozilla/5.0 (compatible; Butterfly/1.0; +http://labs.topsy.com/butterfly/) Gecko/2009032608 Firefox/3.0.8",
         "JS-Kit URL Resolver, http://js-kit.com/", "PostRank/2.0 (postrank.com)", "MetaURI API/2.0 +metauri.com",
         "ShowyouBot (http://showyou.com/crawler)", "bitlybot",
         "PaperLiBot/2.1 (http://support.paper.li/entries/20023257)",
         "EventMachine HttpClient", "Jakarta Commons-HttpClient/3.1", "Java/1.6.0_26",
         "Python-urllib/2.7", "PycURL/7.19.5"]
CRAWLERS = [(5, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
            (2, "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"),
            (1, "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)"),
            (1, "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"),
            (1, "Mozilla/5.0 (compatible; MJ12bot/v1.4.3; http://www.majestic12.co.uk/bot.php?+)")]
FETCHERS = ["Tiny Tiny RSS/1.5.8 (http://tt-rss.org/)", "NewsBlur Feed Fetcher (http://www.newsblur.com)",
            "Feedfetcher-Google; (+http://www.google.com/feedfetcher.html; 31 subscribers)"]


def robot_address(agent, spread):
    number = zlib.crc32(agent.encode()) + below(spread) * 7
    return NETWORKS[number % 3] % (1 + number // 3 % 254)


def swarm(tweet):
    """Within a minute of a tweet its link is fetched by programs of many kinds."""
    size = 7 if tweet.utc > utc_of(CHANGE, 0) else 3
    target, utc = tweet.post.path + tweet.tag, tweet.utc
    tagged = TAG if tweet.tag else NONE
    bot = "Twitterbot/1.0"
    log(utc + 1, robot_address(bot, 3), bot, "/robots.txt", robot=True, page=False)
    log(utc + 2, robot_address(bot, 3), bot, target, robot=True, evidence=tagged)
    for _ in range(size):
        agent = pick(SWARM)
        head = chance() < 0.3
        log(utc + 2 + below(50), robot_address(agent, 2), agent, target, robot=True,
            method="HEAD" if head else "GET", evidence=tagged)
    if chance() < 0.5:  # a browser's name, but only the head is asked for: no page view
        log(utc + 5 + below(30), robot_address("posing", 4),
            "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1)", target, method="HEAD")
    if local_of(utc)[0] >= TCO_BEGINS and chance() < 0.55:
        log(utc + 8 + below(40), robot_address("empty", 4), "-", target, "http://t.co/" + tweet.code,
            robot=True, evidence=REFERER)


def robots_of_day(day):
    for _ in range(about(5, 3)):
        agent = weighted(CRAWLERS)[1]
        utc = utc_of(day, below(86400))
        if chance() < 0.12:
            log(utc, robot_address(agent, 5), agent, "/robots.txt", robot=True, page=False)
        else:
            log(utc, robot_address(agent, 5), agent, known_post(posts, day).path, robot=True)
    for _ in range(about(4, 2)):
        agent = pick(FETCHERS if day < day_number("2013-07-01") else FETCHERS[:2])
        log(utc_of(day, below(86400)), robot_address(agent, 2), agent, "/feed/", robot=True, page=False,
            status=304 if chance() < 0.7 else 200)
    if chance() < 0.5:  # a person whose browser keeps the feed as a bookmark
        log(utc_of(day, below(86400)), "192.0.2.17", firefox("X11; Linux x86_64")(day), "/feed/", page=False,
            status=304)
    if chance() < 0.15:
        agent = ("Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/534.34 (KHTML, like Gecko) "
                 "PhantomJS/1.9.0 Safari/534.34")
        tweet = fresh_tweet(utc_of(day, 0))
        if day > day_number("2013-04-01") and tweet:
            log(utc_of(day, below(86400)), robot_address(agent, 2), agent, tweet.post.path,
                "http://t.co/" + tweet.code, robot=True, evidence=REFERER)


def probes_of_day(day):
    """What scanners leave behind."""
    address, utc = pick(NETWORKS) % (200 + below(54)), utc_of(day, below(86000))
    msie = "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)"
    luck = chance()
    if luck < 0.35:
        log(utc, address, msie, "/wp-login.php", page=False, status=404)
        log(utc + 1, address, msie, "/wp-login.php", "https://%s/wp-login.php" % HOST, method="POST", page=False,
            status=404)
    elif luck < 0.45:
        log(utc, address, msie, "/phpmyadmin/index.php", page=False, status=404)
    elif luck < 0.55:
        log(utc, address, "-", "-", robot=True, page=False, status=408, request="-")
    elif luck < 0.60:
        log(utc, address, "-", "-", robot=True, page=False, status=400,
            request="\\x16\\x03\\x01\\x00\\xde\\x01\\x00\\x00\\xda\\x03\\x01")
    elif luck < 0.63:
        log(utc, address, msie, "-", page=False, status=400, request="\\x80w\\x01\\x03\\x01")


# ---------------------------------------------------------------- followers


def followers_text():
    followers, following, debt, rows, wait = 118, 37, 0.0, [], 0
    for day in range(FIRST, LAST + 1):
        if day < CHANGE:
            followers += 1 + below(5)
            following += 1 if chance() < 0.01 else 0
        else:
            mean = (20 if day < day_number("2013-06-01") else 38 if day < day_number("2013-10-07") else 118)
            followers += about(mean, mean * 0.3)
            # He catches up with those who were there before, some 60 a day, then follows back most.
            debt = followers * 0.93 - following
            following += int(min(debt, 60 + chance() * 30 + mean)) if debt > 0 else 0
        if wait <= 0 and day not in (MISSING,):
            rows.append("%s,%d,%d" % (iso(day), followers, following))
            wait = 1 + below(3)
        if day + 1 == CHANGE:
            wait = 1  # a reading of the first day itself
        wait -= 1
    return "date,followers,following\n" + "\n".join(rows) + "\n"


# ---------------------------------------------------------------- the truth


def visits_of(views):
    """Views as (instant, ...) of one visitor: cut where more than 30 minutes pass."""
    count, before = 0, None
    for instant in sorted(view[0] for view in views):
        count += before is None or instant - before > 1800
        before = instant
    return count


class Period:
    """Everything that is counted of a week or a year."""

    def __init__(self, first, last):
        self.first, self.last = first, last
        self.days, self.all, self.robots = set(), set(), set()
        self.evidence, self.views, self.kinds = {}, {}, set()

    def add(self, event, day):
        self.days.add(day)
        if not event.page:
            return
        who = event.visitor()
        if event.robot:
            if event.evidence:
                self.robots.add(who)
            return
        self.all.add(who)
        if event.evidence:
            self.evidence[who] = max(event.evidence, self.evidence.get(who, NONE))
            self.views.setdefault(who, set()).add((event.utc, event.target))
            self.kinds.add((who[0], kind_of[who]))

    def complete(self):
        return len(self.days) == self.last - self.first + 1

    def figures(self):
        levels = list(self.evidence.values())
        return {"from": iso(self.first), "to": iso(self.last), "days_covered": len(self.days),
                "complete": "true" if self.complete() else "false", "visitors": len(levels),
                "by_referer": levels.count(REFERER), "by_app": levels.count(APP), "by_tag": levels.count(TAG),
                "visitors_any_version": len(self.kinds), "visits": sum(map(visits_of, self.views.values())),
                "page_views": sum(map(len, self.views.values())), "all_visitors": len(self.all),
                "robots": len(self.robots)}


kind_of = {}


def agent_kind(agent):
    """The agent with every figure gone: what is left tells the kinds of one address apart."""
    for mark in "0123456789._":
        agent = agent.replace(mark, "")
    return agent


def count_truth(records):
    weeks, years = {}, {}
    for event in records:
        who = event.visitor()
        if who not in kind_of:
            kind_of[who] = agent_kind(event.agent)
        day = event.day()
        date = datetime.date.fromordinal(day)
        monday = day - date.weekday()
        weeks.setdefault(monday, Period(monday, monday + 6)).add(event, day)
        years.setdefault(date.year, Period(day_number("%d-01-01" % date.year),
                                           day_number("%d-12-31" % date.year))).add(event, day)
    return weeks, years


WEEK_COLUMNS = ("week,from,to,days_covered,complete,visitors,by_referer,by_app,by_tag,visits,page_views,"
                "all_visitors,robots").split(",")
YEAR_COLUMNS = ("year,from,to,days_covered,complete,visitors,by_referer,by_app,by_tag,visitors_any_version,visits,"
                "page_views,all_visitors,robots,weeks_complete,sum_of_weekly_visitors").split(",")


def week_rows(weeks):
    return [dict(weeks[monday].figures(), week=week_name(monday)) for monday in sorted(weeks)]


def year_rows(years, weeks):
    rows = []
    for year in sorted(years):
        own = [week for monday, week in weeks.items() if datetime.date.fromordinal(monday + 3).year == year]
        rows.append(dict(years[year].figures(), year=year, weeks_complete=sum(week.complete() for week in own),
                         sum_of_weekly_visitors=sum(len(week.evidence) for week in own)))
    return rows


def csv_text(columns, rows):
    return "\n".join([",".join(columns)] + [",".join(str(row[c]) for c in columns) for row in rows]) + "\n"


def verdict_of(line):
    """The input counter that a line ends in."""
    if isinstance(line, Raw):
        return "blank" if line.blank else "unparsable"
    if line.robot:
        return "robots"
    if not line.page:
        return "not_pages"
    return "counted" if line.evidence else "other_sources"


VERDICTS = ["blank", "unparsable", "excluded", "robots", "not_pages", "other_sources", "counted"]


def input_row(name, files, lines):
    verdicts = [verdict_of(line) for line in lines]
    row = {verdict: verdicts.count(verdict) for verdict in VERDICTS}
    row.update(input=name, files=files, lines=len(lines), records=len(lines) - row["blank"] - row["unparsable"])
    return row


INPUT_COLUMNS = ["input", "files", "lines", "records"] + VERDICTS


# ---------------------------------------------------------------- one small log per format


def format_events():
    """Fourteen lines of one spring day; every format writes them in its own way."""
    utc = utc_of(day_number("2013-05-06"), 8 * 3600)
    wow, mac = KINDS[0][2](day_number("2013-05-06")), safari(day_number("2013-05-06"))
    app = ios("iPhone", app=True)(day_number("2013-05-06"))
    path, own = "/2013/05/how-to-replace-a-dial-lamp/", "https://" + HOST
    return [
        Event(utc, "192.0.2.10", wow, path, "http://t.co/AbCdEf1234", evidence=REFERER),
        Event(utc + 1, "192.0.2.10", wow, "/style.css", own + path, page=False),
        Event(utc + 95, "192.0.2.10", wow, "/about/", own + path),
        Event(utc + 300, "198.51.100.20", mac, "/", "http://twitter.com/" + ACCOUNT, evidence=REFERER),
        Event(utc + 340, "198.51.100.21", app, path, evidence=APP),
        Event(utc + 350, "203.0.113.30", "Twitterbot/1.0", path, robot=True),
        Event(utc + 351, "203.0.113.31", "-", path, "http://t.co/AbCdEf1234", robot=True, evidence=REFERER),
        Event(utc + 400, "203.0.113.5", mac, path, "http://www.google.com/search?q=twitter.com+dial+lamp"),
        Event(utc + 460, "203.0.113.6", wow, path, "http://t.co.example.com/AbCdEf1234"),
        Event(utc + 500, "2001:db8:1:2::a", wow, path, "http://t.co/ZyXwVu9876", evidence=REFERER),
        Event(utc + 590, "2001:db8:1:2::b", wow, "/", "http://t.co/ZyXwVu9876", evidence=REFERER),
        Event(utc + 620, "192.0.2.40", mac, "/missing/", "http://t.co/AbCdEf1234", status=404),
        Event(utc + 700, "192.0.2.41", mac, "/feed/", page=False, status=304),
        Event(utc + 3000, "192.0.2.10", wow, "/", "http://t.co/AbCdEf1234", evidence=REFERER),
    ]


def common_line(event):
    return event.line().split('" "')[0].rsplit(' "', 1)[0]


FORMATS = [
    ("combined.log", "combined, as Apache and nginx write it", lambda e, i: e.line()),
    ("vhost-combined.log", "the host and its port before each line: `blog.example.org` and `shop.example.org`",
     lambda e, i: "%s:80 %s" % ("shop.example.org" if e.address == "198.51.100.20" else HOST, e.line())),
    ("common.log", "common: neither Referer nor user agent, so nobody can be seen to come from Twitter",
     lambda e, i: common_line(e)),
    ("combined-extra.log", "combined with the forwarded address and the time taken after it",
     lambda e, i: '%s "-" 0.%03d' % (e.line(), 11 + i * 7)),
    ("combined-extra-before.log", "combined with the time taken before it",
     lambda e, i: "0.%03d %s" % (11 + i * 7, e.line())),
]


def format_files():
    """(files, rows of truth/formats.csv). The zstd file is not among them: Python cannot write it."""
    lines, files, rows = format_events(), {}, []
    for name, shows, write in FORMATS:
        files["formats/" + name] = "".join(write(e, i) + "\n" for i, e in enumerate(lines)).encode()
        seen = {} if name == "common.log" else count_truth(lines)[0]
        figures = list(seen.values())[0].figures() if seen else {"visitors": 0, "page_views": 0, "robots": 0}
        rows.append(dict(figures, file=name, lines=len(lines), records=len(lines), shows=shows))
    plain = files["formats/combined.log"]
    half = plain.index(b"\n", len(plain) // 2) + 1
    packed = [("combined.log.gz", "gzip", gzip_bytes(plain)), ("combined.log.xz", "xz", lzma.compress(plain, preset=9)),
              ("combined.log.bz2", "bzip2", bz2.compress(plain)),
              ("combined-two-members.log.gz", "gzip, two members one after the other, as `cat a.gz b.gz` makes them",
               gzip_bytes(plain[:half]) + gzip_bytes(plain[half:]))]
    for name, shows, data in packed:
        files["formats/" + name] = data
        rows.append(dict(rows[0], file=name, shows="`combined.log` in " + shows))
    rows.append(dict(rows[0], file="combined.log.zst",
                     shows="`combined.log` in zstd; made with `zstd -19 combined.log`"))
    return files, rows


# ---------------------------------------------------------------- writing


def gzip_bytes(data):
    """zlib writes the header: time 0, no name."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def by_file(lines):
    """File name -> its lines. Rotated by month; the newest repeats the last days of the one before."""
    files = {}
    for line in lines:
        date = datetime.date.fromordinal(line.day())
        month = "%d-%02d" % (date.year, date.month)
        name = {"2014-05": "access.log", "2014-04": "access.log.1"}.get(month, "access-%s.log.gz" % month)
        files.setdefault(name, []).append(line)
        if name == "access.log.1" and line.day() >= OVERLAP:
            files.setdefault("access.log", []).append(line)
    return files


def average(rows):
    return "%.1f" % (sum(row["visitors"] for row in rows) / len(rows)) if rows else "-"


def figures_text(weeks, years, formats, followers):
    whole = [row for row in weeks if row["complete"] == "true"]
    before = [row for row in whole if row["to"] < iso(CHANGE)]
    after = [row for row in whole if row["from"] >= iso(CHANGE)]
    last = whole[-52:]
    viral = [row for row in weeks if row["from"] == iso(VIRAL)][0]
    steady = [row for row in last if row is not viral]
    out = ["| complete weeks | weeks | visitors a week from Twitter | smallest | largest | all visitors a week |",
           "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for title, rows in [("before he followed back (to %s)" % iso(CHANGE - 1), before),
                        ("the last 52 before it", before[-52:]), ("the first 13 after it", after[:13]),
                        ("the last 52", last), ("the last 52 without %s" % viral["week"], steady),
                        ("the last 13", last[-13:])]:
        counts = [row["visitors"] for row in rows]
        out.append("| %s | %d | %s | %d | %d | %.0f |" % (title, len(rows), average(rows), min(counts), max(counts),
                                                           sum(row["all_visitors"] for row in rows) / len(rows)))
    out += ["", "| year | days with lines | visitors from Twitter | by Referer | by app | by tag | without versions "
            "| sum of its weeks | all visitors |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for row in years:
        out.append("| %s | %s | %s | %s | %s | %s | %s | %s | %s |" % tuple(row[c] for c in (
            "year days_covered visitors by_referer by_app by_tag visitors_any_version sum_of_weekly_visitors "
            "all_visitors").split()))
    out.append("")
    readings = [line.split(",") for line in followers.split("\n")[1:-1]]
    for mark in (2000, 5000, 10000):
        first = [row for row in readings if int(row[1]) >= mark][0]
        out.append("- %s followers: first read on %s (%s)." % (format(mark, ","), first[0], format(int(first[1]), ",")))
    out.append("- Last reading, %s: %s followers, %s following." % (
        readings[-1][0], format(int(readings[-1][1]), ","), format(int(readings[-1][2]), ",")))
    out += ["", "| file in `formats/` | records | visitors from Twitter | page views | shows |",
            "| --- | ---: | ---: | ---: | --- |"]
    for row in formats:
        out.append("| `%s` | %d | %d | %d | %s |" % tuple(row[c] for c in (
            "file records visitors page_views shows").split()))
    return "\n".join(out) + "\n"


def readme_bytes(figures):
    with open(os.path.join(HERE, "README.md"), encoding="utf-8") as file:
        text = file.read()
    begin, end = "<!-- figures: written by make.py -->\n", "<!-- end of figures -->"
    head, rest = text.split(begin)
    return (head + begin + figures + end + rest.split(end)[1]).encode()


def write_all(directory, files):
    for name, data in files.items():
        path = os.path.join(directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())


# ---------------------------------------------------------------- the story

posts = make_posts()
tweets = make_tweets(posts)


def borrowed_code(others):
    """He once passed on a link of somebody else as it stood: its clicks begin before his tweet."""
    monday, post, code = [row for row in others.links if row[0] > CHANGE + 60][3]
    tweets.append(Tweet(utc_of(monday + 5, 66000), "Somebody liked this one: " + post.title, post, code))
    tweets.sort(key=lambda tweet: tweet.utc)


def damage():
    """A line cut short where the disk was full, and NULs where the machine had stopped."""
    events.append(Raw(utc_of(day_number("2012-03-14"), 40000),
                      '198.51.100.77 - - [14/Mar/2012:11:06:40 +0100] "GET /2012/03/clean', False))
    events.append(Raw(utc_of(MISSING + 1, 0), "\0" * 512, True))


def tell():
    regulars, circle, others = [Person(FIRST) for _ in range(190)], [], Others()
    for monday in range(FIRST, LAST + 1, 7):
        others.week(monday)
        others_of_week(monday, regulars)
        for _ in range(2):
            regulars[below(len(regulars))] = Person(monday)
        twitter_week(monday, circle, others)
        if monday == day_number("2013-03-04"):
            borrowed_code(others)
    for tweet in tweets:
        if tweet.code:
            swarm(tweet)
    for day in range(FIRST, LAST + 1):
        robots_of_day(day)
        probes_of_day(day)
    damage()
    events.sort(key=lambda event: event.utc)


def main():
    directory = sys.argv[1] if len(sys.argv) > 1 else HERE
    tell()
    weeks, years = count_truth([event for event in events if isinstance(event, Event)])
    weekly, yearly = week_rows(weeks), year_rows(years, weeks)
    assert max(row["all_visitors"] for row in yearly) < 4096, "all visitors would be an estimate"
    files, formats = format_files()
    logs = by_file(events)
    for name, lines in logs.items():
        data = "".join(line.line() + "\n" for line in lines).encode()
        files["story/" + name] = gzip_bytes(data) if name.endswith(".gz") else data
    followers = followers_text()
    files["followers.csv"], files["tweets.js"] = followers, archive_text(tweets)
    files["truth/weeks.csv"] = csv_text(WEEK_COLUMNS, weekly)
    files["truth/years.csv"] = csv_text(YEAR_COLUMNS, yearly)
    files["truth/input.csv"] = csv_text(INPUT_COLUMNS, [input_row("story", len(logs), sum(logs.values(), []))] + [
        input_row(name, 1, logs[name]) for name in sorted(logs)])
    files["truth/formats.csv"] = csv_text(["file", "lines", "records", "visitors", "page_views", "robots"], formats)
    files["README.md"] = readme_bytes(figures_text(weekly, yearly, formats, followers))
    write_all(directory, files)


if __name__ == "__main__":
    main()
