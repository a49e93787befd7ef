#!/usr/bin/env python3
"""The same requests in every format that servers.py writes, read one after the other in rounds.

    formats.py [--lines N] [--rounds N] [--dir DIRECTORY] [--footfall PROGRAM] [--corpus GENERATOR] [--markdown]

The machine may drift between rounds, so each ratio to combined is taken within a round, and its median
shown. Times are CPU time of one thread, user and system, with the file in the page cache.
"""
import argparse
import os
import resource
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SERVERS = os.path.join(HERE, "..", "..", "sample-logs", "servers.py")
JSON = {"json", "caddy", "traefik", "cloudfront-json", "json-array", "json-docker", "json-pretty", "caddy-compose"}
APART = {"w3c-utf16", "json-pretty"}  # twice the bytes, many lines a request


def make(options):
    log = os.path.join(options.dir, "combined.log")
    if not os.path.exists(log):
        subprocess.run([options.corpus, str(options.lines), log, log + ".json"], check=True)
        subprocess.run([sys.executable, SERVERS, "--from", log, options.dir], check=True)
    return sorted(name[:-4] for name in os.listdir(options.dir) if name.endswith(".log"))


def seconds(options, name):
    path = os.path.join(options.dir, name + ".log")
    subprocess.run(["cat", path], stdout=subprocess.DEVNULL, check=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([options.footfall, "weekly", "--quiet", "--json", "--jobs", "1", "--tz", "UTC", path],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--footfall", default="./footfall")
    parser.add_argument("--corpus", default="build/corpus", help="the generator")
    parser.add_argument("--dir", default="build/bench/formats")
    parser.add_argument("--lines", type=int, default=400_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    os.makedirs(options.dir, exist_ok=True)
    names = make(options)
    rounds = [{name: seconds(options, name) for name in names} for _ in range(options.rounds)]
    rows = []
    for name in names:
        best = min(one[name] for one in rounds)
        size = os.path.getsize(os.path.join(options.dir, name + ".log"))
        ratio = statistics.median(one["combined"] / one[name] for one in rounds)
        rows.append((options.lines / best, name, size / options.lines, ratio))
    missed = 0
    if options.markdown:
        print("| file | bytes a request | requests a second | of combined |\n| --- | ---: | ---: | ---: |")
    for rate, name, size, ratio in sorted(rows, reverse=True):
        least = 700_000 if name in JSON else 1_000_000
        held = rate >= least or name in APART
        missed += not held
        if options.markdown:
            print(f"| `{name}` | {size:.0f} | {rate / 1e6:.2f} million | {ratio:.2f} |")
        else:
            print(f"{name:<22}{size:>6.0f} bytes{rate / 1e6:>7.2f} M/s{ratio:>7.2f} of combined"
                  f"{'' if held else '   missed'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
