"""The registry's workbooks going out (登记导出): what a viewer may see, in the columns it came in by."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from liancun.base import trail
from liancun.base.importing import Row
from liancun.base.versions import standing
from liancun.base.viewer import Viewer
from liancun.rooms.registry import models as m
from liancun.rooms.registry.masks import mask_account, mask_id, mask_name, mask_phone
from liancun.rooms.registry.queries.names import keeps_the_register, may_read_whole

Rows = Iterable[Mapping[str, Any]]
Export = Callable[[Viewer, str], Rows]
CHUNK = 2_000


def _seen(viewer: Viewer, rows: "QuerySet[Any]", org_code: str) -> "QuerySet[Any]":
    return viewer.limit(rows.filter(org_code=org_code))


def plain(model: Any, *columns: str, order: str, village: bool = False, **renamed: str) -> Export:
    """An export of the columns as they stand; `renamed` maps a workbook's column to the record's field."""

    def export(viewer: Viewer, org_code: str) -> Rows:
        rows = _seen(viewer, model.objects.all(), org_code)
        if any(field.name == "supersedes" for field in model._meta.fields):
            rows = _seen(viewer, standing(model.objects.all()), org_code)
        for row in rows.order_by(order, "pk").iterator(CHUNK):
            values = {name: _cell(getattr(row, name)) for name in columns}
            values |= {name: _cell(getattr(row, source)) for name, source in renamed.items()}
            yield values | ({"village": row.village_code} if village else {})

    return export


def recorded(model: Any, *columns: str) -> Callable[[Sequence[Row], str], list[dict[str, Any]]]:
    """The records of the same codes as rows of a workbook, as `plain` gives them out."""

    def same(rows: Sequence[Row], org_code: str) -> list[dict[str, Any]]:
        kept = model.objects.filter(org_code=org_code, code__among=[row["code"] for row in rows])
        return [{name: _cell(getattr(record, name)) for name in columns} for record in kept]

    return same


def _cell(value: Any) -> Any:
    """A value as a workbook's cell is read: nothing written is None."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value == "" else value


def people(viewer: Viewer, org_code: str) -> Rows:
    """People; whole for the town clerk alone, masked for others."""
    clerk = keeps_the_register(viewer)
    rows = _seen(viewer, m.Person.objects.all(), org_code).order_by("code")
    for row in rows.iterator(CHUNK):
        whole = clerk or may_read_whole(viewer, row.code, row.village_code)
        trail.shows(
            viewer, row.code, id_number=row.id_number if clerk else "", phone=row.phone if whole else ""
        )
        yield {
            "party": row.code,
            "name": row.name if whole else mask_name(row.name),
            "sex": row.sex,
            "born_on": row.born_on if whole else row.born_on.replace(month=1, day=1),
            "died_on": row.died_on,
            "id_number": row.id_number if clerk else mask_id(row.id_number),
            "phone": row.phone if whole else mask_phone(row.phone),
            "village": row.village_code,
        }


def accounts(viewer: Viewer, org_code: str) -> Rows:
    """Accounts; whole for the town clerk alone, the last four for others."""
    clerk = keeps_the_register(viewer)
    rows = _seen(viewer, standing(m.PayeeAccount.objects.all()), org_code).order_by("party", "start")
    for row in rows.iterator(CHUNK):
        trail.shows(viewer, row.party, account=row.account if clerk else "")
        yield {
            "party": row.party,
            "bank": row.bank,
            "account": row.account if clerk else mask_account(row.account),
            "start": row.start,
            "end": row.end,
        }
