"""Holds what `compare --json` finds against figures that R found: tests/data/compare/*.expected.tsv.

    compare_truth.py FOOTFALL DIRECTORY
"""
import csv
import json
import os
import subprocess
import sys

# Found by other methods, for people to look at.
NO_TARGET = ("strucchange", "ratio_exact_p")


def tolerance(key):
    return 1e-2 if key.endswith("_theta") else 1e-3 if "_nb_" in key else 1e-6


def agrees(key, wanted, got):
    if wanted == "NA":
        return got is None
    if isinstance(got, str):  # a list, a date, a word, or what has no bound
        return got == wanted
    try:
        number = float(wanted)
    except ValueError:
        return False
    if key.endswith("_theta") and number > 1000:  # as good as Poisson
        return True
    if not isinstance(got, (int, float)):
        return False
    if key.endswith("_p") and number < 1e-12:
        return abs(got) < 1e-9
    return abs(got - number) <= tolerance(key) * max(abs(number), 1e-9)


def wrong_figures(program, folder, case):
    table = os.path.join(folder, case["name"] + ".csv")
    command = [program, "compare", "--json", "--visitors", table, "--followers", table, "--event", case["change"]]
    event = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)["events"][0]
    figures = dict(event["models"], verdict=event["verdict"])
    with open(os.path.join(folder, case["name"] + ".expected.tsv"), encoding="ascii") as expected:
        for line in expected:
            key, wanted = line.rstrip("\n").split("\t")[:2]
            if not key.startswith(NO_TARGET) and not agrees(key, wanted, figures.get(key, "absent")):
                yield f"{case['name']} {key}: {figures.get(key, 'absent')}, R has {wanted}"


def main():
    program, folder = sys.argv[1:]
    with open(os.path.join(folder, "cases.tsv"), encoding="ascii") as cases:
        wrong = [line for case in csv.DictReader(cases, delimiter="\t") for line in wrong_figures(program, folder, case)]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
