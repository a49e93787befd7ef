#!/usr/bin/env python3
"""Logs with marked addresses, agents, names and query strings: none of them is in any file or stream afterwards.

Searched for as text in any case, as hexadecimal text and as bytes, in every file that the runs leave, in the
rests of killed runs, and in all that is printed, messages about bad lines included.
"""
import datetime
import gzip
import ipaddress
import os
import signal
import struct
import subprocess
import time

import drill

V4 = ["203.0.113.77", "198.51.100.201"]
V6 = ["2001:db8:5ec7:e7aa:1234:5678:9abc:def0"]
WORDS = ["MarkedAgentQ7", "markedquery8x", "markeduser5k", "markedcookie3z", "markedfragment2w", "markedsearch9v"]
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:61.0; MarkedAgentQ7) Gecko/20100101 Firefox/61.0"


def marked_lines():
    """Lines of every verdict, and lines that are none, each with a marker in it."""
    for number, address in enumerate(V4 + V6):
        for day, agent in ((1, AGENT), (2, "MarkedAgentQ7-bot/1.0"), (3, "-")):
            head = f"{address} - markeduser5k [0{day}/Jan/2020:10:00:0{number} +0000]"
            yield f'{head} "GET /post?id=markedquery8x HTTP/1.1" 200 5 "https://t.co/abc?markedquery8x#markedfragment2w" "{agent}"'
            yield f'{head} "GET /page?utm_source=twitter&token=markedquery8x HTTP/1.1" 200 5 "-" "{agent}"'
            yield f'{head} "GET /page HTTP/1.1" 200 5 "https://www.google.com/search?q=markedsearch9v" "{agent}"'
            yield f'{head} "GET /page HTTP/1.1" 404 5 "https://markeduser5k:pw@t.co/x" "{agent}" "markedcookie3z"'
            yield f'{address} markeduser5k [99/Jan/2020:10:00:00 +0000] "GET /?markedquery8x" "{agent}"'
            yield f'{{"remote_addr":"{address}","user":"markeduser5k","agent":"{agent}"'


def needles():
    """(name, bytes) of all that must not be found."""
    for word in WORDS:
        yield word, word.lower().encode()
        yield word + " in hex", word.encode().hex().encode()
    for address in V4 + V6:
        packed = ipaddress.ip_address(address).packed
        yield address, address.encode()
        yield address + " in hex", packed.hex().encode()
        yield address + " in bytes", packed
        yield address + " in bytes, backwards", packed[::-1]
    for address in V4:
        yield address + " as a number", str(int(ipaddress.ip_address(address))).encode()
        yield address + " mapped", b"\xff\xff" + ipaddress.ip_address(address).packed
    for address in V6:
        packed = ipaddress.ip_address(address).packed
        yield address + ", its network", packed[:8]
        yield address + ", its network backwards", packed[:8][::-1]
        yield address + ", its network as a number", str(struct.unpack(">q", packed[:8])[0]).encode()
        yield address + ", its network in text", b"2001:db8:5ec7:e7aa"
        yield address + ", its network in hex", packed[:8].hex().encode()


class Search:
    def __init__(self, figures):
        self.figures, self.hits, self.places = figures, 0, 0
        self.needles = list(needles())

    def look(self, name, data):
        self.places += 1
        low = data.lower()
        for what, needle in self.needles:
            # Bytes are sought as they are, text in any case.
            if needle in data or (needle.isascii() and needle in low):
                self.hits += 1
                self.figures.note(f"{what} found in {name}")

    def folder(self, folder, name):
        for at, _, files in os.walk(folder):
            for file in files:
                path = os.path.join(at, file)
                if os.path.isfile(path) and not os.path.islink(path):
                    with open(path, "rb") as data:
                        self.look(f"{file} {name}", data.read())


def dumps_core(program, db, folder):
    """Whether a run that is ended by SIGQUIT, with the key in memory, leaves a core file."""
    child = subprocess.Popen(["sh", "-c", 'ulimit -c unlimited 2>/dev/null; exec "$@"', "sh",
                              *program.command("ingest", "-q", "--db", db, "-")], cwd=folder, stdin=subprocess.PIPE,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for line in marked_lines():
        child.stdin.write((line + "\n").encode())
    child.stdin.flush()
    time.sleep(0.3)
    child.send_signal(signal.SIGABRT)
    child.stdin.close()
    _, status = os.waitpid(child.pid, 0)
    child.returncode = status
    return os.WIFSIGNALED(status) and os.WCOREDUMP(status)


def main():
    options, program, folder, figures = drill.begin(__doc__.splitlines()[0], needs="ingest")
    state, logs = os.path.join(folder, "state"), os.path.join(folder, "logs")
    os.makedirs(state)
    os.makedirs(logs)
    # Temporary files and whatever stands in the working folder would be found as well.
    env = {"TMPDIR": state, "HOME": state}
    other = [hit.line() for hit in drill.make_hits(options.rng, datetime.datetime(2020, 1, 1), 3, 60)]
    log = drill.write_log(os.path.join(logs, "access.log"), [*marked_lines(), *other], "gz")
    search = Search(figures)
    db = os.path.join(state, "f.db")
    runs = [["ingest", "--db", db, "-n", log], ["ingest", "--db", db, log], ["ingest", "--db", db, log],
            ["export", "--db", db], ["export", "--json", "--db", db], ["status", "--db", db],
            ["key", "show", db + ".key"], ["explain", log], ["explain", "--json", log], ["formats", log]]
    for name in ("weekly", "yearly"):
        for form in ("text", "json", "csv", "markdown"):
            runs += [[name, "--format", form, "--db", db], [name, "--format", form, "--source", "all", log]]
    for words in runs:
        done = program.run(*words, env=env, cwd=state)
        if done.returncode not in (0, 3):
            figures.note(f"{words[0]}: status {done.returncode}: {done.stderr.decode('utf-8', 'replace')}")
            search.hits += 1
        search.look(f"standard output of {words[:3]}", done.stdout)
        search.look(f"standard error of {words[:3]}", done.stderr)
    search.folder(state, "after the runs")
    for n in range(1, 400, 1 if options.long else 25):
        killed = os.path.join(folder, f"killed{n}")
        os.makedirs(killed)
        program.run("ingest", "-q", "--db", os.path.join(killed, "f.db"), log, cwd=killed,
                    env=dict(env, TMPDIR=killed, LD_PRELOAD=options.preload, FAULT_CALLS="all",
                             FAULT_KIND="kill", FAULT_AT=str(n)))
        search.folder(killed, f"after a kill at call {n}")
    figures.say("core files", int(dumps_core(program, os.path.join(state, "core.db"), state)), target=0)
    search.folder(state, "after an abort")
    program.run("forget", "--db", db, "--before", "2021-01-05", env=env, cwd=state)
    search.folder(state, "after forget")
    # A test of the test: the log itself is full of them.
    with gzip.open(log) as plain:
        data = plain.read().lower()
    figures.say("markers in the log", sum(needle in data for _, needle in search.needles), least=8)
    figures.say("files and streams searched", search.places, least=60)
    figures.say("markers found", search.hits, target=0)
    drill.end(options, folder, figures)


if __name__ == "__main__":
    main()
