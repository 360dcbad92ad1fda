"""What rules and checks see of the share register (股金事实)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from liancun.base.watermark import Watermark
from liancun.rooms.capital.models import ShareLot, ShareMove
from liancun.rooms.capital.rules import Lot, held_by_party


def lots(org_code: str, *, asof: Watermark, on: date, party: str = "") -> tuple[Lot, ...]:
    """Every lot paid in by a day, with what is left in it then, by number."""
    rows = rows_of_lots(org_code, asof=asof, on=on)
    rows = rows.filter(party=party) if party else rows
    columns = ("number", "party", "price_fen", "shares", "moved", "happened_on")
    return tuple(lot_of(row) for row in rows.values_list(*columns, named=True))


def rows_of_lots(org_code: str, *, asof: Watermark, on: date) -> "QuerySet[Any]":
    """The records of the same, each with how many of its shares have `moved` by then."""
    rows = asof.limit(ShareLot.objects.filter(org_code=org_code, happened_on__lte=on))
    moves = asof.limit(ShareMove.objects.filter(org_code=org_code, happened_on__lte=on, lot=OuterRef("pk")))
    moved = moves.order_by().values("lot").annotate(n=Sum("shares")).values("n")
    return rows.annotate(moved=Coalesce(Subquery(moved), 0)).order_by("number")


def lot_of(row: Any) -> Lot:
    """One of these records with what is left in it."""
    return Lot(row.number, row.party, row.price_fen, row.shares - row.moved, row.happened_on)


def contributions(org_code: str, *, asof: Watermark, on: date) -> dict[str, int]:
    """Party -> contribution (出资额) on a day in fen."""
    return held_by_party(lots(org_code, asof=asof, on=on))


def organisations() -> Iterator[str]:
    """The organisations that keep a share register."""
    yield from ShareLot.objects.order_by("org_code").values_list("org_code", flat=True).distinct()
