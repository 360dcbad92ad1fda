"""Histories of phones (带走的表): how often something was lost, double or unseen. It should be never.

    ./dev run python -m benchmarks.sheets --seed 1 --histories 10000 --minutes 10

On SQLite, or on the PostgreSQL of DATABASE_URL; `--both` does one after the other. Sheets are taken,
written on, sent late, twice and out of order, typed beside, ended and decided, in a small town that each
history leaves as it was; an auditor with books of their own is held against every answer and what stands at
the end. Any difference is printed with its number: `--seed S --first N --histories 1` does the same again.
Prints JSON at the end.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from benchmarks.common import ROOT, fresh, machine, say


def main() -> int:
    """Go through histories until they or the minutes are over; 1 where something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sheets", description=__doc__)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--first", type=int, default=0, help="the number of the first history")
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=10.0, help="at most so long, on each database")
    parser.add_argument("--both", action="store_true", help="SQLite, then a PostgreSQL of its own")
    given = parser.parse_args()
    if given.both:
        return both([each for each in sys.argv[1:] if each != "--both"])
    with fresh():
        found = measure(given)
    say(json.dumps(found, ensure_ascii=False))
    return int(bool(found["wrong"]))


def both(words: list[str]) -> int:
    """One database after the other."""
    from tests.postgres import cluster

    command = [sys.executable, "-m", "benchmarks.sheets", *words]
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    say(machine())
    worst = subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode
    with cluster() as url:
        done = subprocess.run(command, cwd=ROOT, env=environ | {"DATABASE_URL": url}, check=False)
    return max(worst, done.returncode)


def measure(given: Any) -> dict[str, Any]:
    """How many histories there were, what came in them, and what was wrong."""
    from django.db import connection, transaction

    from liancun.base import charters, page_cache
    from liancun.rooms.points.tests.histories import History
    from liancun.rooms.registry.tests import town

    town.raise_town()
    ends, begun = time.monotonic() + 60 * given.minutes, time.monotonic()
    came: Counter[str] = Counter()
    wrong: list[list[Any]] = []
    at = given.first
    while at < given.first + given.histories and time.monotonic() < ends:
        with transaction.atomic():
            history = History(f"{given.seed} {at}").run()
            transaction.set_rollback(True)
        page_cache.forget()
        charters.taken_note_of()
        came += history.seen
        for each in history.wrong:
            wrong.append([at, each])
            say(f"--seed {given.seed} --first {at}: {each}")
        at += 1
    kinds = Counter(each[-1].split(":")[0] for each in wrong)
    say(
        f"{connection.vendor}: {at - given.first:,} histories; "
        + ", ".join(f"{kind} {kinds[kind]}" for kind in ("lost", "double", "unseen"))
    )
    return {
        "vendor": connection.vendor,
        "seed": given.seed,
        "histories": at - given.first,
        "came": dict(came),
        "seconds": round(time.monotonic() - begun),
        "wrong": wrong,
    }


if __name__ == "__main__":
    sys.exit(main())
