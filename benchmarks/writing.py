"""What it costs to store rows: the driver's floor, the bulk writer, bulk_create, the whole import door.

Prints seconds and, what matters, ratios to the floor; see README.md.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2025, 1, 6)
ORG = "jiaxi"


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    count = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="liancun-bench-") as folder:
        data = Path(folder) / "var"
        data.mkdir()
        os.environ |= {"LIANCUN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "liancun.settings"}
        import django

        django.setup()
        from django.conf import settings

        from liancun.base.startup import open_data
        from liancun.rooms.registry.tests import town

        assert settings.FIELD_KEYS[0], "keys are made before there is data"
        open_data()
        town.raise_town()  # two villages: an import asks whose it is
        show(count, measure(count))
    return 0


def measure(count: int) -> dict[str, float]:
    """The four ways to seconds; each starts from an empty table."""
    from django.db import connection

    from liancun.base import bulk, evidence
    from liancun.base.importing import import_kind, import_workbook, write_rows
    from liancun.base.permits import SYSTEM
    from liancun.rooms.points.models import RuleClause

    fields = [field for field in RuleClause._meta.concrete_fields if not field.primary_key]
    table, columns = RuleClause._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    ready = [
        tuple(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields)
        for row in made(count)
    ]
    kind = import_kind("rule_clauses")
    book = write_rows(
        kind,
        [
            {"code": code(n), "title": "乱倒垃圾", "points_max": 2, "start": DAY, "document": "CG-2025-1"}
            for n in range(count)
        ],
    )

    def floor() -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for values in ready:
                        copy.write_row(values)
                return
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", ready)

    def in_bulk(rows: list[Any]) -> None:
        noting = evidence.begin_notes(ORG, 1)
        try:
            bulk.insert(RuleClause, rows)
        finally:
            evidence.end_notes(noting)

    found = {"driver": timed(floor)}
    found["bulk"] = timed(in_bulk, made(count))
    found["bulk_create"] = timed(lambda rows: RuleClause.objects.bulk_create(rows), made(count))
    found["import"] = timed(
        lambda: import_workbook("rule_clauses", book, "clauses.xlsx", org_code=ORG, by=SYSTEM, on=DAY),
        act=False,
    )
    return found


def code(number: int) -> str:
    """A clause's number."""
    return f"B-{number}"


def made(count: int) -> list[Any]:
    """Rows in memory, as an action has them before it writes."""
    from liancun.base import clock
    from liancun.rooms.points.models import RuleClause

    stamp = {"org_code": ORG, "village_code": "520281123201", "mark": 1, "on": DAY}
    stamp |= {"recorded_at": clock.now(), "recorded_by": "bench"}
    return [
        RuleClause(code=code(n), title="乱倒垃圾", points_max=2, start=DAY, document="CG-2025-1", **stamp)
        for n in range(count)
    ]


def timed(write: Callable[..., object], *given: Any, act: bool = True) -> float:
    """Seconds of one committed write into the empty table."""
    from django.db import transaction

    from liancun.rooms.points.models import RuleClause

    with emptied(RuleClause):
        begun = time.perf_counter()
        if act:
            with transaction.atomic():
                write(*given)
        else:
            write(*given)
        return time.perf_counter() - begun


@contextmanager
def emptied(model: Any) -> Any:
    """The table empty again afterwards, its guards lifted for that alone."""
    from django.db import transaction

    from liancun.base import guards

    try:
        yield
    finally:
        with transaction.atomic(), guards.lifted(model._meta.db_table):
            model.objects.all()._raw_delete("default")


def show(count: int, found: dict[str, float]) -> None:
    """One line for each way."""
    from django.db import connection

    names = {
        "driver": "the driver, ready tuples (the floor)",
        "bulk": "base.bulk.insert",
        "bulk_create": "Django's bulk_create",
        "import": "the import door, workbook to commit",
    }
    print(f"{connection.vendor}, {count:,} rows")
    for name, seconds in found.items():
        ratio = found["driver"] / seconds
        print(f"{names[name]:<42}{count / seconds:>10,.0f} rows/s  {ratio:>6.0%} of the floor")
    print(f"bulk writer : bulk_create = {found['bulk_create'] / found['bulk']:.1f} : 1")


if __name__ == "__main__":
    sys.exit(main())
