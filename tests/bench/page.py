#!/usr/bin/env python3
"""Writes what the benches found into docs/performance.md, and draws docs/performance-*.svg.

    page.py [--dir DIRECTORY] [--docs DIRECTORY]

Reads results.json (make bench), memory.json (make bench-memory) and growth.json (make bench-growth) in DIRECTORY; what is
not there leaves its part of the page as it is. A part stands between <!-- NAME --> and <!-- end of NAME -->.
"""
import argparse
import json
import math
import os
import re
import statistics
import sys

TITLES = {"lines": "Lines of log", "visitors": "Distinct visitors from Twitter, of as many page views", "files":
          "Files that hold the same lines", "weeks": "Weeks over which the same number of page views lie"}
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 340, 250, 56, 34, 16, 44
STYLE = """<style>
text { font: 12px system-ui, sans-serif; fill: #333 }
.title { font-weight: 600 }
.grid { stroke: #ddd }
.line { fill: none; stroke: #1a6dc4; stroke-width: 2 }
.dot { fill: #1a6dc4 }
@media (prefers-color-scheme: dark) {
text { fill: #ccc } .grid { stroke: #444 } .line { stroke: #6fb1f5 } .dot { fill: #6fb1f5 } }
</style>"""


def bench(found):
    base, base_cpu = (statistics.median(found["rows"][0][key]) for key in ("wall", "cpu"))
    out = [f"{found['lines']:,} lines, {found['bytes'] / 1e6:,.0f} MB; {found['rounds']} rounds; {found['machine']}.", "",
           "| | wall s | from | to | CPU s | MiB | times footfall, wall | CPU |",
           "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for row in found["rows"]:
        wall, cpu = statistics.median(row["wall"]), statistics.median(row["cpu"])
        star = " \\*" if row["starred"] else ""
        out.append(f"| {row['name']}{star} | {wall:.3f} | {min(row['wall']):.3f} | "
                   f"{max(row['wall']):.3f} | {cpu:.3f} | {row['rss']:.1f} | {wall / base:.2f} | {cpu / base_cpu:.2f} |")
    if any(row["starred"] for row in found["rows"]):
        out += ["", "\\* measured on the first 200,000 lines and scaled."]
    return out


def bars(found):
    out = ["| | is | at most | |", "| --- | ---: | ---: | --- |"]
    for bar in found["bars"]:
        out.append(f"| {bar['name']} | {bar['got']:.3g} | {bar['most']:g} | "
                   f"{'held' if bar['got'] <= bar['most'] else '**missed**'} |")
    return out


def memory(found):
    out = ["| corpus | `--jobs 1` | `--jobs 2` |", "| ---: | ---: | ---: |"]
    out += [f"| {int(key.split()[1]):,} lines | {one:.1f} MiB | {two:.1f} MiB |"
            for key, (one, two) in ((key, value) for key, value in found.items() if key.startswith("lines "))]
    out += ["", "| | is | at most | |", "| --- | ---: | ---: | --- |"]
    for bar in (value for value in found.values() if isinstance(value, dict)):
        out.append(f"| {bar['what']} | {bar['got']:.1f} {bar['unit']} | {bar['most']:g} | "
                   f"{'held' if bar['got'] <= bar['most'] else '**missed**'} |")
    return out


def growth(found):
    out = []
    for one in found["series"]:
        first, last = one["rows"][0], one["rows"][-1]
        out += [f"![{TITLES[one['name']]}: CPU time and memory](performance-{one['name']}.svg)", "",
                f"{last['count'] // first['count']} times the {one['unit']}: {last['cpu'] / first['cpu']:.1f} times the CPU "
                f"time, {last['rss'] / first['rss']:.1f} times the memory.", "",
                f"| {one['unit']} | wall s | CPU s | MiB |", "| ---: | ---: | ---: | ---: |"]
        out += [f"| {row['count']:,} | {row['wall']:.3f} | {row['cpu']:.3f} | {row['rss']:.1f} |" for row in one["rows"]]
        out.append("")
    return out[:-1]


def short(number):
    """As little as tells it: 20k, 1.5M, 0.03."""
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g}{unit}"
    return f"{number:.2g}"


def ticks(low, high):
    """Round numbers of a logarithmic scale that enclose both: 1, 2 and 5 in each decade, or decades alone."""
    found = [m * 10.0 ** e for e in range(-4, 9) for m in (1, 2, 5)]
    first = max(i for i, tick in enumerate(found) if tick <= low * 1.0001)
    last = min(i for i, tick in enumerate(found) if tick >= high * 0.9999)
    last = max(last, first + 3)
    inner = found[first:last + 1]
    return inner if len(inner) <= 6 else [found[first]] + [t for t in inner[1:-1] if f"{t:e}"[0] == "1"] + [found[last]]


def panel(rows, key, title, unit, offset):
    """One plot, both scales logarithmic: what grows in proportion is a straight line that rises by a decade a decade."""
    xs, ys = [row["count"] for row in rows], [max(row[key], 0.001) for row in rows]
    levels = ticks(min(ys), max(ys))
    out = [f'<g transform="translate({offset} 0)">', f'<text class="title" x="{LEFT}" y="20">{title}</text>']

    def scale(value, low, high, begin, end):
        return begin + (end - begin) * math.log(value / low) / math.log(high / low)

    def x_of(value):
        return scale(value, xs[0], xs[-1], LEFT, WIDTH - RIGHT)

    def y_of(value):
        return scale(value, levels[0], levels[-1], HEIGHT - BOTTOM, TOP)

    for level in levels:
        y = y_of(level)
        out.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
                   f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{short(level)}</text>')
    for x in xs:
        out.append(f'<text x="{x_of(x):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{short(x)}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{unit}</text>')
    points = [(x_of(x), y_of(y)) for x, y in zip(xs, ys)]
    out.append('<polyline class="line" points="%s"/>' % " ".join(f"{x:.1f},{y:.1f}" for x, y in points))
    out += [f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points]
    return out + ["</g>"]


def drawing(one):
    title = f"{TITLES[one['name']]}: CPU time and memory"
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" width="{2 * WIDTH}" '
           f'height="{HEIGHT}" role="img" aria-label="{title}">', f"<title>{title}</title>", STYLE]
    out += panel(one["rows"], "cpu", "CPU seconds", one["unit"], 0)
    out += panel(one["rows"], "rss", "Memory, MiB", one["unit"], WIDTH)
    return "\n".join(out + ["</svg>", ""])


def put(page, name, lines):
    pattern = re.compile(f"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not pattern.search(page):
        sys.exit(f"no place for {name} in the page")
    body = "\n".join(lines)
    return pattern.sub(lambda found: f"{found.group(1)}{body}\n{found.group(2)}", page)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dir", default="build/bench")
    parser.add_argument("--docs", default="docs")
    options = parser.parse_args()
    path = f"{options.docs}/performance.md"
    with open(path, encoding="utf-8") as text:
        page = text.read()
    for file, parts in (("results", {"bench": bench, "bars": bars}), ("memory", {"memory": memory}),
                        ("growth", {"growth": growth})):
        name = f"{options.dir}/{file}.json"
        if not os.path.exists(name):
            print(f"{name} is not there: its part stays as it is")
            continue
        with open(name, encoding="utf-8") as text:
            found = json.load(text)
        for part, make in parts.items():
            page = put(page, part, make(found))
        for one in found["series"] if file == "growth" else []:
            with open(f"{options.docs}/performance-{one['name']}.svg", "w", encoding="utf-8") as out:
                out.write(drawing(one))
    with open(path, "w", encoding="utf-8") as out:
        out.write(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
