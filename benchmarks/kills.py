"""Processes killed at random (断电): how often something was lost, double or torn. It should be never.

    ./dev run python -m benchmarks.kills --seed 1 --points 1000 --minutes 12

On SQLite, or on the PostgreSQL of DATABASE_URL; `--both` does one after the other, on a server of its own. A
year of a small village, a restore and an upgrade are gone through undisturbed; then a step and a point in it
are drawn, the process is killed there, and a fresh one opens the data, looks at all of it and takes the step
again. Any failure is printed with its seed: `--seed S --first N --points 1` does the same again. Prints JSON
at the end.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, machine, say


def main() -> int:
    """Kill until the points or the minutes are over; 1 where something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--first", type=int, default=0, help="the number of the first point")
    parser.add_argument("--points", type=int, default=1_000)
    parser.add_argument("--minutes", type=float, default=12.0, help="at most so long, on each database")
    parser.add_argument("--tiny", action="store_true", help="of one step alone: that it runs")
    parser.add_argument("--both", action="store_true", help="SQLite, then a PostgreSQL of its own")
    given = parser.parse_args()
    if given.both:
        return both([each for each in sys.argv[1:] if each != "--both"])
    with tempfile.TemporaryDirectory(prefix="liancun-bench-") as folder:
        os.environ |= {
            "LIANCUN_DATA": str(Path(folder) / "var"),
            "LIANCUN_TEST_RUN": folder,
            "DJANGO_SETTINGS_MODULE": "liancun.settings",
        }
        import django

        django.setup()
        found = measure(Path(folder), given)
    say(json.dumps(found, ensure_ascii=False))
    return int(bool(found["wrong"]))


def both(words: list[str]) -> int:
    """One database after the other."""
    from tests.postgres import cluster

    command = [sys.executable, "-m", "benchmarks.kills", *words]
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    say(machine())
    worst = subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode
    with cluster() as url:
        done = subprocess.run(command, cwd=ROOT, env=environ | {"DATABASE_URL": url}, check=False)
    return max(worst, done.returncode)


def measure(folder: Path, given: Any) -> dict[str, Any]:
    """What was killed, and what was wrong afterwards."""
    from django.db import connection

    from tests.kills import Places, killed, warm
    from tests.undisturbed import everywhere

    warm()
    places = Places(folder, "liancun_kills")  # they go with the folder and the server
    steps = everywhere(places, tiny=given.tiny)
    ends, begun = time.monotonic() + 60 * given.minutes, time.monotonic()
    wrong: list[list[Any]] = []
    of_step: Counter[str] = Counter()
    for at in range(given.first, given.first + given.points):
        if time.monotonic() > ends:
            break
        draw = random.Random(f"{given.seed} {at}")
        step = draw.choice(steps)
        told = killed(step, draw.randint(1, len(step.passed)), places)
        of_step[told.step] += 1
        if told.wrong:
            wrong.append([at, *told])
            place = f"--seed {given.seed} --first {at}: {told.step}, {told.number} {told.point}"
            say(f"{place}: {told.wrong}")
    kinds = Counter(each[-1].split(":")[0] for each in wrong)
    passed = sum(len(step.passed) for step in steps)
    say(f"{connection.vendor}: {of_step.total()} kills of {passed:,} points in {len(steps)} steps")
    say("  " + ", ".join(f"{kind} {kinds[kind]}" for kind in ("lost", "double", "torn")))
    return {
        "vendor": connection.vendor,
        "seed": given.seed,
        "kills": of_step.total(),
        "points": passed,
        "steps": dict(of_step),
        "seconds": round(time.monotonic() - begun),
        "lost": kinds["lost"],
        "double": kinds["double"],
        "torn": kinds["torn"],
        "wrong": wrong,
    }


if __name__ == "__main__":
    sys.exit(main())
