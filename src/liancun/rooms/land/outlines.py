"""Corners of a plot as written in a cell (界址点): pairs of longitude and latitude, semicolons between."""

import re
from decimal import Decimal

from shapely import Polygon

_PAIR = re.compile(r"(\d{1,3}(?:\.\d{1,8})?)[ ,]+(\d{1,2}(?:\.\d{1,8})?)")
FEWEST = 3

Point = tuple[str, str]


def points(text: str) -> tuple[Point, ...] | None:
    """The corners as (longitude, latitude) in decimal text; None where it cannot be read.

    Three corners at least, all within China's frame: east of 73 and west of 136 degrees, 3 to 54 north.
    """
    found = []
    for part in filter(None, (each.strip() for each in text.replace("；", ";").split(";"))):
        match = _PAIR.fullmatch(part)
        if not match:
            return None
        east, north = match.groups()
        if not (73 <= Decimal(east) <= 136 and 3 <= Decimal(north) <= 54):
            return None
        found.append((east, north))
    return tuple(found) if len(found) >= FEWEST else None


def fault(text: str) -> str:
    """The code of what is wrong with corners given, or '': unreadable, or sides that cross (自相交)."""
    corners = points(text)
    if corners is None:
        return "land.outline_unreadable"
    field = Polygon([(float(east), float(north)) for east, north in corners])
    return "" if field.is_valid else "land.outline_crosses"
