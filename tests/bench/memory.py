#!/usr/bin/env python3
"""The most memory that the program holds, and what makes it more.

    memory.py [--gigabytes N] [--lines N] [--footfall PROGRAM] [--corpus GENERATOR] [--measure RUNNER] [--dir DIRECTORY]

Resident set at its largest, of runs over the corpus in three lengths, and of logs that differ in one thing alone: more
Twitter page views of the same visitors, more visitors of the same number of page views, more visitors of other sources
and more weeks, more files, more gigabytes of the same lines through a pipe. A table doubles now and then, so growth is
looked at in several lengths, and the worst counts.
"""
import argparse
import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import logs
from bench import REFERER

DAY = 86400
START = 1136073600  # 2006-01-01
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
LENGTHS = (500_000, 1_000_000, 5_000_000)
# A table of slots is fullest just before it doubles and emptiest just after: lengths on both sides of that.
STEPS = (100_000, 380_000, 400_000, 780_000, 800_000, 1_000_000, 1_560_000, 1_600_000)


def stamps(count, seconds):
    """So many times, evenly over so many seconds, as a log writes them."""
    last, text = None, ""
    for i in range(count):
        at = START + i * seconds // count
        if at // 60 != last:
            last = at // 60
            days = at // DAY + 719468  # civil date, days since 0000-03-01
            era = days // 146097
            doe = days - era * 146097
            yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
            doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
            mp = (5 * doy + 2) // 153
            month = mp + 3 if mp < 10 else mp - 9
            year = yoe + era * 400 + (month <= 2)
            day = doy - (153 * mp + 2) // 5 + 1
            text = f"{day:02d}/{MONTHS[month - 1]}/{year}:{at // 3600 % 24:02d}:{at // 60 % 60:02d}"
        yield f"{text}:{at % 60:02d} +0000"


def write(path, count, visitors, referer, weeks):
    """A page view a line; visitor i mod `visitors`."""
    def lines(out):
        for i, stamp in enumerate(stamps(count, weeks * 7 * DAY)):
            v = i % visitors
            out.write(b'10.%d.%d.%d - - [%b] "GET /page-%d HTTP/1.1" 200 512 "%b" "%b"\n' % (
                v >> 16, v >> 8 & 255, v & 255, stamp.encode(), i % 1000, referer, AGENT.encode()))
    return logs.made(path, [], lines)


class Memory:
    def __init__(self, options):
        self.options, self.dir, self.missed, self.found = options, os.path.abspath(options.dir), 0, {}
        self.measure, self.footfall = os.path.abspath(options.measure), os.path.abspath(options.footfall)

    def run(self, *words, feed=None):
        """Largest resident set in bytes, and what was written."""
        result = f"{self.dir}/memory.time"
        env = {name: value for name, value in os.environ.items() if not name.startswith("FOOTFALL_")}
        with subprocess.Popen([self.measure, result, self.footfall, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, env=env,
                              stdin=subprocess.PIPE if feed else subprocess.DEVNULL) as child:
            if feed:
                feed(child.stdin)
                child.stdin.close()
            written = child.stdout.read()
        with open(result, encoding="ascii") as text:
            _, _, rss, status = text.read().split()
        if status != "0":
            sys.exit(f"status {status}: footfall {' '.join(words)}")
        return int(rss) * 1024, written

    def bar(self, key, what, got, most, unit):
        self.missed += got > most
        self.found[key] = {"what": what, "got": got, "most": most, "unit": unit}
        print(f"{'held  ' if got <= most else 'missed'}  {what}: {got:.1f} {unit}, at most {most:g}", flush=True)

    def lengths(self):
        for lines in sorted({length for length in LENGTHS if length <= self.options.lines} | {self.options.lines}):
            log, _ = logs.corpus(self.options.corpus, self.dir, lines)
            rss = [self.run("weekly", "--json", "--jobs", jobs, log)[0] / 2**20 for jobs in ("1", "2")]
            self.found[f"lines {lines}"] = rss
            print(f"        {lines} lines of corpus: {rss[0]:.1f} MiB with one job, {rss[1]:.1f} with two", flush=True)
        self.bar("corpus", f"{lines} lines, the larger of both", max(rss), 24, "MiB")

    def slope(self, make, each):
        """Bytes more for each thing more than in the shortest log; the worst of the lengths. `each` gives the number
        of things of a length."""
        points = [(each(n), self.run("weekly", "--json", "--jobs", "1", make(n))[0]) for n in STEPS]
        return max((rss - points[0][1]) / (count - points[0][0]) for count, rss in points[1:]), points

    def growth(self):
        log = write(f"{self.dir}/views.log", STEPS[-1], 100, b"https://t.co/AbCdEf1234", 500)
        part = f"{self.dir}/part.log"
        cut = lambda of: lambda n: self.cut(of, n, part)
        views, points = self.slope(cut(log), lambda n: n)
        self.found["views points"] = points
        self.bar("views", "a Twitter page view more of known visitors", views, 64, "bytes")

        # The same page views, now each by a visitor of its own: of one week and one year.
        log = write(f"{self.dir}/visitors.log", STEPS[-1], 1 << 24, b"https://t.co/AbCdEf1234", 500)
        visitors, points = self.slope(cut(log), lambda n: n)
        self.found["visitors points"] = points
        self.bar("visitors", "a Twitter visitor more, of a week and a year, beyond the page view",
                 max(0.0, visitors - views) / 2, 32, "bytes a period")

        # Other sources: 3,000 visitors a week, who come again in every week; counted exactly up to 4,096.
        log = write(f"{self.dir}/others.log", STEPS[-1], 3000, b"https://www.google.com/", STEPS[-1] // 3000)
        others, points = self.slope(cut(log), lambda n: n)
        self.found["others points"] = points
        self.bar("others", "a visitor and week more of another source, counted exactly", others, 32, "bytes")
        os.unlink(part)

    def cut(self, log, lines, part):
        with open(part, "wb") as out:
            subprocess.run(["head", "-n", str(lines), log], stdout=out, check=True)
        return part

    def files(self, count=50_000):
        folder = f"{self.dir}/files-{count}"
        whole = write(f"{self.dir}/files-{count}.log", count, 500, b"https://t.co/AbCdEf1234", 100)
        names = f"{self.dir}/files-{count}.names"
        if not logs.fresh(names, whole):
            os.makedirs(folder, exist_ok=True)
            with open(whole, "rb") as text, open(names + ".new", "wb") as out:
                for i, line in enumerate(text):
                    # Names as long as those of real archives.
                    path = f"{folder}/access-blog.example.org-{i:06d}.log"
                    with open(path, "wb") as one:
                        one.write(line)
                    out.write(path.encode() + b"\0")
            os.replace(names + ".new", names)
        for jobs in ("1", "2"):
            one, expected = self.run("weekly", "--json", "-q", "--jobs", jobs, whole)
            many, got = self.run("weekly", "--json", "-q", "--jobs", jobs, "--files0-from", names)
            weeks = [json.loads(text)["weeks"] for text in (expected, got)]
            if weeks[0] != weeks[1]:
                sys.exit("wrong   the weeks of the files are not those of one file")
            self.bar(f"files {jobs}", f"{count} files, --jobs {jobs}, more than the same lines in one",
                     (many - one) / 2**20, 8, "MiB")

    def pipe(self):
        """The Twitter lines of the corpus, once, and again and again."""
        log, _ = logs.corpus(self.options.corpus, self.dir, self.options.lines)
        pattern = re.compile(REFERER.encode())
        with open(log, "rb") as text:
            block = b"".join(line for line in text if pattern.search(line))
        times = max(2, round(self.options.gigabytes * 1e9 / len(block)))

        def feed(count):
            def write_all(pipe):
                for _ in range(count):
                    pipe.write(block)
            return write_all

        short, expected = self.run("weekly", "--json", "-q", "-", feed=feed(1))
        long, got = self.run("weekly", "--json", "-q", "-", feed=feed(times))
        weeks = [json.loads(text)["weeks"] for text in (expected, got)]
        if weeks[0] != weeks[1]:
            sys.exit("wrong   the weeks of the repeated lines are not those of the lines")
        self.bar("pipe", f"{times * len(block) / 1e9:.1f} GB through a pipe, more than {len(block) / 1e6:.0f} MB",
                 (long - short) / 2**20, 1, "MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--footfall", default="./footfall")
    parser.add_argument("--corpus", default="build/corpus", help="the generator")
    parser.add_argument("--measure", default="build/measure", help="runs one command")
    parser.add_argument("--dir", default="build/bench")
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--gigabytes", type=float, default=1)
    memory = Memory(parser.parse_args())
    os.makedirs(memory.dir, exist_ok=True)
    memory.lengths()
    memory.growth()
    memory.files()
    memory.pipe()
    with open(f"{memory.dir}/memory.json", "w", encoding="utf-8") as out:
        json.dump(memory.found, out, indent=1)
    return 1 if memory.missed else 0


if __name__ == "__main__":
    sys.exit(main())
