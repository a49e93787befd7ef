#!/usr/bin/env python3
"""A log in pieces against the same log in one: the database must not tell them apart.

	tests/properties/nightly.py [--rounds N] [--seed S] [FOOTFALL]

Each round makes a small log, reads it straight into one database, and into another as 1 to 40 pieces that
overlap, repeat, are renamed, compressed, piped, rewritten with CR LF, grown between runs, merged from parts, in
any order. Export and reports of both must be the same bytes (but for `input`, which says what a run read).
Prints 'N rounds, N differ' and fails when one does; its seed gives the same round again.
"""
import argparse
import bz2
import datetime
import gzip
import json
import lzma
import os
import random
import shutil
import subprocess
import sys
import tempfile

AGENTS = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101 Firefox/%d.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_8_3) AppleWebKit/%d.31 (KHTML, like Gecko) Chrome/%d.0.1410.65 Safari/537.31",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 6_1 like Mac OS X) Mobile/10B%d Twitter for iPhone %d",
    "Examplebot/%d.0 (+http://bot.example.com/%d)",
]
REFERERS = ["-", "http://t.co/%s", "https://twitter.com/someone/status/%d", "http://www.google.com/search?q=%d",
            "http://host%d.example.net/page", "http://blog.example.org/", "android-app://com.twitter.android"]
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def line(rng, host):
    year = rng.choice([2012, 2013, 2013, 2014])
    day, month = rng.choice([(rng.randint(1, 28), rng.choice(MONTHS)), (31, "Dec"), (1, "Jan")])
    agent = rng.choice(AGENTS) % (rng.randint(1, 3), rng.randint(1, 3))
    referer = rng.choice(REFERERS)
    if "%s" in referer:
        referer %= rng.choice("abcdefg") * 10
    elif "%d" in referer:
        referer %= rng.randint(1, 40)
    target = rng.choice(["/", "/a", "/b?x=1", "/style.css", "/c?utm_source=twitter", "/feed", "/d%20e"])
    address = rng.choice(["203.0.113.%d", "2001:db8::%d"]) % rng.randint(1, 60)
    zone = rng.choice(["+0000", "+0200", "-0500"])
    text = (f'{address} - - [{day:02d}/{month}/{year}:{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:'
            f'{rng.randint(0, 59):02d} {zone}] "GET {target} HTTP/1.1" {rng.choice([200, 200, 304, 404])} '
            f'{rng.randint(1, 9999)} "{referer}" "{agent}"')
    return (rng.choice(["blog.example.org ", "www.example.org "]) if host else "") + text


def elsewhere(rng, text):
    """The same instant as a server of another zone logs it, often on another day."""
    begin, end = text.index("[") + 1, text.index("]")
    at = datetime.datetime.strptime(text[begin:end], "%d/%b/%Y:%H:%M:%S %z")
    zone = datetime.timezone(datetime.timedelta(hours=rng.choice([14, 9, 2, -5, -12])))
    return text[:begin] + at.astimezone(zone).strftime("%d/%b/%Y:%H:%M:%S %z") + text[end:]


def make_log(rng):
    host = rng.random() < 0.3
    lines = [line(rng, host) for _ in range(rng.randint(1, 400))]
    for _ in range(rng.choice([0, 0, 20])):
        lines.insert(rng.randrange(len(lines) + 1), elsewhere(rng, rng.choice(lines)))
    for _ in range(rng.randint(0, 3)):
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(["", "no log line", "\0\0\0", "#comment"]))
    return lines


def pieces_of(rng, lines):
    """Runs of lines that cover all of them, some twice."""
    cuts = sorted(rng.randrange(len(lines) + 1) for _ in range(rng.randint(0, 39)))
    out = []
    for begin, end in zip([0] + cuts, cuts + [len(lines)]):
        begin = max(0, begin - rng.choice([0, 0, 0, 5, 30]))
        out.append(lines[begin:end])
    out += [rng.choice(out) for _ in range(rng.randint(0, 3))]
    rng.shuffle(out)
    return [piece for piece in out if piece] or [lines]


def pack(rng, data, path):
    """Writes the bytes, plain or compressed; gives the name."""
    kind = rng.choice(["plain", "plain", "gz", "gz", "members", "bz2", "xz", "zst"])
    if kind == "gz":
        data = gzip.compress(data, mtime=0)
    elif kind == "members":
        cut = rng.randrange(len(data) + 1)
        data = gzip.compress(data[:cut], mtime=0) + gzip.compress(data[cut:], mtime=0)
    elif kind == "bz2":
        data = bz2.compress(data)
    elif kind == "xz":
        data = lzma.compress(data)
    elif kind == "zst" and shutil.which("zstd"):
        data = subprocess.run(["zstd", "-qc"], input=data, stdout=subprocess.PIPE, check=True).stdout
    with open(path, "wb") as to:
        to.write(data)
    return path


def memory():
    """A folder in memory where there is one: every run syncs its files."""
    return os.environ.get("TMPDIR") or ("/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None)


class Round:
    def __init__(self, footfall, folder, seed):
        self.footfall, self.folder, self.rng = footfall, folder, random.Random(seed)
        self.key = self.path("key")
        self.run("key", "new", self.key)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *words, stdin=None, allowed=(0,)):
        done = subprocess.run([self.footfall, *words], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False, env={**os.environ, "FOOTFALL_DB": ""})
        if done.returncode not in allowed:
            raise RuntimeError(f"{words}: status {done.returncode}: {done.stderr.decode()}")
        return done.stdout

    def ingest(self, database, *names, stdin=None):
        # Pieces may hold no log line at all (3).
        self.run("ingest", "--db", database, "--key", self.key, "-j", str(self.rng.randint(1, 3)), *names,
                 stdin=stdin, allowed=(0, 3))

    def scatter(self, database, lines):
        """The lines in pieces into a database."""
        rng, names, last = self.rng, [], None
        for number, piece in enumerate(pieces_of(rng, lines)):
            data = rng.choice(["\n", "\n", "\n", "\r\n"]).join(piece).encode() + b"\n"
            how = rng.random()
            if how < 0.1:
                self.ingest(database, "-", stdin=data)
                continue
            if how < 0.3:
                # A log that is read while it grows, cut anywhere, and read again under another name.
                last = self.path(f"growing{number}")
                for end in sorted(rng.randrange(len(data) + 1) for _ in range(rng.randint(1, 3))) + [len(data)]:
                    with open(last, "wb") as to:
                        to.write(data[:end])
                    self.ingest(database, last)
                os.rename(last, last + ".1")
                names.append(last + ".1")
                if rng.random() < 0.5:
                    with open(self.path(f"rotated{number}.gz"), "wb") as to:
                        to.write(gzip.compress(data, mtime=0))
                    names.append(to.name)
                continue
            names.append(pack(rng, data, self.path(f"piece{number}")))
            if rng.random() < 0.3:
                self.ingest(database, *names)
                names = names if rng.random() < 0.3 else []
        if names:
            self.ingest(database, *names)

    def reports(self, database):
        out = [self.run("export", "--db", database)]
        for command in ("weekly", "yearly"):
            for source in ("twitter", "all"):
                report = json.loads(self.run(command, "--json", "--source", source, "--db", database))
                del report["input"]
                out.append(json.dumps(report))
        return out

    def check(self):
        lines = make_log(self.rng)
        whole = self.path("whole.log")
        with open(whole, "w", encoding="ascii", newline="") as to:
            to.write("\n".join(lines) + "\n")
        self.ingest(self.path("straight.db"), whole)
        want = self.reports(self.path("straight.db"))
        logs = json.loads(self.run("weekly", "--json", "--key", self.key, whole, allowed=(0, 3)))
        del logs["input"]
        if json.dumps(logs) != want[1]:
            return "the report from the log is another"
        if self.rng.random() < 0.3:
            middle = self.rng.randrange(len(lines) + 1)
            parts = [part for part in (lines[:middle], lines[max(0, middle - 9):]) if part]
            for number, part in enumerate(parts):
                self.scatter(self.path(f"part{number}.db"), part)
            names = [self.path(f"part{number}.db") for number in range(len(parts))]
            self.rng.shuffle(names)
            self.run("merge", "--db", self.path("pieces.db"), *names, names[0])
        else:
            self.scatter(self.path("pieces.db"), lines)
        got = self.reports(self.path("pieces.db"))
        for name, a, b in zip(["export", "weekly", "weekly --source all", "yearly", "yearly --source all"], want, got):
            if a != b:
                return f"{name} differs"
        # Once more everything: nothing may move.
        self.ingest(self.path("pieces.db"), whole)
        return "" if self.reports(self.path("pieces.db")) == got else "reading again changes something"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("footfall", nargs="?", default="./footfall")
    options = parser.parse_args()
    footfall = os.path.abspath(options.footfall)
    differ = 0
    for seed in range(options.seed, options.seed + options.rounds):
        with tempfile.TemporaryDirectory(dir=memory()) as folder:
            try:
                wrong = Round(footfall, folder, seed).check()
            except RuntimeError as error:
                wrong = str(error)
        if wrong:
            differ += 1
            print(f"seed {seed}: {wrong}", flush=True)
    print(f"{options.rounds} rounds, {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
