"""What the workbooks of work share (共用的列)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from liancun.base import charters
from liancun.base.importing import Column, Row
from liancun.base.request_cache import page_of
from liancun.base.viewer import Viewer
from liancun.kernel.fields import Code, Day, _
from liancun.rooms.labour import facts
from liancun.rooms.labour.rules import JobTerms

PARTY = Code(_("人员编码"), most=20, slash=True, example="P0000001")
ORDER = Code(_("派工单号"), most=40, slash=True, example="PG-2025-03-21-dongcun")
SECTION = Code(_("片区"), most=20, slash=True, help=_("片区或分社编码"), example="pq-dongcun")
START = Day(_("起"), example="2025-03-01")
LAST_DAY = Day(_("止"), help=_("最后一天"), example="2025-03-31")


def terms_on(day: date, org_code: str) -> JobTerms:
    """The jobs in force on a day."""
    return charters.decided(JobTerms, "jobs", on=day, org=org_code)


def plain(model: Any, columns: Sequence[Column], **paths: str) -> dict[str, Any]:
    """The `export` and `page` of a kind whose rows are a model's, in reach; `paths` where a column is another
    record's."""
    names = {column.name: paths.get(column.name, column.name) for column in columns}

    def found(viewer: Viewer, org_code: str) -> Any:
        rows = viewer.limit(model.objects.filter(org_code=org_code)).order_by("pk")
        return rows.values_list(*names.values())

    def as_row(values: Sequence[Any]) -> Mapping[str, Any]:
        return {name: None if value == "" else value for name, value in zip(names, values, strict=True)}

    def export(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
        return map(as_row, found(viewer, org_code).iterator())

    def page(viewer: Viewer, org_code: str, limit: int, offset: int) -> tuple[list[Mapping[str, Any]], int]:
        rows, total = page_of(found(viewer, org_code), limit, offset)
        return [as_row(values) for values in rows], total

    return {"export": export, "page": page}


def order_villages(rows: Sequence[Row], org_code: str) -> list[str]:
    """The village of each row's order."""
    villages = facts.order_villages(org_code, (row["order"] for row in rows))
    return [villages.get(row["order"], "") for row in rows]
