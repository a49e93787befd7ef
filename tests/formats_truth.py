#!/usr/bin/env python3
"""Checks what footfall reads out of logs of many formats, without any code of its own.

    formats_truth.py weeks REPORT.json OTHER.json...   all have the same weeks
    formats_truth.py split REPORT.json OTHER.json      OTHER lacks the Referer: app alike, no visitor by Referer
    formats_truth.py count FILE                        lines that are records, by a pattern of each format

Says nothing and ends with 0 when all is well; `count` prints its number.
"""
import json
import re
import sys

TIME = r"\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]"
QUOTED = r'"(?:[^"\\]|\\.)*"'
PATTERNS = [
    # common and combined with anything around, also with bare quotes in the request
    re.compile(r'^\S+ .*?' + TIME + r' ".*" (?:\d{3}|-) (?:\d+|-)(?:$| \d| ' + QUOTED + " " + QUOTED + ")"),
    # lighttpd and Varnish are covered by it; Nginx Proxy Manager
    re.compile(r'^' + TIME + r' .*?\d{3} - [A-Z]+ https? \S+ ".*" \[Client \S+\] .*' + QUOTED + " " + QUOTED + "$"),
    # HAProxy with a request
    re.compile(r'^\S+:\d+ \[[^]]+\] \S+ \S+ [\d/+-]+ \d{3} \d+ .*' + QUOTED + "$"),
    # CloudFront
    re.compile(r"^\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d\t\S+\t\d+\t\S+\t[A-Z]+\t"),
]


def is_json_record(line):
    try:
        line = json.loads(line[line.index("{"):])
    except ValueError:
        return False
    return "RequestPath" in line or "uri" in line.get("request", {})


def count(path):
    """W3C logs have a record in every line that is no directive, the others where a pattern fits."""
    with open(path, encoding="utf-8", errors="replace") as file:
        lines = file.read().split("\n")
    if any(line.startswith("#Fields:") for line in lines) and not any("\t" in line for line in lines):
        return sum(1 for line in lines if line and not line.startswith("#"))
    return sum(1 for line in lines if is_json_record(line) or any(p.search(line) for p in PATTERNS))


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def same_weeks(first, others):
    want = load(first)["weeks"]
    wrong = []
    for other in others:
        got = load(other)["weeks"]
        for a, b in zip(want, got):
            wrong += ["%s: %s %s is %s, not %s" % (other, a["week"], key, b[key], a[key]) for key in a if a[key] != b[key]]
        if len(want) != len(got) or not want:
            wrong.append("%s: %d weeks, not %d" % (other, len(got), len(want)))
    return wrong


def without_referer(first, other):
    pairs = zip(load(first)["weeks"], load(other)["weeks"])
    return ["%s: %s" % (other, a["week"]) for a, b in pairs
            if b["by_referer"] != 0 or b["by_app"] != a["by_app"] or b["all_visitors"] != a["all_visitors"]]


def main():
    what, rest = sys.argv[1], sys.argv[2:]
    if what == "count":
        print(count(rest[0]))
        return 0
    wrong = same_weeks(rest[0], rest[1:]) if what == "weeks" else without_referer(*rest)
    print("\n".join(wrong[:20]), end="\n" if wrong else "")
    return 1 if wrong else 0


sys.exit(main())
