#!/usr/bin/env python3
"""footfall beside its peers on one log, in rounds that run all of them in turn.

The machine may drift between rounds, so read the ratios of one table, not its seconds. Medians of the
rounds; CPU is user and system time; memory the largest resident set. What takes too long on
the whole log runs on its first part, and its times are scaled: such rows bear a star.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys

sys.dont_write_bytecode = True
import logs

# The Referer pattern of parsers/sources.c, with the quotes that stand around the field in a line.
REFERER = (r'(?i)"https?://(?:[^/?#\\"]*@)?(?:[^/?#\\@:\[\]"]*\.)?(?:twitter\.com|t\.co|x\.com)\.?(?::\d{0,5})?'
           r'[/?#\\"]')
# Distinct pairs of address and agent with a Twitter Referer, week by week of March 2026.
AWK = r"""/"https?:\/\/([a-z0-9-]+\.)*(t\.co|twitter\.com|x\.com)[\/":?]/ {
	split($1, word, " ")
	week = int((substr(word[4], 2, 2) + 5) / 7)
	if (!((week, word[1], $6) in seen)) { seen[week, word[1], $6] = 1; visitors[week]++ }
}
END { for (week in visitors) print week, visitors[week] }"""


class Row:
    def __init__(self, name, command, log, lines, output, starred=False):
        self.name, self.command, self.log, self.lines, self.output = name, command, log, lines, output
        self.starred, self.wall, self.cpu, self.rss, self.status = starred, [], [], [], 0


def run(row, measure):
    """One run: its figures are added to the row."""
    env = {**os.environ, "LC_ALL": "C"}
    env.pop("FOOTFALL_DB", None)
    result = row.output + ".time"
    # Into a file: grep that writes to /dev/null stops at its first match.
    with open(row.output, "wb") as out, open(row.output + ".err", "wb") as err:
        subprocess.run([measure, result, *row.command], stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env,
                       check=True)
    with open(result, encoding="ascii") as text:
        wall, cpu, rss, status = text.read().split()
    row.wall.append(float(wall))
    row.cpu.append(float(cpu))
    row.rss.append(int(rss) / 1024)
    row.status = int(status)


def to_nothing(script, *words):
    """A command of the shell whose output nobody keeps: unpacking, which writes gigabytes."""
    return ["sh", "-c", script + " >/dev/null", "sh", *words]


def own_rows(options, log, names):
    """footfall over the same requests: plain, packed, a file a day, and as JSON."""
    n, rows = options.lines, []
    runs = [("footfall --jobs 1", options.footfall, 1, [log]), ("footfall --jobs 2", options.footfall, 2, [log]),
            ("gzip --jobs 1", options.footfall, 1, [names.packed]), ("gzip --jobs 2", options.footfall, 2, [names.packed]),
            ("days --jobs 1", options.footfall, 1, names.days), ("days --jobs 2", options.footfall, 2, names.days),
            ("JSON --jobs 1", options.footfall, 1, [names.json])]
    if options.zlib:
        runs.insert(4, ("zlib --jobs 2", options.zlib, 2, [names.packed]))
    for name, program, jobs, paths in runs:
        rows.append(Row(name, [program, "weekly", "--json", "--jobs", str(jobs), *paths], log, n,
                        f"{options.dir}/{name.replace(' ', '')}.json"))
    return rows


def peers(options, log, names):
    """Every other row of the table; what is not installed is named and left out."""
    d, n = options.dir, options.lines
    few = min(n, options.slice)
    part = logs.first(log, few, f"{d}/corpus-{n}-first.log") if few < n else log
    analog_cfg, webalizer_dir = f"{d}/analog.cfg", f"{d}/webalizer"
    os.makedirs(webalizer_dir, exist_ok=True)
    with open(analog_cfg, "w", encoding="utf-8") as out:
        out.write(f"LOGFILE {os.path.abspath(log)}\nOUTFILE {os.path.abspath(d)}/analog.html\nDNS NONE\n"
                  "REFSITE ON\nREFERRER ON\nBROWSERSUM ON\nWEEKLY ON\n")
    with open(f"{d}/webalizer.conf", "w", encoding="utf-8") as out:
        out.write("HostName blog.example.org\n")
    wanted = [
        ("wc -l", "wc", ["wc", "-l", log], n),
        ("grep -P -c", "grep", ["grep", "-a", "-P", "-c", REFERER, log], n),
        ("rg -c", "rg", ["rg", "--no-config", "-a", "-c", REFERER, log], n),
        ("mawk one-liner", "mawk", ["mawk", "-F\"", AWK, log], n),
        ("igzip -dc", "igzip", to_nothing('igzip -dc "$1"', names.packed), n),
        ("igzip -dc days", "igzip", to_nothing('for day; do case $day in *.gz) igzip -dc "$day" ;; *) cat "$day" ;; esac; '
                                               'done', *names.days), n),
        ("zlib inflate", options.inflate, [options.inflate, names.packed], n),
        ("gzip -dc", "gzip", to_nothing('gzip -dc "$1"', names.packed), n),
        ("Analog", "analog", ["analog", "-G", f"+g{analog_cfg}"], n),
        ("Webalizer", "webalizer", ["webalizer", "-Q", "-c", f"{d}/webalizer.conf", "-o", webalizer_dir, part], few),
        ("GoAccess", "goaccess", ["goaccess", part, "--no-progress", "--no-global-config", "--log-format=COMBINED",
                                  "-o", f"{d}/goaccess.json"], few),
    ]
    if shutil.which("zstd"):
        zst = logs.made(log + ".zst", [log],
                        lambda out: subprocess.run(["zstd", "-q", "-3", "-c", log], stdout=out, check=True))
        wanted.insert(8, ("zstd -dc", "zstd", to_nothing('zstd -q -dc "$1"', zst), n))
    rows, absent = [], []
    for name, program, command, lines in wanted:
        if program and shutil.which(program):
            output = f"{d}/{name.replace(' ', '')}.out"
            rows.append(Row(name, command, log, lines, output, starred=lines < n))
        elif program:
            absent.append(name)
    return rows, absent


def table(rows, lines):
    base = statistics.median(rows[0].wall)
    base_cpu = statistics.median(rows[0].cpu)
    print(f"{'':<20}{'wall s':>9}{'from':>9}{'to':>9}{'CPU s':>9}{'RSS MiB':>9}{'wall x':>9}{'CPU x':>9}")
    for row in rows:
        scale = lines / row.lines
        wall, cpu = statistics.median(row.wall) * scale, statistics.median(row.cpu) * scale
        print(f"{row.name + (' *' if row.starred else ''):<20}{wall:>9.3f}{min(row.wall) * scale:>9.3f}"
              f"{max(row.wall) * scale:>9.3f}{cpu:>9.3f}{max(row.rss):>9.1f}{wall / base:>9.2f}{cpu / base_cpu:>9.2f}"
              f"{'' if row.status == 0 else f'  exit status {row.status}'}")


def wrongs(row, truth):
    """How the program's figures differ from the truth."""
    try:
        with open(row.output, encoding="utf-8") as text:
            told = json.load(text)
    except (OSError, ValueError) as error:
        return [f"{row.name}: no JSON: {error}"]
    found = []

    def compare(what, got, want, tolerance=0.0):
        if want is None:
            return
        if got is None or abs(got - want) > tolerance * want:
            found.append(f"{row.name}: {what} is {got}, truly {want}")

    for name, want in (("lines", truth.get("lines")), ("unparsable", truth.get("malformed")),
                       ("robots", truth["robot_lines"]), ("counted", truth["counted"])):
        compare(f"input.{name}", told["input"].get(name), want)
    weeks = {week["week"]: week for week in told["weeks"]}
    compare("the number of weeks", len(weeks), len(truth["weeks"]))
    for want in truth["weeks"]:
        week = weeks.get(want["week"], {})
        for name in ("visitors", "by_referer", "by_app", "by_tag", "page_views"):
            compare(f"{want['week']} {name}", week.get(name), want[name])
        exact = want["all_visitors"] <= 4096
        compare(f"{want['week']} all_visitors", week.get("all_visitors"), want["all_visitors"], 0 if exact else 0.035)
    return found


# Row, what it is held against, and how many times that it may take at most.
BARS = (
    ("footfall --jobs 1", "wc -l", 3.2), ("footfall --jobs 1", "rg -c", 0.6), ("footfall --jobs 1", "grep -P -c", 1.1),
    ("footfall --jobs 1", "Analog", 0.1), ("footfall --jobs 1", "GoAccess", 0.01), ("footfall --jobs 2", "wc -l", 2.0),
    ("gzip --jobs 2", "igzip -dc", 1.2), ("zlib --jobs 2", "zlib inflate", 1.1), ("days --jobs 2", "igzip -dc days", 0.8),
    ("JSON --jobs 1", "footfall --jobs 1", 2.5),
)
MOST_MEMORY = 24  # MiB, of a run over the plain log


def bars(rows, lines):
    """The bars that were set: name, what is had, what may be had at most. Pair by pair within a round, so that drift
    between rounds cancels."""
    by_name = {row.name: row for row in rows}
    found = []
    for name, base, most in BARS:
        if name not in by_name or base not in by_name:
            continue
        own, peer = by_name[name], by_name[base]
        scale = lines / peer.lines
        wall = statistics.median(mine / (theirs * scale) for mine, theirs in zip(own.wall, peer.wall))
        cpu = statistics.median(mine / (theirs * scale) for mine, theirs in zip(own.cpu, peer.cpu))
        found.append({"name": f"{name}, times {base}", "got": wall, "cpu": cpu, "most": most})
    for name in ("footfall --jobs 1", "footfall --jobs 2"):
        found.append({"name": f"{name}, MiB resident", "got": max(by_name[name].rss), "cpu": None, "most": MOST_MEMORY})
    return found


def machine():
    """What the figures were measured on."""
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as text:
        model = next((line.partition(":")[2].strip() for line in text if line.startswith("model name")), "?")
    with open("/proc/meminfo", encoding="ascii") as text:
        memory = int(text.readline().split()[1]) / 2**20
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, Linux {os.uname().release}"


def keep(options, rows, held, truth):
    """For tests/bench/page.py."""
    with open(f"{options.dir}/results.json", "w", encoding="utf-8") as out:
        json.dump({"lines": truth["lines"], "bytes": truth["bytes"], "rounds": options.rounds, "machine": machine(),
                   "bars": held, "rows": [{
                       "name": row.name, "starred": row.starred, "rss": max(row.rss),
                       **{key: [value * truth["lines"] / row.lines for value in getattr(row, key)]
                          for key in ("wall", "cpu")}} for row in rows]}, out, indent=1)


class Names:
    """The same requests in other files."""

    def __init__(self, log):
        self.packed, self.days, self.json = logs.packed(log), logs.days(log), logs.as_json(log)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--footfall", default="./footfall")
    parser.add_argument("--zlib", help="the program that reads gzip by zlib")
    parser.add_argument("--inflate", help="zlib alone")
    parser.add_argument("--corpus", default="build/corpus", help="the generator")
    parser.add_argument("--measure", default="build/measure", help="runs one command")
    parser.add_argument("--dir", default="build/bench")
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slice", type=int, default=200_000, help="lines for what is too slow for all of them")
    options = parser.parse_args()
    os.makedirs(options.dir, exist_ok=True)

    log, truth = logs.corpus(options.corpus, options.dir, options.lines)
    names = Names(log)
    others, absent = peers(options, log, names)
    rows = own_rows(options, log, names) + others
    print(f"{truth['lines']} lines, {truth['bytes']} bytes; {options.rounds} rounds", flush=True)
    for path in (log, names.packed, names.json, *names.days):
        subprocess.run(["cat", path], stdout=subprocess.DEVNULL, check=True)
    for _ in range(options.rounds):
        for row in rows:
            run(row, options.measure)
    table(rows, truth["lines"])
    if any(row.starred for row in rows):
        print(f"*  measured on {min(options.slice, options.lines)} lines and scaled")
    if absent:
        print(f"not installed, left out: {', '.join(absent)} (make deps bench)")
    print()
    held = bars(rows, truth["lines"])
    for bar in held:
        cpu = f" (CPU {bar['cpu']:.3g})" if bar["cpu"] is not None else ""
        print(f"{'held  ' if bar['got'] <= bar['most'] else 'missed'}  {bar['name']}: {bar['got']:.3g}{cpu}, "
              f"at most {bar['most']:g}")
    keep(options, rows, held, truth)
    # Of the lines that are no requests JSON has some.
    clean = {key: value for key, value in truth.items() if key not in ("lines", "malformed")}
    found = [text for row in rows if row.command[1:2] == ["weekly"]
             for text in wrongs(row, clean if row.name.startswith("JSON") else truth)]
    print("\n".join(found) if found else "right   all figures against the truth of the corpus")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
