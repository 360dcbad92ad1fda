"""What the workbooks of work share (共用的列)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from liancun.base import charters
from liancun.base.importing import Column, Row
from liancun.base.viewer import Viewer
from liancun.rooms.labour import facts
from liancun.rooms.labour.rules import JobTerms

PARTY = Column("party", "人员编码", "code", max_length=20, example="P0000001")
ORDER = Column("order", "派工单号", "code", max_length=40, example="PG-2025-03-21-jiaxi")
SECTION = Column("section", "片区", "code", help="片区或分社编码", max_length=20, example="pq-jiaxi")


def terms_on(day: date, org_code: str) -> JobTerms:
    """The jobs in force on a day."""
    return charters.in_force(JobTerms, on=day, org=org_code)


def plain(model: Any, columns: Sequence[Column], **paths: str) -> Any:
    """Rows of a model by the columns, in reach; `paths` where a column is another record's."""

    def export(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
        names = {column.name: paths.get(column.name, column.name) for column in columns}
        rows = viewer.limit(model.objects.filter(org_code=org_code)).order_by("pk")
        for values in rows.values_list(*names.values()).iterator():
            yield {name: None if value == "" else value for name, value in zip(names, values, strict=True)}

    return export


def counted(model: Any) -> Callable[[Viewer, str], int]:
    """How many rows of a model are in reach."""

    def count(viewer: Viewer, org_code: str) -> int:
        found: int = viewer.limit(model.objects.filter(org_code=org_code)).count()
        return found

    return count


def order_villages(rows: Sequence[Row], org_code: str) -> list[str]:
    """The village of each row's order."""
    villages = facts.order_villages(org_code, (row["order"] for row in rows))
    return [villages.get(row["order"], "") for row in rows]
