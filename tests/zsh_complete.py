#!/usr/bin/env python3
"""Types command lines with a Tab into a zsh of its own and sees what becomes of them.

    tests/zsh_complete.py FOLDER LINE WORD...       FOLDER holds _footfall; each LINE must end as WORD
"""
import os
import pty
import select
import sys
import tempfile
import time


def read_until(fd, mark, seconds=20.0):
    text, end = b"", time.monotonic() + seconds
    while mark not in text and time.monotonic() < end:
        if select.select([fd], [], [], 0.2)[0]:
            try:
                text += os.read(fd, 4096)
            except OSError:
                break
    return text


def main():
    folder, pairs = os.path.abspath(sys.argv[1]), sys.argv[2:]
    home = tempfile.mkdtemp()
    with open(os.path.join(home, ".zshrc"), "w", encoding="utf-8") as rc:
        # Instead of running the line, Return prints it.
        rc.write(f"fpath=({folder} $fpath)\nautoload -Uz compinit\ncompinit -D -u\nPS1=\nLISTMAX=0\nunsetopt beep\n"
                 "show() { print -r -- $'\\n'\"<<$BUFFER>>\"; BUFFER=; zle accept-line }\n"
                 "zle -N show\nbindkey '^M' show\nprint ready-now\n")
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(ZDOTDIR=home, HOME=home, TERM="dumb")
        os.execvp("zsh", ["zsh", "-i"])
    read_until(fd, b"ready-now")
    bad = 0
    for line, word in zip(pairs[::2], pairs[1::2]):
        os.write(fd, line.encode() + b"\t\r")
        text = read_until(fd, b">>").decode("utf-8", "replace")
        typed = text.partition("<<")[2].partition(">>")[0]
        if typed.split()[-1:] != [word]:
            print(f"'{line}' became {typed!r}, not a line with {word!r} last")
            bad += 1
    os.write(fd, b"\x03")
    os.close(fd)
    os.waitpid(pid, 0)
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
