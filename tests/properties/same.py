#!/usr/bin/env python3
"""The same bytes from the program with one job and with two, and from the portable program: plain C, zlib, one job, each
line read by the scanner for all shapes and judged alone.

    same.py [--lines N] [--corpus-lines N] FOLDER

FOLDER is a build folder with the programs. Compared are the reports by week and by year, of Twitter and of all
sources, what is said on standard error, and for each line whether it counts and why. The inputs are the corpus of the
bench and N lines that are mostly damaged: of the corpus, of each sample log for itself, and of all of them in turn;
some packed with gzip. The same N gives the same lines. What differs stays in the folder of the run, and is named.
"""
import argparse
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
REPORTS = (("weekly", "--json", "--source", "all"), ("weekly", "--json"), ("yearly", "--json"))
CHUNK = 500_000
ONE, TWO = ("--jobs", "1"), ("--jobs", "2")


def samples():
    found = glob.glob(f"{ROOT}/sample-logs/formats/*.log") + glob.glob(f"{ROOT}/sample-logs/servers/*.log")
    return sorted(os.path.relpath(path) for path in found)


def run(*command, cwd=None):
    """Status, what was said, and the hash of what was written."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("FOOTFALL_")}
    with tempfile.TemporaryFile() as said, \
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said,
                             env={**env, "LC_ALL": "C.UTF-8"}, cwd=cwd) as child:
        written = hashlib.sha256()
        while block := child.stdout.read(1 << 20):
            written.update(block)
        status = child.wait()
        said.seek(0)
        return status, said.read().decode("utf-8", "replace"), written.hexdigest()


class Same:
    def __init__(self, options, folder):
        self.dir, self.made, self.runs, self.wrong = folder, 0, 0, []
        self.normal = os.path.abspath(options.footfall or f"{options.build}/footfall")
        self.portable = os.path.abspath(options.portable or f"{options.build}/portable/footfall")
        self.build = os.path.abspath(options.build)

    def path(self, name):
        return os.path.join(self.dir, name)

    def corpus(self, lines):
        name = f"corpus-{lines}.log"
        subprocess.run([f"{self.build}/corpus", str(lines), self.path(name), self.path("truth.json")], check=True)
        return name

    def fuzzed(self, name, lines, logs):
        self.made += 1
        subprocess.run([f"{self.build}/fuzzlines", str(self.made), str(lines), self.path(name), *logs], check=True)
        return name

    def packed(self, name):
        """The file as gzip, in two members."""
        with open(self.path(name), "rb") as text, open(self.path(name + ".gz"), "wb") as out:
            for size in (os.path.getsize(self.path(name)) // 3, -1):
                subprocess.run(["gzip", "-1", "-n"], input=text.read(size), stdout=out, check=True)
        return name + ".gz"

    def compare(self, *names):
        """All that is to be the same, of these files read in one run."""
        before = len(self.wrong)
        for report in REPORTS:
            self.alike(report, names, ((self.normal, ONE), (self.normal, TWO), (self.portable, ONE)))
        self.alike(("explain", "--json"), names, ((self.normal, ()), (self.portable, ())))
        return len(self.wrong) == before

    def alike(self, words, names, ways):
        first = None
        for program, how in ways:
            command = [program, *words, *how, *names]
            got = run(*command, cwd=self.dir)
            self.runs += 1
            first = first or got
            if got[0] < 0 or got[0] > 3:
                self.wrong.append(f"status {got[0]}: {' '.join(command)}: {got[1][-300:]}")
            for what, mine, other in zip(("status", "messages", "output"), first, got):
                if mine != other:
                    self.wrong.append(f"{what} not as with {' '.join([ways[0][0], *ways[0][1]])}: cd {self.dir} && "
                                      f"{' '.join(command)}")

    def chunk(self, name, lines, logs, pack):
        self.fuzzed(name, lines, logs)
        good = self.compare(self.packed(name) if pack else name)
        if good:
            os.unlink(self.path(name))
            if pack:
                os.unlink(self.path(name + ".gz"))


def all_of(same, options):
    logs = samples()
    corpus = same.corpus(options.corpus_lines)
    # Several inputs in one run, among them the same lines packed: their page views count once.
    same.compare(corpus)
    same.compare(same.packed(corpus), *(os.path.abspath(log) for log in logs))
    seed = same.corpus(20_000)
    done = 0
    # Of ten lines four of the corpus, three of one sample each, and three of all in turn.
    for kind, share in ((0, 4), (1, 3), (2, 3)):
        left = options.lines * share // 10
        each = max(left // len(logs), 1) if kind == 1 else CHUNK
        number = 0
        while left > 0:
            lines = min(each, left) if kind != 1 or number < len(logs) - 1 else left
            own = ([same.path(seed)], [logs[number % len(logs)]], [same.path(seed), *logs])[kind]
            same.chunk(f"fuzzed-{kind}-{number}.log", lines, own, number % 4 == 3)
            left, number, done = left - lines, number + 1, done + lines
            if options.lines >= 4 * CHUNK:
                print(f"{done} lines, {len(same.wrong)} differences", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", metavar="FOLDER")
    parser.add_argument("--lines", type=int, default=200_000, help="damaged lines")
    parser.add_argument("--corpus-lines", type=int, default=60_000)
    parser.add_argument("--footfall", help="the program, where it is not in the folder")
    parser.add_argument("--portable", help="the portable program, where it is not in the folder")
    options = parser.parse_args()
    begin = time.monotonic()
    folder = tempfile.mkdtemp(prefix="same-", dir=options.build)
    same = Same(options, folder)
    all_of(same, options)
    for text in same.wrong[:20]:
        print(text)
    print(f"{options.lines} damaged lines and {options.corpus_lines} of the corpus, {same.runs} runs: "
          f"{len(same.wrong)} differences ({time.monotonic() - begin:.0f} s)")
    if not same.wrong:
        shutil.rmtree(folder)
    return 1 if same.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
