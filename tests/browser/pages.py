#!/usr/bin/env python3
"""Writes the pages that are looked at and tested: few weeks and many, gaps, a week far above all others, nothing;
with all parts that a page can have, and with few.

    tests/browser/pages.py FOOTFALL DIRECTORY [NAME...]

Logs are made from a fixed seed, so the same pages come out on any day.
"""
import datetime
import json
import math
import os
import random
import subprocess
import sys

AGENTS = ["Mozilla/5.0 (X11; Linux x86_64; rv:20.0) Gecko/20100101 Firefox/20.0",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 6_1 like Mac OS X) AppleWebKit/536.26 (KHTML, like Gecko) Mobile/10B141 "
          "Twitter for iPhone",
          "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/27.0.1453.93 "
          "Safari/537.36"]
REFERERS = ["http://t.co/{}", "http://twitter.com/", "-", "http://www.google.com/search?q=x",
            "http://www.facebook.com/l.php", "-"]
WORDS = ("a radio of 1938", "the tuning coil", "where to find a dial lamp", "\u201cGr\u00fc\u00dfe\u201d from the workshop",
         "five mistakes with a mains cable", "what a worn capacitor sounds like", "it works again & <sings>", "RT if you know")


def code_of(week):
    """The code of that week's tweet; most visitors come by the newest, some by a popular old one."""
    return f"Week{week:04d}ab"


def path_of(week):
    return f"/{2011 + week // 52}/{week % 52:02d}/" + WORDS[week % 6].encode("ascii", "ignore").decode().replace(" ", "-")


def write_archive(path, weeks, begin):
    """A tweet a week; every third is somebody else's, and so not in it."""
    chance, tweets = random.Random(7), []
    for week in (w for w in range(weeks) if w % 3):
        when = begin + datetime.timedelta(weeks=week, minutes=5)
        words = " ".join(WORDS[int(chance.random() * len(WORDS))] for _ in range(1 + int(chance.random() * 7)))
        tweets.append({"tweet": {"id_str": str(10 ** 17 + week), "full_text": words + " https://t.co/" + code_of(week),
                                 "created_at": when.strftime("%a %b %d %H:%M:%S +0000 %Y")}})
    with open(path, "w", encoding="utf-8") as out:
        out.write("window.YTD.tweets.part0 = " + json.dumps(tweets))


def write_log(path, weeks, begin, rate, skip=lambda week: False, twitter=0.5):
    """`rate(week)` visitors in each week, of whom a part come from Twitter; records on every day that is not skipped."""
    chance = random.Random(20130506)
    with open(path, "w", encoding="ascii") as out:
        for week in range(weeks):
            if skip(week):
                continue
            times = [(day * 86400 + 3600, None) for day in range(7)]
            times += [(int(chance.random() * 604800), i) for i in range(int(rate(week)))]
            for second, visitor in sorted(times, key=lambda t: (t[0], t[1] or 0)):
                when = begin + datetime.timedelta(weeks=week, seconds=second)
                stamp = when.strftime("%d/%b/%Y:%H:%M:%S +0000")
                if visitor is None:
                    out.write(f'192.0.2.1 - - [{stamp}] "GET /robots.txt HTTP/1.1" 200 9 "-" "Googlebot/2.1"\n')
                    continue
                address = f"203.0.113.{visitor % 250}"
                agent = AGENTS[int(chance.random() * 3)] + f" v{visitor // 250}{week % 9}"
                referer = REFERERS[int(chance.random() * (3 if chance.random() < twitter else 6))]
                told = week if chance.random() < 0.7 else int(week * chance.random() ** 3)
                tag = "?utm_source=twitter" if referer == "-" and chance.random() < 0.1 else ""
                out.write(f'{address} - - [{stamp}] "GET {path_of(told)}{tag} HTTP/1.1" 200 99 '
                          f'"{referer.format(code_of(told))}" "{agent}"\n')


def write_followers(path, weeks, begin, every=1):
    with open(path, "w", encoding="ascii") as out:
        out.write("date,followers\n")
        for week in range(0, weeks, every):
            out.write(f"{(begin + datetime.timedelta(weeks=week, days=6)).date()},{int(200 + 40 * week + week ** 1.8)}\n")


def season(base):
    return lambda week: base * (1 + week / 150) * (1.2 + math.sin(week / 8.3))


MONDAY = datetime.datetime(2011, 1, 3)
# Weeks, visitors of each, weeks without a log, weeks between two readings of followers (0: neither these nor an
# archive), dates.
PAGES = {
    "one-week": (1, lambda w: 23, None, 0, []),
    "ten-weeks": (10, lambda w: 20 + 5 * w, None, 1, ["2011-02-07=first post that went round"]),
    "five-years": (261, season(20), lambda w: 100 <= w < 109, 1,
                   ["2012-05-07=followed back", "2013-05-06=again", "2013-05-20=a second campaign, two weeks later"]),
    "five-hundred": (500, season(8), lambda w: 60 <= w < 66 or 300 <= w < 310, 4, ["2016-02-01=a new name"]),
    "outlier": (80, lambda w: 420 if w == 47 else 30 + w % 7, None, 0, []),
    "no-visitor": (12, lambda w: 0, None, 0, ["2011-02-07"]),
    "empty": (0, lambda w: 0, None, 0, []),
}


def write_page(footfall, folder, name):
    weeks, rate, skip, readings, dates = PAGES[name]
    log, page = os.path.join(folder, name + ".log"), os.path.join(folder, name + ".html")
    write_log(log, weeks, MONDAY, rate, skip or (lambda week: False))
    command = [footfall, "report", "-q", "-o", page]
    if readings:
        history = os.path.join(folder, name + ".csv")
        write_followers(history, weeks, MONDAY, readings)
        command += ["--followers", history]
        archive = os.path.join(folder, name + ".js")
        write_archive(archive, weeks, MONDAY)
        command += ["--archive", archive, "--claim", "50/week", "--claim", "2400/year"]
    for date in dates:
        command += ["--event", date]
    subprocess.run(command + [log], check=True)
    return page


def main():
    footfall, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    for name in sys.argv[3:] or PAGES:
        print(write_page(footfall, folder, name))


if __name__ == "__main__":
    main()
