#!/usr/bin/env python3
"""Instructions that the program takes, counted by callgrind: they are the same on a loud machine and on a quiet one.

    instructions.py [--update] [--footfall PROGRAM] [--corpus GENERATOR] [--dir DIRECTORY] [--cc COMPILER] ...

A line's share is what 60,000 lines take more than their first 20,000, so that the start is not in it; the start itself
is that of --version. The figures are compared with those in instructions.txt: more than 5 % above one of them is a
failure. They hold for one compiler and one set of libraries; with others they are shown and judged by nobody.
"""
import argparse
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import logs

KEPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instructions.txt")
FEW, MANY = 20_000, 60_000
MOST = 1.05


def counted(*command):
    found = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                           env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, check=True)
    return int(re.search(rb"Collected : (\d+)", found.stderr).group(1))


def figures(options):
    log, _ = logs.corpus(options.corpus, options.dir, MANY)
    few = logs.first(log, FEW, f"{options.dir}/corpus-{MANY}-first.log")
    kinds = {"combined": lambda path: path, "gzip": logs.packed, "json": logs.as_json, "vhosts": logs.as_vhosts}
    yield "start", counted(options.footfall, "--version")
    for name, dress in kinds.items():
        more, less = (counted(options.footfall, "weekly", "--json", "--jobs", "1", dress(path)) for path in (log, few))
        yield name, (more - less) // (MANY - FEW)


def circumstances(options):
    """What the figures depend on, in one line."""
    def said(*command):
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout

    compiler = (said(*options.cc.split(), "--version").splitlines() or ["?"])[0]
    if "clang" not in compiler:
        compiler = "gcc " + compiler.partition(" ")[2]  # which calls itself by the name it was called by
    words = [compiler, " ".join(options.cflags.split())]
    words += [f"{name} {said('pkg-config', '--modversion', name).strip()}" for name in options.libraries.split()]
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as text:
        words.append("AVX2" if " avx2" in text.read() else "no AVX2")
    return "; ".join(words)


def kept():
    with open(KEPT, encoding="utf-8") as text:
        lines = [line.split(None, 1) for line in text if line.strip() and not line.startswith("#")]
    with_, own = "", {}
    for name, value in lines:
        if name == "with":
            with_ = value.strip()
        else:
            own[name] = int(value)
    return with_, own


def update(with_, found):
    with open(KEPT, "w", encoding="utf-8") as out:
        out.write("# Instructions of the start (--version), and of a line of a log in four kinds; see "
                  "tests/bench/instructions.py.\n"
                  "# Written by `make bench-regress-update`; a change that moves them commits them with its reason.\n")
        out.write(f"with {with_}\n")
        for name, value in found.items():
            out.write(f"{name} {value}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--footfall", default="./footfall")
    parser.add_argument("--corpus", default="build/corpus", help="the generator")
    parser.add_argument("--dir", default="build/bench")
    parser.add_argument("--cc", default="cc")
    parser.add_argument("--cflags", default="")
    parser.add_argument("--libraries", default="libpcre2-8 libisal zlib")
    parser.add_argument("--update", action="store_true", help="keep the figures")
    options = parser.parse_args()
    options.footfall = os.path.abspath(options.footfall)
    os.makedirs(options.dir, exist_ok=True)
    with_, found = circumstances(options), dict(figures(options))
    if options.update:
        update(with_, found)
    before, own = kept()
    judged = before == with_
    failed = 0
    for name, value in found.items():
        ratio = value / own[name] if name in own else 0.0
        bad = judged and ratio > MOST
        failed += bad
        unit = "instructions" if name == "start" else "a line"
        print(f"{'slower' if bad else 'held  ' if judged else '      '}  {name:<9} {value:>9} {unit:<13} "
              f"{own.get(name, 0):>9} kept {100 * (ratio - 1):>+7.1f} %")
    if not judged:
        print(f"not judged: the kept figures are of\n  {before}\nand these of\n  {with_}")
    elif failed == 0 and any(value < own.get(name, 0) / MOST for name, value in found.items()):
        print("much better than what is kept: make bench-regress-update")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
