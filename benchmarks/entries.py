"""Balanced two-line entries in one batch: all checks and guards, beside the bare database with the guards.

The floor is the database's own driver with ready tuples into the very tables, their constraints, indexes
and guards in place (executemany on SQLite, COPY on PostgreSQL): a batch row, the entries, their lines, the
seal, one commit. Prints one JSON document for `python -m benchmarks`; DATABASE_URL chooses PostgreSQL.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from typing import Any

from benchmarks.common import fresh

DAY = date(2025, 1, 20)


def main() -> int:
    """Both ways in turns; entries a second of each turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    with fresh():
        from liancun.rooms.ledger.tests.conftest import open_books

        open_books()
        print(json.dumps(measure(given.entries, given.repeat)))
    return 0


def measure(count: int, repeat: int) -> dict[str, Any]:
    """Entries a second, turn by turn."""
    from django.db import connection

    liancun, floor = [], []
    for _turn in range(repeat):
        with emptied():
            liancun.append(count / seconds(lambda: posted(count)))
            tables = [kept(table) for table in TABLES]
        with emptied():
            floor.append(count / seconds(lambda rows=tables: written(rows)))  # type: ignore[misc]
    return {"vendor": connection.vendor, "entries": count, "liancun": liancun, "floor": floor}


def seconds(write: Callable[[], object]) -> float:
    """Of one committed write."""
    begun = time.perf_counter()
    write()
    return time.perf_counter() - begun


def posted(count: int) -> None:
    """As an action posts: permitted, numbered, every check, one audit line, sealed, committed."""
    from liancun.base.acts import act
    from liancun.base.permits import SYSTEM
    from liancun.kernel.rulings import EntryLine
    from liancun.rooms.ledger.actions import EntryDraft, post_within

    with act("ledger.post_entry", "head", by=SYSTEM, on=DAY) as a:
        drafts = [
            EntryDraft(DAY, "卖出产品", (EntryLine("102", 100 + n), EntryLine("501", 0, 100 + n)))
            for n in range(count)
        ]
        post_within(a, drafts, source="bench")


TABLES = ("ledger_batch", "ledger_entry", "ledger_entryline")


def kept(table: str) -> tuple[str, list[str], list[tuple[Any, ...]]]:
    """What stands in a table, as the driver takes it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    if connection.vendor == "sqlite":
        rows = [tuple(str(v) if isinstance(v, date | datetime) else v for v in row) for row in rows]
    return table, names, rows


def written(tables: Sequence[tuple[str, list[str], list[tuple[Any, ...]]]]) -> None:
    """The same rows by the driver alone: the batch open, its entries and lines, the seal, the commit."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table, names, rows in tables:
            columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))
            if table == TABLES[0]:
                where = names.index("sealed_at")
                sealed = rows[0][where]
                rows = [(*row[:where], None, *row[where + 1 :]) for row in rows]
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:  # type: ignore[attr-defined]
                    for row in rows:
                        copy.write_row(row)
            else:
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
        cursor.execute(f"UPDATE {TABLES[0]} SET sealed_at = %s", [sealed])


class emptied(ExitStack):
    """The books' entries gone again afterwards, their guards lifted for that alone."""

    def __exit__(self, *raised: Any) -> bool:
        from django.db import connection, transaction

        from liancun.base import guards

        with transaction.atomic(), ExitStack() as away:
            for table in TABLES:
                away.enter_context(guards.lifted(table))
            with connection.cursor() as cursor:
                for table in reversed(TABLES):
                    cursor.execute(f"DELETE FROM {table}")
        return bool(super().__exit__(*raised))


if __name__ == "__main__":
    sys.exit(main())
