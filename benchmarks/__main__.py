"""Every benchmark by one command: `./dev run python -m benchmarks [entries close imports pages]`.

Sets up build/bench from requirements-bench.lock for the peer, starts a PostgreSQL that lives as long as the
run, and prints a table for each. `--tiny` only shows that everything runs.
"""

import argparse
import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from typing import Any

from benchmarks.common import BENCH, LOCK, ROOT, machine, say, spread

PARTS = ("entries", "close", "imports", "pages")


def main() -> int:
    """The parts asked for, all of them where none is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=(*PARTS, []), default=[])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--tiny", action="store_true", help="the smallest sizes, once")
    parser.add_argument("--no-peer", action="store_true", help="without django-hordak and its environment")
    given = parser.parse_args()
    say(machine())
    repeat = 1 if given.tiny else given.repeat
    for part in given.parts or PARTS:
        say(f"\n## {part}")
        if part == "entries":
            entries(100 if given.tiny else 10_000, repeat, peer=not given.no_peer)
        elif part == "close":
            close(repeat, tiny=given.tiny)
        elif part == "imports":
            imports("small" if given.tiny else "full")
        else:
            pages(tiny=given.tiny)
    return 0


def told(command: Sequence[str], **environ: str) -> Any:
    """What a benchmark's process printed last, as JSON."""
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environ, stdout=subprocess.PIPE, text=True, check=True
    )
    return next(json.loads(line) for line in reversed(done.stdout.splitlines()) if line.startswith("{"))


def peer_python() -> str:
    """The peer's own environment under build/, filled from its hashed lock."""
    python = BENCH / "bin" / "python"
    stamp = BENCH / ".stamp"
    if not stamp.exists() or stamp.read_text() != LOCK.read_text():
        say("· requirements-bench.lock")
        venv.create(BENCH, clear=True, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "--require-hashes", "-r", str(LOCK)], check=True)
        stamp.write_text(LOCK.read_text())
    return str(python)


def entries(count: int, repeat: int, *, peer: bool) -> None:
    """(a) One batch of balanced two-line entries."""
    from tests.postgres import cluster

    size = ["--entries", str(count), "--repeat", str(repeat)]
    here = [sys.executable, "-m", "benchmarks.entries", *size]
    say(f"{count:,} balanced two-line entries in one batch, entries a second: median (range)")
    show_entries(told(here))
    with cluster() as url:
        found = told(here, DATABASE_URL=url)
        if peer:
            found |= told([peer_python(), "benchmarks/peer.py", *size], DATABASE_URL=url)
    show_entries(found)


def show_entries(found: dict[str, Any]) -> None:
    """One database."""
    middle = {name: sorted(found[name])[len(found[name]) // 2] for name in ("liancun", "floor")}
    say(f"{found['vendor']:<11} floor   {spread(found['floor'])}")
    say(f"{'':<11} liancun {spread(found['liancun'])}: {middle['liancun'] / middle['floor']:.0%} of it")
    if "hordak" in found:
        theirs = sorted(found["hordak"])[len(found["hordak"]) // 2]
        say(f"{'':<11} django-hordak {found['version']} bulk_create {spread(found['hordak'])}")
        say(f"{'':<11} liancun : hordak = {middle['liancun'] / theirs:.1f} : 1")


def close(repeat: int, *, tiny: bool) -> None:
    """(b) The whole year close at three sizes."""
    before = 0.0
    sizes = [(1, 1), (2, 1)] if tiny else [(1, 100), (10, 100), (100, 100)]
    say("towns      lines  seconds: median (range)   wall with facts    peak MB   growth")
    for towns, size in sizes:
        command = [sys.executable, "-m", "benchmarks.close", "--towns", str(towns), "--size", str(size)]
        turns = [told(command) for _turn in range(repeat if towns < 100 else min(repeat, 3))]
        middle = sorted(each["seconds"] for each in turns)[len(turns) // 2]
        growth = f"{middle / before:.1f}x" if before else ""
        say(
            f"{towns:>5} {turns[0]['lines']:>10,}  {spread([each['seconds'] for each in turns]):<24}"
            f"  {spread([each['wall'] for each in turns]):<22}"
            f" {max(each['peak_mb'] for each in turns):>6,.0f}   {growth}"
        )
        before = middle
    for name, (seconds, lines) in turns[-1]["kinds"].items():
        say(f"  {name:<20} {lines:>10,} lines {1_000_000 * seconds / lines:>7.1f} µs a line")


def imports(scale: str) -> None:
    """(c) Rows a second of each workbook kind."""
    found = told([sys.executable, "-m", "benchmarks.imports", "--scale", scale])
    say(f"{'kind':<26}{'books':>7}{'rows':>9}{'seconds':>9}{'rows/s':>9}{'greatest':>10}{'its rows/s':>12}")
    for kind, (books, rows, seconds, most, took) in found["kinds"].items():
        if not rows:
            say(f"{kind:<26}{books:>7}{rows:>9}")
            continue
        say(
            f"{kind:<26}{books:>7,.0f}{rows:>9,.0f}{seconds:>9.2f}{rows / seconds:>9,.0f}"
            f"{most:>10,.0f}{most / max(took, 1e-9):>12,.0f}"
        )
    days, took = found["work_days"], found["kinds"]["attendance"][2]
    say(f"{days:,} days of work on those sheets: {took:.1f} s, {days / took:,.0f} a second")


def pages(*, tiny: bool) -> None:
    """(d) Queries and server time of every page: twelve households, all of Panguan, ten times that."""
    command = [sys.executable, "-m", "benchmarks.pages", "--scale"]
    towns = {"twelve households": told([*command, "small"])}
    if not tiny:
        full = told([*command, "full", "--turns", "3", "--tenfold"])
        towns |= {
            "Panguan": full,
            "ten times": {"pages": full["tenfold"], "outcomes": full["tenfold_outcomes"]},
        }
    for name, town in towns.items():
        found = list(town["pages"].values())
        times = sorted(row[1] for row in found)
        middle, high = times[len(times) // 2], times[len(times) * 9 // 10]
        few, quick = sum(row[0] < 25 for row in found), sum(ms < 150 for ms in times)
        afresh = {most: sum(row[4] <= most for row in found) for most in (40, 150)}
        say(f"{name}: {len(found)} pages by role, median {middle:.0f} ms, ninth decile {high:.0f} ms")
        say(
            f"  {few} under 25 queries, {quick} under 150 ms; right after a record {afresh[40]} within 40 ms,"
        )
        say(f"  {afresh[150]} within 150 ms; what asks more than 25 times or takes more than 150 ms:")
        over = {key: row for key, row in town["pages"].items() if row[0] >= 25 or max(row[1], row[4]) >= 150}
        for key, row in sorted(over.items(), key=lambda each: -each[1][1]):
            say(f"  {key:<64}{row[0]:>5}  {spread(row[1:4], ' ms')}, afresh {row[4]:.0f}")
        say(f"  outcomes counted afresh {spread(town['outcomes'], ' ms')}")


if __name__ == "__main__":
    sys.exit(main())
