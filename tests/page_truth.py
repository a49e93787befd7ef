#!/usr/bin/env python3
"""Checks of a report page, each silent when it holds.

    tests/page_truth.py strict PAGE              well-formed, nothing that fetches or runs, its policy fits its style
    tests/page_truth.py tables PAGE WEEKLY YEARLY [SOURCES]   its tables say what --json says
    tests/page_truth.py links PAGE TWEETS        so do those of links, tweets and landing pages
    tests/page_truth.py census PAGE OTHER        both have the same elements and attributes
"""
import base64
import collections
import datetime
import hashlib
import json
import re
import sys
import xml.etree.ElementTree as ET

X = "{http://www.w3.org/1999/xhtml}"
REFERENCES = {"href": r"#[a-z-]+|data:,", "fill": "", "src": None, "style": None, "action": None}


def number(text):
    text = text.replace(",", "").rstrip("*")
    return None if text == "–" else int(text)


def tables(page):
    """Rows of texts by caption; the first row is the heading."""
    found = {}
    for table in ET.parse(page).iter(X + "table"):
        rows = [["".join(cell.itertext()) for cell in row] for row in table.iter(X + "tr")]
        found["".join(table.find(X + "caption").itertext())] = rows
    return found


def same(what, got, expected):
    if got != expected:
        sys.exit(f"{what}: the page has {got}, JSON {expected}")


def check_weeks(found, weekly):
    weeks = found["Weeks from Monday to Sunday"]
    fields = {"Days with records": "days_covered", "Visitors": "visitors", "Visits": "visits",
              "Page views": "page_views", "Robots left out": "robots"}
    if "All visitors" in weeks[0]:
        fields["All visitors"] = "all_visitors"
    same("weeks", [r[0] for r in weeks[1:]], [w["week"] for w in weekly["weeks"]])
    for title, field in fields.items():
        column = weeks[0].index(title)
        # An empty week has no page views in JSON, for sums; on the page it is unknown as all else.
        same(title, [number(r[column]) for r in weeks[1:]],
             [w[field] if w["days_covered"] or field == "days_covered" else None for w in weekly["weeks"]])


def check_years(found, yearly):
    years = found["Visitors counted over each calendar year"]
    fields = {"Visitors": "visitors", "Visits": "visits", "Page views": "page_views", "All visitors": "all_visitors",
              "Sum of weekly visitors": "sum_of_weekly_visitors"}
    for title, field in fields.items():
        column = years[0].index(title)
        same(title, [number(r[column]) for r in years[1:]],
             [y[field] if y["days_covered"] else None for y in yearly["years"]])
    evidence = found.get("Evidence of each calendar year")
    for row, year in zip(evidence[1:] if evidence else [], yearly["years"]):
        if year["days_covered"]:
            same("evidence", [number(cell.split(" ")[0]) for cell in row[2:]],
                 [year["by_referer"], year["by_app"], year["by_tag"]])


WHOSE = {"own": "own", "other": "retweet", "shared-code": "several tweets", "before-tweet": "before its tweet"}
KINDS = {"your own tweets": "own", "several tweets": "shared-code", "before their tweet": "before-tweet",
         "your retweets": "other", "not in the archive": "not-in-archive"}
SHOWN = 20


def day(text):
    return datetime.datetime.strptime(text, "%d %b %Y").strftime("%Y-%m-%d")


def check_link(row, heading, link):
    same("link", row[:3], [link["link"], f"{link['visitors']:,}", f"{link['page_views']:,}"])
    same("visits", [day(row[3]), day(row[4])], [link["first"][:10], link["last"][:10]])
    same("landing page", row[5], link["landing_pages"][0]["path"])
    if "Whose" in heading:
        tweet = link["tweet"]
        same("whose", row[6], WHOSE[tweet["relation"]] if tweet else "not in the archive")
        text = " ".join(tweet["text"].split()) if tweet else "\u2013"
        if not text.startswith(row[7].rstrip("\u2026")):
            sys.exit(f"tweet: the page has {row[7]}, JSON {text}")


def check_links(page, tweets):
    found = {re.split("[:;]", caption)[0]: rows for caption, rows in tables(page).items()}
    with open(tweets, encoding="utf-8") as t:
        said = json.load(t)
    for caption, links in (("Links with a t.co code", said["links"]),
                           ("Links that are no t.co code", said["without_code"]["links"])):
        rows = found.get(caption, [[]])
        same(caption, len(rows) - 1, min(len(links), SHOWN))
        for row, link in zip(rows[1:], links):
            check_link(row, rows[0], link)
    same("landing pages", [r for r in found["Landing pages"][1:]],
         [[p["path"], f"{p['visitors']:,}", f"{p['page_views']:,}"] for p in said["landing_pages"][:SHOWN]])
    for row in found.get("Whose links", [[]])[1:]:
        kind = said["by_relation"][KINDS[row[0]]] if row[0] in KINDS else said["without_code"]
        same(row[0], [number(row[2]), number(row[3].split(" ")[0])], [kind["visitors"], kind["page_views"]])


def check_tables(page, weekly, yearly, sources=None):
    found = tables(page)
    with open(weekly, encoding="utf-8") as w, open(yearly, encoding="utf-8") as y:
        check_weeks(found, json.load(w))
        check_years(found, json.load(y))
    if not sources:
        return
    with open(sources, encoding="utf-8") as s:
        years = json.load(s)["years"]
    rows = found["Visitors of each calendar year; * not every day has records"]
    same("sources", sorted(map(tuple, ([number(c) for c in r[1:]] for r in rows[1:]))),
         sorted(tuple(y["sources"][name] and y["sources"][name]["visitors"] for y in years)
                for name in years[0]["sources"]))


def strict(page):
    root = ET.parse(page).getroot()
    for element in root.iter():
        name = element.tag.split("}")[1]
        if name in ("script", "iframe", "object", "embed", "img", "form", "base", "image", "foreignObject"):
            sys.exit(f"element {name}")
        for key, value in element.attrib.items():
            key = key.split("}")[-1]
            if key.startswith("on") or (key in REFERENCES and not re.fullmatch(REFERENCES[key] or "$.", value)):
                sys.exit(f"{name} {key}={value}")
    style = "".join(root.find(f"{X}head/{X}style").itertext())
    if re.search(r"@import|url\((?!#)", style):
        sys.exit("the style fetches something")
    policy = next(m.get("content") for m in root.iter(X + "meta") if m.get("http-equiv"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    if f"style-src 'sha256-{digest}'" not in policy or not policy.startswith("default-src 'none'"):
        sys.exit(f"the policy should name 'sha256-{digest}': put it into page_style.c")
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    if len(ids) != len(set(ids)):
        sys.exit("an id stands twice")


def census(page):
    return collections.Counter((e.tag, *sorted(e.attrib)) for e in ET.parse(page).iter())


def main():
    what, *args = sys.argv[1:]
    if what == "strict":
        strict(*args)
    elif what == "tables":
        check_tables(*args)
    elif what == "links":
        check_links(*args)
    elif census(args[0]) != census(args[1]):
        sys.exit(f"differs: {(census(args[0]) - census(args[1])) + (census(args[1]) - census(args[0]))}")


if __name__ == "__main__":
    main()
