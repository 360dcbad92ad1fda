"""What a sheet's reference opens (带走的表来历)."""

from liancun.base import clock
from liancun.base.references import Trace, explained, number
from liancun.base.viewer import Viewer
from liancun.kernel import Reason
from liancun.rooms.sheets import queries


def sheet(viewer: Viewer, key: str) -> Trace:
    """sheet:CODE"""
    found = queries.sheet_card(viewer, key)
    title = Reason.of("sheets.sheet", number=key, month=found.row.month)
    return Trace(
        f"sheet:{key}",
        title,
        org_code=found.org_code,
        village_code=found.village_code,
        kept=explained(found.row),
    )


def sheet_item(viewer: Viewer, key: str) -> Trace:
    """sheet_item:ID, both sides beside each other; here a second person decides."""
    found = queries.item_card(viewer, number(key), on=clock.today())
    title = Reason.of("sheets.item", household=found.row.household, month=found.row.month)
    return Trace(
        f"sheet_item:{key}",
        title,
        (),
        found.reasons,
        (f"sheet:{found.sheet}", found.row.ref),
        found.org_code,
        found.village_code,
        explained(found.row),
    )


RESOLVERS = {"sheet": sheet, "sheet_item": sheet_item}
