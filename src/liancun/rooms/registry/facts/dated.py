"""Dated rows as plain columns (有起止的记录): those that stand at a watermark."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet

from liancun.base.watermark import Watermark
from liancun.rooms.registry.models import Standing
from liancun.rooms.registry.models.dated import Dated

D = TypeVar("D", bound=Dated)


def spans(rows: "QuerySet[D]", asof: Watermark, *columns: str) -> list[tuple[Any, ...]]:
    """(start, end, columns) of the dated rows that stand at a watermark: without an object for each."""
    seen = list(asof.limit(rows).order_by("pk").values_list("pk", "supersedes_id", "start", "end", *columns))
    gone = {row[1] for row in seen if row[1]}
    return [row[2:] for row in seen if row[0] not in gone]


def standing_rows(kinds: Iterable[str], asof: Watermark) -> list[tuple[Any, ...]]:
    """(number, household, kind, first day, last day) of the standings of some kinds (身份)."""
    rows = asof.limit(Standing.objects.filter(kind__in=list(kinds))).order_by("pk")
    columns = ("pk", "household", "kind", "started_on", "ended_on")
    seen = list(rows.values_list("supersedes_id", *columns))
    gone = {row[0] for row in seen}
    return [row[1:] for row in seen if row[1] not in gone]
