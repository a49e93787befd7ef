#!/usr/bin/env python3
"""Takes pictures of pages: 390, 1280 and 2560 pixels wide, light and dark, and as printed.

    tests/browser/shots.py DIRECTORY PAGE.html...
"""
import os
import sys

import chromium


def main():
    folder, pages = sys.argv[1], sys.argv[2:]
    if not chromium.program():
        sys.exit("shots: Chromium is not installed: make deps shots")
    os.makedirs(folder, exist_ok=True)
    with chromium.Chromium() as browser:
        for path in pages:
            name = os.path.join(folder, os.path.splitext(os.path.basename(path))[0])
            for width in (390, 1280, 2560):
                for dark in (False, True):
                    page = browser.open(path, width=width, dark=dark)
                    page.shot(f"{name}-{width}-{'dark' if dark else 'light'}.png")
                    page.close()
            page = browser.open(path)
            page.pdf(name + ".pdf")
            page.close()
            print(name + "-*.png", name + ".pdf")


if __name__ == "__main__":
    main()
