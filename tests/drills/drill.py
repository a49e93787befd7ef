"""What the drills share: a blog's visitors with a known truth, a program to run, and figures to print.

The truth is counted from the visits that are made up here, never from the lines that are written of them.
"""
import argparse
import bz2
import datetime
import gzip
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
TWITTER = ["https://t.co/", "http://twitter.com/", "https://mobile.twitter.com/home"]
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
IN_APP = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Twitter for iPhone/8.{}"
ROBOT = "Examplebot/{}.0 (+https://bot.example.com/)"


class Hit:
    """One request, and what must be counted of it."""

    def __init__(self, when, address, agent, target, referer, twitter, person, page=True):
        self.when, self.address, self.agent, self.target = when, address, agent, target
        self.referer, self.twitter, self.person, self.page = referer, twitter, person, page

    def line(self):
        status = 200 if self.page else 404
        return (f'{self.address} - - [{self.when:%d/%b/%Y:%H:%M:%S} +0000] "GET {self.target} HTTP/1.1" {status} 512 '
                f'"{self.referer or "-"}" "{self.agent}"')

    def visitor(self):
        return (self.address.rsplit("::", 1)[0] if ":" in self.address else self.address, self.agent)


def make_hits(rng, first, days, per_day):
    """Requests of so many days in order of time; several in one second now and then."""
    hits = []
    for day in range(days):
        seconds = sorted(rng.randrange(86400) for _ in range(per_day))
        # The first and the last second of the day are worth a visit.
        seconds[0], seconds[-1] = 0, 86399
        for i in range(0, per_day - 1, 7):
            seconds[i + 1] = seconds[i]
        for second in sorted(seconds):
            hits.append(make_hit(rng, first + datetime.timedelta(days=day, seconds=second)))
    return hits


def make_hit(rng, when):
    # Few enough for readers who come again, and for some who share an address.
    address = rng.choice([f"203.0.113.{rng.randrange(1, 80)}", f"198.51.100.{rng.randrange(1, 40)}",
                          f"2001:db8:{rng.randrange(1, 40):x}:1::{rng.randrange(1, 999):x}"])
    agent = BROWSER.format(rng.randrange(60, 63))
    target = f"/post-{rng.randrange(40)}"
    kind = rng.random()
    if kind < 0.35:
        referer = rng.choice(TWITTER)
        return Hit(when, address, agent, target, referer + f"c{rng.randrange(30)}", "referer", True)
    if kind < 0.45:
        return Hit(when, address, IN_APP.format(rng.randrange(80, 90)), target, None, "app", True)
    if kind < 0.5:
        return Hit(when, address, agent, target + "?utm_source=twitter", None, "tag", True)
    if kind < 0.6:
        return Hit(when, address, ROBOT.format(rng.randrange(1, 5)), target, "https://t.co/bot", "referer", False)
    if kind < 0.7:
        return Hit(when, address, agent, "/gone", "https://t.co/gone", None, True, page=False)
    return Hit(when, address, agent, target, rng.choice(["https://www.google.com/", None]), None, True)


def truth(hits):
    """Rows of `weekly --json` that follow from the hits, by week."""
    weeks, rank = {}, {"tag": 1, "app": 2, "referer": 3}
    for hit in hits:
        week = "%d-W%02d" % hit.when.isocalendar()[:2]
        row = weeks.setdefault(week, {"days": set(), "all": set(), "best": {}, "views": set(), "robots": set()})
        row["days"].add(hit.when.date())
        if not hit.page:
            continue
        if not hit.person:
            row["robots"].add(hit.visitor())
            continue
        row["all"].add(hit.visitor())
        if hit.twitter:
            best = row["best"]
            best[hit.visitor()] = max(best.get(hit.visitor(), 0), rank[hit.twitter])
            row["views"].add((hit.visitor(), hit.when, hit.target))
    return {week: {
        "days_covered": len(row["days"]), "visitors": len(row["best"]), "page_views": len(row["views"]),
        "by_referer": sum(v == 3 for v in row["best"].values()), "by_app": sum(v == 2 for v in row["best"].values()),
        "by_tag": sum(v == 1 for v in row["best"].values()), "visits": count_visits(row["views"]),
        "all_visitors": len(row["all"]), "robots": len(row["robots"])} for week, row in weeks.items()}


def count_visits(views):
    last, visits = {}, 0
    for visitor, when, _ in sorted(views, key=lambda view: view[1]):
        if visitor not in last or (when - last[visitor]).total_seconds() > 1800:
            visits += 1
        last[visitor] = when
    return visits


def truth_years(hits):
    """The same of `yearly --json`, as far as it is not the sum of anything."""
    years = {}
    for hit in hits:
        row = years.setdefault(hit.when.year, {"days": set(), "all": set(), "people": set()})
        row["days"].add(hit.when.date())
        if hit.page and hit.person:
            row["all"].add(hit.visitor())
            if hit.twitter:
                row["people"].add(hit.visitor())
    return {year: {"days_covered": len(row["days"]), "visitors": len(row["people"]), "all_visitors": len(row["all"])}
            for year, row in years.items()}


def differences(report, wanted):
    """Where a report (bytes of JSON) is not what the truth says."""
    head = json.loads(report)
    key = "week" if "weeks" in head else "year"
    rows = {row[key]: row for row in head[key + "s"] if row["days_covered"]}
    found = [f"{week}: not in the report" for week in wanted if week not in rows]
    for week, row in rows.items():
        for name, value in wanted.get(week, {"days_covered": 0}).items():
            if row[name] != value:
                found.append(f"{week}: {name} is {row[name]}, not {value}")
    return found


class Program:
    def __init__(self, path):
        self.path = os.path.abspath(path)

    def command(self, *words):
        return [self.path, *map(str, words)]

    def run(self, *words, env=None, cwd=None, stdin=None, timeout=120):
        full = dict(os.environ, LC_ALL="C.UTF-8", **(env or {}))
        full.pop("FOOTFALL_DB", None)
        return subprocess.run(self.command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=full, cwd=cwd,
                              input=stdin, stdin=None if stdin is not None else subprocess.DEVNULL, timeout=timeout,
                              check=False)

    def good(self, *words, **more):
        """Runs what has to go well; gives standard output."""
        done = self.run(*words, **more)
        if done.returncode != 0:
            raise SystemExit(f"footfall {' '.join(map(str, words))}: status {done.returncode}\n"
                             f"{done.stderr.decode('utf-8', 'replace')}")
        return done.stdout

    def has(self, command):
        """Whether there is such a command yet."""
        return self.run("help", command).returncode == 0


def write_log(path, lines, how="plain"):
    data = "".join(line + "\n" for line in lines).encode()
    if how == "gz":
        data = gzip.compress(data, 6, mtime=0)
    elif how == "bz2":
        data = bz2.compress(data)
    with open(path, "wb") as out:
        out.write(data)
    return path


def integrity(path):
    """What SQLite finds wrong with a database; an empty text when nothing."""
    try:
        with sqlite3.connect(f"file:{path}?mode=rw", uri=True) as db:
            answer = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
    except sqlite3.Error as error:
        return str(error)
    return "" if answer == "ok" else answer


class Figures:
    """Lines of name, value and target; the exit status tells whether all targets were met."""

    def __init__(self):
        self.bad = 0

    def say(self, name, value, target=None, least=None):
        met = (target is None or value == target) and (least is None or value >= least)
        self.bad += not met
        goal = "" if target is None and least is None else f"  (target {target if least is None else f'at least {least}'})"
        print(f"{name}: {value}{goal}{'' if met else '  MISSED'}", flush=True)

    def note(self, text):
        print(f"    {text}", file=sys.stderr, flush=True)


def find_preload(options):
    """The shim, behind the sanitizer's own library where there is one."""
    libraries = os.popen(f"ldd '{options.footfall}' 2>/dev/null").read()
    for line in libraries.splitlines():
        if "libasan" in line:
            return f"{line.split()[2]}:{options.shim}", True
    with open(options.footfall, "rb") as program:
        return options.shim, b"__asan_init" in program.read()


def scratch():
    """A folder in memory where there is one: thousands of runs sync their files, and a disk would be waited for."""
    named = os.environ.get("BATS_TEST_TMPDIR") or os.environ.get("TMPDIR")
    return named or ("/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None)


def begin(description, needs=None, leaks=False):
    """Options of all drills: gives (options, program, a scratch folder, figures). Ends with 77 when a command is missing.
    `leaks`: a sanitized program also looks for memory that it has lost."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--footfall", default=os.environ.get("FOOTFALL") or os.path.join(ROOT, "footfall"))
    parser.add_argument("--shim", default=os.path.join(os.environ.get("BUILD") or os.path.join(ROOT, "build"), "fault.so"))
    parser.add_argument("--long", action="store_true", help="all of it, instead of some seconds' worth")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="do not remove the scratch folder")
    parser.add_argument("--only", default="", help="a part of the drill, by its name")
    options = parser.parse_args()
    program = Program(options.footfall)
    if needs and not program.has(needs):
        print(f"there is no command '{needs}' yet")
        raise SystemExit(77)
    options.shim = os.path.abspath(options.shim)
    options.preload, options.sanitized = find_preload(options)
    if options.sanitized:
        os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + f":verify_asan_link_order=0:detect_leaks={int(leaks)}"
    # Crashes that are looked for leave no files; the hard limit stays, for the drill that looks for a core.
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    folder = tempfile.mkdtemp(prefix="drill.", dir=scratch())
    options.rng = random.Random(options.seed)
    return options, program, folder, Figures()


def end(options, folder, figures):
    if options.keep:
        print(f"kept: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    raise SystemExit(1 if figures.bad else 0)
