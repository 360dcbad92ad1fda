"""Dated rows as plain columns (有起止的记录): those that stand at a watermark."""

from typing import Any, TypeVar

from django.db.models import QuerySet

from liancun.base.watermark import Watermark
from liancun.rooms.registry.models.dated import Dated

D = TypeVar("D", bound=Dated)


def spans(rows: "QuerySet[D]", asof: Watermark, *columns: str) -> list[tuple[Any, ...]]:
    """(start, end, columns) of the dated rows that stand at a watermark: without an object for each."""
    seen = list(asof.limit(rows).order_by("pk").values_list("pk", "supersedes_id", "start", "end", *columns))
    gone = {row[1] for row in seen if row[1]}
    return [row[2:] for row in seen if row[0] not in gone]
