#!/usr/bin/env python3
"""A server writes for fourteen nights and its logs are rotated; every night's report must be the truth.

Three ways to rotate; a night whose run is missed, one whose run is killed, a run in the middle of a line and
in the second of the last one, in the middle of a rotation and of a compression, and two runs in one night.
"""
import datetime
import glob
import gzip
import os
import shutil
import signal
import subprocess
import time

import drill

NIGHTS = 14
MISSED, KILLED, MIDLINE, MIDWAY, TWICE, PACKING = 3, 5, 7, 8, 10, 11
FIRST = datetime.datetime(2019, 12, 23)  # the drill goes across New Year
KEEP = 20


class Server:
    """Writes lines into access.log, and goes on writing into what it has open."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "access.log")
        self.log = None
        self.written = []
        self.reopen()

    def reopen(self):
        if self.log is not None:
            os.close(self.log)
        self.log = os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)

    def write(self, hits):
        for hit in hits:
            os.write(self.log, (hit.line() + "\n").encode())
        self.written += hits

    def write_part(self, hit, rng):
        """Half a line; gives the rest."""
        data = (hit.line() + "\n").encode()
        # Before the last quote, the line is not yet one.
        cut = rng.randrange(1, len(data) - 2)
        os.write(self.log, data[:cut])
        return data[cut:]


def pack(path):
    with open(path, "rb") as plain, open(path + ".gz", "wb") as out:
        out.write(gzip.compress(plain.read(), 6, mtime=0))
    os.unlink(path)


def shift(server):
    """access.log.N becomes N + 1."""
    for number in range(KEEP, 0, -1):
        for end in ("", ".gz"):
            old = f"{server.path}.{number}{end}"
            if os.path.exists(old):
                if number == KEEP:
                    os.unlink(old)
                else:
                    os.rename(old, f"{server.path}.{number + 1}{end}")


def rename_delaycompress(server, late, midway, day):
    """rename, delaycompress: the server goes on writing into access.log.1 until it reopens."""
    del day
    shift(server)
    if os.path.exists(server.path + ".2"):
        pack(server.path + ".2")
    os.rename(server.path, server.path + ".1")
    server.write(late[: len(late) // 2])
    midway()
    server.write(late[len(late) // 2 :])
    server.reopen()


def copytruncate(server, late, midway, day):
    """copytruncate, compress: for a moment the lines are there twice."""
    del day
    server.write(late)
    shift(server)
    shutil.copy(server.path, server.path + ".1")
    midway()
    os.truncate(server.path, 0)
    pack(server.path + ".1")


def dateext(server, late, midway, day):
    """dateext, delaycompress."""
    for old in glob.glob(server.path + "-????????"):
        pack(old)
    os.rename(server.path, f"{server.path}-{day:%Y%m%d}")
    server.write(late)
    midway()
    server.reopen()


class Nights:
    """The nightly run over one server's logs, and what it must give."""

    def __init__(self, program, folder, key, figures, rng):
        self.program, self.folder, self.figures, self.rng = program, folder, figures, rng
        self.logs = os.path.join(folder, "log")
        self.db = os.path.join(folder, "footfall.db")
        os.makedirs(self.logs)
        if key:
            shutil.copy2(key, self.db + ".key")
        self.server = Server(self.logs)
        self.wrong = self.reports = self.runs = 0
        self.took = 0.05

    def complain(self, night, text):
        self.wrong += 1
        if self.wrong <= 10:
            self.figures.note(f"night {night + 1}: {text}")

    def words(self):
        names = sorted(glob.glob(self.server.path + "*"))
        self.rng.shuffle(names)
        return ["ingest", "--quiet", "--db", self.db, *names]

    def ingest(self, night, status=0):
        begin = time.monotonic()
        done = self.program.run(*self.words())
        self.took = time.monotonic() - begin
        self.runs += 1
        if done.returncode != status or (status == 0 and (done.stdout or done.stderr)):
            self.complain(night, f"status {done.returncode}: {done.stderr.decode('utf-8', 'replace').strip()}")

    def kill(self):
        child = subprocess.Popen(self.program.command(*self.words()), stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        time.sleep(self.rng.uniform(0, self.took))
        child.send_signal(signal.SIGKILL)
        child.wait()
        self.runs += 1

    def check(self, night):
        for command, wanted in (("weekly", drill.truth), ("yearly", drill.truth_years)):
            done = self.program.run(command, "--json", "--db", self.db)
            self.reports += 1
            if done.returncode != 0:
                self.complain(night, f"{command}: {done.stderr.decode('utf-8', 'replace').strip()}")
                continue
            for difference in drill.differences(done.stdout, wanted(self.server.written))[:3]:
                self.complain(night, f"{command}: {difference}")

    def half_packed(self):
        """As when gzip is still at work: the start of the packed file beside the whole plain one."""
        plain = max(glob.glob(self.server.path + "[.-]*"), key=os.path.getsize)
        with open(plain, "rb") as whole, open(plain + ".part.gz", "wb") as out:
            data = whole.read()
            packed = data if plain.endswith(".gz") else gzip.compress(data, 6, mtime=0)
            out.write(packed[: len(packed) // 2])
        return plain + ".part.gz"

    def night(self, night, hits, rotate):
        """A day's hits, a rotation, the run, and its report."""
        late = hits[-6:]
        self.server.write(hits[:-6])
        day = FIRST + datetime.timedelta(days=night)
        midway = (lambda: (self.ingest(night), self.check(night))) if night == MIDWAY else lambda: None
        rotate(self.server, late, midway, day)
        if night == MISSED:
            return
        if night == KILLED:
            self.kill()
            return
        if night == PACKING:
            part = self.half_packed()
            self.ingest(night, 3)
            os.unlink(part)
        else:
            self.ingest(night)
        if night == TWICE:
            self.ingest(night)
        self.check(night)

    def midline(self, night, hits):
        """The run meets half a line, in the second of the line before it."""
        first, rest = hits[0], hits[1:]
        remains = self.server.write_part(first, self.rng)
        self.ingest(night)
        self.check(night)
        os.write(self.server.log, remains)
        self.server.written.append(first)
        return rest


def drill_one(options, program, folder, key, rotate, figures, per_day):
    nights = Nights(program, folder, key, figures, options.rng)
    hits = drill.make_hits(options.rng, FIRST, NIGHTS, per_day)
    for night in range(NIGHTS):
        today = hits[night * per_day : (night + 1) * per_day]
        if night == MIDLINE:
            half = len(today) // 2
            nights.server.write(today[:half])
            # The next line, of the same second as the last, is written while the run reads.
            today[half].when = today[half - 1].when
            today = nights.midline(night, today[half:])
        nights.night(night, today, rotate)
    straight = os.path.join(folder, "straight.db")
    shutil.copy2(nights.db + ".key", straight + ".key")
    log = drill.write_log(os.path.join(folder, "straight.log"), [hit.line() for hit in nights.server.written])
    program.good("ingest", "-q", "--db", straight, log)
    if program.good("export", "--db", straight) != program.good("export", "--db", nights.db):
        nights.complain(NIGHTS, "the database is not that of one run over everything")
    wrong = drill.integrity(nights.db)
    if wrong:
        nights.complain(NIGHTS, wrong)
    return nights


def main():
    options, program, folder, figures = drill.begin(__doc__.splitlines()[0], needs="ingest")
    rounds, per_day = (20, 300) if options.long else (1, 60)
    reports = runs = wrong = 0
    for number in range(rounds):
        for rotate in (rename_delaycompress, copytruncate, dateext):
            place = os.path.join(folder, f"{rotate.__name__}.{number}")
            os.makedirs(place)
            nights = drill_one(options, program, place, None, rotate, figures, per_day)
            if nights.wrong:
                figures.note(f"{nights.wrong} wrong with {rotate.__name__}, round {number}")
            reports, runs, wrong = reports + nights.reports, runs + nights.runs, wrong + nights.wrong
            if not options.keep:
                shutil.rmtree(place)
    figures.say("nightly runs", runs, least=30)
    figures.say("reports compared with the truth", reports, least=60)
    figures.say("reports and runs that were wrong", wrong, target=0)
    drill.end(options, folder, figures)


if __name__ == "__main__":
    main()
