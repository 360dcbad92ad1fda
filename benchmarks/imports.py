"""Rows a second of each workbook kind: the raised demo year's own workbooks, through the whole import door.

A town is raised as `liancun demo` does it; every workbook is timed as it goes in: read, every cell judged,
keys compared, rows, content hashes and one audit line written, committed. Building the workbooks and the
acts between them are not counted. Prints one JSON document for `python -m benchmarks`.
"""

import argparse
import json
import sys
import time
from collections import Counter
from typing import Any

from benchmarks.common import fresh


def main() -> int:
    """Raise one town."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="small", choices=("small", "full"))
    given = parser.parse_args()
    with fresh() as data:
        found = measure(given.scale, data)
        from liancun.rooms.labour.models import WorkDay

        print(json.dumps({"scale": given.scale, "kinds": found, "work_days": WorkDay.objects.count()}))
    return 0


def measure(scale: str, data: Any) -> dict[str, list[float]]:
    """Kind -> [workbooks, rows, seconds, rows of the greatest workbook, its seconds]."""
    from liancun.base.importing import all_import_kinds
    from liancun.scenario import pipeline
    from liancun.scenario.town import raise_town

    books: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    greatest: dict[str, tuple[int, float]] = {}
    door = pipeline.import_workbook

    def timed(kind: str, *given: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        report = door(kind, *given, **named)
        took, count = time.perf_counter() - begun, report.rows
        books[kind] += 1
        rows[kind] += count
        spent[kind] += took  # type: ignore[assignment]
        greatest[kind] = max(greatest.get(kind, (0, 0.0)), (count, took))
        return report

    pipeline.import_workbook = timed
    try:
        raise_town(scale, data / "workbooks")
    finally:
        pipeline.import_workbook = door
    return {
        kind: [books[kind], rows[kind], spent[kind], *greatest.get(kind, (0, 0.0))]
        for kind in sorted(all_import_kinds())
    }


if __name__ == "__main__":
    sys.exit(main())
