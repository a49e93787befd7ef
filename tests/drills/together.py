#!/usr/bin/env python3
"""Two to eight ingests at once on one database: one waits or says who holds it, nothing is lost or doubled."""
import datetime
import os
import shutil
import subprocess

import drill

FIRST = datetime.datetime(2019, 12, 30)
HELD = 75


def round_of(options, program, place, logs, whole, figures, waiting):
    """Starts several at once; gives how many were told to try again, and how much was wrong."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(whole["start"], place)
    db = os.path.join(place, "f.db")
    children = []
    for _ in range(options.rng.randrange(2, 9)):
        mine = options.rng.sample(logs, options.rng.randrange(1, len(logs) + 1))
        words = ["ingest", "-q", "--db", db, *(["--wait", "120"] if waiting else []), *mine]
        children.append(subprocess.Popen(program.command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                         stdin=subprocess.DEVNULL))
    # Reports never need the lock.
    report = program.run("weekly", "--json", "--db", db) if os.path.exists(db) else None
    wrong = held = 0
    for child in children:
        said = child.communicate(timeout=300)[1].decode("utf-8", "replace").strip()
        if child.returncode == HELD and not waiting and said:
            held += 1
        elif child.returncode != 0:
            wrong += 1
            figures.note(f"status {child.returncode}: {said}")
    # Before the first run has finished, there is nothing to report.
    empty = report and b"is empty" in report.stderr
    if report and not empty and report.returncode not in (0, HELD):
        wrong += 1
        figures.note(f"a report meanwhile: status {report.returncode}: {report.stderr.decode('utf-8', 'replace').strip()}")
    # Whoever was told to try again does.
    again = program.run("ingest", "-q", "--db", db, *logs)
    if again.returncode != 0 or program.good("export", "--db", db) != whole["export"] or drill.integrity(db):
        wrong += 1
        figures.note("the database is not that of one run")
    return held, wrong, len(children)


def main():
    options, program, folder, figures = drill.begin(__doc__.splitlines()[0], needs="ingest")
    lines = [hit.line() for hit in drill.make_hits(options.rng, FIRST, 10, 200)]
    logs = [drill.write_log(os.path.join(folder, f"access.log.{i}"), lines[i * 300 : i * 300 + 500], "gz" if i % 2 else "plain")
            for i in range(7)]
    whole = {"start": os.path.join(folder, "start")}
    os.makedirs(whole["start"])
    key = os.path.join(whole["start"], "f.db.key")
    program.good("key", "new", key)
    straight = os.path.join(folder, "straight.db")
    shutil.copy2(key, straight + ".key")
    program.good("ingest", "-q", "--db", straight, *logs)
    whole["export"] = program.good("export", "--db", straight)
    held = wrong = runs = 0
    rounds = 50 if options.long else 4
    for number in range(rounds):
        result = round_of(options, program, os.path.join(folder, "run"), logs, whole, figures, number % 2 == 0)
        held, wrong, runs = held + result[0], wrong + result[1], runs + result[2]
    figures.say("rounds of two to eight runs at once", rounds)
    figures.say("runs", runs)
    figures.say("runs told to try again", held)
    figures.say("runs and rounds that were wrong", wrong, target=0)
    drill.end(options, folder, figures)


if __name__ == "__main__":
    main()
