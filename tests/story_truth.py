#!/usr/bin/env python3
"""Compares footfall's JSON on standard input with the truth that sample-logs/make.py wrote.

    story_truth.py weeks|years TRUTH.csv        every row and column
    story_truth.py input TRUTH.csv NAME         the input counters of that row, and that they add up
    story_truth.py row TRUTH.csv NAME           one small log: its lines, records and its only week
    story_truth.py coverage                     what the story's logs cover
    story_truth.py same-logs DIRECTORY OTHER    (no JSON) two sample-logs hold the same, unpacked

Names each difference and exits 1, or says nothing.
"""

import bz2
import csv
import gzip
import json
import lzma
import os
import sys

COUNTERS = "lines records blank unparsable excluded robots not_pages other_sources counted".split()


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def text_of(value):
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)


def compare_rows(kind, path):
    want, got, wrong = rows_of(path), json.load(sys.stdin)[kind], []
    name = kind[:-1]
    if [row[name] for row in want] != [text_of(row[name]) for row in got]:
        wrong.append("%s differ: wanted %d, got %d" % (kind, len(want), len(got)))
    for true, found in zip(want, got):
        for column, value in true.items():
            if text_of(found.get(column)) != value:
                wrong.append("%s %s: wanted %s, got %s" % (true[name], column, value, text_of(found.get(column))))
        if found["all_visitors_error"] != 0:
            wrong.append("%s: all visitors are not exact" % true[name])
    return wrong


def sums(found):
    wrong = []
    if found["lines"] != found["blank"] + found["records"] + found["unparsable"]:
        wrong.append("lines is not blank + records + unparsable: %s" % found)
    if found["records"] != sum(found[c] for c in COUNTERS[4:]):
        wrong.append("records is not the sum of its verdicts: %s" % found)
    return wrong


def compare_input(path, name):
    found = json.load(sys.stdin)["input"]
    true = [row for row in rows_of(path) if row["input"] == name][0]
    return sums(found) + ["%s: wanted %s, got %s" % (column, true[column], found[column])
                          for column in ["files"] + COUNTERS if true[column] != str(found[column])]


def compare_row(path, name):
    report = json.load(sys.stdin)
    true = [row for row in rows_of(path) if row["file"] == name][0]
    found = dict(report["weeks"][0], lines=report["input"]["lines"], records=report["input"]["records"])
    wrong = sums(report["input"])
    if len(report["weeks"]) != 1:
        wrong.append("%d weeks instead of one" % len(report["weeks"]))
    return wrong + ["%s: wanted %s, got %s" % (column, value, found[column])
                    for column, value in true.items() if column != "file" and value != str(found[column])]


def compare_coverage():
    want = {"first": "2011-05-02", "last": "2014-05-07", "days_covered": 1101, "days_missing": 1,
            "gaps": [{"from": "2012-09-19", "to": "2012-09-19"}]}
    found = json.load(sys.stdin)["coverage"]
    return ["coverage: wanted %s, got %s" % (want, found)] if {key: found[key] for key in want} != want else []


def content_of(path):
    openers = {".gz": gzip.open, ".xz": lzma.open, ".bz2": bz2.open}
    with openers.get(os.path.splitext(path)[1], open)(path, "rb") as file:
        return file.read()


def same_logs(directory, other):
    wrong = []
    for at, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(at, name)
            twin = os.path.join(other, os.path.relpath(path, directory))
            if not os.path.exists(twin) or content_of(path) != content_of(twin):
                wrong.append("%s differs from %s" % (path, twin))
    return wrong


def main():
    what, rest = sys.argv[1], sys.argv[2:]
    checks = {"weeks": lambda: compare_rows("weeks", *rest), "years": lambda: compare_rows("years", *rest),
              "input": lambda: compare_input(*rest), "row": lambda: compare_row(*rest), "coverage": compare_coverage,
              "same-logs": lambda: same_logs(*rest)}
    wrong = checks[what]()
    for line in wrong[:20]:
        print(line)
    if len(wrong) > 20:
        print("and %d more" % (len(wrong) - 20))
    sys.exit(1 if wrong else 0)


main()
