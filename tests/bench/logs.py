"""The logs that the benches read, made once and kept: the corpus, its parts, and the same in other dress."""
import importlib.util
import json
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
DAYS = 14


def fresh(path, *sources):
    """Whether what was made of the sources is there, whole, and not older than they."""
    return os.path.exists(path) and all(os.path.getmtime(path) >= os.path.getmtime(source) for source in sources)


def made(path, sources, make):
    """The path, after `make` has written the file where it is not fresh; a run that is broken off leaves no half."""
    if not fresh(path, *sources):
        print(f"making {path}", flush=True)
        with open(path + ".new", "wb") as out:
            make(out)
        os.replace(path + ".new", path)
    return path


def corpus(generator, folder, lines):
    """The log, and the truth about it."""
    log, truth = f"{folder}/corpus-{lines}.log", f"{folder}/corpus-{lines}.json"
    if not fresh(truth, generator) or not os.path.exists(log):
        print(f"making {log}", flush=True)
        subprocess.run([generator, str(lines), log, truth + ".new"], check=True)
        os.replace(truth + ".new", truth)
    with open(truth, encoding="utf-8") as text:
        return log, json.load(text)


def first(log, lines, path):
    return made(path, [log], lambda out: subprocess.run(["head", "-n", str(lines), log], stdout=out, check=True))


def packed(log):
    return made(log + ".gz", [log],
                lambda out: subprocess.run(["gzip", "-6", "-n", "-c", log], stdout=out, check=True))


def as_json(log):
    """The requests of a combined log as nginx writes them in JSON; lines that are none are left out."""
    spec = importlib.util.spec_from_file_location("servers", f"{HERE}/../../sample-logs/servers.py")
    servers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(servers)

    def write(out):
        with open(log, encoding="utf-8", errors="surrogateescape") as text:
            for line in text:
                line = line.rstrip("\n")
                if servers.LINE.fullmatch(line):
                    record = servers.compact(servers.nginx_keys(servers.Request(line)))
                    out.write(record.encode("utf-8", "surrogateescape") + b"\n")

    return made(log.removesuffix(".log") + "-json.log", [log], write)


def as_vhosts(log):
    """The log as Apache writes it for all sites of a machine: twenty hosts that take turns, some more than others."""
    def write(out):
        with open(log, "rb") as text:
            for number, line in enumerate(text):
                turn = number * 2654435761 % 2**32 >> 16
                out.write(b"site%d.example.org:443 " % (turn * turn * 20 >> 32) + line)

    return made(log.removesuffix(".log") + "-vhosts.log", [log], write)


def days(log):
    """The corpus as logrotate would leave it: thirteen days packed, and the last one plain."""
    folder = log.removesuffix(".log") + "-days"
    names = [f"{folder}/access-{day:02d}.log" for day in range(1, DAYS + 1)]
    if not fresh(names[-1], log):
        print(f"making {folder}", flush=True)
        os.makedirs(folder, exist_ok=True)
        outs = [open(name + ".new", "wb") for name in names]
        with open(log, "rb") as text:
            for line in text:
                # 2026-03-02 is the first day; the few lines that are no records go to the first.
                at = line.find(b"/Mar/2026:")
                day = int(line[at - 2:at]) - 2 if at >= 2 and line[at - 2:at].isdigit() else 0
                outs[min(max(day, 0), DAYS - 1)].write(line)
        for out, name in zip(outs, names):
            out.close()
            os.replace(out.name, name)
    return [packed(name) for name in names[:-1]] + [names[-1]]
