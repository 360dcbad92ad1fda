"""The whole year close at 1, 10 and 100 times Panguan: the rooms' own rules and entries on generated facts.

A town is eight collectives and a head cooperative. A seeded generator makes the facts of one organisation
at a time; once they are in memory the clock runs: rule, entry, every pot and every entry summed (counted);
making the facts and, with --digest, the digest of the sheet are timed apart. Organisations are dealt to a
process for each core. Prints one JSON document for `python -m benchmarks`.
"""

import argparse
import gc
import json
import multiprocessing
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

from benchmarks.common import fresh

VILLAGES, HOUSEHOLDS, MONTHS = 8, 3_498, 12
WORKER_MONTHS, SELLERS_A_MONTH, GRID_WORKERS = 8_000, 800, 40
Task = tuple[int, int, int, bool]


def main() -> int:
    """One scale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--towns", type=int, default=1)
    parser.add_argument("--size", type=int, default=100, help="per cent of Panguan in each town")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--digest", action="store_true")
    given = parser.parse_args()
    with fresh(database=False):
        print(json.dumps(closed(given.towns, given.size, given.cores, given.digest)))
    return 0


def closed(towns: int, size: int, cores: int, with_digest: bool) -> dict[str, Any]:
    """Seconds, lines and memory of closing that many towns."""
    terms_of()  # read once, before the processes part
    tasks = [(town, org, size, with_digest) for town in range(towns) for org in range(VILLAGES + 1)]
    spent: Counter[str] = Counter()
    by_process: dict[int, Counter[str]] = {}
    begun = time.perf_counter()
    peak = 0
    context = multiprocessing.get_context("fork")
    with context.Pool(cores) as pool:
        for process, found, highest in pool.imap_unordered(close_one, tasks):
            spent.update(found)
            by_process.setdefault(process, Counter()).update(found)
            peak = max(peak, highest)
    counted = max(sum(v for k, v in each.items() if k.startswith("rule:")) for each in by_process.values())
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "towns": towns, "size": size, "lines": spent["lines"], "seconds": counted,
        "wall": time.perf_counter() - begun, "facts": spent["facts"], "digest": spent["digest"],
        "kinds": {name[5:]: [value, spent[f"of:{name[5:]}"]] for name, value in sorted(spent.items())
                  if name.startswith("rule:")},
        "peak_mb": (own + peak * cores) / 1024,
    }  # fmt: skip


def close_one(task: Task) -> tuple[int, dict[str, float], int]:
    """Close one organisation's year: (process, seconds by step, highest memory in KiB)."""
    from liancun.kernel.digest import digest

    town, org, size, with_digest = task
    random = Random(f"{town}/{org}")
    spent: Counter[str] = Counter()
    gc.disable()  # frozen facts and lines hold no rings; a sheet goes when the next is made
    sheets = village_sheets(random, org, size) if org else head_sheets(random, size)
    while True:
        begun = time.perf_counter()
        made = next(sheets, None)
        loaded = time.perf_counter()
        if made is None:
            break
        name, sheet = made
        kind, terms = terms_of()[name]
        ruling = kind.rule(sheet, terms)
        posted = [line for line in ruling.lines if line.amount_fen]
        entry = kind.entry(posted, terms)
        must_sum(ruling, entry)
        done = time.perf_counter()
        if with_digest:
            digest([line.as_numbers() for line in ruling.lines])
        spent.update({
            "facts": loaded - begun, f"rule:{name}": done - loaded, "digest": time.perf_counter() - done,
            "lines": len(ruling.lines), f"of:{name}": len(ruling.lines),
        })  # fmt: skip
        del sheet, ruling, posted, entry, made
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return multiprocessing.current_process().pid or 0, dict(spent), memory


def must_sum(ruling: Any, entry: Any) -> None:
    """Every pot is divided to the fen, every entry balances."""
    divided: Counter[str] = Counter()
    for line in ruling.lines:
        divided[line.part] += line.amount_fen
    assert all(divided[part] == total_fen for part, total_fen in ruling.pots.items())
    assert sum(line.debit_fen - line.credit_fen for line in entry) == 0


KNOWN: dict[str, tuple[Any, Any]] = {}


def terms_of() -> dict[str, tuple[Any, Any]]:
    """Kind -> the registered run kind and the shipped charter's terms for the year."""
    if not KNOWN:
        from datetime import date

        from liancun.charter import load_charter
        from liancun.rooms.settlement.kinds import all_kinds

        for kind in all_kinds():
            if kind.name in ORDER:
                charter = load_charter(pack="panguan").in_force(kind.charter, on=date(2025, 12, 31))
                KNOWN[kind.name] = kind, charter
    return KNOWN


ORDER = (
    "refuse_fee", "grid_worker_pay", "wages", "delivery_payment", "guaranteed_dividend", "park_share",
    "surplus",
)  # fmt: skip


def part(count: int, size: int) -> int:
    """A number of Panguan's at this size."""
    return max(2, count * size // 100)


def village_sheets(random: Random, org: int, size: int) -> Iterator[tuple[str, Any]]:
    """A collective's year: the refuse fee of its households, the pay of its grid workers month by month."""
    from liancun.kernel.rulings import FactLine, FactSheet
    from liancun.rooms.points.rules import HouseholdYear, MonthFact, Nothing, WorkerMonth

    village, code = f"52028112320{org}", f"village{org}"
    homes = []
    for home in range(part(HOUSEHOLDS // VILLAGES, size)):
        months = tuple(
            MonthFact(month, "scored", random.randint(4, 10), random.randint(1, 5)) for month in range(1, 13)
        )
        subject = f"L{org}{home:06}"
        homes.append(FactLine(subject, subject, HouseholdYear(months, member=home % 5 != 0), village))
    yield "refuse_fee", FactSheet(code, "2025", tuple(homes), Nothing())
    for month in range(1, MONTHS + 1):
        workers = []
        for worker in range(part(GRID_WORKERS // VILLAGES, size)):
            subject, homes_of = f"P{org}{worker:06}", random.randint(60, 100)
            done = WorkerMonth(homes_of, random.randint(40, homes_of), random.randint(0, homes_of * 5))
            workers.append(FactLine(subject, subject, done, village))
        yield "grid_worker_pay", FactSheet(code, f"2025-{month:02}", tuple(workers), Nothing())


def head_sheets(random: Random, size: int) -> Iterator[tuple[str, Any]]:
    """The head cooperative's year: wages and produce by the month, land, the park's share, the surplus."""
    for month in range(1, MONTHS + 1):
        yield "wages", wages_sheet(random, month, size)
        yield "delivery_payment", produce_sheet(random, month, size)
    holders = land_sheet(random, size)
    yield "guaranteed_dividend", holders
    yield "park_share", park_sheet(holders, size)
    yield "surplus", surplus_sheet(random, size)


def wages_sheet(random: Random, month: int, size: int) -> Any:
    """A month's wages: one or two jobs a worker."""
    from liancun.kernel.rulings import FactLine, FactSheet
    from liancun.rooms.labour.rules import JobMonth, NoTotals, WorkerMonth

    jobs = terms_of()["wages"][1].jobs.jobs
    own = sorted(code for code, job in jobs.items() if job.payer != "outside")
    lines = []
    for worker in range(part(WORKER_MONTHS // MONTHS, size)):
        works = []
        for code in random.sample(own, 1 + worker % 2):
            quantity = random.randint(2, 30) * (50 if jobs[code].measure == "day" else 20_000)
            works.append(JobMonth(code, "", jobs[code].rate_fen, 15, quantity))
        subject = f"P{worker:07}"
        lines.append(FactLine(subject, subject, WorkerMonth(tuple(works), 15, 0), "520281123201"))
    return FactSheet("head", f"2025-{month:02}", tuple(lines), NoTotals())


def produce_sheet(random: Random, month: int, size: int) -> Any:
    """A month's deliveries by account holder."""
    from liancun.kernel.rulings import FactLine, FactSheet
    from liancun.rooms.deliveries.rules import Delivered, NoTotals

    lines = []
    for seller in range(part(SELLERS_A_MONTH, size)):
        weight, subject = random.randint(5_000, 900_000), f"P{seller:07}"
        facts = Delivered(random.randint(1, 9), weight, weight * 4 // 10, 0, 0, 0, 0)
        lines.append(FactLine(subject, subject, facts, "520281123201"))
    return FactSheet("head", f"2025-{month:02}", tuple(lines), NoTotals())


def land_sheet(random: Random, size: int) -> Any:
    """A year's land: three plots a household, some for a part of the year, the hills of the collectives."""
    from liancun.kernel.rulings import FactLine, FactSheet
    from liancun.rooms.park.rules import HolderYear, Piece, YearDays

    def pieces(number: int, form: str, count: int, most: int) -> tuple[Any, ...]:
        return tuple(
            Piece(
                f"HT-{number}", f"D{number}-{each}", form, "O:company", random.randint(20, most), 60_000,
                365 if random.random() < 0.9 else random.randint(1, 364),
            )
            for each in range(count)
        )  # fmt: skip

    lines = [
        FactLine(f"K{n:06}", f"P{n:07}", HolderYear(pieces(n, "shares", 3, 400), n % 5 != 0), "520281123201")
        for n in range(part(HOUSEHOLDS, size))
    ]
    lines += [
        FactLine(f"O:v{n}", f"O:v{n}", HolderYear(pieces(9_000_000 + n, "lease", 4, 90_000), True), "")
        for n in range(VILLAGES)
    ]
    return FactSheet("head", "2025", tuple(lines), YearDays(365))


def park_sheet(holders: Any, size: int) -> Any:
    """The same holders and the agreed statement of the park."""
    from liancun.kernel.rulings import FactSheet
    from liancun.rooms.park.rules import ParkYear, Statement

    statement = Statement(
        *(fen * size // 100 for fen in (9_000_000_000, 900_000_000, 90_000_000, 80_000_000, 9))
    )
    return FactSheet("head", "2025", holders.lines, ParkYear(statement, 365))


def surplus_sheet(random: Random, size: int) -> Any:
    """The members' year and the book's figures."""
    from liancun.kernel.rulings import FactLine, FactSheet
    from liancun.rooms.surplus.rules import MemberYear, YearTotals

    lines = []
    for member in range(part(HOUSEHOLDS, size)):
        year = MemberYear(
            True, random.randint(0, 900_000), 0, random.randint(100, 500_000), random.randint(0, 9_000)
        )
        lines.append(FactLine(f"P{member:07}", f"P{member:07}", year))
    totals = YearTotals(random.randint(10**8, 10**9), 10**6, 0, 0, 5 * 10**8, 10**7)
    return FactSheet("head", "2025", tuple(lines), totals)


if __name__ == "__main__":
    sys.exit(main())
