"""What was wrong with a workbook, kept (导入报告): whoever sent it opens it again, and has it back marked.

Kept sealed, since it holds what the workbook held; as long as `base/report_bounds` says.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liancun.base import clock, report_bounds
from liancun.base.importing.changing import Look
from liancun.base.importing.columns import HowRead
from liancun.base.importing.engine import import_kind
from liancun.base.models import KeptReport
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.base.workbooks.extent import Extent
from liancun.base.workbooks.reading import Sheet
from liancun.kernel import Problem, Refusal

BYTES_MOST = 8 * 1024 * 1024
"""A workbook that packs into no less is not kept: its report is."""
CELLS_MOST = 500_000
"""Nor is one of more cells: given back marked it would take more than 300 MB."""


@dataclass(frozen=True)
class ReportView:
    """One report as lists show it (导入报告): `faults` says how many."""

    number: int
    kind: str
    org_code: str
    file: str
    at: datetime
    faults: int


@dataclass(frozen=True)
class Report:
    """A report opened: every problem, and the cells as they were read, where they were kept.

    `look` is what was looked at of a workbook that changes records; then nothing was wrong.
    """

    view: ReportView
    problems: tuple[Problem, ...]
    sheet: Sheet | None
    how: HowRead
    look: Look | None = None


def keep(
    kind: str,
    org_code: str,
    by: Viewer,
    file: str,
    problems: Sequence[Problem],
    sheet: Sheet | None,
    how: HowRead,
    look: Look | None = None,
) -> int:
    """Keep what was wrong, or without problems the `look` at what would change; returns its number."""
    if sheet is not None and sum(len(cells) for _row, cells in sheet.rows) > CELLS_MOST:
        sheet = None
    said: dict[str, Any] = {
        "problems": [asdict(each) for each in problems],
        "sheet": None if sheet is None else [sheet.name, sheet.text, sheet.rows, _looks(sheet.extent)],
        "how": asdict(how),
        "look": None if look is None else [look.on.isoformat(), look.marks],
    }
    body = _packed(said)
    if len(body) > BYTES_MOST:
        body = _packed({**said, "sheet": None})
    with transaction.atomic():
        row = KeptReport.objects.create(
            kind=kind,
            org_code=org_code,
            by=by.name,
            at=clock.now(),
            faults=len(problems),
            file=file,
            body=body,
        )
        report_bounds.remove_beyond(by.name)
    return row.pk


def recent(viewer: Viewer) -> list[ReportView]:
    """The viewer's own reports, the latest first."""
    if not viewer.name:
        return []
    own = KeptReport.objects.filter(by=viewer.name, faults__gt=0, at__gte=report_bounds.first_kept())
    rows = own.defer("body").order_by("-pk")[: report_bounds.KEPT_MOST]
    return [_view(row) for row in rows if _may(viewer, row)]


def opened(viewer: Viewer, number: int, *, look: bool = False) -> Report:
    """One of the viewer's own reports, or a `look` at what a workbook would change. Refuses any other."""
    row = KeptReport.objects.filter(pk=number, at__gte=report_bounds.first_kept()).first()
    if (
        row is None
        or look != (row.faults == 0)
        or not viewer.name
        or row.by != viewer.name
        or not _may(viewer, row)
    ):
        raise Refusal("viewer.not_found")
    said = _unpacked(row.body)
    problems = tuple(
        Problem(**{**each, "params": tuple((name, _param(value)) for name, value in each["params"])})
        for each in said["problems"]
    )
    sheet = None
    if said["sheet"] is not None:
        name, text, rows, *looks = said["sheet"]
        read = tuple((place, [_cell(cell) for cell in cells]) for place, cells in rows)
        sheet = Sheet(name, read, text, _extent(*looks))
    how = dict(said["how"])
    columns = tuple((heading, word) for heading, word in how.pop("columns", ()))
    return Report(_view(row), problems, sheet, HowRead(**how, columns=columns), _looked(said.get("look")))


def _looks(extent: Extent) -> dict[str, Any]:
    """What of a sheet is not in its cells; what is odd about these has been told."""
    return {
        "size": [extent.rows, extent.columns],
        "merged": extent.merged,
        "hidden": sorted(extent.hidden),
        "hidden_columns": extent.hidden_columns,
        "filter": extent.filter,
        "let_through": list(extent.let_through.items()),
    }


def _extent(looks: Mapping[str, Any] | None = None) -> Extent:
    """The same taken back; a report of an earlier program has none."""
    if looks is None:
        return Extent()
    rows, columns = looks["size"]
    return Extent(
        rows,
        columns,
        merged=[(top, left, bottom, right) for top, left, bottom, right in looks["merged"]],
        hidden=set(looks["hidden"]),
        hidden_columns=[(first, last) for first, last in looks["hidden_columns"]],
        filter=tuple(looks["filter"]) if looks["filter"] else None,
        let_through=dict(looks["let_through"]),
    )


def _looked(said: Any) -> Look | None:
    if said is None:
        return None
    day, marks = said
    return Look({key: (was, becomes) for key, (was, becomes) in marks.items()}, date.fromisoformat(day))


def _may(viewer: Viewer, row: KeptReport) -> bool:
    return permitted(viewer, import_kind(row.kind).verb, row.org_code)


def _view(row: KeptReport) -> ReportView:
    return ReportView(row.pk, row.kind, row.org_code, row.file, row.at, row.faults)


def _packed(said: Mapping[str, Any]) -> str:
    text = json.dumps(said, ensure_ascii=False, default=_told)
    return b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"))).decode()


def _unpacked(body: str) -> Any:
    return json.loads(zlib.decompress(b64decode(body)).decode("utf-8", "surrogatepass"))


def _told(value: Any) -> Any:
    """A cell that JSON has no word for."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return str(value)


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        if "moment" in value:
            return datetime.fromisoformat(value["moment"])
        return date.fromisoformat(value["day"])
    return value


def _param(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
