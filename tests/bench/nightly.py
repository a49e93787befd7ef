#!/usr/bin/env python3
"""The nightly run beside what it could cost at least, in rounds that run all of them in turn.

The corpus is cut into its fourteen days; a database knows thirteen, and the run meets all of them again: plain, or
gzip as logrotate leaves them, with one day new, half a day new, or nothing. Beside it stands `footfall weekly` on the
new lines alone. The database of five years is a blog's with 50 Twitter visitors a week, and one ten times as large.
Medians of the rounds; CPU is user and system time; ratios are taken within a round, so that drift cancels.
"""
import argparse
import datetime
import json
import os
import random
import shutil
import statistics
import subprocess
import sys

DAYS = 14
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"


class Bench:
    def __init__(self, options):
        self.options, self.dir = options, os.path.abspath(options.dir)
        self.footfall = os.path.abspath(options.footfall)
        self.wall, self.cpu = {}, {}
        os.makedirs(self.dir, exist_ok=True)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def good(self, *words):
        env = {name: value for name, value in os.environ.items() if name != "FOOTFALL_DB"}
        return subprocess.run([self.footfall, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=env,
                              check=True).stdout

    def measure(self, name, *command):
        """One run of a command: its seconds are added to those of the name."""
        result = self.path("time")
        subprocess.run([self.options.measure, result, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)
        with open(result, encoding="ascii") as text:
            wall, cpu, _, status = text.read().split()
        if status != "0":
            sys.exit(f"{name}: status {status}: {' '.join(command)}")
        self.wall.setdefault(name, []).append(float(wall))
        self.cpu.setdefault(name, []).append(float(cpu))

    def ratio(self, times, name, base):
        return statistics.median(a / b for a, b in zip(times[name], times[base]))

    def more(self, name, base):
        """Milliseconds of wall clock more."""
        return statistics.median(a - b for a, b in zip(self.wall[name], self.wall[base])) * 1000


def days_of(bench):
    """The corpus, a file a day, each also as gzip; and the halves of the last."""
    lines, log = bench.options.lines, bench.path(f"corpus-{bench.options.lines}.log")
    names = [bench.path(f"day-{lines}", f"access-{day:02d}.log") for day in range(1, DAYS + 1)]
    if os.path.exists(names[-1] + ".2"):
        return names
    print(f"making {log} and its days", flush=True)
    subprocess.run([bench.options.corpus, str(lines), log, log + ".json"], check=True)
    os.makedirs(os.path.dirname(names[0]), exist_ok=True)
    outs = [open(name, "wb") for name in names]
    with open(log, "rb") as text:
        for line in text:
            # 2026-03-02 is the first day; the few lines that are no records go to the day before.
            at = line.find(b"/Mar/2026:")
            day = int(line[at - 2:at]) - 2 if at >= 2 and line[at - 2:at].isdigit() else 0
            outs[min(max(day, 0), DAYS - 1)].write(line)
    for out in outs:
        out.close()
    os.unlink(log)
    for name in names:
        with open(name + ".gz", "wb") as out:
            subprocess.run(["gzip", "-6", "-n", "-c", name], stdout=out, check=True)
    with open(names[-1], "rb") as text:
        data = text.read()
    half = data.rfind(b"\n", 0, len(data) // 2) + 1
    for suffix, part in ((".1", data[:half]), (".2", data[half:])):
        with open(names[-1] + suffix, "wb") as out:
            out.write(part)
    return names


def databases(bench, days):
    """Those that the nights begin with."""
    shutil.rmtree(bench.path("db"), ignore_errors=True)
    os.makedirs(bench.path("db"))
    packed = [day + ".gz" for day in days]
    key = bench.path("db", "key")
    bench.good("key", "new", key)
    known = {"plain": days[:-1], "gz": packed[:-1], "half": days[:-1] + [days[-1] + ".1"], "all": packed[:-1] + [days[-1]]}
    for name, logs in known.items():
        bench.good("ingest", "-q", "--db", bench.path("db", name), "--key", key, *logs)
    return packed, key


def nights(bench, days, packed, key):
    """One round of nights; each begins with a copy of its database."""
    lines = days[-1]
    for name, start, logs in (("plain", "plain", days), ("gz", "gz", packed[:-1] + [lines]), ("half", "half", days),
                              ("nothing", "all", packed[:-1] + [lines])):
        run = bench.path("run.db")
        shutil.copy(bench.path("db", start), run)
        os.sync()
        bench.measure(name, bench.footfall, "ingest", "-q", "--db", run, "--key", key, *logs)
        if name == "plain":
            bench.measure("day alone", bench.footfall, "weekly", "--json", lines)
        if name == "half":
            bench.measure("half alone", bench.footfall, "weekly", "--json", lines + ".2")
    bench.measure("version", bench.footfall, "--version")


def five_years(bench, name, visitors):
    """A database of five years with so many Twitter visitors a week, and ten times as many others."""
    rng, log, db = random.Random(visitors), bench.path(name + ".log"), bench.path(name + ".db")
    first = datetime.datetime(2016, 1, 4)
    for left in (db, db + ".key", db + ".lock"):
        if os.path.exists(left):
            os.unlink(left)
    with open(log, "w", encoding="ascii") as out:
        for day in range(5 * 365 + 1):
            for _ in range(visitors * 11 // 7):
                twitter = rng.random() < 1 / 11
                when = first + datetime.timedelta(days=day, seconds=rng.randrange(86400))
                referer = f"https://t.co/{rng.randrange(200 + day // 4):010d}" if twitter else rng.choice(
                    ["-", "https://www.google.com/", "https://www.bing.com/", f"https://host{rng.randrange(60)}.example.net/"])
                address = f"10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(256)}"
                out.write(f'{address} - - [{when:%d/%b/%Y:%H:%M:%S} +0000] "GET /post-{rng.randrange(40 + day // 7)} '
                          f'HTTP/1.1" 200 512 "{referer}" "{AGENT.format(rng.randrange(60, 90))}"\n')
    bench.good("ingest", "-q", "--db", db, log)
    os.unlink(log)
    rows = json.loads(bench.good("weekly", "--json", "--db", db))["weeks"]
    years = json.loads(bench.good("yearly", "--json", "--db", db))["years"]
    size, weeks = os.path.getsize(db), sum(row["visitors"] or 0 for row in rows)
    print(f"{name}: {len(rows)} weeks, {size} bytes: {size / weeks:.0f} a Twitter visitor and week, "
          f"{size / sum(row['visitors'] or 0 for row in years):.0f} a Twitter visitor and year", flush=True)
    return db


def bar(name, got, most, unit):
    print(f"{'held  ' if got <= most else 'missed'}  {name}: {got:.2f}{unit}, at most {most:g}{unit}")


def table(bench):
    print(f"{'':<24}{'wall ms':>10}{'from':>10}{'to':>10}{'CPU ms':>10}")
    for name, wall in bench.wall.items():
        print(f"{name:<24}{statistics.median(wall) * 1000:>10.1f}{min(wall) * 1000:>10.1f}{max(wall) * 1000:>10.1f}"
              f"{statistics.median(bench.cpu[name]) * 1000:>10.1f}")
    print()
    for name, base in (("plain", "day alone"), ("gz", "day alone"), ("half", "half alone")):
        bar(f"{name} over {base}, wall", bench.ratio(bench.wall, name, base), 1.2, "")
        bar(f"{name} over {base}, CPU", bench.ratio(bench.cpu, name, base), 1.2, "")
    bar("nothing new, more than --version", bench.more("nothing", "version"), 20, " ms")
    for name in ("blog", "large blog"):
        print(f"        {name}: {bench.ratio(bench.wall, name, 'sqlite3'):.2f} times the start of sqlite3")
        bar(f"{name}, weekly --db", statistics.median(bench.wall[name]) * 1000, 50, " ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--footfall", default="./footfall")
    parser.add_argument("--corpus", default="build/corpus", help="the generator")
    parser.add_argument("--measure", default="build/measure", help="runs one command")
    parser.add_argument("--dir", default="build/bench/nightly")
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    bench = Bench(parser.parse_args())
    days = days_of(bench)
    packed, key = databases(bench, days)
    large = {"blog": five_years(bench, "blog", 50), "large blog": five_years(bench, "large-blog", 500)}
    for _ in range(bench.options.rounds):
        nights(bench, days, packed, key)
        for name, db in large.items():
            bench.measure(name, bench.footfall, "weekly", "--db", db)
        bench.measure("sqlite3", "sqlite3", ":memory:", "select 1")
    table(bench)
    # A night may cost little, but it must be right.
    straight = bench.path("straight.db")
    for left in (straight, straight + ".lock"):
        if os.path.exists(left):
            os.unlink(left)
    bench.good("ingest", "-q", "--db", straight, "--key", key, *days)
    wrong = bench.good("export", "--db", straight) != bench.good("export", "--db", bench.path("run.db"))
    print("wrong   the database is not that of one run" if wrong else "right   the database is that of one run over all days")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
