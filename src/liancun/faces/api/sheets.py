"""Sheets taken along (带走的表): what a program sends is received as from a phone.

Taking, deciding and ending are derived from their acts. By hand are one's own sheet as a phone keeps it,
and the receipt of a batch: each item is answered by itself, so that one's fault stops no other.
"""

from typing import Any

from ninja import Router, Schema

from liancun.base import clock
from liancun.faces.api.answers import NO, who
from liancun.faces.api.given import sent
from liancun.faces.api.shapes import Org, Text
from liancun.faces.request import Request
from liancun.faces.sheets import items_in, told_receipts, told_sheet
from liancun.rooms.sheets import actions, queries

router = Router(tags=["sheets"])


class Results(Schema):
    """What is answered to each item, in the order they were sent."""

    results: list[dict[str, Any]]
    clock_offset_seconds: int | None


BATCH = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["items"],
                    "properties": {"items": {"type": "array", "items": {"type": "object"}, "maxItems": 500}},
                }
            }
        },
    }
}


@router.get("/orgs/{code:org_code}/own_sheets/{kind}/{month}", response={200: dict, **NO})
def own_sheet(request: Request, org_code: Org, kind: Text, month: Text, sheet: Text = "") -> Any:
    """One's own sheet of a month, the latest or the one named: what stands, what became of its items."""
    found = queries.own_sheet(who(request), org_code, kind, month, on=clock.today(), code=sheet)
    return told_sheet(found)


@router.post("/orgs/{code:org_code}/sheets/items", response={200: Results, **NO}, openapi_extra=BATCH)
def receive_items(request: Request, org_code: Org) -> Any:
    """Receive a batch of items: each is decided by itself, none stops another."""
    given = items_in(sent(request))
    receipts = actions.receive_items(org_code, given, by=who(request), on=clock.today())
    return {"results": told_receipts(receipts), "clock_offset_seconds": actions.offset_of(given)}
