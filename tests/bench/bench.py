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


def slice_of(log, lines, path):
    if not os.path.exists(path):
        with open(path, "wb") as out:
            subprocess.run(["head", "-n", str(lines), log], stdout=out, check=True)
    return path


def corpus(options):
    log = f"{options.dir}/corpus-{options.lines}.log"
    truth = f"{options.dir}/corpus-{options.lines}.json"
    fresh = os.path.exists(truth) and os.path.getmtime(truth) > os.path.getmtime(options.corpus)
    if not fresh or not os.path.exists(log):
        print(f"making {log}", flush=True)
        subprocess.run([options.corpus, str(options.lines), log, truth], check=True)
        for name in os.listdir(options.dir):
            if name.startswith(f"corpus-{options.lines}.first"):
                os.remove(os.path.join(options.dir, name))
    with open(truth, encoding="utf-8") as text:
        return log, json.load(text)


def peers(options, log):
    """Every row of the table; what is not installed is named and left out."""
    d, n = options.dir, options.lines
    few = min(n, options.slice)
    part = slice_of(log, few, f"{d}/corpus-{n}.first-{few}") if few < n else log
    analog_cfg, webalizer_dir = f"{d}/analog.cfg", f"{d}/webalizer"
    os.makedirs(webalizer_dir, exist_ok=True)
    with open(analog_cfg, "w", encoding="utf-8") as out:
        out.write(f"LOGFILE {os.path.abspath(log)}\nOUTFILE {os.path.abspath(d)}/analog.html\nDNS NONE\n"
                  "REFSITE ON\nREFERRER ON\nBROWSERSUM ON\nWEEKLY ON\n")
    with open(f"{d}/webalizer.conf", "w", encoding="utf-8") as out:
        out.write("HostName blog.example.org\n")
    wanted = [
        ("wc -l", ["wc", "-l", log], log, n),
        ("grep -P -c", ["grep", "-a", "-P", "-c", REFERER, log], log, n),
        ("rg -c", ["rg", "--no-config", "-a", "-c", REFERER, log], log, n),
        ("mawk one-liner", ["mawk", "-F\"", AWK, log], log, n),
        ("Analog", ["analog", "-G", f"+g{analog_cfg}"], log, n),
        ("Webalizer", ["webalizer", "-Q", "-c", f"{d}/webalizer.conf", "-o", webalizer_dir, part], part, few),
        ("GoAccess", ["goaccess", part, "--no-progress", "--no-global-config", "--log-format=COMBINED",
                      "-o", f"{d}/goaccess.json"], part, few),
    ]
    rows, absent = [], []
    for jobs in (1, 2):
        rows.append(Row(f"footfall --jobs {jobs}", [options.footfall, "weekly", "--json", "--jobs", str(jobs), log],
                        log, n, f"{d}/footfall-{jobs}.json"))
    for name, command, path, lines in wanted:
        if shutil.which(command[0]):
            output = f"{d}/{name.split()[0]}.out"
            rows.append(Row(name, command, path, lines, output, starred=lines < n))
        else:
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
        if got is None or abs(got - want) > tolerance * want:
            found.append(f"{row.name}: {what} is {got}, truly {want}")

    for name, want in (("lines", truth["lines"]), ("unparsable", truth["malformed"]), ("robots", truth["robot_lines"]),
                       ("counted", truth["counted"])):
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


def bars(rows, lines):
    """The bars that were set, each as one line."""
    by_name = {row.name: row for row in rows}
    own = rows[0]

    def ratio(peer):
        # Pair by pair within a round, so that drift between rounds cancels.
        scale = lines / peer.lines
        return statistics.median(mine / (theirs * scale) for mine, theirs in zip(own.wall, peer.wall))

    for name, most in (("Analog", 1 / 3), ("grep -P -c", 1.0), ("wc -l", 3.2)):
        if name in by_name:
            got = ratio(by_name[name])
            print(f"{'held  ' if got <= most else 'missed'}  {got:.2f} times {name}, at most {most:.2f}")
    rss = max(own.rss + rows[1].rss)
    print(f"{'held  ' if rss < 64 else 'missed'}  {rss:.1f} MiB resident, under 64")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--footfall", default="./footfall")
    parser.add_argument("--corpus", default="build/corpus", help="the generator")
    parser.add_argument("--measure", default="build/measure", help="runs one command")
    parser.add_argument("--dir", default="build/bench")
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slice", type=int, default=200_000, help="lines for what is too slow for all of them")
    options = parser.parse_args()
    os.makedirs(options.dir, exist_ok=True)

    log, truth = corpus(options)
    rows, absent = peers(options, log)
    print(f"{truth['lines']} lines, {truth['bytes']} bytes; {options.rounds} rounds", flush=True)
    subprocess.run(["wc", "-l", log], stdout=subprocess.DEVNULL, check=True)
    for _ in range(options.rounds):
        for row in rows:
            run(row, options.measure)
    table(rows, truth["lines"])
    if any(row.starred for row in rows):
        print(f"*  measured on {min(options.slice, options.lines)} lines and scaled")
    if absent:
        print(f"not installed, left out: {', '.join(absent)} (make deps bench)")
    print()
    bars(rows, truth["lines"])
    found = [text for row in rows[:2] for text in wrongs(row, truth)]
    print("\n".join(found) if found else "right   all figures against the truth of the corpus")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
