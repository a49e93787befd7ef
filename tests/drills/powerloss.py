#!/usr/bin/env python3
"""Loses power at every moment of an ingest; one more run must make all good.

Unlike a kill, a loss of power takes what was written but not synced: here any part of it, in sectors of 512
bytes, in any order; and what was done to the folder since that was last synced, from some moment on.
"""
import datetime
import os
import shutil
import struct

import drill

HEAD = struct.Struct("=c3xiqQ")
SECTOR = 512
FIRST = datetime.datetime(2019, 12, 30)


def events(path):
    """What record.so wrote down: (what, fd, at, bytes)."""
    with open(path, "rb") as log:
        data = log.read()
    at = 0
    while at < len(data):
        what, fd, where, length = HEAD.unpack_from(data, at)
        at += HEAD.size
        yield what.decode(), fd, where, data[at : at + length]
        at += length


class Inode:
    """A file's bytes on the disk, and the changes that are on their way."""

    def __init__(self, data=b""):
        self.disk, self.pending = bytearray(data), []

    def sync(self):
        for change in self.pending:
            change_apply(self.disk, change)
        self.pending = []

    def after_loss(self, rng):
        """One of the many states that a loss of power may leave."""
        data = bytearray(self.disk)
        luck = rng.choice([0.0, 0.5, 0.9, 1.0])
        for change in self.pending:
            if change[0] == "t":
                if rng.random() < luck:
                    change_apply(data, change)
                continue
            _, at, content = change
            for start in range(at - at % SECTOR, at + len(content), SECTOR):
                if rng.random() < luck:
                    low, high = max(start, at), min(start + SECTOR, at + len(content))
                    change_apply(data, ("w", low, content[low - at : high - at]))
        return bytes(data)


def change_apply(data, change):
    if change[0] == "t":
        del data[change[1] :]
        data.extend(b"\0" * (change[1] - len(data)))
        return
    _, at, content = change
    if len(data) < at:
        data.extend(b"\0" * (at - len(data)))
    data[at : at + len(content)] = content


class Disk:
    """One folder: its files, its entries on the disk, and the changes of entries on their way."""

    def __init__(self, folder):
        self.folder = os.path.realpath(folder)
        self.now, self.opened = {}, {}
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), "rb") as file:
                self.now[name] = Inode(file.read())
        self.entries, self.pending = dict(self.now), []

    def name(self, path):
        path = os.path.realpath(os.fsdecode(path))
        return os.path.basename(path) if os.path.dirname(path) == self.folder else None

    def enter(self, name, inode):
        if inode is None:
            self.now.pop(name, None)
        else:
            self.now[name] = inode
        self.pending.append((name, inode))

    def play(self, what, fd, at, data):
        if what == "o":
            self.open(fd, at, data)
        elif what == "u" and self.name(data):
            self.enter(self.name(data), None)
        elif what == "r":
            old, new = (self.name(path) for path in data.split(b"\0"))
            if old and new and old in self.now:
                inode = self.now[old]
                self.enter(new, inode)
                self.enter(old, None)
        elif fd in self.opened:
            self.play_file(what, self.opened[fd], at, data)
            if what == "c":
                del self.opened[fd]

    def open(self, fd, flags, path):
        self.opened.pop(fd, None)
        if os.path.realpath(os.fsdecode(path)) == self.folder:
            self.opened[fd] = "folder"
            return
        name = self.name(path)
        if not name:
            return
        if name not in self.now:
            if not flags & os.O_CREAT:
                return
            self.enter(name, Inode())
        elif flags & os.O_TRUNC:
            self.now[name].pending.append(("t", 0))
        self.opened[fd] = self.now[name]

    def play_file(self, what, inode, at, data):
        if what == "s":
            if inode == "folder":
                for name, entry in self.pending:
                    entry_apply(self.entries, name, entry)
                self.pending = []
            else:
                inode.sync()
        elif what in "wt" and inode != "folder":
            inode.pending.append(("w", at, data) if what == "w" else ("t", at))

    def lose(self, rng, target):
        """Writes what the disk may hold now into the folder `target`."""
        entries = dict(self.entries)
        for name, inode in self.pending[: rng.randrange(len(self.pending) + 1)]:
            entry_apply(entries, name, inode)
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        for name, inode in entries.items():
            path = os.path.join(target, name)
            with open(path, "wb") as file:
                file.write(inode.after_loss(rng))
            os.chmod(path, 0o600)


def entry_apply(entries, name, inode):
    if inode is None:
        entries.pop(name, None)
    else:
        entries[name] = inode


class Loss:
    def __init__(self, options, program, folder, figures, logs):
        self.options, self.program, self.folder, self.figures, self.logs = options, program, folder, figures, logs
        self.tried = self.broken = self.lost = 0

    def reports(self, db):
        """The rows of the reports: the same for databases of different keys."""
        return [self.program.good(name, "--csv", "-q", "--db", db) for name in ("weekly", "yearly")]

    def check(self, target, moment, wanted, keyed):
        self.tried += 1
        db = os.path.join(target, "f.db")
        done = self.program.run("ingest", "-q", "--db", db, *self.logs)
        if done.returncode != 0:
            self.broken += 1
            text = f"status {done.returncode}: {done.stderr.decode('utf-8', 'replace').strip()}"
        elif drill.integrity(db):
            self.broken += 1
            text = drill.integrity(db)
        elif (self.program.good("export", "--db", db) if keyed else self.reports(db)) != wanted:
            self.lost += 1
            text = "not what an undisturbed run gives"
        else:
            return
        if self.broken + self.lost <= 10:
            self.figures.note(f"power lost after event {moment}: {text}")

    def drill(self, name, before, keyed, per_moment, step):
        """Records one ingest, then loses power at its moments."""
        place = os.path.join(self.folder, name)
        os.makedirs(place)
        db = os.path.join(place, "f.db")
        if keyed:
            self.program.good("key", "new", db + ".key")
        if before:
            self.program.good("ingest", "-q", "--db", db, *before)
        disk, trace = Disk(place), os.path.join(self.folder, name + ".trace")
        self.program.good("ingest", "-q", "--db", db, *self.logs,
                          env={"LD_PRELOAD": self.options.preload.replace("fault.so", "record.so"), "RECORD": trace})
        wanted = self.program.good("export", "--db", db) if keyed else self.reports(db)
        moment = 0
        for moment, event in enumerate(events(trace)):
            disk.play(*event)
            if moment % step == self.options.rng.randrange(step) or event[0] in "usr":
                for _ in range(per_moment):
                    disk.lose(self.options.rng, os.path.join(self.folder, "lost"))
                    self.check(os.path.join(self.folder, "lost"), moment, wanted, keyed)
        # A test of the test: the trace must tell of the whole run.
        disk.play("s", -1, 0, b"")
        for inode in disk.now.values():
            inode.sync()
        with open(db, "rb") as file:
            self.figures.say(f"{name}: events", moment + 1, least=20)
            self.figures.say(f"{name}: the trace gives the database", disk.now["f.db"].disk == file.read(), target=True)


def main():
    options, program, folder, figures = drill.begin(__doc__.splitlines()[0], needs="ingest")
    lines = [hit.line() for hit in drill.make_hits(options.rng, FIRST, 3, 25)]
    logs = [drill.write_log(os.path.join(folder, f"log.{i}"), lines[i * 25 : i * 25 + 30]) for i in range(3)]
    loss = Loss(options, program, folder, figures, logs)
    per_moment, step = (10, 1) if options.long else (1, 40)
    loss.drill("first-night", [], False, per_moment, step)
    loss.drill("new-database", [], True, per_moment, step)
    loss.drill("next-night", logs[:1], True, per_moment, step)
    figures.say("losses of power", loss.tried, least=20)
    figures.say("databases that the next run could not use", loss.broken, target=0)
    figures.say("databases that were not whole after it", loss.lost, target=0)
    drill.end(options, folder, figures)


if __name__ == "__main__":
    main()
