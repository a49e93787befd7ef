#!/usr/bin/env python3
"""Fault loops: the n-th allocation, read, write, sync, open fails, for each n until the run completes.

A run may end well with the very result of an undisturbed one, or fail with a message. It may not crash, and
it may not end with status 0 and another result. A program built with SAN=1 may not lose memory on the way, either.
"""
import datetime
import errno
import os
import shutil
import sys

import drill

FIRST = datetime.datetime(2019, 12, 23)

# name of the loop, calls, kind, error, all later ones too
LOOPS = [
    ("malloc", "malloc", "error", errno.ENOMEM, False),
    ("malloc, on and on", "malloc", "error", errno.ENOMEM, True),
    ("read EIO", "read", "error", errno.EIO, False),
    ("read EINTR", "read", "error", errno.EINTR, False),
    ("read short", "read", "short", 0, False),
    ("read short, on and on", "read", "short", 0, True),
    ("write ENOSPC", "write", "error", errno.ENOSPC, False),
    ("write ENOSPC, on and on", "write", "error", errno.ENOSPC, True),
    ("write EIO", "write", "error", errno.EIO, False),
    ("write short", "write", "short", 0, False),
    ("sync EIO", "sync", "error", errno.EIO, False),
    ("open EMFILE", "open", "error", errno.EMFILE, False),
    ("open EMFILE, on and on", "open", "error", errno.EMFILE, True),
    ("open EACCES", "open", "error", errno.EACCES, False),
    ("close EIO", "close", "error", errno.EIO, False),
    ("rename EIO", "rename", "error", errno.EIO, False),
    ("unlink EIO", "unlink", "error", errno.EIO, False),
    ("truncate EIO", "truncate", "error", errno.EIO, False),
    ("stat EIO", "stat", "error", errno.EIO, False),
    ("lock EWOULDBLOCK", "lock", "error", errno.EWOULDBLOCK, False),
    ("lock EINTR", "lock", "error", errno.EINTR, False),
    # No row for getrandom: where it fails after it has worked, libsodium ends the program by itself.
    ("seek EIO", "seek", "error", errno.EIO, False),
]
# Statuses with which a disturbed run may end.
FAILED = (1, 2, 3, 75)


class Weekly:
    """Reading logs into a report on standard output; each run begins with nothing."""

    name = "weekly"

    def __init__(self, program, folder, logs):
        self.program, self.logs, self.folder = program, logs, folder
        self.words = ["weekly", "--json", "-j", "2", *logs]

    def disturbed(self, env):
        done = self.program.run(*self.words, env=env)
        return done, done.stdout

    def traced(self, inject):
        """The same under strace, whose report of the fault stands in a file."""
        self.trace = os.path.join(self.folder, "trace")
        tracer = drill.Program("strace")
        tracer.path = "strace"
        plain, self.program = self.program, tracer
        words, self.words = self.words, ["-f", "-qq", "-o", self.trace, *inject, plain.path, *self.words]
        try:
            return self.disturbed({})
        finally:
            self.program, self.words = plain, words

    def after(self):
        return None


class ToFile(Weekly):
    """The same to a file that is there already: the old one or the new one, whole."""

    name = "weekly -o"

    def __init__(self, program, folder, logs):
        super().__init__(program, folder, logs)
        self.out = os.path.join(folder, "report.json")
        self.words = ["weekly", "--json", "-o", self.out, *logs]

    def disturbed(self, env):
        with open(self.out, "wb") as old:
            old.write(b"old\n")
        done = self.program.run(*self.words, env=env)
        with open(self.out, "rb") as now:
            return done, now.read()

    def after(self):
        left = [name for name in os.listdir(self.folder) if name.startswith("report.json") and name != "report.json"]
        for name in left:
            os.unlink(os.path.join(self.folder, name))
        return f"left behind: {left}" if left else None


class Ingest:
    """Adding logs to a database that has some already; one more run must make it whole."""

    name = "ingest"

    def __init__(self, program, folder, logs):
        self.program, self.logs, self.folder = program, logs, folder
        self.start, self.db = os.path.join(folder, "start"), os.path.join(folder, "run", "f.db")
        os.makedirs(self.start)
        program.good("ingest", "-q", "--db", os.path.join(self.start, "f.db"), logs[0])
        self.fresh()
        program.good("ingest", "-q", "--db", self.db, *logs)
        self.whole = program.good("export", "--db", self.db)

    def fresh(self):
        shutil.rmtree(os.path.dirname(self.db), ignore_errors=True)
        shutil.copytree(self.start, os.path.dirname(self.db))

    def disturbed(self, env):
        self.fresh()
        done = self.program.run("ingest", "-q", "--db", self.db, *self.logs, env=env)
        # With status 0 all must be in; else whatever is in must be no more than that.
        return done, self.program.run("export", "--db", self.db).stdout if done.returncode == 0 else b""

    def after(self):
        again = self.program.run("ingest", "-q", "--db", self.db, *self.logs)
        if again.returncode != 0:
            return f"the next run ends with {again.returncode}: {again.stderr.decode('utf-8', 'replace').strip()}"
        wrong = drill.integrity(self.db)
        if wrong:
            return wrong
        if self.program.good("export", "--db", self.db) != self.whole:
            return "the next run does not make the database whole"
        return None


class FromDatabase(Weekly):
    """A report out of a database."""

    name = "weekly --db"

    def __init__(self, program, folder, logs):
        super().__init__(program, folder, logs)
        self.db = os.path.join(folder, "report.db")
        program.good("ingest", "-q", "--db", self.db, *logs)
        self.words = ["weekly", "--json", "--db", self.db]


def judge(subject, done, result, wanted):
    """What is wrong with how a disturbed run ended, or None."""
    if done.returncode < 0 or done.returncode >= 128:
        return f"ended with {done.returncode}"
    if b"Sanitizer" in done.stderr or b"runtime error" in done.stderr:
        return "found by a sanitizer"
    if done.returncode == 0:
        return None if result == wanted else "status 0 with another result"
    if done.returncode not in FAILED:
        return f"status {done.returncode}"
    if not done.stderr.strip():
        return f"status {done.returncode} without a message"
    if isinstance(subject, ToFile) and done.returncode in (1, 2) and result != b"old\n":
        return "a report was replaced by a failed run"
    return None


def loop(options, subject, row, wanted, figures, totals):
    name, calls, kind, error, onward = row
    mark = os.path.join(subject.folder, "mark")
    env = {"LD_PRELOAD": options.preload, "FAULT_CALLS": calls, "FAULT_KIND": kind, "FAULT_ERRNO": str(error),
           "FAULT_ONWARD": "1" if onward else "0", "FAULT_MARK": mark}
    n = points = 0
    while True:
        # The long drill takes every call; the short one the first ones, then ever rarer ones.
        n += 1 if options.long or n < 4 else 1 + n // 3 + options.rng.randrange(1 + n // 3)
        result = subject.disturbed(dict(env, FAULT_AT=str(n)))
        if not os.path.exists(mark):
            break
        os.unlink(mark)
        points += 1
        wrong = judge(subject, *result, wanted)
        if not wrong:
            wrong = subject.after()
        if wrong:
            totals["wrong"] += 1
            if totals["wrong"] <= 20:
                message = result[0].stderr.decode("utf-8", "replace").strip()[:200]
                figures.note(f"{subject.name}: {name}, call {n}: {wrong}; {message}")
    totals["points"] += points
    return points


# Calls that libc makes inside itself, by strace: those of stdio above all.
INSIDE = [("write", "ENOSPC"), ("write", "EIO"), ("read", "EIO"), ("close", "EIO"), ("fsync", "EIO"), ("rename", "EIO"),
          ("newfstatat", "EIO"), ("lseek", "EIO"), ("clone3", "EAGAIN"), ("ioctl", "ENOTTY")]


def strace_loop(subject, call, error, wanted, figures, totals):
    n = 0
    while True:
        n += 1
        done, result = subject.traced(["-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={n}"])
        with open(subject.trace, "rb") as trace:
            if b"(INJECTED)" not in trace.read():
                return n - 1
        totals["points"] += 1
        # Before main, it is the loader that complains.
        wrong = None if done.returncode == 127 else judge(subject, done, result, wanted)
        wrong = wrong or subject.after()
        if wrong:
            totals["wrong"] += 1
            figures.note(f"{subject.name}: {call} {error}, call {n}: {wrong}; {done.stderr.decode('utf-8', 'replace')[:200]}")


def main():
    options, program, folder, figures = drill.begin(__doc__.splitlines()[0], leaks=True)
    hits = drill.make_hits(options.rng, FIRST, 3, 17)
    lines = [hit.line() for hit in hits]
    logs = [drill.write_log(os.path.join(folder, "access.log.2.gz"), lines[:20], "gz"),
            drill.write_log(os.path.join(folder, "access.log.1"), lines[20:35]),
            drill.write_log(os.path.join(folder, "access.log"), lines[30:])]
    kinds = [Weekly, ToFile] + ([Ingest, FromDatabase] if program.has("ingest") else [])
    totals = {"points": 0, "wrong": 0}
    for kind in kinds:
        if options.only not in kind.name:
            continue
        place = os.path.join(folder, kind.name.replace(" ", ""))
        os.makedirs(place)
        subject = kind(program, place, logs)
        done, wanted = subject.disturbed({})
        if done.returncode != 0:
            sys.exit(f"{subject.name} fails undisturbed: {done.stderr.decode('utf-8', 'replace')}")
        # A sanitizer's allocator is not ours to disturb.
        rows = [row for row in LOOPS if not (options.sanitized and row[1] == "malloc")]
        points = sum(loop(options, subject, row, wanted, figures, totals) for row in rows)
        if options.long and shutil.which("strace") and isinstance(subject, Weekly) and not options.sanitized:
            points += sum(strace_loop(subject, *row, wanted, figures, totals) for row in INSIDE)
        figures.say(f"faults in {subject.name}", points, least=10)
    figures.say("crashes, wrong results with status 0, failures without a message", totals["wrong"], target=0)
    drill.end(options, folder, figures)


if __name__ == "__main__":
    main()
