"""What a phone, a program or the command line is told of a sheet (带走的表的应答): the same to each."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from liancun.faces.words import called, worded
from liancun.kernel import BadInput, Problem, Reason
from liancun.rooms.sheets.merging import Receipt


def told_sheet(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet as it is taken along, its words in the language of who takes it."""
    return {
        **sheet,
        "states": [{**each, "name": _(word)} for each in sheet["states"] for word in [each["name"]]],
        "clauses": [{**each, "title": called(each["title"])} for each in sheet["clauses"]],
        "items": [_told_item(each) for each in sheet["items"]],
    }


def _told_item(item: Mapping[str, Any]) -> dict[str, Any]:
    reason: Reason = item["reason"]
    said = {name: item[name] for name in item if name != "reason"}
    return said | {"code": reason.code, "message": worded(reason)}


def told_receipts(receipts: Iterable[Receipt]) -> list[dict[str, Any]]:
    """What is answered to each item: its status, and why, in a sentence or more."""
    return [
        {
            "id": each.id,
            "status": each.status,
            "stands": each.stands,
            "code": each.reasons[0].code,
            "message": "。".join(worded(reason).rstrip("。") for reason in each.reasons),
            "revision": each.revision,
            "kept": each.kept,
            "shown": dict(each.shown),
        }
        for each in receipts
    ]


def items_in(sent: Any) -> list[Any]:
    """The items of a batch, or of the file that a phone saved. Raises BadInput."""
    items = sent.get("items") if isinstance(sent, Mapping) else None
    if not isinstance(items, list):
        raise BadInput([Problem.of("sheets.not_a_batch", column="items")])
    return items
