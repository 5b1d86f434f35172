#!/usr/bin/env python3
"""The tables of docs/SCALE.md, computed from the costs in docs/scale.tsv.

    python3 docs/scale.py            prints them
    python3 docs/scale.py --record GOESC GOPATH
                                     measures anew: an action for each package below GOPATH/src,
                                     one after the other, each in a process of its own
"""

import argparse
import heapq
import os
import random
import re
import resource
import subprocess
import sys
import tempfile

COSTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scale.tsv")
COLUMNS = ["cpu_us", "source", "facts_in", "facts", "json", "sarif"]

PACKAGES = 100_000
# Assumed, as no corpus says it: how deep a tree of that size is, and how many of its own packages a
# package imports.
LEVELS = 60
IMPORTS = 8
# What an engine adds to an action: here, and on another machine (staging, queues, the network).
HERE, ELSEWHERE = 0.015, 0.25
WORKERS = [1, 10, 100, 1_000, 10_000]


def record(goesc, gopath):
    src = os.path.join(gopath, "src")
    env = {
        "GO111MODULE": "off", "GOPATH": gopath, "GOENV": "off", "GOROOT": "/none", "GOESC_CACHE": "off",
        "CGO_ENABLED": "0", "GOOS": "linux", "GOARCH": "amd64",
    }
    listed = subprocess.run([goesc, "list", "--deps", "--detail", "./..."], cwd=src, env=env,
                            capture_output=True, text=True, check=True).stdout
    packages = [line.split(" ") for line in listed.splitlines()]
    numbers = {package[0]: number for number, package in enumerate(packages)}
    rows = []
    with tempfile.TemporaryDirectory() as run:
        for entry in os.listdir(src):
            os.symlink(os.path.join(src, entry), os.path.join(run, entry))
        os.mkdir(os.path.join(run, "out"))
        size = lambda name: os.path.getsize(os.path.join(run, name))
        for number, (path, directory, version, *files) in enumerate(packages):
            directory = os.path.relpath(directory, src)
            files = [os.path.join(directory, file) for file in files]
            imports = set()
            for file in files:
                with open(os.path.join(src, file), errors="replace") as text:
                    head = re.split(r"^(?:func|type|var|const)\b", text.read(), maxsplit=1, flags=re.M)[0]
                found = re.findall(r'^\s*(?:import\s+)?(?:[\w.]+\s+)?"([^"]+)"', head, re.M)
                imports.update(path for path in found if numbers.get(path, number) < number)
            facts = [f"out/{numbers[path]}" for path in sorted(imports)]
            args = ["--importpath", path, "--goos", "linux", "--goarch", "amd64", "--lang", version]
            for name, file in zip(sorted(imports), facts):
                args += ["--import", f"{name}={file}"]
            args += ["--summary", f"out/{number}", "--json", "out/json", "--sarif", "out/sarif"]
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run([goesc, "unit", "--exit-zero", *args, *files], cwd=run, env={},
                                  capture_output=True, text=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if done.returncode:
                sys.exit(f"{path}: {done.stderr}")
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            rows.append([path, round(cpu * 1e6), sum(map(size, files)), sum(map(size, facts)),
                         size(f"out/{number}"), size("out/json"), size("out/sarif")])
    with open(COSTS, "w") as out:
        print("package", *COLUMNS, sep="\t", file=out)
        for row in rows:
            print(*row, sep="\t", file=out)


def read():
    with open(COSTS) as text:
        lines = [line.rstrip("\n").split("\t") for line in text]
    return [dict(zip(COLUMNS, map(int, line[1:]))) for line in lines[1:]]


def tree(costs):
    """A level and a cost in seconds for each package, and its imports: one of the level below, the rest
    of any below that."""
    chance = random.Random(1)
    size = PACKAGES // LEVELS + 1
    imports = []
    for number in range(PACKAGES):
        level = number // size
        below = level * size
        some = set()
        if level:
            some.add(chance.randrange(below - size, below))
            some.update(chance.randrange(below) for _ in range(IMPORTS - 1))
        imports.append(sorted(some))
    seconds = [chance.choice(costs)["cpu_us"] / 1e6 for _ in range(PACKAGES)]
    return imports, seconds


def makespan(imports, seconds, workers, overhead):
    """When the last action ends, where each worker takes the next action that is ready."""
    above = [[] for _ in imports]
    missing = [len(some) for some in imports]
    for number, some in enumerate(imports):
        for one in some:
            above[one].append(number)
    ready = [number for number, count in enumerate(missing) if count == 0]
    heapq.heapify(ready)
    running, now, free = [], 0.0, workers
    while ready or running:
        while ready and free:
            number = heapq.heappop(ready)
            heapq.heappush(running, (now + seconds[number] + overhead, number))
            free -= 1
        now, number = heapq.heappop(running)
        free += 1
        for one in above[number]:
            missing[one] -= 1
            if missing[one] == 0:
                heapq.heappush(ready, one)
    return now


def time(seconds):
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def amount(size):
    for unit in ["B", "KB", "MB", "GB"]:
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} TB"


def tables():
    costs = read()
    mean = {name: sum(row[name] for row in costs) / len(costs) for name in COLUMNS}
    middle = {name: sorted(row[name] for row in costs)[len(costs) // 2] for name in COLUMNS}
    most = {name: max(row[name] for row in costs) for name in COLUMNS}
    print(f"| of {len(costs)} packages | mean | median | largest | {PACKAGES:,} packages |")
    print("|---|---|---|---|---|")
    of = [("CPU of an action", "cpu_us", lambda us: f"{us / 1000:.1f} ms", lambda us: time(us / 1e6)),
          ("Go source in", "source", amount, amount), ("summaries in", "facts_in", amount, amount),
          ("summary out", "facts", amount, amount), ("JSON out", "json", amount, amount),
          ("SARIF out", "sarif", amount, amount)]
    for words, name, one, all_of_it in of:
        total = all_of_it(mean[name] * PACKAGES)
        print(f"| {words} | {one(mean[name])} | {one(middle[name])} | {one(most[name])} | {total} |")
    imports, seconds = tree(costs)
    print("\n| workers | cold, workers here | cold, other machines |")
    print("|---|---|---|")
    for workers in WORKERS:
        here, there = (makespan(imports, seconds, workers, more) for more in (HERE, ELSEWHERE))
        print(f"| {workers:,} | {time(here)} | {time(there)} |")
    print("\n| actions done again | workers | here | other machines |")
    print("|---|---|---|---|")
    cost = mean["cpu_us"] / 1e6
    for actions, levels in [(1, 1), (1 + IMPORTS, 2), (1_000, 10), (10_000, LEVELS)]:
        for workers in [10, 1_000]:
            rounds = max(levels, -(-actions // workers))
            here, there = (time(rounds * (cost + more)) for more in (HERE, ELSEWHERE))
            print(f"| {actions:,}, {levels} deep | {workers:,} | {here} | {there} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", nargs=2, metavar=("GOESC", "GOPATH"))
    arguments = parser.parse_args()
    if arguments.record:
        record(*arguments.record)
    else:
        tables()
