#!/usr/bin/env python3
"""Opens pages in Chromium and says what is wrong with them; nothing printed and status 0 when all is well.

    tests/browser/check.py PAGE.html...

Looked at on a phone, a laptop and a wide screen, light and dark: messages on the console, requests of any kind,
text that sticks out or overlaps in a picture, a page wider than the window, contrast below 4.5 to 1, places that
cannot be reached with the Tab key or come in another order than they stand.
"""
import sys

import chromium

# Runs in the page through the debugging pipe, which its own policy does not bind.
CONTRAST = r"""(() => {
  const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const parse = s => (s.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  const faults = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let count = 0;
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), e = walk.currentNode.parentElement;
    if (!text || e.closest("title, desc") || !e.getClientRects().length) continue;
    const style = getComputedStyle(e), svg = e.closest("svg");
    let back = ground(svg || e);
    const front = parse(svg ? style.fill : style.color);
    if (e.classList.contains("et")) back = parse(getComputedStyle(svg.querySelector(".ec")).fill);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
    count++;
    if (ratio < 4.5) faults.push(ratio.toFixed(2) + " " + text.slice(0, 40));
  }
  if (count < 5) faults.push("only " + count + " texts seen");
  return faults;
})()"""

PICTURES = r"""(() => {
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth)
    faults.push("page is " + document.documentElement.scrollWidth + " wide");
  for (const svg of document.querySelectorAll("svg.w, svg.n")) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    const name = svg.querySelector("title").textContent, boxes = [];
    if (!svg.querySelector("desc").textContent) faults.push(name + ": no description");
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 3 || box.right > frame.right + 3 || box.top < frame.top - 3 ||
          box.bottom > frame.bottom + 3) faults.push(name + ": cut: " + text.textContent);
      // Milestones may stand on the line's labels' height; what overlaps is a box inside another.
      for (const [other, label] of boxes)
        if (box.left < other.right - 1 && other.left < box.right - 1 && box.top < other.bottom - 4 &&
            other.top < box.bottom - 4) faults.push(name + ": overlap: " + label + " / " + text.textContent);
      boxes.push([box, text.textContent]);
      if (parseFloat(getComputedStyle(text).fontSize) * frame.width / svg.viewBox.baseVal.width < 8.5)
        faults.push(name + ": too small: " + text.textContent);
    }
  }
  const shown = [...document.querySelectorAll("figure")].every(f =>
    [...f.querySelectorAll("svg.w, svg.n")].filter(s => s.getBoundingClientRect().width).length == 1);
  if (!shown) faults.push("a figure shows none or both of its pictures");
  return faults;
})()"""

PLACES = r"""(() => [...document.querySelectorAll("a[href], summary, [tabindex]")]
  .filter(e => e.checkVisibility({contentVisibilityAuto: true})).map((e, i) => (e.dataset.place = i, i)).length)()"""
PRESENT = "document.activeElement.dataset.place === undefined ? -1 : +document.activeElement.dataset.place"


def faults_of(page):
    faults = ["console: " + str(p.get("entry", p)) for kind in ("Log.entryAdded", "Runtime.consoleAPICalled",
                                                                "Runtime.exceptionThrown") for p in page.seen(kind)]
    for request in page.seen("Network.requestWillBeSent"):
        url = request["request"]["url"]
        if url != page.url and not url.startswith("data:,"):
            faults.append("request: " + url)
    faults += ["contrast: " + text for text in page.evaluate(CONTRAST)]
    return faults + page.evaluate(PICTURES)


def tab_faults(page):
    count, met = page.evaluate(PLACES), []
    for _ in range(count):
        page.tab()
        met.append(page.evaluate(PRESENT))
    return [] if met == list(range(count)) else [f"tab order: {count} places, reached {met}"]


def main():
    bad = False
    with chromium.Chromium() as browser:
        for path in sys.argv[1:]:
            for width, dark in ((390, False), (390, True), (1280, True), (1280, False), (2560, False)):
                page = browser.open(path, width=width, dark=dark)
                faults = faults_of(page)
                if (width, dark) == (1280, False):
                    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                    faults += tab_faults(page) + ["opened: contrast: " + text for text in page.evaluate(CONTRAST)]
                page.close()
                for fault in faults:
                    bad = True
                    print(f"{path}: {width} {'dark' if dark else 'light'}: {fault}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
