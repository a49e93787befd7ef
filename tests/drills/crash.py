#!/usr/bin/env python3
"""Kills an ingest at every system call, at random moments, and densely; one more run must make all good.

After each kill a report is read too: it must be that of whole inputs, never between.
"""
import datetime
import os
import re
import shutil
import signal
import subprocess
import time

import drill

FIRST = datetime.datetime(2019, 12, 30)
# What strace can kill at, call by call; the rest changes nothing that lasts.
CALLS = ["openat", "read", "pread64", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "rename", "close",
         "fcntl", "flock", "lseek", "fstat", "newfstatat", "getrandom", "mmap", "brk", "futex", "access", "fchmod", "geteuid"]


class Sweep:
    """One ingest, done over and over from the same start and killed each time."""

    def __init__(self, program, folder, figures, logs, before, keyed=True, key=None):
        self.keyed = keyed
        self.program, self.folder, self.figures, self.logs = program, folder, figures, logs
        self.start, self.place = os.path.join(folder, "start"), os.path.join(folder, "run")
        self.db = os.path.join(self.place, "f.db")
        self.points = self.lost = self.doubled = self.broken = self.between = self.unread = 0
        os.makedirs(self.start)
        start_db = os.path.join(self.start, "f.db")
        if key:
            shutil.copy2(key, start_db + ".key")
        elif keyed:
            program.good("key", "new", start_db + ".key")
        if before:
            program.good("ingest", "-q", "--db", start_db, *before)
        self.parts = self.alone()
        program.good(*self.words())
        self.whole = self.state().stdout

    def fresh(self):
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.start, self.place)

    def state(self):
        """What is compared: the export, or the report where each database has made a key of its own."""
        words = ["export"] if self.keyed else ["weekly", "--csv", "-q"]
        return self.program.run(*words, "--db", self.db)

    def alone(self):
        """The rows that each input gives by itself; first those of the start."""
        self.fresh()
        parts = [frozenset(self.rows())]
        for log in self.logs:
            self.fresh()
            self.program.good("ingest", "-q", "--db", self.db, log)
            parts.append(frozenset(self.rows()))
        return parts

    def rows(self):
        """Without the line of names."""
        return self.state().stdout.splitlines()[1:]

    def is_between(self, rows):
        """True of a state that is not that of some of the inputs, each of them whole."""
        rows = frozenset(rows)
        if not self.keyed:
            # Reports do not add up; that the next one is right has to do.
            return False
        return bool(rows) and rows != frozenset().union(*(part for part in self.parts if part <= rows))

    def words(self):
        return ["ingest", "-q", "--db", self.db, *self.logs]

    def after(self, point):
        """Looks at what a kill has left, runs once more, and compares."""
        self.points += 1
        if os.path.exists(self.db) and os.path.getsize(self.db) > 0:
            done = self.state()
            # Before the first input is in, there may be a file without anything in it, and it says so.
            if done.returncode != 0 and b"is empty" not in done.stderr:
                self.unread += self.grumble(point, "is not readable after it", done)
            elif done.returncode == 0 and self.is_between(done.stdout.splitlines()[1:]):
                self.between += self.grumble(point, "leaves a state between two inputs")
        done = self.program.run(*self.words())
        if done.returncode != 0:
            self.broken += self.grumble(point, "the next run fails", done)
            return
        rows = self.state().stdout
        if rows != self.whole:
            missing = set(self.whole.splitlines()) - set(rows.splitlines())
            self.lost += bool(missing) and self.grumble(point, f"lost {len(missing)}")
            self.doubled += not missing and self.grumble(point, "more than there was")
        wrong = drill.integrity(self.db)
        if wrong:
            self.broken += self.grumble(point, wrong)

    def grumble(self, point, text, done=None):
        said = done.stderr.decode("utf-8", "replace").strip()[:200] if done else ""
        self.figures.note(f"killed at {point}: {text} {said}")
        return 1

    def shim(self, options):
        """Every call that the shim sees."""
        mark = os.path.join(self.folder, "mark")
        n = 0
        while True:
            # The short drill takes one of every few, other ones with another seed.
            n += 1 if options.long else 1 + options.rng.randrange(1 + 2 * options.stride)
            self.fresh()
            self.program.run(*self.words(), env={"LD_PRELOAD": options.preload, "FAULT_CALLS": "all", "FAULT_KIND": "kill",
                                                 "FAULT_AT": str(n), "FAULT_MARK": mark})
            if not os.path.exists(mark):
                return
            os.unlink(mark)
            self.after(f"call {n}")

    def strace(self, options):
        """Every system call, libc's own ones included: one loop a name, for strace counts each by itself."""
        for call in CALLS:
            n = 0
            while True:
                n += 1
                self.fresh()
                done = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                                       f"inject={call}:signal=KILL:when={n}", *self.program.command(*self.words())],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                      check=False)
                if done.returncode == 0 or re.search(rb"invalid|unknown", done.stderr):
                    break
                self.after(f"{call} {n}")

    def densely(self, options, windows, calls):
        """Call after call of a longer run, from some places on: between and inside its commits."""
        mark = os.path.join(self.folder, "mark")
        span, wanted = 20000, windows * calls
        while self.points < wanted:
            first = options.rng.randrange(1, span)
            for n in range(first, first + calls):
                self.fresh()
                self.program.run(*self.words(), env={"LD_PRELOAD": options.preload, "FAULT_CALLS": "all", "FAULT_KIND": "kill",
                                                     "FAULT_AT": str(n), "FAULT_MARK": mark})
                if not os.path.exists(mark):
                    # Behind the last call: from now on places are chosen before it, as many more as this one lacks.
                    span = max(2, n)
                    break
                os.unlink(mark)
                self.after(f"call {n}")

    def moments(self, options, rounds):
        """Random moments of a longer run."""
        begin = time.monotonic()
        self.fresh()
        self.program.good(*self.words())
        took = time.monotonic() - begin
        for _ in range(rounds):
            self.fresh()
            child = subprocess.Popen(self.program.command(*self.words()), stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            moment = options.rng.uniform(0, took)
            time.sleep(moment)
            child.send_signal(signal.SIGKILL)
            child.wait()
            self.after(f"{moment:.4f} s of {took:.4f}")

    def say(self, name):
        self.figures.say(f"{name}: points tried", self.points, least=5)
        for what in ("lost", "doubled", "broken", "between", "unread"):
            self.figures.say(f"{name}: {what}", getattr(self, what), target=0)


class Command(Sweep):
    """The same of another command that writes: what a kill leaves is as before it or as after it."""

    def __init__(self, program, folder, figures, before, words, key):
        self.more = words
        super().__init__(program, folder, figures, [], before, key=key)
        self.key = self.read_key()

    def read_key(self):
        with open(self.db + ".key", "rb") as key:
            return key.read()

    def after(self, point):
        super().after(point)
        if self.read_key() != self.key:
            self.broken += self.grumble(point, "the key is not where an undisturbed run leaves it")

    def words(self):
        return [self.db if word == "DB" else word for word in self.more]

    def state(self):
        done = self.program.run("export", "--db", self.db)
        for name in ("weekly", "yearly"):
            done.stdout += self.program.good(name, "--csv", "-q", "--db", self.db)
        return done

    def alone(self):
        self.fresh()
        return [frozenset(self.rows())]

    def is_between(self, rows):
        return frozenset(rows) not in (self.parts[0], frozenset(self.whole.splitlines()[1:]))


def make_logs(options, folder, name, days, per_day, pieces):
    hits = drill.make_hits(options.rng, FIRST, days, per_day)
    lines = [hit.line() for hit in hits]
    step = len(lines) // pieces + 1
    # Neighbours overlap, and every second one is packed.
    return [drill.write_log(os.path.join(folder, f"{name}.{i}"), lines[max(0, i * step - 3) : (i + 1) * step],
                            "gz" if i % 2 else "plain") for i in range(pieces)]


def main():
    options, program, folder, figures = drill.begin(__doc__.splitlines()[0], needs="ingest")
    small = make_logs(options, folder, "small", 3, 17, 3)
    large = make_logs(options, folder, "large", 40, 1500 if options.long else 100, 20 if options.long else 6)
    options.stride = 40 if options.sanitized else 20
    for name, before, logs, keyed in (("first night", [], small, False), ("new database", [], small, True),
                                      ("next night", small[:1], small[1:], True)):
        if options.only not in name:
            continue
        sweep = Sweep(program, os.path.join(folder, name.replace(" ", "-")), figures, logs, before, keyed)
        sweep.shim(options)
        if options.long and shutil.which("strace"):
            sweep.strace(options)
        sweep.say(name)
    other = os.path.join(folder, "other.db")
    program.good("key", "new", other + ".key")
    program.good("ingest", "-q", "--db", other, *small[1:])
    for words in (["forget", "--db", "DB", "--before", "2020-01-01"], ["merge", "--db", "DB", other]):
        if options.only not in words[0]:
            continue
        before = small if words[0] == "forget" else small[:1]
        sweep = Command(program, os.path.join(folder, words[0]), figures, before, words, other + ".key")
        sweep.shim(options)
        sweep.say(words[0])
    if options.only in "random moments":
        sweep = Sweep(program, os.path.join(folder, "moments"), figures, large, [])
        sweep.moments(options, 200 if options.long else 8)
        sweep.say("random moments")
    if options.only in "call after call":
        sweep = Sweep(program, os.path.join(folder, "densely"), figures, make_logs(options, folder, "middle", 20, 100, 6), [])
        sweep.densely(options, 10 if options.long else 1, 40 if options.long else 6)
        sweep.say("call after call")
    drill.end(options, folder, figures)


if __name__ == "__main__":
    main()
