#!/usr/bin/env python3
"""How cost grows: each of four things from small to a hundred times larger, and all else the same.

    growth.py [--rounds N] [--lines N] [--footfall PROGRAM] [--corpus GENERATOR] [--measure RUNNER] [--dir DIRECTORY]

Lines of the corpus; visitors from Twitter, of a million page views each time; files that hold the same lines; weeks over
which a million page views lie. One job, rounds that run all of them in turn, medians; --lines is the
longest corpus. The figures go to growth.json, of which tests/bench/page.py makes plots.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

sys.dont_write_bytecode = True
import logs
from memory import write

STEPS = (0.01, 0.03, 0.1, 0.3, 1.0)


def split(log, count, folder):
    """The lines of a log in so many files, one after the other."""
    names = [f"{folder}/part-{i:04d}.log" for i in range(count)]
    if not logs.fresh(names[-1], log):
        os.makedirs(folder, exist_ok=True)
        with open(log, "rb") as text:
            lines = text.readlines()
        for i, name in enumerate(names):
            with open(name, "wb") as out:
                out.writelines(lines[i * len(lines) // count:(i + 1) * len(lines) // count])
    return names


def series(options):
    """Name, unit, and for each step how many, and the logs."""
    d, most = options.dir, options.lines
    few = most // 5
    lines = [round(most * step) for step in STEPS]
    yield "lines", "lines", [(n, [logs.corpus(options.corpus, d, n)[0]]) for n in lines]
    visitors = [round(few * step) for step in STEPS]
    yield "visitors", "distinct visitors from Twitter", [
        (n, [write(f"{d}/growth-{few}-visitors-{n}.log", few, n, b"https://t.co/AbCdEf1234", 10)]) for n in visitors]
    log = logs.corpus(options.corpus, d, round(most * 0.1))[0]
    yield "files", "files", [(n, split(log, n, f"{log.removesuffix('.log')}-in-{n}")) for n in (10, 30, 100, 300, 1000)]
    yield "weeks", "weeks", [(n, [write(f"{d}/growth-{few}-weeks-{n}.log", few, few // 100, b"https://www.google.com/", n)])
                             for n in (5, 15, 50, 150, 500)]


def measured(options, paths):
    """Wall clock, CPU time and MiB of one run."""
    result, names = f"{options.dir}/growth.time", f"{options.dir}/growth.names"
    with open(names, "wb") as out:
        out.write(b"".join(os.path.abspath(path).encode() + b"\0" for path in paths))
    env = {name: value for name, value in os.environ.items() if not name.startswith("FOOTFALL_")}
    subprocess.run([options.measure, result, options.footfall, "weekly", "--json", "--jobs", "1", "--files0-from", names],
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env, check=True)
    with open(result, encoding="ascii") as text:
        wall, cpu, rss, status = text.read().split()
    if status != "0":
        sys.exit(f"status {status} on {paths[0]}")
    return float(wall), float(cpu), int(rss) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--footfall", default="./footfall")
    parser.add_argument("--corpus", default="build/corpus", help="the generator")
    parser.add_argument("--measure", default="build/measure", help="runs one command")
    parser.add_argument("--dir", default="build/bench")
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.makedirs(options.dir, exist_ok=True)
    kinds = [(name, unit, list(points)) for name, unit, points in series(options)]
    times = {}
    for _ in range(options.rounds):
        for name, _, points in kinds:
            for count, paths in points:
                times.setdefault((name, count), []).append(measured(options, paths))
    found = []
    for name, unit, points in kinds:
        print(f"{unit:>32}{'wall s':>9}{'CPU s':>9}{'RSS MiB':>9}")
        rows = []
        for count, _ in points:
            wall, cpu, rss = zip(*times[name, count])
            row = {"count": count, "wall": statistics.median(wall), "cpu": statistics.median(cpu), "rss": max(rss)}
            rows.append(row)
            print(f"{count:>32}{row['wall']:>9.3f}{row['cpu']:>9.3f}{row['rss']:>9.1f}")
        found.append({"name": name, "unit": unit, "rows": rows})
    with open(f"{options.dir}/growth.json", "w", encoding="utf-8") as out:
        json.dump({"lines": options.lines, "rounds": options.rounds, "series": found}, out, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
